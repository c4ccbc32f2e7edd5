//! What stood in a field before: every wording that the log has of it, and who wrote it.

use super::{Fields, Head, Result, Store};
use crate::{
    care::measure::is_one_sitting,
    log::{
        Actor, Change, ChangeId, Thing,
        change::{PUT, Set},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A value that somebody once put into a field, and meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub head: Head,
    /// What stood there; of several the one that is named first.
    pub before: Vec<u8>,
    /// Nothing has replaced it.
    pub stands: bool,
    /// Two stood beside each other until this one of them was chosen.
    pub is_chosen: bool,
    /// Two stood beside each other until this was written in their place.
    pub is_of_both: bool,
}

/// A value as the log has it.
struct Value {
    head: Head,
    replaced: Vec<ChangeId>,
    stands: bool,
}

impl Store {
    /// Of these fields of a thing, each with what took its place after it. What was taken back at once
    /// was never meant, and what is said again is not another wording.
    pub fn wordings_of(&self, thing: Thing, fields: &[u16]) -> Result<BTreeMap<u16, Vec<Wording>>> {
        let standing = self.fields(thing)?;
        let mut all: BTreeMap<u16, Vec<Value>> = BTreeMap::new();
        for (id, change) in self.changes_of(thing)? {
            let puts = change.sets.iter().filter(|set| set.operation == PUT);
            for set in puts.filter(|set| fields.contains(&set.field)) {
                let mut heads = standing.heads(set.field).iter();
                all.entry(set.field).or_default().push(Value {
                    head: head_of(id, &change, set.value.clone()),
                    replaced: set.parents.clone(),
                    stands: heads.any(|head| head.change == id),
                });
            }
        }
        all.values_mut().for_each(put_in_order);
        Ok(all.into_iter().map(|(field, puts)| (field, meant(&puts))).collect())
    }
}

impl Store {
    /// What stood in a field when two began to write differently: the last that both had read, or nothing.
    /// `None` where there are not two.
    pub fn before_both(&self, fields: &Fields, field: u16) -> Result<Option<Vec<u8>>> {
        let [one, other] = fields.heads(field) else { return Ok(None) };
        let mut puts = Puts::new();
        for (id, change) in self.changes_of(fields.thing())? {
            let put = change.sets.into_iter().find(|set| set.field == field);
            puts.extend(put.map(|put| (id, put)));
        }
        let of_other: BTreeSet<_> = way_back(&puts, other.change).into_iter().collect();
        let both = way_back(&puts, one.change).into_iter().find(|put| of_other.contains(put));
        let value = both.and_then(|both| puts.get(&both)).map(|put| put.value.clone());
        Ok(Some(value.unwrap_or_default()))
    }
}

/// All that was put into one field.
type Puts = BTreeMap<ChangeId, Set>;

/// What was there before, and before that: the nearest first.
fn way_back(puts: &Puts, from: ChangeId) -> Vec<ChangeId> {
    let (mut way, mut known) = (vec![from], BTreeSet::from([from]));
    let mut at = 0;
    while let Some(change) = way.get(at) {
        let before = puts.get(change).map(|put| put.parents.clone()).unwrap_or_default();
        way.extend(before.into_iter().filter(|change| known.insert(*change)));
        at += 1;
    }
    way
}

fn head_of(id: ChangeId, change: &Change, value: Vec<u8>) -> Head {
    let Change { at, writer, actor, .. } = change;
    Head { change: id, value, at: *at, writer: *writer, actor: *actor }
}

/// By time, and never before what it was put in the place of: a clock may have been wrong.
fn put_in_order(wordings: &mut Vec<Value>) {
    wordings.sort_by_key(|wording| (wording.head.at, wording.head.change));
    let mut in_order: Vec<Value> = Vec::with_capacity(wordings.len());
    while let Some(next) = next_of(wordings) {
        in_order.push(wordings.remove(next));
    }
    *wordings = in_order;
}

/// The first that comes after nothing which is still to come. What replaces each other in a circle,
/// as no honest phone writes it, comes as its clock says.
fn next_of(left: &[Value]) -> Option<usize> {
    let waits =
        |wording: &Value| left.iter().any(|other| wording.replaced.contains(&other.head.change));
    let free = left.iter().position(|wording| !waits(wording));
    free.or((!left.is_empty()).then_some(0))
}

fn meant(puts: &[Value]) -> Vec<Wording> {
    let all = puts.iter().map(|put| (put.head.change, put)).collect();
    let mut reading = Reading::of(&all);
    puts.iter().for_each(|put| reading.take(put));
    let standing = reading.standing();
    let meant = reading.meant.iter().map(|put| {
        let before = before(put, &all);
        Wording {
            head: put.head.clone(),
            stands: standing.contains(&put.head.change),
            is_chosen: reading.chosen.contains(&put.head.change),
            is_of_both: reading.of_both.contains(&put.head.change),
            before: before.first().map(|one| one.head.value.clone()).unwrap_or_default(),
        }
    });
    meant.collect()
}

type All<'a> = BTreeMap<ChangeId, &'a Value>;

/// Puts as they came one after another.
struct Reading<'a> {
    all: &'a All<'a>,
    meant: Vec<&'a Value>,
    /// Which of those a change amounts to: itself, or one that it says again.
    says: BTreeMap<ChangeId, ChangeId>,
    chosen: BTreeSet<ChangeId>,
    of_both: BTreeSet<ChangeId>,
}

impl<'a> Reading<'a> {
    fn of(all: &'a All<'a>) -> Self {
        let (says, chosen, of_both) = Default::default();
        Self { all, meant: Vec::new(), says, chosen, of_both }
    }

    fn take(&mut self, wording: &'a Value) {
        let change = wording.head.change;
        let before = before(wording, self.all);
        let were_two = self.were_two(wording);
        if let Some(same) = same_among(&before, wording) {
            self.say_again(change, same);
            self.chosen.extend(self.says.get(&change).filter(|_| were_two));
        } else if let Some(undone) =
            before.iter().find(|other| takes_back(wording, other, self.all))
        {
            self.meant.retain(|meant| meant.head.change != undone.head.change);
            if let Some(stood) = same_among(&self::before(undone, self.all), wording) {
                self.say_again(change, stood);
            }
        } else if before.iter().chain([&wording]).any(|other| !other.head.value.is_empty()) {
            self.says.insert(change, change);
            self.meant.push(wording);
            self.of_both.extend(Some(change).filter(|_| were_two));
        }
    }

    /// Whether two with other words stood beside each other before this: not where one of them had been
    /// put in the place of the other, or was never meant.
    fn were_two(&self, wording: &Value) -> bool {
        let said: BTreeSet<_> = self.said_by(wording).collect();
        let replaced: BTreeSet<_> = said
            .iter()
            .filter_map(|change| self.all.get(change))
            .flat_map(|one| self.said_by(one))
            .collect();
        let stood = self.meant.iter().filter(|meant| {
            said.contains(&meant.head.change) && !replaced.contains(&meant.head.change)
        });
        let values: BTreeSet<&[u8]> = stood.map(|meant| meant.head.value.as_slice()).collect();
        values.len() > 1
    }

    /// What those amount to in whose place a wording was put.
    fn said_by(&self, wording: &Value) -> impl Iterator<Item = ChangeId> {
        wording.replaced.iter().filter_map(|change| self.says.get(change).copied())
    }

    fn say_again(&mut self, change: ChangeId, what: &Value) {
        if let Some(said) = self.says.get(&what.head.change).copied() {
            self.says.insert(change, said);
        }
    }

    fn standing(&self) -> BTreeSet<ChangeId> {
        let standing = self.all.values().filter(|wording| wording.stands);
        standing.filter_map(|wording| self.says.get(&wording.head.change).copied()).collect()
    }
}

/// What a wording was put in the place of.
fn before<'a>(wording: &Value, all: &All<'a>) -> Vec<&'a Value> {
    wording.replaced.iter().filter_map(|change| all.get(change).copied()).collect()
}

fn same_among<'a>(some: &[&'a Value], wording: &Value) -> Option<&'a Value> {
    some.iter().copied().find(|other| is_same(other, wording))
}

fn is_same(one: &Value, other: &Value) -> bool {
    one.head.value == other.head.value
}

/// Puts back on the same phone what stood there a moment ago. What the person wrote by their own hand
/// was meant, whoever takes it out (P12).
fn takes_back(wording: &Value, undone: &Value, all: &All<'_>) -> bool {
    let is_same_hand = wording.head.writer == undone.head.writer;
    let stood = before(undone, all);
    let is_as_before = match stood.is_empty() {
        true => wording.head.value.is_empty(),
        false => same_among(&stood, wording).is_some(),
    };
    let is_a_workers = matches!(undone.head.actor, Actor::Worker(_) | Actor::Person(_));
    is_same_hand && is_a_workers && is_as_before && is_one_sitting(undone.head.at, wording.head.at)
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
    fn before_two_wrote_differently_stands_the_last_that_both_had_read() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        write(&mut ana, "2026-03-02T12:00:00Z", person::MATTERS, "One");
        write(&mut ana, "2026-03-03T12:00:00Z", person::MATTERS, "Two");
        let before = |store: &Store, field| {
            let before = store.before_both(&store.fields(thing()).unwrap(), field).unwrap();
            before.map(|value| String::from_utf8(value).unwrap())
        };
        assert_eq!(before(&ana, person::MATTERS), None);
        Store::meet(&mut ana, &mut ben).unwrap();
        write(&mut ana, "2026-03-04T12:00:00Z", person::MATTERS, "Three");
        write(&mut ana, "2026-03-05T12:00:00Z", person::MATTERS, "Four");
        write(&mut ben, "2026-03-06T12:00:00Z", person::MATTERS, "Five");
        write(&mut ana, "2026-03-06T12:00:00Z", person::ACCESS, "The side door");
        write(&mut ben, "2026-03-06T12:00:00Z", person::ACCESS, "The back door");
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(before(&ana, person::MATTERS).as_deref(), Some("Two"));
        assert_eq!(before(&ben, person::MATTERS).as_deref(), Some("Two"));
        assert_eq!(before(&ben, person::ACCESS).as_deref(), Some(""), "there was nothing");
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
