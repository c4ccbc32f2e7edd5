//! Handover: a letter, a goodbye and a hello. The new worker says yes before the old one lets go
//! (P10, P11).

use super::{
    Author, FieldView, PersonLine, Run, Seen, Thing, Trouble, WorkerLine,
    authors::{author_of, colleagues, field_view, person_line_of, worker_line},
    connections,
    person::{GoalLine, Person, PersonPage},
    stood::Stood,
    things,
    today::ANYTHING,
    tried::{HopeTried, TriedPage, WhatWeTried},
};
use crate::{
    care::{
        ConnectionId, Day, GoalId, HandoverId, Moment, PersonId, Stage, WorkerId,
        letter::{self, About, By, Hope, Known, Paragraph, Promised, Risk, Thread, Tried},
    },
    log::registry::{FIELDS, connection, handover, person},
    store::{HandoverRow, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the page needs on which a letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeHandover {
    pub person: PersonId,
    pub to: Option<WorkerId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverPage {
    pub called: String,
    /// Who walks alongside until somebody else has said yes.
    pub worker: Option<WorkerLine>,
    pub colleagues: Vec<WorkerLine>,
    /// The letter as it may begin.
    pub begun: Vec<Paragraph>,
    /// Letters that wait for an answer.
    pub waiting: Vec<HandoverLine>,
    /// They have ended together, or mean to, as somebody wrote down.
    pub ending: Option<(Day, Author)>,
}

/// Hands a letter to a colleague. Nothing changes until they say yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferHandover {
    pub person: PersonId,
    pub to: WorkerId,
    pub letter: String,
    pub agreed_with_person_on: Option<Day>,
    pub goodbye_on: Option<Day>,
    pub hello_on: Option<Day>,
}

/// Says yes: from now on the worker of this phone walks alongside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptHandover {
    pub handover: HandoverId,
    pub today: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Of the letter, and of who walked alongside before.
    stood: [Stood; 2],
    stands: Seen,
}

impl HandoverLine {
    /// Under which "not now" is remembered: the letter waits on, and comes up again the next day.
    pub fn why_key(&self) -> String {
        format!("letter {}", self.id)
    }
}

/// Takes a yes back, and nothing that came since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeYesBack {
    pub handover: HandoverId,
    pub accepted: Accepted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverLine {
    pub id: HandoverId,
    pub person: PersonLine,
    pub at: Moment,
    pub by: Author,
    pub to: WorkerLine,
    /// Every field but whose it is, by its name.
    pub fields: BTreeMap<String, FieldView>,
    pub agreed_with_person_on: Option<Day>,
    pub goodbye_on: Option<Day>,
    pub hello_on: Option<Day>,
    pub accepted_on: Option<Day>,
}

impl Run for BeforeHandover {
    fn run(&self, store: &mut Store) -> Result<HandoverPage, Trouble> {
        let page = Person { person: self.person }.run(store)?;
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        Ok(HandoverPage {
            called: page.line.called.clone(),
            worker: page.worker.clone(),
            colleagues: colleagues(store),
            begun: letter::begun(&known(store, &page, self.to)?),
            waiting: waiting_about(store, self.person)?,
            ending: super::continuity::ending_of(store, &row)?,
        })
    }
}

/// So much of what was tried for one hope: a letter is not a log.
const MOST_TRIED: usize = 3;

/// Only what stands on the pages that the person is shown: no note, and so no part of one that is
/// marked.
fn known(store: &mut Store, page: &PersonPage, to: Option<WorkerId>) -> Result<Known, Trouble> {
    let person = page.line.id;
    let tried = WhatWeTried { person }.run(store)?;
    let name = |worker: WorkerId| store.worker_name(worker).unwrap_or_default();
    let day = |name: &str| page.fields.get(name).and_then(|view| view.value.parse().ok());
    let rhythm_days = page.fields.get("rhythm_days").and_then(|view| view.value.parse().ok());
    Ok(Known {
        to: to.map(name).unwrap_or_default(),
        from: name(store.me().worker),
        called: page.line.called.clone(),
        full_name: page.line.full_name.clone(),
        about: about(page),
        hopes: hopes(page, &tried),
        tried: tried_of_none(page, &tried),
        threads: threads(store, person)?,
        promises: promises(page),
        next_on: page.next_contact.on,
        next_how: page.next_contact.how.clone(),
        rhythm_days,
        risks: risks(page),
        no_known_risks_on: day("no_known_risks_on"),
    })
}

fn about(page: &PersonPage) -> Vec<(About, String)> {
    let fields = [
        ("pronoun", About::Pronoun),
        ("contact_by", About::ContactBy),
        ("telephone", About::Telephone),
        ("access", About::Access),
        ("communication", About::Communication),
        ("matters", About::Matters),
        ("people_important", About::PeopleImportant),
        ("support", About::Support),
        ("please_do", About::PleaseDo),
        ("please_dont", About::PleaseDont),
        ("also_worth_knowing", About::AlsoWorthKnowing),
        ("rhythm_words", About::Rhythm),
    ];
    let told =
        fields.into_iter().filter_map(|(field, about)| Some((about, page.fields.get(field)?)));
    told.map(|(about, view)| (about, view.value.clone())).collect()
}

fn hopes(page: &PersonPage, tried: &TriedPage) -> Vec<Hope> {
    let hopes = page.goals.iter().filter(|goal| !goal.words.value.is_empty());
    let hope = |goal: &GoalLine| Hope {
        words: goal.words.value.clone(),
        steps: steps(goal),
        tried: told(tried.hopes.iter().filter(|hope| hope.goal == Some(goal.id))),
    };
    hopes.map(hope).collect()
}

fn steps(goal: &GoalLine) -> Vec<String> {
    let others = goal.other_steps.iter().map(|step| &step.words);
    [&goal.step].into_iter().chain(others).map(|words| words.value.clone()).collect()
}

/// For all of the plan, or for a hope that has gone.
fn tried_of_none(page: &PersonPage, tried: &TriedPage) -> Vec<Tried> {
    let is_there = |goal: GoalId| page.goals.iter().any(|line| line.id == goal);
    told(tried.hopes.iter().filter(|hope| !hope.goal.is_some_and(is_there)))
}

/// The latest of each, the earliest of these first.
fn told<'a>(hopes: impl Iterator<Item = &'a HopeTried>) -> Vec<Tried> {
    let told = hopes.flat_map(|hope| hope.tried.iter().take(MOST_TRIED).rev());
    told.map(|line| Tried {
        step: line.step.clone(),
        became: line.became.clone(),
        learned: line.learned.value.clone(),
    })
    .collect()
}

fn threads(store: &Store, person: PersonId) -> Result<Vec<Thread>, Trouble> {
    let mut threads = Vec::new();
    for thing in store.parts_of(person, connection::KIND)? {
        let line = connections::line_of(store, ConnectionId::from_bytes(thing.id))?;
        threads.extend(line.map(|line| Thread {
            what: line.what,
            how: line.how,
            stage: Stage::from_word(&line.stage.value),
            on: line.on,
        }));
    }
    Ok(threads)
}

fn promises(page: &PersonPage) -> Vec<Promised> {
    let promised = page.promises.iter().map(|line| {
        let by = match (line.by_worker, line.by.worker.is_me) {
            (false, _) => By::Person,
            (true, true) => By::Me,
            (true, false) => By::Colleague(line.by.worker.name.clone()),
        };
        Promised { text: line.text.clone(), on: line.on, by }
    });
    promised.collect()
}

fn risks(page: &PersonPage) -> Vec<Risk> {
    let risks = page.risks.iter().filter(|risk| !risk.what.value.is_empty());
    risks
        .map(|risk| Risk {
            what: risk.what.value.clone(),
            checked_on: risk.checked_on.value.parse().ok(),
        })
        .collect()
}

impl Run for OfferHandover {
    fn run(&self, store: &mut Store) -> Result<HandoverId, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        if self.letter.trim().is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = things::fresh(store, handover::KIND);
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut puts = vec![
            Put::new(handover::PERSON, self.person.to_bytes()),
            Put::new(handover::TO, self.to.to_bytes()),
        ];
        puts.extend(things::filled([
            (handover::LETTER, &self.letter),
            (handover::AGREED_WITH_PERSON_ON, &day(self.agreed_with_person_on)),
            (handover::GOODBYE_ON, &day(self.goodbye_on)),
            (handover::HELLO_ON, &day(self.hello_on)),
        ]));
        let mut writing = Writing::at(store.now());
        writing.put(self.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(HandoverId::from_bytes(thing.id))
    }
}

impl Run for AcceptHandover {
    fn run(&self, store: &mut Store) -> Result<Accepted, Trouble> {
        let me = store.me().worker;
        let waiting = store.handovers_waiting_for(me)?;
        let row = waiting.into_iter().find(|row| row.id == self.handover);
        let row = row.ok_or(Trouble::NotFound)?;
        let (letter, about) = (Thing::Handover(self.handover), Thing::Person(row.person));
        let (of_letter, of_person) =
            (store.fields(letter.in_log())?, store.fields(about.in_log())?);
        let put = |field, value: Vec<u8>, seen| Put { field, value, seen };
        let accepted = vec![
            put(
                handover::ACCEPTED_ON,
                self.today.to_string().into(),
                of_letter.seen(handover::ACCEPTED_ON),
            ),
            // Whoever takes the letter back meanwhile is then told of both.
            put(handover::TO, me.to_bytes().into(), of_letter.seen(handover::TO)),
        ];
        let moved = vec![put(person::WORKER, me.to_bytes().into(), of_person.seen(person::WORKER))];
        let stood =
            [Stood::before(store, letter, &accepted)?, Stood::before(store, about, &moved)?];
        let mut writing = Writing::at(store.now());
        writing.put(row.person, store.as_worker(), letter.in_log(), accepted);
        writing.put(row.person, store.as_worker(), about.in_log(), moved);
        let stands = store.write(writing)?;
        Ok(Accepted { stood, stands })
    }
}

impl Run for TakeYesBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let Accepted { stood, stands } = &self.accepted;
        let mut writing = Writing::at(store.now());
        for stood in stood {
            stood.put_back(&mut writing, store, stands)?;
        }
        Ok(store.write(writing).map(drop)?)
    }
}

/// Letters about a person that nobody has answered yet.
pub(super) fn waiting_about(store: &Store, person: PersonId) -> Result<Vec<HandoverLine>, Trouble> {
    let rows = store.handovers_of(person)?;
    lines(store, rows.into_iter().filter(|row| row.accepted_on.is_none()))
}

/// Letters that wait for the worker of this phone, unless they said "not now" on this day.
pub(super) fn waiting_for_me(store: &Store, today: Day) -> Result<Vec<HandoverLine>, Trouble> {
    let mut open = Vec::new();
    for line in lines(store, store.handovers_waiting_for(store.me().worker)?.into_iter())? {
        // Not now, this or anything else with this person.
        if !store.is_put_aside(line.person.id, ANYTHING, today, None)? {
            open.push(line);
        }
    }
    Ok(open)
}

fn lines(
    store: &Store,
    rows: impl Iterator<Item = HandoverRow>,
) -> Result<Vec<HandoverLine>, Trouble> {
    let mut lines = Vec::new();
    for row in rows {
        lines.extend(line_of(store, row.id)?);
    }
    Ok(lines)
}

/// `None`: taken back by everybody who knew of it.
pub(super) fn line_of(store: &Store, id: HandoverId) -> Result<Option<HandoverLine>, Trouble> {
    let fields = store.fields(Thing::Handover(id).in_log())?;
    let (Some(first), Some(person)) = (fields.origin(), fields.id(handover::PERSON)) else {
        return Ok(None);
    };
    let Some(to) = fields.id(handover::TO) else { return Ok(None) };
    let mut views = BTreeMap::new();
    for spec in FIELDS.iter().filter(|spec| spec.kind == handover::KIND) {
        if ![handover::PERSON, handover::EXTRA].contains(&spec.number) {
            views.insert(spec.name.to_owned(), field_view(store, &fields, spec)?);
        }
    }
    Ok(Some(HandoverLine {
        id,
        person: person_line_of(store, PersonId(person))?,
        at: first.at,
        by: author_of(store, first)?,
        to: worker_line(store, WorkerId(to)),
        fields: views,
        agreed_with_person_on: fields.day(handover::AGREED_WITH_PERSON_ON),
        goodbye_on: fields.day(handover::GOODBYE_ON),
        hello_on: fields.day(handover::HELLO_ON),
        accepted_on: fields.day(handover::ACCEPTED_ON),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::{AskBy, How, letter::Said, today::Quieten, tried::StepBecame};
    use crate::requests::{
        connections::{Connect, Plan, To},
        continuity::{Continuity, FieldSet, SetTogether},
        people::AddPerson,
        person::{AddGoal, SetField},
        promises::MakePromise,
        steps::AddStep,
        story::{Filter, Story, Told},
        things::TakeBack,
        today::{BringBack, PutAside, Today},
        tried::ChangeStep,
    };

    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }

    /// Ana walks alongside Mo, and Ben has heard of her.
    fn team() -> ([Store; 2], PersonId) {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields =
            [("given_name", "Maureen"), ("family_name", "Hartley"), ("preferred_name", "Mo")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        ([ana, ben], mo)
    }

    fn offer(person: PersonId, to: &Store) -> OfferHandover {
        OfferHandover {
            person,
            to: to.me().worker,
            letter: "Dear Ben, meet Mo.".into(),
            agreed_with_person_on: None,
            goodbye_on: Some(today()),
            hello_on: Some(today().plus(7)),
        }
    }

    fn worker(store: &Store, person: PersonId) -> Option<WorkerId> {
        store.person(person).unwrap().unwrap().worker
    }

    fn letters_on_today(store: &mut Store) -> usize {
        Today { today: today(), has_time: false }.run(store).unwrap().handovers.len()
    }

    #[test]
    fn p11_the_new_worker_accepts_before_the_old_one_lets_go() {
        let ([mut ana, mut ben], mo) = team();
        let (hers, his) = (ana.me().worker, ben.me().worker);
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!((worker(&ana, mo), worker(&ben, mo)), (Some(hers), Some(hers)));
        assert_eq!((letters_on_today(&mut ana), letters_on_today(&mut ben)), (0, 1));
        let accept = AcceptHandover { handover, today: today() };
        assert_eq!(accept.run(&mut ana), Err(Trouble::NotFound), "it is not hers to accept");
        let accepted = accept.run(&mut ben).unwrap();
        assert_eq!((worker(&ben, mo), letters_on_today(&mut ben)), (Some(his), 0));
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(worker(&ana, mo), Some(his));
        TakeYesBack { handover, accepted }.run(&mut ben).unwrap();
        assert_eq!((worker(&ben, mo), letters_on_today(&mut ben)), (Some(hers), 1));
    }

    #[test]
    fn p11_a_letter_that_is_taken_back_waits_for_nobody() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        TakeBack { thing: Thing::Handover(handover) }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(letters_on_today(&mut ben), 0);
        let accept = AcceptHandover { handover, today: today() };
        assert_eq!(accept.run(&mut ben), Err(Trouble::NotFound));
    }

    #[test]
    fn p11_what_one_takes_back_and_another_accepts_apart_is_shown_to_both() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        TakeBack { thing: Thing::Handover(handover) }.run(&mut ana).unwrap();
        AcceptHandover { handover, today: today() }.run(&mut ben).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        for store in [&ana, &ben] {
            let line = line_of(store, handover).unwrap().unwrap();
            assert!(line.fields["to"].has_versions());
            assert!(store.two_versions().unwrap().iter().all(|(person, ..)| *person == mo));
            assert!(!store.two_versions().unwrap().is_empty());
        }
        assert_eq!(told(&mut ana, mo).len(), 1);
    }

    #[test]
    fn p11_two_handovers_at_once_and_an_ending_beside_them_are_all_kept_and_shown() {
        let ([mut ana, mut ben], mo) = team();
        offer(mo, &ben).run(&mut ana).unwrap();
        offer(mo, &ana).run(&mut ben).unwrap();
        end(&mut ana, mo, today());
        end(&mut ben, mo, today().plus(1));
        Store::meet(&mut ana, &mut ben).unwrap();
        for store in [&mut ana, &mut ben] {
            let page = BeforeHandover { person: mo, to: None }.run(store).unwrap();
            assert_eq!(page.waiting.len(), 2);
            assert!(page.ending.is_some());
            let page = Person { person: mo }.run(store).unwrap();
            assert_eq!(page.fields["ended_together_on"].versions.len(), 2);
        }
    }

    #[test]
    fn p11_two_who_say_yes_at_once_stand_side_by_side() {
        let ([mut ana, mut ben], mo) = team();
        let (to_ben, to_ana) = (offer(mo, &ben), offer(mo, &ana));
        let [first, second] = [to_ben, to_ana].map(|offer| offer.run(&mut ana).unwrap());
        Store::meet(&mut ana, &mut ben).unwrap();
        AcceptHandover { handover: first, today: today() }.run(&mut ben).unwrap();
        AcceptHandover { handover: second, today: today() }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let page = Person { person: mo }.run(&mut ana).unwrap();
        assert_eq!(page.fields["worker"].versions.len(), 2);
        let page = Continuity { person: mo, today: today() }.run(&mut ana).unwrap();
        let names: Vec<&str> = page.names.values().map(String::as_str).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&"Ana") && names.contains(&"Ben"));
    }

    #[test]
    fn p11_a_yes_taken_back_leaves_both_who_walked_alongside() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let (thing, field) = (Thing::Person(mo), "worker".to_owned());
        let seen = Person { person: mo }.run(&mut ana).unwrap().fields["worker"].seen.clone();
        for (store, worker) in [(&mut ana, 8), (&mut ben, 9)] {
            let value = WorkerId::from_bytes([worker; 16]).to_string();
            let (field, seen) = (field.clone(), seen.clone());
            SetField { thing, field, value, seen, of: None }.run(store).unwrap();
        }
        Store::meet(&mut ana, &mut ben).unwrap();
        let accepted = AcceptHandover { handover, today: today() }.run(&mut ben).unwrap();
        assert_eq!(worker(&ben, mo), Some(ben.me().worker));
        TakeYesBack { handover, accepted }.run(&mut ben).unwrap();
        let versions = Person { person: mo }.run(&mut ben).unwrap().fields["worker"].clone();
        let workers = [8, 9].map(|worker| WorkerId::from_bytes([worker; 16]).to_string());
        let stands = |worker: &String| versions.versions.iter().any(|it| it.value == *worker);
        assert_eq!(versions.versions.len(), 2);
        assert!(workers.iter().all(stands));
        assert_eq!(letters_on_today(&mut ben), 1);
    }

    fn end(store: &mut Store, person: PersonId, on: Day) {
        let ended = FieldSet::over("ended_together_on", on.to_string(), &FieldView::default());
        SetTogether { person, values: vec![ended] }.run(store).unwrap();
    }

    fn told(store: &mut Store, person: PersonId) -> Vec<HandoverLine> {
        let (filter, words) = (Filter::Plan, String::new());
        let told = Story { person, filter, words, most: 9 }.run(store).unwrap().told;
        let handovers = told.into_iter().filter_map(|told| match told {
            Told::Handover(handover) => Some(handover),
            _ => None,
        });
        handovers.collect()
    }

    #[test]
    fn p10_a_letter_is_part_of_the_story() {
        let ([mut ana, ben], mo) = team();
        offer(mo, &ben).run(&mut ana).unwrap();
        let told = told(&mut ana, mo);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].to.name.as_str(), told[0].goodbye_on), ("Ben", Some(today())));
        assert_eq!(told[0].fields["letter"].value, "Dear Ben, meet Mo.");
    }

    #[test]
    fn p11_a_goodbye_and_a_hello_come_up_on_their_days() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        AcceptHandover { handover, today: today() }.run(&mut ben).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let keys = |store: &mut Store, today: Day| {
            let suggested = Today { today, has_time: false }.run(store).unwrap().suggestions;
            suggested.iter().map(|suggestion| suggestion.why.key()).collect::<Vec<_>>()
        };
        assert_eq!(keys(&mut ana, today().plus(-1)), [""; 0]);
        assert_eq!(keys(&mut ana, today()), ["goodbye 2026-11-22"]);
        assert_eq!(keys(&mut ben, today()), [""; 0]);
        assert_eq!(keys(&mut ben, today().plus(7)), ["hello 2026-11-29"]);
    }

    fn reasons(store: &mut Store, today: Day) -> Vec<String> {
        let page = Today { today, has_time: true }.run(store).unwrap();
        page.suggestions.iter().map(|suggestion| suggestion.why.key()).collect()
    }

    #[test]
    fn p11_no_goodbye_and_no_hello_come_up_before_the_new_worker_said_yes() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(reasons(&mut ana, today()), [""; 0]);
        assert_eq!(reasons(&mut ben, today().plus(7)), [""; 0]);
        AcceptHandover { handover, today: today() }.run(&mut ben).unwrap();
        assert_eq!(reasons(&mut ben, today().plus(7)), ["hello 2026-11-29"]);
    }

    #[test]
    fn p11_who_has_handed_on_again_says_no_hello() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        AcceptHandover { handover, today: today() }.run(&mut ben).unwrap();
        let back = OfferHandover { goodbye_on: None, hello_on: None, ..offer(mo, &ana) };
        let handover = back.run(&mut ben).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        AcceptHandover { handover, today: today() }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!(reasons(&mut ben, today().plus(7)), [""; 0]);
    }

    #[test]
    fn p11_a_letter_put_to_two_apart_waits_for_both_whatever_their_clocks_say() {
        let ([mut ana, mut ben], mo) = team();
        let handover = offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let stood = line_of(&ana, handover).unwrap().unwrap().fields["to"].clone();
        let (thing, hers) = (Thing::Handover(handover), ana.me().worker);
        let to = |worker: WorkerId| SetField {
            thing,
            field: "to".to_owned(),
            value: worker.to_string(),
            seen: stood.seen.clone(),
            of: None,
        };
        to(ben.me().worker).run(&mut ben).unwrap();
        ana.set_now("2036-11-22T12:00:00Z");
        to(hers).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        assert_eq!((letters_on_today(&mut ana), letters_on_today(&mut ben)), (1, 1));
    }

    #[test]
    fn p10_the_letter_begins_with_what_stands_on_the_page_and_with_nothing_of_a_note() {
        let ([mut ana, ben], mo) = team();
        let thing = Thing::Person(mo);
        for (field, value) in [("matters", "To sing again"), ("please_do", "Ring twice")] {
            let (field, value, seen) = (field.to_owned(), value.to_owned(), Seen::default());
            SetField { thing, field, value, seen, of: None }.run(&mut ana).unwrap();
        }
        AddGoal { person: mo, words: "The choir".into(), step: String::new() }
            .run(&mut ana)
            .unwrap();
        for (text, by_worker) in [("Bring the photographs", true), ("Look out the dress", false)] {
            let text = text.to_owned();
            MakePromise { person: mo, text, by_worker, on: None }.run(&mut ana).unwrap();
        }
        keep_a_note(&mut ana, mo, "Her son was there");
        let to = Some(ben.me().worker);
        let letter = BeforeHandover { person: mo, to }.run(&mut ana).unwrap().begun;
        let said = letter.concat();
        let own = |text: &str| text.to_owned();
        let promised = |text: &str, by| Said::Promised(Promised { text: own(text), on: None, by });
        let told = [
            Said::Dear(Some(own("Ben"))),
            Said::Meet { full_name: own("Maureen Hartley"), called: own("Mo") },
            Said::About(About::Matters, own("To sing again")),
            Said::Hope(own("The choir")),
            promised("Bring the photographs", By::Me),
            promised("Look out the dress", By::Person),
            Said::About(About::PleaseDo, own("Ring twice")),
            Said::Warmly(own("Ana")),
        ];
        for one in told {
            assert!(said.contains(&one), "{one:?} in: {said:?}");
        }
        assert!(!format!("{said:?}").contains("son was"), "{said:?}");
    }

    #[test]
    fn p10_the_letter_tells_of_threads_of_support_and_of_what_was_tried() {
        let ([mut ana, _], mo) = team();
        let thing = Thing::Person(mo);
        for (field, value) in [("support", "Sit with me"), ("also_worth_knowing", "The cat bites")]
        {
            let (field, value, seen) = (field.to_owned(), value.to_owned(), Seen::default());
            SetField { thing, field, value, seen, of: None }.run(&mut ana).unwrap();
        }
        let goal = AddGoal { person: mo, words: "The choir".into(), step: "Ring".into() };
        let goal = goal.run(&mut ana).unwrap();
        AddStep { person: mo, goal, words: "Find the scarf".into() }.run(&mut ana).unwrap();
        for (hour, learned) in ["first", "second", "third", "fourth"].iter().enumerate() {
            ana.set_now(&format!("2026-11-23T1{hour}:00:00Z"));
            let (became, learned, next) =
                (StepBecame::Adjusted, (*learned).to_owned(), String::new());
            let (goal, seen) = (Some(goal), Seen::default());
            ChangeStep { person: mo, goal, step: None, became, learned, next, seen }
                .run(&mut ana)
                .unwrap();
        }
        let (to, on) = (To::Elsewhere("The café".into()), today());
        let (how, ask_by, plan) = (How::TryIt, AskBy::Phone, Plan::default());
        Connect { person: mo, to, how, on, ask_by, plan, goal: None }.run(&mut ana).unwrap();
        let said = BeforeHandover { person: mo, to: None }.run(&mut ana).unwrap().begun.concat();
        assert!(said.contains(&Said::OtherStep("Find the scarf".into())), "{said:?}");
        for about in [(About::Support, "Sit with me"), (About::AlsoWorthKnowing, "The cat bites")] {
            assert!(said.contains(&Said::About(about.0, about.1.to_owned())), "{said:?}");
        }
        let learned = said.iter().filter_map(|said| match said {
            Said::Tried(tried) => Some(tried.learned.as_str()),
            _ => None,
        });
        assert_eq!(learned.collect::<Vec<_>>(), ["second", "third", "fourth"]);
        assert!(
            said.iter()
                .any(|said| matches!(said, Said::Thread(thread) if thread.what == "The café"))
        );
    }

    #[test]
    fn p11_not_now_lets_a_letter_wait_until_tomorrow_and_changes_nothing() {
        let ([mut ana, mut ben], mo) = team();
        offer(mo, &ben).run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        let on = |store: &mut Store, today| {
            Today { today, has_time: false }.run(store).unwrap().handovers
        };
        let why_key = on(&mut ben, today())[0].why_key();
        let how = Quieten::NotNow;
        PutAside { person: mo, why_key: why_key.clone(), how, today: today() }
            .run(&mut ben)
            .unwrap();
        assert_eq!((on(&mut ben, today()).len(), on(&mut ben, today().plus(1)).len()), (0, 1));
        assert_eq!(worker(&ben, mo), Some(ana.me().worker));
        BringBack { person: mo, why_key }.run(&mut ben).unwrap();
        assert_eq!(on(&mut ben, today()).len(), 1);
    }

    fn keep_a_note(store: &mut Store, person: PersonId, note: &str) {
        use crate::requests::visits::{BeginVisit, Draft, KeepVisit, SaveDraft};
        let (place, today) = (crate::care::Place::Home, store.now().utc_day());
        let visit = BeginVisit { person: Some(person), place, today }.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words.note = note.to_owned();
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap();
    }
}
