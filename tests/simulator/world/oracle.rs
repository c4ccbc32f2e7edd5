//! An oracle that knows no table, no frame and no server: only what every phone did, and what each had
//! seen when it did it. From that it says what must stand everywhere at the end.

use crate::phone::Did;
use alongside::{
    log::{
        Change, ChangeId, Thing,
        change::PUT,
        registry::{self, amendment, attachment, visit},
    },
    store::HeadName,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Oracle {
    did: BTreeMap<ChangeId, Change>,
}

impl Oracle {
    pub(super) fn hears(&mut self, did: Did) {
        self.did.insert(did.id, did.change);
    }

    pub(super) fn knows(&self, id: ChangeId) -> bool {
        self.did.contains_key(&id)
    }

    /// Whatever was put and is replaced by nobody, of what everybody reads and nobody erased.
    pub(super) fn heads(&self, erased: &BTreeSet<Thing>) -> Vec<HeadName> {
        let staying = || self.did.iter().filter(|(_, change)| is_to_stay(change, erased));
        let replaced: BTreeSet<HeadName> =
            staying().flat_map(|(_, change)| replaced_by(change)).collect();
        let put: BTreeSet<HeadName> =
            staying().flat_map(|(id, change)| put_by(*id, change)).collect();
        put.difference(&replaced).copied().collect()
    }
}

fn put_by(id: ChangeId, change: &Change) -> impl Iterator<Item = HeadName> {
    let Thing { kind, id: thing } = change.thing;
    let puts = change.sets.iter().filter(|set| set.operation == PUT);
    puts.map(move |set| (kind.0, thing, set.field, id))
}

/// Of what is written once nothing is ever replaced.
fn replaced_by(change: &Change) -> impl Iterator<Item = HeadName> {
    let Thing { kind, id: thing } = change.thing;
    let puts = change.sets.iter().filter(|set| set.operation == PUT);
    puts.filter(move |set| !registry::is_written_once(kind, set.field)).flat_map(move |set| {
        set.parents.iter().map(move |parent| (kind.0, thing, set.field, *parent))
    })
}

fn is_to_stay(change: &Change, erased: &BTreeSet<Thing>) -> bool {
    if erased.contains(&change.thing) {
        return false;
    }
    let of_visit = match change.thing.kind {
        attachment::KIND => change
            .value(attachment::VISIT)
            .map(|id| Thing { kind: visit::KIND, id: id.try_into().unwrap() }),
        visit::KIND => Some(change.thing),
        amendment::KIND => change
            .value(amendment::VISIT)
            .map(|id| Thing { kind: visit::KIND, id: id.try_into().unwrap() }),
        _ => None,
    };
    let is_erased = of_visit.is_some_and(|visit| erased.contains(&visit));
    !is_erased && !registry::is_closed(change.thing.kind)
}
