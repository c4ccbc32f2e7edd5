//! Today: whom to be in touch with, and why.

use super::{PersonLine, phone::SendState};
use crate::care::{
    Day, Moment, PersonId, VisitId,
    today::{Quieten, Why},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    pub today: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayPage {
    /// At most five, one a person.
    pub suggestions: Vec<Suggestion>,
    /// Visits begun and not kept, newest first.
    pub begun: Vec<Begun>,
    /// People of whom something stands in two versions.
    pub two_versions: Vec<PersonLine>,
    /// Whether there is anybody in the record at all: an empty team is greeted differently.
    pub has_people: bool,
    pub status: SendState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub person: PersonLine,
    pub telephone: String,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    pub visit: VisitId,
    pub person: Option<PersonLine>,
    pub saved_at: Moment,
    pub first_words: String,
}

/// "Not now", "next time", "let it rest".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutAside {
    pub person: PersonId,
    /// `Why::key` of the reason.
    pub why_key: String,
    pub how: Quieten,
    pub today: Day,
}

/// Undoes `PutAside`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BringBack {
    pub person: PersonId,
    pub why_key: String,
}
