//! What stood in a field when somebody looked at it.

use crate::log::ChangeId;
use serde::{Deserialize, Serialize};

/// The changes whose values were shown. What is written next replaces these and no others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen(pub(crate) Vec<ChangeId>);

impl Seen {
    /// Of two fields that are written together.
    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).copied().collect())
    }
}
