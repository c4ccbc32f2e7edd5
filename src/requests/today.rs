//! Today: whom to be in touch with, and why.

mod apart;
mod cards;
#[cfg(test)]
mod humane;

pub use apart::{ReadBoth, TwoVersions};
pub(super) use cards::who;
use cards::{Reasons, cards, is_agreed_after, last_contact_at, paused_until};

use super::{
    PersonLine, PromiseLine, Run, Thing as About, Trouble,
    authors::person_line,
    connections,
    handover::HandoverLine,
    late,
    phone::SendState,
    promises::{author_of_promise, line_of},
    sharing,
};
use crate::{
    care::{
        AskBy, Day, Moment, PersonId, ReviewId, VisitId, WorkerId,
        our_page::Reviewed,
        rhythm::is_gone_quiet,
        today::{Chosen, Quieten, Why, in_turns, suggestions},
    },
    log::{
        Thing,
        registry::{connection, person, review},
    },
    store::{Aside, ConnectionRow, DraftRow, PersonRow, PromiseRow, Store},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// After so long it is not an answer any more.
const WAITS_FOR_AN_ANSWER_MS: i64 = 60 * 24 * 60 * 60 * 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    pub today: Day,
    /// Somebody has the time for more than a day's suggestions.
    pub has_time: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayPage {
    /// One a person, and at most five people a day.
    pub suggestions: Vec<Suggestion>,
    /// There are others, for whoever has the time.
    pub has_more: bool,
    /// Those among the others who have gone quiet: nobody is out of sight.
    pub also_quiet: Vec<PersonLine>,
    /// Letters by which a colleague would like to hand somebody over to the worker of this phone.
    pub handovers: Vec<HandoverLine>,
    /// Visits begun and not kept, newest first.
    pub begun: Vec<Begun>,
    /// What stands in two versions: of mine, of those who are with nobody, and of the team.
    pub two_versions: Vec<TwoVersions>,
    /// Notes of somebody who has been removed wait to be taken in by the worker of this phone.
    pub has_late_notes: bool,
    /// Somebody asks a lead, who is the worker of this phone, to erase a note.
    pub has_notes_to_erase: bool,
    /// Mine whose link is shut since the numbers were wrong, or that the server has no more.
    pub shut_pages: Vec<PersonLine>,
    /// Whether this phone has been in touch with the server: before, an empty record says nothing.
    pub has_pulled: bool,
    /// Whether there is anybody in the record at all: an empty team is greeted differently.
    pub has_people: bool,
    pub status: SendState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub person: PersonLine,
    pub telephone: String,
    pub why: Why,
    /// The promise that it is about.
    pub promise: Option<PromiseLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub visit: VisitId,
    pub person: Option<PersonLine>,
    pub saved_at: Moment,
    pub first_words: String,
    /// On another phone of this worker.
    pub is_elsewhere: bool,
}

/// The name of every reason at once.
pub(super) const ANYTHING: &str = "anything";

/// "Not now", "next time", "let it rest".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutAside {
    pub person: PersonId,
    /// `Why::key` of the reason.
    pub why_key: String,
    pub how: Quieten,
    pub today: Day,
}

/// Undoes `PutAside`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BringBack {
    pub person: PersonId,
    pub why_key: String,
}

impl Run for Today {
    fn run(&self, store: &mut Store) -> Result<TodayPage, Trouble> {
        let people = people(store, self.today)?;
        let reasons = Reasons::by_person(store, reasons(store, &people, self.today)?)?;
        let Chosen { suggestions: chosen, waiting, also_quiet } = self.chosen(store, &reasons)?;
        let mut suggestions = Vec::new();
        for (who, why) in chosen {
            let Some(row) = store.person(reasons.card_of(who, &why))? else { continue };
            let telephone = row.telephone.clone();
            let promise = promise_in(store, &why)?;
            suggestions.push(Suggestion {
                person: person_line(store, &row),
                telephone,
                why,
                promise,
            });
        }
        let is_torn = |row: &PersonRow| super::continuity::has_both(store, self.today, row);
        let two_versions = apart::two_versions(store, &people, is_torn)?;
        Ok(TodayPage {
            suggestions,
            has_more: !waiting.is_empty(),
            also_quiet: lines_of(store, also_quiet.iter().map(|who| reasons.quiet_card(*who)))?,
            handovers: super::handover::waiting_for_me(store, self.today)?,
            begun: begun(store)?,
            two_versions,
            has_late_notes: late::waits_for_me(store)?,
            has_notes_to_erase: store.book().is_lead(store.me().worker)
                && !super::team::notes_to_erase(store)?.is_empty(),
            shut_pages: shut_pages(store, &people)?,
            has_pulled: store.standing()?.last_round_at.is_some(),
            has_people: store.has_people()?,
            status: super::phone::send_state(store)?,
        })
    }
}

fn shut_pages(store: &mut Store, people: &[PersonRow]) -> Result<Vec<PersonLine>, Trouble> {
    let mut shut = BTreeSet::new();
    for person in sharing::shut_for(store)? {
        if are_mine(people, &cards(store, person)?) {
            shut.insert(person);
        }
    }
    lines_of(store, shut.into_iter())
}

impl Today {
    fn chosen(&self, store: &mut Store, reasons: &Reasons) -> Result<Chosen, Trouble> {
        let reasons = reasons.of_people.clone();
        if self.has_time {
            return Ok(Chosen { suggestions: in_turns(reasons), ..Chosen::default() });
        }
        let before = store.suggested_on(self.today)?;
        let chosen = suggestions(reasons, &before);
        let now: BTreeSet<PersonId> = chosen.suggestions.iter().map(|(id, _)| *id).collect();
        // After an update it may be somebody else in a moment.
        if !now.is_subset(&before) && store.n_to_rebuild()? == 0 {
            store.remember_suggested(self.today, now.into_iter())?;
        }
        Ok(chosen)
    }
}

/// Mine on this day.
fn people(store: &Store, today: Day) -> Result<Vec<PersonRow>, Trouble> {
    as_one(store, store.people_of(store.me().worker, today)?)
}

/// What one of somebody's cards says of a contact and of a pause holds for all.
pub(super) fn as_one(store: &Store, mut people: Vec<PersonRow>) -> Result<Vec<PersonRow>, Trouble> {
    if store.has_joined_cards()? {
        for row in &mut people {
            row.last_contact_at = last_contact_at(store, row.id)?;
            row.paused_until = paused_until(store, row.id)?;
        }
    }
    Ok(people)
}

fn lines_of(
    store: &Store,
    people: impl Iterator<Item = PersonId>,
) -> Result<Vec<PersonLine>, Trouble> {
    people.map(|id| super::authors::person_line_of(store, id)).collect()
}

fn promise_in(store: &Store, why: &Why) -> Result<Option<PromiseLine>, Trouble> {
    let (Why::MyPromise { promise, .. }
    | Why::ColleaguesPromise { promise, .. }
    | Why::TheirPromise { promise, .. }) = why
    else {
        return Ok(None);
    };
    store.promise(*promise)?.map(|row| line_of(store, &row)).transpose()
}

/// Every reason to be in touch with somebody that was not put aside.
fn reasons(
    store: &Store,
    people: &[PersonRow],
    today: Day,
) -> Result<Vec<(PersonId, Why)>, Trouble> {
    let mut reasons = Vec::new();
    for row in store.promises_due(today)? {
        let is_with_mine = are_mine(people, &cards(store, row.person)?);
        let person = row.person;
        reasons.extend(promised(store, row, is_with_mine)?.map(|why| (person, why)));
    }
    for row in store.connections_due(today)? {
        let is_with_mine = are_mine(people, &cards(store, row.person)?);
        let person = row.person;
        reasons.extend(on_the_way(store, row, is_with_mine, today)?.map(|why| (person, why)));
    }
    for row in people {
        reasons.extend(planned(row, today).map(|why| (row.id, why)));
        if row.is_left_in_peace(today) {
            continue;
        }
        if let Some(on) = row.next_contact_on.filter(|on| *on <= today) {
            reasons.push((row.id, Why::Agreed { on, how: row.next_contact_how.clone() }));
        }
        reasons.extend(quiet(store, row, today)?.map(|why| (row.id, why)));
    }
    reasons.extend(wrote(store, people, today)?);
    reasons.extend(handed_over(store, today)?);
    let mut open = Vec::new();
    for (person, why) in reasons {
        if !is_put_aside(store, person, &why, today)? {
            open.push((person, why));
        }
    }
    Ok(open)
}

fn are_mine(people: &[PersonRow], cards: &[PersonId]) -> bool {
    people.iter().any(|person| cards.contains(&person.id))
}

/// What was put aside with somebody, on whichever of their cards.
fn is_put_aside(store: &Store, person: PersonId, why: &Why, today: Day) -> Result<bool, Trouble> {
    let (key, last) = (why.key(), last_contact_at(store, person)?);
    for card in cards(store, person)? {
        for key in [key.as_str(), ANYTHING] {
            if store.is_put_aside(card, key, today, last)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whoever promised is reminded; for what a colleague or the person promised it is the one who walks
/// alongside.
fn promised(store: &Store, row: PromiseRow, is_with_mine: bool) -> Result<Option<Why>, Trouble> {
    let Some(on) = row.on else { return Ok(None) };
    let (promise, text) = (row.id, row.text);
    if !row.by_worker {
        return Ok(is_with_mine.then_some(Why::TheirPromise { promise, text, on }));
    }
    let by = author_of_promise(store, promise)?.worker;
    Ok(match (by.is_me, is_with_mine) {
        (true, _) => Some(Why::MyPromise { promise, text, on }),
        (false, true) => Some(Why::ColleaguesPromise { promise, text, on, by: by.name }),
        (false, false) => None,
    })
}

/// Whoever walks alongside asks how it went, and so does whoever brought them on the way. A pause is
/// waited for; an ending is not, since only talk ends a thread.
fn on_the_way(
    store: &Store,
    row: ConnectionRow,
    is_with_mine: bool,
    today: Day,
) -> Result<Option<Why>, Trouble> {
    let is_paused = paused_until(store, row.person)?.is_some_and(|on| today < on);
    let Some(line) = connections::line_of(store, row.id)?.filter(|_| !is_paused) else {
        return Ok(None);
    };
    if !is_with_mine && !line.by.worker.is_me {
        return Ok(None);
    }
    let ask_by = store.fields(About::Connection(row.id).in_log())?.text(connection::ASK_BY);
    Ok(Some(Why::HowDidItGo {
        connection: row.id,
        what: line.what,
        on: row.on.unwrap_or(line.at.utc_day()),
        how: line.how,
        ask_by: AskBy::from_word(&ask_by),
        by: (!line.by.worker.is_me).then_some(line.by.worker.name),
    }))
}

/// Who wrote on their page by themselves, until somebody was in touch who could have read it: the clock
/// of their phone may be wrong, and a visit may have been before it came.
fn wrote(store: &Store, people: &[PersonRow], today: Day) -> Result<Vec<(PersonId, Why)>, Trouble> {
    let since = Moment(store.now().0.saturating_sub(WAITS_FOR_AN_ANSWER_MS));
    let mut written = store.told_values(review::KIND, review::HOW, since)?;
    written.retain(|told| told.value == Reviewed::OwnPhone.as_word().as_bytes());
    written.sort_by_key(|told| told.at);
    let mut reasons = BTreeMap::new();
    for told in written {
        let cards = cards(store, told.person)?;
        let review = ReviewId::from_bytes(told.thing);
        if are_mine(people, &cards)
            && !store.was_met_after(&cards, About::Review(review).in_log())?
        {
            let on = told.at.utc_day().min(today);
            reasons.insert(told.person, Why::WroteOnTheirPage { review, on });
        }
    }
    Ok(reasons.into_iter().collect())
}

/// The end of a pause, unless it ended in parting, and a hello after that; both unless they were in
/// touch since that day.
fn planned(row: &PersonRow, today: Day) -> Option<Why> {
    let is_due = |on: &Day| *on <= today && row.last_contact_at.is_none_or(|at| at.utc_day() < *on);
    let hello = row.hello_again_on.filter(is_due).map(|on| Why::HelloAgain { on });
    let has_ended = row.ended_together_on.is_some_and(|on| on <= today);
    let pause = row.paused_until.filter(|_| !has_ended).filter(is_due);
    hello.or_else(|| pause.map(|on| Why::PauseOver { on }))
}

/// The goodbye of whoever wrote the letter, and the hello of whom it is for, unless somebody was in
/// touch since that day.
fn handed_over(store: &Store, today: Day) -> Result<Vec<(PersonId, Why)>, Trouble> {
    let mut reasons = Vec::new();
    let me = store.me().worker;
    for row in store.handovers_with_a_day(today)? {
        // Before the new worker has said yes nobody parts.
        if row.accepted_on.is_none() {
            continue;
        }
        let last = last_contact_at(store, row.person)?;
        let is_due = |on: &Day| *on <= today && last.is_none_or(|at| at.utc_day() < *on);
        let (goodbye, hello) = (row.goodbye_on.filter(is_due), row.hello_on.filter(is_due));
        let is_for_me = row.to.contains(&me) && walks_alongside(store, me, row.person)?;
        if let Some(on) = hello.filter(|_| is_for_me) {
            reasons.push((row.person, Why::Hello { on }));
        }
        let Some(on) = goodbye else { continue };
        if super::handover::line_of(store, row.id)?.is_some_and(|line| line.by.worker.is_me) {
            reasons.push((row.person, Why::Goodbye { on }));
        }
    }
    Ok(reasons)
}

/// Also where another says the same of themselves, and they have not met.
fn walks_alongside(store: &Store, worker: WorkerId, person: PersonId) -> Result<bool, Trouble> {
    let fields = store.fields(About::Person(person).in_log())?;
    Ok(fields.heads(person::WORKER).iter().any(|head| head.value == worker.to_bytes()))
}

/// Silence beyond the rhythm, unless a next contact is agreed that is still to come. Where there
/// was no contact yet, it is counted from the day on which they were added.
pub(super) fn quiet(store: &Store, row: &PersonRow, today: Day) -> Result<Option<Why>, Trouble> {
    let Some(rhythm_days) = row.rhythm_days else { return Ok(None) };
    if is_agreed_after(store, row.id, today)? {
        return Ok(None);
    }
    let since = match row.last_contact_at {
        None => added_at(store, row.id)?,
        last_contact_at => last_contact_at,
    };
    let is_quiet = since.is_some_and(|at| is_gone_quiet(today, at.utc_day(), rhythm_days));
    let rhythm_words = row.rhythm_words.clone();
    let last_contact_on = row.last_contact_at.map(|at| at.utc_day());
    Ok(is_quiet.then_some(Why::Quiet { last_contact_on, rhythm_words, rhythm_days }))
}

fn added_at(store: &Store, id: PersonId) -> Result<Option<Moment>, Trouble> {
    let fields = store.fields(Thing { kind: person::KIND, id: id.to_bytes() })?;
    Ok(fields.origin().map(|head| head.at))
}

pub(super) fn begun_with(store: &Store, person: PersonId) -> Result<Vec<Begun>, Trouble> {
    let mut begun = begun(store)?;
    begun.retain(|begun| begun.person.as_ref().is_some_and(|line| line.id == person));
    Ok(begun)
}

/// What was opened and left again, or was kept on another phone, is nothing to finish. What only a newer
/// version reads may be.
fn those_to_finish(store: &Store, drafts: Vec<DraftRow>) -> Result<Vec<DraftRow>, Trouble> {
    let mut to_finish = Vec::new();
    for draft in drafts {
        let is_to_finish = match super::visits::read_written(&draft.written) {
            Ok(written) => super::visits::is_to_keep(store, draft.visit, &written)?,
            Err(_) => true,
        };
        to_finish.extend(is_to_finish.then_some(draft));
    }
    Ok(to_finish)
}

fn begun(store: &Store) -> Result<Vec<Begun>, Trouble> {
    let mut begun = Vec::new();
    let mut here = those_to_finish(store, store.drafts()?)?;
    let mut elsewhere = store.drafts_elsewhere()?;
    elsewhere.retain(|there| {
        let here = here.iter().find(|here| here.visit == there.visit);
        here.is_none_or(|here| super::visits::is_more(there, here))
    });
    elsewhere = those_to_finish(store, elsewhere)?;
    // Who goes on here with what is elsewhere has all of it, where this version can read that.
    let has_all = |there: &DraftRow| super::visits::read_written(&there.written).is_ok();
    here.retain(|here| !elsewhere.iter().any(|there| there.visit == here.visit && has_all(there)));
    let mut told = BTreeSet::new();
    elsewhere.retain(|there| told.insert(there.visit));
    let here = here.into_iter().map(|draft| (draft, false));
    for (draft, is_elsewhere) in here.chain(elsewhere.into_iter().map(|draft| (draft, true))) {
        let (visit, saved_at) = (draft.visit, draft.saved_at);
        let mut line =
            Begun { visit, saved_at, is_elsewhere, person: None, first_words: String::new() };
        // What only a newer version reads is shown without its words, and its page says so.
        if let Ok(written) = super::visits::read_written(&draft.written) {
            let person = written.person.map(|person| super::authors::person_line_of(store, person));
            line.person = person.transpose()?;
            line.first_words = super::visits::first_words(&written.words);
        }
        begun.push(line);
    }
    Ok(begun)
}

impl Run for PutAside {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let until = match self.how {
            // Whatever else there is with this person can wait for today too.
            Quieten::NotNow => {
                let until = Aside::UntilDay(self.today.plus(1));
                return Ok(store.put_aside(self.person, ANYTHING, until)?);
            }
            Quieten::NextTime => Aside::UntilContactAfter(store.now()),
            Quieten::LetItRest => Aside::ForGood,
        };
        Ok(store.put_aside(self.person, &self.why_key, until)?)
    }
}

impl Run for BringBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        for card in cards(store, self.person)? {
            store.bring_back(card, ANYTHING)?;
            store.bring_back(card, &self.why_key)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{people::AddPerson, promises::MakePromise};

    #[test]
    fn who_can_wait_today_can_wait_for_whatever_reason() {
        let mut store = Store::alone_at("2026-11-01T09:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let person = AddPerson { fields }.run(&mut store).unwrap();
        let on: Day = "2026-11-02".parse().unwrap();
        for text in ["Ring the chapel", "Ask about the key"] {
            let (text, on) = (text.to_owned(), Some(on));
            MakePromise { person, text, by_worker: true, on }.run(&mut store).unwrap();
        }
        let first =
            Today { today: on, has_time: false }.run(&mut store).unwrap().suggestions.remove(0);
        let (why_key, how) = (first.why.key(), Quieten::NotNow);
        PutAside { person, why_key: why_key.clone(), how, today: on }.run(&mut store).unwrap();
        assert_eq!(Today { today: on, has_time: false }.run(&mut store).unwrap().suggestions, []);
        assert_eq!(
            Today { today: on.plus(1), has_time: false }.run(&mut store).unwrap().suggestions.len(),
            1
        );
        BringBack { person, why_key }.run(&mut store).unwrap();
        assert_eq!(
            Today { today: on, has_time: false }.run(&mut store).unwrap().suggestions.len(),
            1
        );
    }

    #[test]
    fn somebody_added_and_never_visited_comes_up_when_the_rhythm_has_passed() {
        let mut store = Store::alone_at("2026-11-01T09:00:00Z");
        let fields = [("given_name", "Mo"), ("rhythm_days", "14"), ("rhythm_words", "Tuesdays")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        AddPerson { fields }.run(&mut store).unwrap();
        let mut suggested = |day: &str| {
            let page =
                Today { today: day.parse().unwrap(), has_time: false }.run(&mut store).unwrap();
            page.suggestions.into_iter().map(|suggestion| suggestion.why).collect::<Vec<_>>()
        };
        assert_eq!(suggested("2026-11-17"), []);
        let never =
            Why::Quiet { last_contact_on: None, rhythm_words: "Tuesdays".into(), rhythm_days: 14 };
        assert_eq!(suggested("2026-11-18"), [never]);
    }
}
