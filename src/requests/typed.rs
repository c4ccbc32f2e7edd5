//! What is being typed outside a visit: in a field of a page, or in a form. It is there again after
//! a lock, until it is done or given up.

use super::{Run, Trouble};
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of one field or form: each field's text by its name.
pub type Texts = BTreeMap<String, String>;

/// All that was typed and neither done nor given up, by its place: the page and where on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {}

/// `None`: done, or given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTyped {
    pub place: String,
    pub fields: Option<Texts>,
}

impl Run for Typed {
    fn run(&self, store: &mut Store) -> Result<BTreeMap<String, Texts>, Trouble> {
        // What an older version wrote in another form is of no use to a field.
        let texts =
            |(place, written): (_, String)| Some((place, serde_json::from_str(&written).ok()?));
        Ok(store.typed()?.into_iter().filter_map(texts).collect())
    }
}

impl Run for SaveTyped {
    fn run(&self, store: &mut Store) -> Result<(), Trouble> {
        let written = self.fields.as_ref().map(serde_json::to_string).transpose();
        let written = written.map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(store.keep_typed(&self.place, written.as_deref())?)
    }
}
