//! The phone is handed over with one page on it and nothing else: the record is locked before, and
//! what is said comes back sealed.

use crate::care::{Day, OurPage, PersonId, our_page::Answer};
use serde::{Deserialize, Serialize};

/// Locks the record and answers the page. What is said of it can be read here alone, after the next
/// unlock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub person: PersonId,
    pub today: Day,
}

/// All that the page is shown with: no key to anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub id: [u8; 16],
    /// The public half to which answers are sealed.
    pub public: [u8; 32],
    pub page: OurPage,
}

/// Keeps what was said so far in the place of what was said before. Of a phone that is locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepAnswer {
    pub id: [u8; 16],
    pub public: [u8; 32],
    pub answer: Answer,
}

/// Whose answer the last unlock took in; told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {}
