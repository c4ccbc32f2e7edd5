//! Erasing: one visit everywhere, by a lead; or everything here, when this device was removed.

use super::{
    Result, Store, StoreTrouble,
    closed::FrameKey,
    erased::Named,
    frames::{ERASED, to_sql},
    meta::{self, name},
};
#[cfg(feature = "switches")]
use crate::switches::{Safeguard, is_there};
use crate::{
    care::{AttachmentId, VisitId},
    log::{ChangeId, FrameId, PieceId, ScopeId, Thing, registry::visit},
    seal::{
        Body, Keyring,
        entry::{ErasedFrame, Erasure},
        frame::{NotAFrame, open_frame},
        text::seal_text,
    },
};
use rusqlite::{OptionalExtension, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// What goes into one entry, so that each stays well within what an entry may have.
const MOST_ERASED: usize = 1_500;

impl Store {
    /// Names the frames that hold a visit's changes as erased, each with a frame that carries on
    /// what else was in it. Takes effect here at once, elsewhere with the entry.
    pub fn erase_visit(&mut self, id: VisitId) -> Result<()> {
        // What belongs to it stands in the tables, whosever it is.
        self.rebuild_rest()?;
        let things = self.things_of_visit(id)?;
        self.erase_things(&things)
    }

    /// The same of a photo by itself.
    pub fn erase_attachment(&mut self, id: AttachmentId) -> Result<()> {
        self.erase_things(&[super::attachments::thing(id)])
    }

    fn erase_things(&mut self, things: &[Thing]) -> Result<()> {
        let changes = self.changes_of_things(things)?;
        let Some((_, _, scope)) = changes.first().copied() else {
            return Err(StoreTrouble::NotFound);
        };
        self.seal_outbox()?;
        let ids: BTreeSet<ChangeId> = changes.iter().map(|(_, id, _)| *id).collect();
        self.together(|store| {
            let frames = store.frames_holding(&changes)?;
            store.enter_erasure(scope, &frames, &ids)?;
            store.apply_erasures().map(|_| ())
        })
    }

    /// Names these frames as erased, each with one that carries on what else was in it; and the pieces
    /// of the photos that those changes tell of.
    fn enter_erasure(
        &mut self,
        scope: ScopeId,
        frames: &[i64],
        ids: &BTreeSet<ChangeId>,
    ) -> Result<()> {
        // What belongs to a visit may stand in the record of somebody else, in frames of its own scope.
        let mut by_scope: BTreeMap<ScopeId, Vec<ErasedFrame>> = BTreeMap::new();
        for frame in frames {
            let (id, scope) = self.frame_named(*frame)?;
            let key = self.frame_key_or_wait(scope)?;
            let carried_on_by = self.carry_on(*frame, scope, ids, &key)?;
            by_scope.entry(scope).or_default().push(ErasedFrame { frame: id, carried_on_by });
        }
        let whole = |piece: PieceId| ErasedFrame { frame: piece.as_frame(), carried_on_by: None };
        let pieces = self.pieces_of_changes(ids)?.into_iter().map(whole);
        by_scope.entry(scope).or_default().extend(pieces);
        let named = Named { changes: ids.clone(), things: self.things_of_changes(ids)? };
        let plain = named.written();
        let everybodys = self.sealing_key().ok_or(StoreTrouble::NoKeys)?;
        let changes = seal_text(&everybodys, &plain, self.surroundings.random());
        for (scope, erased) in by_scope {
            let mut portions: Vec<_> =
                erased.chunks(MOST_ERASED).map(<[ErasedFrame]>::to_vec).collect();
            // Without any frame it says still which changes are to go, wherever they turn up.
            if portions.is_empty() {
                portions.push(Vec::new());
            }
            for frames in portions {
                self.enter(Body::Erasure(Erasure { scope, frames, changes: changes.clone() }))?;
            }
        }
        Ok(())
    }

    /// The visit and its parts: what was added to it, what was promised in it, what it told of in the
    /// way, and what was kept apart in it.
    fn things_of_visit(&self, id: VisitId) -> Result<Vec<Thing>> {
        let mut things = vec![Thing { kind: visit::KIND, id: id.to_bytes() }];
        things.extend(self.parts_of_visit(id)?);
        Ok(things)
    }

    fn things_of_changes(&self, ids: &BTreeSet<ChangeId>) -> Result<BTreeSet<Thing>> {
        let mut things = BTreeSet::new();
        for id in ids {
            things.extend(self.change_named(*id)?.map(|change| change.thing));
        }
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

    /// But not those of which the server said that they are erased already, before it said by whom.
    fn frames_holding(&self, changes: &[(i64, ChangeId, ScopeId)]) -> Result<Vec<i64>> {
        let mut frames = BTreeSet::new();
        for (n, _, _) in changes {
            let mut statement = self.connection.prepare_cached(
                "select frame from frame_change join frame on frame.n = frame_change.frame
                     where change = :n and state <> 2",
            )?;
            for frame in statement.query_map(named_params! { ":n": n }, |row| row.get(0))? {
                frames.insert(frame?);
            }
        }
        Ok(frames.into_iter().collect())
    }

    fn frame_id_of(&self, frame: i64) -> Result<FrameId> {
        self.frame_named(frame).map(|(id, _)| id)
    }

    fn frame_named(&self, frame: i64) -> Result<(FrameId, ScopeId)> {
        let named = self
            .connection
            .prepare_cached("select id, scope from frame where n = :n")?
            .query_row([frame], |row| Ok((FrameId(row.get(0)?), ScopeId(row.get(1)?))))?;
        Ok(named)
    }

    /// Seals what must stay of a frame anew, bit for bit, also what this version cannot read;
    /// `None` when nothing must.
    fn carry_on(
        &mut self,
        frame: i64,
        scope: ScopeId,
        erased: &BTreeSet<ChangeId>,
        key: &FrameKey,
    ) -> Result<Option<FrameId>> {
        let bytes: Vec<u8> = self
            .connection
            .prepare_cached("select bytes from frame where n = :n")?
            .query_row([frame], |row| row.get(0))?;
        let garbled = |error: NotAFrame| StoreTrouble::Garbled(error.to_string());
        let mut staying = open_frame(&bytes, &self.keyring).map_err(garbled)?;
        staying
            .retain(|signed| !erased.contains(&signed.id()) && !self.erased.contains(&signed.id()));
        if staying.is_empty() {
            return Ok(None);
        }
        let bytes = self.sealed_under(scope, key, &staying).map_err(garbled)?;
        let carrying = self.insert_frame(scope, &bytes, None)?;
        self.apply_frame(carrying, &bytes)?;
        self.frame_id_of(carrying).map(Some)
    }

    /// An erased change is in this frame too, which nobody has named yet.
    pub(super) fn note_stray(&self, frame: i64) -> Result<()> {
        self.connection
            .prepare_cached("insert or ignore into stray (frame) values (:frame)")?
            .execute([frame])?;
        Ok(())
    }

    /// Where this device may, it asks for one more entry for every frame in which an erased change
    /// was met: another phone's copy of what a lead has erased.
    pub(crate) fn erase_strays(&mut self) -> Result<()> {
        let me = self.me.device;
        let is_present_lead = self.book.is_present(me) && self.book.is_lead(self.me.worker);
        if !is_present_lead || self.sealing_key().is_none() {
            return Ok(());
        }
        let strays = self.strays()?;
        let mut left = Vec::new();
        for (frame, scope) in &strays {
            let ids = self.erased_ids_in(*frame)?;
            if !ids.is_empty() && !self.erases_stray(*frame, *scope, &ids)? {
                left.push(*frame);
            }
        }
        self.connection.execute("delete from stray", [])?;
        left.into_iter().try_for_each(|frame| self.note_stray(frame))?;
        if strays.is_empty() { Ok(()) } else { self.apply_erasures().map(|_| ()) }
    }

    /// A frame of which the rest cannot be carried on, as nobody's app would make one, stays a stray: it keeps
    /// nothing else from being taken.
    fn erases_stray(
        &mut self,
        frame: i64,
        scope: ScopeId,
        ids: &BTreeSet<ChangeId>,
    ) -> Result<bool> {
        self.connection.execute_batch("savepoint erasing")?;
        let is_erased = match self.enter_erasure(scope, &[frame], ids) {
            Ok(()) => true,
            Err(StoreTrouble::Garbled(_) | StoreTrouble::TooLong(_) | StoreTrouble::NoKeys) => {
                self.connection.execute_batch("rollback to erasing")?;
                false
            }
            Err(trouble) => return Err(trouble),
        };
        self.connection.execute_batch("release erasing")?;
        Ok(is_erased)
    }

    /// Those that no entry names yet.
    fn strays(&self) -> Result<Vec<(i64, ScopeId)>> {
        let named: BTreeSet<FrameId> = self
            .book
            .erasures()
            .flat_map(|(_, erasure)| erasure.frames.iter().map(|erased| erased.frame))
            .collect();
        let strays: Vec<(i64, FrameId, ScopeId)> = self
            .connection
            .prepare_cached(
                "select n, id, scope from stray cross join frame on frame.n = stray.frame
                 where state <> 2",
            )?
            .query_map([], |row| Ok((row.get(0)?, FrameId(row.get(1)?), ScopeId(row.get(2)?))))?
            .collect::<rusqlite::Result<_>>()?;
        let strays = strays.into_iter().filter(|(_, id, _)| !named.contains(id));
        Ok(strays.map(|(frame, _, scope)| (frame, scope)).collect())
    }

    /// A held frame with an erased change in it is taken in by a lead's phone, and erased there:
    /// otherwise it would lie about on every phone and on the server.
    pub(crate) fn take_strays_of_held(&mut self) -> Result<()> {
        if self.erased.is_empty() || !self.book.is_lead(self.me.worker) {
            return Ok(());
        }
        let held: Vec<Vec<u8>> = self
            .connection
            .prepare_cached(
                "select bytes from held
                 where not exists (select 1 from frame where frame.id = held.id)",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for bytes in held {
            for signed in open_frame(&bytes, &self.keyring).unwrap_or_default() {
                if self.is_to_be_erased(&signed)? {
                    self.take_frame(&bytes, None)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn erased_ids_in(&self, frame: i64) -> Result<BTreeSet<ChangeId>> {
        let bytes: Vec<u8> = self
            .connection
            .prepare_cached("select bytes from frame where n = :n")?
            .query_row([frame], |row| row.get(0))?;
        let mut ids = BTreeSet::new();
        for signed in open_frame(&bytes, &self.keyring).unwrap_or_default() {
            if self.is_to_be_erased(&signed)? {
                ids.insert(signed.id());
            }
        }
        Ok(ids)
    }

    /// Carries out the erasures that the book names, as far as what carries on is here. Answers
    /// whether anything went.
    pub(crate) fn apply_erasures(&mut self) -> Result<bool> {
        let erasures: Vec<Erasure> =
            self.book.erasures().map(|(_, erasure)| erasure.clone()).collect();
        // To a phone that was removed nothing comes any more that could carry on.
        let is_removed = self.is_removed()?;
        let mut has_erased = false;
        for erasure in erasures {
            for erased in &erasure.frames {
                if is_removed || self.is_carried_on(*erased)? {
                    has_erased |= self.apply_erased_frame(erasure.scope, *erased)?;
                }
            }
        }
        has_erased |= self.drop_erased_changes()?;
        self.has_erased.set(self.has_erased.get() || has_erased);
        Ok(has_erased)
    }

    fn is_carried_on(&self, erased: ErasedFrame) -> Result<bool> {
        erased.carried_on_by.map_or(Ok(true), |carrying| self.has_frame(carrying))
    }

    fn apply_erased_frame(&mut self, scope: ScopeId, erased: ErasedFrame) -> Result<bool> {
        self.forget_held(erased.frame)?;
        let has_dropped = self.drop_piece(PieceId(erased.frame.0))?;
        let Some(frame) = self.frame_n(erased.frame)? else {
            // Remembered, so that it is never taken in when somebody offers it later.
            self.connection
                .prepare_cached(
                    "insert into frame (id, scope, bytes, position, state)
                     values (:id, :scope, x'', null, 2)",
                )?
                .execute(named_params! { ":id": erased.frame.0, ":scope": scope.0 })?;
            return Ok(has_dropped);
        };
        let n_rows = self
            .connection
            .prepare_cached("update frame set bytes = x'' where n = :n and length(bytes) > 0")?
            .execute([frame])?;
        self.set_state(frame, ERASED)?;
        self.connection
            .prepare_cached("delete from frame_change where frame = :n")?
            .execute([frame])?;
        Ok(has_dropped || n_rows > 0)
    }

    fn drop_erased_changes(&mut self) -> Result<bool> {
        let (mut scopes, mut things) = (BTreeSet::new(), BTreeSet::new());
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
            if things.insert(thing) {
                self.remember_erased(thing)?;
            }
            self.drop_change(n, thing)?;
        }
        let has_dropped = !things.is_empty();
        self.remember_what_never_came(&mut things)?;
        scopes.into_iter().try_for_each(|scope| self.rebuild_scope(scope).map(drop))?;
        self.note_parts_left(&things)?;
        Ok(has_dropped)
    }

    /// What was written on this phone of a visit of which its erasure does not know.
    fn note_parts_left(&mut self, erased: &BTreeSet<Thing>) -> Result<()> {
        for thing in erased.iter().filter(|thing| thing.kind == visit::KIND) {
            let parts = self.parts_of_visit(VisitId::from_bytes(thing.id))?;
            if !parts.is_empty() {
                self.seal_outbox()?;
            }
            parts.into_iter().try_for_each(|part| self.note_strays_of(part))?;
        }
        Ok(())
    }

    /// The frames that hold it still are strays from now on.
    fn drop_change(&mut self, n: i64, thing: Thing) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into stray (frame)
                 select frame from frame_change where change = :n",
            )?
            .execute([n])?;
        self.connection
            .prepare_cached(
                "delete from head where change = :n and kind = :kind and thing = :thing",
            )?
            .execute(named_params! { ":n": n, ":kind": thing.kind.0, ":thing": thing.id })?;
        self.connection
            .prepare_cached("delete from frame_change where change = :n")?
            .execute([n])?;
        for table in ["change", "unchecked"] {
            self.connection
                .prepare_cached(&format!("delete from {table} where n = :n"))?
                .execute([n])?;
        }
        self.project(thing)
    }

    /// Writes the log of writes back into the file, so that nothing erased stays in it.
    pub fn checkpoint(&self) -> Result<()> {
        self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).or_else(
            // In memory there is no such log.
            |_| Ok(()),
        )
    }

    /// Writes it back where much was gathered in it, for when nobody waits: a save that finds it full has to.
    /// Nothing leaves the log itself by it.
    pub fn write_back_at_rest(&mut self) -> Result<()> {
        const MANY_COMMITS: u32 = 40;
        if self.n_commits >= MANY_COMMITS {
            self.connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
            self.n_commits = 0;
        }
        Ok(())
    }

    /// This device was removed: seals what is unsent under a key it still holds, then drops keys,
    /// rows and index. Only sealed bytes stay, until the server has them for good.
    pub fn empty(&mut self) -> Result<()> {
        let unheard = self.keys_unheard_of()?;
        // Whatever becomes of them, it is emptied.
        let drafts = self.drafts_to_leave(&unheard).unwrap_or_default();
        self.unseal(&unheard)?;
        self.seal_with(|store, scope| store.any_frame_key(scope, &unheard))?;
        self.together(|store| {
            for table in [
                "change",
                "unchecked",
                "to_rebuild",
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
                "connection",
                "told",
                "handover",
                "joined",
                "suggested",
                "two_versions",
                "held",
                "erased_thing",
                "stray",
                "attachment",
                "attachment_asked",
                "piece_of",
                "follow",
                "opened",
                "piece_refused",
            ] {
                store.connection.execute_batch(&format!("delete from {table}"))?;
            }
            store.connection.execute_batch("insert into word (word) values ('delete-all')")?;
            // What no verified backup holds stays, sealed and without a key: should the server be
            // put back, it is handed in again.
            let durable_to = to_sql(store.standing()?.durable_to);
            #[cfg(feature = "switches")]
            let durable_to = if is_there(Safeguard::DurableMark) { durable_to } else { i64::MAX };
            store.connection.execute(
                "delete from frame where state = 2
                    or (state in (0, 1) and position between 1 and :durable_to)",
                named_params! { ":durable_to": durable_to },
            )?;
            store.connection.execute(
                "delete from piece where received_to < :durable_to",
                named_params! { ":durable_to": durable_to },
            )?;
            store.leave_drafts(&drafts)?;
            meta::write(&store.connection, name::IS_REMOVED, &true)?;
            meta::forget(&store.connection, name::KIT_TO_CONFIRM)?;
            meta::forget(&store.connection, name::EXPECTED_BACK)?;
            meta::forget(&store.connection, name::COLLEAGUE_TO_RING)?;
            meta::forget(&store.connection, name::HANDED_OVER)?;
            meta::forget(&store.connection, name::DRAFTS_TAKEN)?;
            meta::forget(&store.connection, name::SHARES)?;
            meta::forget(&store.connection, name::SHARES_AT_SERVER)?;
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
}
