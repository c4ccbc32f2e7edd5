//! The demo team: a template with dates relative to today becomes the import form of each worker.
//!
//! The template is one JSON object a line. What differs from the import form: things have short
//! keys instead of ids, `by` names the worker who writes the line, and days are relative (see
//! [`dates`]), so that the story never ages.

mod dates;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Somebody of the demo team who visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoWorker {
    pub key: String,
    pub name: String,
    pub is_lead: bool,
}

/// What can be wrong in a template, and in which line (counted from 1).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("line {line}: this is not a JSON object: {reason}")]
    NotAnObject { line: usize, reason: String },
    #[error("line {line}: \"{field}\" is missing, or is not a text")]
    Missing { line: usize, field: &'static str },
    #[error("line {line}: \"{field}\" says \"{text}\", which is not a day or moment")]
    NotADate { line: usize, field: String, text: String },
    #[error("line {line}: no earlier line tells of the {kind} \"{key}\"")]
    NotToldOf { line: usize, kind: &'static str, key: String },
    #[error("line {line}: there is another {kind} \"{key}\"")]
    ToldTwice { line: usize, kind: String, key: String },
    #[error("line {line}: \"by_worker\" is neither true nor false")]
    NotYesOrNo { line: usize },
    #[error("there is no worker \"{key}\" in the demo team")]
    NoSuchWorker { key: String },
}

/// The workers in the order in which they join; who covers for another joins after them.
pub fn workers(template: &str) -> Result<Vec<DemoWorker>, Trouble> {
    let lines = read(template)?;
    lines.iter().filter(|line| line.kind == WORKER).map(Line::to_worker).collect()
}

/// The import form of what one worker wrote, a JSON object a line, as if written up to `today`.
pub fn lines_for(
    template: &str,
    worker_key: &str,
    today: NaiveDate,
) -> Result<Vec<String>, Trouble> {
    let lines = read(template)?;
    if !lines.iter().any(|line| line.kind == WORKER && line.key == worker_key) {
        return Err(Trouble::NoSuchWorker { key: worker_key.to_owned() });
    }
    let written = lines.iter().filter(|line| line.by.as_deref() == Some(worker_key));
    written.map(|line| line.to_import_form(today)).collect()
}

const WORKER: &str = "worker";
/// Things that other lines name by their keys, each in a field called as its kind is.
const NAMED: [&str; 6] = ["person", "visit", "goal", "service", "connection", "shared_cause"];

/// One line of the template, with everything that it names known to exist.
struct Line {
    number: usize,
    kind: String,
    key: String,
    /// Who writes it; nobody writes the line of a worker.
    by: Option<String>,
    fields: Map<String, Value>,
}

/// Reads the whole template, so that trouble is found in whichever line it stands.
fn read(template: &str) -> Result<Vec<Line>, Trouble> {
    let numbered = template.lines().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let mut told = Told::default();
    let mut lines = Vec::new();
    for (index, text) in numbered {
        let line = Line::parse(index + 1, text)?;
        told.check(&line)?;
        lines.push(line);
    }
    Ok(lines)
}

/// The keys told of so far: the kind and key of each, with the person it belongs to.
#[derive(Default)]
struct Told(BTreeMap<(String, String), Option<String>>);

impl Told {
    /// Takes the line in, if all that it names was told of before, and of the same person.
    fn check(&mut self, line: &Line) -> Result<(), Trouble> {
        let person = line.reference("person")?;
        let mut named = vec![(WORKER, line.by.as_deref())];
        for kind in NAMED {
            named.push((kind, line.reference(kind)?));
        }
        for (kind, key) in named {
            let Some(key) = key else { continue };
            let fits = match self.0.get(&(kind.to_owned(), key.to_owned())) {
                // What is somebody's own is named only by what is theirs too.
                Some(owner) => owner.is_none() || owner.as_deref() == person,
                None => false,
            };
            if !fits {
                return Err(Trouble::NotToldOf { line: line.number, kind, key: key.to_owned() });
            }
        }
        let name = (line.kind.clone(), line.key.clone());
        match self.0.insert(name, person.map(str::to_owned)) {
            None => Ok(()),
            Some(_) => Err(Trouble::ToldTwice {
                line: line.number,
                kind: line.kind.clone(),
                key: line.key.clone(),
            }),
        }
    }
}

impl Line {
    fn parse(number: usize, text: &str) -> Result<Self, Trouble> {
        let mut fields: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| Trouble::NotAnObject { line: number, reason: error.to_string() })?;
        let mut take = |field: &'static str| match fields.shift_remove(field) {
            Some(Value::String(word)) => Ok(word),
            _ => Err(Trouble::Missing { line: number, field }),
        };
        let kind = take("kind")?;
        let key = take("key")?;
        let by = if kind == WORKER { None } else { Some(take("by")?) };
        Ok(Self { number, kind, key, by, fields })
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// The key of another thing, where this line names one.
    fn reference(&self, field: &'static str) -> Result<Option<&str>, Trouble> {
        match self.fields.get(field) {
            None => Ok(None),
            Some(Value::String(key)) => Ok(Some(key)),
            Some(_) => Err(Trouble::Missing { line: self.number, field }),
        }
    }

    fn to_worker(&self) -> Result<DemoWorker, Trouble> {
        let text = |field| self.text(field).ok_or(Trouble::Missing { line: self.number, field });
        Ok(DemoWorker {
            key: self.key.clone(),
            name: text("name")?.to_owned(),
            is_lead: text("role")? == "lead",
        })
    }

    fn to_import_form(&self, today: NaiveDate) -> Result<String, Trouble> {
        let mut form = Map::new();
        form.insert("kind".to_owned(), self.kind.as_str().into());
        form.insert("id".to_owned(), id_of(&self.kind, &self.key).to_string().into());
        for (field, value) in &self.fields {
            let (field, value) = self.resolved(field, value, today)?;
            form.insert(field.to_owned(), value);
        }
        Ok(Value::Object(form).to_string())
    }

    /// One field as the import form has it: ids for keys, days for distances.
    fn resolved<'a>(
        &self,
        field: &'a str,
        value: &Value,
        today: NaiveDate,
    ) -> Result<(&'a str, Value), Trouble> {
        let not_a_date = || Trouble::NotADate {
            line: self.number,
            field: field.to_owned(),
            text: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        };
        let text = value.as_str().unwrap_or_default();
        let new_value: Value = match field {
            _ if NAMED.contains(&field) => id_of(field, text).to_string().into(),
            "at" => dates::moment(text, today).ok_or_else(not_a_date)?.into(),
            _ if field == "on" || field.ends_with("_on") => {
                dates::day(text, today).ok_or_else(not_a_date)?.to_string().into()
            }
            "by_worker" => {
                let by_worker = value.as_bool().ok_or(Trouble::NotYesOrNo { line: self.number })?;
                return Ok(("by", if by_worker { "worker" } else { "person" }.into()));
            }
            _ => value.clone(),
        };
        Ok((field, new_value))
    }
}

/// The same id for the same key, on every machine: making the demo team twice changes nothing.
fn id_of(kind: &str, key: &str) -> Uuid {
    let mut hasher = blake3::Hasher::new();
    for part in ["alongside demo", kind, key] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
