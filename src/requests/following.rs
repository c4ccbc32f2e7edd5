//! Whose records this phone holds: everybody's, or those of its worker's people and of whoever is opened.

use super::{Run, Trouble};
use crate::{care::PersonId, store::Store};
use serde::{Deserialize, Serialize};

/// Whether this phone is to hold everybody's record. What it is not to hold goes once a backup holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldEverybodys {
    pub is_so: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldsEverybodys {}

/// Whether all that is here stands in the lists. After an update it does after a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsInOrder {}

/// Until it does, a few things at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutInOrder {}

/// What somebody is called whose record is not on this phone; `None` where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoIsNotHere {
    pub person: PersonId,
}

/// Somebody's page is opened: their record is held for three months from now on. It is fetched where it
/// is not here; answers whether all of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRecord {
    pub person: PersonId,
}

impl Run for HoldEverybodys {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let done = if self.is_so { store.follow_all() } else { store.follow_some() };
        done.map_err(Trouble::from)
    }
}

impl Run for WhoIsNotHere {
    fn run(&self, store: &mut Store) -> Result<Option<String>, Trouble> {
        if store.holds(self.person)? {
            return Ok(None);
        }
        Ok(store.person(self.person)?.map(|row| row.called().to_owned()))
    }
}

impl Run for IsInOrder {
    fn run(&self, store: &mut Store) -> Result<bool, Trouble> {
        Ok(store.n_to_rebuild()? == 0)
    }
}

impl Run for HoldsEverybodys {
    fn run(&self, store: &mut Store) -> Result<bool, Trouble> {
        Ok(store.follows_all()?)
    }
}
