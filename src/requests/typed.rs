//! What is being typed outside a visit: in a field of a page, or in a form. It is there again after
//! a lock, until it is done or given up.

use super::{Run, Trouble};
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed in a place and neither done nor given up: each field's text by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The page and the place on it.
    pub place: String,
}

/// Whether something was typed in one of these places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsTyped {
    pub places: Vec<String>,
}

/// `None`: done, or given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTyped {
    pub place: String,
    pub fields: Option<BTreeMap<String, String>>,
}

impl Run for Typed {
    fn run(&self, store: &mut Store) -> Result<Option<BTreeMap<String, String>>, Trouble> {
        let written = store.typed(&self.place)?;
        // What an older version wrote in another form is of no use to a field.
        Ok(written.and_then(|written| serde_json::from_str(&written).ok()))
    }
}

impl Run for IsTyped {
    fn run(&self, store: &mut Store) -> Result<bool, Trouble> {
        for place in &self.places {
            if store.typed(place)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Run for SaveTyped {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let written = self.fields.as_ref().map(serde_json::to_string).transpose();
        let written = written.map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(store.keep_typed(&self.place, written.as_deref())?)
    }
}
