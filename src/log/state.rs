//! The state of a set of changes: for every field the heads, the values that nothing replaces.
//!
//! This is the definition. The store keeps the same in tables, and is tested against it.

use super::{
    change::{Change, PUT, Thing},
    ids::ChangeId,
    registry,
};
use std::collections::{BTreeMap, BTreeSet};

/// A field of a thing.
pub type Place = (Thing, u16);

/// Heads of every field. Two states are equal when their sets of changes are, whatever the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    heads: BTreeMap<Place, BTreeMap<ChangeId, Vec<u8>>>,
    replaced: BTreeSet<(Place, ChangeId)>,
}

impl State {
    pub fn absorb(&mut self, id: ChangeId, change: &Change) {
        for set in change.sets.iter().filter(|set| set.operation == PUT) {
            let place = (change.thing, set.field);
            let heads = self.heads.entry(place).or_default();
            let is_written_once = registry::is_written_once(change.thing.kind, set.field);
            for parent in set.parents.iter().filter(|_| !is_written_once) {
                heads.remove(parent);
                self.replaced.insert((place, *parent));
            }
            if !self.replaced.contains(&(place, id)) {
                heads.insert(id, set.value.clone());
            }
        }
    }

    pub fn heads(&self, place: Place) -> impl Iterator<Item = (&ChangeId, &Vec<u8>)> {
        self.heads.get(&place).into_iter().flatten()
    }

    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.heads.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{DeviceId, Moment, WorkerId},
        log::{
            ActionId, ScopeId, TeamId,
            change::{Actor, Kind, Set, change_id},
        },
    };
    use proptest::prelude::*;

    fn change(thing: u8, value: u8, parents: Vec<ChangeId>) -> Change {
        Change {
            team: TeamId([1; 16]),
            scope: ScopeId([2; 16]),
            writer: DeviceId::from_bytes([3; 16]),
            actor: Actor::Worker(WorkerId::from_bytes([4; 16])),
            action: ActionId::default(),
            thing: Thing { kind: Kind(1), id: [thing; 16] },
            at: Moment(0),
            sets: vec![Set { field: 1, operation: PUT, parents, value: vec![value] }],
        }
    }

    fn with_id(change: Change) -> (ChangeId, Change) {
        (change_id(&change.encode().unwrap()), change)
    }

    proptest! {
        #[test]
        fn any_order_and_any_repeats_give_the_same_state(
            written in proptest::collection::vec((0u8..3, any::<u8>(), proptest::collection::vec(0usize..20, 0..3)), 1..20),
            order in proptest::collection::vec(0usize..20, 0..60),
        ) {
            let mut changes: Vec<(ChangeId, Change)> = Vec::new();
            for (thing, value, parents) in written {
                let parents = parents.iter().filter_map(|at| changes.get(*at).map(|(id, _)| *id)).collect();
                changes.push(with_id(change(thing, value, parents)));
            }
            let mut straight = State::default();
            changes.iter().for_each(|(id, change)| straight.absorb(*id, change));
            let mut shuffled = State::default();
            for at in order {
                if let Some((id, change)) = changes.get(at) {
                    shuffled.absorb(*id, change);
                }
            }
            changes.iter().rev().for_each(|(id, change)| shuffled.absorb(*id, change));
            prop_assert_eq!(straight, shuffled);
        }

        #[test]
        fn a_change_reads_back_as_it_was_written(value in proptest::collection::vec(any::<u8>(), 0..2000), parents in 0u8..4) {
            let parents = (0..parents).map(|n| ChangeId([n; 16])).collect();
            let mut written = change(1, 1, parents);
            written.sets.push(Set { field: 999, operation: 7, parents: vec![], value });
            let bytes = written.encode().unwrap();
            prop_assert_eq!(Change::decode(&bytes).unwrap(), written);
        }

        #[test]
        fn bytes_that_are_no_change_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Change::decode(&bytes);
        }
    }

    #[test]
    fn nobody_replaces_what_was_written_in_a_kept_visit() {
        let of_a_visit = |value, parents| {
            let kept = change(1, value, parents);
            with_id(Change { thing: Thing { kind: Kind(2), ..kept.thing }, ..kept })
        };
        let kept = of_a_visit(1, vec![]);
        let forged = of_a_visit(2, vec![kept.0]);
        let mut state = State::default();
        for (id, change) in [&forged, &kept] {
            state.absorb(*id, change);
        }
        assert!(state.heads((kept.1.thing, 1)).any(|(id, _)| *id == kept.0));
    }

    #[test]
    fn two_edits_that_never_met_are_both_heads() {
        let first = with_id(change(1, 1, vec![]));
        let ours = with_id(change(1, 2, vec![first.0]));
        let theirs = with_id(change(1, 3, vec![first.0]));
        let mut state = State::default();
        for (id, change) in [&ours, &first, &theirs] {
            state.absorb(*id, change);
        }
        let place = (first.1.thing, 1);
        assert_eq!(state.heads(place).count(), 2);
        let chosen = with_id(change(1, 2, vec![ours.0, theirs.0]));
        state.absorb(chosen.0, &chosen.1);
        assert_eq!(state.heads(place).map(|(id, _)| *id).collect::<Vec<_>>(), [chosen.0]);
    }
}
