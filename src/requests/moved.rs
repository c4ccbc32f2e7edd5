//! "This belongs to somebody else": a visit that was kept under the wrong person.

use super::{Run, Thing as About, Trouble, authors::author_of, promises, things, visits};
use crate::{
    care::{AttachmentId, BarrierId, Became, PersonId, VisitId},
    log::{
        Kind, Thing,
        registry::{amendment, attachment, barrier, mark, person, promise, visit},
    },
    store::{Fields, Head, NewAttachment, Put, Store, VisitRow, Whereabouts, Writing},
};
use serde::{Deserialize, Serialize};

/// Keeps it anew there, with what was promised in it and added to it, and marks it here, where a
/// lead is asked to erase it. By its author only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelongsTo {
    pub visit: VisitId,
    pub person: PersonId,
}

impl Run for BelongsTo {
    fn run(&self, store: &mut Store) -> Result<VisitId, Trouble> {
        let row = store.visit(self.visit)?.ok_or(Trouble::NotFound)?;
        store.rebuild_person_now(row.person)?;
        let fields = store.fields(visits::thing(self.visit))?;
        let first = fields.origin().ok_or(Trouble::NotFound)?;
        if !author_of(store, first)?.worker.is_me || fields.id(visit::MOVED_TO).is_some() {
            return Err(Trouble::AlreadyKept);
        }
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        if row.person == self.person {
            return Ok(self.visit);
        }
        let anew = VisitId::from_bytes(store.surroundings().fresh_id());
        let to = To { person: self.person, visit: anew };
        let mut writing = Writing::at(store.now());
        let words = to.copied(&fields, &[visit::PERSON]);
        writing.put(self.person, store.as_worker(), visits::thing(anew), words);
        let mut writings = move_promises(&mut writing, store, self.visit, to)?;
        writings.extend(move_barriers(&mut writing, store, &row, to)?);
        move_next_contact(&mut writing, store, row.person, first, self.person)?;
        let moved = vec![Put::new(visit::MOVED_TO, anew.to_bytes())];
        writing.put(row.person, store.as_worker(), visits::thing(self.visit), moved);
        writings.push(writing);
        writings.extend(parts_anew(store, &row, to)?);
        let photos = photos_of(store, &row)?;
        for (_, fields) in photos.iter().filter(|(bytes, _)| bytes.is_empty()) {
            let copy = things::fresh(store, attachment::KIND);
            writings.extend(to.anew(copy, fields, &[attachment::PERSON, attachment::VISIT]));
        }
        store.together(|store| {
            store.write_all(writings, Vec::new())?;
            photos.iter().try_for_each(|(bytes, fields)| keep_photo_anew(store, bytes, fields, to))
        })?;
        Ok(anew)
    }
}

/// Where a visit belongs.
#[derive(Clone, Copy)]
struct To {
    person: PersonId,
    visit: VisitId,
}

impl To {
    /// All that stands in a thing, for its copy; but for whom it is about and in which visit.
    fn copied(self, fields: &Fields, about: &[u16]) -> Vec<Put> {
        let others = fields.numbers().filter(|field| !about.contains(field));
        let values = others.filter_map(|field| Some(Put::new(field, fields.bytes(field)?)));
        let ids = [self.person.to_bytes(), self.visit.to_bytes()];
        about.iter().zip(ids).map(|(field, id)| Put::new(*field, id)).chain(values).collect()
    }

    /// A thing as it stands, written anew: all versions of it, each with its moment and whose it is.
    fn anew(self, thing: Thing, fields: &Fields, about: &[u16]) -> Vec<Writing> {
        let Some(first) = fields.origin() else { return Vec::new() };
        let ids = [self.person.to_bytes(), self.visit.to_bytes()];
        let about_it = about.iter().zip(ids).map(|(field, id)| Put::new(*field, id));
        let mut of_changes = vec![(first, about_it.collect::<Vec<_>>())];
        for field in fields.numbers().filter(|field| !about.contains(field)) {
            for head in fields.heads(field) {
                let put = Put::new(field, head.value.clone());
                match of_changes.iter_mut().find(|(other, _)| other.change == head.change) {
                    Some((_, puts)) => puts.push(put),
                    None => of_changes.push((head, vec![put])),
                }
            }
        }
        let written = of_changes.into_iter().map(|(head, puts)| {
            let mut writing = Writing::as_it_stood(head.at);
            writing.put(self.person, head.actor, thing, puts);
            writing
        });
        written.collect()
    }
}

/// The promises go along; here they are let go.
fn move_promises(
    writing: &mut Writing,
    store: &mut Store,
    visit: VisitId,
    to: To,
) -> Result<Vec<Writing>, Trouble> {
    let mut anew = Vec::new();
    for row in store.promises_made_in(visit)? {
        let fields = store.fields(promises::thing(row.id))?;
        let thing = things::fresh(store, promise::KIND);
        anew.extend(to.anew(thing, &fields, &[promise::PERSON, promise::VISIT]));
        let let_go = Put {
            field: promise::BECAME,
            value: Became::LetGo.as_word().into(),
            seen: fields.seen(promise::BECAME),
        };
        writing.put(row.person, store.as_worker(), promises::thing(row.id), vec![let_go]);
    }
    Ok(anew)
}

/// What stood in the way goes along too; here it is taken back.
fn move_barriers(
    writing: &mut Writing,
    store: &mut Store,
    row: &VisitRow,
    to: To,
) -> Result<Vec<Writing>, Trouble> {
    let mut anew = Vec::new();
    for (thing, fields) in
        store.parts_naming(row.person, barrier::KIND, barrier::VISIT, row.id.0)?
    {
        if fields.bytes(barrier::CAUSE).is_none() {
            continue;
        }
        let copy = things::fresh(store, barrier::KIND);
        anew.extend(to.anew(copy, &fields, &[barrier::PERSON, barrier::VISIT]));
        things::take_back(writing, store, About::Barrier(BarrierId::from_bytes(thing.id)))?;
    }
    Ok(anew)
}

/// The next contact goes along, where it was agreed in this visit and stands; what had been agreed
/// with the other person before stands again.
fn move_next_contact(
    writing: &mut Writing,
    store: &Store,
    from: PersonId,
    kept: &Head,
    to: PersonId,
) -> Result<(), Trouble> {
    let Some(kept_in) = store.change_named(kept.change)? else { return Ok(()) };
    let of = |person: PersonId| Thing { kind: person::KIND, id: person.to_bytes() };
    let (theirs, others) = (store.fields(of(from))?, store.fields(of(to))?);
    let (mut back, mut along) = (Vec::new(), Vec::new());
    for field in [person::NEXT_CONTACT_ON, person::NEXT_CONTACT_HOW] {
        let Some(head) = theirs.shown(field) else { continue };
        let Some(agreed_in) = store.change_named(head.change)? else { continue };
        if !agreed_in.is_bound_to(&kept_in) {
            continue;
        }
        let set = agreed_in.sets.iter().find(|set| set.field == field);
        let before = set.and_then(|set| set.parents.last()).copied();
        let before = before.map(|id| store.change_named(id)).transpose()?.flatten();
        let value = before.and_then(|change| change.value(field).map(<[u8]>::to_vec));
        back.push(Put { field, value: value.unwrap_or_default(), seen: theirs.seen(field) });
        // What is agreed with them already stays.
        if others.text(person::NEXT_CONTACT_ON).is_empty() {
            along.push(Put { field, value: head.value.clone(), seen: others.seen(field) });
        }
    }
    writing.put(from, store.as_worker(), of(from), back);
    writing.put(to, store.as_worker(), of(to), along);
    Ok(())
}

/// Photos that were taken in a visit; without bytes those of which there are only words.
type Photos = Vec<(Vec<u8>, Fields)>;

/// They are sealed for one person, so each is sealed anew for the other: all of it has to be here.
fn photos_of(store: &Store, row: &VisitRow) -> Result<Photos, Trouble> {
    let mut photos = Vec::new();
    let kind = attachment::KIND;
    for (thing, fields) in store.parts_naming(row.person, kind, attachment::VISIT, row.id.0)? {
        let id = AttachmentId::from_bytes(thing.id);
        let bytes = match store.whereabouts(id)? {
            Whereabouts::NotHereYet => return Err(Trouble::PhotoNotHere),
            Whereabouts::Nowhere => Vec::new(),
            Whereabouts::OnThisPhone | Whereabouts::InTheRecord => {
                store.attachment_bytes(id)?.ok_or(Trouble::PhotoNotHere)?
            }
        };
        photos.push((bytes, fields));
    }
    Ok(photos)
}

fn keep_photo_anew(
    store: &mut Store,
    bytes: &[u8],
    fields: &Fields,
    to: To,
) -> crate::store::Result<()> {
    let (Some(first), false) = (fields.origin(), bytes.is_empty()) else { return Ok(()) };
    let id = AttachmentId::from_bytes(store.surroundings().fresh_id());
    store.keep_attachment(&NewAttachment {
        id,
        person: to.person,
        visit: Some(to.visit),
        by: first.actor,
        at: fields.moment(attachment::AT).unwrap_or(first.at),
        words: &fields.text(attachment::WORDS),
        media: &fields.text(attachment::MEDIA),
        bytes,
        preview: fields.bytes(attachment::PREVIEW).unwrap_or_default(),
    })?;
    Ok(())
}

/// Kinds whose things may be part of a visit, with the field that says of which.
const PARTS: [(Kind, u16); 2] = [(amendment::KIND, amendment::VISIT), (mark::KIND, mark::VISIT)];

/// Later words and marks keep their moment, and whose they are.
fn parts_anew(store: &mut Store, row: &VisitRow, to: To) -> Result<Vec<Writing>, Trouble> {
    let mut writings = Vec::new();
    for (kind, of_visit) in PARTS {
        for (_, fields) in store.parts_naming(row.person, kind, of_visit, row.id.0)? {
            writings.extend(to.anew(things::fresh(store, kind), &fields, &[OWNER, of_visit]));
        }
    }
    Ok(writings)
}

/// In which field every part says whose it is.
const OWNER: u16 = amendment::PERSON;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Cause, KeptApart, Part, Place, PromiseId, visit::VisitWords},
        requests::{
            NextContact,
            barriers::{AddBarrier, On, WhatStood},
            marks::MarkWritten,
            people::{AddPerson, People, Whose},
            person::{Person, PersonPage, SetField},
            visits::{
                Amend, BeginVisit, Draft, KeepVisit, PromiseWritten, SaveDraft, Visit, VisitPage,
            },
        },
    };

    fn added(store: &mut Store, name: &str) -> PersonId {
        AddPerson { fields: vec![("given_name".into(), name.into())] }.run(store).unwrap()
    }

    fn page(store: &mut Store, person: PersonId) -> PersonPage {
        Person { person }.run(store).unwrap()
    }

    /// A visit with everything that can come of one.
    fn kept(store: &mut Store, person: PersonId, next_on: &str) -> VisitId {
        let today = "2026-11-22".parse().unwrap();
        let visit =
            BeginVisit { person: Some(person), place: Place::Home, today }.run(store).unwrap();
        let note = "Damp in the back bedroom".to_owned();
        let promise = PromiseWritten {
            id: PromiseId::from_bytes(store.surroundings().fresh_id()),
            text: "Ring the landlord".into(),
            by_worker: true,
            on: Some(today),
            is_day_chosen: true,
        };
        let written = visits::Written {
            person: Some(person),
            at: store.now(),
            place: Place::Home,
            words: VisitWords { note, ..VisitWords::default() },
            holding: Some(crate::care::Holding::Listening),
            promises: vec![promise],
            next_contact: NextContact { on: next_on.parse().ok(), how: Some(Place::Phone) },
            next_seen: Some(Draft { visit }.run(store).unwrap().agreed_seen),
            waved_off: Vec::new(),
            marks: vec![MarkWritten {
                part: Part::Note,
                what: KeptApart::NotYet,
                why: "The landlord is not told yet".into(),
            }],
            caret: None,
        };
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap().visit
    }

    fn at_three() -> Store {
        Store::alone_at("2026-11-22T15:00:00Z")
    }

    #[test]
    fn all_that_came_of_a_visit_goes_along_to_whom_it_belongs() {
        let mut store = at_three();
        let (mo, derek) = (added(&mut store, "Mo"), added(&mut store, "Derek"));
        let visit = kept(&mut store, mo, "2026-11-26");
        Amend { visit, text: "The landlord's name is Pike.".into() }.run(&mut store).unwrap();
        let (words, how_long) = ("Pike has not been.".into(), String::new());
        let what = WhatStood { cause: Cause::Housing, words, how_long, shared: None };
        AddBarrier { person: mo, on: On::Visit(visit), what }.run(&mut store).unwrap();
        let anew = BelongsTo { visit, person: derek }.run(&mut store).unwrap();
        let there: VisitPage = Visit { visit: anew }.run(&mut store).unwrap();
        assert_eq!(there.barriers.len(), 1);
        assert_eq!(Visit { visit }.run(&mut store).unwrap().barriers, []);
        assert_eq!(there.words.note, "Damp in the back bedroom");
        assert_eq!(there.holding, Some(crate::care::Holding::Listening));
        assert_eq!(there.promises.len() + there.amendments.len() + there.marks.len(), 3);
        let derek = page(&mut store, derek);
        assert_eq!(derek.next_contact.on, "2026-11-26".parse().ok());
        assert_eq!(derek.next_contact.how, Some(Place::Phone));
        assert_eq!(derek.promises.iter().filter(|line| line.became.is_none()).count(), 1);
    }

    fn in_the_way(store: &mut Store, person: PersonId, visit: VisitId) -> BarrierId {
        let (words, how_long) = ("Pike has not been.".into(), String::new());
        let what = WhatStood { cause: Cause::Housing, words, how_long, shared: None };
        AddBarrier { person, on: On::Visit(visit), what }.run(store).unwrap().barrier
    }

    fn say(store: &mut Store, thing: About, words: &str, seen: &crate::requests::Seen) {
        let (field, value, seen) = ("words".to_owned(), words.to_owned(), seen.clone());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    #[test]
    fn p12_a_colleagues_words_go_along_as_theirs_and_in_all_their_versions() {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let (mo, derek) = (added(&mut ana, "Mo"), added(&mut ana, "Derek"));
        let visit = kept(&mut ana, mo, "2026-11-26");
        Store::meet(&mut ana, &mut ben).unwrap();
        let barrier = About::Barrier(in_the_way(&mut ben, mo, visit));
        Store::meet(&mut ana, &mut ben).unwrap();
        let seen = store_seen(&ana, barrier);
        say(&mut ana, barrier, "Pike came once.", &seen);
        say(&mut ben, barrier, "Pike came twice.", &seen);
        Store::meet(&mut ana, &mut ben).unwrap();
        let anew = BelongsTo { visit, person: derek }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        for store in [&mut ana, &mut ben] {
            let line = Visit { visit: anew }.run(store).unwrap().barriers.remove(0);
            assert_eq!(line.by.worker.name, "Ana");
            assert_eq!(line.by.on_behalf_of.as_deref(), Some("Ben"));
            let versions = line.words.versions.iter();
            let mut said: Vec<_> =
                versions.map(|it| (it.value.as_str(), it.by.on_behalf_of.as_deref())).collect();
            said.sort_unstable();
            assert_eq!(said, [("Pike came once.", None), ("Pike came twice.", Some("Ben"))]);
            assert!(!line.cause.has_versions());
        }
    }

    fn store_seen(store: &Store, thing: About) -> crate::requests::Seen {
        store.fields(thing.in_log()).unwrap().seen(barrier::WORDS)
    }

    #[test]
    fn nothing_of_it_is_asked_about_the_other_any_more() {
        let mut store = at_three();
        let (mo, derek) = (added(&mut store, "Mo"), added(&mut store, "Derek"));
        kept(&mut store, mo, "2026-11-24");
        store.set_now("2026-11-22T16:00:00Z");
        let visit = kept(&mut store, mo, "2026-11-26");
        BelongsTo { visit, person: derek }.run(&mut store).unwrap();
        let mo = page(&mut store, mo);
        assert_eq!(mo.next_contact.on, "2026-11-24".parse().ok(), "what was agreed before");
        let last = crate::care::Moment::from_rfc3339("2026-11-22T15:00:00Z");
        assert_eq!(mo.line.last_contact_at, last);
        let promised = mo.promises.iter().filter(|line| line.became.is_none());
        assert_eq!(promised.count(), 1, "the one of the visit that was hers");
        let found =
            People { words: "damp".into(), whose: Whose::Mine, today: store.now().utc_day() }
                .run(&mut store)
                .unwrap()
                .notes;
        assert_eq!(found.len(), 2, "hers, and his where it belongs");
        assert!(found.iter().all(|note| note.visit != visit));
    }
}
