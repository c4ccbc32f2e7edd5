//! The same form on its way out: what is in the record as a JSON object a line.

use super::{
    beside::{self, Beside, Pair, VERSIONS, unnamed},
    import::{BY_NUMBER, EXTRA, KINDS, OWNER},
    json::{object, quoted},
    line::Line,
};
use crate::log::{
    Kind,
    registry::{self, FieldSpec, Shape, person},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// All kinds, in the order in which they go out.
pub fn kinds() -> impl Iterator<Item = Kind> {
    KINDS.iter().map(|(_, kind)| *kind)
}

/// One line, without its end.
pub fn write(line: &Line, beside: &Beside) -> String {
    let kind = KINDS.iter().find(|(_, kind)| *kind == line.thing.kind);
    let kind = kind.map(|(name, _)| *name).unwrap_or_default();
    let id = uuid::Uuid::from_bytes(line.thing.id).to_string();
    let mut pairs: Vec<Pair<'_>> = vec![pair("kind", quoted(kind)), pair("id", quoted(&id))];
    let whose = line.owner.person().filter(|_| line.thing.kind != person::KIND);
    pairs.extend(whose.map(|person| pair("person", quoted(&person.to_string()))));
    if let (Some(at), false) = (line.at, has_its_own_moment(line.thing.kind)) {
        pairs.push(pair("at", quoted(&at.to_rfc3339())));
    }
    let is_filled = |(_, value): &&(u16, Vec<u8>)| !value.is_empty();
    let (named, newer): (Vec<_>, Vec<_>) =
        line.fields.iter().filter(is_filled).partition(|(field, _)| *field < EXTRA);
    let tell = |(field, value): &(u16, Vec<u8>)| told(line.thing.kind, *field, value);
    let is_owner = |field: u16| field == OWNER && whose.is_some();
    let is_told = |field: u16| !is_owner(field) && !is_of_a_photo(line.thing.kind, field);
    pairs.extend(named.into_iter().filter(|(field, _)| is_told(*field)).map(tell));
    pairs.extend(without_names(line, beside));
    pairs.extend(newer.into_iter().filter(|(field, _)| *field != EXTRA).map(tell));
    object(pairs)
}

/// One field under its name, or under its number where only a newer version has a name for it.
fn told(kind: Kind, field: u16, value: &[u8]) -> Pair<'static> {
    match registry::field(kind, field) {
        Some(spec) => (spec.name.into(), shown(spec, value).into()),
        None => {
            (format!("{BY_NUMBER}{field}").into(), quoted(&STANDARD_NO_PAD.encode(value)).into())
        }
    }
}

/// What came with names of its own goes out under them, as it stood; and what stands beside.
fn without_names<'a>(line: &'a Line, beside: &Beside) -> Vec<Pair<'a>> {
    let mut pairs = line.value(EXTRA).map(unnamed).unwrap_or_default();
    let is_told = |pairs: &[Pair<'_>], name: &str| pairs.iter().any(|(other, _)| other == name);
    let by = beside::by(line.thing.kind);
    if let Some(name) = &beside.by
        && !is_told(&pairs, by)
    {
        pairs.push(pair(by, quoted(name)));
    }
    if !beside.versions.is_empty() {
        let told = beside.versions.iter().map(|version| {
            let (name, value) = told(line.thing.kind, version.field, &version.value);
            (name, value.into_owned(), version)
        });
        let ours = beside::listed(&told.collect::<Vec<_>>());
        match pairs.iter_mut().find(|(name, _)| name == VERSIONS) {
            Some((_, theirs)) => *theirs = beside::together(Some(theirs), ours).into(),
            None => pairs.push(pair(VERSIONS, beside::together(None, ours))),
        }
    }
    pairs
}

fn pair<'a>(name: &'a str, value: String) -> Pair<'a> {
    (name.into(), value.into())
}

/// The moment of a visit is one of its fields, and a person was not written in one moment.
pub(super) fn has_its_own_moment(kind: Kind) -> bool {
    kind == person::KIND || registry::field_named(kind, "at").is_some()
}

/// A photo itself does not go into this form, only what is said of it.
fn is_of_a_photo(kind: Kind, field: u16) -> bool {
    let shape = registry::field(kind, field).map(|spec| spec.shape);
    matches!(shape, Some(Shape::Ids | Shape::Bytes))
}

fn shown(spec: &FieldSpec, value: &[u8]) -> String {
    let text = spec.shape.show(value);
    match spec.shape {
        Shape::Number | Shape::Count if text.is_empty() => "null".to_owned(),
        Shape::Number | Shape::Count => text,
        Shape::Text | Shape::Word | Shape::Day | Shape::Moment | Shape::Id => quoted(&text),
        Shape::Ids | Shape::Bytes => quoted(&text),
    }
}
