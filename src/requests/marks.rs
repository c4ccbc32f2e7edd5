//! Parts of a visit's note that are kept apart from what the person is shown, and why (P12).

use super::{Author, Trouble, authors::author_of, things, visits::Written};
use crate::{
    care::{KeptApart, MarkId, Part, PersonId, VisitId},
    log::{Thing as InLog, registry::mark},
    store::{Fields, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// A mark in a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkWritten {
    pub part: Part,
    pub what: KeptApart,
    pub why: String,
}

/// A mark of a kept visit. Whoever takes it back says that the part may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkLine {
    pub id: MarkId,
    pub part: Part,
    pub what: KeptApart,
    pub why: String,
    pub by: Author,
}

/// Of a part that says nothing there is nothing to keep apart.
pub(super) fn put_marks(
    writing: &mut Writing,
    store: &mut Store,
    visit: VisitId,
    person: PersonId,
    written: &Written,
) {
    let says = |part: Part| !written.words.under(part).trim().is_empty();
    for one in written.marks.iter().filter(|one| says(one.part)) {
        let mut puts = vec![
            Put::new(mark::PERSON, person.to_bytes()),
            Put::new(mark::VISIT, visit.to_bytes()),
            Put::new(mark::PART, one.part.as_word()),
            Put::new(mark::WHAT, one.what.as_word()),
        ];
        puts.extend(things::filled([(mark::WHY, &one.why)]));
        let thing = things::fresh(store, mark::KIND);
        writing.put(person, store.as_worker(), thing, puts);
    }
}

pub(super) fn marks_of(
    store: &Store,
    of_visit: &[(InLog, Fields)],
) -> Result<Vec<MarkLine>, Trouble> {
    let mut marks = Vec::new();
    for (thing, fields) in of_visit {
        let id = MarkId::from_bytes(thing.id);
        let (what, part) = (fields.text(mark::WHAT), Part::from_word(&fields.text(mark::PART)));
        if let (Some(first), Some(part), false) = (fields.origin(), part, what.is_empty()) {
            let (what, why) = (KeptApart::from_word(&what), fields.text(mark::WHY));
            marks.push(MarkLine { id, part, what, why, by: author_of(store, first)? });
        }
    }
    marks.sort_by_key(|mark| (mark.part, mark.id));
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{
        Run, Thing,
        people::AddPerson,
        things::TakeBack,
        visits::{BeginVisit, Draft, KeepVisit, SaveDraft, Visit},
    };

    fn kept(store: &mut Store) -> VisitId {
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let person = Some(AddPerson { fields }.run(store).unwrap());
        let (place, today) = (crate::care::Place::Home, "2026-11-22".parse().unwrap());
        let visit = BeginVisit { person, place, today }.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words.said = "I am tired of letters.".into();
        written.words.noticed = "Her son was on the phone.".into();
        written.words.thought = "The letters may be about the flat.".into();
        let mark = |part| MarkWritten { part, what: KeptApart::ThirdParty, why: "Her son".into() };
        written.marks = vec![mark(Part::Noticed), mark(Part::Did)];
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap().visit
    }

    #[test]
    fn p12_what_they_said_what_i_saw_and_what_i_think_are_kept_apart() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let visit = kept(&mut store);
        let words = Visit { visit }.run(&mut store).unwrap().words;
        assert_eq!(words.said, "I am tired of letters.");
        assert_eq!(words.noticed, "Her son was on the phone.");
        assert_eq!(words.thought, "The letters may be about the flat.");
    }

    #[test]
    fn a_mark_is_erased_with_its_visit() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let visit = kept(&mut store);
        store.seal_outbox().unwrap();
        let person = store.visit(visit).unwrap().unwrap().person;
        store.erase_visit(visit).unwrap();
        assert_eq!(store.parts_of(person, mark::KIND).unwrap(), []);
        let left = store.changes().unwrap();
        assert!(left.iter().all(|change| !change.bytes.windows(7).any(|part| part == b"Her son")));
    }

    #[test]
    fn a_mark_stays_on_its_part_with_its_reason_until_it_is_lifted() {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let visit = kept(&mut store);
        let marks = Visit { visit }.run(&mut store).unwrap().marks;
        let told: Vec<_> = marks.iter().map(|mark| (mark.part, mark.why.as_str())).collect();
        assert_eq!(told, [(Part::Noticed, "Her son")], "of an empty part there is none");
        TakeBack { thing: Thing::Mark(marks[0].id) }.run(&mut store).unwrap();
        assert_eq!(Visit { visit }.run(&mut store).unwrap().marks, []);
    }
}
