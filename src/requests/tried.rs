//! What we tried of a step, and what we learned: it stays in view when the step changes (P2, P4).

use super::{
    Author, FieldView, Run, Seen, Thing, Trouble,
    authors::author_of,
    person::{actor_for, view_of},
    steps::{StepLine, steps_of},
    stood::Stood,
    things,
};
use crate::{
    care::{
        GoalId, Moment, PersonId, StepId, TriedId,
        tried::{StepBecame, step_after},
    },
    log::registry::{goal, step, tried},
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatWeTried {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedPage {
    pub called: String,
    /// The hope of which something was tried last comes first.
    pub hopes: Vec<HopeTried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopeTried {
    /// Without one where life happened to all of them.
    pub goal: Option<GoalId>,
    /// Empty where the hope is no more.
    pub words: String,
    /// The steps that stand now.
    pub steps: Vec<String>,
    /// The newest first.
    pub tried: Vec<TriedLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedLine {
    pub id: TriedId,
    pub at: Moment,
    pub goal: Option<GoalId>,
    /// The words of the hope.
    pub hope: String,
    /// As it was when it was tried.
    pub step: String,
    pub became: StepBecame,
    /// Where one took it back and another wrote on, both.
    pub became_view: FieldView,
    pub learned: FieldView,
    pub by: Author,
}

/// Keeps what became of the step as it stands, and puts the next one in its place, in one action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeStep {
    pub person: PersonId,
    pub goal: Option<GoalId>,
    /// Where it is not the first of the hope.
    pub step: Option<StepId>,
    pub became: StepBecame,
    pub learned: String,
    pub next: String,
    /// What was shown of the step.
    pub seen: Seen,
}

/// With what stood before, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChanged {
    pub tried: TriedId,
    /// Where the step did not stay as it was.
    step: Option<Stood>,
    stands: Seen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeStepBack {
    pub changed: StepChanged,
}

impl Run for WhatWeTried {
    fn run(&self, store: &mut Store) -> Result<TriedPage, Trouble> {
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let mut lines = Vec::new();
        for thing in store.parts_of(self.person, tried::KIND)? {
            lines.extend(line_of(store, TriedId::from_bytes(thing.id))?);
        }
        lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
        let others = steps_of(store, self.person)?;
        let mut hopes: Vec<HopeTried> = Vec::new();
        for line in lines {
            if let Some(hope) = hopes.iter_mut().find(|hope| hope.goal == line.goal) {
                hope.tried.push(line);
                continue;
            }
            let (goal, words) = (line.goal, line.hope.clone());
            let steps = steps_now(store, &others, goal)?;
            hopes.push(HopeTried { goal, words, steps, tried: vec![line] });
        }
        Ok(TriedPage { called: row.called().to_owned(), hopes })
    }
}

fn steps_now(
    store: &Store,
    others: &[(GoalId, StepLine)],
    goal: Option<GoalId>,
) -> Result<Vec<String>, Trouble> {
    let Some(goal) = goal else { return Ok(Vec::new()) };
    let mut steps = vec![store.fields(Thing::Goal(goal).in_log())?.text(goal::STEP)];
    let others = others.iter().filter(|(of, _)| *of == goal);
    steps.extend(others.map(|(_, step)| step.words.value.clone()));
    steps.retain(|words| !words.is_empty());
    Ok(steps)
}

/// `None`: it was taken back.
pub(super) fn line_of(store: &Store, id: TriedId) -> Result<Option<TriedLine>, Trouble> {
    let fields = store.fields(Thing::Tried(id).in_log())?;
    let became = fields.text(tried::BECAME);
    let Some(first) = fields.origin().filter(|_| !became.is_empty()) else { return Ok(None) };
    let goal = fields.id(tried::GOAL).map(GoalId);
    let hope = match goal {
        Some(goal) => store.fields(Thing::Goal(goal).in_log())?.text(goal::WORDS),
        None => String::new(),
    };
    Ok(Some(TriedLine {
        id,
        at: first.at,
        goal,
        hope,
        step: fields.text(tried::STEP),
        became: StepBecame::from_word(&became),
        became_view: view_of(store, &fields, tried::KIND, tried::BECAME)?,
        learned: view_of(store, &fields, tried::KIND, tried::LEARNED)?,
        by: author_of(store, first)?,
    }))
}

impl Run for ChangeStep {
    fn run(&self, store: &mut Store) -> Result<StepChanged, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let was = self.step_shown(store)?;
        let thing = things::fresh(store, tried::KIND);
        let mut puts = vec![Put::new(tried::PERSON, self.person.to_bytes())];
        puts.extend(self.goal.map(|goal| Put::new(tried::GOAL, goal.to_bytes())));
        puts.push(Put::new(tried::BECAME, self.became.as_word()));
        puts.extend(things::filled([(tried::STEP, &was), (tried::LEARNED, &self.learned)]));
        let mut writing = Writing::at(store.now());
        writing.put(self.person, store.as_worker(), thing, puts);
        let next = step_after(&self.became, &was, &self.next);
        let step = match self.place().filter(|_| next != was) {
            Some(place) => Some(self.put_step(store, &mut writing, place, next)?),
            None => None,
        };
        let stands = store.write(writing)?;
        Ok(StepChanged { tried: TriedId::from_bytes(thing.id), step, stands })
    }
}

impl ChangeStep {
    /// What was tried is what was shown, though a colleague has put another step there meanwhile.
    fn step_shown(&self, store: &Store) -> Result<String, Trouble> {
        let field = self.place().map_or(goal::STEP, |(_, field)| field);
        let shown = self.seen.latest(store, field)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&shown).into_owned())
    }

    fn put_step(
        &self,
        store: &Store,
        writing: &mut Writing,
        (thing, field): (Thing, u16),
        next: &str,
    ) -> Result<Stood, Trouble> {
        let mut puts = vec![Put { field, value: next.into(), seen: self.seen.clone() }];
        puts.extend(self.of_the_old_step(store, thing, field)?);
        let stood = Stood::before(store, thing, &puts)?;
        let (owner, thing) = (self.person, thing.in_log());
        for put in puts {
            let actor = actor_for(store, owner.into(), thing.kind, put.field);
            writing.put(owner, actor, thing, vec![put]);
        }
        Ok(stood)
    }

    /// Who takes a step, when, and how sure they feel goes with it. Where a colleague has put another
    /// step there meanwhile, it may be said of that one, and stays.
    fn of_the_old_step(
        &self,
        store: &Store,
        thing: Thing,
        field: u16,
    ) -> Result<Vec<Put>, Trouble> {
        let fields = store.fields(thing.in_log())?;
        if !fields.heads(field).iter().all(|head| self.seen.has(head.change)) {
            return Ok(Vec::new());
        }
        let of_it = match thing {
            Thing::Step(_) => [step::WHO, step::WHEN, step::SURE],
            _ => [goal::STEP_WHO, goal::STEP_WHEN, goal::STEP_SURE],
        };
        let is_said = |field: &u16| fields.heads(*field).iter().any(|head| !head.value.is_empty());
        let said = of_it.into_iter().filter(is_said);
        Ok(said.map(|field| Put { field, value: Vec::new(), seen: fields.seen(field) }).collect())
    }

    /// Where the step stands.
    fn place(&self) -> Option<(Thing, u16)> {
        match self.step {
            Some(other) => Some((Thing::Step(other), step::WORDS)),
            None => self.goal.map(|goal| (Thing::Goal(goal), goal::STEP)),
        }
    }
}

impl Run for TakeStepBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let StepChanged { tried, step, stands } = &self.changed;
        let thing = Thing::Tried(*tried).in_log();
        let owner = store.owner_of(thing)?.ok_or(Trouble::NotFound)?;
        let mut writing = Writing::at(store.now());
        let none = Put { field: tried::BECAME, value: Vec::new(), seen: stands.clone() };
        writing.put(owner, store.as_worker(), thing, vec![none]);
        if let Some(stood) = step {
            stood.put_back(&mut writing, store, stands)?;
        }
        Ok(store.write(writing).map(drop)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{
        people::AddPerson,
        person::{AddGoal, Person, SetField},
        story::{Filter, Story, Told},
    };

    fn mo_with_a_hope() -> (Store, PersonId, GoalId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let person = AddPerson { fields }.run(&mut store).unwrap();
        let (words, step) = ("Sing again".to_owned(), "Ring the chapel".to_owned());
        let goal = AddGoal { person, words, step }.run(&mut store).unwrap();
        (store, person, goal)
    }

    fn change(
        store: &mut Store,
        (person, goal): (PersonId, GoalId),
        became: StepBecame,
        next: &str,
    ) -> StepChanged {
        let seen = step(store, person).seen;
        let (learned, next) = ("The stairs are steep".to_owned(), next.to_owned());
        ChangeStep { person, goal: Some(goal), step: None, became, learned, next, seen }
            .run(store)
            .unwrap()
    }

    fn step(store: &mut Store, person: PersonId) -> FieldView {
        Person { person }.run(store).unwrap().goals.remove(0).step
    }

    fn hopes(store: &mut Store, person: PersonId) -> Vec<HopeTried> {
        WhatWeTried { person }.run(store).unwrap().hopes
    }

    #[test]
    fn p2_a_changed_step_keeps_what_was_tried() {
        let (mut store, mo, goal) = mo_with_a_hope();
        change(&mut store, (mo, goal), StepBecame::Adjusted, "Listen from the porch");
        assert_eq!(step(&mut store, mo).value, "Listen from the porch");
        store.set_now("2026-11-29T12:00:00Z");
        change(&mut store, (mo, goal), StepBecame::Done, "");
        assert_eq!(step(&mut store, mo).value, "");
        let [hope] = &hopes(&mut store, mo)[..] else { panic!("one hope") };
        assert_eq!(hope.words, "Sing again");
        let steps: Vec<&str> = hope.tried.iter().map(|line| line.step.as_str()).collect();
        assert_eq!(steps, ["Listen from the porch", "Ring the chapel"]);
        assert_eq!(hope.tried[1].learned.value, "The stairs are steep");
    }

    #[test]
    fn p2_taken_back_the_step_stands_as_before_and_nothing_is_told() {
        let (mut store, mo, goal) = mo_with_a_hope();
        let changed = change(&mut store, (mo, goal), StepBecame::Swapped, "");
        assert_eq!(step(&mut store, mo).value, "");
        TakeStepBack { changed }.run(&mut store).unwrap();
        let step = step(&mut store, mo);
        assert_eq!((step.value.as_str(), step.has_versions()), ("Ring the chapel", false));
        assert_eq!(hopes(&mut store, mo), []);
        assert_eq!(plan(&mut store, mo).len(), 1);
    }

    /// By somebody who has not seen what became of the step meanwhile.
    fn late(person: PersonId, goal: GoalId, seen: Seen) -> ChangeStep {
        let (learned, next) = (String::new(), "Ring Brenda".to_owned());
        ChangeStep {
            person,
            goal: Some(goal),
            step: None,
            became: StepBecame::Swapped,
            learned,
            next,
            seen,
        }
    }

    #[test]
    fn p2_a_step_that_a_colleague_changed_meanwhile_is_not_replaced() {
        let (mut store, mo, goal) = mo_with_a_hope();
        let seen = step(&mut store, mo).seen;
        change(&mut store, (mo, goal), StepBecame::Adjusted, "Listen from the porch");
        late(mo, goal, seen).run(&mut store).unwrap();
        assert_eq!(step(&mut store, mo).versions.len(), 2);
    }

    #[test]
    fn p2_what_was_tried_is_the_step_that_was_shown() {
        let (mut store, mo, goal) = mo_with_a_hope();
        let seen = step(&mut store, mo).seen;
        change(&mut store, (mo, goal), StepBecame::Adjusted, "Listen from the porch");
        store.set_now("2026-11-29T12:00:00Z");
        let changed = late(mo, goal, seen).run(&mut store).unwrap();
        assert_eq!(hopes(&mut store, mo)[0].tried[0].step, "Ring the chapel");
        TakeStepBack { changed }.run(&mut store).unwrap();
        let step = step(&mut store, mo);
        assert_eq!((step.value.as_str(), step.has_versions()), ("Listen from the porch", false));
    }

    /// Who takes the first step, when, and how sure they feel of it.
    fn of_the_step(store: &mut Store, person: PersonId) -> [String; 3] {
        let goal = Person { person }.run(store).unwrap().goals.remove(0);
        [goal.step_who, goal.step_when, goal.step_sure].map(|view| view.value)
    }

    fn say_who_when_and_how_sure(store: &mut Store, goal: GoalId) {
        let said = [("step_who", "me"), ("step_when", "On Thursday"), ("step_sure", "4")];
        for (field, value) in said {
            let (thing, seen) = (Thing::Goal(goal), Seen::default());
            let (field, value) = (field.to_owned(), value.to_owned());
            SetField { thing, field, value, seen, of: None }.run(store).unwrap();
        }
    }

    #[test]
    fn p2_who_when_and_how_sure_go_with_the_step_that_they_were_said_of() {
        let (mut store, mo, goal) = mo_with_a_hope();
        say_who_when_and_how_sure(&mut store, goal);
        let life = change(&mut store, (mo, goal), StepBecame::LifeHappened, "");
        assert_eq!(of_the_step(&mut store, mo), ["me", "On Thursday", "4"], "it is the same step");
        TakeStepBack { changed: life }.run(&mut store).unwrap();
        let changed = change(&mut store, (mo, goal), StepBecame::Swapped, "Ring Brenda");
        assert_eq!(of_the_step(&mut store, mo), ["", "", ""]);
        TakeStepBack { changed }.run(&mut store).unwrap();
        assert_eq!(of_the_step(&mut store, mo), ["me", "On Thursday", "4"]);
    }

    #[test]
    fn p2_what_was_said_of_the_step_of_a_colleague_stays() {
        let (mut store, mo, goal) = mo_with_a_hope();
        let seen = step(&mut store, mo).seen;
        change(&mut store, (mo, goal), StepBecame::Adjusted, "Listen from the porch");
        say_who_when_and_how_sure(&mut store, goal);
        late(mo, goal, seen).run(&mut store).unwrap();
        assert_eq!(of_the_step(&mut store, mo), ["me", "On Thursday", "4"]);
    }

    #[test]
    fn p2_taken_back_both_steps_that_stood_stand_again() {
        let (mut store, mo, goal) = mo_with_a_hope();
        let seen = step(&mut store, mo).seen;
        change(&mut store, (mo, goal), StepBecame::Adjusted, "Listen from the porch");
        late(mo, goal, seen).run(&mut store).unwrap();
        let changed = change(&mut store, (mo, goal), StepBecame::Swapped, "Hum at home");
        assert!(!step(&mut store, mo).has_versions());
        TakeStepBack { changed }.run(&mut store).unwrap();
        let mut steps: Vec<_> =
            step(&mut store, mo).versions.into_iter().map(|version| version.value).collect();
        steps.sort();
        assert_eq!(steps, ["Listen from the porch", "Ring Brenda"]);
    }

    #[test]
    fn p4_life_happened_needs_no_hope_and_takes_nothing_away() {
        let (mut store, person, goal) = mo_with_a_hope();
        change(&mut store, (person, goal), StepBecame::Adjusted, "Listen from the porch");
        let life = ChangeStep {
            person,
            goal: None,
            step: None,
            became: StepBecame::LifeHappened,
            learned: "Her sister died.".into(),
            next: String::new(),
            seen: Seen::default(),
        };
        store.set_now("2026-11-29T12:00:00Z");
        life.run(&mut store).unwrap();
        assert_eq!(step(&mut store, person).value, "Listen from the porch");
        let told = plan(&mut store, person);
        let Some(Told::Tried(line)) = told.first() else { panic!("told first") };
        assert_eq!((line.goal, &line.became), (None, &StepBecame::LifeHappened));
        assert_eq!(told.len(), 3, "what was tried before and the hope stay in view");
    }

    fn plan(store: &mut Store, person: PersonId) -> Vec<Told> {
        let story = Story { person, filter: Filter::Plan, words: String::new(), most: 9 };
        story.run(store).unwrap().told
    }
}
