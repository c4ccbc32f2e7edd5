//! Visits: begun, saved while typing, kept, amended.

use super::{Author, NextContact, PersonLine, PromiseLine};
use crate::care::{
    AmendmentId, Day, Holding, Moment, PersonId, Place, PromiseId, VisitId, visit::VisitWords,
};
use serde::{Deserialize, Serialize};

/// Begins a draft. For whom may be said later. One that is begun for the person and still empty
/// is answered again instead of a second one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginVisit {
    pub person: Option<PersonId>,
    pub place: Place,
    pub today: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub visit: VisitId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPage {
    pub visit: VisitId,
    pub written: Written,
    pub person: Option<PersonLine>,
    /// "About every two weeks, Tuesdays, text first": the rhythm to end the visit with.
    pub rhythm_words: String,
    pub rhythm_days: Option<u16>,
    pub saved_at: Moment,
}

/// All that a draft holds. Saved as a whole, within 400 ms of the last key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    pub person: Option<PersonId>,
    pub at: Moment,
    pub place: Place,
    pub words: VisitWords,
    pub holding: Option<Holding>,
    pub promises: Vec<PromiseWritten>,
    pub next_contact: NextContact,
    /// Where the cursor was: the heading ("note", "said", …) and the position in UTF-16 units.
    pub caret: Option<(String, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseWritten {
    pub id: PromiseId,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
}

/// Also brings back a draft that was let go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveDraft {
    pub visit: VisitId,
    pub written: Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetDraftGo {
    pub visit: VisitId,
}

/// Makes the draft a kept visit, its promises and its next contact with it. Answers after COMMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepVisit {
    pub visit: VisitId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub visit: VisitId,
    pub person: PersonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub visit: VisitId,
}

/// A kept visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
    pub place: Place,
    pub words: VisitWords,
    pub holding: Option<Holding>,
    pub by: Author,
    pub kept_at: Moment,
    pub amendments: Vec<Amendment>,
    pub promises: Vec<PromiseLine>,
    /// Set when its author said that it belongs to somebody else; a lead is asked to erase it here.
    pub moved_to: Option<VisitId>,
    pub is_in_team_record: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub id: AmendmentId,
    pub text: String,
    pub by: Author,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amend {
    pub visit: VisitId,
    pub text: String,
}

/// "This belongs to somebody else": keeps it anew there and marks it here. By its author only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelongsTo {
    pub visit: VisitId,
    pub person: PersonId,
}
