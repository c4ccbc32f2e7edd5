//! What stood in the way: said of the world, beside a person and never of them (P8).

use super::{
    Author, FieldView, PersonLine, Run, Thing, Trouble,
    authors::{author_of, person_line_of},
    person::view_of,
    things,
};
use crate::{
    care::{
        BarrierId, Cause, ConnectionId, GoalId, Moment, PersonId, SharedCauseId, VisitId,
        folding::folded,
    },
    log::{
        Owner, Thing as InLog,
        registry::{barrier, shared_cause},
    },
    store::{Fields, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stood in the way, as somebody writes it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatStood {
    pub cause: Cause,
    pub words: String,
    /// Of a waiting list, as they were told.
    pub how_long: String,
    pub shared: Option<Shared>,
}

/// The same that stands in the way of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shared {
    Known(SharedCauseId),
    /// "Damp, the same landlord".
    New(String),
}

/// What it is about, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum On {
    Person,
    Goal(GoalId),
    Visit(VisitId),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddBarrier {
    pub person: PersonId,
    pub on: On,
    pub what: WhatStood,
}

/// What was written down, so that all of it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDown {
    pub barrier: BarrierId,
    /// A cause that was named with it.
    pub named: Option<SharedCauseId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarrierLine {
    pub id: BarrierId,
    pub cause: FieldView,
    pub words: FieldView,
    pub how_long: FieldView,
    /// What stands in the way of others too, in words.
    pub shared: Option<String>,
    pub at: Moment,
    pub by: Author,
}

/// The causes that several people share, to choose from, by their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCauses {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCauseLine {
    pub id: SharedCauseId,
    pub words: String,
}

/// What stands in the way here, for the whole team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barriers {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarriersPage {
    /// By their words. None is before another for the number of its people.
    pub shared: Vec<SharedBy>,
    /// Those that share no named cause, in the order of the list of causes.
    pub causes: Vec<ByCause>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedBy {
    pub id: SharedCauseId,
    pub words: FieldView,
    pub met: Vec<Met>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByCause {
    pub cause: Cause,
    pub met: Vec<Met>,
}

/// Who met it, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    pub barrier: BarrierId,
    pub person: PersonLine,
    pub cause: Cause,
    pub words: String,
    pub how_long: String,
}

impl Run for AddBarrier {
    fn run(&self, store: &mut Store) -> Result<WrittenDown, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        if let On::Visit(visit) = self.on {
            // It may have been erased while somebody was writing.
            store.visit(visit)?.ok_or(Trouble::NotFound)?;
        }
        let about = match self.on {
            On::Person => None,
            On::Goal(goal) => Some(Put::new(barrier::GOAL, goal.to_bytes())),
            On::Visit(visit) => Some(Put::new(barrier::VISIT, visit.to_bytes())),
        };
        let mut writing = Writing::at(store.now());
        let written = put(&mut writing, store, self.person, &self.what, about);
        store.write(writing)?;
        Ok(written)
    }
}

/// Puts what stood in the way of a thread, within another action.
pub(super) fn put_on_connection(
    writing: &mut Writing,
    store: &mut Store,
    person: PersonId,
    what: &WhatStood,
    connection: ConnectionId,
) -> WrittenDown {
    let about = Put::new(barrier::CONNECTION, connection.to_bytes());
    put(writing, store, person, what, Some(about))
}

fn put(
    writing: &mut Writing,
    store: &mut Store,
    person: PersonId,
    what: &WhatStood,
    about: Option<Put>,
) -> WrittenDown {
    let thing = things::fresh(store, barrier::KIND);
    let named = match &what.shared {
        Some(Shared::New(words)) => name_cause(writing, store, words),
        Some(Shared::Known(_)) | None => None,
    };
    let shared = match what.shared {
        Some(Shared::Known(id)) => Some(id),
        Some(Shared::New(_)) | None => named,
    };
    let mut puts = vec![
        Put::new(barrier::PERSON, person.to_bytes()),
        Put::new(barrier::CAUSE, what.cause.as_word()),
    ];
    puts.extend(things::filled([
        (barrier::WORDS, &what.words),
        (barrier::HOW_LONG, &what.how_long),
    ]));
    puts.extend(shared.map(|id| Put::new(barrier::SHARED_CAUSE, id.to_bytes())));
    puts.extend(about);
    writing.put(person, store.as_worker(), thing, puts);
    WrittenDown { barrier: BarrierId::from_bytes(thing.id), named }
}

fn name_cause(writing: &mut Writing, store: &mut Store, words: &str) -> Option<SharedCauseId> {
    let words = Some(words.trim()).filter(|words| !words.is_empty())?;
    let thing = things::fresh(store, shared_cause::KIND);
    let puts = vec![Put::new(shared_cause::WORDS, words)];
    writing.put(Owner::Team, store.as_worker(), thing, puts);
    Some(SharedCauseId::from_bytes(thing.id))
}

pub(super) fn line_of(store: &Store, id: BarrierId) -> Result<Option<BarrierLine>, Trouble> {
    line_in(store, id, &store.fields(Thing::Barrier(id).in_log())?)
}

fn line_in(store: &Store, id: BarrierId, fields: &Fields) -> Result<Option<BarrierLine>, Trouble> {
    let Some(first) = fields.origin() else { return Ok(None) };
    let view = |number| view_of(store, fields, barrier::KIND, number);
    let line = BarrierLine {
        id,
        cause: view(barrier::CAUSE)?,
        words: view(barrier::WORDS)?,
        how_long: view(barrier::HOW_LONG)?,
        shared: shared_words(store, fields)?,
        at: first.at,
        by: author_of(store, first)?,
    };
    let is_there = !line.cause.value.is_empty() || line.cause.has_versions();
    Ok(is_there.then_some(line))
}

fn shared_words(store: &Store, fields: &Fields) -> Result<Option<String>, Trouble> {
    let Some(id) = fields.id(barrier::SHARED_CAUSE).map(SharedCauseId) else { return Ok(None) };
    let words = store.fields(Thing::SharedCause(id).in_log())?.text(shared_cause::WORDS);
    Ok(Some(words).filter(|words| !words.is_empty()))
}

/// What stood in the way of a visit or a thread, as its parts tell it.
pub(super) fn lines_of(
    store: &Store,
    parts: &[(InLog, Fields)],
) -> Result<Vec<BarrierLine>, Trouble> {
    let mut lines = Vec::new();
    for (thing, fields) in parts {
        lines.extend(line_in(store, BarrierId::from_bytes(thing.id), fields)?);
    }
    Ok(lines)
}

/// What stood in the way of a thread.
pub(super) fn of_connection(
    store: &Store,
    person: PersonId,
    connection: ConnectionId,
) -> Result<Vec<BarrierLine>, Trouble> {
    let field = barrier::CONNECTION;
    lines_of(store, &store.parts_naming(person, barrier::KIND, field, connection.0)?)
}

impl Run for SharedCauses {
    fn run(&self, store: &mut Store) -> Result<Vec<SharedCauseLine>, Trouble> {
        let mut lines = Vec::new();
        for thing in store.parts_of(Owner::Team, shared_cause::KIND)? {
            let words = store.fields(thing)?.text(shared_cause::WORDS);
            if !words.is_empty() {
                lines.push(SharedCauseLine { id: SharedCauseId::from_bytes(thing.id), words });
            }
        }
        lines.sort_by_cached_key(|line| folded(&line.words));
        Ok(lines)
    }
}

impl Run for Barriers {
    fn run(&self, store: &mut Store) -> Result<BarriersPage, Trouble> {
        let mut shared: BTreeMap<SharedCauseId, Vec<Met>> = BTreeMap::new();
        let mut causes: BTreeMap<Cause, Vec<Met>> = BTreeMap::new();
        for (person, thing) in store.told_of_everybody(barrier::KIND)? {
            let fields = store.fields(thing)?;
            let met = met(store, person, BarrierId::from_bytes(thing.id), &fields)?;
            let named = shared_words(store, &fields)?.and(fields.id(barrier::SHARED_CAUSE));
            match named.map(SharedCauseId) {
                Some(id) => shared.entry(id).or_default().push(met),
                None => causes.entry(met.cause.clone()).or_default().push(met),
            }
        }
        let mut page = BarriersPage { shared: Vec::new(), causes: Vec::new() };
        for (id, met) in shared {
            let fields = store.fields(Thing::SharedCause(id).in_log())?;
            let words = view_of(store, &fields, shared_cause::KIND, shared_cause::WORDS)?;
            page.shared.push(SharedBy { id, words, met });
        }
        page.shared.sort_by_cached_key(|one| folded(&one.words.value));
        page.causes.extend(causes.into_iter().map(|(cause, met)| ByCause { cause, met }));
        Ok(page)
    }
}

fn met(
    store: &Store,
    person: PersonId,
    barrier: BarrierId,
    fields: &Fields,
) -> Result<Met, Trouble> {
    Ok(Met {
        barrier,
        person: person_line_of(store, person)?,
        cause: Cause::from_word(&fields.text(barrier::CAUSE)),
        words: fields.text(barrier::WORDS),
        how_long: fields.text(barrier::HOW_LONG),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{people::AddPerson, things::TakeBack};

    fn people() -> (Store, [PersonId; 2]) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let add = |name: &str| AddPerson { fields: vec![("given_name".into(), name.into())] };
        let mo = add("Mo").run(&mut store).unwrap();
        let derek = add("Derek").run(&mut store).unwrap();
        (store, [mo, derek])
    }

    fn damp(shared: Option<Shared>) -> WhatStood {
        let (words, how_long) = ("The wall is wet again.".into(), String::new());
        WhatStood { cause: Cause::Housing, words, how_long, shared }
    }

    fn add(store: &mut Store, person: PersonId, shared: Option<Shared>) -> WrittenDown {
        AddBarrier { person, on: On::Person, what: damp(shared) }.run(store).unwrap()
    }

    fn everything_of(store: &Store, id: PersonId) -> Fields {
        store.fields(Thing::Person(id).in_log()).unwrap()
    }

    #[test]
    fn p8_what_stood_in_the_way_changes_nothing_of_the_person() {
        let (mut store, [mo, _]) = people();
        let before = everything_of(&store, mo);
        let new = Some(Shared::New("Damp, the same landlord".into()));
        add(&mut store, mo, new);
        assert_eq!(everything_of(&store, mo), before);
        assert_eq!(store.person(mo).unwrap().unwrap().last_contact_at, None);
    }

    #[test]
    fn p8_one_cause_of_several_people_stands_once_with_all_of_them() {
        let (mut store, [mo, derek]) = people();
        let new = Some(Shared::New("Damp, the same landlord".into()));
        let named = add(&mut store, mo, new).named.unwrap();
        add(&mut store, derek, Some(Shared::Known(named)));
        add(&mut store, derek, None);
        let page = Barriers {}.run(&mut store).unwrap();
        let called =
            |met: &[Met]| met.iter().map(|met| met.person.called.clone()).collect::<Vec<_>>();
        let shared: Vec<_> =
            page.shared.iter().map(|one| (one.words.value.as_str(), called(&one.met))).collect();
        assert_eq!(shared, [("Damp, the same landlord", vec!["Mo".into(), "Derek".into()])]);
        let causes: Vec<_> =
            page.causes.iter().map(|one| (one.cause.clone(), called(&one.met))).collect();
        assert_eq!(causes, [(Cause::Housing, vec!["Derek".to_owned()])]);
    }

    #[test]
    fn what_is_taken_back_stands_in_nobodys_way() {
        let (mut store, [mo, _]) = people();
        let written = add(&mut store, mo, Some(Shared::New("Damp".into())));
        TakeBack { thing: Thing::Barrier(written.barrier) }.run(&mut store).unwrap();
        TakeBack { thing: Thing::SharedCause(written.named.unwrap()) }.run(&mut store).unwrap();
        let page = Barriers {}.run(&mut store).unwrap();
        assert_eq!((page.shared, page.causes), (Vec::new(), Vec::new()));
        assert_eq!(SharedCauses {}.run(&mut store), Ok(Vec::new()));
        assert_eq!(line_of(&store, written.barrier), Ok(None));
    }
}
