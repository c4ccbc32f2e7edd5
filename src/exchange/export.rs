//! The same form on its way out: what is in the record as a JSON object a line.

use super::{
    import::{BY_NUMBER, EXTRA, KINDS, OWNER},
    json::{Object, object, quoted},
    line::Line,
};
use crate::log::{
    Kind,
    registry::{self, FieldSpec, Shape, person, visit},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::borrow::Cow;

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// One line, without its end.
pub fn write(line: &Line) -> String {
    let kind = KINDS.iter().find(|(_, kind)| *kind == line.thing.kind);
    let kind = kind.map(|(name, _)| *name).unwrap_or_default();
    let id = uuid::Uuid::from_bytes(line.thing.id).to_string();
    let mut pairs: Vec<Pair<'_>> = vec![pair("kind", quoted(kind)), pair("id", quoted(&id))];
    if line.thing.kind != person::KIND {
        pairs.push(pair("person", quoted(&line.person.to_string())));
    }
    if let (Some(at), false) = (line.at, has_its_own_moment(line.thing.kind)) {
        pairs.push(pair("at", quoted(&at.to_rfc3339())));
    }
    for (field, value) in line.fields.iter().filter(|(_, value)| !value.is_empty()) {
        match registry::field(line.thing.kind, *field) {
            Some(_) if *field == OWNER && line.thing.kind != person::KIND => {}
            Some(_) if *field == EXTRA => pairs.extend(extra(value)),
            Some(spec) => pairs.push((spec.name.into(), shown(spec, value).into())),
            None => pairs.push((
                format!("{BY_NUMBER}{field}").into(),
                quoted(&STANDARD_NO_PAD.encode(value)).into(),
            )),
        }
    }
    object(pairs)
}

fn pair<'a>(name: &'a str, value: String) -> Pair<'a> {
    (name.into(), value.into())
}

/// A visit's moment is one of its fields, and a person was not written in one moment.
fn has_its_own_moment(kind: Kind) -> bool {
    kind == person::KIND || kind == visit::KIND
}

fn shown(spec: &FieldSpec, value: &[u8]) -> String {
    let text = spec.shape.show(value);
    match spec.shape {
        Shape::Number if text.is_empty() => "null".to_owned(),
        Shape::Number => text,
        Shape::Text | Shape::Word | Shape::Day | Shape::Moment | Shape::Id => quoted(&text),
    }
}

/// What came with names of its own goes out under them, as it stood.
fn extra(value: &[u8]) -> Vec<Pair<'_>> {
    let object: Option<Object<'_>> = serde_json::from_slice(value).ok();
    let fields = object.map(|Object(fields)| fields).unwrap_or_default();
    fields.into_iter().map(|(name, value)| (name, value.get().into())).collect()
}
