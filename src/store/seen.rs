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

    pub fn has(&self, change: ChangeId) -> bool {
        self.0.contains(&change)
    }

    /// Those of it that are in the other too.
    pub fn within(&self, other: &Self) -> Self {
        Self(self.0.iter().copied().filter(|change| other.has(*change)).collect())
    }
}
