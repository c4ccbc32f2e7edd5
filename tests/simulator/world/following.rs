//! Phones that hold a part: they follow some people, open others, and let go of those whom they need not
//! hold. The first phone holds all, so that there is one to compare with.

use super::{Holds, World, person_id};
use crate::phone::Phone;
use alongside::{
    care::PersonId,
    log::{Change, ScopeId, SignedChange},
    store::HeadName,
};
use rand_chacha::rand_core::Rng;
use std::collections::{BTreeMap, BTreeSet};

/// In one life of so many some phones follow.
pub(super) const LIVES_WITH_FOLLOWERS: u64 = 3;

impl World {
    fn follow_below(&mut self, n: usize) -> usize {
        usize::try_from(self.follow_chance.next_u32()).unwrap() % n
    }

    /// What whoever acts does about whom their phone follows.
    pub(super) fn follow(&mut self, at: usize) {
        if !self.has_followers || at == 0 || self.phones[at].is_emptied() {
            return;
        }
        let of = person_id(u8::try_from(self.follow_below(super::N_PEOPLE)).unwrap());
        let which = self.follow_below(20);
        let store = &mut self.phones[at].store;
        let (what, done) = match which {
            0..2 => ("follows some", store.follow_some()),
            2 => ("follows all", store.follow_all()),
            3 => ("opens somebody", store.note_opened(of)),
            4 => ("goes to see somebody", self.phones[at].goes_to_see(of)),
            5..10 => return self.let_go(at),
            10 => return self.back_up_well(),
            _ => return,
        };
        let is_done = self.borne(at, done).is_some();
        self.tell(format!("{} {what}: {is_done}", self.phones[at].name));
    }

    /// What somebody let go need not be on their phone any more, until they follow it again.
    fn let_go(&mut self, at: usize) {
        let before = followed(&self.phones[at]);
        let gone = self.phones[at].store.let_go_some();
        self.borne(at, gone);
        let after = followed(&self.phones[at]);
        let scopes: BTreeSet<ScopeId> = before.difference(&after).copied().collect();
        if scopes.is_empty() {
            return;
        }
        let phone = &self.phones[at];
        let is_of = |of: PersonId| {
            phone.store.keyring().person_scope(of).is_some_and(|scope| scopes.contains(&scope))
        };
        for kept in self.kept.iter_mut().filter(|kept| kept.by == at && is_of(kept.of)) {
            kept.is_let_go = true;
        }
        self.tell(format!("{} lets somebody go", self.phones[at].name));
    }

    /// Of every change that the first phone has, where it stands.
    pub(super) fn scopes_of_changes(&self) -> BTreeMap<alongside::log::ChangeId, ScopeId> {
        let scope =
            |signed: &SignedChange| Some((signed.id(), Change::decode(&signed.bytes).ok()?.scope));
        self.phones[0].store.changes().unwrap().iter().filter_map(scope).collect()
    }

    /// Of a scope that was let go nothing is left, and nothing is here that is not followed.
    pub(super) fn nothing_is_here_that_is_not_followed(&self) -> Holds {
        for phone in self.present() {
            let Some(followed) = phone.store.followed().unwrap() else { continue };
            let changes = phone.store.changes().unwrap();
            let mut scopes =
                changes.iter().filter_map(|signed| Some(Change::decode(&signed.bytes).ok()?.scope));
            if scopes.any(|scope| !followed.contains(&scope)) {
                return Err(format!("{} holds what it does not follow", phone.name));
            }
        }
        Ok(())
    }
}

/// Those of the heads that a phone has to have.
pub(super) fn heads_for(
    phone: &Phone,
    heads: &[HeadName],
    scopes: &BTreeMap<alongside::log::ChangeId, ScopeId>,
) -> Vec<HeadName> {
    let followed = phone.store.followed().unwrap();
    let is_held = |head: &&HeadName| {
        followed.as_ref().is_none_or(|followed| {
            scopes.get(&head.3).is_some_and(|scope| followed.contains(scope))
        })
    };
    heads.iter().filter(is_held).copied().collect()
}

pub(super) fn holds_scope(phone: &Phone, scope: ScopeId) -> bool {
    phone.store.followed().unwrap().is_none_or(|followed| followed.contains(&scope))
}

fn followed(phone: &Phone) -> BTreeSet<ScopeId> {
    phone.store.followed().unwrap().unwrap_or_default()
}
