//! A worry about somebody's safety, where only those read it who must: what was seen, what was said
//! and what the worker makes of it are kept apart, and so is who was told, and when. What the team
//! does then is on every phone, with or without a signal.

use super::{
    Author, FieldView, Run, Thing, Trouble, WorkerLine,
    authors::{author_of, colleagues, worker_line},
    person::view_of,
    things,
};
use crate::{
    care::{ConcernId, Moment, PersonId, SafetyStepId, TellingId, WorkerId},
    log::{
        Owner,
        registry::{concern, safety_step, telling},
    },
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};

/// What this worker may read of worries about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerns {
    pub person: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernsPage {
    pub called: String,
    /// The latest first.
    pub concerns: Vec<ConcernLine>,
    pub steps: Vec<StepLine>,
    pub colleagues: Vec<Colleague>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub worker: WorkerLine,
    pub is_lead: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernLine {
    pub id: ConcernId,
    pub at: Moment,
    pub by: Author,
    pub fact: String,
    pub quote: String,
    pub view: String,
    /// The earliest first.
    pub told: Vec<TellingLine>,
    /// Who else reads it.
    pub readers: Vec<WorkerLine>,
    /// All of it has reached those who read it as far as the server; until then, one rings.
    pub is_in_team_record: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellingLine {
    pub id: TellingId,
    pub at: Moment,
    pub whom: String,
    pub words: String,
    pub by: Author,
}

/// A step of what this team does when it worries about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    pub id: SafetyStepId,
    pub words: FieldView,
    pub telephone: FieldView,
}

impl StepLine {
    pub fn has_versions(&self) -> bool {
        self.words.has_versions() || self.telephone.has_versions()
    }
}

/// Written once; what comes after is told beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteConcern {
    pub person: PersonId,
    pub fact: String,
    pub quote: String,
    pub view: String,
    pub readers: Vec<WorkerId>,
}

/// Somebody was told, or something else happened since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub concern: ConcernId,
    pub whom: String,
    pub words: String,
}

/// One more colleague reads it from now on, and all that was written before. It cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetRead {
    pub concern: ConcernId,
    pub worker: WorkerId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetySteps {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddSafetyStep {
    pub words: String,
    pub telephone: String,
}

impl Run for Concerns {
    fn run(&self, store: &mut Store) -> Result<ConcernsPage, Trouble> {
        let person = store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let mut concerns = Vec::new();
        let about = (concern::KIND, concern::PERSON);
        for (thing, fields) in store.parts_naming(Owner::Team, about.0, about.1, self.person.0)? {
            let id = ConcernId::from_bytes(thing.id);
            let (Some(first), Some(at)) = (fields.origin(), fields.moment(concern::AT)) else {
                continue;
            };
            concerns.push(ConcernLine {
                id,
                at,
                by: author_of(store, first)?,
                fact: fields.text(concern::FACT),
                quote: fields.text(concern::QUOTE),
                view: fields.text(concern::VIEW),
                told: told_of(store, id)?,
                readers: other_readers(store, id)?,
                is_in_team_record: is_in_team_record(store, id)?,
            });
        }
        concerns.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
        Ok(ConcernsPage {
            called: person.called().to_owned(),
            concerns,
            steps: SafetySteps {}.run(store)?,
            colleagues: colleagues(store).into_iter().map(|it| colleague(store, it)).collect(),
        })
    }
}

fn colleague(store: &Store, worker: WorkerLine) -> Colleague {
    let is_lead = store.book().is_lead(worker.id);
    Colleague { worker, is_lead }
}

fn told_of(store: &Store, concern: ConcernId) -> Result<Vec<TellingLine>, Trouble> {
    let mut told = Vec::new();
    for (thing, fields) in
        store.parts_naming(Owner::Team, telling::KIND, telling::CONCERN, concern.0)?
    {
        let (Some(first), Some(at)) = (fields.origin(), fields.moment(telling::AT)) else {
            continue;
        };
        told.push(TellingLine {
            id: TellingId::from_bytes(thing.id),
            at,
            whom: fields.text(telling::WHOM),
            words: fields.text(telling::WORDS),
            by: author_of(store, first)?,
        });
    }
    told.sort_by_key(|line| (line.at, line.id));
    Ok(told)
}

fn other_readers(store: &Store, concern: ConcernId) -> Result<Vec<WorkerLine>, Trouble> {
    let scope = store.scope_of(Thing::Concern(concern).in_log())?;
    let readers = scope.map(|scope| store.readers(scope)).unwrap_or_default();
    let others = readers.into_iter().map(|worker| worker_line(store, worker));
    Ok(others.filter(|worker| !worker.is_me).collect())
}

fn is_in_team_record(store: &Store, id: ConcernId) -> Result<bool, Trouble> {
    let mut is_there = store.is_in_record(Thing::Concern(id).in_log())?;
    for (thing, _) in store.parts_naming(Owner::Team, telling::KIND, telling::CONCERN, id.0)? {
        is_there &= store.is_in_record(thing)?;
    }
    Ok(is_there)
}

impl Run for WriteConcern {
    fn run(&self, store: &mut Store) -> Result<ConcernId, Trouble> {
        store.person(self.person)?.ok_or(Trouble::NotFound)?;
        let words = things::filled([
            (concern::FACT, &self.fact),
            (concern::QUOTE, &self.quote),
            (concern::VIEW, &self.view),
        ]);
        let words: Vec<Put> = words.collect();
        if words.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let scope = store.restricted_scope(self.readers.clone())?;
        let (now, thing) = (store.now(), things::fresh(store, concern::KIND));
        let mut puts = vec![
            Put::new(concern::PERSON, self.person.to_bytes()),
            Put::new(concern::AT, now.0.to_le_bytes()),
        ];
        puts.extend(words);
        let mut writing = Writing::at(now);
        writing.put(Owner::Closed(scope), store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(ConcernId::from_bytes(thing.id))
    }
}

impl Run for Told {
    fn run(&self, store: &mut Store) -> Result<TellingId, Trouble> {
        let words: Vec<Put> =
            things::filled([(telling::WHOM, &self.whom), (telling::WORDS, &self.words)]).collect();
        if words.is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let owner = store.owner_of(Thing::Concern(self.concern).in_log())?;
        let owner = owner.ok_or(Trouble::NotFound)?;
        let (now, thing) = (store.now(), things::fresh(store, telling::KIND));
        let mut puts = vec![
            Put::new(telling::CONCERN, self.concern.to_bytes()),
            Put::new(telling::AT, now.0.to_le_bytes()),
        ];
        puts.extend(words);
        let mut writing = Writing::at(now);
        writing.put(owner, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(TellingId::from_bytes(thing.id))
    }
}

impl Run for LetRead {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let scope = store.scope_of(Thing::Concern(self.concern).in_log())?;
        Ok(store.add_reader(scope.ok_or(Trouble::NotFound)?, self.worker)?)
    }
}

impl Run for SafetySteps {
    fn run(&self, store: &mut Store) -> Result<Vec<StepLine>, Trouble> {
        let mut steps = Vec::new();
        for thing in store.parts_of(Owner::Team, safety_step::KIND)? {
            let fields = store.fields(thing)?;
            if fields.bytes(safety_step::WORDS).is_none() {
                continue;
            }
            let view = |field| view_of(store, &fields, safety_step::KIND, field);
            let line = StepLine {
                id: SafetyStepId::from_bytes(thing.id),
                words: view(safety_step::WORDS)?,
                telephone: view(safety_step::TELEPHONE)?,
            };
            steps.push((fields.number(safety_step::RANK), line));
        }
        steps.sort_by_key(|(rank, line)| (*rank, line.id));
        Ok(steps.into_iter().map(|(_, line)| line).collect())
    }
}

impl Run for AddSafetyStep {
    fn run(&self, store: &mut Store) -> Result<SafetyStepId, Trouble> {
        if self.words.trim().is_empty() {
            return Err(Trouble::NothingWritten);
        }
        let rank = u16::try_from(store.parts_of(Owner::Team, safety_step::KIND)?.len());
        let thing = things::fresh(store, safety_step::KIND);
        let mut puts: Vec<Put> = things::filled([
            (safety_step::WORDS, &self.words),
            (safety_step::TELEPHONE, &self.telephone),
        ])
        .collect();
        puts.push(Put::new(safety_step::RANK, rank.unwrap_or(u16::MAX).to_le_bytes()));
        let mut writing = Writing::at(store.now());
        writing.put(Owner::Team, store.as_worker(), thing, puts);
        store.write(writing)?;
        Ok(SafetyStepId::from_bytes(thing.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{
        people::AddPerson,
        story::{Filter, Story},
        things::TakeBack,
    };

    fn team() -> ([Store; 2], PersonId) {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        ([ana, ben], mo)
    }

    fn bruise(person: PersonId, readers: Vec<WorkerId>) -> WriteConcern {
        WriteConcern {
            person,
            fact: "A bruise on her wrist, the size of a coin.".into(),
            quote: "He did not mean it.".into(),
            view: "I am worried about her son.".into(),
            readers,
        }
    }

    fn concerns(store: &mut Store, person: PersonId) -> Vec<ConcernLine> {
        Concerns { person }.run(store).unwrap().concerns
    }

    #[test]
    fn what_was_seen_said_and_thought_are_kept_apart_for_those_who_must_know() {
        let ([mut ana, mut ben], mo) = team();
        let id = bruise(mo, Vec::new()).run(&mut ana).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        assert_eq!(concerns(&mut ben, mo), []);
        let [line] = concerns(&mut ana, mo).try_into().unwrap();
        let parts = [line.fact.as_str(), &line.quote, &line.view];
        let WriteConcern { fact, quote, view, .. } = bruise(mo, Vec::new());
        assert_eq!(parts, [fact.as_str(), &quote, &view]);
        assert_eq!(line.readers, []);

        LetRead { concern: id, worker: ben.me().worker }.run(&mut ana).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        assert_eq!(concerns(&mut ben, mo)[0].fact, fact);
        let told = Told { concern: id, whom: "The duty desk".into(), words: String::new() };
        told.run(&mut ben).unwrap();
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let line = concerns(&mut ana, mo).remove(0);
        let [told] = line.told.as_slice() else { panic!("nobody was told") };
        assert_eq!((told.whom.as_str(), told.by.worker.is_me), ("The duty desk", false));
    }

    #[test]
    fn a_worry_stands_in_no_story_and_says_when_it_has_not_been_sent() {
        let ([mut ana, _], mo) = team();
        bruise(mo, Vec::new()).run(&mut ana).unwrap();
        assert!(!concerns(&mut ana, mo)[0].is_in_team_record);
        let story =
            Story { person: mo, filter: Filter::Everything, words: String::new(), most: 50 };
        let told = format!("{:?}", story.run(&mut ana).unwrap());
        assert!(!told.contains("bruise"));
    }

    #[test]
    fn nothing_to_say_is_no_worry_and_one_written_by_mistake_is_taken_back() {
        let ([mut ana, _], mo) = team();
        let (fact, quote, view) = ("  ".to_owned(), String::new(), String::new());
        let nothing = WriteConcern { person: mo, fact, quote, view, readers: Vec::new() };
        assert_eq!(nothing.run(&mut ana), Err(Trouble::NothingWritten));
        let id = bruise(mo, Vec::new()).run(&mut ana).unwrap();
        let silent = Told { concern: id, whom: String::new(), words: String::new() };
        assert_eq!(silent.run(&mut ana), Err(Trouble::NothingWritten));
        TakeBack { thing: Thing::Concern(id) }.run(&mut ana).unwrap();
        assert_eq!(concerns(&mut ana, mo), []);
    }

    #[test]
    fn the_teams_steps_stand_in_their_order_on_every_phone() {
        let ([mut ana, mut ben], _) = team();
        for (words, telephone) in
            [("Ring the safeguarding lead", "0300 123 456"), ("Write it down", "")]
        {
            AddSafetyStep { words: words.into(), telephone: telephone.into() }
                .run(&mut ana)
                .unwrap();
        }
        Store::meet_with_books(&mut ana, &mut ben).unwrap();
        let steps = SafetySteps {}.run(&mut ben).unwrap();
        let words: Vec<&str> = steps.iter().map(|step| step.words.value.as_str()).collect();
        assert_eq!(words, ["Ring the safeguarding lead", "Write it down"]);
        assert_eq!(steps[0].telephone.value, "0300 123 456");
        TakeBack { thing: Thing::SafetyStep(steps[0].id) }.run(&mut ben).unwrap();
        assert_eq!(SafetySteps {}.run(&mut ben).unwrap().len(), 1);
    }
}
