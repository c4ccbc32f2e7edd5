//! What stood in a field when somebody looked at it.

use super::{Result, Store};
use crate::{care::Moment, log::ChangeId};
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

    /// What was shown of a field: of several the latest, as a page shows it.
    pub fn latest(&self, store: &Store, field: u16) -> Result<Option<Vec<u8>>> {
        let mut latest: Option<((Moment, ChangeId), Vec<u8>)> = None;
        for id in &self.0 {
            let Some(change) = store.change_named(*id)? else { continue };
            let (at, value) = ((change.at, *id), change.value(field));
            if let Some(value) = value
                && latest.as_ref().is_none_or(|(other, _)| *other < at)
            {
                latest = Some((at, value.to_vec()));
            }
        }
        Ok(latest.map(|(_, value)| value))
    }
}
