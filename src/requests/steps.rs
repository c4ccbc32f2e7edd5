//! Small steps beside the first one of a hope. Each goes its own way: who takes it, when, how sure the
//! person feels, and what became of it.

use super::{Author, FieldView, Run, Trouble, authors::author_of, person::view_of, things};
use crate::{
    care::{GoalId, Moment, PersonId, StepId},
    log::{Thing as InLog, registry::step},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    pub id: StepId,
    pub words: FieldView,
    pub who: FieldView,
    pub when: FieldView,
    pub sure: FieldView,
    pub by: Author,
}

/// Another small step of a hope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddStep {
    pub person: PersonId,
    pub goal: GoalId,
    pub words: String,
}

impl Run for AddStep {
    fn run(&self, store: &mut Store) -> Result<StepId, Trouble> {
        let words = self.words.trim();
        if words.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = things::fresh(store, step::KIND);
        let mut writing = Writing::at(store.now());
        let puts = vec![
            Put::new(step::PERSON, self.person.to_bytes()),
            Put::new(step::GOAL, self.goal.to_bytes()),
            Put::new(step::WORDS, words),
        ];
        writing.put(self.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(StepId::from_bytes(thing.id))
    }
}

/// Of every hope of somebody, in the order in which they were written down. One whose words were cleared
/// is no more; what was tried of it stays.
pub(super) fn steps_of(
    store: &Store,
    person: PersonId,
) -> Result<Vec<(GoalId, StepLine)>, Trouble> {
    let mut steps: Vec<(Moment, GoalId, StepLine)> = Vec::new();
    for thing in store.parts_of(person, step::KIND)? {
        steps.extend(step_line(store, thing)?);
    }
    steps.sort_by_key(|(at, _, line)| (*at, line.id));
    Ok(steps.into_iter().map(|(_, goal, line)| (goal, line)).collect())
}

fn step_line(store: &Store, thing: InLog) -> Result<Option<(Moment, GoalId, StepLine)>, Trouble> {
    let fields = store.fields(thing)?;
    let (Some(first), Some(goal)) = (fields.origin(), fields.id(step::GOAL)) else {
        return Ok(None);
    };
    let view = |number| view_of(store, &fields, step::KIND, number);
    let line = StepLine {
        id: StepId::from_bytes(thing.id),
        words: view(step::WORDS)?,
        who: view(step::WHO)?,
        when: view(step::WHEN)?,
        sure: view(step::SURE)?,
        by: author_of(store, first)?,
    };
    let has_versions =
        [&line.words, &line.who, &line.when, &line.sure].into_iter().any(FieldView::has_versions);
    let is_there = !line.words.value.is_empty() || has_versions;
    Ok(is_there.then_some((first.at, GoalId(goal), line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::tried::StepBecame,
        log::{Actor, registry::goal},
        requests::{
            Seen, Thing,
            people::AddPerson,
            person::{AddGoal, Person, SetField},
            story::{Filter, Story},
            things::TakeBack,
            tried::{ChangeStep, TakeStepBack, WhatWeTried},
        },
    };

    fn mo() -> (Store, PersonId, GoalId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut store).unwrap();
        let (words, step) = ("Sing again".to_owned(), "Ring the chapel".to_owned());
        let goal = AddGoal { person: mo, words, step }.run(&mut store).unwrap();
        (store, mo, goal)
    }

    fn add(store: &mut Store, person: PersonId, goal: GoalId, words: &str) -> StepId {
        AddStep { person, goal, words: words.to_owned() }.run(store).unwrap()
    }

    fn others(store: &mut Store, person: PersonId) -> Vec<String> {
        let goals = Person { person }.run(store).unwrap().goals;
        goals[0].other_steps.iter().map(|line| line.words.value.clone()).collect()
    }

    #[test]
    fn a_hope_has_as_many_small_steps_as_they_like_in_the_order_of_their_writing() {
        let (mut store, mo, goal) = mo();
        add(&mut store, mo, goal, "Ask about the bus");
        store.set_now("2026-11-23T12:00:00Z");
        let scarf = add(&mut store, mo, goal, "Find the scarf");
        assert_eq!(others(&mut store, mo), ["Ask about the bus", "Find the scarf"]);
        TakeBack { thing: Thing::Step(scarf) }.run(&mut store).unwrap();
        assert_eq!(others(&mut store, mo), ["Ask about the bus"]);
    }

    #[test]
    fn where_the_first_step_is_over_the_next_of_them_is_the_first() {
        let (mut store, mo, goal) = mo();
        let begins_with_another = |store: &mut Store| {
            let goals = Person { person: mo }.run(store).unwrap().goals;
            goals[0].begins_with_another()
        };
        add(&mut store, mo, goal, "Ask about the bus");
        assert!(!begins_with_another(&mut store));
        let seen = store.fields(Thing::Goal(goal).in_log()).unwrap().seen(goal::STEP);
        let (thing, field) = (Thing::Goal(goal), "step".to_owned());
        SetField { thing, field, value: String::new(), seen, of: None }.run(&mut store).unwrap();
        assert!(begins_with_another(&mut store));
    }

    #[test]
    fn how_sure_they_feel_of_it_is_theirs_to_say() {
        let (mut store, mo, goal) = mo();
        let thing = Thing::Step(add(&mut store, mo, goal, "Ask about the bus"));
        let (field, value, seen) = ("step_sure".to_owned(), "7".to_owned(), Seen::default());
        SetField { thing, field, value, seen, of: None }.run(&mut store).unwrap();
        let fields = store.fields(thing.in_log()).unwrap();
        assert_eq!(fields.shown(step::SURE).unwrap().actor, Actor::Person(mo));
    }

    #[test]
    fn the_words_of_every_step_are_found_in_the_story() {
        let (mut store, mo, goal) = mo();
        add(&mut store, mo, goal, "Ask about the bus");
        let found = |store: &mut Store, search: &str| {
            let (person, filter, words) = (mo, Filter::Plan, search.to_owned());
            Story { person, filter, words, most: 10 }.run(store).unwrap().told.len()
        };
        assert_eq!((found(&mut store, "bus"), found(&mut store, "train")), (1, 0));
    }

    #[test]
    fn a_step_without_words_is_none() {
        let (mut store, mo, goal) = mo();
        let empty = AddStep { person: mo, goal, words: "  ".to_owned() }.run(&mut store);
        assert_eq!(empty, Err(Trouble::NothingWritten));
        assert_eq!(others(&mut store, mo), Vec::<String>::new());
    }

    #[test]
    fn p2_what_became_of_another_step_is_kept_and_can_be_taken_back() {
        let (mut store, mo, goal) = mo();
        let bus = add(&mut store, mo, goal, "Ask about the bus");
        let seen = store.fields(Thing::Step(bus).in_log()).unwrap().seen(step::WORDS);
        let change = ChangeStep {
            person: mo,
            goal: Some(goal),
            step: Some(bus),
            became: StepBecame::Done,
            learned: "It goes on Thursdays".to_owned(),
            next: String::new(),
            seen,
        };
        let changed = change.run(&mut store).unwrap();
        assert_eq!(others(&mut store, mo), Vec::<String>::new());
        let hope = WhatWeTried { person: mo }.run(&mut store).unwrap().hopes.remove(0);
        assert_eq!((hope.goal, hope.tried[0].step.as_str()), (Some(goal), "Ask about the bus"));
        assert_eq!(hope.steps, ["Ring the chapel"], "the first is as it was");
        TakeStepBack { changed }.run(&mut store).unwrap();
        assert_eq!(others(&mut store, mo), ["Ask about the bus"]);
        assert_eq!(WhatWeTried { person: mo }.run(&mut store).unwrap().hopes, []);
    }
}
