//! People: mine, in order of last contact, or those that some words find.

use super::PersonLine;
use crate::care::{Moment, Place, VisitId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Empty: mine. Otherwise any part of a name, or words of a note.
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Without words: my people, the longest without contact last. With words: those so called.
    pub people: Vec<PersonLine>,
    /// With words: notes in which they stand, newest first, at most twenty.
    pub notes: Vec<NoteFound>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFound {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
    pub place: Place,
    pub excerpt: Vec<Piece>,
}

/// A piece of an excerpt; the found words are marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    pub is_found: bool,
}

/// A new person, responsible: the worker of this phone. Only one name is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPerson {
    /// Field name (as in `PersonPage::fields`) and value; empty ones are left out.
    pub fields: Vec<(String, String)>,
}
