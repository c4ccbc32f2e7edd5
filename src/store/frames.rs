//! Frames: sealing what is unsent, keeping what is received, and receipts.

use super::{
    Result, Store, StoreTrouble,
    changes::{Received, Taken},
    closed::FrameKey,
    following::Which,
    opening::{Opened, OpenedChange, open},
};
use crate::{
    log::{Change, FrameId, ScopeId, SignedChange, Thing},
    seal::{
        KeyId, SignedEntry,
        entry::Purpose,
        frame::{Header, NotAFrame, frame_id, open_frame},
        keyring::Key,
    },
};
use rusqlite::{OptionalExtension, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// How much goes into one frame before it is packed.
const USUAL_UNPACKED_BYTES: usize = 512 * 1024;

/// Where a frame stands that this version cannot read far enough to tell.
const NO_SCOPE: ScopeId = ScopeId([0; 16]);

pub(super) const WHOLE: i64 = 0;
pub(super) const ERASED: i64 = 2;

/// A sealed frame for which the present epoch has no receipt.
pub struct UnsentFrame {
    pub id: FrameId,
    pub bytes: Vec<u8>,
}

/// One that is sealed with a key that was asked for.
struct UnsentUnder {
    n: i64,
    id: FrameId,
    /// All that is in it was applied.
    is_whole: bool,
}

type Unsealed = (i64, SignedChange);

/// What came of applying a frame.
#[derive(Default)]
struct Applied {
    n_changes: usize,
    /// What of it could not be.
    why_not: Option<String>,
}

impl Store {
    /// Seals all changes that are in no frame yet, under keys that no removed device was given.
    /// Those of a scope without such a key wait.
    pub fn seal_outbox(&mut self) -> Result<()> {
        self.seal_with(Self::frame_key)
    }

    pub(super) fn seal_with(
        &mut self,
        key_of: impl Fn(&Self, ScopeId) -> Option<FrameKey>,
    ) -> Result<()> {
        let mut by_scope: BTreeMap<ScopeId, Vec<Unsealed>> = BTreeMap::new();
        for (scope, unsealed) in self.unsealed()? {
            by_scope.entry(scope).or_default().push(unsealed);
        }
        if by_scope.is_empty() {
            return Ok(());
        }
        self.transact(|store| {
            by_scope.iter().try_for_each(|(scope, unsealed)| {
                let Some(key) = key_of(store, *scope) else { return Ok(()) };
                in_portions(unsealed).try_for_each(|few| store.seal_some(*scope, &key, few))
            })
        })
    }

    pub(super) fn sealing_key(&self) -> Option<Key> {
        self.book.good_keys(Purpose::Team).find_map(|id| self.keyring.team_key(id)).cloned()
    }

    /// One that others have too, where there is any; and rather one that no removed device was given.
    pub(super) fn team_key_of_others(&self, unheard: &BTreeSet<KeyId>) -> Option<Key> {
        let any = self.sealing_key().into_iter().chain(self.keyring.team_keys().cloned());
        any.min_by_key(|key| unheard.contains(&key.id()))
    }

    fn unsealed(&self) -> Result<Vec<(ScopeId, Unsealed)>> {
        let rows = self
            .connection
            .prepare_cached(
                "select n, scope, bytes, signature from change where is_sealed = 0 order by n",
            )?
            .query_map([], |row| {
                let signed =
                    SignedChange { bytes: row.get("bytes")?, signature: row.get("signature")? };
                Ok((ScopeId(row.get("scope")?), (row.get("n")?, signed)))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn seal_some(&mut self, scope: ScopeId, key: &FrameKey, few: &[Unsealed]) -> Result<()> {
        let changes: Vec<SignedChange> = few.iter().map(|(_, signed)| signed.clone()).collect();
        match self.sealed_under(scope, key, &changes) {
            Ok(bytes) => {
                let frame = self.insert_frame(scope, &bytes, None)?;
                few.iter().try_for_each(|(n, _)| self.bind(*n, frame))
            }
            Err(NotAFrame::TooBig(_)) if few.len() > 1 => {
                let (first, second) = few.split_at(few.len() / 2);
                self.seal_some(scope, key, first)?;
                self.seal_some(scope, key, second)
            }
            Err(error) => Err(StoreTrouble::Garbled(error.to_string())),
        }
    }

    pub(super) fn insert_frame(
        &self,
        scope: ScopeId,
        bytes: &[u8],
        position: Option<u64>,
    ) -> Result<i64> {
        let frame = self.insert_new_frame(frame_id(bytes), scope, bytes, position)?;
        frame.ok_or_else(|| StoreTrouble::Garbled("a frame was made twice".to_owned()))
    }

    /// The number of its row; `None` where the frame is here already.
    fn insert_new_frame(
        &self,
        id: FrameId,
        scope: ScopeId,
        bytes: &[u8],
        position: Option<u64>,
    ) -> Result<Option<i64>> {
        let n_rows = self
            .connection
            .prepare_cached(
                "insert into frame (id, scope, bytes, position, state)
                 values (:id, :scope, :bytes, :position, 0) on conflict (id) do nothing",
            )?
            .execute(named_params! {
                ":id": id.0, ":scope": scope.0, ":bytes": bytes,
                ":position": position.map(to_sql),
            })?;
        Ok((n_rows == 1).then(|| self.connection.last_insert_rowid()))
    }

    /// What came new was never unsealed here.
    fn bind_taken(&self, taken: Taken, frame: i64) -> Result<()> {
        match taken {
            Taken::New(n) => self.say_in_frame(n, frame),
            Taken::Known(n) => self.bind(n, frame),
        }
    }

    fn say_in_frame(&self, change: i64, frame: i64) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into frame_change (change, frame) values (:change, :frame)",
            )?
            .execute(named_params! { ":change": change, ":frame": frame })?;
        Ok(())
    }

    pub(super) fn bind(&self, change: i64, frame: i64) -> Result<()> {
        self.say_in_frame(change, frame)?;
        self.connection
            .prepare_cached("update change set is_sealed = 1 where n = :n and is_sealed = 0")?
            .execute(named_params! { ":n": change })?;
        Ok(())
    }

    /// Frames that the present epoch has no receipt for, oldest first, up to so many bytes; but
    /// not those that were `put_off`.
    pub fn unsent_frames(
        &self,
        most_bytes: usize,
        put_off: &BTreeSet<FrameId>,
    ) -> Result<Vec<UnsentFrame>> {
        let mut statement = self.connection.prepare_cached(
            "select id, bytes from frame where position is null and state <> 2 order by n",
        )?;
        let mut rows = statement.query([])?;
        let (mut frames, mut n_bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let id = FrameId(row.get("id")?);
            if put_off.contains(&id) {
                continue;
            }
            let bytes: Vec<u8> = row.get("bytes")?;
            n_bytes += bytes.len();
            if n_bytes > most_bytes && !frames.is_empty() {
                break;
            }
            frames.push(UnsentFrame { id, bytes });
        }
        Ok(frames)
    }

    /// Unsent frames under keys that the server hears of only by these entries, which go first. A device that
    /// was removed gives nobody a key any more.
    pub(crate) fn frames_after(&self, entries: &[SignedEntry]) -> Result<BTreeSet<FrameId>> {
        if self.book.is_removed(self.me.device) {
            return Ok(BTreeSet::new());
        }
        let waiting = self.unsent_under(&self.not_given_yet(entries)?)?;
        Ok(waiting.into_iter().map(|unsent| unsent.id).collect())
    }

    fn unsent_under(&self, keys: &BTreeSet<KeyId>) -> Result<Vec<UnsentUnder>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = self.connection.prepare_cached(
            "select n, id, state, bytes from frame where position is null and state <> 2",
        )?;
        let mut rows = select.query([])?;
        let mut under = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get("bytes")?;
            if Header::read(&bytes).is_ok_and(|header| keys.contains(&header.key)) {
                let (n, id, state): (_, _, i64) =
                    (row.get("n")?, row.get("id")?, row.get("state")?);
                under.push(UnsentUnder { n, id: FrameId(id), is_whole: state == WHOLE });
            }
        }
        Ok(under)
    }

    /// For a device that was removed: what is unsent under keys that nobody else will have is to be sealed anew.
    /// What could not be read here is handed in as it came.
    pub(super) fn unseal(&self, unheard: &BTreeSet<KeyId>) -> Result<()> {
        let unsent = self.unsent_under(unheard)?.into_iter();
        for UnsentUnder { n, .. } in unsent.filter(|unsent| unsent.is_whole) {
            for statement in [
                "update change set is_sealed = 0
                 where n in (select change from frame_change where frame = :n)",
                "delete from frame_change where frame = :n",
                "delete from frame where n = :n",
            ] {
                self.connection.prepare_cached(statement)?.execute(named_params! { ":n": n })?;
            }
        }
        Ok(())
    }

    /// A receipt: the frame stands at this position of the present epoch.
    pub(crate) fn keep_receipt(&self, id: FrameId, position: u64) -> Result<()> {
        self.connection
            .prepare_cached("update frame set position = :position where id = :id")?
            .execute(named_params! { ":position": to_sql(position), ":id": id.0 })?;
        Ok(())
    }

    /// A frame that the server has, at some position that it did not name.
    pub(crate) fn settle(&self, id: FrameId) -> Result<()> {
        self.connection
            .prepare_cached("update frame set position = 0 where id = :id and position is null")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    pub(crate) fn void_receipt(&self, id: FrameId) -> Result<()> {
        self.connection
            .prepare_cached("update frame set position = null where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    /// The server holds the frame outside the record.
    pub(crate) fn note_handed_in(&self, id: FrameId) -> Result<()> {
        self.connection
            .prepare_cached("update frame set position = 0, state = 3 where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    /// Drops a frame's bytes for good; its id stays, so that it is never taken in again.
    pub(crate) fn forget_frame(&self, id: FrameId) -> Result<()> {
        self.connection
            .prepare_cached("update frame set state = 2, bytes = x'' where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        self.has_erased.set(true);
        self.forget_held(id)
    }

    pub(super) fn forget_held(&self, id: FrameId) -> Result<()> {
        let n_rows = self
            .connection
            .prepare_cached("delete from held where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        self.has_erased.set(self.has_erased.get() || n_rows > 0);
        Ok(())
    }

    /// Receipts and refusals of an epoch that has ended say nothing any more.
    pub(crate) fn void_receipts(&self) -> Result<()> {
        self.connection.execute("update frame set position = null", [])?;
        self.void_piece_receipts()?;
        self.void_what_was_told_of_shares()?;
        self.void_what_was_told_of_drafts()?;
        self.connection.execute("update entry set is_received = 0, is_refused = 0", [])?;
        Ok(())
    }

    /// Takes in a frame that the server sent. What cannot be applied is set aside, and stays; what
    /// is not even the beginning of a frame does not.
    pub(crate) fn take_frame(&mut self, bytes: &[u8], position: Option<u64>) -> Result<usize> {
        let opened = open(&self.book, &self.keyring, bytes);
        self.take_opened(bytes, position, opened)
    }

    pub(super) fn take_opened(
        &mut self,
        bytes: &[u8],
        position: Option<u64>,
        opened: Opened,
    ) -> Result<usize> {
        // The digest says that one is missing, and no server would take this in its place.
        if opened.header == Err(NotAFrame::CutShort) {
            return Ok(0);
        }
        let (id, scope) = (opened.id, opened.scope().unwrap_or(NO_SCOPE));
        let Some(frame) = self.insert_new_frame(id, scope, bytes, position)? else {
            if let Some(position) = position {
                self.keep_receipt(id, position)?;
            }
            return Ok(0);
        };
        let Applied { n_changes, why_not } = self.apply_opened(frame, opened)?;
        why_not.map_or(Ok(()), |why| self.set_aside(frame, &why))?;
        Ok(n_changes)
    }

    /// One that is here already, tried again or made here.
    pub(super) fn apply_frame(&mut self, frame: i64, bytes: &[u8]) -> Result<usize> {
        let opened = open(&self.book, &self.keyring, bytes);
        let scope = opened.scope();
        let Applied { n_changes, why_not } = self.apply_opened(frame, opened)?;
        scope.map_or(Ok(()), |scope| self.put_into_scope(frame, scope))?;
        match why_not {
            Some(why) => self.set_aside(frame, &why)?,
            None => self.set_state(frame, WHOLE)?,
        }
        Ok(n_changes)
    }

    fn apply_opened(&mut self, frame: i64, opened: Opened) -> Result<Applied> {
        let scope = opened.scope().unwrap_or(NO_SCOPE);
        let mut applied = Applied::default();
        let changes = match opened.changes {
            Ok(changes) => changes,
            Err(error) => return Ok(Applied { why_not: Some(error.to_string()), ..applied }),
        };
        let mut touched = BTreeSet::<Thing>::new();
        for OpenedChange { signed, id, change, is_checked } in &changes {
            match change {
                Ok(change) if change.scope != scope || change.team != self.me.team => {
                    applied.why_not = Some("a change of another scope".to_owned());
                }
                Ok(_) if self.erased.contains(id) => self.note_stray(frame)?,
                Ok(change) => {
                    let received = Received { id: *id, signed, change, is_checked: *is_checked };
                    if let Some(taken) = self.absorb_received(received, &mut touched)? {
                        self.bind_taken(taken, frame)?;
                        applied.n_changes += 1;
                    }
                }
                Err(error) => applied.why_not = Some(error.to_string()),
            }
        }
        for thing in touched {
            self.project(thing)?;
            self.note_late(thing)?;
        }
        Ok(applied)
    }

    /// A frame of a format that was not known when it came had none until now.
    fn put_into_scope(&self, frame: i64, scope: ScopeId) -> Result<()> {
        self.connection
            .prepare_cached("update frame set scope = :scope where n = :n and scope <> :scope")?
            .execute(named_params! { ":scope": scope.0, ":n": frame })?;
        Ok(())
    }

    /// Tries again what was set aside: after an update, or when a key has come.
    pub fn try_again(&mut self) -> Result<usize> {
        let frames: Vec<(i64, Vec<u8>)> = self
            .connection
            .prepare_cached("select n, bytes from frame where state = 1 order by n")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        self.together(|store| {
            let n_applied = frames.iter().try_fold(0, |n, (frame, bytes)| {
                Ok::<_, StoreTrouble>(n + store.apply_frame(*frame, bytes)?)
            })?;
            store.erase_strays()?;
            Ok(n_applied)
        })
    }

    fn set_aside(&self, frame: i64, why: &str) -> Result<()> {
        self.connection
            .prepare_cached("update frame set state = 1, why_set_aside = :why where n = :n")?
            .execute(named_params! { ":why": why, ":n": frame })?;
        Ok(())
    }

    pub(super) fn set_state(&self, frame: i64, state: i64) -> Result<()> {
        self.connection
            .prepare_cached(
                "update frame set state = :state, why_set_aside = null
                 where n = :n and state <> :state",
            )?
            .execute(named_params! { ":state": state, ":n": frame })?;
        Ok(())
    }

    pub fn has_frame(&self, id: FrameId) -> Result<bool> {
        Ok(self.frame_n(id)?.is_some())
    }

    pub(super) fn frame_n(&self, id: FrameId) -> Result<Option<i64>> {
        let n = self
            .connection
            .prepare_cached("select n from frame where id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get(0))
            .optional()?;
        Ok(n)
    }

    /// Ids of frames of followed scopes with a receipt at a position up to `cursor`. Those of one that is
    /// fetched still do not count; those that cannot be read yet came because theirs is followed.
    pub fn received_ids(&self, cursor: u64) -> Result<Vec<[u8; 16]>> {
        // The signs keep it in one index, which holds no frame's bytes.
        let of_followed = "and (+scope = zeroblob(16)
            or +scope in (select scope from follow where fetched_to is null))";
        let which = if self.follows_all()? { "" } else { of_followed };
        let ids = self
            .connection
            .prepare_cached(&format!(
                "select id from frame where position <= :cursor and state < 2 {which}"
            ))?
            .query_map(named_params! { ":cursor": to_sql(cursor) }, |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// And those of what is fetched apart.
    pub fn received_ids_of(&self, which: &Which, cursor: u64) -> Result<Vec<[u8; 16]>> {
        let ids: Vec<(ScopeId, [u8; 16])> = self
            .connection
            .prepare_cached("select scope, id from frame where position <= :cursor and state < 2")?
            .query_map(named_params! { ":cursor": to_sql(cursor) }, |row| {
                Ok((ScopeId(row.get(0)?), row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids.into_iter().filter(|(scope, _)| which.contains(*scope)).map(|(_, id)| id).collect())
    }

    /// Ids of all frames on this device, with their scopes, received or not.
    pub fn frame_ids(&self) -> Result<Vec<(ScopeId, FrameId)>> {
        let ids = self
            .connection
            .prepare_cached("select scope, id from frame where state <> 2")?
            .query_map([], |row| Ok((ScopeId(row.get(0)?), FrameId(row.get(1)?))))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    pub fn frame_ids_of(&self, scope: ScopeId) -> Result<Vec<FrameId>> {
        let ids = self
            .connection
            .prepare_cached("select id from frame where scope = :scope and state <> 2")?
            .query_map(named_params! { ":scope": scope.0 }, |row| row.get(0).map(FrameId))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Keeps a frame that the server holds back; it is not applied. Of an erased one nothing is.
    pub(crate) fn keep_held(
        &self,
        bytes: &[u8],
        from: crate::care::DeviceId,
        at: crate::care::Moment,
    ) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into held (id, bytes, device, at)
                 select :id, :bytes, :device, :at
                 where not exists (select 1 from frame where id = :id and state = 2)",
            )?
            .execute(named_params! {
                ":id": frame_id(bytes).0, ":bytes": bytes, ":device": from.to_bytes(), ":at": at.0,
            })?;
        Ok(())
    }

    /// Held frames that nobody has taken in: those that are not frames of the record yet.
    pub fn held(&self) -> Result<Vec<Held>> {
        let held = self
            .connection
            .prepare_cached(
                "select id, device, at from held
                 where not exists (select 1 from frame where frame.id = held.id) order by at",
            )?
            .query_map([], |row| {
                Ok(Held {
                    frame: FrameId(row.get(0)?),
                    from: crate::care::DeviceId::from_bytes(row.get(1)?),
                    at: crate::care::Moment(row.get(2)?),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(held)
    }

    /// The held frame that goes by this name.
    pub fn held_named(&self, name: &str) -> Result<FrameId> {
        FrameId::from_hex(name).ok_or(StoreTrouble::NotFound)
    }

    /// What is in a held frame, as far as this phone has its key and knows who signed it.
    pub fn said_in_held(&self, frame: FrameId) -> Result<Vec<Said>> {
        let bytes = self.held_bytes(frame)?;
        let opened = open_frame(&bytes, &self.keyring).unwrap_or_default();
        let is_signed = |signed: &SignedChange, change: &Change| {
            self.book.device(change.writer).is_some_and(|writer| {
                let (team, scope) = (change.team, change.scope);
                writer.public.has_signed_change(team, scope, signed.id(), &signed.signature)
            })
        };
        let read = |signed: SignedChange| {
            let change = Change::decode(&signed.bytes).ok()?;
            is_signed(&signed, &change).then(|| Said::of(change))
        };
        Ok(opened.into_iter().filter_map(read).collect())
    }

    fn held_bytes(&self, frame: FrameId) -> Result<Vec<u8>> {
        let mut select = self.connection.prepare_cached("select bytes from held where id = :id")?;
        Ok(select.query_row(named_params! { ":id": frame.0 }, |row| row.get(0))?)
    }

    /// Takes a held frame into the record: this device, a present member, offers it as its own.
    pub fn admit_held(&mut self, frame: FrameId) -> Result<()> {
        let bytes = self.held_bytes(frame)?;
        self.together(|store| {
            store.take_frame(&bytes, None)?;
            store.erase_strays()
        })
    }
}

/// What somebody said of a thing, before it is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub thing: Thing,
    values: Vec<(u16, Vec<u8>)>,
}

impl Said {
    fn of(change: Change) -> Self {
        let values = change.sets.into_iter().map(|set| (set.field, set.value)).collect();
        Self { thing: change.thing, values }
    }

    pub fn value(&self, field: u16) -> Option<&[u8]> {
        let (_, value) = self.values.iter().find(|(said, _)| *said == field)?;
        Some(value)
    }
}

/// A frame that the server holds back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub frame: FrameId,
    pub from: crate::care::DeviceId,
    pub at: crate::care::Moment,
}

pub(super) fn to_sql(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Splits changes so that each portion is about as much as one frame should hold.
fn in_portions(unsealed: &[Unsealed]) -> impl Iterator<Item = &[Unsealed]> {
    let mut rest = unsealed;
    std::iter::from_fn(move || {
        let mut n_bytes = 0;
        let n = rest
            .iter()
            .take_while(|(_, signed)| {
                let is_first = n_bytes == 0;
                n_bytes += signed.bytes.len();
                is_first || n_bytes <= USUAL_UNPACKED_BYTES
            })
            .count();
        let (portion, left) = rest.split_at_checked(n)?;
        rest = left;
        (!portion.is_empty()).then_some(portion)
    })
}
