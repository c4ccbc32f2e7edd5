//! Nobody answered: what might be going on, and what could be tried differently. Nothing is counted.

use super::{day::Moment, visit::word_list};
use serde::{Deserialize, Serialize};

word_list! {
    /// What to try instead. Hard to reach is what *we* are.
    TryInstead {
        AnotherTime = "another time",
        AnotherWay = "another way",
        AnotherPlace = "another place",
        AnotherPerson = "another person",
    }
}

/// After so many in a row, going on in the same way helps nobody.
const SEVERAL: usize = 3;

/// Whether it is time for a pause with an open door and a second pair of eyes: this would be one of
/// several since they were last in touch. It never leads to an ending.
pub fn are_several(since_last_contact: &[Moment]) -> bool {
    since_last_contact.len() + 1 >= SEVERAL
}
