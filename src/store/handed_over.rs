//! Pages that were handed over on this phone and have not come back yet: the private halves to which
//! answers are sealed, and where on a page every place leads. It belongs to this phone: no change,
//! never sent.

use super::{
    Result, Seen, Store,
    meta::{self, name},
};
use crate::care::{Moment, PersonId};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub id: [u8; 16],
    pub person: PersonId,
    pub at: Moment,
    /// From which the pair of keys comes.
    pub seed: [u8; 32],
    /// By the number of their slot.
    pub places: Vec<Place>,
}

/// Where a place of a page leads: a field of a thing, and what was shown there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub kind: u16,
    pub thing: [u8; 16],
    pub field: u16,
    pub seen: Seen,
    pub shown: Vec<u8>,
    /// Not two versions of it.
    pub is_one: bool,
}

impl Store {
    pub fn handed_over(&self) -> Result<Vec<HandedOver>> {
        Ok(meta::read(&self.connection, name::HANDED_OVER)?.unwrap_or_default())
    }

    pub fn keep_handed_over(&mut self, handed_over: HandedOver) -> Result<()> {
        let mut all = self.handed_over()?;
        all.push(handed_over);
        meta::write(&self.connection, name::HANDED_OVER, &all)
    }

    /// All but those to which something was said that is still to be taken in.
    pub fn forget_handed_over_but(&mut self, left: &[[u8; 16]]) -> Result<()> {
        let mut all = self.handed_over()?;
        all.retain(|page| left.contains(&page.id));
        if all.is_empty() {
            return meta::forget(&self.connection, name::HANDED_OVER);
        }
        meta::write(&self.connection, name::HANDED_OVER, &all)
    }
}
