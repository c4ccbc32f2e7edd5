//! Everything that is kept, in the import form: a JSON line for each thing.

use super::{Trouble, authors::author_of, visits::read_written};
use crate::{
    care::PersonId,
    exchange::{
        Beside, Line, Version,
        draft::{self, DraftLine},
        export, import,
    },
    log::{
        Kind, Owner, Thing,
        registry::{self, amendment, person, promise, visit},
    },
    store::{Fields, Head, Store},
};

/// All people, or one: each with what was written of them, people before their visits. With all of
/// them goes what is the team's.
pub fn lines(store: &Store, only: Option<PersonId>) -> Result<Vec<String>, Trouble> {
    let people: Vec<PersonId> = match only {
        Some(person) => vec![store.person(person)?.ok_or(Trouble::NotFound)?.id],
        None => store.people()?.into_iter().map(|row| row.id).collect(),
    };
    let mut things = Vec::new();
    if only.is_none() {
        let kinds = export::kinds().filter(|kind| registry::is_of_the_team(*kind));
        for kind in kinds {
            let of_the_team = store.parts_of(Owner::Team, kind)?;
            things.extend(of_the_team.into_iter().map(|thing| (Owner::Team, thing)));
        }
    }
    for person in people {
        let theirs = things_of(store, person)?;
        things.extend(theirs.into_iter().map(|thing| (Owner::Person(person), thing)));
    }
    let mut lines = Vec::new();
    for (owner, thing) in things {
        let fields = store.fields(thing)?;
        if is_taken_back(thing, &fields) {
            continue;
        }
        let Some(line) = line_of(owner, thing, &fields) else { continue };
        lines.push(export::write(&line, &beside(store, thing, &fields)?));
    }
    Ok(lines)
}

/// What is being written on this phone, which nobody has kept yet.
pub fn drafts(store: &Store) -> Result<Vec<String>, Trouble> {
    let rows = store.drafts()?.into_iter();
    let lines = rows.map(|row| {
        let person = read_written(&row.written)?.person;
        let (visit, saved_at, written) = (row.visit, row.saved_at, row.written);
        Ok(draft::write(&DraftLine { number: 0, visit, person, saved_at, written }))
    });
    lines.collect()
}

fn things_of(store: &Store, person: PersonId) -> Result<Vec<Thing>, Trouble> {
    let thing = |kind: Kind, id: [u8; 16]| Thing { kind, id };
    let mut things = vec![thing(person::KIND, person.to_bytes())];
    let visits = store.visits_of(person)?;
    things.extend(visits.iter().rev().map(|row| thing(visit::KIND, row.id.to_bytes())));
    let promises = store.promises_of(person)?;
    things.extend(promises.iter().map(|row| thing(promise::KIND, row.id.to_bytes())));
    let has_its_own_table = [person::KIND, visit::KIND, promise::KIND];
    for kind in export::kinds().filter(|kind| !has_its_own_table.contains(kind)) {
        things.extend(store.parts_of(person, kind)?);
    }
    Ok(things)
}

/// An import would have nothing to take in.
fn is_taken_back(thing: Thing, fields: &Fields) -> bool {
    import::needed(thing.kind).iter().any(|(field, _)| said(fields, *field).is_none())
}

/// What is shown, or where that is empty what somebody else has put there.
fn said(fields: &Fields, field: u16) -> Option<&[u8]> {
    let others = || fields.heads(field).iter().map(|head| head.value.as_slice());
    fields.bytes(field).or_else(|| others().find(|value| !value.is_empty()))
}

fn line_of(owner: Owner, thing: Thing, fields: &Fields) -> Option<Line> {
    let at = Some(fields.origin()?.at);
    let is_needed = |field| import::needed(thing.kind).iter().any(|(other, _)| *other == field);
    let value = |field| if is_needed(field) { said(fields, field) } else { fields.bytes(field) };
    let values = fields.numbers().filter_map(|field| Some((field, value(field)?.to_vec())));
    Some(Line { number: 0, thing, owner, at, fields: values.collect() })
}

/// Who wrote what has one author, and whatever else stands in a field.
fn beside(store: &Store, thing: Thing, fields: &Fields) -> Result<Beside, Trouble> {
    let has_one_author = [visit::KIND, amendment::KIND].contains(&thing.kind);
    let first = fields.origin().filter(|_| has_one_author);
    let by = first.map(|first| author_of(store, first)).transpose()?;
    let mut versions = Vec::new();
    for field in fields.numbers().filter(|field| fields.has_versions(*field)) {
        let shown = fields.shown(field).map(|head| head.value.as_slice());
        let is_other = |head: &&Head| Some(head.value.as_slice()) != shown;
        let mut others: Vec<&Head> = fields.heads(field).iter().filter(is_other).collect();
        others.sort_by_key(|head| (head.at, head.change));
        for head in others {
            let by = author_of(store, head)?.worker.name;
            versions.push(Version { field, value: head.value.clone(), by, at: head.at });
        }
    }
    let by = by.map(|author| author.worker.name).filter(|name| !name.is_empty());
    Ok(Beside { by, versions })
}
