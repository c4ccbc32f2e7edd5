//! Anything of the record, by what it is: whose it is, where it stands in the log, and by which
//! field it is seen that it is there at all.

use super::{Run, Thing, Trouble};
use crate::{
    log::{
        Kind, Thing as InLog,
        registry::{
            barrier, connection, goal, handover, holding, learned, mark, measure, no_answer,
            person, promise, relation, risk, same_person, service, shared_cause, talk, tried,
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
        };
        InLog { kind, id: *id.as_bytes() }
    }

    /// Cleared, it leaves nothing to tell. A person is not taken back.
    fn sign(self) -> Option<u16> {
        match self {
            Self::Person(_) => None,
            Self::Promise(_) => Some(promise::TEXT),
            Self::Goal(_) => Some(goal::WORDS),
            Self::Risk(_) => Some(risk::WHAT),
            Self::Service(_) => Some(service::NAME),
            Self::Learned(_) => Some(learned::TEXT),
            Self::SharedCause(_) => Some(shared_cause::WORDS),
            Self::Connection(_) => Some(connection::HOW),
            Self::Talk(_) => Some(talk::STAGE),
            Self::Holding(_) => Some(holding::HOW),
            Self::NoAnswer(_) => Some(no_answer::PLACE),
            Self::Barrier(_) => Some(barrier::CAUSE),
            Self::Tried(_) => Some(tried::BECAME),
            Self::Mark(_) => Some(mark::WHAT),
            Self::Measure(_) => Some(measure::ANSWER),
            Self::Relation(_) => Some(relation::NAME),
            Self::Handover(_) => Some(handover::TO),
            Self::SamePerson(_) => Some(same_person::OTHER),
        }
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
    let sign = thing.sign().ok_or(Trouble::NotAValue)?;
    let thing = thing.in_log();
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
