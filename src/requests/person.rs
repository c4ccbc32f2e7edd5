//! A person: the doorstep card, what matters to them, the story.

use super::{
    Author, FieldView, NextContact, PersonLine, PromiseLine, Run, Seen, Thing as About, Trouble,
    WorkerLine,
    authors::{author_of, field_view, person_line, worker_line},
    steps::{StepLine, steps_of},
    things,
    today::{Begun, begun_with},
};
use crate::{
    care::{Became, Day, GoalId, PersonId, RiskId, WorkerId},
    log::{
        Actor, Kind, Owner, Thing,
        registry::{
            self, FIELDS, attachment, connection, field_named, goal, measure, person, relation,
            risk, service, step,
        },
    },
    store::{Fields, Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    pub line: PersonLine,
    /// Who is responsible.
    pub worker: Option<WorkerLine>,
    /// Every field of a person by its name; a missing one was never set. The names:
    /// given_name family_name preferred_name born pronoun gender telephone address contact_by
    /// access please_do please_dont matters people_important communication support
    /// also_worth_knowing referrer_name referrer_contact gp_practice rhythm_days rhythm_words
    /// no_known_risks_on next_contact_on next_contact_how
    pub fields: BTreeMap<String, FieldView>,
    pub risks: Vec<RiskLine>,
    /// Open promises, ours before theirs, then by day.
    pub promises: Vec<PromiseLine>,
    pub goals: Vec<GoalLine>,
    pub next_contact: NextContact,
    /// Visits with them that were begun and not kept.
    pub begun: Vec<Begun>,
    /// Something here was written by a newer version of the app than this one.
    pub has_newer_fields: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskLine {
    pub id: RiskId,
    pub what: FieldView,
    pub checked_on: FieldView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalLine {
    pub id: GoalId,
    pub words: FieldView,
    /// How the worker would put it.
    pub wording: FieldView,
    pub importance: FieldView,
    pub step: FieldView,
    pub step_who: FieldView,
    pub step_when: FieldView,
    pub step_sure: FieldView,
    pub going: FieldView,
    /// Beside the one above, the earliest first.
    pub other_steps: Vec<StepLine>,
    pub by: Author,
}

impl GoalLine {
    /// Where the first step is over, the next of the others is the first.
    pub fn begins_with_another(&self) -> bool {
        let is_over = self.step.value.is_empty() && !self.step.has_versions();
        is_over && !self.other_steps.is_empty()
    }
}

/// Sets one field, or chooses between its versions (then `seen` covers them all). Answers what now
/// stands there: to take it back is to replace that and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetField {
    pub thing: About,
    pub field: String,
    /// Empty clears it.
    pub value: String,
    pub seen: Seen,
    /// The colleague whose words they are, where what they wrote is put back.
    pub of: Option<WorkerId>,
}

/// A risk and when it was last checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddRisk {
    pub person: PersonId,
    pub what: String,
    pub checked_on: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddGoal {
    pub person: PersonId,
    /// As they said it.
    pub words: String,
    pub step: String,
}

impl Run for Person {
    fn run(&self, store: &mut Store) -> Result<PersonPage, Trouble> {
        store.rebuild_person_now(self.person)?;
        let row = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let fields = store.fields(Thing { kind: person::KIND, id: self.person.to_bytes() })?;
        let mut views = BTreeMap::new();
        for spec in FIELDS.iter().filter(|spec| spec.kind == person::KIND) {
            if !fields.heads(spec.number).is_empty() && spec.number != person::EXTRA {
                views.insert(spec.name.to_owned(), field_view(store, &fields, spec)?);
            }
        }
        Ok(PersonPage {
            line: person_line(store, &row),
            worker: row.worker.map(|id| worker_line(store, id)),
            fields: views,
            risks: risks_of(store, self.person)?,
            promises: open_promises(store, self.person)?,
            goals: goals_of(store, self.person)?,
            begun: begun_with(store, self.person)?,
            next_contact: NextContact { on: row.next_contact_on, how: row.next_contact_how },
            has_newer_fields: store.has_newer_fields(self.person)?,
        })
    }
}

pub(super) fn open_promises(store: &Store, person: PersonId) -> Result<Vec<PromiseLine>, Trouble> {
    Ok(open_ones(promises_of(store, person)?))
}

pub(super) fn promises_of(store: &Store, person: PersonId) -> Result<Vec<PromiseLine>, Trouble> {
    let rows = store.promises_of(person)?;
    // One that was taken back has no words any more.
    let rows = rows.iter().filter(|row| !row.text.is_empty());
    rows.map(|row| super::promises::line_of(store, row)).collect()
}

fn risks_of(store: &Store, person: PersonId) -> Result<Vec<RiskLine>, Trouble> {
    let mut risks = Vec::new();
    for thing in store.parts_of(person, risk::KIND)? {
        let fields = store.fields(thing)?;
        let view = |number| view_of(store, &fields, risk::KIND, number);
        let line = RiskLine {
            id: RiskId::from_bytes(thing.id),
            what: view(risk::WHAT)?,
            checked_on: view(risk::CHECKED_ON)?,
        };
        // A risk whose words were cleared is no more; what it was stays in the log.
        if !line.what.value.is_empty() || line.what.has_versions() {
            risks.push(line);
        }
    }
    Ok(risks)
}

pub(super) fn goals_of(store: &Store, person: PersonId) -> Result<Vec<GoalLine>, Trouble> {
    let mut goals = Vec::new();
    for thing in store.parts_of(person, goal::KIND)? {
        goals.extend(goal_line(store, GoalId::from_bytes(thing.id))?);
    }
    for (of, step) in steps_of(store, person)? {
        if let Some(goal) = goals.iter_mut().find(|goal| goal.id == of) {
            goal.other_steps.push(step);
        }
    }
    Ok(goals)
}

/// With its other steps, to be told by itself.
pub(super) fn goal_with_steps(store: &Store, id: GoalId) -> Result<Option<GoalLine>, Trouble> {
    let Some(mut line) = goal_line(store, id)? else { return Ok(None) };
    if let Some(Owner::Person(person)) = store.owner_of(About::Goal(id).in_log())? {
        let steps = steps_of(store, person)?.into_iter();
        line.other_steps = steps.filter(|(of, _)| *of == id).map(|(_, step)| step).collect();
    }
    Ok(Some(line))
}

/// A hope whose words were cleared is no more; what it was stays in the log.
pub(super) fn goal_line(store: &Store, id: GoalId) -> Result<Option<GoalLine>, Trouble> {
    let fields = store.fields(About::Goal(id).in_log())?;
    let Some(first) = fields.origin() else { return Ok(None) };
    let view = |number| view_of(store, &fields, goal::KIND, number);
    let line = GoalLine {
        id,
        words: view(goal::WORDS)?,
        wording: view(goal::WORDING)?,
        importance: view(goal::IMPORTANCE)?,
        step: view(goal::STEP)?,
        step_who: view(goal::STEP_WHO)?,
        step_when: view(goal::STEP_WHEN)?,
        step_sure: view(goal::STEP_SURE)?,
        going: view(goal::GOING)?,
        other_steps: Vec::new(),
        by: author_of(store, first)?,
    };
    let texts = [&line.words, &line.wording, &line.step, &line.step_who, &line.step_when];
    let numbers = [&line.importance, &line.step_sure, &line.going];
    let has_versions = texts.into_iter().chain(numbers).any(FieldView::has_versions);
    let is_there = !line.words.value.is_empty() || has_versions;
    Ok(is_there.then_some(line))
}

pub(super) fn view_of(
    store: &Store,
    fields: &Fields,
    kind: Kind,
    number: u16,
) -> Result<FieldView, Trouble> {
    let spec = registry::field(kind, number).ok_or(Trouble::NotFound)?;
    field_view(store, fields, spec)
}

/// Ours before theirs, then by day. What came to something is part of the story.
fn open_ones(mut promises: Vec<PromiseLine>) -> Vec<PromiseLine> {
    promises.retain(|line| {
        let is_open = line.became.as_ref().is_none_or(|became| *became == Became::NotYet);
        is_open || line.fields.values().any(FieldView::has_versions)
    });
    promises.sort_by_key(|line| (!line.by_worker, line.on.is_none(), line.on, line.id));
    promises
}

impl Run for SetField {
    fn run(&self, store: &mut Store) -> Result<Seen, Trouble> {
        let thing = self.thing.in_log();
        let spec = field_named(thing.kind, &self.field).ok_or(Trouble::NotAValue)?;
        let text = self.value.trim();
        let value = if text.is_empty() { Some(Vec::new()) } else { spec.shape.parse(text) };
        let value = value.ok_or(Trouble::NotAValue)?;
        let owner = store.owner_of(thing)?.ok_or(Trouble::NotFound)?;
        if text.is_empty() {
            may_be_cleared(store, thing, spec.number)?;
        }
        super::contacts::may_be_set(store, thing, text)?;
        let mut writing = Writing::at(store.now());
        let put = Put { field: spec.number, value, seen: self.seen.clone() };
        let actor = match self.of {
            Some(colleague) => Actor::Worker(colleague),
            None => actor_for(store, owner, thing.kind, spec.number),
        };
        writing.put(owner, actor, thing, vec![put]);
        Ok(store.write(writing)?)
    }
}

/// A line without a name is one that nobody can tap, and a thread without a day is never asked after.
fn may_be_cleared(store: &Store, thing: Thing, field: u16) -> Result<(), Trouble> {
    if is_last_name(store, thing, field)? || (thing.kind, field) == (service::KIND, service::NAME) {
        return Err(Trouble::NameMissing);
    }
    if (thing.kind, field) == (connection::KIND, connection::ON) {
        return Err(Trouble::DayMissing);
    }
    if (thing.kind, field) == (attachment::KIND, attachment::WORDS) {
        return Err(Trouble::NothingWritten);
    }
    Ok(())
}

fn is_last_name(store: &Store, thing: Thing, field: u16) -> Result<bool, Trouble> {
    const NAMES: [u16; 3] = [person::GIVEN_NAME, person::FAMILY_NAME, person::PREFERRED_NAME];
    if thing.kind != person::KIND || !NAMES.contains(&field) {
        return Ok(false);
    }
    let fields = store.fields(thing)?;
    let mut others = NAMES.iter().filter(|name| **name != field);
    Ok(others.all(|name| fields.text(*name).trim().is_empty()))
}

/// Some fields hold the person's own words, whoever types them.
pub(super) fn actor_for(store: &Store, owner: Owner, kind: Kind, field: u16) -> Actor {
    let own_words = [
        (person::KIND, person::MATTERS),
        (person::KIND, person::PEOPLE_IMPORTANT),
        (person::KIND, person::IF_HARD_SIGNS),
        (person::KIND, person::IF_HARD_HELPS),
        (person::KIND, person::IF_HARD_WHOM),
        (person::KIND, person::STRENGTHS),
        (person::KIND, person::HELPS),
        (person::KIND, person::GETS_IN_THE_WAY),
        (person::KIND, person::SHARING_WISHES),
        (person::KIND, person::TELL_GP),
        (goal::KIND, goal::PERSON),
        (goal::KIND, goal::WORDS),
        (goal::KIND, goal::GOING),
        (goal::KIND, goal::IMPORTANCE),
        (goal::KIND, goal::STEP_SURE),
        (step::KIND, step::SURE),
        (measure::KIND, measure::PERSON),
        (measure::KIND, measure::AT),
        (measure::KIND, measure::QUESTION),
        (measure::KIND, measure::ANSWER),
        (measure::KIND, measure::GOAL),
        (relation::KIND, relation::PERSON),
        (relation::KIND, relation::NAME),
        (relation::KIND, relation::WHO),
        (relation::KIND, relation::NEARNESS),
        (relation::KIND, relation::WORDS),
    ];
    match owner {
        Owner::Person(person) if own_words.contains(&(kind, field)) => Actor::Person(person),
        Owner::Person(_) | Owner::Team | Owner::Closed(_) => store.as_worker(),
    }
}

impl Run for AddRisk {
    fn run(&self, store: &mut Store) -> Result<RiskId, Trouble> {
        let what = self.what.trim();
        if what.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = things::fresh(store, risk::KIND);
        let puts = vec![
            Put::new(risk::PERSON, self.person.to_bytes()),
            Put::new(risk::WHAT, what),
            Put::new(risk::CHECKED_ON, self.checked_on.to_string()),
        ];
        let mut writing = Writing::at(store.now());
        writing.put(self.person, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(RiskId::from_bytes(thing.id))
    }
}

impl Run for AddGoal {
    fn run(&self, store: &mut Store) -> Result<GoalId, Trouble> {
        let words = self.words.trim();
        if words.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let thing = things::fresh(store, goal::KIND);
        let mut writing = Writing::at(store.now());
        let said =
            vec![Put::new(goal::PERSON, self.person.to_bytes()), Put::new(goal::WORDS, words)];
        writing.put(self.person, Actor::Person(self.person), thing, said);
        if !self.step.trim().is_empty() {
            let step = vec![Put::new(goal::STEP, self.step.trim())];
            writing.put(self.person, store.as_worker(), thing, step);
        }
        store.write(writing)?;
        Ok(GoalId::from_bytes(thing.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{people::AddPerson, things::TakeBack};

    fn mo() -> (Store, PersonId) {
        let mut store = Store::alone_at("2026-11-22T12:00:00Z");
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let id = AddPerson { fields }.run(&mut store).unwrap();
        (store, id)
    }

    fn set(store: &mut Store, person: PersonId, value: &str, seen: Seen) -> Seen {
        let (field, value) = ("access".to_owned(), value.to_owned());
        let thing = About::Person(person);
        SetField { thing, field, value, seen, of: None }.run(store).unwrap()
    }

    fn access(store: &mut Store, person: PersonId) -> FieldView {
        Person { person }.run(store).unwrap().fields.remove("access").unwrap_or_default()
    }

    fn values(view: &FieldView) -> Vec<&str> {
        let mut values: Vec<&str> =
            view.versions.iter().map(|version| version.value.as_str()).collect();
        values.sort_unstable();
        values
    }

    #[test]
    fn what_came_while_somebody_was_typing_is_not_replaced() {
        let (mut store, mo) = mo();
        let opened = access(&mut store, mo).seen;
        set(&mut store, mo, "Front door", opened.clone());
        set(&mut store, mo, "Side door", opened);
        assert_eq!(values(&access(&mut store, mo)), ["Front door", "Side door"]);
    }

    #[test]
    fn undo_takes_back_what_was_written_and_nothing_that_came_since() {
        let (mut store, mo) = mo();
        let first = set(&mut store, mo, "Front door", Seen::default());
        let ours = set(&mut store, mo, "Side door", first.clone());
        set(&mut store, mo, "Back door", first);
        set(&mut store, mo, "Front door", ours);
        assert_eq!(values(&access(&mut store, mo)), ["Back door", "Front door"]);
    }

    #[test]
    fn undoing_a_choice_brings_both_versions_back() {
        let (mut store, mo) = mo();
        set(&mut store, mo, "Front door", Seen::default());
        set(&mut store, mo, "Side door", Seen::default());
        let both = access(&mut store, mo).seen;
        let chosen = set(&mut store, mo, "Side door", both);
        assert!(!access(&mut store, mo).has_versions());
        set(&mut store, mo, "Front door", chosen.clone());
        set(&mut store, mo, "Side door", chosen);
        assert_eq!(values(&access(&mut store, mo)), ["Front door", "Side door"]);
    }

    #[test]
    fn the_last_name_is_not_cleared() {
        let (mut store, mo) = mo();
        let seen = Person { person: mo }.run(&mut store).unwrap().fields["given_name"].seen.clone();
        let (thing, field) = (About::Person(mo), "given_name".to_owned());
        let cleared =
            SetField { thing, field, value: String::new(), seen, of: None }.run(&mut store);
        assert_eq!(cleared, Err(Trouble::NameMissing));
    }

    #[test]
    fn a_hope_that_is_taken_back_is_no_more() {
        let (mut store, mo) = mo();
        let hope = AddGoal { person: mo, words: "Sing".into(), step: "Ring the chapel".into() };
        let goal = hope.run(&mut store).unwrap();
        TakeBack { thing: About::Goal(goal) }.run(&mut store).unwrap();
        assert_eq!(Person { person: mo }.run(&mut store).unwrap().goals, []);
    }
}
