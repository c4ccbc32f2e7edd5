//! Anything of the record, by what it is: whose it is, where it stands in the log, and by which
//! field it is seen that it is there at all.

use super::{Run, Thing, Trouble};
use crate::{
    log::{
        Kind, Thing as InLog,
        registry::{
            self, attachment, barrier, concern, connection, contact, goal, handover, holding,
            learned, mark, measure, no_answer, person, promise, reflection, relation, review, risk,
            safety_step, same_person, service, shared_cause, step, talk, telling, tried,
        },
    },
    store::{Put, Store, Writing},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Takes back what was just added: a risk, a hope or a promise without words is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBack {
    pub thing: Thing,
}

impl Thing {
    pub fn uuid(self) -> Uuid {
        Uuid::from_bytes(self.in_log().id)
    }

    pub fn in_log(self) -> InLog {
        let (kind, id) = match self {
            Self::Person(id) => (person::KIND, id.0),
            Self::Promise(id) => (promise::KIND, id.0),
            Self::Goal(id) => (goal::KIND, id.0),
            Self::Risk(id) => (risk::KIND, id.0),
            Self::Service(id) => (service::KIND, id.0),
            Self::Learned(id) => (learned::KIND, id.0),
            Self::SharedCause(id) => (shared_cause::KIND, id.0),
            Self::Connection(id) => (connection::KIND, id.0),
            Self::Talk(id) => (talk::KIND, id.0),
            Self::Holding(id) => (holding::KIND, id.0),
            Self::NoAnswer(id) => (no_answer::KIND, id.0),
            Self::Barrier(id) => (barrier::KIND, id.0),
            Self::Tried(id) => (tried::KIND, id.0),
            Self::Mark(id) => (mark::KIND, id.0),
            Self::Measure(id) => (measure::KIND, id.0),
            Self::Relation(id) => (relation::KIND, id.0),
            Self::Handover(id) => (handover::KIND, id.0),
            Self::SamePerson(id) => (same_person::KIND, id.0),
            Self::Reflection(id) => (reflection::KIND, id.0),
            Self::Concern(id) => (concern::KIND, id.0),
            Self::Telling(id) => (telling::KIND, id.0),
            Self::SafetyStep(id) => (safety_step::KIND, id.0),
            Self::Review(id) => (review::KIND, id.0),
            Self::Contact(id) => (contact::KIND, id.0),
            Self::Step(id) => (step::KIND, id.0),
            Self::Attachment(id) => (attachment::KIND, id.0),
        };
        InLog { kind, id: *id.as_bytes() }
    }
}

impl Run for TakeBack {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let mut writing = Writing::at(store.now());
        take_back(&mut writing, store, self.thing)?;
        Ok(store.write(writing).map(drop)?)
    }
}

/// The same within another action.
pub(super) fn take_back(writing: &mut Writing, store: &Store, thing: Thing) -> Result<(), Trouble> {
    let thing = thing.in_log();
    let sign = registry::sign(thing.kind).ok_or(Trouble::NotAValue)?;
    let owner = store.owner_of(thing)?.ok_or(Trouble::NotFound)?;
    let seen = store.fields(thing)?.seen(sign);
    let none = vec![Put { field: sign, value: Vec::new(), seen }];
    writing.put(owner, super::person::actor_for(store, owner, thing.kind, sign), thing, none);
    Ok(())
}

/// A thing with a fresh id.
pub(super) fn fresh(store: &mut Store, kind: Kind) -> InLog {
    InLog { kind, id: store.surroundings().fresh_id() }
}

/// Puts for the texts of a new thing; those that say nothing are left out.
pub(super) fn filled<const N: usize>(texts: [(u16, &str); N]) -> impl Iterator<Item = Put> {
    let texts = texts.into_iter().map(|(field, text)| (field, text.trim()));
    texts.filter(|(_, text)| !text.is_empty()).map(|(field, text)| Put::new(field, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        care::{AskBy, How, PersonId, relation::Nearness},
        log::registry::field_named,
        requests::{
            connections::{Connect, Connection, Connections, Plan, To},
            handover::{BeforeHandover, OfferHandover},
            people::AddPerson,
            person::{AddGoal, Person, SetField},
            relations::{AddRelation, TheirPeople},
        },
    };
    use std::collections::BTreeSet;

    fn team() -> ([Store; 2], PersonId) {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        let mo = AddPerson { fields }.run(&mut ana).unwrap();
        Store::meet(&mut ana, &mut ben).unwrap();
        ([ana, ben], mo)
    }

    fn edit(store: &mut Store, thing: Thing, field: &str, value: &str) {
        let number = field_named(thing.in_log().kind, field).unwrap().number;
        let seen = store.fields(thing.in_log()).unwrap().seen(number);
        let (field, value) = (field.to_owned(), value.to_owned());
        SetField { thing, field, value, seen, of: None }.run(store).unwrap();
    }

    /// One takes it out, and the other writes on, and then they meet.
    fn taken_out_beside(
        [ana, ben]: &mut [Store; 2],
        thing: Thing,
        field: &str,
        value: &str,
    ) -> usize {
        Store::meet(ana, ben).unwrap();
        TakeBack { thing }.run(ana).unwrap();
        edit(ben, thing, field, value);
        Store::meet(ana, ben).unwrap();
        let n_flagged = [&*ana, &*ben].map(|store| {
            let people: BTreeSet<_> =
                store.two_versions().unwrap().into_iter().map(|(person, ..)| person).collect();
            people.len()
        });
        assert_eq!(n_flagged[0], n_flagged[1]);
        n_flagged[0]
    }

    #[test]
    fn somebody_taken_off_the_map_beside_an_edit_is_kept_and_flagged() {
        let (mut team, person) = team();
        let (name, who) = ("Brenda".to_owned(), "sister".to_owned());
        let add = AddRelation { person, name, who, nearness: Nearness::Close };
        let brenda = Thing::Relation(add.run(&mut team[0]).unwrap());
        assert_eq!(taken_out_beside(&mut team, brenda, "words", "Rings on Sundays"), 1);
        for store in &mut team {
            let line = TheirPeople { person }.run(store).unwrap().relations.remove(0);
            assert_eq!((line.name.value.as_str(), line.name.versions.len()), ("Brenda", 2));
            assert_eq!(line.words.value, "Rings on Sundays");
            assert_eq!(line.by.on_behalf_of.as_deref(), Some("Mo"));
        }
    }

    #[test]
    fn a_thread_taken_back_beside_an_edit_is_kept_and_flagged() {
        let (mut team, person) = team();
        let (to, how, ask_by) = (To::Elsewhere("The choir".into()), How::GoTogether, AskBy::Phone);
        let (on, plan) = ("2026-11-26".parse().unwrap(), Plan::default());
        let connect = Connect { person, to, how: how.clone(), on, ask_by, plan, goal: None };
        let connection = connect.run(&mut team[0]).unwrap();
        let thread = Thing::Connection(connection);
        assert_eq!(taken_out_beside(&mut team, thread, "who_meets", "Jean, at the side door"), 1);
        for store in &mut team {
            let page = Connection { connection }.run(store).unwrap();
            assert_eq!((&page.line.how, page.line.has_versions), (&how, true));
            assert_eq!(page.fields["who_meets"].value, "Jean, at the side door");
            assert_eq!(page.fields["how"].versions.len(), 2);
            assert_eq!(Connections { person }.run(store).unwrap().len(), 1);
            assert_eq!(store.connections_due(on).unwrap().len(), 1, "it is asked how it went");
        }
    }

    #[test]
    fn p10_a_letter_taken_back_beside_an_edit_is_kept_and_flagged() {
        let (mut team, person) = team();
        let letter = OfferHandover {
            person,
            to: team[1].me().worker,
            letter: "Dear Ben, meet Mo.".into(),
            agreed_with_person_on: None,
            goodbye_on: None,
            hello_on: None,
        };
        let handover = Thing::Handover(letter.run(&mut team[0]).unwrap());
        assert_eq!(taken_out_beside(&mut team, handover, "letter", "Dear Ben, do meet Mo."), 1);
        for store in &mut team {
            let page = BeforeHandover { person, to: None }.run(store).unwrap();
            assert_eq!(page.waiting[0].fields["letter"].value, "Dear Ben, do meet Mo.");
            assert!(page.waiting[0].fields["to"].has_versions());
        }
    }

    fn hope(store: &mut Store, person: PersonId) -> Thing {
        let (words, step) = ("Sing again".to_owned(), "Ring the chapel".to_owned());
        Thing::Goal(AddGoal { person, words, step }.run(store).unwrap())
    }

    #[test]
    fn p12_two_who_change_different_words_of_a_hope_make_no_second_version() {
        let (mut team, person) = team();
        let hope = hope(&mut team[0], person);
        let [ana, ben] = &mut team;
        Store::meet(ana, ben).unwrap();
        edit(ana, hope, "words", "Sing in the choir again");
        edit(ben, hope, "step", "Find the key");
        Store::meet(ana, ben).unwrap();
        for store in [ana, ben] {
            let line = Person { person }.run(store).unwrap().goals.remove(0);
            assert_eq!(line.words.value, "Sing in the choir again");
            assert_eq!(line.step.value, "Find the key");
            assert!(!line.words.has_versions());
            // What is written next replaces what was only said again too.
            edit(store, hope, "words", "Sing");
            let line = Person { person }.run(store).unwrap().goals.remove(0);
            assert_eq!((line.words.value.as_str(), line.words.versions.len()), ("Sing", 0));
        }
    }

    #[test]
    fn an_edit_keeps_a_hope_there_that_was_changed_and_then_taken_out() {
        let (mut team, person) = team();
        let hope = hope(&mut team[0], person);
        let [ana, ben] = &mut team;
        Store::meet(ana, ben).unwrap();
        edit(ana, hope, "words", "Sing in the choir again");
        TakeBack { thing: hope }.run(ana).unwrap();
        edit(ben, hope, "step", "Find the key");
        Store::meet(ana, ben).unwrap();
        for store in [ana, ben] {
            let line = Person { person }.run(store).unwrap().goals.remove(0);
            assert_eq!((line.words.value.as_str(), line.words.versions.len()), ("Sing again", 2));
        }
    }
}
