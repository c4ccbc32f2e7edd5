//! Taking changes into the log and its heads: the tables' mirror of [`crate::log::state`].

use super::{Result, Store};
use crate::{
    log::{Actor, Change, ChangeId, ScopeId, SignedChange, Thing, change::PUT, registry},
    seal::{Book, keys::has_signed_change},
};
use rusqlite::{OptionalExtension, named_params};
use std::{collections::BTreeSet, panic::resume_unwind, thread};

/// Where a change came from, by which it is known what is still to be done with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Signed here; to be sealed.
    Own,
    /// Out of a frame; its signature is to be checked.
    Received,
}

/// A change out of a frame.
pub(super) struct Received<'a> {
    pub id: ChangeId,
    pub signed: &'a SignedChange,
    pub change: &'a Change,
    /// Its signature was found good already.
    pub is_checked: bool,
}

/// The row of a change out of a frame, and whether it was here before.
#[derive(Clone, Copy)]
pub(super) enum Taken {
    New(i64),
    Known(i64),
}

/// A head by kind, thing, field and change.
pub type HeadName = (u16, [u8; 16], u16, ChangeId);

/// A row of the log.
pub(super) struct ChangeRow {
    pub n: i64,
    pub id: ChangeId,
    pub signed: SignedChange,
}

fn change_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ChangeRow> {
    let id: [u8; 16] = row.get("id")?;
    let signed = SignedChange { bytes: row.get("bytes")?, signature: row.get("signature")? };
    Ok(ChangeRow { n: row.get("n")?, id: ChangeId(id), signed })
}

impl Store {
    /// Takes in a change that this device has just made and signed; one that was erased stays so,
    /// though the same act made it again.
    pub(super) fn absorb_own(&mut self, signed: &SignedChange, change: Change) -> Result<()> {
        if self.erased.contains(&signed.id()) {
            return Ok(());
        }
        if let Some(n) = self.insert_change(signed.id(), signed, &change, Origin::Own)? {
            self.take_heads(n, signed.id(), &change)?;
            self.project(change.thing)?;
        }
        Ok(())
    }

    /// Takes in a change out of a frame; its signature is checked before it counts as received: it
    /// has been, or will be. Answers its row, also when it was here before.
    pub(super) fn absorb_received(
        &mut self,
        received: Received<'_>,
        touched: &mut BTreeSet<Thing>,
    ) -> Result<Option<Taken>> {
        let Received { id, signed, change, is_checked } = received;
        let taken = match self.insert_change(id, signed, change, Origin::Received)? {
            Some(n) if is_checked => Taken::New(n),
            Some(n) => {
                self.connection
                    .prepare_cached("insert into unchecked (n) values (:n)")?
                    .execute(named_params! { ":n": n })?;
                Taken::New(n)
            }
            None => match self.signed_anew(id, signed, change)? {
                Some(n) => Taken::Known(n),
                None => return Ok(self.change_n(id)?.map(Taken::Known)),
            },
        };
        let (Taken::New(n) | Taken::Known(n)) = taken;
        self.take_heads(n, id, change)?;
        touched.insert(change.thing);
        Ok(Some(taken))
    }

    /// A change is known by its bytes, so the one that is here may have come with a forged
    /// signature. The number of its row, if this signature is good and that one was not known to be.
    fn signed_anew(
        &self,
        id: ChangeId,
        signed: &SignedChange,
        change: &Change,
    ) -> Result<Option<i64>> {
        let n = self
            .connection
            .prepare_cached(
                "select n from change where id = :id and signature <> :signature
                    and (signature_is = 2 or n in (select n from unchecked))",
            )?
            .query_row(named_params! { ":id": id.0, ":signature": signed.signature }, |row| {
                row.get(0)
            })
            .optional()?;
        let Some(n) = n.filter(|_| is_signed(&self.book, change, id, signed)) else {
            return Ok(None);
        };
        self.connection
            .prepare_cached(
                "update change set signature = :signature, signature_is = 1 where n = :n",
            )?
            .execute(named_params! { ":signature": signed.signature, ":n": n })?;
        self.connection.prepare_cached("delete from unchecked where n = :n")?.execute([n])?;
        Ok(Some(n))
    }

    fn change_n(&self, id: ChangeId) -> Result<Option<i64>> {
        let n = self
            .connection
            .prepare_cached("select n from change where id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get(0))
            .optional()?;
        Ok(n)
    }

    /// The number of the new row; `None` when the change is here already.
    fn insert_change(
        &self,
        id: ChangeId,
        signed: &SignedChange,
        change: &Change,
        origin: Origin,
    ) -> Result<Option<i64>> {
        let n_rows = self
            .connection
            .prepare_cached(
                "insert or ignore into change
                    (id, scope, kind, thing, at, bytes, signature, signature_is, is_sealed)
                 values
                    (:id, :scope, :kind, :thing, :at, :bytes, :signature, 1, :is_sealed)",
            )?
            .execute(named_params! {
                ":id": id.0,
                ":scope": change.scope.0,
                ":kind": change.thing.kind.0,
                ":thing": change.thing.id,
                ":at": change.at.0,
                ":bytes": signed.bytes,
                ":signature": signed.signature,
                ":is_sealed": origin == Origin::Received,
            })?;
        Ok((n_rows == 1).then(|| self.connection.last_insert_rowid()))
    }

    /// The same rule as `State::absorb`: parents stop being heads, and this becomes one unless
    /// something that replaces it came before it.
    pub(super) fn take_heads(&self, n: i64, id: ChangeId, change: &Change) -> Result<()> {
        let Thing { kind, id: thing } = change.thing;
        // Of a new thing nothing was ever replaced, and no field has to be asked for.
        let may_be_replaced = self
            .connection
            .prepare_cached("select 1 from replaced where kind = :kind and thing = :thing limit 1")?
            .exists(named_params! { ":kind": kind.0, ":thing": thing })?;
        for set in change.sets.iter().filter(|set| set.operation == PUT) {
            let is_written_once = registry::is_written_once(kind, set.field);
            for parent in set.parents.iter().filter(|_| !is_written_once) {
                self.replace_head(change.thing, set.field, *parent)?;
            }
            if !(may_be_replaced && self.is_replaced(change.thing, set.field, id)?) {
                self.connection
                    .prepare_cached(
                        "insert or ignore into head (kind, thing, field, change)
                         values (:kind, :thing, :field, :n)",
                    )?
                    .execute(named_params! {
                        ":kind": kind.0, ":thing": thing, ":field": set.field, ":n": n,
                    })?;
            }
        }
        Ok(())
    }

    fn replace_head(&self, thing: Thing, field: u16, parent: ChangeId) -> Result<()> {
        let Thing { kind, id: thing } = thing;
        let named = named_params! {
            ":kind": kind.0, ":thing": thing, ":field": field, ":parent": parent.0,
        };
        self.connection
            .prepare_cached(
                "delete from head where kind = :kind and thing = :thing and field = :field
                    and change = (select n from change where id = :parent)",
            )?
            .execute(named)?;
        self.connection
            .prepare_cached(
                "insert or ignore into replaced (kind, thing, field, change)
                 values (:kind, :thing, :field, :parent)",
            )?
            .execute(named)?;
        Ok(())
    }

    fn is_replaced(&self, thing: Thing, field: u16, id: ChangeId) -> Result<bool> {
        let is_replaced = self
            .connection
            .prepare_cached(
                "select 1 from replaced where kind = :kind and thing = :thing
                    and field = :field and change = :id",
            )?
            .exists(named_params! {
                ":kind": thing.kind.0, ":thing": thing.id, ":field": field, ":id": id.0,
            })?;
        Ok(is_replaced)
    }

    /// Checks up to `most` signatures of received changes; answers how many were left unchecked
    /// and how many were bad. What fails is kept, and its scope rebuilt without it.
    pub fn check_signatures(&mut self, most: usize) -> Result<Checked> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<ChangeRow> = self
            .connection
            .prepare_cached(
                "select n, id, bytes, signature from change
                 where n in (select n from unchecked order by n limit :most) order by n",
            )?
            .query_map(named_params! { ":most": most }, change_row)?
            .collect::<rusqlite::Result<_>>()?;
        let verdicts = verdicts(&self.book, &rows);
        self.transact(|store| store.keep_verdicts(&verdicts))
    }

    fn keep_verdicts(&mut self, verdicts: &[Verdict]) -> Result<Checked> {
        let mut to_rebuild = BTreeSet::new();
        for (n, is_good, scope) in verdicts {
            self.connection.prepare_cached("delete from unchecked where n = :n")?.execute([n])?;
            if !is_good {
                self.connection
                    .prepare_cached("update change set signature_is = 2 where n = :n")?
                    .execute([n])?;
                to_rebuild.extend(*scope);
            }
        }
        for scope in &to_rebuild {
            self.rebuild_scope(*scope)?;
        }
        let n_bad = verdicts.iter().filter(|(_, is_good, _)| !is_good).count();
        Ok(Checked { n_left: self.n_unchecked()?, n_bad })
    }

    /// The book has grown by a device or a reader: what nobody known had signed, or nobody who might,
    /// may be their work. Their scopes are rebuilt with what turns out to be good.
    pub(super) fn check_bad_again(&mut self) -> Result<()> {
        let rows: Vec<ChangeRow> = self
            .connection
            .prepare_cached("select n, id, bytes, signature from change where signature_is = 2")?
            .query_map([], change_row)?
            .collect::<rusqlite::Result<_>>()?;
        let mut to_rebuild = BTreeSet::new();
        for (n, is_good, scope) in verdicts(&self.book, &rows) {
            if is_good {
                self.connection
                    .prepare_cached("update change set signature_is = 1 where n = :n")?
                    .execute([n])?;
                to_rebuild.extend(scope);
            }
        }
        to_rebuild.into_iter().try_for_each(|scope| self.rebuild_scope(scope).map(drop))
    }

    pub(super) fn things_of(&self, scope: ScopeId) -> Result<BTreeSet<Thing>> {
        let things = self
            .connection
            .prepare_cached("select distinct kind, thing from change where scope = :scope")?
            .query_map(named_params! { ":scope": scope.0 }, |row| {
                Ok(Thing { kind: crate::log::Kind(row.get("kind")?), id: row.get("thing")? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(things)
    }

    pub(super) fn good_changes_of(&self, thing: Thing) -> Result<Vec<ChangeRow>> {
        let rows = self
            .connection
            .prepare_cached(
                "select n, id, bytes, signature from change
                 where thing = :thing and kind = :kind and signature_is <> 2 order by n",
            )?
            .query_map(named_params! { ":kind": thing.kind.0, ":thing": thing.id }, change_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// A change by its id, where it is here and can be read.
    pub fn change_named(&self, id: ChangeId) -> Result<Option<Change>> {
        let bytes: Option<Vec<u8>> = self
            .connection
            .prepare_cached("select bytes from change where id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get(0))
            .optional()?;
        Ok(bytes.and_then(|bytes| Change::decode(&bytes).ok()))
    }

    /// Every value that any change ever put into a field of this thing, replaced or not.
    pub fn values_ever(&self, thing: Thing) -> Result<BTreeSet<(u16, Vec<u8>)>> {
        let sets = self.changes_of(thing)?.into_iter().flat_map(|(_, change)| change.sets);
        let puts = sets.filter(|set| set.operation == PUT);
        Ok(puts.map(|set| (set.field, set.value)).collect())
    }

    /// All that was ever said of a thing, as far as it can be read.
    pub(super) fn changes_of(&self, thing: Thing) -> Result<Vec<(ChangeId, Change)>> {
        let rows = self.good_changes_of(thing)?.into_iter();
        let read = rows.filter_map(|row| Some((row.id, Change::decode(&row.signed.bytes).ok()?)));
        Ok(read.collect())
    }

    pub(super) fn count(&self, sql: &str) -> Result<usize> {
        let n: i64 = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(n).unwrap_or_default())
    }

    /// The whole log, in no order that means anything.
    pub fn changes(&self) -> Result<Vec<SignedChange>> {
        let changes = self
            .connection
            .prepare_cached("select n, id, bytes, signature from change where signature_is <> 2")?
            .query_map([], change_row)?
            .map(|row| row.map(|row| row.signed))
            .collect::<rusqlite::Result<_>>()?;
        Ok(changes)
    }

    /// Heads of everything, for comparing two devices: equal sets of changes give equal values.
    pub fn heads(&self) -> Result<Vec<HeadName>> {
        let heads = self
            .connection
            .prepare_cached(
                "select h.kind, h.thing, h.field, c.id from head h join change c on c.n = h.change
                 order by h.kind, h.thing, h.field, c.id",
            )?
            .query_map([], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, ChangeId(row.get(3)?)))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(heads)
    }
}

/// A change's row, whether its signature is good, and its scope where it can be read.
type Verdict = (i64, bool, Option<ScopeId>);

/// Each signature by itself, on as many threads as there are; a browser's worker is one.
fn verdicts(book: &Book, rows: &[ChangeRow]) -> Vec<Verdict> {
    const FEW: usize = 100;
    let is_one = cfg!(target_family = "wasm") || rows.len() <= FEW;
    let n_threads = if is_one { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    let check = |few: &[ChangeRow]| few.iter().map(|row| verdict(book, row)).collect::<Vec<_>>();
    if n_threads == 1 {
        return check(rows);
    }
    thread::scope(|scope| {
        let portions = rows.chunks(rows.len().div_ceil(n_threads));
        let threads: Vec<_> = portions.map(|few| scope.spawn(move || check(few))).collect();
        threads
            .into_iter()
            .flat_map(|one| one.join().unwrap_or_else(|e| resume_unwind(e)))
            .collect()
    })
}

fn verdict(book: &Book, row: &ChangeRow) -> Verdict {
    let Ok(change) = Change::decode(&row.signed.bytes) else { return (row.n, false, None) };
    (row.n, is_signed(book, &change, row.id, &row.signed), Some(change.scope))
}

pub(super) fn is_signed(book: &Book, change: &Change, id: ChangeId, signed: &SignedChange) -> bool {
    let key = book.device(change.writer).map(|enrolled| enrolled.public.sign);
    let may_write = book.may_read(change.writer, change.scope);
    may_write
        && key.or_else(|| key_of_link(book, change)).is_some_and(|key| {
            has_signed_change(&key, change.team, change.scope, id, &signed.signature)
        })
}

/// What came by a link is the person's own, and of their scope.
fn key_of_link(book: &Book, change: &Change) -> Option<[u8; 32]> {
    let link = book.link(change.writer)?.link;
    let is_theirs = !matches!(change.actor, Actor::Worker(_));
    (is_theirs && link.scope == change.scope).then_some(link.key)
}

/// What checking a batch of signatures found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    pub n_left: usize,
    pub n_bad: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Moment, PersonId},
        log::registry::visit,
        seal::{DeviceKeys, frame::seal_frame},
        store::{Put, Writing},
    };
    use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

    const MO: PersonId = PersonId(uuid::Uuid::from_bytes([3; 16]));

    fn write_a_visit(store: &mut Store, id: u8) -> Thing {
        let mut writing = Writing::at(Moment(7));
        let thing = Thing { kind: visit::KIND, id: [id; 16] };
        let puts = vec![
            Put::new(visit::PERSON, MO.to_bytes()),
            Put::new(visit::AT, 7_i64.to_le_bytes()),
            Put::new(visit::PLACE, "home"),
            Put::new(visit::NOTE, "Tea."),
        ];
        writing.put(MO, store.as_worker(), thing, puts);
        store.write(writing).unwrap();
        thing
    }

    /// The frame in which a visit is handed on.
    fn frame_of_a_visit(store: &mut Store, id: u8) -> Vec<u8> {
        write_a_visit(store, id);
        store.seal_outbox().unwrap();
        store.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap().pop().unwrap().bytes
    }

    /// The frame of a visit that somebody with the team's keys wrote in the name of another, and
    /// the honest one.
    fn forged_and_honest(store: &mut Store, id: u8) -> [Vec<u8>; 2] {
        let honest_frame = frame_of_a_visit(store, id);
        let honest = store.changes().unwrap().pop().unwrap();
        let change = Change::decode(&honest.bytes).unwrap();
        let mut random = ChaCha12Rng::seed_from_u64(9);
        let forged = DeviceKeys::generate(&mut random).sign_change(&change).unwrap();
        let key = store.sealing_key().unwrap();
        let forged = seal_frame(change.team, change.scope, &key, &[forged], &mut random);
        [forged.unwrap(), honest_frame]
    }

    fn take_all(store: &mut Store, frames: &[Vec<u8>]) {
        let mut positions = 1..;
        let take = |store: &mut Store| {
            frames
                .iter()
                .try_for_each(|bytes| store.take_frame(bytes, positions.next()).map(|_| ()))
        };
        store.together(take).unwrap();
    }

    fn visits(store: &Store) -> Vec<[u8; 16]> {
        store.visits().unwrap().iter().map(|row| row.id.to_bytes()).collect()
    }

    #[test]
    fn a_forged_signature_does_not_keep_out_the_honest_one() {
        for is_checked_between in [true, false] {
            let [mut ana, mut ben] = Store::of_a_team().unwrap();
            let [forged, honest] = forged_and_honest(&mut ana, 3);
            take_all(&mut ben, std::slice::from_ref(&forged));
            if is_checked_between {
                assert_eq!(ben.check_signatures(100).unwrap().n_bad, 1);
                assert!(visits(&ben).is_empty());
            }
            take_all(&mut ben, &[honest, forged]);
            assert_eq!(ben.check_signatures(100).unwrap(), Checked { n_left: 0, n_bad: 0 });
            assert_eq!((visits(&ben), ben.n_set_aside().unwrap()), (vec![[3; 16]], 0));
        }
    }

    #[test]
    fn the_same_act_again_does_not_bring_back_what_was_erased() {
        let [mut first, _] = Store::of_a_team().unwrap();
        let [mut second, _] = Store::of_a_team().unwrap();
        write_a_visit(&mut first, 4);
        second.erased.insert(first.changes().unwrap()[0].id());
        write_a_visit(&mut second, 4);
        assert!(second.changes().unwrap().is_empty());
        assert_eq!(second.heads().unwrap(), []);
    }

    #[test]
    fn a_flipped_bit_and_a_forged_change_are_set_aside_and_the_rest_goes_on() {
        let [mut ana, mut ben] = Store::of_a_team().unwrap();
        let first = frame_of_a_visit(&mut ana, 1);
        let mut flipped = frame_of_a_visit(&mut ana, 2);
        *flipped.last_mut().unwrap() ^= 1;
        let [forged, _] = forged_and_honest(&mut ana, 3);
        let last = frame_of_a_visit(&mut ana, 4);
        take_all(&mut ben, &[first, flipped, forged, last]);
        let checked = ben.check_signatures(100).unwrap();
        assert_eq!(checked, Checked { n_left: 0, n_bad: 1 });
        assert_eq!(visits(&ben), [[1; 16], [4; 16]]);
        assert_eq!(ben.n_set_aside().unwrap(), 2);
        // They stay, to be tried again and to be handed on.
        assert_eq!(ben.frame_ids().unwrap().len(), 4);
    }

    #[test]
    fn a_forged_change_among_many_that_are_checked_ahead_is_found() {
        let [mut ana, mut ben] = Store::of_a_team().unwrap();
        let mut frames: Vec<_> = (1..=40).map(|id| frame_of_a_visit(&mut ana, id)).collect();
        let [forged, _] = forged_and_honest(&mut ana, 41);
        frames.insert(20, forged);
        let frames: Vec<(&[u8], u64)> = frames.iter().map(Vec::as_slice).zip(1..).collect();
        assert_eq!(ben.together(|store| store.take_frames(&frames)).unwrap(), 41);
        assert_eq!(ben.check_signatures(100).unwrap(), Checked { n_left: 0, n_bad: 1 });
        let honest: Vec<_> = (1..=40).map(|id| [id; 16]).collect();
        assert_eq!((visits(&ben), ben.n_set_aside().unwrap()), (honest, 1));
    }

    #[test]
    fn a_frame_that_came_cut_short_is_not_kept_in_place_of_the_whole() {
        let [mut ana, mut ben] = Store::of_a_team().unwrap();
        let whole = frame_of_a_visit(&mut ana, 1);
        take_all(&mut ben, &[whole[..40].to_vec()]);
        assert_eq!((ben.frame_ids().unwrap(), ben.n_unsent_frames().unwrap()), (Vec::new(), 0));
        take_all(&mut ben, &[whole]);
        assert_eq!(visits(&ben), [[1; 16]]);
    }

    #[test]
    fn a_removed_phone_hands_in_also_what_it_could_not_read() {
        let [mut ana, mut ben] = Store::of_a_team().unwrap();
        let mut unread = frame_of_a_visit(&mut ana, 1);
        *unread.last_mut().unwrap() ^= 1;
        ben.together(|store| store.take_frame(&unread, None)).unwrap();
        assert_eq!(ben.n_set_aside().unwrap(), 1);
        ben.empty().unwrap();
        let unsent = ben.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap();
        assert!(unsent.iter().any(|frame| frame.bytes == unread));
    }
}
