//! What goes out beside a thing's fields: who wrote it, and what else stands in a field.
//!
//! An import does not take these: the record knows them by itself, of what is written in it. Of
//! what came from elsewhere they stay among the fields that this version has no name for.

use super::json::{Object, object, quoted};
use crate::care::Moment;
use std::borrow::Cow;

pub(super) const BY: &str = "by";
pub(super) const VERSIONS: &str = "versions";

/// What the record knows of a thing beside its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The worker who wrote it, by name.
    pub by: Option<String>,
    pub versions: Vec<Version>,
}

/// Another value in a field, from people who had not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub field: u16,
    pub value: Vec<u8>,
    pub by: String,
    pub at: Moment,
}

/// A name, and a value that is JSON already.
pub(super) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Fields without names of ours, as a thing holds them.
pub(super) fn unnamed(extra: &[u8]) -> Vec<Pair<'_>> {
    let object: Option<Object<'_>> = serde_json::from_slice(extra).ok();
    let fields = object.map(|Object(fields)| fields).unwrap_or_default();
    fields.into_iter().map(|(name, value)| (name, value.get().into())).collect()
}

/// Fields without names of ours, without what an export told beside them.
pub fn without_what_stood_beside(extra: &[u8]) -> Vec<u8> {
    let mut pairs = unnamed(extra);
    let n_all = pairs.len();
    pairs.retain(|(name, _)| name != BY && name != VERSIONS);
    match pairs.len() {
        0 => Vec::new(),
        n if n == n_all => extra.to_vec(),
        _ => object(pairs).into_bytes(),
    }
}

/// A list of versions as JSON, by the names of their fields.
pub(super) fn listed(versions: &[(Cow<'_, str>, String, &Version)]) -> Vec<(String, String)> {
    let mut lists: Vec<(String, String)> = Vec::new();
    for (name, value, Version { by, at, .. }) in versions {
        let pairs = [
            ("value".into(), Cow::from(value)),
            ("by".into(), quoted(by).into()),
            ("at".into(), quoted(&at.to_rfc3339()).into()),
        ];
        let told = object(pairs);
        match lists.iter_mut().find(|(other, _)| other == name) {
            Some((_, list)) => *list = format!("{list},{told}"),
            None => lists.push((name.clone().into_owned(), told)),
        }
    }
    lists
}

/// The versions that came with a thing from elsewhere, and those of this record after them.
pub(super) fn together(theirs: Option<&str>, ours: Vec<(String, String)>) -> String {
    let mut lists = theirs.map(|text| unnamed(text.as_bytes())).unwrap_or_default();
    for (name, told) in ours {
        match lists.iter_mut().find(|(other, _)| *other == name) {
            Some((_, list)) => {
                let before = list.trim().trim_start_matches('[').trim_end_matches(']').trim();
                let comma = if before.is_empty() { "" } else { "," };
                *list = format!("[{before}{comma}{told}]").into();
            }
            None => lists.push((name.into(), format!("[{told}]").into())),
        }
    }
    object(lists)
}
