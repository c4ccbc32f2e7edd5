//! A draft on its way out and in: only in the encrypted file, since nobody has kept it yet.

use super::{
    json::{Object, object, quoted},
    refusals::{Reason, Refusals, Refused},
};
use crate::care::{Moment, PersonId, VisitId};
use serde_json::value::RawValue;

const KIND: &str = r#""draft""#;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Counted from 1; of a line that goes out it says nothing.
    pub number: usize,
    pub visit: VisitId,
    pub person: Option<PersonId>,
    pub saved_at: Moment,
    /// All of it, as JSON that only the app has to understand.
    pub written: String,
}

/// One line, without its end.
pub fn write(draft: &DraftLine) -> String {
    let person = draft.person.map(|person| quoted(&person.to_string()));
    object([
        ("kind".into(), KIND.into()),
        ("id".into(), quoted(&draft.visit.to_string()).into()),
        ("person".into(), person.unwrap_or_else(|| "null".to_owned()).into()),
        ("at".into(), quoted(&draft.saved_at.to_rfc3339()).into()),
        ("written".into(), draft.written.as_str().into()),
    ])
}

/// Whether a line is one: then it says nothing of the record.
pub(super) fn is_one(text: &str) -> bool {
    if !text.contains(KIND) {
        return false;
    }
    let object: Option<Object<'_>> = serde_json::from_str(text).ok();
    object.is_some_and(|Object(fields)| {
        fields.iter().any(|(name, value)| name == "kind" && value.get() == KIND)
    })
}

/// The drafts in a file.
pub fn read(text: &str) -> Result<Vec<DraftLine>, Refusals> {
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    for (index, text) in text.lines().enumerate().filter(|(_, text)| is_one(text)) {
        match read_line(index + 1, text) {
            Ok(draft) => drafts.push(draft),
            Err(reason) => refused.push(Refused { line: index + 1, reason }),
        }
    }
    match Refusals::of(refused) {
        Some(refusals) => Err(refusals),
        None => Ok(drafts),
    }
}

fn read_line(number: usize, text: &str) -> Result<DraftLine, Reason> {
    #[derive(serde::Deserialize)]
    struct Told<'a> {
        id: VisitId,
        person: Option<PersonId>,
        at: String,
        #[serde(borrow)]
        written: &'a RawValue,
    }
    let as_it_goes_out = |field: &str| Reason::WrongShape {
        field: field.to_owned(),
        wanted: "a draft as an export writes it",
    };
    let told: Told<'_> = serde_json::from_str(text).map_err(|_| as_it_goes_out("kind"))?;
    let saved_at = Moment::from_rfc3339(&told.at).ok_or_else(|| as_it_goes_out("at"))?;
    let written = told.written.get().to_owned();
    Ok(DraftLine { number, visit: told.id, person: told.person, saved_at, written })
}
