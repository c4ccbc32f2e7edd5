//! The sign by which it is seen that a thing is there: whoever changes a thing puts it again, so that
//! beside a taking back of which they have not heard it stays, and both are shown.

use super::{Fields, Head, Put, Result, Seen, Store, writing::PutsOfThing};
use crate::log::{
    Actor, Change, ChangeId, Thing,
    change::PUT,
    registry::{self, handover},
};
use std::collections::{BTreeMap, BTreeSet};

/// What was ever put into one field: the value, and what it replaces.
type Puts = BTreeMap<ChangeId, (Vec<u8>, Vec<ChangeId>)>;

impl Store {
    /// What is put, and beside it the signs of the things that it is put into.
    pub(super) fn with_signs(&self, puts: Vec<PutsOfThing>) -> Result<Vec<PutsOfThing>> {
        let is_sign = |thing: Thing, put: &Put| registry::sign(thing.kind) == Some(put.field);
        let mut signed: BTreeSet<Thing> = puts
            .iter()
            .filter(|(_, _, thing, puts)| puts.iter().any(|put| is_sign(*thing, put)))
            .map(|(_, _, thing, _)| *thing)
            .collect();
        let mut with_signs = Vec::with_capacity(puts.len());
        for (owner, actor, thing, mut puts) in puts {
            let sign = registry::sign(thing.kind).filter(|_| signed.insert(thing));
            let again = sign.map(|sign| self.sign_again(thing, sign)).transpose()?.flatten();
            match again {
                Some((by, sign)) if by == actor => puts.push(sign),
                Some((by, sign)) => with_signs.push((owner, by, thing, vec![sign])),
                None => {}
            }
            with_signs.push((owner, actor, thing, puts));
        }
        Ok(with_signs)
    }

    /// The person's own words stay theirs. What else stands there is replaced by nobody.
    fn sign_again(&self, thing: Thing, sign: u16) -> Result<Option<(Actor, Put)>> {
        let fields = self.fields(thing)?;
        let Some(shown) = fields.shown(sign).filter(|head| !head.value.is_empty()) else {
            return Ok(None);
        };
        let same = fields.heads(sign).iter().filter(|head| head.value == shown.value);
        let seen = Seen(same.map(|head| head.change).collect());
        let by = match shown.actor {
            Actor::Person(person) | Actor::Themselves(person) => Actor::Person(person),
            Actor::Worker(_) => self.as_worker(),
        };
        Ok(Some((by, Put { field: sign, value: shown.value.clone(), seen })))
    }

    /// A sign that was put again beside a change of it is no version of its own: it says what that
    /// change has replaced.
    pub(super) fn set_repeated_apart(&self, thing: Thing, fields: &mut Fields) -> Result<()> {
        // Whoever says yes to a letter says again that it is for them, and means it.
        let sign = registry::sign(thing.kind).filter(|_| thing.kind != handover::KIND);
        let Some(sign) = sign.filter(|sign| fields.has_versions(*sign)) else { return Ok(()) };
        let ever = self.puts_ever(thing, sign)?;
        let is_repeated = |head: &&Head| has_given_way(&ever, head.change);
        let (repeated, said): (Vec<&Head>, Vec<&Head>) =
            fields.heads(sign).iter().partition(is_repeated);
        // Beside nothing but a taking back it is what keeps the thing there.
        if said.iter().any(|head| !head.value.is_empty()) {
            let repeated: Vec<ChangeId> = repeated.iter().map(|head| head.change).collect();
            fields.set_apart(sign, repeated);
        }
        Ok(())
    }

    fn puts_ever(&self, thing: Thing, field: u16) -> Result<Puts> {
        let mut puts = Puts::new();
        for (id, change) in self.changes_of(thing)? {
            let Change { sets, .. } = change;
            let of_field =
                sets.into_iter().filter(|set| set.field == field && set.operation == PUT);
            puts.extend(of_field.map(|set| (id, (set.value, set.parents))));
        }
        Ok(puts)
    }
}

/// Whether this only says again what stood before, and something else was put in the place of that.
fn has_given_way(ever: &Puts, head: ChangeId) -> bool {
    let Some((value, _)) = ever.get(&head) else { return false };
    let (mut same, mut to_ask) = (BTreeSet::from([head]), vec![head]);
    while let Some(id) = to_ask.pop() {
        let parents = ever.get(&id).map(|(_, parents)| parents.as_slice()).unwrap_or_default();
        let says_it = |parent: &ChangeId| ever.get(parent).is_some_and(|(said, _)| said == value);
        if parents.iter().all(says_it) {
            to_ask.extend(parents.iter().filter(|parent| same.insert(**parent)));
        }
    }
    same.remove(&head);
    ever.values().any(|(other, parents)| {
        let is_else = other != value && !other.is_empty();
        is_else && parents.iter().any(|parent| same.contains(parent))
    })
}
