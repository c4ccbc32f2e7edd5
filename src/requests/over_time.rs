//! The plan over time: the path of every hope, how it was going, and every wording that the page has
//! had, with whose it was. Of the record it reads the plan and nothing else.

use super::{
    Author, Run, Thing, Trouble,
    authors::author_of,
    connections::{self, TalkLine},
    measures::{self, Asked},
    our_page::{version, versions_of},
    person::{GoalLine, goals_of},
    review::{ReviewLine, Reviews},
    steps::StepLine,
    wordings::{WordingLine, wordings_of},
};
use crate::{
    care::{
        Cause, ConnectionId, GoalId, PersonId,
        measure::Question,
        our_page::Version,
        path::{Happened, Path, Point},
        tried::StepBecame,
    },
    log::registry::{barrier, connection, goal, person, step, tried},
    store::{Fields, Store, Wording},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOverTime {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOverTimePage {
    pub called: String,
    pub hopes: Vec<HopeOverTime>,
    /// The places of the page whose words have changed.
    pub words: Vec<WordsOverTime>,
    /// The newest first.
    pub reviews: Vec<ReviewLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopeOverTime {
    pub id: GoalId,
    /// As it is said now; two where it was said in two ways.
    pub said: Vec<Version>,
    pub path: Path<Author>,
    /// The steps that stand now; each as it is said.
    pub next: Vec<Vec<Version>>,
    pub going: Asked,
    /// Those of its words that have changed.
    pub words: Vec<WordsOverTime>,
}

/// What has stood in one place of the page, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsOverTime {
    pub place: PageWords,
    pub wordings: Vec<WordingLine>,
}

/// A place of the page in which words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageWords {
    Matters,
    Strengths,
    Helps,
    InTheWay,
    IfHardSigns,
    IfHardHelps,
    IfHardWhom,
    Hope,
    /// How the worker would put the hope.
    HopeInOtherWords,
    Step,
    /// Beside that one.
    OtherStep,
}

const OF_A_PERSON: [(PageWords, u16); 7] = [
    (PageWords::Matters, person::MATTERS),
    (PageWords::Strengths, person::STRENGTHS),
    (PageWords::Helps, person::HELPS),
    (PageWords::InTheWay, person::GETS_IN_THE_WAY),
    (PageWords::IfHardSigns, person::IF_HARD_SIGNS),
    (PageWords::IfHardHelps, person::IF_HARD_HELPS),
    (PageWords::IfHardWhom, person::IF_HARD_WHOM),
];

const OF_A_HOPE: [(PageWords, u16); 3] = [
    (PageWords::Hope, goal::WORDS),
    (PageWords::HopeInOtherWords, goal::WORDING),
    (PageWords::Step, goal::STEP),
];

const OF_ANOTHER_STEP: [(PageWords, u16); 1] = [(PageWords::OtherStep, step::WORDS)];

impl Run for PlanOverTime {
    fn run(&self, store: &mut Store) -> Result<PlanOverTimePage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let reviews = Reviews { person: self.person }.run(store)?;
        let plan = Plan::of(store, self.person, &reviews)?;
        let goals = goals_of(store, self.person)?.into_iter();
        let card = Thing::Person(self.person).in_log();
        let history = store.wordings_of(card, &fields_of(&OF_A_PERSON))?;
        Ok(PlanOverTimePage {
            called: row.called().to_owned(),
            hopes: goals.map(|line| plan.hope(store, line)).collect::<Result<_, _>>()?,
            words: words_of(store, &history, &OF_A_PERSON)?,
            reviews,
        })
    }
}

/// What has happened to a plan, by the hope that it was about.
struct Plan {
    of_hopes: BTreeMap<GoalId, Vec<Point<Author>>>,
    of_all: Vec<Point<Author>>,
    /// Of steps beside the first of a hope, also of those that are over.
    words_of_steps: BTreeMap<GoalId, Vec<WordsOverTime>>,
    answers: Vec<measures::MeasureLine>,
}

impl Plan {
    fn of(store: &Store, person: PersonId, reviews: &[ReviewLine]) -> Result<Self, Trouble> {
        let answers = measures::lines_of(store, person)?;
        let of_all = reviews.iter().map(looked_at).collect();
        let words_of_steps = words_of_steps(store, person)?;
        let mut plan = Self { of_hopes: BTreeMap::new(), of_all, words_of_steps, answers };
        for thing in store.parts_of(person, tried::KIND)? {
            let fields = store.fields(thing)?;
            let about = fields.id(tried::GOAL).map(GoalId);
            plan.take(about, tried_point(store, &fields)?);
        }
        let threads = plan.take_threads(store, person)?;
        for thing in store.parts_of(person, barrier::KIND)? {
            let fields = store.fields(thing)?;
            let thread = fields.id(barrier::CONNECTION).map(ConnectionId);
            let by_thread = thread.and_then(|thread| threads.get(&thread).copied());
            // What stood in the way of something else is not of the plan.
            if let Some(about) = fields.id(barrier::GOAL).map(GoalId).or(by_thread) {
                plan.take(Some(about), barrier_point(store, &fields)?);
            }
        }
        Ok(plan)
    }

    /// Those that are for a hope; answers which.
    fn take_threads(
        &mut self,
        store: &Store,
        person: PersonId,
    ) -> Result<BTreeMap<ConnectionId, GoalId>, Trouble> {
        let mut threads = BTreeMap::new();
        for thing in store.parts_of(person, connection::KIND)? {
            let id = ConnectionId::from_bytes(thing.id);
            let about = store.fields(thing)?.id(connection::GOAL).map(GoalId);
            let points = thread_points(store, id)?;
            if let Some(goal) = about.filter(|_| !points.is_empty()) {
                threads.insert(id, goal);
                self.of_hopes.entry(goal).or_default().extend(points);
            }
        }
        Ok(threads)
    }

    fn take(&mut self, about: Option<GoalId>, point: Option<Point<Author>>) {
        match about {
            Some(goal) => self.of_hopes.entry(goal).or_default().extend(point),
            None => self.of_all.extend(point),
        }
    }

    fn hope(&self, store: &Store, line: GoalLine) -> Result<HopeOverTime, Trouble> {
        let id = line.id;
        let fields = store.fields(Thing::Goal(id).in_log())?;
        let origin = fields.origin().ok_or(Trouble::NotFound)?;
        let history = store.wordings_of(Thing::Goal(id).in_log(), &fields_of(&OF_A_HOPE))?;
        let words = first_words(store, &history);
        let hoped = Point { at: origin.at, by: line.by, what: Happened::Hoped { words } };
        let its_own = self.of_hopes.get(&id).cloned().unwrap_or_default();
        let mut words = words_of(store, &history, &OF_A_HOPE)?;
        words.extend(self.words_of_steps.get(&id).cloned().unwrap_or_default());
        Ok(HopeOverTime {
            id,
            said: said(store, &fields, goal::WORDS),
            path: Path::of(hoped, its_own, &self.of_all),
            next: next(store, &fields, &line.other_steps)?,
            going: measures::asked_before(&self.answers, Question::Going, Some(id)),
            words,
        })
    }
}

fn looked_at(review: &ReviewLine) -> Point<Author> {
    let (how, agreed) = (review.how.clone(), review.agreed.clone());
    Point { at: review.at, by: review.by.clone(), what: Happened::LookedAt { how, agreed } }
}

/// `None`: it was taken back.
fn tried_point(store: &Store, fields: &Fields) -> Result<Option<Point<Author>>, Trouble> {
    let became = fields.text(tried::BECAME);
    let Some(first) = fields.origin().filter(|_| !became.is_empty()) else { return Ok(None) };
    let what = Happened::Tried {
        step: fields.text(tried::STEP),
        became: StepBecame::from_word(&became),
        learned: said(store, fields, tried::LEARNED),
    };
    Ok(Some(Point { at: first.at, by: author_of(store, first)?, what }))
}

/// How it began and what was said of it; nothing of one that was taken back.
fn thread_points(store: &Store, id: ConnectionId) -> Result<Vec<Point<Author>>, Trouble> {
    let Some(line) = connections::line_of(store, id)? else { return Ok(Vec::new()) };
    let talk = connections::talk_of(store, &line)?;
    let what = Happened::Connected { what: line.what, how: line.how };
    let mut points = vec![Point { at: line.at, by: line.by, what }];
    points.extend(talk.into_iter().map(|talk| {
        let TalkLine { what, stage, words, at, by, .. } = talk;
        Point { at, by, what: Happened::TalkedOver { what, stage, words } }
    }));
    Ok(points)
}

/// `None`: it was taken back.
fn barrier_point(store: &Store, fields: &Fields) -> Result<Option<Point<Author>>, Trouble> {
    let cause = fields.text(barrier::CAUSE);
    let Some(first) = fields.origin().filter(|_| !cause.is_empty()) else { return Ok(None) };
    let what = Happened::InTheWay {
        cause: Cause::from_word(&cause),
        how_long: fields.text(barrier::HOW_LONG),
        words: fields.text(barrier::WORDS),
    };
    Ok(Some(Point { at: first.at, by: author_of(store, first)?, what }))
}

/// What stands in a field. One that was crossed out has no words to look back at.
fn said(store: &Store, fields: &Fields, field: u16) -> Vec<Version> {
    let versions = versions_of(store, fields, field).into_iter();
    versions.filter(|version| !version.words.is_empty()).collect()
}

fn next(store: &Store, hope: &Fields, others: &[StepLine]) -> Result<Vec<Vec<Version>>, Trouble> {
    let mut next = vec![said(store, hope, goal::STEP)];
    for other in others {
        let fields = store.fields(Thing::Step(other.id).in_log())?;
        next.push(said(store, &fields, step::WORDS));
    }
    next.retain(|versions| !versions.is_empty());
    Ok(next)
}

fn words_of_steps(
    store: &Store,
    person: PersonId,
) -> Result<BTreeMap<GoalId, Vec<WordsOverTime>>, Trouble> {
    let mut words: BTreeMap<GoalId, Vec<WordsOverTime>> = BTreeMap::new();
    for thing in store.parts_of(person, step::KIND)? {
        let history = store.wordings_of(thing, &fields_of(&OF_ANOTHER_STEP))?;
        if let Some(goal) = store.fields(thing)?.id(step::GOAL).map(GoalId) {
            let of_it = words_of(store, &history, &OF_ANOTHER_STEP)?.into_iter();
            words.entry(goal).or_default().extend(of_it.filter(has_two_wordings));
        }
    }
    Ok(words)
}

/// One that was over as it was written has become what it became, and the path tells of that.
fn has_two_wordings(words: &WordsOverTime) -> bool {
    words.wordings.iter().filter(|line| !line.words.is_empty()).count() > 1
}

/// By its field, each wording after the one whose place it took.
type History = BTreeMap<u16, Vec<Wording>>;

fn fields_of(places: &[(PageWords, u16)]) -> Vec<u16> {
    places.iter().map(|(_, field)| *field).collect()
}

/// A path begins with what was said then.
fn first_words(store: &Store, history: &History) -> Vec<Version> {
    let first = history.get(&goal::WORDS).and_then(|wordings| wordings.first());
    first.map(|first| version(store, &first.head)).into_iter().collect()
}

/// Of a place that has had one wording only, that one stands on the page.
fn words_of(
    store: &Store,
    history: &History,
    places: &[(PageWords, u16)],
) -> Result<Vec<WordsOverTime>, Trouble> {
    let mut words = Vec::new();
    for (place, field) in places {
        let wordings = history.get(field).map(Vec::as_slice).unwrap_or_default();
        let wordings = wordings_of(store, wordings)?;
        if wordings.len() > 1 {
            words.push(WordsOverTime { place: *place, wordings });
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{
            AskBy, Day, How, Moment, Place, Stage,
            measure::Score,
            our_page::{Agreed, Answer, HowItWent, Reviewed, StepAnswer, Voice},
            path::Way,
            visit::VisitWords,
        },
        log::registry::field_named,
        requests::{
            barriers::{AddBarrier, On, WhatStood},
            connections::{Connect, Plan, TalkOver, To},
            measures,
            our_page::our_page,
            people::AddPerson,
            person::{AddGoal, AddRisk, SetField},
            review::take_in,
            steps::AddStep,
            things::TakeBack,
            tried::{ChangeStep, StepChanged, TakeStepBack},
            visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
        },
        store::HandedOver,
    };
    use std::collections::BTreeMap;

    fn mo() -> (Store, PersonId, GoalId) {
        let mut store = Store::alone_at("2026-03-02T12:00:00Z");
        let (person, goal) = with_a_hope(&mut store, "Mo", "Sing again");
        (store, person, goal)
    }

    fn with_a_hope(store: &mut Store, name: &str, hope: &str) -> (PersonId, GoalId) {
        let fields = vec![("given_name".to_owned(), name.to_owned())];
        let person = AddPerson { fields }.run(store).unwrap();
        let (words, step) = (hope.to_owned(), "Ring the chapel".to_owned());
        let goal = AddGoal { person, words, step }.run(store).unwrap();
        (person, goal)
    }

    fn change_step(
        store: &mut Store,
        person: PersonId,
        goal: Option<GoalId>,
        (became, learned, next): (StepBecame, &str, &str),
    ) -> StepChanged {
        let step = |goal| store.fields(Thing::Goal(goal).in_log()).unwrap().seen(goal::STEP);
        let seen = goal.map(step).unwrap_or_default();
        let (learned, next) = (learned.to_owned(), next.to_owned());
        ChangeStep { person, goal, step: None, became, learned, next, seen }.run(store).unwrap()
    }

    fn set(store: &mut Store, thing: Thing, field: &str, value: &str) {
        let number = field_named(thing.in_log().kind, field).unwrap().number;
        let seen = store.fields(thing.in_log()).unwrap().seen(number);
        let (field, value) = (field.to_owned(), value.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    /// She looks at her page by herself, and says of the step and of what matters how it is.
    fn look_at_the_page(store: &mut Store, person: PersonId, at: &str) {
        let today: Day = "2026-11-22".parse().unwrap();
        let (page, places) = our_page(store, person, today).unwrap();
        let handed = HandedOver { id: [9; 16], person, at: store.now(), seed: [1; 32], places };
        let step = StepAnswer {
            how: Some(HowItWent::NotYet),
            in_the_way: "No bus on Sundays".to_owned(),
            next: "Hum at home".to_owned(),
        };
        let answer = Answer {
            at: Moment::from_rfc3339(at).unwrap(),
            said: BTreeMap::from([(page.matters.slot, "I sing in the kitchen.".to_owned())]),
            steps: BTreeMap::from([(page.hopes[0].step.words.slot, step)]),
            agreed: Some(Agreed::NotYet),
            ..Answer::default()
        };
        take_in(store, &handed, &answer).unwrap();
    }

    fn page(store: &mut Store, person: PersonId) -> PlanOverTimePage {
        PlanOverTime { person }.run(store).unwrap()
    }

    fn happened(hope: &HopeOverTime) -> Vec<Happened> {
        hope.path.points().iter().map(|point| point.what.clone()).collect()
    }

    fn wordings(words: &WordsOverTime) -> Vec<(String, bool, bool)> {
        let whole =
            |line: &WordingLine| line.words.iter().map(|words| words.text.as_str()).collect();
        let lines = words.wordings.iter();
        lines.map(|line| (whole(line), line.is_theirs, line.stands)).collect()
    }

    fn told<const N: usize>(lines: [(&str, bool, bool); N]) -> Vec<(String, bool, bool)> {
        lines
            .into_iter()
            .map(|(words, theirs, stands)| (words.to_owned(), theirs, stands))
            .collect()
    }

    #[test]
    fn p2_the_path_tells_what_was_tried_and_what_was_learned_in_order_of_time() {
        let (mut store, mo, goal) = mo();
        store.set_now("2026-03-09T12:00:00Z");
        let adjusted = (StepBecame::Adjusted, "The line is dead", "Stand in the porch");
        change_step(&mut store, mo, Some(goal), adjusted);
        store.set_now("2026-03-16T12:00:00Z");
        change_step(&mut store, mo, None, (StepBecame::LifeHappened, "Her sister died.", ""));
        look_at_the_page(&mut store, mo, "2026-03-23T12:00:00Z");
        let page = page(&mut store, mo);
        let [hope] = &page.hopes[..] else { panic!("one hope") };
        let [hoped, adjusted, life, one, other] = &happened(hope)[..] else {
            panic!("five points")
        };
        assert!(matches!(hoped, Happened::Hoped { words } if words[0].words == "Sing again"));
        let Happened::Tried { step, learned, .. } = adjusted else { panic!("tried") };
        assert_eq!(step, "Ring the chapel");
        assert_eq!(learned[0].words, "The line is dead");
        assert_eq!(learned[0].by, Voice::Worker("Ana".to_owned()));
        assert_eq!(life.way(), Way::Aside);
        let Happened::Tried { became, learned, .. } = one else { panic!("tried in her hand") };
        assert_eq!((became, &learned[0].by), (&StepBecame::NotYet, &Voice::Theirs));
        let agreed = Some(Agreed::NotYet);
        assert_eq!(other, &Happened::LookedAt { how: Reviewed::HandedOver, agreed });
        assert_eq!(hope.next[0][0].words, "Hum at home");
    }

    #[test]
    fn p8_what_stood_in_the_way_of_a_hope_is_on_its_path_and_of_anything_else_is_not() {
        let (mut store, mo, goal) = mo();
        for (on, words) in [(On::Goal(goal), "The choir is full"), (On::Person, "Damp at home")] {
            let (words, how_long) = (words.to_owned(), String::new());
            let what = WhatStood { cause: Cause::Full, words, how_long, shared: None };
            AddBarrier { person: mo, on, what }.run(&mut store).unwrap();
        }
        let told = format!("{:?}", page(&mut store, mo));
        assert!(told.contains("The choir is full") && !told.contains("Damp at home"));
    }

    #[test]
    fn p1_a_thread_that_is_for_a_hope_is_on_its_path_and_what_stood_in_its_way_is_too() {
        let (mut store, mo, goal) = mo();
        let mut begin = |what: &str, goal| {
            let (to, plan) = (To::Elsewhere(what.to_owned()), Plan::default());
            let (how, ask_by, on) = (How::GoTogether, AskBy::Phone, "2026-03-09".parse().unwrap());
            Connect { person: mo, to, how, on, ask_by, plan, goal }.run(&mut store).unwrap()
        };
        let (choir, _) = (begin("the chapel choir", Some(goal)), begin("the food bank", None));
        store.set_now("2026-03-09T12:00:00Z");
        let (words, how_long) = ("The bus stops at six".to_owned(), String::new());
        let barrier = WhatStood { cause: Cause::Fares, words, how_long, shared: None };
        let fields = store.fields(Thing::Connection(choir).in_log()).unwrap();
        let seen = fields.seen(connection::STAGE).and(&fields.seen(connection::ON));
        TalkOver {
            connection: choir,
            stage: Stage::StoodInTheWay,
            words: "They were kind.".to_owned(),
            on: Some("2026-03-16".parse().unwrap()),
            barrier: Some(barrier),
            seen,
        }
        .run(&mut store)
        .unwrap();
        let of_mo = page(&mut store, mo);
        let [_, begun, talked, stood] = &happened(&of_mo.hopes[0])[..] else {
            panic!("four points")
        };
        let what = "the chapel choir".to_owned();
        assert_eq!(begun, &Happened::Connected { what, how: How::GoTogether });
        assert!(matches!(talked, Happened::TalkedOver { words, .. } if words == "They were kind."));
        assert_eq!((talked.way(), stood.way()), (Way::Aside, Way::Aside));
        assert!(!format!("{of_mo:?}").contains("the food bank"));
        TakeBack { thing: Thing::Connection(choir) }.run(&mut store).unwrap();
        let told = format!("{:?}", page(&mut store, mo));
        assert!(!told.contains("the chapel choir") && !told.contains("The bus stops at six"));
    }

    #[test]
    fn p12_every_wording_says_whose_it_was_the_latest_first() {
        let (mut store, mo, goal) = mo();
        set(&mut store, Thing::Person(mo), "matters", "I used to sing.");
        set(&mut store, Thing::Goal(goal), "wording", "Join a group");
        store.set_now("2026-03-09T12:00:00Z");
        set(&mut store, Thing::Goal(goal), "wording", "Sing in company");
        look_at_the_page(&mut store, mo, "2026-03-23T12:00:00Z");
        let page = page(&mut store, mo);
        let [matters] = &page.words[..] else { panic!("one place") };
        assert_eq!(matters.place, PageWords::Matters);
        assert_eq!(
            wordings(matters),
            told([("I sing in the kitchen.", true, true), ("I used to sing.", true, false)])
        );
        assert!(matters.wordings[0].by.by_themselves && !matters.wordings[1].by.by_themselves);
        let [other_words, step] = &page.hopes[0].words[..] else { panic!("two places") };
        assert_eq!(
            wordings(other_words),
            told([("Sing in company", false, true), ("Join a group", false, false)])
        );
        assert_eq!(
            wordings(step),
            told([("Hum at home", true, true), ("Ring the chapel", false, false)])
        );
    }

    #[test]
    fn p7_how_it_is_going_is_a_line_of_the_hope_that_it_was_said_of() {
        let (mut store, mo, goal) = mo();
        let other = AddGoal { person: mo, words: "Sleep".into(), step: String::new() };
        let other = other.run(&mut store).unwrap();
        for (day, goal, answer) in [("02", goal, 3), ("09", other, 8), ("16", goal, 5)] {
            store.set_now(&format!("2026-03-{day}T12:00:00Z"));
            let (question, going_seen) = (Question::Going, crate::requests::Seen::default());
            let goal = Some(goal);
            let answer = Score::from(answer);
            measures::Answer { person: mo, question, answer, goal, on: None, going_seen }
                .run(&mut store)
                .unwrap();
        }
        let page = page(&mut store, mo);
        let of = |hope: &HopeOverTime| -> Vec<u16> {
            hope.going.answers.iter().map(|line| line.answer).collect()
        };
        let mine = page.hopes.iter().find(|hope| hope.id == goal).unwrap();
        assert_eq!(of(mine), [3, 5]);
    }

    #[test]
    fn what_was_taken_back_is_not_told() {
        let (mut store, mo, goal) = mo();
        let parked = (StepBecame::Parked, "Too far", "Wait for spring");
        let changed = change_step(&mut store, mo, Some(goal), parked);
        assert_eq!(page(&mut store, mo).hopes[0].path.points().len(), 2);
        TakeStepBack { changed }.run(&mut store).unwrap();
        let hope = page(&mut store, mo).hopes.remove(0);
        assert_eq!(hope.path.points().len(), 1);
        assert_eq!((hope.words, hope.next[0][0].words.as_str()), (Vec::new(), "Ring the chapel"));
        TakeBack { thing: Thing::Goal(goal) }.run(&mut store).unwrap();
        assert_eq!(page(&mut store, mo).hopes, []);
    }

    #[test]
    fn the_steps_beside_the_first_stand_next_to_it_and_tell_how_they_were_put() {
        let (mut store, mo, goal) = mo();
        let steps = ["Ask about the bus", "Find the scarf"].map(|words| {
            AddStep { person: mo, goal, words: words.into() }.run(&mut store).unwrap()
        });
        let next = |store: &mut Store| -> Vec<String> {
            let hope = page(store, mo).hopes.remove(0);
            hope.next.iter().map(|versions| versions[0].words.clone()).collect()
        };
        assert_eq!(next(&mut store).len(), 3);
        store.set_now("2026-03-09T12:00:00Z");
        set(&mut store, Thing::Step(steps[0]), "words", "Look up the bus");
        set(&mut store, Thing::Step(steps[1]), "words", "");
        assert_eq!(next(&mut store), ["Ring the chapel", "Look up the bus"]);
        let [words] = &page(&mut store, mo).hopes[0].words[..] else { panic!("of one of them") };
        let lines = [("Look up the bus", false, true), ("Ask about the bus", false, false)];
        assert_eq!((words.place, wordings(words)), (PageWords::OtherStep, told(lines)));
    }

    #[test]
    fn it_holds_no_note_no_risk_and_nobody_else() {
        let (mut store, mo, _) = mo();
        let (derek, his) = with_a_hope(&mut store, "Derek", "Pigeons");
        change_step(&mut store, derek, Some(his), (StepBecame::Adjusted, "The loft leaks", "Tar"));
        set(&mut store, Thing::Person(mo), "also_worth_knowing", "Owes the rent");
        set(&mut store, Thing::Person(mo), "also_worth_knowing", "Owes the gas");
        let today: Day = "2026-03-02".parse().unwrap();
        AddRisk { person: mo, what: "The dog".into(), checked_on: today }.run(&mut store).unwrap();
        keep_a_visit(&mut store, mo, "The nephew was unkempt.", today);
        let told = format!("{:?}", page(&mut store, mo));
        for hidden in ["Pigeons", "loft", "Tar", "Owes", "dog", "unkempt"] {
            assert!(!told.contains(hidden), "{hidden}");
        }
        assert!(told.contains("Sing again"));
    }

    fn keep_a_visit(store: &mut Store, person: PersonId, note: &str, today: Day) {
        let begin = BeginVisit { person: Some(person), place: Place::Home, today };
        let visit = begin.run(store).unwrap();
        let mut written = Draft { visit }.run(store).unwrap().written;
        written.words = VisitWords { note: note.to_owned(), ..VisitWords::default() };
        SaveDraft { visit, written }.run(store).unwrap();
        KeepVisit { visit }.run(store).unwrap();
    }

    #[test]
    fn a_long_life_is_told_whole() {
        let (mut store, mo, goal) = mo();
        let mut at = store.now();
        for n in 0..250 {
            at = Moment(at.0 + 86_400_000);
            store.set_now(&at.to_rfc3339());
            set(&mut store, Thing::Person(mo), "next_contact_on", "2027-01-01");
            let next = format!("Step {n}");
            change_step(&mut store, mo, Some(goal), (StepBecame::Done, "", &next));
        }
        let hope = page(&mut store, mo).hopes.remove(0);
        assert_eq!(hope.path.points().len(), 251);
        assert_eq!(hope.words[0].wordings.len(), 251);
        let last = hope.path.points().last().map(|point| point.what.clone());
        assert!(matches!(last, Some(Happened::Tried { step, .. }) if step == "Step 248"));
    }
}
