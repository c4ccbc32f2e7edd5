//! Everything that is kept, in the import form: a JSON line for each thing.

use super::Trouble;
use crate::{
    care::PersonId,
    exchange::{Line, export},
    log::{
        Kind, Thing,
        registry::{amendment, goal, person, promise, risk, visit},
    },
    store::Store,
};

/// All people, or one: each with what was written of them, people before their visits.
pub fn lines(store: &Store, only: Option<PersonId>) -> Result<Vec<String>, Trouble> {
    let people: Vec<PersonId> = match only {
        Some(person) => vec![store.person(person)?.ok_or(Trouble::NotFound)?.id],
        None => store.people()?.into_iter().map(|row| row.id).collect(),
    };
    let mut lines = Vec::new();
    for person in people {
        for thing in things_of(store, person)? {
            lines.extend(line_of(store, person, thing)?.map(|line| export::write(&line)));
        }
    }
    Ok(lines)
}

fn things_of(store: &Store, person: PersonId) -> Result<Vec<Thing>, Trouble> {
    let thing = |kind: Kind, id: [u8; 16]| Thing { kind, id };
    let mut things = vec![thing(person::KIND, person.to_bytes())];
    let visits = store.visits_of(person)?;
    things.extend(visits.iter().rev().map(|row| thing(visit::KIND, row.id.to_bytes())));
    let promises = store.promises_of(person)?;
    things.extend(promises.iter().map(|row| thing(promise::KIND, row.id.to_bytes())));
    for kind in [goal::KIND, risk::KIND, amendment::KIND] {
        things.extend(store.parts_of(person, kind)?);
    }
    Ok(things)
}

fn line_of(store: &Store, person: PersonId, thing: Thing) -> Result<Option<Line>, Trouble> {
    let fields = store.fields(thing)?;
    let Some(first) = fields.origin() else { return Ok(None) };
    let values = fields.numbers().filter_map(|field| Some((field, fields.bytes(field)?.to_vec())));
    Ok(Some(Line { number: 0, thing, person, at: Some(first.at), fields: values.collect() }))
}
