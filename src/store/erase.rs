//! Erasing: one visit everywhere, by a lead; or everything here, when this device was removed.

use super::{
    Result, Store, StoreTrouble,
    frames::{ERASED, to_sql},
    meta::{self, name},
};
use crate::{
    care::VisitId,
    log::{
        ChangeId, FrameId, ScopeId, SignedChange, Thing,
        registry::{promise, visit},
    },
    seal::{
        Body, Keyring,
        entry::{ErasedFrame, Erasure},
        frame::seal_frame,
        text::seal_text,
    },
};
use rusqlite::{OptionalExtension, named_params};

impl Store {
    /// Names the frames that hold a visit's changes as erased, each with a frame that carries on
    /// what else was in it. Takes effect here at once, elsewhere with the entry.
    pub fn erase_visit(&mut self, id: VisitId) -> Result<()> {
        let things = self.things_of_visit(id)?;
        let changes = self.changes_of_things(&things)?;
        let Some((_, _, scope)) = changes.first().copied() else {
            return Err(StoreTrouble::NotFound);
        };
        self.seal_outbox()?;
        self.transact(|store| {
            let mut frames = Vec::new();
            for frame in store.frames_holding(&changes)? {
                let carried_on_by = store.carry_on(frame, scope, &changes)?;
                frames.push(ErasedFrame { frame: store.frame_id_of(frame)?, carried_on_by });
            }
            let ids: Vec<ChangeId> = changes.iter().map(|(_, id, _)| *id).collect();
            let plain = postcard::to_stdvec(&ids).unwrap_or_default();
            let key = store.sealing_key().ok_or(StoreTrouble::NoKeys)?;
            let sealed = seal_text(&key, &plain, store.surroundings.random());
            store.enter(Body::Erasure(Erasure { scope, frames, changes: sealed }))?;
            store.apply_erasures()
        })?;
        self.checkpoint()
    }

    /// The visit, what was added to it, and what was promised in it.
    fn things_of_visit(&self, id: VisitId) -> Result<Vec<Thing>> {
        let mut things = vec![Thing { kind: visit::KIND, id: id.to_bytes() }];
        things.extend(self.amendments_of(id)?.into_iter().map(|(thing, _)| thing));
        let promises = self.promises_made_in(id)?.into_iter();
        things.extend(promises.map(|row| Thing { kind: promise::KIND, id: row.id.to_bytes() }));
        Ok(things)
    }

    fn changes_of_things(&self, things: &[Thing]) -> Result<Vec<(i64, ChangeId, ScopeId)>> {
        let mut changes = Vec::new();
        for thing in things {
            let mut statement = self.connection.prepare_cached(
                "select n, id, scope from change where thing = :thing and kind = :kind",
            )?;
            let key = named_params! { ":thing": thing.id, ":kind": thing.kind.0 };
            let rows = statement.query_map(key, |row| {
                Ok((row.get(0)?, ChangeId(row.get(1)?), ScopeId(row.get(2)?)))
            })?;
            for row in rows {
                changes.push(row?);
            }
        }
        Ok(changes)
    }

    fn frames_holding(&self, changes: &[(i64, ChangeId, ScopeId)]) -> Result<Vec<i64>> {
        let mut frames = std::collections::BTreeSet::new();
        for (n, _, _) in changes {
            let mut statement = self
                .connection
                .prepare_cached("select frame from frame_change where change = :n")?;
            for frame in statement.query_map(named_params! { ":n": n }, |row| row.get(0))? {
                frames.insert(frame?);
            }
        }
        Ok(frames.into_iter().collect())
    }

    fn frame_id_of(&self, frame: i64) -> Result<FrameId> {
        let id = self
            .connection
            .prepare_cached("select id from frame where n = :n")?
            .query_row([frame], |row| row.get(0))?;
        Ok(FrameId(id))
    }

    /// Seals what must stay of a frame anew; `None` when nothing must.
    fn carry_on(
        &mut self,
        frame: i64,
        scope: ScopeId,
        erased: &[(i64, ChangeId, ScopeId)],
    ) -> Result<Option<FrameId>> {
        let inside: Vec<(i64, SignedChange)> = self
            .connection
            .prepare_cached(
                "select c.n, c.bytes, c.signature from frame_change f
                 join change c on c.n = f.change where f.frame = :frame order by c.n",
            )?
            .query_map(named_params! { ":frame": frame }, |row| {
                Ok((row.get(0)?, SignedChange { bytes: row.get(1)?, signature: row.get(2)? }))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let is_erased = |n: i64| erased.iter().any(|(erased, _, _)| *erased == n);
        let (numbers, staying): (Vec<i64>, Vec<SignedChange>) =
            inside.into_iter().filter(|(n, _)| !is_erased(*n)).unzip();
        if staying.is_empty() {
            return Ok(None);
        }
        let key = self.sealing_key().ok_or(StoreTrouble::NoKeys)?;
        let random = self.surroundings.random();
        let bytes = seal_frame(self.me.team, scope, &key, &staying, random)
            .map_err(|error| StoreTrouble::Garbled(error.to_string()))?;
        let carrying = self.insert_frame(scope, &bytes, None)?;
        numbers.into_iter().try_for_each(|n| self.bind(n, carrying))?;
        self.frame_id_of(carrying).map(Some)
    }

    /// Carries out the erasures that the book names, as far as what carries on is here.
    pub(crate) fn apply_erasures(&mut self) -> Result<()> {
        let erasures: Vec<Erasure> =
            self.book.erasures().map(|(_, erasure)| erasure.clone()).collect();
        for erasure in erasures {
            for erased in &erasure.frames {
                self.apply_erased_frame(erasure.scope, *erased)?;
            }
        }
        self.drop_erased_changes()
    }

    fn apply_erased_frame(&mut self, scope: ScopeId, erased: ErasedFrame) -> Result<()> {
        if let Some(carrying) = erased.carried_on_by
            && self.frame_n(carrying)?.is_none()
        {
            return Ok(());
        }
        match self.frame_n(erased.frame)? {
            Some(frame) => {
                self.connection
                    .prepare_cached("update frame set bytes = x'' where n = :n and state <> 2")?
                    .execute([frame])?;
                self.set_state(frame, ERASED)?;
                self.connection
                    .prepare_cached("delete from frame_change where frame = :n")?
                    .execute([frame])?;
            }
            // Remembered, so that it is never taken in when somebody offers it later.
            None => {
                self.connection
                    .prepare_cached(
                        "insert into frame (id, scope, bytes, position, state)
                         values (:id, :scope, x'', null, 2)",
                    )?
                    .execute(named_params! { ":id": erased.frame.0, ":scope": scope.0 })?;
            }
        }
        Ok(())
    }

    fn drop_erased_changes(&mut self) -> Result<()> {
        let mut scopes = std::collections::BTreeSet::new();
        let erased: Vec<ChangeId> = self.erased.iter().copied().collect();
        for id in erased {
            let row: Option<(i64, [u8; 16], Thing)> = self
                .connection
                .prepare_cached("select n, scope, kind, thing from change where id = :id")?
                .query_row(named_params! { ":id": id.0 }, |row| {
                    let kind = crate::log::Kind(row.get(2)?);
                    Ok((row.get(0)?, row.get(1)?, Thing { kind, id: row.get(3)? }))
                })
                .optional()?;
            let Some((n, scope, thing)) = row else { continue };
            scopes.insert(ScopeId(scope));
            self.connection
                .prepare_cached(
                    "delete from head where change = :n and kind = :kind and thing = :thing",
                )?
                .execute(named_params! { ":n": n, ":kind": thing.kind.0, ":thing": thing.id })?;
            self.connection
                .prepare_cached("delete from frame_change where change = :n")?
                .execute([n])?;
            self.connection.prepare_cached("delete from change where n = :n")?.execute([n])?;
            self.remember_erased(thing)?;
            self.project(thing)?;
        }
        scopes.into_iter().try_for_each(|scope| self.rebuild_scope(scope))
    }

    /// Writes the log of writes back into the file, so that nothing erased stays in it.
    pub fn checkpoint(&self) -> Result<()> {
        self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).or_else(
            // In memory there is no such log.
            |_| Ok(()),
        )
    }

    /// This device was removed: seals what is unsent under a key it still holds, then drops keys,
    /// rows and index. Only sealed bytes stay, until the server has them for good.
    pub fn empty(&mut self) -> Result<()> {
        if let Some(key) = self.any_key() {
            self.seal_with(&key)?;
        }
        self.transact(|store| {
            for table in [
                "change",
                "head",
                "replaced",
                "frame_change",
                "draft",
                "put_aside",
                "typed",
                "draft_sent",
                "draft_elsewhere",
                "person",
                "visit",
                "promise",
                "part",
                "two_versions",
                "word",
                "held",
                "erased_thing",
            ] {
                store.connection.execute_batch(&format!("delete from {table}"))?;
            }
            // What no verified backup holds stays, sealed and without a key: should the server be
            // put back, it is handed in again.
            let durable_to = to_sql(store.standing()?.durable_to);
            store.connection.execute(
                "delete from frame where state in (1, 2)
                    or (state = 0 and position between 1 and :durable_to)",
                named_params! { ":durable_to": durable_to },
            )?;
            meta::write(&store.connection, name::IS_REMOVED, &true)?;
            meta::forget(&store.connection, name::KIT_TO_CONFIRM)?;
            store.keyring = Keyring::default();
            store.keep_keyring(&Keyring::default())
        })?;
        self.checkpoint()?;
        self.connection.execute_batch("vacuum")?;
        self.checkpoint()
    }

    pub fn is_removed(&self) -> Result<bool> {
        Ok(meta::read(&self.connection, name::IS_REMOVED)?.unwrap_or_default())
    }

    fn any_key(&self) -> Option<crate::seal::keyring::Key> {
        self.sealing_key().or_else(|| self.keyring.team_keys().next().cloned())
    }
}
