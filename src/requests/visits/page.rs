//! A kept visit, with all that was said of it since.

use super::{PartsOfVisits, field_of, thing};
use crate::{
    care::{AmendmentId, Holding, Moment, Part, Place, VisitId, visit::VisitWords},
    log::{
        Thing,
        registry::{self, amendment, barrier, mark, visit},
    },
    requests::{
        Author, PersonLine, PromiseLine, Run, Trouble,
        authors::{author_of, person_line_of},
        barriers::{self, BarrierLine},
        marks::{MarkLine, marks_of},
        promises,
    },
    store::{Fields, Store, VisitRow},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub visit: VisitId,
}

/// A kept visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPage {
    pub visit: VisitId,
    pub person: PersonLine,
    pub at: Moment,
    pub place: Place,
    pub words: VisitWords,
    pub holding: Option<Holding>,
    pub by: Author,
    pub kept_at: Moment,
    pub amendments: Vec<Amendment>,
    pub promises: Vec<PromiseLine>,
    /// The parts that are kept apart, at most one mark each.
    pub marks: Vec<MarkLine>,
    /// What stood in the way, as this visit tells it.
    pub barriers: Vec<BarrierLine>,
    /// Set when its author said that it belongs to somebody else; a lead is asked to erase it here.
    pub moved_to: Option<VisitId>,
    pub is_in_team_record: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub id: AmendmentId,
    pub text: String,
    pub by: Author,
    pub at: Moment,
}

impl Run for Visit {
    fn run(&self, store: &mut Store) -> Result<VisitPage, Trouble> {
        let row = store.visit(self.visit)?.ok_or(Trouble::NotFound)?;
        store.rebuild_person_now(row.person)?;
        page_of(store, &row, &PartsOfVisits::of(store, row.person)?)
    }
}

pub fn page_of(store: &Store, row: &VisitRow, parts: &PartsOfVisits) -> Result<VisitPage, Trouble> {
    let fields = store.fields(thing(row.id))?;
    let first = fields.origin().ok_or(Trouble::NotFound)?;
    let promises = store.promises_made_in(row.id)?;
    let holding = fields.text(visit::HOLDING);
    Ok(VisitPage {
        visit: row.id,
        person: person_line_of(store, row.person)?,
        at: row.at,
        place: row.place.clone(),
        words: words_in(&fields),
        holding: (!holding.is_empty()).then(|| Holding::from_word(&holding)),
        by: author_of(store, first)?,
        kept_at: first.at,
        amendments: amendments_of(store, parts.of_visit(row.id, amendment::KIND), &fields)?,
        promises: promises
            .iter()
            .map(|row| promises::line_of(store, row))
            .collect::<Result<_, _>>()?,
        marks: marks_of(store, parts.of_visit(row.id, mark::KIND))?,
        barriers: barriers::lines_of(store, parts.of_visit(row.id, barrier::KIND))?,
        moved_to: moved_to(store, &fields)?,
        is_in_team_record: store.is_in_record(thing(row.id))?,
    })
}

/// Only its author says that a visit belongs to somebody else.
pub fn moved_to(store: &Store, fields: &Fields) -> Result<Option<VisitId>, Trouble> {
    let Some(kept) = fields.origin() else { return Ok(None) };
    let author = author_of(store, kept)?.worker.id;
    for head in fields.heads(visit::MOVED_TO) {
        if author_of(store, head)?.worker.id == author {
            return Ok(registry::id(&head.value).map(VisitId));
        }
    }
    Ok(None)
}

/// Later words on a visit, and before them what somebody else put under its name.
fn amendments_of(
    store: &Store,
    added: &[(Thing, Fields)],
    fields: &Fields,
) -> Result<Vec<Amendment>, Trouble> {
    let mut amendments = Vec::new();
    for (thing, fields) in added {
        let Some(first) = fields.origin() else { continue };
        amendments.push(Amendment {
            id: AmendmentId::from_bytes(thing.id),
            text: fields.text(amendment::TEXT),
            by: author_of(store, first)?,
            at: first.at,
        });
    }
    amendments.sort_by_key(|added| (added.at, added.id));
    let others = words_of_others(store, fields)?;
    Ok(others.into_iter().chain(amendments).collect())
}

/// A visit is written once. Words that another change has for it are shown as that writer's.
fn words_of_others(store: &Store, fields: &Fields) -> Result<Vec<Amendment>, Trouble> {
    let kept = fields.origin().map(|head| head.change);
    let mut others: Vec<Amendment> = Vec::new();
    for field in Part::KNOWN.map(field_of) {
        let shown = fields.bytes(field).unwrap_or_default();
        for head in fields.heads(field) {
            if Some(head.change) == kept || head.value == shown || head.value.is_empty() {
                continue;
            }
            others.push(Amendment {
                id: AmendmentId::from_bytes(head.change.0),
                text: String::from_utf8_lossy(&head.value).into_owned(),
                by: author_of(store, head)?,
                at: head.at,
            });
        }
    }
    Ok(others)
}

pub fn words_of(store: &Store, visit: VisitId) -> Result<VisitWords, Trouble> {
    Ok(words_in(&store.fields(thing(visit))?))
}

fn words_in(fields: &Fields) -> VisitWords {
    let mut words = VisitWords::default();
    for part in Part::KNOWN {
        *words.under_mut(part) = fields.text(field_of(part));
    }
    words
}
