//! A goal: what somebody hopes for, as they said it.

use serde::{Deserialize, Serialize};

/// How it is going, from 0 (stuck) to 10 (just as I want). The person's own number, never a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Going(u8);

impl Going {
    pub fn new(number: u8) -> Option<Self> {
        (number <= 10).then_some(Self(number))
    }

    pub fn number(self) -> u8 {
        self.0
    }
}
