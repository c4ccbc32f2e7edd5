//! A review: what somebody said of their page becomes changes of the record, by a function of the
//! answer alone. Taken in twice it is the same.

use super::{Author, Run, Thing, Trouble, authors::author_of};
use crate::{
    care::{
        Moment, PersonId, ReviewId, ShareId,
        our_page::{Agreed, Answer, HowItWent, MOST_RATED, Reviewed, Slot, StepAnswer, TellGp},
        tried::StepBecame,
    },
    log::{
        Actor, Kind, Thing as InLog,
        registry::{self, Shape, goal, person, review, tried},
    },
    store::{HandedOver, Place, Put, Share, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An entry of the story: that they looked at their page, and where it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLine {
    pub id: ReviewId,
    pub at: Moment,
    pub how: Reviewed,
    pub agreed: Option<Agreed>,
    pub agreed_words: String,
    pub differently: String,
    /// A line to the worker.
    pub line: String,
    pub by: Author,
}

/// The reviews of somebody, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviews {
    pub person: PersonId,
}

impl Run for Reviews {
    fn run(&self, store: &mut Store) -> Result<Vec<ReviewLine>, Trouble> {
        let mut lines = Vec::new();
        for thing in store.parts_of(self.person, review::KIND)? {
            lines.extend(line_of(store, ReviewId::from_bytes(thing.id))?);
        }
        lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
        Ok(lines)
    }
}

pub(super) fn line_of(store: &Store, id: ReviewId) -> Result<Option<ReviewLine>, Trouble> {
    let fields = store.fields(Thing::Review(id).in_log())?;
    let (Some(first), Some(at)) = (fields.origin(), fields.moment(review::AT)) else {
        return Ok(None);
    };
    let agreed = fields.text(review::AGREED);
    Ok(Some(ReviewLine {
        id,
        at,
        how: Reviewed::from_word(&fields.text(review::HOW)),
        agreed: (!agreed.is_empty()).then(|| Agreed::from_word(&agreed)),
        agreed_words: fields.text(review::AGREED_WORDS),
        differently: fields.text(review::DIFFERENTLY),
        line: fields.text(review::LINE),
        by: author_of(store, first)?,
    }))
}

/// Takes an answer in. The places of the page are its only way into the record, and whatever else it
/// names is not heard. Taken in twice, it is the same.
pub fn take_in(store: &mut Store, page: &HandedOver, answer: &Answer) -> Result<(), Trouble> {
    if answer.is_empty() {
        return Ok(());
    }
    Ok(store.write(writing_of(page, answer, &Reviewed::HandedOver, None)).map(drop)?)
}

/// Takes in an answer that came by a link. Whichever phone does, the changes are the same.
pub fn take_in_by_link(
    store: &mut Store,
    page: &HandedOver,
    answer: &Answer,
    link: &Share,
) -> Result<(), Trouble> {
    if answer.is_empty() {
        return Ok(());
    }
    let writing = writing_of(page, answer, &Reviewed::OwnPhone, Some(link.id));
    Ok(store.write(writing.by_link(link)).map(drop)?)
}

fn writing_of(
    page: &HandedOver,
    answer: &Answer,
    how: &Reviewed,
    link: Option<ShareId>,
) -> Writing {
    let (owner, by_them) = (page.person, Actor::Themselves(page.person));
    let mut writing = Writing::of_action(answer.at, page.id);
    let review = InLog { kind: review::KIND, id: page.id };
    let mut puts = ending(owner, answer, how);
    puts.extend(link.map(|link| Put::new(review::SHARE, link.to_bytes())));
    writing.put(owner, by_them, review, puts);
    let edits = edits(page, answer);
    for (thing, sign) in said_again(page, &edits) {
        writing.put(owner, Actor::Person(owner), thing, vec![sign]);
    }
    for (thing, puts) in edits {
        writing.put(owner, by_them, thing, puts);
    }
    for (slot, step) in &answer.steps {
        let tried = InLog::within(page.id, slot.0, tried::KIND);
        writing.put(owner, by_them, tried, what_was_tried(page, *slot, step));
    }
    writing
}

fn ending(person: PersonId, answer: &Answer, how: &Reviewed) -> Vec<Put> {
    let agreed = answer.agreed.as_ref().map(Agreed::as_word).unwrap_or_default();
    let mut puts = vec![
        Put::new(review::PERSON, person.to_bytes()),
        Put::new(review::AT, answer.at.0.to_le_bytes()),
        Put::new(review::HOW, how.as_word()),
    ];
    puts.extend(super::things::filled([
        (review::AGREED, agreed),
        (review::AGREED_WORDS, &answer.agreed_words),
        (review::DIFFERENTLY, &answer.differently),
        (review::LINE, &answer.line),
    ]));
    puts
}

/// What the answer puts in the place of what was shown, thing by thing.
fn edits(page: &HandedOver, answer: &Answer) -> BTreeMap<InLog, Vec<Put>> {
    let said = answer.said.iter().filter_map(|(slot, words)| {
        let place = page.place(*slot).filter(|place| place.takes(words.trim()))?;
        Some(vec![place.put(words.trim())])
    });
    let rated = answer.numbers.iter().filter_map(|(slot, number)| {
        let place = page.place(*slot).filter(|place| place.shape() == Some(Shape::Number))?;
        Some(vec![place.put(u16::from(*number.min(&MOST_RATED)).to_le_bytes())])
    });
    let without_own_words = answer.steps.iter().filter(|(slot, _)| !answer.said.contains_key(slot));
    let stepped = without_own_words.filter_map(|(slot, step)| next_step(page, answer, *slot, step));
    // What goes with a step that is over goes, also where they said just now how sure they were of it.
    let mut whole: BTreeMap<(InLog, u16), (&Place, Put)> = BTreeMap::new();
    for (place, put) in said.chain(rated).chain(stepped).flatten() {
        whole.insert((place.thing(), put.field), (place, put));
    }
    let mut edits: BTreeMap<InLog, Vec<Put>> = BTreeMap::new();
    for (place, put) in whole.into_values().filter(|(place, put)| put.value != place.shown) {
        edits.entry(place.thing()).or_default().push(put);
    }
    edits
}

/// A smaller step in the place of the one that was; or room, where it is over. Who took that, when,
/// and how sure they were goes with it.
fn next_step<'a>(
    page: &'a HandedOver,
    answer: &Answer,
    slot: Slot,
    step: &StepAnswer,
) -> Option<Vec<(&'a Place, Put)>> {
    let place = page.place(slot).filter(|place| place.is_a_step())?;
    let is_over = step.how.as_ref().is_some_and(HowItWent::is_over);
    let next = step.next.trim();
    if next.is_empty() && !is_over {
        return None;
    }
    let of_the_step = match Kind(place.kind) {
        goal::KIND => [goal::STEP_WHO, goal::STEP_WHEN, goal::STEP_SURE],
        _ => [registry::step::WHO, registry::step::WHEN, registry::step::SURE],
    };
    // How sure they feel, said together with a next step, is said of that.
    let is_said_now = |slot: u16| !next.is_empty() && answer.numbers.contains_key(&Slot(slot));
    let beside = (0..).zip(&page.places).filter(|(slot, other)| {
        let is_of_it = other.thing() == place.thing() && of_the_step.contains(&other.field);
        is_of_it && !is_said_now(*slot)
    });
    Some([place.put(next)].into_iter().chain(beside.map(|(_, other)| other.put(""))).collect())
}

/// The sign of a thing goes with what is written of it, so that an edit beside a taking out is seen. With a
/// step it is its hope that is said again: that is theirs, where the words of the step may be the worker's.
fn said_again(page: &HandedOver, edits: &BTreeMap<InLog, Vec<Put>>) -> BTreeMap<InLog, Put> {
    let things: BTreeSet<InLog> = edits.keys().map(|thing| page.hope_of(*thing)).collect();
    let sign_of = |thing: InLog| {
        let sign = registry::sign(thing.kind)?;
        let is_put = |puts: &Vec<Put>| puts.iter().any(|put| put.field == sign);
        if edits.get(&thing).is_some_and(is_put) {
            return None;
        }
        let is_sign =
            |place: &&Place| place.thing() == thing && place.field == sign && place.is_one;
        let place = page.places.iter().find(is_sign)?;
        Some((thing, place.put(place.shown.clone()).1))
    };
    things.into_iter().filter_map(sign_of).collect()
}

fn what_was_tried(page: &HandedOver, slot: Slot, step: &StepAnswer) -> Vec<Put> {
    let Some(place) = page.place(slot).filter(|place| place.is_a_step()) else {
        return Vec::new();
    };
    let is_said = step.how.is_some() || !step.in_the_way.is_empty() || !step.next.is_empty();
    if place.shown.is_empty() || !is_said {
        return Vec::new();
    }
    let mut puts = vec![
        Put::new(tried::PERSON, page.person.to_bytes()),
        Put::new(tried::GOAL, page.hope_of(place.thing()).id),
        Put::new(tried::STEP, place.shown.clone()),
        Put::new(tried::BECAME, became(step.how.as_ref()).as_word()),
    ];
    puts.extend(super::things::filled([(tried::LEARNED, &step.in_the_way)]));
    puts
}

fn became(how: Option<&HowItWent>) -> StepBecame {
    match how {
        Some(HowItWent::DidIt) => StepBecame::Done,
        Some(HowItWent::SomeOfIt) => StepBecame::SomeOfIt,
        Some(HowItWent::NotYet) => StepBecame::NotYet,
        Some(HowItWent::NotAnyMore) => StepBecame::NotAnyMore,
        Some(HowItWent::Unknown(word)) => StepBecame::Unknown(word.clone()),
        None => StepBecame::Adjusted,
    }
}

impl HandedOver {
    /// Of which hope a step is, where it does not stand in the hope itself; anything else is what it is.
    fn hope_of(&self, thing: InLog) -> InLog {
        const NAMES_IT: (Kind, u16) = (registry::step::KIND, registry::step::GOAL);
        let names_it =
            |place: &&Place| place.thing() == thing && (Kind(place.kind), place.field) == NAMES_IT;
        let named = self.places.iter().find(names_it);
        let id = named.and_then(|place| place.shown.as_slice().try_into().ok());
        id.map_or(thing, |id| InLog { kind: goal::KIND, id })
    }

    fn place(&self, slot: Slot) -> Option<&Place> {
        self.places.get(usize::from(slot.0))
    }
}

impl Place {
    fn thing(&self) -> InLog {
        InLog { kind: Kind(self.kind), id: self.thing }
    }

    fn shape(&self) -> Option<Shape> {
        registry::field(Kind(self.kind), self.field).map(|spec| spec.shape)
    }

    fn takes(&self, words: &str) -> bool {
        match self.shape() {
            Some(Shape::Text) => true,
            Some(Shape::Word) => TellGp::from_word(words).is_known() && self.is_about_gp(),
            _ => false,
        }
    }

    fn is_a_step(&self) -> bool {
        const STEPS: [(Kind, u16); 2] =
            [(goal::KIND, goal::STEP), (registry::step::KIND, registry::step::WORDS)];
        STEPS.contains(&(Kind(self.kind), self.field))
    }

    fn is_about_gp(&self) -> bool {
        (self.kind, self.field) == (person::KIND.0, person::TELL_GP)
    }

    fn put(&self, value: impl Into<Vec<u8>>) -> (&Self, Put) {
        (self, Put { field: self.field, value: value.into(), seen: self.seen.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{Day, GoalId, OurPage, our_page::Voice},
        requests::{
            our_page::our_page,
            people::AddPerson,
            person::{AddGoal, Person, SetField},
            promises::MakePromise,
            steps::AddStep,
            tried::WhatWeTried,
        },
    };

    const HANDED_OVER: [u8; 16] = [9; 16];

    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }

    fn mo() -> (Store, PersonId, GoalId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = [("given_name", "Mo"), ("matters", "I used to sing.")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mo = AddPerson { fields }.run(&mut store).unwrap();
        let (words, step) = ("Sing again".to_owned(), "Ring the chapel".to_owned());
        let goal = AddGoal { person: mo, words, step }.run(&mut store).unwrap();
        (store, mo, goal)
    }

    fn page_of(store: &mut Store, person: PersonId) -> OurPage {
        our_page(store, person, today()).unwrap().0
    }

    fn hand_over(store: &mut Store, person: PersonId) -> HandedOver {
        let (_, places) = our_page(store, person, today()).unwrap();
        HandedOver { id: HANDED_OVER, person, at: store.now(), seed: [1; 32], places }
    }

    fn said(page: &OurPage, words: &str) -> Answer {
        let said = BTreeMap::from([(page.matters.slot, words.to_owned())]);
        Answer { at: Moment(1_790_000_000_000), said, ..Answer::default() }
    }

    fn set(store: &mut Store, thing: Thing, field: &str, value: &str) {
        let number = registry::field_named(thing.in_log().kind, field).unwrap().number;
        let seen = store.fields(thing.in_log()).unwrap().seen(number);
        let (field, value) = (field.to_owned(), value.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    #[test]
    fn p12_what_they_wrote_by_their_own_hand_is_theirs() {
        let (mut store, mo, _) = mo();
        let page = hand_over(&mut store, mo);
        let answer = said(&page_of(&mut store, mo), "I sing in the kitchen.");
        take_in(&mut store, &page, &answer).unwrap();
        let fields = store.fields(Thing::Person(mo).in_log()).unwrap();
        let head = fields.shown(registry::person::MATTERS).unwrap();
        assert_eq!(head.actor, Actor::Themselves(mo));
        let matters = page_of(&mut store, mo).matters;
        assert_eq!(
            (matters.words(), &matters.versions[0].by),
            ("I sing in the kitchen.", &Voice::Theirs)
        );
        assert!(!matters.has_two_versions());
    }

    #[test]
    fn p2_a_step_beside_the_first_goes_its_own_way() {
        let (mut store, mo, goal) = mo();
        let words = "Ask about the bus".to_owned();
        AddStep { person: mo, goal, words }.run(&mut store).unwrap();
        let page = hand_over(&mut store, mo);
        let other = page_of(&mut store, mo).hopes[0].other_steps[0].words.slot;
        let mut answer = said(&page_of(&mut store, mo), "I sing in the kitchen.");
        let how = Some(HowItWent::DidIt);
        answer.steps.insert(other, StepAnswer { how, ..StepAnswer::default() });
        take_in(&mut store, &page, &answer).unwrap();
        let hope = page_of(&mut store, mo).hopes.remove(0);
        assert_eq!((hope.step.words.words(), hope.other_steps.len()), ("Ring the chapel", 0));
        let tried = WhatWeTried { person: mo }.run(&mut store).unwrap().hopes.remove(0);
        assert_eq!(tried.goal, Some(goal));
        let line = &tried.tried[0];
        assert_eq!((line.step.as_str(), &line.became), ("Ask about the bus", &StepBecame::Done));
    }

    #[test]
    fn p12_words_of_the_worker_stay_theirs_where_the_person_says_how_sure_they_are() {
        let (mut store, mo, goal) = mo();
        let words = "Ask about the bus".to_owned();
        AddStep { person: mo, goal, words }.run(&mut store).unwrap();
        let page = hand_over(&mut store, mo);
        let sure = page_of(&mut store, mo).hopes[0].other_steps[0].sure.slot;
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        answer.numbers.insert(sure, 7);
        take_in(&mut store, &page, &answer).unwrap();
        let step = page_of(&mut store, mo).hopes[0].other_steps[0].clone();
        assert_eq!(step.sure.number, Some(7));
        assert!(matches!(step.words.versions[0].by, Voice::Worker(_)), "{:?}", step.words);
    }

    #[test]
    fn how_sure_they_were_of_a_step_that_is_over_is_not_said_of_another() {
        for other in [false, true] {
            let (mut store, mo, goal) = mo();
            let words = "Ask about the bus".to_owned();
            AddStep { person: mo, goal, words }.run(&mut store).unwrap();
            let page = hand_over(&mut store, mo);
            let hope = page_of(&mut store, mo).hopes.remove(0);
            let step = if other { hope.other_steps[0].clone() } else { hope.step };
            let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
            let how = Some(HowItWent::DidIt);
            answer.steps.insert(step.words.slot, StepAnswer { how, ..StepAnswer::default() });
            answer.numbers.insert(step.sure.slot, 7);
            take_in(&mut store, &page, &answer).unwrap();
            let line = Person { person: mo }.run(&mut store).unwrap().goals.remove(0);
            assert_eq!((line.step_sure.value.as_str(), line.step_sure.has_versions()), ("", false));
            assert_eq!(line.other_steps.len(), usize::from(!other));
        }
    }

    #[test]
    fn how_sure_they_are_is_said_of_the_step_that_they_named_next() {
        let (mut store, mo, goal) = mo();
        set(&mut store, Thing::Goal(goal), "step_sure", "4");
        let page = hand_over(&mut store, mo);
        let step = page_of(&mut store, mo).hopes.remove(0).step;
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        let (how, next) = (Some(HowItWent::NotYet), "Hum along".to_owned());
        answer.steps.insert(step.words.slot, StepAnswer { how, next, ..StepAnswer::default() });
        answer.numbers.insert(step.sure.slot, 8);
        take_in(&mut store, &page, &answer).unwrap();
        let now = page_of(&mut store, mo).hopes.remove(0).step;
        assert_eq!((now.words.words(), now.sure.number), ("Hum along", Some(8)));
    }

    #[test]
    fn a_hope_that_was_taken_out_is_there_again_with_another_step_that_they_changed() {
        let (mut store, mo, goal) = mo();
        let words = "Ask about the bus".to_owned();
        AddStep { person: mo, goal, words }.run(&mut store).unwrap();
        let page = hand_over(&mut store, mo);
        let other = page_of(&mut store, mo).hopes[0].other_steps[0].words.slot;
        set(&mut store, Thing::Goal(goal), "words", "");
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        let (how, next) = (Some(HowItWent::NotYet), "Look up the bus".to_owned());
        answer.steps.insert(other, StepAnswer { how, next, ..StepAnswer::default() });
        take_in(&mut store, &page, &answer).unwrap();
        let goals = Person { person: mo }.run(&mut store).unwrap().goals;
        assert_eq!(goals[0].other_steps[0].words.value, "Look up the bus");
    }

    #[test]
    fn where_the_first_step_is_over_the_next_is_the_first() {
        let (mut store, mo, goal) = mo();
        let words = "Ask about the bus".to_owned();
        AddStep { person: mo, goal, words }.run(&mut store).unwrap();
        let page = hand_over(&mut store, mo);
        let first = page_of(&mut store, mo).hopes[0].step.words.slot;
        let how = Some(HowItWent::NotAnyMore);
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        answer.steps.insert(first, StepAnswer { how, ..StepAnswer::default() });
        take_in(&mut store, &page, &answer).unwrap();
        let hope = page_of(&mut store, mo).hopes.remove(0);
        assert_eq!((hope.step.words.words(), hope.other_steps.len()), ("Ask about the bus", 0));
    }

    #[test]
    fn an_answer_taken_in_twice_is_taken_in_once() {
        let (mut store, mo, _) = mo();
        let page = hand_over(&mut store, mo);
        let mut answer = said(&page_of(&mut store, mo), "I sing in the kitchen.");
        let step = page_of(&mut store, mo).hopes[0].step.words.slot;
        let how = Some(HowItWent::DidIt);
        answer.steps.insert(step, StepAnswer { how, ..StepAnswer::default() });
        take_in(&mut store, &page, &answer).unwrap();
        let before = store.changes().unwrap().len();
        take_in(&mut store, &page, &answer).unwrap();
        assert_eq!(store.changes().unwrap().len(), before);
        assert_eq!(Reviews { person: mo }.run(&mut store).unwrap().len(), 1);
    }

    #[test]
    fn p12_what_the_worker_wrote_meanwhile_stands_beside_it() {
        let (mut store, mo, _) = mo();
        let page = hand_over(&mut store, mo);
        let answer = said(&page_of(&mut store, mo), "I sing in the kitchen.");
        set(&mut store, Thing::Person(mo), "matters", "I sang.");
        take_in(&mut store, &page, &answer).unwrap();
        let matters = page_of(&mut store, mo).matters;
        let mut words: Vec<_> = matters.versions.iter().map(|one| one.words.as_str()).collect();
        words.sort_unstable();
        assert_eq!(words, ["I sang.", "I sing in the kitchen."]);
    }

    #[test]
    fn p12_two_wordings_that_fit_together_are_proposed_as_one_and_settled_with_them() {
        let (mut store, mo, _) = mo();
        let page = hand_over(&mut store, mo);
        let answer = said(&page_of(&mut store, mo), "I used to sing. I miss it.");
        set(&mut store, Thing::Person(mo), "matters", "Once I used to sing.");
        assert_eq!(page_of(&mut store, mo).matters.together, None);
        take_in(&mut store, &page, &answer).unwrap();
        let matters = page_of(&mut store, mo).matters;
        let whole = "Once I used to sing. I miss it.";
        assert_eq!((matters.versions.len(), matters.together.as_deref()), (2, Some(whole)));
        let view = Person { person: mo }.run(&mut store).unwrap().fields.remove("matters").unwrap();
        assert_eq!(view.together.as_deref(), Some(whole));
        let page = HandedOver { id: [8; 16], ..hand_over(&mut store, mo) };
        let answer = said(&page_of(&mut store, mo), whole);
        take_in(&mut store, &page, &answer).unwrap();
        let matters = page_of(&mut store, mo).matters;
        assert_eq!((matters.words(), matters.has_two_versions()), (whole, false));
        assert_eq!(matters.together, None);
    }

    #[test]
    fn p2_a_step_that_was_not_yet_stays_and_a_smaller_one_takes_its_place() {
        let (mut store, mo, goal) = mo();
        set(&mut store, Thing::Goal(goal), "step_sure", "4");
        let step = page_of(&mut store, mo).hopes[0].step.words.slot;
        let mut page = hand_over(&mut store, mo);
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        let (how, in_the_way) = (Some(HowItWent::NotYet), "The bus".to_owned());
        answer.steps.insert(step, StepAnswer { how, in_the_way, next: String::new() });
        take_in(&mut store, &page, &answer).unwrap();
        assert_eq!(page_of(&mut store, mo).hopes[0].step.words.words(), "Ring the chapel");
        page = HandedOver { id: [8; 16], ..hand_over(&mut store, mo) };
        answer.steps.get_mut(&step).unwrap().next = "Look out the number".to_owned();
        take_in(&mut store, &page, &answer).unwrap();
        let now = &page_of(&mut store, mo).hopes[0].step;
        assert_eq!((now.words.words(), now.sure.number), ("Look out the number", None));
        let tried = WhatWeTried { person: mo }.run(&mut store).unwrap().hopes.remove(0).tried;
        assert_eq!(tried[0].became, StepBecame::NotYet);
        assert_eq!(
            (tried[0].step.as_str(), tried[0].learned.value.as_str()),
            ("Ring the chapel", "The bus")
        );
    }

    #[test]
    fn a_hope_that_was_taken_out_meanwhile_is_there_again_with_what_they_said() {
        let (mut store, mo, goal) = mo();
        let page = hand_over(&mut store, mo);
        let step = page_of(&mut store, mo).hopes[0].step.words.slot;
        set(&mut store, Thing::Goal(goal), "words", "");
        let mut answer = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
        answer.said.insert(step, "Hum along".to_owned());
        take_in(&mut store, &page, &answer).unwrap();
        assert_eq!(Person { person: mo }.run(&mut store).unwrap().goals.len(), 1);
    }

    #[test]
    fn an_answer_reaches_no_further_than_the_places_of_its_page() {
        let (mut store, mo, goal) = mo();
        let page = hand_over(&mut store, mo);
        let before = store.heads().unwrap();
        let shown = page_of(&mut store, mo);
        let answer = Answer {
            at: Moment(1_790_000_000_000),
            said: BTreeMap::from([
                (Slot(999), "Elsewhere".to_owned()),
                (shown.hopes[0].going.slot, "Words".to_owned()),
            ]),
            numbers: BTreeMap::from([(shown.matters.slot, 3), (shown.hopes[0].going.slot, 200)]),
            steps: BTreeMap::from([(
                shown.matters.slot,
                StepAnswer { next: "A step".into(), ..StepAnswer::default() },
            )]),
            ..Answer::default()
        };
        take_in(&mut store, &page, &answer).unwrap();
        let is_of =
            |kind: Kind| store.heads().unwrap().iter().filter(|head| head.0 == kind.0).count();
        assert_eq!(is_of(tried::KIND), 0);
        let going = store.fields(Thing::Goal(goal).in_log()).unwrap().number(goal::GOING);
        assert_eq!(going, Some(u16::from(MOST_RATED)));
        let others = store.heads().unwrap();
        let n_new = others
            .iter()
            .filter(|head| !before.contains(head) && head.0 == registry::person::KIND.0);
        assert_eq!(n_new.count(), 0);
    }

    #[test]
    fn the_page_holds_no_note_no_risk_and_nobody_else() {
        let (mut store, mo, _) = mo();
        let about = [
            ("people_important", "Brenda next door"),
            ("also_worth_knowing", "Owes the rent"),
            ("access", "Key under the pot"),
        ];
        for (field, value) in about {
            set(&mut store, Thing::Person(mo), field, value);
        }
        let what = "The dog".to_owned();
        crate::requests::person::AddRisk { person: mo, what, checked_on: today() }
            .run(&mut store)
            .unwrap();
        MakePromise { person: mo, text: "Ring the GP".into(), by_worker: true, on: None }
            .run(&mut store)
            .unwrap();
        let told = format!("{:?}", page_of(&mut store, mo));
        for hidden in ["Brenda", "rent", "pot", "dog"] {
            assert!(!told.contains(hidden), "{hidden}");
        }
        assert!(told.contains("Ring the GP") && told.contains("Sing again"));
    }
}
