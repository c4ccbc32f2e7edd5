//! A person's story in its order: which things are told of them, and when they were.

use super::{Fields, Result, Store};
use crate::{
    care::{Moment, PersonId},
    log::{
        Kind, Thing,
        registry::{
            self, barrier, connection, goal, handover, holding, measure, no_answer, promise,
            review, talk, tried, visit,
        },
    },
};
use rusqlite::named_params;

/// An entry of a story, by the thing that it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldRow {
    pub thing: Thing,
    pub at: Moment,
    /// Told within another entry already, as a promise is within its visit.
    pub is_within: bool,
}

impl Store {
    /// The newest first. A long story is read no further than whoever asks goes on.
    pub fn told_of(
        &self,
        person: PersonId,
        mut take: impl FnMut(ToldRow) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "select at, :visit as kind, id, 0 as is_within from visit where person = :person
             union all
             select at, kind, id, is_within from told where person = :person
             order by 1 desc, 2 desc, 3 desc",
        )?;
        let key = named_params! { ":person": person.to_bytes(), ":visit": visit::KIND.0 };
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            let thing = Thing { kind: Kind(row.get("kind")?), id: row.get("id")? };
            let (at, is_within) = (Moment(row.get("at")?), row.get("is_within")?);
            if !take(ToldRow { thing, at, is_within })? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn project_told(
        &self,
        thing: Thing,
        person: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        let Some(when) = telling(thing.kind) else { return Ok(()) };
        self.connection
            .prepare_cached("delete from told where kind = :kind and id = :id")?
            .execute(named_params! { ":kind": thing.kind.0, ":id": thing.id })?;
        let at = match when {
            When::In(field) => fields.moment(field),
            When::Written => fields.origin().map(|head| head.at),
        };
        // What was taken back says nothing any more.
        let is_there = registry::sign(thing.kind).is_some_and(|sign| fields.bytes(sign).is_some());
        let (Some(person), Some(at), true) = (person, at, is_there) else { return Ok(()) };
        self.connection
            .prepare_cached(
                "insert into told (person, at, kind, id, is_within)
                 values (:person, :at, :kind, :id, :is_within)",
            )?
            .execute(named_params! {
                ":person": person, ":at": at.0, ":kind": thing.kind.0, ":id": thing.id,
                ":is_within": is_within(thing.kind, fields),
            })?;
        Ok(())
    }
}

/// Where it is said when something was.
enum When {
    In(u16),
    Written,
}

/// What is told of, and when it was. Visits have a table of their own.
fn telling(kind: Kind) -> Option<When> {
    match kind {
        promise::KIND | goal::KIND | connection::KIND | talk::KIND => Some(When::Written),
        barrier::KIND | tried::KIND | handover::KIND => Some(When::Written),
        holding::KIND => Some(When::In(holding::AT)),
        no_answer::KIND => Some(When::In(no_answer::AT)),
        measure::KIND => Some(When::In(measure::AT)),
        review::KIND => Some(When::In(review::AT)),
        Kind(_) => None,
    }
}

fn is_within(kind: Kind, fields: &Fields) -> bool {
    match kind {
        promise::KIND => fields.id(promise::VISIT).is_some(),
        barrier::KIND => fields.id(barrier::VISIT).is_some(),
        Kind(_) => false,
    }
}
