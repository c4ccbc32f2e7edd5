//! Making heads and tables for reading anew from the log: of one scope, or after an update of all, a few things
//! at a time, while the app is used.

use super::{Result, Store, meta};
use crate::{
    care::PersonId,
    log::{Change, Kind, ScopeId, Thing, registry::person},
};
use rusqlite::{OptionalExtension, named_params};
use std::collections::BTreeSet;

/// So many changes are gone through before whoever uses the phone has a turn.
const CHANGES_AT_ONCE: usize = if cfg!(target_family = "wasm") { 250 } else { 1_000 };

/// A scope whose turn it is, and the last of its things that was made anew already.
struct Next {
    scope: ScopeId,
    done: Option<Thing>,
}

impl Store {
    /// A newer version of the app has other tables for reading.
    pub(super) fn begin_rebuild_if_due(&mut self) -> Result<()> {
        if meta::read::<bool>(&self.connection, meta::name::IS_TO_REBUILD)?.unwrap_or_default() {
            self.begin_rebuild()?;
        }
        Ok(())
    }

    /// Notes which scopes are to be made anew: first the directory, then what a phone that follows some would
    /// follow.
    pub fn begin_rebuild(&mut self) -> Result<()> {
        let first = self.keyring.directory_scope().into_iter().chain(self.wanted()?);
        self.transact(|store| {
            // What an update before this one had left, or had made.
            store.connection.execute("delete from to_rebuild", [])?;
            for scope in first {
                store
                    .connection
                    .prepare_cached(
                        "insert or ignore into to_rebuild (scope)
                         select :scope where exists (select 1 from change where scope = :scope)",
                    )?
                    .execute(named_params! { ":scope": scope.0 })?;
            }
            store.connection.execute(
                "insert or ignore into to_rebuild (scope) select distinct scope from change",
                [],
            )?;
            meta::forget(&store.connection, meta::name::IS_TO_REBUILD)
        })
    }

    /// Some of what is to be made anew. Answers how many scopes are left.
    pub fn rebuild_some(&mut self) -> Result<usize> {
        self.rebuild_some_of(CHANGES_AT_ONCE)
    }

    fn rebuild_some_of(&mut self, least: usize) -> Result<usize> {
        self.transact(|store| {
            let mut n_changes = 0;
            while n_changes < least
                && let Some(next) = store.next_to_rebuild()?
            {
                n_changes += store.rebuild_from(next, least - n_changes)?;
            }
            store.n_to_rebuild()
        })
    }

    /// Goes on with a scope until so many changes were gone through, or all.
    fn rebuild_from(&mut self, next: Next, least: usize) -> Result<usize> {
        let Next { scope, done } = next;
        let mut left = self.things_of(scope)?.into_iter().filter(|thing| Some(*thing) > done);
        let mut last = done;
        let mut n_changes = 0;
        while n_changes < least {
            let Some(thing) = left.next() else {
                self.has_rebuilt(scope)?;
                return Ok(n_changes);
            };
            n_changes += self.rebuild_things(&BTreeSet::from([thing]))?;
            last = Some(thing);
        }
        self.connection
            .prepare_cached(
                "update to_rebuild set done_kind = :kind, done_thing = :thing where scope = :scope",
            )?
            .execute(named_params! {
                ":kind": last.map(|thing| thing.kind.0), ":thing": last.map(|thing| thing.id),
                ":scope": scope.0,
            })?;
        Ok(n_changes)
    }

    fn has_rebuilt(&self, scope: ScopeId) -> Result<()> {
        self.connection
            .prepare_cached("delete from to_rebuild where scope = :scope")?
            .execute(named_params! { ":scope": scope.0 })?;
        Ok(())
    }

    /// All of what is left, for whoever needs the whole record.
    pub fn rebuild_rest(&mut self) -> Result<()> {
        while self.rebuild_some()? > 0 {}
        Ok(())
    }

    /// Makes all heads and tables for reading anew from the log, now.
    pub fn rebuild(&mut self) -> Result<()> {
        self.begin_rebuild()?;
        self.rebuild_rest()
    }

    /// How many scopes still stand in the tables as an earlier version put them there.
    pub fn n_to_rebuild(&self) -> Result<usize> {
        self.count("select count(*) from to_rebuild")
    }

    fn next_to_rebuild(&self) -> Result<Option<Next>> {
        let next = self
            .connection
            .prepare_cached(
                "select scope, done_kind, done_thing from to_rebuild order by n limit 1",
            )?
            .query_row([], |row| {
                let (kind, id): (Option<u16>, Option<[u8; 16]>) = (row.get(1)?, row.get(2)?);
                let done = kind.zip(id).map(|(kind, id)| Thing { kind: Kind(kind), id });
                Ok(Next { scope: ScopeId(row.get(0)?), done })
            })
            .optional()?;
        Ok(next)
    }

    /// Whoever is looked at, or whose record is carried on from the tables, does not wait for the others: what
    /// the whole team may read of them is of this version after that.
    pub fn rebuild_person_now(&mut self, person: PersonId) -> Result<()> {
        if self.n_to_rebuild()? == 0 {
            return Ok(());
        }
        for card in self.joined_with(person)? {
            let Some(scope) = self.keyring.person_scope(card) else { continue };
            if self.is_to_rebuild(scope)? {
                // Some of it stands in the directory, which is as long as there are people.
                let named = Thing { kind: person::KIND, id: card.to_bytes() };
                self.transact(|store| {
                    store.rebuild_things(&BTreeSet::from([named]))?;
                    store.rebuild_scope(scope)
                })?;
            }
        }
        Ok(())
    }

    fn is_to_rebuild(&self, scope: ScopeId) -> Result<bool> {
        let is_so = self
            .connection
            .prepare_cached("select 1 from to_rebuild where scope = :scope")?
            .exists(named_params! { ":scope": scope.0 })?;
        Ok(is_so)
    }

    /// Makes the heads and rows of everything in a scope anew from its good changes. Answers how many those
    /// were.
    pub(super) fn rebuild_scope(&mut self, scope: ScopeId) -> Result<usize> {
        let things = self.things_of(scope)?;
        let n_changes = self.rebuild_things(&things)?;
        self.has_rebuilt(scope)?;
        Ok(n_changes)
    }

    pub(super) fn rebuild_things(&mut self, things: &BTreeSet<Thing>) -> Result<usize> {
        let mut n_changes = 0;
        for thing in things {
            let key = named_params! { ":kind": thing.kind.0, ":thing": thing.id };
            for table in ["head", "replaced"] {
                self.connection
                    .prepare_cached(&format!(
                        "delete from {table} where kind = :kind and thing = :thing"
                    ))?
                    .execute(key)?;
            }
            for row in self.good_changes_of(*thing)? {
                n_changes += 1;
                if let Ok(change) = Change::decode(&row.signed.bytes) {
                    self.take_heads(row.n, row.id, &change)?;
                }
            }
        }
        things.iter().try_for_each(|thing| self.project(*thing))?;
        Ok(n_changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{PromiseId, VisitId},
        log::registry::{promise, visit},
        store::{Put, Writing},
    };

    const MO: PersonId = PersonId(uuid::Uuid::from_bytes([3; 16]));
    const JAN: PersonId = PersonId(uuid::Uuid::from_bytes([4; 16]));
    const MINE: PersonId = PersonId(uuid::Uuid::from_bytes([5; 16]));

    /// Somebody, a visit to them, and what was promised in it.
    fn visited(store: &mut Store, of: PersonId, is_mine: bool) -> VisitId {
        let mut writing = Writing::at(store.now());
        let visit = VisitId::from_bytes(store.surroundings().fresh_id());
        let promise = PromiseId::from_bytes(store.surroundings().fresh_id());
        let person = Thing { kind: person::KIND, id: of.to_bytes() };
        let me = store.me().worker.to_bytes();
        let name = Put::new(person::GIVEN_NAME, "Somebody");
        let mine = is_mine.then(|| Put::new(person::WORKER, me));
        writing.put(
            of,
            store.as_worker(),
            person,
            [Some(name), mine].into_iter().flatten().collect(),
        );
        let puts = vec![
            Put::new(visit::PERSON, of.to_bytes()),
            Put::new(visit::AT, store.now().0.to_le_bytes()),
            Put::new(visit::NOTE, "two cups of tea"),
        ];
        let thing = Thing { kind: visit::KIND, id: visit.to_bytes() };
        writing.put(of, store.as_worker(), thing, puts);
        let puts = vec![
            Put::new(promise::PERSON, of.to_bytes()),
            Put::new(promise::VISIT, visit.to_bytes()),
            Put::new(promise::TEXT, "ring about the damp"),
        ];
        let thing = Thing { kind: promise::KIND, id: promise.to_bytes() };
        writing.put(of, store.as_worker(), thing, puts);
        store.write(writing).unwrap();
        visit
    }

    /// As an update leaves a phone whose tables its version has thrown away.
    fn updated(store: &mut Store) {
        let all = "delete from visit; delete from part; delete from promise; delete from told";
        store.connection.execute_batch(all).unwrap();
        meta::write(&store.connection, meta::name::IS_TO_REBUILD, &true).unwrap();
        store.begin_rebuild_if_due().unwrap();
    }

    fn with_three() -> (Store, [VisitId; 3]) {
        let mut ana = Store::alone_at("2026-11-27T10:00:00Z");
        let visits = [(JAN, false), (MO, false), (MINE, true)]
            .map(|(of, is_mine)| visited(&mut ana, of, is_mine));
        (ana, visits)
    }

    fn has(store: &Store, visit: VisitId) -> bool {
        store.visit(visit).unwrap().is_some()
    }

    #[test]
    fn after_an_update_one_after_the_other_is_made_anew_ones_own_people_first() {
        let (mut ana, [jan, mo, mine]) = with_three();
        let before = ana.rows_for_reading().unwrap();
        updated(&mut ana);
        assert!(ana.rows_for_reading().unwrap() != before);
        let n_left = ana.n_to_rebuild().unwrap();
        // The directory, with three names in it, then those of this worker.
        while ana.rebuild_some_of(1).unwrap() >= n_left - 1 {}
        assert_eq!([jan, mine].map(|visit| has(&ana, visit)), [false, true]);
        ana.rebuild_rest().unwrap();
        assert!(has(&ana, mo) && ana.rows_for_reading().unwrap() == before);
        assert_eq!(ana.n_to_rebuild().unwrap(), 0);
    }

    #[test]
    fn whoever_is_looked_at_does_not_wait_for_the_others() {
        let (mut ana, [jan, mo, _]) = with_three();
        updated(&mut ana);
        ana.rebuild_person_now(JAN).unwrap();
        assert_eq!([jan, mo].map(|visit| has(&ana, visit)), [true, false]);
        assert!(ana.n_to_rebuild().unwrap() > 0);
    }

    #[test]
    fn what_belongs_to_a_visit_is_erased_with_it_though_its_turn_has_not_come() {
        let (mut ana, [jan, ..]) = with_three();
        updated(&mut ana);
        ana.erase_visit(jan).unwrap();
        ana.rebuild_rest().unwrap();
        assert!(!has(&ana, jan) && ana.promises_of(JAN).unwrap().is_empty());
        assert_eq!(ana.promises_of(MO).unwrap().len(), 1);
    }
}
