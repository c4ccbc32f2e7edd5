//! Closed scopes: a worker's own, and those of few who must know. Making one, naming who else reads
//! it, and the keys for frames of each scope.

use super::{Result, Store, StoreTrouble};
use crate::{
    care::WorkerId,
    log::{Kind, Owner, ScopeId, SignedChange, Thing},
    seal::{
        Body, KeyId,
        book::ClosedScope,
        entry::{Closing, Closure, Purpose, Reader},
        frame::{NotAFrame, seal_closed_frame, seal_frame},
        keyring::{ClosedKey, Key},
    },
};
use rusqlite::{OptionalExtension, named_params};
use std::collections::BTreeSet;

/// The key for new frames of one scope.
#[derive(Clone)]
pub(super) enum FrameKey {
    Shared(Key),
    Closed(ClosedKey),
}

impl Store {
    /// A scope that this worker alone reads. Phones that have not met may each have made one: all are
    /// read, and a phone writes where it has the key, so that nothing of it waits unsealed.
    pub fn own_scope(&mut self) -> Result<ScopeId> {
        let me = self.me.worker;
        let is_mine = |closed: &ClosedScope| closed.closure == Closure::Own && closed.maker == me;
        let is_open =
            |(scope, closed): &(ScopeId, &ClosedScope)| is_mine(closed) && self.opens(*scope);
        let mine = self.book.closed_scopes().find(is_open).map(|(scope, _)| scope);
        match mine {
            Some(scope) => Ok(scope),
            None => self.close_scope(Closure::Own, Vec::new()),
        }
    }

    /// A new scope for this worker and for those who are named.
    pub fn restricted_scope(&mut self, readers: Vec<WorkerId>) -> Result<ScopeId> {
        self.close_scope(Closure::Restricted, readers)
    }

    /// Where things of a kind were shared with just this colleague before, or a new scope for it.
    pub fn scope_shared_with(&mut self, kind: Kind, worker: WorkerId) -> Result<ScopeId> {
        let both = BTreeSet::from([self.me.worker, worker]);
        for thing in self.parts_of(Owner::Team, kind)? {
            let Some(scope) = self.scope_of(thing)? else { continue };
            if !self.is_own_scope(scope) && self.readers(scope) == both && self.opens(scope) {
                return Ok(scope);
            }
        }
        self.restricted_scope(vec![worker])
    }

    fn close_scope(&mut self, closure: Closure, readers: Vec<WorkerId>) -> Result<ScopeId> {
        let salt = self.surroundings.fresh_id();
        let closing = Closing { maker: self.me.worker, closure, salt, readers };
        let scope = closing.scope();
        self.together(|store| {
            store.enter(Body::Closing(closing))?;
            store.make_own_key(Purpose::Closed(scope))?;
            Ok(scope)
        })
    }

    /// From now on this colleague reads all of a restricted scope, also what was written before.
    pub fn add_reader(&mut self, scope: ScopeId, worker: WorkerId) -> Result<()> {
        self.together(|store| {
            store.enter(Body::Reader(Reader { scope, worker }))?;
            store.mind_keys()
        })
    }

    /// Whether this phone has a key of a closed scope.
    pub fn opens(&self, scope: ScopeId) -> bool {
        self.keyring.closed_keys().any(|closed| closed.scope == scope)
    }

    /// Who reads a closed scope, this worker too.
    pub fn readers(&self, scope: ScopeId) -> BTreeSet<WorkerId> {
        self.book.closed(scope).map(|closed| closed.readers.clone()).unwrap_or_default()
    }

    pub fn is_own_scope(&self, scope: ScopeId) -> bool {
        self.book.closed(scope).is_some_and(|closed| closed.closure == Closure::Own)
    }

    /// The scope in which a thing was first written.
    pub fn scope_of(&self, thing: Thing) -> Result<Option<ScopeId>> {
        let scope = self
            .connection
            .prepare_cached(
                "select scope from change where kind = :kind and thing = :thing
                    and signature_is <> 2 order by n limit 1",
            )?
            .query_row(named_params! { ":kind": thing.kind.0, ":thing": thing.id }, |row| {
                row.get(0).map(ScopeId)
            })
            .optional()?;
        Ok(scope)
    }

    /// The key under which new frames of a scope are sealed: one that no removed device was given.
    pub(super) fn frame_key(&self, scope: ScopeId) -> Option<FrameKey> {
        if self.book.closed(scope).is_none() {
            return self.sealing_key().map(FrameKey::Shared);
        }
        let mut good = self.book.good_keys(Purpose::Closed(scope));
        good.find_map(|id| self.keyring.frame_key(id, scope).cloned())
            .map(|key| FrameKey::Closed(ClosedKey { scope, key }))
    }

    /// For a device that was removed, which has no such key any more: one that others have, where there is any.
    pub(super) fn any_frame_key(
        &self,
        scope: ScopeId,
        unheard: &BTreeSet<KeyId>,
    ) -> Option<FrameKey> {
        if self.book.closed(scope).is_none() {
            return self.team_key_of_others(unheard).map(FrameKey::Shared);
        }
        let closed = self.keyring.closed_keys().filter(|closed| closed.scope == scope);
        let is_unheard = |it: &&ClosedKey| unheard.contains(&it.key.id_for(Purpose::Closed(scope)));
        closed.min_by_key(is_unheard).cloned().map(FrameKey::Closed)
    }

    pub(super) fn sealed_under(
        &mut self,
        scope: ScopeId,
        key: &FrameKey,
        changes: &[SignedChange],
    ) -> std::result::Result<Vec<u8>, NotAFrame> {
        let (team, random) = (self.me.team, self.surroundings.random());
        match key {
            FrameKey::Shared(key) => seal_frame(team, scope, key, changes, random),
            FrameKey::Closed(closed) => seal_closed_frame(team, closed, changes, random),
        }
    }

    pub(super) fn frame_key_or_wait(&self, scope: ScopeId) -> Result<FrameKey> {
        self.frame_key(scope).ok_or(StoreTrouble::NoKeys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::registry::{person, reflection},
        seal::{SignedEntry, entry::Removal, link::LeftKeyring},
        store::{Put, Writing},
    };
    use std::collections::BTreeSet;

    const THING: Thing = Thing { kind: reflection::KIND, id: [9; 16] };

    fn writes(store: &mut Store, scope: ScopeId, words: &str) {
        let seen = store.fields(THING).unwrap().seen(reflection::WORDS);
        let mut writing = Writing::at(store.now());
        let puts = vec![
            Put::new(reflection::WORKER, store.me().worker.to_bytes()),
            Put { field: reflection::WORDS, value: words.into(), seen },
        ];
        writing.put(Owner::Closed(scope), store.as_worker(), THING, puts);
        store.write(writing).unwrap();
    }

    fn reads(store: &Store) -> String {
        store.fields(THING).unwrap().text(reflection::WORDS)
    }

    fn meet(one: &mut Store, other: &mut Store) {
        Store::meet_with_books(one, other).unwrap();
    }

    #[test]
    fn p14_what_a_worker_keeps_for_herself_opens_on_no_colleagues_phone() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let own = ana.own_scope().unwrap();
        writes(&mut ana, own, "I stayed two hours.");
        meet(&mut ana, &mut ben);
        assert_eq!((reads(&ana).as_str(), reads(&ben).as_str()), ("I stayed two hours.", ""));
        assert_eq!(ben.parts_of(Owner::Team, reflection::KIND).unwrap(), []);
        assert_eq!(ben.keyring().closed_keys().count(), 0);
        assert_eq!((ben.n_without_key().unwrap(), ben.n_set_aside().unwrap()), (1, 0));
        assert_eq!(ana.own_scope().unwrap(), own, "there is one");
    }

    #[test]
    fn a_restricted_scope_is_read_by_those_who_are_named_and_later_by_those_who_are_added() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let bens = ben.me().worker;
        let scope = ana.restricted_scope(Vec::new()).unwrap();
        writes(&mut ana, scope, "A bruise.");
        meet(&mut ana, &mut ben);
        assert_eq!(reads(&ben), "");
        ana.add_reader(scope, bens).unwrap();
        meet(&mut ana, &mut ben);
        assert_eq!((reads(&ben).as_str(), ben.n_without_key().unwrap()), ("A bruise.", 0));
        writes(&mut ben, scope, "Two.");
        meet(&mut ana, &mut ben);
        assert_eq!(reads(&ana), "Two.");
    }

    /// Somebody was removed after the server had taken the key for a colleague, and not that she reads.
    #[test]
    fn a_key_is_taken_only_by_those_who_are_named_as_readers() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let bens = ben.me().worker;
        let scope = ana.restricted_scope(Vec::new()).unwrap();
        meet(&mut ana, &mut ben);
        ana.add_reader(scope, bens).unwrap();
        let is_naming = |entry: &SignedEntry| matches!(entry.read().unwrap().body, Body::Reader(_));
        let (naming, keys): (Vec<_>, Vec<_>) =
            ana.unsent_entries().unwrap().into_iter().partition(is_naming);
        assert_eq!(naming.len(), 1);
        ben.take_entries(keys, true).unwrap();
        ben.mind_keys().unwrap();
        assert!(!ben.opens(scope));
        ben.take_entries(naming, true).unwrap();
        ben.mind_keys().unwrap();
        assert!(ben.opens(scope));
    }

    #[test]
    fn whoever_has_only_the_teams_keys_writes_nothing_into_a_closed_scope() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let scope = ana.restricted_scope(Vec::new()).unwrap();
        writes(&mut ana, scope, "A bruise.");
        meet(&mut ana, &mut ben);
        writes(&mut ben, scope, "Nothing at all.");
        let key = ben.sealing_key().unwrap();
        ben.seal_with(move |_, _| Some(FrameKey::Shared(key.clone()))).unwrap();
        meet(&mut ana, &mut ben);
        assert_eq!(reads(&ana), "A bruise.");
        assert_eq!(ana.n_set_aside().unwrap(), 1);
    }

    #[test]
    fn a_key_of_a_closed_scope_in_strange_hands_does_not_make_them_a_writer() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let scope = ana.restricted_scope(Vec::new()).unwrap();
        writes(&mut ana, scope, "A bruise.");
        meet(&mut ana, &mut ben);
        let stolen = ana.keyring().closed_keys().next().unwrap().clone();
        writes(&mut ben, scope, "Nothing at all.");
        ben.seal_with(move |_, _| Some(FrameKey::Closed(stolen.clone()))).unwrap();
        meet(&mut ana, &mut ben);
        assert_eq!((reads(&ana).as_str(), ana.n_set_aside().unwrap()), ("A bruise.", 1));
    }

    #[test]
    fn with_a_removal_the_keys_of_closed_scopes_turn_too() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let (bens, device) = (ben.me().worker, ben.me().device);
        let scope = ana.restricted_scope(vec![bens]).unwrap();
        meet(&mut ana, &mut ben);
        assert_eq!(ben.keyring().closed_keys().count(), 1);
        ana.enter(Body::Removal(Removal { device })).unwrap();
        ana.mind_keys().unwrap();
        writes(&mut ana, scope, "After Ben left.");
        ana.seal_outbox().unwrap();
        let frames = ana.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap();
        let openable = frames
            .iter()
            .filter(|frame| crate::seal::frame::open_frame(&frame.bytes, ben.keyring()).is_ok());
        assert_eq!((frames.len(), openable.count()), (1, 0));
    }

    #[test]
    fn a_link_and_an_opened_database_know_the_keys_apart() {
        let mut ana = Store::alone_at("2026-11-25T10:00:00Z");
        let own = ana.own_scope().unwrap();
        writes(&mut ana, own, "Heavy.");
        let left = LeftKeyring {
            team: ana.me().team,
            keyring: ana.keyring().clone(),
            team_name: String::new(),
            invited_by: String::new(),
            for_worker: None,
            for_name: None,
        };
        let carried: LeftKeyring =
            postcard::from_bytes(&postcard::to_stdvec(&left).unwrap()).unwrap();
        assert_eq!(
            (left.keyring.closed_keys().count(), carried.keyring.closed_keys().count()),
            (1, 0)
        );
        let again = ana.cloned(Box::new(crate::store::SystemSurroundings::default())).unwrap();
        assert_eq!(again.keyring(), ana.keyring());
    }

    #[test]
    fn nothing_of_a_closed_scope_is_written_where_others_read_it() {
        let mut ana = Store::alone_at("2026-11-25T10:00:00Z");
        let own = ana.own_scope().unwrap();
        for (owner, kind, field) in [
            (Owner::Team, reflection::KIND, reflection::WORDS),
            (Owner::Person(crate::care::PersonId::from_bytes([1; 16])), reflection::KIND, 1),
            (Owner::Closed(own), person::KIND, person::MATTERS),
        ] {
            let mut writing = Writing::at(ana.now());
            let thing = Thing { kind, id: [1; 16] };
            writing.put(owner, ana.as_worker(), thing, vec![Put::new(field, "words")]);
            assert!(ana.write(writing).is_err());
        }
        assert_eq!(ana.n_unsent().unwrap(), 0);
    }
}
