//! The import form: a JSON object a line becomes what is to be written. All of it, or nothing.
//!
//! `kind` is one of `KINDS`; `id` is a UUID; the other names are those of `log::registry`. A person's whole `name` is split. What has another name is
//! kept as it stands, and `at` says when something was written.

#[cfg(test)]
mod tests;
mod values;

use super::{
    beside::{VERSIONS, unnamed},
    draft,
    export::has_its_own_moment,
    json::{Object, object},
    line::Line,
    refusals::{Reason, Refusals, Refused},
};
use crate::{
    care::{Moment, PersonId, person::split_name},
    log::{
        Kind, Owner, Thing,
        change::MOST_CHANGE_BYTES,
        registry::{
            self, amendment, attachment, barrier, connection, contact, goal, handover, holding,
            learned, mark, measure, no_answer, person, promise, relation, review, risk,
            safety_step, same_person, service, shared_cause, step, talk, tried, visit,
        },
    },
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use serde_json::value::RawValue;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// The kinds by their names, in the order in which they go out.
pub(super) const KINDS: &[(&str, Kind)] = &[
    ("person", person::KIND),
    ("visit", visit::KIND),
    ("promise", promise::KIND),
    ("goal", goal::KIND),
    ("risk", risk::KIND),
    ("amendment", amendment::KIND),
    ("service", service::KIND),
    ("learned", learned::KIND),
    ("shared_cause", shared_cause::KIND),
    ("connection", connection::KIND),
    ("talk", talk::KIND),
    ("holding", holding::KIND),
    ("no_answer", no_answer::KIND),
    ("barrier", barrier::KIND),
    ("tried", tried::KIND),
    ("mark", mark::KIND),
    ("measure", measure::KIND),
    ("relation", relation::KIND),
    ("handover", handover::KIND),
    ("same_person", same_person::KIND),
    ("safety_step", safety_step::KIND),
    ("review", review::KIND),
    ("contact", contact::KIND),
    ("step", step::KIND),
    ("attachment", attachment::KIND),
];

/// The field in which every kind has what this version has no name for.
pub(super) const EXTRA: u16 = person::EXTRA;
/// The field in which every kind but a person says whose it is.
pub(super) const OWNER: u16 = visit::PERSON;
/// A field that only a newer version has a name for goes by its number, with its bytes in base64.
pub(super) const BY_NUMBER: char = '#';

/// Reads a whole file but for its drafts. `is_known` says whether something is in the record already.
pub fn read(
    text: &str,
    now: Moment,
    is_known: impl Fn(Thing) -> bool,
) -> Result<Vec<Line>, Refusals> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let numbered = numbered.filter(|(_, text)| !draft::is_one(text));
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    let mut refused_things = HashSet::new();
    for (index, text) in numbered {
        let line = index + 1;
        let read = begin_line(text).map_err(|reason| (None, reason)).and_then(|(thing, told)| {
            read_line(line, thing, told, now).map_err(|reason| (Some(thing), reason))
        });
        match read {
            Ok(read) => lines.push(read),
            Err((thing, reason)) => {
                refused_things.extend(thing);
                refused.push(Refused { line, reason });
            }
        }
    }
    // Who names a thing of a refused line is not to be refused for that.
    let is_there = |thing: Thing| refused_things.contains(&thing) || is_known(thing);
    refused.extend(check_together(&mut lines, &is_known, is_there));
    match Refusals::of(refused) {
        Some(refusals) => Err(refusals),
        None => Ok(lines),
    }
}

fn begin_line(text: &str) -> Result<(Thing, Told<'_>), Reason> {
    let object: Object<'_> =
        serde_json::from_str(text).map_err(|e| Reason::NotJson { column: e.column() })?;
    let mut told = Told::of(object)?;
    Ok((told.thing()?, told))
}

fn read_line(number: usize, thing: Thing, mut told: Told<'_>, now: Moment) -> Result<Line, Reason> {
    let mut fields = Vec::new();
    let owner = match thing.kind {
        person::KIND => {
            fields.extend(told.names()?);
            Owner::Person(PersonId::from_bytes(thing.id))
        }
        kind if registry::is_of_the_team(kind) => Owner::Team,
        Kind(_) => {
            let owner = told.take("person").ok_or(Reason::Missing("person"))?;
            let owner = values::id("person", owner)?;
            fields.push((OWNER, owner.as_bytes().to_vec()));
            Owner::Person(PersonId(owner))
        }
    };
    let at = told.written_at(thing.kind)?;
    told.put_into(thing.kind, &mut fields)?;
    let at = at.or_else(|| own_moment(thing.kind, &fields));
    let line = Line { number, thing, owner, at, fields };
    check(&line, now)?;
    Ok(line)
}

/// What a line tells, as long as it is not taken.
struct Told<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Told<'a> {
    fn of(Object(fields): Object<'a>) -> Result<Self, Reason> {
        for (at, (name, _)) in fields.iter().enumerate() {
            if fields.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(Reason::FieldTwice(name.clone().into_owned()));
            }
        }
        Ok(Self(fields))
    }

    /// A field that is there and not null.
    fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        let (_, value) = self.0.remove(at);
        (value.get() != "null").then_some(value)
    }

    fn thing(&mut self) -> Result<Thing, Reason> {
        let word = self.take("kind").ok_or(Reason::Missing("kind"))?;
        let word = values::text("kind", word)?;
        let kind = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        let wanted = "person, visit, or another that the README names";
        let kind = kind.ok_or(Reason::WrongShape { field: "kind".to_owned(), wanted })?;
        let id = values::id("id", self.take("id").ok_or(Reason::Missing("id"))?)?;
        Ok(Thing { kind, id: *id.as_bytes() })
    }

    /// A whole name as its parts, unless they are told themselves.
    fn names(&mut self) -> Result<Vec<(u16, Vec<u8>)>, Reason> {
        let Some(whole) = self.take("name") else { return Ok(Vec::new()) };
        let whole = values::text("name", whole)?;
        let (given, family) = split_name(&whole);
        let parts = [
            (person::GIVEN_NAME, "given_name", given),
            (person::FAMILY_NAME, "family_name", family),
        ];
        let lacks = |name: &str| !self.0.iter().any(|(other, _)| other == name);
        let lacking = parts.into_iter().filter(|(_, name, _)| lacks(name));
        Ok(lacking.map(|(field, _, part)| (field, part.as_bytes().to_vec())).collect())
    }

    /// A person is no writing of one moment, and that of a visit is one of its fields.
    fn written_at(&mut self, kind: Kind) -> Result<Option<Moment>, Reason> {
        if has_its_own_moment(kind) {
            return Ok(None);
        }
        self.take("at").map(|at| values::moment("at", at)).transpose()
    }

    /// The rest: what has a name in the registry, and in `EXTRA` what has none.
    fn put_into(self, kind: Kind, fields: &mut Vec<(u16, Vec<u8>)>) -> Result<(), Reason> {
        let mut extra = Vec::new();
        for (name, value) in self.0 {
            match registry::field_named(kind, &name).filter(|spec| spec.number != EXTRA) {
                Some(_) if value.get() == "null" => {}
                Some(spec) => fields.push((spec.number, values::of(spec, value)?)),
                None if name == VERSIONS && !is_object(value) => {
                    let wanted = "an object with a list for each field";
                    return Err(Reason::WrongShape { field: name.into_owned(), wanted });
                }
                None => match by_number(kind, &name, value) {
                    Some(newer) => fields.push(newer),
                    None => extra.push((name, Cow::Borrowed(value.get()))),
                },
            }
        }
        if !extra.is_empty() {
            fields.push((EXTRA, object(extra).into_bytes()));
        }
        Ok(())
    }
}

fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{') && !unnamed(value.get().as_bytes()).is_empty()
}

fn by_number(kind: Kind, name: &str, value: &RawValue) -> Option<(u16, Vec<u8>)> {
    let number: u16 = name.strip_prefix(BY_NUMBER)?.parse().ok()?;
    let text: String = serde_json::from_str(value.get()).ok()?;
    let bytes = STANDARD_NO_PAD.decode(text).ok()?;
    registry::field(kind, number).is_none().then_some((number, bytes))
}

fn own_moment(kind: Kind, fields: &[(u16, Vec<u8>)]) -> Option<Moment> {
    let spec = registry::field_named(kind, "at")?;
    let (_, at) = fields.iter().find(|(field, _)| *field == spec.number)?;
    registry::moment(at)
}

/// What can be said of a line without looking at any other.
fn check(line: &Line, now: Moment) -> Result<(), Reason> {
    let is_said = |field: u16| line.value(field).is_some_and(|value| !value.is_empty());
    if let Some((_, name)) = needed(line.thing.kind).iter().find(|(field, _)| !is_said(*field)) {
        return Err(Reason::Missing(name));
    }
    values::check_answer(line)?;
    values::check_contact(line)?;
    values::check_future(line, now)?;
    let n_bytes = values::encoded_bytes(line);
    if n_bytes > MOST_CHANGE_BYTES {
        return Err(Reason::TooLong { n_bytes, most_bytes: MOST_CHANGE_BYTES });
    }
    Ok(())
}

/// The fields without which there is nothing to take in; what was taken back has lost one of them.
pub fn needed(kind: Kind) -> &'static [(u16, &'static str)] {
    match kind {
        visit::KIND => &[(visit::AT, "at"), (visit::PLACE, "place")],
        promise::KIND => &[(promise::TEXT, "text")],
        goal::KIND => &[(goal::WORDS, "words")],
        risk::KIND => &[(risk::WHAT, "what")],
        step::KIND => &[(step::GOAL, "goal"), (step::WORDS, "words")],
        amendment::KIND => &[(amendment::VISIT, "visit"), (amendment::TEXT, "text")],
        service::KIND => &[(service::NAME, "name")],
        learned::KIND => &[(learned::SERVICE, "service"), (learned::TEXT, "text")],
        shared_cause::KIND => &[(shared_cause::WORDS, "words")],
        connection::KIND => {
            &[(connection::HOW, "how"), (connection::STAGE, "stage"), (connection::ON, "on")]
        }
        talk::KIND => &[(talk::CONNECTION, "connection"), (talk::STAGE, "stage")],
        holding::KIND => &[(holding::AT, "at"), (holding::HOW, "how")],
        no_answer::KIND => &[(no_answer::AT, "at"), (no_answer::PLACE, "place")],
        barrier::KIND => &[(barrier::CAUSE, "cause")],
        tried::KIND => &[(tried::BECAME, "became")],
        mark::KIND => &[(mark::VISIT, "visit"), (mark::PART, "part"), (mark::WHAT, "what")],
        measure::KIND => {
            &[(measure::AT, "at"), (measure::QUESTION, "question"), (measure::ANSWER, "answer")]
        }
        relation::KIND => &[(relation::NAME, "name")],
        review::KIND => &[(review::AT, "at"), (review::HOW, "how")],
        handover::KIND => &[(handover::TO, "to")],
        attachment::KIND => &[(attachment::AT, "at"), (attachment::WORDS, "words")],
        same_person::KIND => &[(same_person::ONE, "one"), (same_person::OTHER, "other")],
        Kind(_) => &[],
    }
}

/// What can only be said of a line beside the others and the record. A promise made in a visit of
/// this file is of that visit's moment.
fn check_together(
    lines: &mut [Line],
    is_known: impl Fn(Thing) -> bool,
    is_there: impl Fn(Thing) -> bool,
) -> Vec<Refused> {
    let mut told: HashMap<Thing, (usize, Option<Moment>)> = HashMap::with_capacity(lines.len());
    let mut reasons = Vec::new();
    for line in lines.iter() {
        if let Some((earlier, _)) = told.get(&line.thing) {
            reasons.push((line.number, Reason::ToldTwice(*earlier)));
        } else {
            told.insert(line.thing, (line.number, line.at));
        }
    }
    let is_there = |thing: Thing| told.contains_key(&thing) || is_there(thing);
    for line in lines.iter_mut() {
        let person = |person: PersonId| Thing { kind: person::KIND, id: person.to_bytes() };
        let person = line.owner.person().map(person);
        let visit = line.visit_named();
        if Some(line.thing) == person {
            if !is_named(line) && !is_known(line.thing) {
                reasons.push((line.number, Reason::NoName));
            }
        } else if person.is_some_and(|person| !is_there(person)) {
            reasons.push((line.number, Reason::UnknownPerson));
        } else if visit.is_some_and(|visit| !is_there(visit)) {
            reasons.push((line.number, Reason::UnknownVisit));
        } else if line.thread_named().is_some_and(|thread| !is_there(thread)) {
            reasons.push((line.number, Reason::UnknownConnection));
        }
        if line.thing.kind == promise::KIND && line.at.is_none() {
            line.at = visit.and_then(|visit| told.get(&visit)).and_then(|(_, at)| *at);
        }
    }
    reasons.into_iter().map(|(line, reason)| Refused { line, reason }).collect()
}

fn is_named(line: &Line) -> bool {
    let names = [person::GIVEN_NAME, person::FAMILY_NAME, person::PREFERRED_NAME];
    names.into_iter().any(|name| {
        let value = line.value(name).unwrap_or_default();
        !value.iter().all(u8::is_ascii_whitespace)
    })
}
