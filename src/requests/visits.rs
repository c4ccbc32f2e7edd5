//! Visits: begun, saved while typing, kept, amended.

mod parts;

pub(super) use parts::PartsOfVisits;

use super::{
    Author, NextContact, PersonLine, PromiseLine, Run, Seen, Trouble,
    authors::{author_of, person_line, person_line_of},
    barriers::BarrierLine,
    marks::{MarkLine, MarkWritten, marks_of, put_marks},
    promises,
};
use crate::{
    care::{
        AmendmentId, Day, Holding, Moment, Part, PersonId, Place, PromiseId, VisitId,
        visit::VisitWords,
    },
    log::{
        Actor, Thing,
        registry::{self, amendment, barrier, mark, person, visit},
    },
    store::{Fields, PersonRow, Put, Store, VisitRow, Writing},
};
use serde::{Deserialize, Serialize};

/// Begins a draft. For whom may be said later. One that is begun for the person and still empty
/// begins anew instead of a second one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginVisit {
    pub person: Option<PersonId>,
    pub place: Place,
    pub today: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub visit: VisitId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPage {
    pub visit: VisitId,
    pub written: Written,
    pub person: Option<PersonLine>,
    /// "About every two weeks, Tuesdays, text first": the rhythm to end the visit with.
    pub rhythm_words: String,
    pub rhythm_days: Option<u16>,
    /// What is agreed with them so far.
    pub agreed: NextContact,
    pub agreed_seen: Seen,
    /// What was promised before and is open, ours before theirs.
    pub promised: Vec<PromiseLine>,
    pub saved_at: Moment,
}

/// All that a draft holds. Saved as a whole, within 400 ms of the last key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub person: Option<PersonId>,
    pub at: Moment,
    pub place: Place,
    pub words: VisitWords,
    pub holding: Option<Holding>,
    pub promises: Vec<PromiseWritten>,
    pub next_contact: NextContact,
    /// What had been agreed when the worker of this draft spoke of the next contact. Without it they
    /// did not, and what is agreed stays, unless this contact was it.
    #[serde(default)]
    pub next_seen: Option<Seen>,
    /// Words that sounded like a promise and are none.
    #[serde(default)]
    pub waved_off: Vec<String>,
    /// Parts that are kept apart from what the person is shown.
    #[serde(default)]
    pub marks: Vec<MarkWritten>,
    /// Where the cursor was: the heading ("note", "said", …) and the position in UTF-16 units.
    pub caret: Option<(String, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseWritten {
    pub id: PromiseId,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
    /// Somebody chose the day, or that there is none: words do not change it any more.
    #[serde(default)]
    pub is_day_chosen: bool,
}

/// Also brings back a draft that was let go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveDraft {
    pub visit: VisitId,
    pub written: Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetDraftGo {
    pub visit: VisitId,
}

/// Goes on here with what was begun on another phone of this worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoOnHere {
    pub visit: VisitId,
}

/// Makes the draft a kept visit, its promises and its next contact with it. Answers after COMMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepVisit {
    pub visit: VisitId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub visit: VisitId,
    pub person: PersonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub visit: VisitId,
}

/// A kept visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
    pub place: Place,
    pub words: VisitWords,
    pub holding: Option<Holding>,
    pub by: Author,
    pub kept_at: Moment,
    pub amendments: Vec<Amendment>,
    pub promises: Vec<PromiseLine>,
    /// The parts that are kept apart, at most one mark each.
    pub marks: Vec<MarkLine>,
    /// What stood in the way, as this visit tells it.
    pub barriers: Vec<BarrierLine>,
    /// Set when its author said that it belongs to somebody else; a lead is asked to erase it here.
    pub moved_to: Option<VisitId>,
    pub is_in_team_record: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub id: AmendmentId,
    pub text: String,
    pub by: Author,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amend {
    pub visit: VisitId,
    pub text: String,
}

/// How much of a draft Today shows.
const FIRST_WORDS: usize = 12;

impl Run for BeginVisit {
    fn run(&self, store: &mut Store) -> Result<VisitId, Trouble> {
        let visit = match self.untouched(store)? {
            Some(visit) => visit,
            None => VisitId::from_bytes(store.surroundings().fresh_id()),
        };
        let written = Written {
            person: self.person,
            at: store.now(),
            place: self.place.clone(),
            words: VisitWords::default(),
            holding: None,
            promises: Vec::new(),
            next_contact: NextContact::default(),
            next_seen: None,
            waved_off: Vec::new(),
            marks: Vec::new(),
            caret: None,
        };
        save(store, visit, &written)?;
        Ok(visit)
    }
}

impl BeginVisit {
    fn untouched(&self, store: &Store) -> Result<Option<VisitId>, Trouble> {
        for draft in store.drafts()? {
            let written = read_written(&draft.written)?;
            if written.person == self.person && !written.is_begun() {
                return Ok(Some(draft.visit));
            }
        }
        Ok(None)
    }
}

impl Written {
    /// Something was written, promised or held: it is more than an open page.
    pub fn is_begun(&self) -> bool {
        !self.words.is_empty() || !self.promises.is_empty() || self.holding.is_some()
    }
}

impl Run for Draft {
    fn run(&self, store: &mut Store) -> Result<DraftPage, Trouble> {
        let draft = store.draft(self.visit)?.ok_or(Trouble::NotFound)?;
        let written = read_written(&draft.written)?;
        let row = written.person.map(|id| store.person(id)).transpose()?.flatten();
        Ok(DraftPage {
            visit: self.visit,
            person: row.as_ref().map(|row| person_line(store, row)),
            rhythm_words: row.as_ref().map(|row| row.rhythm_words.clone()).unwrap_or_default(),
            rhythm_days: row.as_ref().and_then(|row| row.rhythm_days),
            agreed: row.as_ref().map(agreed_with).unwrap_or_default(),
            agreed_seen: written
                .person
                .map(|id| seen_agreed(store, id))
                .transpose()?
                .unwrap_or_default(),
            promised: written
                .person
                .map(|id| super::person::open_promises(store, id))
                .transpose()?
                .unwrap_or_default(),
            written,
            saved_at: draft.saved_at,
        })
    }
}

fn agreed_with(row: &PersonRow) -> NextContact {
    NextContact { on: row.next_contact_on, how: row.next_contact_how.clone() }
}

fn seen_agreed(store: &Store, id: PersonId) -> Result<Seen, Trouble> {
    let fields = store.fields(Thing { kind: person::KIND, id: id.to_bytes() })?;
    Ok(fields.seen(person::NEXT_CONTACT_ON).and(&fields.seen(person::NEXT_CONTACT_HOW)))
}

impl Run for SaveDraft {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        if store.visit(self.visit)?.is_some() {
            return Err(Trouble::AlreadyKept);
        }
        save(store, self.visit, &self.written)
    }
}

impl Run for GoOnHere {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let elsewhere = store.drafts_elsewhere()?.into_iter().find(|row| row.visit == self.visit);
        let written = read_written(&elsewhere.ok_or(Trouble::NotFound)?.written)?;
        save(store, self.visit, &written)
    }
}

impl Run for LetDraftGo {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.let_draft_go(self.visit)?)
    }
}

impl Run for KeepVisit {
    fn run(&self, store: &mut Store) -> Result<Kept, Trouble> {
        let draft = store.draft(self.visit)?.ok_or(Trouble::NotFound)?;
        let written = read_written(&draft.written)?;
        let person = written.person.ok_or(Trouble::NobodyChosen)?;
        if !written.is_begun() {
            return Err(Trouble::NothingWritten);
        }
        let now = store.now();
        if written.at.0 > now.0 + A_DAY_MS {
            return Err(Trouble::InTheFuture);
        }
        let mut writing = Writing::at(now);
        put_visit(&mut writing, store.as_worker(), self.visit, person, &written);
        put_promises(&mut writing, store.as_worker(), self.visit, person, &written.promises);
        put_marks(&mut writing, store, self.visit, person, &written);
        put_next_contact(&mut writing, store, person, &written)?;
        store.write_out_of_draft(writing, self.visit)?;
        Ok(Kept { visit: self.visit, person })
    }
}

const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn put_visit(
    writing: &mut Writing,
    actor: Actor,
    id: VisitId,
    person: PersonId,
    written: &Written,
) {
    let words = &written.words;
    let mut puts = vec![
        Put::new(visit::PERSON, person.to_bytes()),
        Put::new(visit::AT, written.at.0.to_le_bytes()),
        Put::new(visit::PLACE, written.place.as_word()),
    ];
    let parts = Part::KNOWN.map(|part| (field_of(part), words.under(part)));
    let filled = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    puts.extend(filled.map(|(field, text)| Put::new(field, text)));
    puts.extend(written.holding.iter().map(|it| Put::new(visit::HOLDING, it.as_word())));
    writing.put(person, actor, thing(id), puts);
}

fn put_promises(
    writing: &mut Writing,
    actor: Actor,
    visit: VisitId,
    person: PersonId,
    promises: &[PromiseWritten],
) {
    for promise in promises.iter().filter(|promise| !promise.text.trim().is_empty()) {
        let text = promise.text.trim();
        let puts = promises::puts_of(person, Some(visit), text, promise.by_worker, promise.on);
        writing.put(person, actor, promises::thing(promise.id), puts);
    }
}

/// What was agreed now takes the place of what its writer saw agreed. Where nobody spoke of it, only
/// the contact that this was is agreed no more.
fn put_next_contact(
    writing: &mut Writing,
    store: &Store,
    person: PersonId,
    written: &Written,
) -> Result<(), Trouble> {
    let thing = Thing { kind: person::KIND, id: person.to_bytes() };
    let fields = store.fields(thing)?;
    let was_this = fields.day(person::NEXT_CONTACT_ON).is_some_and(|on| on <= written.at.utc_day());
    let (next, seen) = match &written.next_seen {
        Some(seen) => (&written.next_contact, seen.clone()),
        None if was_this => (&NextContact::default(), seen_agreed(store, person)?),
        None => return Ok(()),
    };
    let on = next.on.map(|on| on.to_string()).unwrap_or_default();
    let how = next.how.as_ref().map(|how| how.as_word().to_owned()).unwrap_or_default();
    let mut puts = Vec::new();
    for (field, value) in [(person::NEXT_CONTACT_ON, on), (person::NEXT_CONTACT_HOW, how)] {
        if fields.text(field) != value {
            puts.push(Put { field, value: value.into(), seen: seen.clone() });
        }
    }
    writing.put(person, store.as_worker(), thing, puts);
    Ok(())
}

impl Run for Visit {
    fn run(&self, store: &mut Store) -> Result<VisitPage, Trouble> {
        let row = store.visit(self.visit)?.ok_or(Trouble::NotFound)?;
        page_of(store, &row, &PartsOfVisits::of(store, row.person)?)
    }
}

pub(super) fn page_of(
    store: &Store,
    row: &VisitRow,
    parts: &PartsOfVisits,
) -> Result<VisitPage, Trouble> {
    let fields = store.fields(thing(row.id))?;
    let first = fields.origin().ok_or(Trouble::NotFound)?;
    let promises = store.promises_made_in(row.id)?;
    let holding = fields.text(visit::HOLDING);
    Ok(VisitPage {
        visit: row.id,
        person: person_line_of(store, row.person)?,
        at: row.at,
        place: row.place.clone(),
        words: words_in(&fields),
        holding: (!holding.is_empty()).then(|| Holding::from_word(&holding)),
        by: author_of(store, first)?,
        kept_at: first.at,
        amendments: amendments_of(store, parts.of_visit(row.id, amendment::KIND), &fields)?,
        promises: promises
            .iter()
            .map(|row| promises::line_of(store, row))
            .collect::<Result<_, _>>()?,
        marks: marks_of(store, parts.of_visit(row.id, mark::KIND))?,
        barriers: super::barriers::lines_of(store, parts.of_visit(row.id, barrier::KIND))?,
        moved_to: moved_to(store, &fields)?,
        is_in_team_record: store.is_in_record(thing(row.id))?,
    })
}

/// Only its author says that a visit belongs to somebody else.
fn moved_to(store: &Store, fields: &Fields) -> Result<Option<VisitId>, Trouble> {
    let Some(kept) = fields.origin() else { return Ok(None) };
    let author = author_of(store, kept)?.worker.id;
    for head in fields.heads(visit::MOVED_TO) {
        if author_of(store, head)?.worker.id == author {
            return Ok(registry::id(&head.value).map(VisitId));
        }
    }
    Ok(None)
}

/// Later words on a visit, and before them what somebody else put under its name.
fn amendments_of(
    store: &Store,
    added: &[(Thing, Fields)],
    fields: &Fields,
) -> Result<Vec<Amendment>, Trouble> {
    let mut amendments = Vec::new();
    for (thing, fields) in added {
        let Some(first) = fields.origin() else { continue };
        amendments.push(Amendment {
            id: AmendmentId::from_bytes(thing.id),
            text: fields.text(amendment::TEXT),
            by: author_of(store, first)?,
            at: first.at,
        });
    }
    amendments.sort_by_key(|added| (added.at, added.id));
    let others = words_of_others(store, fields)?;
    Ok(others.into_iter().chain(amendments).collect())
}

/// A visit is written once. Words that another change has for it are shown as that writer's.
fn words_of_others(store: &Store, fields: &Fields) -> Result<Vec<Amendment>, Trouble> {
    let kept = fields.origin().map(|head| head.change);
    let mut others: Vec<Amendment> = Vec::new();
    for field in Part::KNOWN.map(field_of) {
        let shown = fields.bytes(field).unwrap_or_default();
        for head in fields.heads(field) {
            if Some(head.change) == kept || head.value == shown || head.value.is_empty() {
                continue;
            }
            others.push(Amendment {
                id: AmendmentId::from_bytes(head.change.0),
                text: String::from_utf8_lossy(&head.value).into_owned(),
                by: author_of(store, head)?,
                at: head.at,
            });
        }
    }
    Ok(others)
}

impl Run for Amend {
    fn run(&self, store: &mut Store) -> Result<AmendmentId, Trouble> {
        let row = store.visit(self.visit)?.ok_or(Trouble::NotFound)?;
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let id = AmendmentId::from_bytes(store.surroundings().fresh_id());
        let puts = vec![
            Put::new(amendment::PERSON, row.person.to_bytes()),
            Put::new(amendment::VISIT, self.visit.to_bytes()),
            Put::new(amendment::TEXT, text),
        ];
        let mut writing = Writing::at(store.now());
        let thing = Thing { kind: amendment::KIND, id: id.to_bytes() };
        writing.put(row.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(id)
    }
}

pub(super) fn words_of(store: &Store, visit: VisitId) -> Result<VisitWords, Trouble> {
    Ok(words_in(&store.fields(thing(visit))?))
}

fn words_in(fields: &Fields) -> VisitWords {
    let mut words = VisitWords::default();
    for part in Part::KNOWN {
        *words.under_mut(part) = fields.text(field_of(part));
    }
    words
}

fn field_of(part: Part) -> u16 {
    match part {
        Part::Note => visit::NOTE,
        Part::HowTheyWere => visit::HOW_THEY_WERE,
        Part::Noticed => visit::NOTICED,
        Part::Said => visit::SAID,
        Part::Did => visit::DID,
        Part::Thought => visit::THOUGHT,
    }
}

pub(super) fn first_words(words: &VisitWords) -> String {
    let all = words.parts().join(" ");
    all.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ")
}

pub(super) fn read_written(json: &str) -> Result<Written, Trouble> {
    serde_json::from_str(json).map_err(|error| Trouble::Broken(error.to_string()))
}

fn save(store: &mut Store, visit: VisitId, written: &Written) -> Result<(), Trouble> {
    let json = serde_json::to_string(written).map_err(|e| Trouble::Broken(e.to_string()))?;
    Ok(store.save_draft(visit, written.person, &json)?)
}

pub(super) fn thing(id: VisitId) -> Thing {
    Thing { kind: visit::KIND, id: id.to_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{
        people::{AddPerson, People, Whose},
        person::Person,
    };

    const SUNDAY: &str = "2026-11-22T12:00:00Z";

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at(SUNDAY);
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn begun(store: &mut Store, person: PersonId) -> (VisitId, Written) {
        let today = store.now().utc_day();
        let begin = BeginVisit { person: Some(person), place: Place::Home, today };
        let visit = begin.run(store).unwrap();
        (visit, Draft { visit }.run(store).unwrap().written)
    }

    fn keep(store: &mut Store, visit: VisitId, mut written: Written) -> VisitId {
        written.words.note = "Tea".to_owned();
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap().visit
    }

    /// A visit that ends with the next contact on this day.
    fn agree(store: &mut Store, person: PersonId, on: &str) {
        let (visit, mut written) = begun(store, person);
        written.next_contact = NextContact { on: on.parse().ok(), how: Some(Place::Home) };
        written.next_seen = Some(Draft { visit }.run(store).unwrap().agreed_seen);
        keep(store, visit, written);
    }

    fn agreed(store: &mut Store, person: PersonId) -> String {
        let next = Person { person }.run(store).unwrap().next_contact;
        next.on.map(|on| on.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_visit_that_says_nothing_of_the_next_leaves_what_was_agreed() {
        let (mut store, mo) = mo();
        agree(&mut store, mo, "2026-11-26");
        let (visit, written) = begun(&mut store, mo);
        keep(&mut store, visit, written);
        assert_eq!(agreed(&mut store, mo), "2026-11-26");
    }

    #[test]
    fn the_contact_that_was_agreed_is_agreed_no_more_when_it_was_this_one() {
        let (mut store, mo) = mo();
        agree(&mut store, mo, "2026-11-26");
        store.set_now("2026-11-26T10:00:00Z");
        let (visit, written) = begun(&mut store, mo);
        keep(&mut store, visit, written);
        assert_eq!(agreed(&mut store, mo), "");
    }

    #[test]
    fn a_day_that_a_colleague_agreed_meanwhile_stands_beside_ours() {
        let (mut store, mo) = mo();
        let (visit, mut ours) = begun(&mut store, mo);
        ours.next_contact.on = "2026-11-30".parse().ok();
        ours.next_seen = Some(Draft { visit }.run(&mut store).unwrap().agreed_seen);
        ours.words.note = "Begun".to_owned();
        SaveDraft { visit, written: ours.clone() }.run(&mut store).unwrap();
        agree(&mut store, mo, "2026-11-26");
        keep(&mut store, visit, ours);
        let page = Person { person: mo }.run(&mut store).unwrap();
        assert_eq!(page.fields["next_contact_on"].versions.len(), 2);
    }

    #[test]
    fn a_draft_in_which_nothing_was_written_begins_anew() {
        let (mut store, mo) = mo();
        let (first, _) = begun(&mut store, mo);
        store.set_now("2026-11-26T10:00:00Z");
        let (second, written) = begun(&mut store, mo);
        assert_eq!((second, written.at), (first, store.now()));
    }

    #[test]
    fn what_an_older_version_saved_of_a_draft_is_read() {
        let (mut store, mo) = mo();
        let (_, written) = begun(&mut store, mo);
        let mut json = serde_json::to_value(&written).unwrap();
        json.as_object_mut().unwrap().remove("next_seen").unwrap();
        assert_eq!(read_written(&json.to_string()), Ok(written));
    }

    #[test]
    fn an_addition_is_found_with_its_visit() {
        let (mut store, mo) = mo();
        let (visit, written) = begun(&mut store, mo);
        let visit = keep(&mut store, visit, written);
        Amend { visit, text: "The usher is called Norbert.".into() }.run(&mut store).unwrap();
        let found = |store: &mut Store, words: &str| {
            let page =
                People { words: words.into(), whose: Whose::Mine, today: store.now().utc_day() }
                    .run(store)
                    .unwrap();
            page.notes.iter().map(|note| note.visit).collect::<Vec<_>>()
        };
        assert_eq!(found(&mut store, "norbert"), [visit]);
        assert_eq!(found(&mut store, "tea"), [visit]);
    }
}
