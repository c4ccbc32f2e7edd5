//! A person: the doorstep card, what matters to them, the story.

use super::{
    Author, FieldView, NextContact, PersonLine, PromiseLine, Seen, Thing, WorkerLine,
    visits::VisitPage,
};
use crate::care::{Day, GoalId, PersonId, RiskId};
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
    /// Open promises first, ours before theirs, then by day.
    pub promises: Vec<PromiseLine>,
    pub goals: Vec<GoalLine>,
    pub next_contact: NextContact,
    /// Every visit and every promise that came to something, newest first.
    pub story: Vec<Told>,
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
    pub step: FieldView,
    pub going: FieldView,
    pub by: Author,
}

/// One entry of the story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    Visit(VisitPage),
    /// A promise, where it was made outside a visit or came to something.
    Promise(PromiseLine),
}

/// Sets one field, or chooses between its versions (then `seen` covers them all).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetField {
    pub thing: Thing,
    pub field: String,
    /// Empty clears it.
    pub value: String,
    pub seen: Seen,
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
