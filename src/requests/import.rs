//! Writing an import into the record: in one transaction, and only what is not there already.

use super::{
    Trouble,
    person::actor_for,
    visits::{Written, read_written},
};
use crate::{
    care::{Moment, WorkerId},
    exchange::{
        Line, Reason, Refusals, Refused, draft::DraftLine, without_what_stood_beside, written_by,
    },
    log::{
        Actor, Thing,
        registry::{amendment, person, visit},
    },
    store::{Fields, NewDraft, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// Lines that were read and checked. Not a request of the screens: a bridge runs it.
pub struct Import {
    pub lines: Vec<Line>,
    /// What somebody was writing on the phone that the file comes from.
    pub drafts: Vec<DraftLine>,
}

/// What came of it, in things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub n_new: usize,
    pub n_changed: usize,
    /// In the record already, as they are told here, or changed there since.
    pub n_same: usize,
    /// Erased here, or said of what was: not written again.
    pub n_erased: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportTrouble {
    #[error(transparent)]
    Refused(#[from] Refusals),
    #[error(
        "this device holds the records of some people only, and might write again what it does not see; \
         nothing was imported: `hold all`, then `sync`, then import"
    )]
    HoldsSome,
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl Import {
    pub fn run(self, store: &mut Store) -> Result<Imported, ImportTrouble> {
        if store.followed().map_err(Trouble::from)?.is_some() {
            return Err(ImportTrouble::HoldsSome);
        }
        let now = store.now();
        let mut found = Found { workers: workers_by_name(store), ..Found::default() };
        for line in self.lines {
            found.take_line(store, line, now)?;
        }
        for draft in self.drafts {
            found.take_draft(store, draft)?;
        }
        let Found { imported, writings, drafts, refused, .. } = found;
        if let Some(refusals) = Refusals::of(refused) {
            return Err(refusals.into());
        }
        store.write_all(writings, drafts).map_err(Trouble::from)?;
        Ok(imported)
    }
}

/// What is to be done, before any of it is.
#[derive(Default)]
struct Found {
    imported: Imported,
    writings: Vec<Writing>,
    drafts: Vec<NewDraft>,
    refused: Vec<Refused>,
    workers: BTreeMap<String, WorkerId>,
}

/// Those of a name that nobody else in the team has.
fn workers_by_name(store: &Store) -> BTreeMap<String, WorkerId> {
    let mut by_name: BTreeMap<String, Vec<WorkerId>> = BTreeMap::new();
    for (id, _) in store.book().workers() {
        if let Some(name) = store.worker_name(id) {
            by_name.entry(name).or_default().push(id);
        }
    }
    let only = by_name.into_iter().filter_map(|(name, ids)| match ids[..] {
        [id] => Some((name, id)),
        _ => None,
    });
    only.collect()
}

impl Found {
    fn take_line(&mut self, store: &Store, mut line: Line, now: Moment) -> Result<(), Trouble> {
        settle_workers(store, &mut line);
        if is_erased(store, &line)? {
            self.imported.n_erased += 1;
            return Ok(());
        }
        if !store.has_thing(line.thing)? {
            self.imported.n_new += 1;
            let author = self.author_of(store, &line);
            self.writings.push(written_new(store, line, now, author));
            return Ok(());
        }
        let fields = store.fields(line.thing)?;
        let differing = differing(store, &line, &fields)?;
        if differing.is_empty() {
            self.imported.n_same += 1;
        } else if let Some(reason) = reason_against(&line, &fields) {
            self.refused.push(Refused { line: line.number, reason });
        } else {
            self.imported.n_changed += 1;
            self.writings.push(written(store, &line, now, differing, store.as_worker()));
        }
        Ok(())
    }

    /// Whoever wrote it where it comes from, if the team knows them by that name.
    fn author_of(&self, store: &Store, line: &Line) -> Actor {
        let extra = line.value(person::EXTRA).filter(|_| line.thing.kind != person::KIND);
        let name = extra.and_then(|extra| written_by(line.thing.kind, extra));
        let worker = name.and_then(|name| self.workers.get(&name).copied());
        worker.map_or(store.as_worker(), Actor::Worker)
    }

    /// One whose visit was kept, or is being written here too, says nothing new.
    fn take_draft(&mut self, store: &Store, draft: DraftLine) -> Result<(), Trouble> {
        let thing = Thing { kind: visit::KIND, id: draft.visit.to_bytes() };
        if store.is_erased(thing)? {
            self.imported.n_erased += 1;
        } else if store.has_thing(thing)? || store.draft(draft.visit)?.is_some() {
            self.imported.n_same += 1;
        } else {
            self.imported.n_new += 1;
            match understood(draft) {
                Ok(draft) => self.drafts.push(draft),
                Err(why) => self.refused.push(why),
            }
        }
        Ok(())
    }
}

/// A worker whom this team does not know would leave a person with nobody: that is not taken over.
fn settle_workers(store: &Store, line: &mut Line) {
    if line.thing.kind == person::KIND {
        line.fields.retain(|(field, value)| {
            let is_of_a_worker = [person::WORKER, person::COVER].contains(field);
            let id = value.as_slice().try_into().map(crate::care::WorkerId::from_bytes);
            !is_of_a_worker || id.is_ok_and(|id| store.book().worker(id).is_some())
        });
    }
}

/// A draft, if the app can go on with it.
fn understood(draft: DraftLine) -> Result<NewDraft, Refused> {
    let DraftLine { number, visit, written, .. } = draft;
    match read_written(&written) {
        Ok(Written { person, .. }) => Ok(NewDraft { visit, person, written }),
        Err(_) => {
            let wanted = "a draft as an export writes it";
            let reason = Reason::WrongShape { field: "written".to_owned(), wanted };
            Err(Refused { line: number, reason })
        }
    }
}

/// What is said of an erased visit for the first time would be all that is left of it.
fn is_erased(store: &Store, line: &Line) -> Result<bool, Trouble> {
    if store.is_erased(line.thing)? {
        return Ok(true);
    }
    match line.visit_named() {
        Some(visit) => Ok(store.is_erased(visit)? && !store.has_thing(line.thing)?),
        None => Ok(false),
    }
}

fn written_new(store: &Store, mut line: Line, now: Moment, author: Actor) -> Writing {
    if line.thing.kind == person::KIND && line.value(person::WORKER).is_none() {
        line.fields.push((person::WORKER, store.me().worker.to_bytes().to_vec()));
    }
    let filled =
        std::mem::take(&mut line.fields).into_iter().filter(|(_, value)| !value.is_empty());
    let puts = filled.map(|(field, value)| Put::new(field, value)).collect();
    written(store, &line, now, puts, author)
}

/// A person's own words are a change of their own, by that person.
fn written(store: &Store, line: &Line, now: Moment, puts: Vec<Put>, author: Actor) -> Writing {
    let actor_of = |put: &Put| actor_for(store, line.owner, line.thing.kind, put.field);
    let (theirs, ours): (Vec<Put>, Vec<Put>) =
        puts.into_iter().partition(|put| matches!(actor_of(put), Actor::Person(_)));
    let mut writing = Writing::at(line.at.unwrap_or(now));
    writing.put(line.owner, author, line.thing, ours);
    if let Some(person) = line.owner.person() {
        writing.put(person, Actor::Person(person), line.thing, theirs);
    }
    writing
}

/// What the line says and the record never did; it replaces what stands there. What stood there
/// once was changed by somebody since: it does not come back because a file still says it. Every
/// field began empty.
fn differing(store: &Store, line: &Line, fields: &Fields) -> Result<Vec<Put>, Trouble> {
    let differs = |(field, value): &&(u16, Vec<u8>)| {
        let (said, stands) = (said(*field, value), fields.bytes(*field).unwrap_or_default());
        !said.is_empty() && said != self::said(*field, stands)
    };
    let mut differing: Vec<_> = line.fields.iter().filter(differs).collect();
    if !differing.is_empty() {
        let ever = store.values_ever(line.thing)?;
        let stood = |(field, value): &(u16, Vec<u8>)| {
            ever.iter()
                .any(|(other, old)| other == field && said(*field, old) == said(*field, value))
        };
        differing.retain(|one| !stood(one));
    }
    let put = |(field, value): &(u16, Vec<u8>)| Put {
        field: *field,
        value: value.clone(),
        seen: fields.seen(*field),
    };
    Ok(differing.into_iter().map(put).collect())
}

/// What a value says of the thing itself, without what an export told beside it.
fn said(field: u16, value: &[u8]) -> Cow<'_, [u8]> {
    if field == person::EXTRA { without_what_stood_beside(value).into() } else { value.into() }
}

fn reason_against(line: &Line, fields: &Fields) -> Option<Reason> {
    let Thing { kind, .. } = line.thing;
    if kind == visit::KIND || kind == amendment::KIND {
        return Some(Reason::AlreadyKept);
    }
    let owner = line.owner.person().filter(|_| kind != person::KIND);
    let is_moved = owner.is_some_and(|owner| fields.id(visit::PERSON) != Some(owner.0));
    is_moved.then_some(Reason::OfSomebodyElse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Cause, Holding, PersonId, Place, VisitId, WorkerId},
        exchange::{draft, import},
        requests::{
            Run,
            barriers::{AddBarrier, On, Shared, WhatStood},
            connections::Connection,
            export,
            holding::Hold,
            measures::Measures,
            people::AddPerson,
            person::{Person, PersonPage, SetField},
            relations::TheirPeople,
            same_person::JoinCards,
            things::TakeBack,
            visits::{BeginVisit, Draft, SaveDraft},
        },
    };

    const MO: &str = "018f0000-0000-7000-8000-000000000001";
    const FILE: &str = r#"
{"kind":"person","id":"018f0000-0000-7000-8000-000000000001","name":"Maureen Hartley","matters":"I used to sing.","rhythm_days":14,"shoe":4.50}
{"kind":"visit","id":"018f0000-0000-7000-8000-000000000002","person":"018f0000-0000-7000-8000-000000000001","at":"2026-11-20T10:00:00Z","place":"home","note":"Tea.","kettle":[1, 2]}
{"kind":"goal","id":"018f0000-0000-7000-8000-000000000003","person":"018f0000-0000-7000-8000-000000000001","words":"Hear the chapel again","step":"Find the key","going":3}
{"kind":"promise","id":"018f0000-0000-7000-8000-000000000004","person":"018f0000-0000-7000-8000-000000000001","visit":"018f0000-0000-7000-8000-000000000002","text":"Ring the usher","by":"worker","on":"2026-11-26"}
{"kind":"risk","id":"018f0000-0000-7000-8000-000000000005","person":"018f0000-0000-7000-8000-000000000001","what":"The step","checked_on":"2026-11-20"}
{"kind":"amendment","id":"018f0000-0000-7000-8000-000000000006","person":"018f0000-0000-7000-8000-000000000001","visit":"018f0000-0000-7000-8000-000000000002","at":"2026-11-21T09:00:00Z","text":"Two cups."}
"#;

    fn store() -> Store {
        Store::alone_at("2026-11-22T12:00:00Z")
    }

    fn take_in(store: &mut Store, text: &str) -> Result<Imported, ImportTrouble> {
        let is_known = |thing| store.has_thing(thing).unwrap();
        let lines = import::read(text, store.now(), is_known)?;
        Import { lines, drafts: draft::read(text)? }.run(store)
    }

    fn mo(store: &mut Store) -> PersonPage {
        Person { person: MO.parse().unwrap() }.run(store).unwrap()
    }

    fn exported(store: &Store, person: Option<PersonId>) -> String {
        export::lines(store, person).unwrap().join("\n")
    }

    #[test]
    fn the_same_file_twice_changes_nothing() {
        let mut store = store();
        let first = take_in(&mut store, FILE).unwrap();
        assert_eq!(first, Imported { n_new: 6, n_changed: 0, n_same: 0, n_erased: 0 });
        let heads = store.heads().unwrap();
        let again = take_in(&mut store, FILE).unwrap();
        assert_eq!(again, Imported { n_new: 0, n_changed: 0, n_same: 6, n_erased: 0 });
        assert_eq!(store.heads().unwrap(), heads);
    }

    #[test]
    fn a_person_is_made_mine_and_their_words_are_theirs() {
        let mut store = store();
        take_in(&mut store, FILE).unwrap();
        let page = mo(&mut store);
        assert!(page.line.is_mine);
        assert_eq!(page.line.full_name, "Maureen Hartley");
        let thing = Thing { kind: person::KIND, id: page.line.id.to_bytes() };
        let fields = store.fields(thing).unwrap();
        let actor = |field| fields.shown(field).unwrap().actor;
        assert_eq!(actor(person::MATTERS), Actor::Person(page.line.id));
        assert_eq!(actor(person::RHYTHM_DAYS), store.as_worker());
        assert_eq!(page.goals.len() + page.risks.len(), 2);
    }

    #[test]
    fn only_what_differs_of_a_person_is_put_and_it_makes_no_second_version() {
        let mut store = store();
        take_in(&mut store, FILE).unwrap();
        let before = store.heads().unwrap();
        let changed = FILE.replace("I used to sing.", "I sing.");
        let again = take_in(&mut store, &changed).unwrap();
        assert_eq!(again, Imported { n_new: 0, n_changed: 1, n_same: 5, n_erased: 0 });
        let matters = &mo(&mut store).fields["matters"];
        assert_eq!((matters.value.as_str(), matters.versions.len()), ("I sing.", 0));
        let n_other = store.heads().unwrap().iter().filter(|head| !before.contains(head)).count();
        assert_eq!(n_other, 1);
    }

    #[test]
    fn a_kept_visit_cannot_be_overwritten_and_then_nothing_is_written() {
        let mut store = store();
        take_in(&mut store, FILE).unwrap();
        let heads = store.heads().unwrap();
        let changed = FILE.replace("Tea.", "Coffee.").replace("I used to sing.", "I sing.");
        let Err(ImportTrouble::Refused(refusals)) = take_in(&mut store, &changed) else {
            panic!("it was taken")
        };
        let expected = [Refused { line: 3, reason: Reason::AlreadyKept }];
        assert_eq!(refusals, Refusals { shown: expected.to_vec(), n_more: 0 });
        assert_eq!(store.heads().unwrap(), heads);
    }

    #[test]
    fn what_somebody_changed_since_is_not_put_back_by_the_same_file() {
        let mut store = store();
        let file = FILE.replace(r#""shoe""#, r#""telephone":"","shoe""#);
        take_in(&mut store, &file).unwrap();
        for (field, value) in [("rhythm_days", "7"), ("matters", ""), ("telephone", "0191")] {
            let thing = crate::requests::Thing::Person(MO.parse().unwrap());
            let view = mo(&mut store).fields.get(field).cloned();
            let seen = view.map(|view| view.seen).unwrap_or_default();
            let (field, value) = (field.to_owned(), value.to_owned());
            SetField { thing, field, value, seen, of: None }.run(&mut store).unwrap();
        }
        let heads = store.heads().unwrap();
        let again = take_in(&mut store, &file).unwrap();
        assert_eq!(again, Imported { n_new: 0, n_changed: 0, n_same: 6, n_erased: 0 });
        assert_eq!(store.heads().unwrap(), heads);
    }

    #[test]
    fn a_goal_does_not_move_to_somebody_else() {
        let mut store = store();
        take_in(&mut store, FILE).unwrap();
        let other = MO.replace('8', "9");
        let person = format!(r#"{{"kind":"person","id":"{other}","name":"Idris"}}"#);
        let goal = FILE.lines().find(|line| line.contains("goal")).unwrap().replace(MO, &other);
        let Err(ImportTrouble::Refused(refusals)) =
            take_in(&mut store, &format!("{person}\n{goal}"))
        else {
            panic!("it was taken")
        };
        let expected = [Refused { line: 2, reason: Reason::OfSomebodyElse }];
        assert_eq!(refusals.shown, expected);
        assert!(store.person(other.parse().unwrap()).unwrap().is_none());
    }

    #[test]
    fn what_goes_out_makes_the_same_in_an_empty_team() {
        let mut ours = store();
        take_in(&mut ours, FILE).unwrap();
        let out = exported(&ours, None);
        assert!(out.contains(r#""shoe":4.50"#) && out.contains(r#""kettle":[1, 2]"#), "{out}");
        let mut theirs = store();
        take_in(&mut theirs, &out).unwrap();
        assert_eq!(exported(&theirs, None), out);
        assert_eq!(exported(&ours, Some(MO.parse().unwrap())), out);
        let visit: VisitId = "018f0000-0000-7000-8000-000000000002".parse().unwrap();
        assert_eq!(theirs.amendments_of(visit).unwrap().len(), 1);
    }

    #[test]
    fn what_was_taken_back_keeps_nothing_else_from_going_out_and_in() {
        let mut ours = store();
        take_in(&mut ours, FILE).unwrap();
        let person = MO.parse().unwrap();
        let hold = Hold { person, how: Holding::Listening, line: "On the stairs".into() };
        let held = hold.run(&mut ours).unwrap();
        TakeBack { thing: crate::requests::Thing::Holding(held) }.run(&mut ours).unwrap();
        let goal = mo(&mut ours).goals[0].id;
        TakeBack { thing: crate::requests::Thing::Goal(goal) }.run(&mut ours).unwrap();
        let out = exported(&ours, None);
        assert!(!out.contains("On the stairs"), "{out}");
        let mut theirs = store();
        assert_eq!(take_in(&mut theirs, &out).unwrap().n_new, 5);
    }

    #[test]
    fn a_draft_goes_where_somebody_can_go_on_with_it() {
        let mut ours = store();
        take_in(&mut ours, FILE).unwrap();
        let today = "2026-11-22".parse().unwrap();
        let begin = BeginVisit { person: MO.parse().ok(), place: Place::Home, today };
        let visit = begin.run(&mut ours).unwrap();
        let mut written = Draft { visit }.run(&mut ours).unwrap().written;
        written.words.note = "Half a sen".to_owned();
        SaveDraft { visit, written: written.clone() }.run(&mut ours).unwrap();
        assert!(!exported(&ours, None).contains("Half a sen"));
        let out = [export::lines(&ours, None).unwrap(), export::drafts(&ours).unwrap()].concat();
        let out = out.join("\n");
        let mut theirs = store();
        assert_eq!(take_in(&mut theirs, &out).unwrap().n_new, 7);
        assert_eq!(Draft { visit }.run(&mut theirs).unwrap().written, written);
        // What is written on since is not put back.
        written.words.note = "Half a sentence".to_owned();
        SaveDraft { visit, written: written.clone() }.run(&mut theirs).unwrap();
        assert_eq!(take_in(&mut theirs, &out).unwrap().n_same, 7);
        assert_eq!(Draft { visit }.run(&mut theirs).unwrap().written, written);
        let wrong = out.replace(r#""words":{"#, r#""wurds":{"#);
        assert!(take_in(&mut store(), &wrong).is_err());
    }

    fn id(n: u8) -> String {
        MO.replace("000000000001", &format!("0000000000{n:02}"))
    }

    #[test]
    fn p12_what_is_told_by_them_stands_for_them_and_not_for_whoever_imports() {
        let mut store = store();
        let (mo, on) = (MO, r#""at":"2026-11-20T10:00:00Z""#);
        let file = [
            format!(r#"{{"kind":"person","id":"{mo}","name":"Mo"}}"#),
            format!(
                r#"{{"kind":"measure","id":"{}","person":"{mo}",{on},"question":"satisfied","answer":6}}"#,
                id(2)
            ),
            format!(r#"{{"kind":"relation","id":"{}","person":"{mo}","name":"Brenda"}}"#, id(3)),
            format!(
                r#"{{"kind":"goal","id":"{}","person":"{mo}","words":"Sing","step":"Ring"}}"#,
                id(4)
            ),
        ];
        take_in(&mut store, &file.join("\n")).unwrap();
        let person: PersonId = mo.parse().unwrap();
        let measures = Measures { person }.run(&mut store).unwrap();
        let answer = &measures.wellbeing[0].answers[0];
        let relation = TheirPeople { person }.run(&mut store).unwrap().relations.remove(0);
        let goal = Person { person }.run(&mut store).unwrap().goals.remove(0);
        for by in [&answer.by, &relation.by, &goal.by] {
            assert_eq!(by.on_behalf_of.as_deref(), Some("Mo"));
        }
    }

    #[test]
    fn who_wrote_it_goes_out_with_every_kind_and_comes_back_with_it() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        for store in [&mut ana, &mut ben] {
            store.set_now("2026-11-22T12:00:00Z");
        }
        take_in(&mut ana, FILE).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let person: PersonId = MO.parse().unwrap();
        let hold = Hold { person, how: Holding::Listening, line: "On the stairs".into() };
        let held = hold.run(&mut ben).unwrap();
        let out = exported(&ben, None);
        let by = |kind: &str, by: &str| {
            let is_it = |line: &&str| line.starts_with(&format!(r#"{{"kind":"{kind}""#));
            out.lines().find(is_it).unwrap().contains(by)
        };
        assert!(by("holding", r#""by":"Ben""#) && by("goal", r#""by":"Ana""#), "{out}");
        assert!(by("promise", r#""by":"worker""#) && by("promise", r#""written_by":"Ana""#));
        assert!(!by("person", r#""by""#));
        // Another team of the same two, into which Ana imports it.
        let [mut theirs, _] = Store::of_two_workers().unwrap();
        theirs.set_now("2026-11-22T12:00:00Z");
        take_in(&mut theirs, &out).unwrap();
        let line = crate::requests::holding::line_of(&theirs, held).unwrap().unwrap();
        assert_eq!(line.by.worker.name, "Ana");
        assert_eq!(line.by.on_behalf_of.as_deref(), Some("Ben"));
        assert_eq!(exported(&theirs, None), out);
        assert_eq!(take_in(&mut ben, &out).unwrap().n_changed, 0);
    }

    #[test]
    fn the_places_where_somebody_was_introduced_go_out_with_them_and_no_others() {
        let mut ours = store();
        let place =
            |n, name: &str| format!(r#"{{"kind":"service","id":"{}","name":"{name}"}}"#, id(n));
        let thread = format!(
            r#"{{"kind":"connection","id":"{}","person":"{MO}","service":"{}","what":"choir","how":"going together","stage":"tried","on":"2026-11-26"}}"#,
            id(9),
            id(8)
        );
        let file = [FILE.trim(), &place(7, "Food bank"), &place(8, "Chapel choir"), &thread];
        take_in(&mut ours, &file.join("\n")).unwrap();
        let out = exported(&ours, MO.parse().ok());
        assert!(out.contains("Chapel choir") && !out.contains("Food bank"), "{out}");
        let mut theirs = store();
        take_in(&mut theirs, &out).unwrap();
        let connection = id(9).parse().unwrap();
        let page = Connection { connection }.run(&mut theirs).unwrap();
        assert_eq!((page.line.what.as_str(), page.line.service.is_some()), ("Chapel choir", true));
        // Taken back, nobody was introduced there.
        TakeBack { thing: crate::requests::Thing::Connection(connection) }
            .run(&mut theirs)
            .unwrap();
        assert!(!exported(&theirs, MO.parse().ok()).contains("Chapel choir"));
    }

    #[test]
    fn talk_of_a_connection_that_nobody_knows_is_told_with_its_line() {
        let mut store = store();
        let connection = format!(
            r#"{{"kind":"connection","id":"{}","person":"{MO}","what":"Choir","how":"going together","stage":"tried","on":"2026-11-26"}}"#,
            id(8)
        );
        let talk = format!(
            r#"{{"kind":"talk","id":"{}","person":"{MO}","connection":"{}","stage":"tried"}}"#,
            id(9),
            id(8)
        );
        let Err(ImportTrouble::Refused(refusals)) =
            take_in(&mut store, &format!("{}\n{talk}", FILE.trim()))
        else {
            panic!("it was taken")
        };
        let expected = [Refused { line: 7, reason: Reason::UnknownConnection }];
        assert_eq!(refusals.shown, expected);
        take_in(&mut store, &format!("{}\n{talk}\n{connection}", FILE.trim())).unwrap();
        // Taken back, the thread goes out no more, and its talk with it.
        let thread = crate::requests::Thing::Connection(id(8).parse().unwrap());
        TakeBack { thing: thread }.run(&mut store).unwrap();
        let out = exported(&store, None);
        assert!(!out.contains(r#""kind":"talk""#), "{out}");
        take_in(&mut self::store(), &out).unwrap();
    }

    #[test]
    fn one_persons_export_holds_their_joined_cards_and_what_stands_in_their_way() {
        let mut store = store();
        take_in(&mut store, FILE).unwrap();
        let person: PersonId = MO.parse().unwrap();
        let mut add = |name: &str| {
            let fields = vec![("given_name".to_owned(), name.to_owned())];
            AddPerson { fields }.run(&mut store).unwrap()
        };
        let (mauren, derek) = (add("Mauren"), add("Derek"));
        JoinCards { one: mauren, other: person }.run(&mut store).unwrap();
        let (words, how_long) = (String::new(), String::new());
        let shared = Some(Shared::New("Damp, the same landlord".into()));
        let what = WhatStood { cause: Cause::Housing, words, how_long, shared };
        AddBarrier { person, on: On::Person, what: what.clone() }.run(&mut store).unwrap();
        let shared = Some(Shared::New("No bus on Sundays".into()));
        let of_derek = WhatStood { shared, ..what };
        AddBarrier { person: derek, on: On::Person, what: of_derek }.run(&mut store).unwrap();
        let out = exported(&store, Some(person));
        assert!(out.contains("Mauren") && out.contains("Damp, the same landlord"), "{out}");
        assert!(!out.contains("Derek") && !out.contains("No bus"), "{out}");
        let mut theirs = self::store();
        take_in(&mut theirs, &out).unwrap();
        assert_eq!(theirs.joined_with(person).unwrap(), [person, mauren]);
        assert_eq!(exported(&theirs, Some(mauren)).lines().count(), out.lines().count());
    }

    #[test]
    fn a_worker_of_another_team_is_not_taken_over() {
        let mut store = store();
        let stranger = WorkerId::from_bytes([9; 16]);
        let line = format!(r#"{{"kind":"person","id":"{MO}","name":"Mo","worker":"{stranger}"}}"#);
        take_in(&mut store, &line).unwrap();
        assert!(mo(&mut store).line.is_mine);
        assert_eq!(take_in(&mut store, &line).unwrap().n_same, 1);
    }
}
