//! What goes out beside a thing's fields: who wrote it, and what else stands in a field.
//!
//! The record knows these by itself, of what is written in it. Of what came from elsewhere they stay
//! among the fields that this version has no name for; whoever wrote it there is its author here too,
//! where the team knows them.

use super::json::{Object, object, quoted};
use crate::{
    care::Moment,
    log::{Kind, registry::promise},
};
use std::borrow::Cow;

const BY: &str = "by";
/// A promise says under `by` whose it is.
const WRITTEN_BY: &str = "written_by";
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

/// Under which name it is told who wrote a thing.
pub(super) fn by(kind: Kind) -> &'static str {
    if kind == promise::KIND { WRITTEN_BY } else { BY }
}

/// Who wrote a thing, as an export told beside its fields.
pub fn written_by(kind: Kind, extra: &[u8]) -> Option<String> {
    let pairs = unnamed(extra);
    let (_, name) = pairs.iter().find(|(name, _)| name == by(kind))?;
    serde_json::from_str(name).ok()
}

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
    pairs.retain(|(name, _)| ![BY, WRITTEN_BY, VERSIONS].contains(&name.as_ref()));
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
