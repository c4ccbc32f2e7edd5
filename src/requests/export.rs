//! Everything that is kept, in the import form: a JSON line for each thing.

use super::Trouble;
use crate::{
    care::PersonId,
    log::{
        Kind, Thing,
        registry::{FIELDS, amendment, goal, person, promise, risk, visit},
    },
    store::{Fields, Store},
};
use serde_json::{Map, Value};

/// The field in which what an import did not know is kept, the same in every kind.
const EXTRA: u16 = person::EXTRA;

/// All people, or one: each with what was written of them, people before their visits.
pub fn lines(store: &Store, only: Option<PersonId>) -> Result<Vec<String>, Trouble> {
    let people: Vec<PersonId> = match only {
        Some(person) => vec![person],
        None => store.people()?.into_iter().map(|row| row.id).collect(),
    };
    let mut lines = Vec::new();
    for person in people {
        for thing in things_of(store, person)? {
            let fields = store.fields(thing)?;
            if !fields.is_empty() {
                lines.push(line(thing, &fields));
            }
        }
    }
    Ok(lines)
}

fn things_of(store: &Store, person: PersonId) -> Result<Vec<Thing>, Trouble> {
    let mut things = vec![Thing { kind: person::KIND, id: person.to_bytes() }];
    let visits = store.visits_of(person)?.into_iter().rev();
    things.extend(visits.map(|row| Thing { kind: visit::KIND, id: row.id.to_bytes() }));
    let promises = store.promises_of(person)?.into_iter();
    things.extend(promises.map(|row| Thing { kind: promise::KIND, id: row.id.to_bytes() }));
    for kind in [goal::KIND, risk::KIND, amendment::KIND] {
        things.extend(store.parts_of(person, kind)?);
    }
    Ok(things)
}

fn line(thing: Thing, fields: &Fields) -> String {
    let mut line = Map::new();
    line.insert("kind".into(), word_of(thing.kind).into());
    line.insert("id".into(), uuid::Uuid::from_bytes(thing.id).to_string().into());
    for spec in FIELDS.iter().filter(|spec| spec.kind == thing.kind && spec.number != EXTRA) {
        if let Some(bytes) = fields.bytes(spec.number) {
            let text = spec.shape.show(bytes);
            let number = fields.number(spec.number);
            let value = match (spec.shape, number) {
                (crate::log::registry::Shape::Number, Some(number)) => Value::from(number),
                _ => Value::from(text),
            };
            line.insert(spec.name.into(), value);
        }
    }
    if let Ok(Value::Object(extra)) = serde_json::from_str(&fields.text(EXTRA)) {
        line.extend(extra);
    }
    Value::Object(line).to_string()
}

fn word_of(kind: Kind) -> &'static str {
    match kind {
        person::KIND => "person",
        visit::KIND => "visit",
        promise::KIND => "promise",
        goal::KIND => "goal",
        risk::KIND => "risk",
        amendment::KIND => "amendment",
        Kind(_) => "unknown",
    }
}
