//! Sets of scopes that devices follow. A phone tells its own once, and names it from then on; what is
//! forgotten here, or was told to another process, it tells again.

use crate::{
    log::ScopeId,
    sync::protocol::{Followed, SetName},
};
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// Sixteen megabytes of ids: four thousand phones that follow 250 people each.
const MOST_SCOPES: usize = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    AllBut(BTreeSet<ScopeId>),
    These(Arc<BTreeSet<ScopeId>>),
}

#[derive(Default)]
pub(super) struct KnownSets {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    sets: HashMap<SetName, Arc<BTreeSet<ScopeId>>>,
    oldest_first: VecDeque<SetName>,
    n_scopes: usize,
}

impl KnownSets {
    /// `None` where a set is named that is not known.
    pub fn known(&self, followed: &Followed) -> Option<Follows> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match followed {
            Followed::All => Some(Follows::AllBut(BTreeSet::new())),
            Followed::AllBut(scopes) => Some(Follows::AllBut(scopes.clone())),
            Followed::Known(name) => kept.sets.get(name).cloned().map(Follows::These),
            Followed::These(scopes) => Some(Follows::These(kept.keep(scopes))),
        }
    }
}

impl Kept {
    fn keep(&mut self, scopes: &BTreeSet<ScopeId>) -> Arc<BTreeSet<ScopeId>> {
        let name = SetName::of(scopes);
        if let Some(known) = self.sets.get(&name) {
            return known.clone();
        }
        let scopes = Arc::new(scopes.clone());
        self.n_scopes += scopes.len();
        self.sets.insert(name, scopes.clone());
        self.oldest_first.push_back(name);
        while self.n_scopes > MOST_SCOPES
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            let forgotten = self.sets.remove(&oldest);
            self.n_scopes -= forgotten.map_or(0, |set| set.len());
        }
        scopes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(first: u32, n: u32) -> BTreeSet<ScopeId> {
        let id = |n: u32| ScopeId(u128::from(n).to_be_bytes());
        (first..first + n).map(id).collect()
    }

    #[test]
    fn a_set_that_was_told_is_known_by_its_name() {
        let (sets, told) = (KnownSets::default(), set(1, 3));
        let named = Followed::Known(SetName::of(&told));
        assert_eq!(sets.known(&named), None);
        assert!(sets.known(&Followed::These(told.clone())).is_some());
        assert_eq!(sets.known(&named), Some(Follows::These(Arc::new(told))));
        assert_eq!(sets.known(&Followed::Known(SetName::of(&set(2, 3)))), None);
    }

    #[test]
    fn the_oldest_sets_are_forgotten_first() {
        let sets = KnownSets::default();
        let third = u32::try_from(MOST_SCOPES / 3).unwrap();
        let told: Vec<_> = (0..4).map(|n| set(n * third, third)).collect();
        told.iter().for_each(|set| drop(sets.known(&Followed::These(set.clone()))));
        let is_known = |set| sets.known(&Followed::Known(SetName::of(set))).is_some();
        assert_eq!(told.iter().map(is_known).collect::<Vec<_>>(), [false, true, true, true]);
    }
}
