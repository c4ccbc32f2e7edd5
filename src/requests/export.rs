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
        Actor, Kind, Owner, Thing,
        registry::{
            self, barrier, connection, person, promise, same_person, service, shared_cause, talk,
            visit,
        },
    },
    store::{Fields, Head, Store},
};
use std::collections::BTreeSet;

/// All people with all that is the team's; or one, with every card of theirs and what of the team's
/// they are told by. People stand before their visits.
pub fn lines(store: &Store, only: Option<PersonId>) -> Result<Vec<String>, Trouble> {
    let people: Vec<PersonId> = match only {
        Some(person) => store.joined_with(store.person(person)?.ok_or(Trouble::NotFound)?.id)?,
        None => store.people()?.into_iter().map(|row| row.id).collect(),
    };
    let of_the_team = match only {
        Some(_) => named_by(store, &people)?,
        None => of_the_team(store)?,
    };
    let mut things: Vec<_> = of_the_team.into_iter().map(|thing| (Owner::Team, thing)).collect();
    for person in people {
        let theirs = things_of(store, person)?;
        things.extend(theirs.into_iter().map(|thing| (Owner::Person(person), thing)));
    }
    let mut lines = Vec::new();
    for (owner, thing) in things {
        let fields = store.fields(thing)?;
        if is_taken_back(thing, &fields) || is_of_no_thread(store, thing, &fields)? {
            continue;
        }
        let Some(line) = line_of(owner, thing, &fields) else { continue };
        lines.push(export::write(&line, &beside(store, thing, &fields)?));
    }
    Ok(lines)
}

fn of_the_team(store: &Store) -> Result<Vec<Thing>, Trouble> {
    let mut things = Vec::new();
    for kind in export::kinds().filter(|kind| registry::is_of_the_team(*kind)) {
        things.extend(store.parts_of(Owner::Team, kind)?);
    }
    Ok(things)
}

/// The links between somebody's cards, what stands in their way and in that of others, and the places
/// where they were introduced.
fn named_by(store: &Store, cards: &[PersonId]) -> Result<Vec<Thing>, Trouble> {
    let mut things = BTreeSet::new();
    for card in cards {
        for barrier in store.parts_of(*card, barrier::KIND)? {
            let cause = store.fields(barrier)?.id(barrier::SHARED_CAUSE);
            let thing = |id: uuid::Uuid| Thing { kind: shared_cause::KIND, id: *id.as_bytes() };
            things.extend(cause.map(thing));
        }
        for thread in store.parts_of(*card, connection::KIND)? {
            let fields = store.fields(thread)?;
            let place = fields.id(connection::SERVICE).filter(|_| !is_taken_back(thread, &fields));
            let thing = |id: uuid::Uuid| Thing { kind: service::KIND, id: *id.as_bytes() };
            things.extend(place.map(thing));
        }
    }
    for link in store.parts_of(Owner::Team, same_person::KIND)? {
        let fields = store.fields(link)?;
        let ends = [same_person::ONE, same_person::OTHER].map(|end| fields.id(end).map(PersonId));
        if ends.iter().all(|end| end.is_some_and(|end| cards.contains(&end))) {
            things.insert(link);
        }
    }
    Ok(things.into_iter().collect())
}

/// What was said in a thread that was taken back goes with it.
fn is_of_no_thread(store: &Store, thing: Thing, fields: &Fields) -> Result<bool, Trouble> {
    let Some(of) = fields.id(talk::CONNECTION).filter(|_| thing.kind == talk::KIND) else {
        return Ok(false);
    };
    let thread = Thing { kind: connection::KIND, id: *of.as_bytes() };
    Ok(is_taken_back(thread, &store.fields(thread)?))
}

/// What is being written on this phone, which nobody has kept yet.
pub fn drafts(store: &Store) -> Result<Vec<String>, Trouble> {
    let rows = store.drafts()?.into_iter();
    let lines = rows.map(|row| {
        let person = read_written(&row.written).ok().and_then(|written| written.person);
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

/// Who wrote it, and whatever else stands in a field. A person's card was not written by one.
fn beside(store: &Store, thing: Thing, fields: &Fields) -> Result<Beside, Trouble> {
    let first = fields.origin().filter(|_| thing.kind != person::KIND);
    let by = first.map(|first| written_by(store, first)).transpose()?;
    let mut versions = Vec::new();
    for field in fields.numbers().filter(|field| fields.has_versions(*field)) {
        let shown = fields.shown(field).map(|head| head.value.as_slice());
        let is_other = |head: &&Head| Some(head.value.as_slice()) != shown;
        let mut others: Vec<&Head> = fields.heads(field).iter().filter(is_other).collect();
        others.sort_by_key(|head| (head.at, head.change));
        for head in others {
            let by = written_by(store, head)?;
            versions.push(Version { field, value: head.value.clone(), by, at: head.at });
        }
    }
    let by = by.filter(|name| !name.is_empty());
    Ok(Beside { by, versions })
}

/// The colleague for whom it was entered, or whoever typed it.
fn written_by(store: &Store, head: &Head) -> Result<String, Trouble> {
    Ok(match head.actor {
        Actor::Worker(worker) => store.worker_name(worker).unwrap_or_default(),
        Actor::Person(_) | Actor::Themselves(_) => author_of(store, head)?.worker.name,
    })
}
