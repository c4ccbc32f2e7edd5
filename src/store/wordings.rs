//! What stood in a field before: every wording that the log has of it, and who wrote it.

use super::{Head, Result, Store};
use crate::log::{Change, ChangeId, Thing, change::PUT};
use std::collections::BTreeMap;

/// Names a wording among all.
pub type WordingId = ChangeId;

/// A value that somebody once put into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub head: Head,
    /// What it was put in the place of.
    pub replaced: Vec<WordingId>,
    /// Nothing has replaced it.
    pub stands: bool,
}

impl Store {
    /// Of these fields of a thing, each with what took its place after it.
    pub fn wordings_of(&self, thing: Thing, fields: &[u16]) -> Result<BTreeMap<u16, Vec<Wording>>> {
        let standing = self.fields(thing)?;
        let mut wordings: BTreeMap<u16, Vec<Wording>> = BTreeMap::new();
        for (id, change) in self.changes_of(thing)? {
            let puts = change.sets.iter().filter(|set| set.operation == PUT);
            for set in puts.filter(|set| fields.contains(&set.field)) {
                let mut heads = standing.heads(set.field).iter();
                wordings.entry(set.field).or_default().push(Wording {
                    head: head_of(id, &change, set.value.clone()),
                    replaced: set.parents.clone(),
                    stands: heads.any(|head| head.change == id),
                });
            }
        }
        wordings.values_mut().for_each(put_in_order);
        Ok(wordings)
    }
}

fn head_of(id: ChangeId, change: &Change, value: Vec<u8>) -> Head {
    let Change { at, writer, actor, .. } = change;
    Head { change: id, value, at: *at, writer: *writer, actor: *actor }
}

/// By time, and never before what it was put in the place of: a clock may have been wrong.
fn put_in_order(wordings: &mut Vec<Wording>) {
    wordings.sort_by_key(|wording| (wording.head.at, wording.head.change));
    let mut in_order: Vec<Wording> = Vec::with_capacity(wordings.len());
    while let Some(next) = next_of(wordings) {
        in_order.push(wordings.remove(next));
    }
    *wordings = in_order;
}

/// The first that comes after nothing which is still to come. What replaces each other in a circle,
/// as no honest phone writes it, comes as its clock says.
fn next_of(left: &[Wording]) -> Option<usize> {
    let waits =
        |wording: &Wording| left.iter().any(|other| wording.replaced.contains(&other.head.change));
    let free = left.iter().position(|wording| !waits(wording));
    free.or((!left.is_empty()).then_some(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::PersonId,
        log::registry::person,
        store::{Put, Writing},
    };

    const MO: PersonId = PersonId(uuid::Uuid::from_bytes([3; 16]));

    fn write(store: &mut Store, at: &str, field: u16, value: &str) {
        store.set_now(at);
        let thing = thing();
        let seen = store.fields(thing).unwrap().seen(field);
        let mut writing = Writing::at(store.now());
        let put = Put { field, value: value.into(), seen };
        writing.put(MO, store.as_worker(), thing, vec![put]);
        store.write(writing).unwrap();
    }

    fn thing() -> Thing {
        Thing { kind: person::KIND, id: MO.to_bytes() }
    }

    #[test]
    fn every_wording_is_there_in_the_order_in_which_they_replaced_each_other() {
        let mut store = Store::alone_at("2026-03-02T12:00:00Z");
        write(&mut store, "2026-03-02T12:00:00Z", person::MATTERS, "One");
        write(&mut store, "2026-03-02T12:00:00Z", person::ACCESS, "The side door");
        // Its clock was ten years behind.
        write(&mut store, "2016-03-02T12:00:00Z", person::MATTERS, "Two");
        write(&mut store, "2026-03-09T12:00:00Z", person::MATTERS, "Three");
        let wordings = store.wordings_of(thing(), &[person::MATTERS]).unwrap();
        let told: Vec<(&[u8], bool)> = wordings[&person::MATTERS]
            .iter()
            .map(|wording| (wording.head.value.as_slice(), wording.stands))
            .collect();
        assert_eq!(told, [(&b"One"[..], false), (b"Two", false), (b"Three", true)]);
        assert_eq!(wordings.len(), 1, "no other field is read");
    }
}
