//! What is being written of a visit: begun, saved while typing, gone on with elsewhere, let go.

use super::{PartsOfVisits, field_of, thing};
use crate::{
    care::{Day, Holding, Moment, Part, PersonId, Place, PromiseId, VisitId, visit::VisitWords},
    log::{
        Thing,
        registry::{mark, person, promise, visit},
    },
    requests::{
        NextContact, PersonLine, PromiseLine, Run, Seen, Trouble,
        authors::person_line,
        marks::{MarkWritten, marks_of},
        person::open_promises,
        promises,
    },
    store::{DraftRow, Fields, PersonRow, Store},
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

pub(super) const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How much of a draft Today shows.
const FIRST_WORDS: usize = 12;

impl Run for BeginVisit {
    fn run(&self, store: &mut Store) -> Result<VisitId, Trouble> {
        let (at, place) = (store.now(), self.place.clone());
        let visit = match self.not_begun(store)? {
            Some((visit, Some(written))) => {
                save(store, visit, &Written { at, place, ..written })?;
                return Ok(visit);
            }
            Some((visit, None)) => visit,
            None => VisitId::from_bytes(store.surroundings().fresh_id()),
        };
        let written = Written {
            person: self.person,
            at,
            place,
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
    /// With what was chosen in it within a day, as the next contact. What was opened longer ago and left as it
    /// was goes.
    fn not_begun(&self, store: &mut Store) -> Result<Option<(VisitId, Option<Written>)>, Trouble> {
        let a_day_ago = Moment(store.now().0 - A_DAY_MS);
        let mut not_begun = None;
        for draft in store.drafts()? {
            // One that only a newer version reads is no empty page.
            let Ok(written) = read_written(&draft.written) else { continue };
            if written.is_begun() {
                continue;
            }
            if written.person == self.person {
                let is_of_today = draft.saved_at > a_day_ago;
                not_begun = not_begun.or(Some((draft.visit, is_of_today.then_some(written))));
            } else if written.is_untouched() && draft.saved_at < a_day_ago {
                store.let_draft_go(draft.visit)?;
            }
        }
        Ok(not_begun)
    }
}

impl Written {
    /// Something was written, promised or held: it is more than an open page.
    pub fn is_begun(&self) -> bool {
        !self.words.is_empty() || !self.promises.is_empty() || self.holding.is_some()
    }

    /// As it was opened: nothing in it was said by anybody.
    fn is_untouched(&self) -> bool {
        !self.is_begun() && self.marks.is_empty() && self.next_seen.is_none()
    }

    fn says_the_same_as(&self, other: &Self) -> bool {
        let caret = other.caret.clone();
        Self { caret, ..self.clone() } == *other
    }

    /// Whether nothing stands in the other that does not stand here.
    pub(super) fn has_all_of(&self, other: Self) -> bool {
        self.clone().with(other) == *self
    }

    /// Of one visit, written on two phones that had not met: nothing of either is left out.
    pub(super) fn with(mut self, other: Self) -> Self {
        for part in Part::KNOWN {
            put_together(self.words.under_mut(part), other.words.under(part));
        }
        for promise in other.promises {
            match self.promises.iter_mut().find(|ours| ours.id == promise.id) {
                Some(ours) => put_together(&mut ours.text, &promise.text),
                None => self.promises.push(promise),
            }
        }
        for mark in other.marks {
            match self.marks.iter_mut().find(|ours| ours.part == mark.part) {
                Some(ours) => put_together(&mut ours.why, &mark.why),
                None => self.marks.push(mark),
            }
        }
        for words in other.waved_off {
            if !self.waved_off.contains(&words) {
                self.waved_off.push(words);
            }
        }
        if self.next_seen.is_none() {
            (self.next_contact, self.next_seen) = (other.next_contact, other.next_seen);
        }
        self.holding = self.holding.or(other.holding);
        self.person = self.person.or(other.person);
        self
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
                .map(|id| open_promises(store, id))
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

pub(super) fn seen_agreed(store: &Store, id: PersonId) -> Result<Seen, Trouble> {
    let fields = store.fields(Thing { kind: person::KIND, id: id.to_bytes() })?;
    Ok(fields.seen(person::NEXT_CONTACT_ON).and(&fields.seen(person::NEXT_CONTACT_HOW)))
}

/// What is written after the visit was kept, here or on another phone, is no less worth.
impl Run for SaveDraft {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let is_kept = store.visit(self.visit)?.is_some() && store.draft(self.visit)?.is_none();
        if is_kept && !is_to_keep(store, self.visit, &self.written)? {
            return Err(Trouble::AlreadyKept);
        }
        save(store, self.visit, &self.written)
    }
}

impl Run for GoOnHere {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let mut there = store.drafts_elsewhere()?;
        there.retain(|row| row.visit == self.visit);
        if there.is_empty() {
            return Err(Trouble::NotFound);
        }
        // Those that only a newer version reads stay where they are.
        let read = |row: &DraftRow| Some((row.saved_at, read_written(&row.written).ok()?));
        let mut forms: Vec<_> = there.iter().filter_map(read).collect();
        let is_all_read = forms.len() == there.len();
        if let Some(here) = store.draft(self.visit)? {
            forms.push((here.saved_at, read_written(&here.written)?));
        }
        // Where they say different things, what was said last counts, and its words come first.
        forms.sort_by_key(|(saved_at, _)| std::cmp::Reverse(*saved_at));
        let forms = forms.into_iter().map(|(_, written)| written);
        let all = forms.reduce(Written::with).ok_or(Trouble::NewerVersion)?;
        save(store, self.visit, &all)?;
        if is_all_read {
            store.note_drafts_taken(self.visit)?;
        }
        Ok(())
    }
}

impl Run for LetDraftGo {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        Ok(store.let_draft_go(self.visit)?)
    }
}

pub fn first_words(words: &VisitWords) -> String {
    let all = words.parts().join(" ");
    all.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ")
}

fn put_together(words: &mut String, others: &str) {
    if says_all_of(words, others) {
        return;
    }
    if says_all_of(others, words) {
        others.clone_into(words);
    } else {
        words.push_str("\n\n");
        words.push_str(others);
    }
}

/// Whether nothing of what stands in the other is left out.
fn says_all_of(words: &str, others: &str) -> bool {
    words.contains(others.trim())
}

/// Whether these words are there already, shown or beside what is.
fn is_kept(kept: &Fields, field: u16, words: &str) -> bool {
    let mut heads = kept.heads(field).iter().map(|head| String::from_utf8_lossy(&head.value));
    words.trim().is_empty() || heads.any(|kept| says_all_of(&kept, words))
}

/// What a draft says that is not kept of its visit: all of it, where none is.
pub(super) fn beyond(
    store: &Store,
    visit: VisitId,
    mut written: Written,
) -> Result<Written, Trouble> {
    let Some(row) = store.visit(visit)? else { return Ok(written) };
    let kept = store.fields(thing(visit))?;
    for part in Part::KNOWN {
        let words = written.words.under_mut(part);
        if is_kept(&kept, field_of(part), words) {
            words.clear();
        }
    }
    written.holding = written.holding.filter(|_| kept.text(visit::HOLDING).is_empty());
    let mut promises = Vec::new();
    for promise in written.promises {
        let kept = store.fields(promises::thing(promise.id))?;
        if !is_kept(&kept, promise::TEXT, &promise.text) {
            promises.push(promise);
        }
    }
    written.promises = promises;
    let parts = PartsOfVisits::of(store, row.person)?;
    let marks = marks_of(store, parts.of_visit(visit, mark::KIND))?;
    written
        .marks
        .retain(|new| marks.iter().all(|old| (old.part, &old.what) != (new.part, &new.what)));
    Ok(written)
}

/// Whether there is anything in it to keep.
pub fn is_to_keep(store: &Store, visit: VisitId, written: &Written) -> Result<bool, Trouble> {
    Ok(beyond(store, visit, written.clone())?.is_begun())
}

/// Whether there is more of it elsewhere than here, or something else that was said later. What only a newer
/// version reads may be more.
pub fn is_more(elsewhere: &DraftRow, here: &DraftRow) -> bool {
    let is_later = elsewhere.saved_at > here.saved_at;
    match (read_written(&elsewhere.written), read_written(&here.written)) {
        (Ok(elsewhere), Ok(here)) => {
            is_later && !elsewhere.says_the_same_as(&here) || !here.has_all_of(elsewhere)
        }
        _ => is_later,
    }
}

/// What older versions have written is read by every later one.
pub fn read_written(json: &str) -> Result<Written, Trouble> {
    serde_json::from_str(json).map_err(|_| Trouble::NewerVersion)
}

/// Where only the cursor moved, nothing was said later than before.
fn save(store: &mut Store, visit: VisitId, written: &Written) -> Result<(), Trouble> {
    let json = serde_json::to_string(written).map_err(|e| Trouble::Broken(e.to_string()))?;
    let before = store.draft(visit)?.and_then(|row| read_written(&row.written).ok());
    if before.is_some_and(|before| before.says_the_same_as(written)) {
        return Ok(store.save_draft_as_of_before(visit, &json)?);
    }
    Ok(store.save_draft(visit, written.person, &json)?)
}
