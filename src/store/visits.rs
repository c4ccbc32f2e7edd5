//! Visits and their amendments.

use super::{Fields, Result, Store};
use crate::{
    care::{Moment, PersonId, Place, VisitId},
    log::{
        Thing,
        registry::{amendment, visit},
    },
};
use rusqlite::{OptionalExtension, Row, named_params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    pub id: VisitId,
    pub person: PersonId,
    pub at: Moment,
    pub place: Place,
}

fn visit_row(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    Ok(VisitRow {
        id: VisitId::from_bytes(row.get("id")?),
        person: PersonId::from_bytes(row.get("person")?),
        at: Moment(row.get("at")?),
        place: Place::from_word(&row.get::<_, String>("place")?),
    })
}

impl Store {
    pub fn visit(&self, id: VisitId) -> Result<Option<VisitRow>> {
        let row = self
            .connection
            .prepare_cached("select id, person, at, place from visit where id = :id")?
            .query_row(named_params! { ":id": id.to_bytes() }, visit_row)
            .optional()?;
        Ok(row)
    }

    /// Newest first.
    pub fn visits_of(&self, person: PersonId) -> Result<Vec<VisitRow>> {
        let rows = self
            .connection
            .prepare_cached(
                "select id, person, at, place from visit where person = :person
                 order by at desc, id desc",
            )?
            .query_map(named_params! { ":person": person.to_bytes() }, visit_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// All visits, oldest first.
    pub fn visits(&self) -> Result<Vec<VisitRow>> {
        let rows = self
            .connection
            .prepare_cached("select id, person, at, place from visit order by n")?
            .query_map([], visit_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    pub fn n_visits(&self) -> Result<usize> {
        self.count("select count(*) from visit")
    }

    /// Later words on a visit, oldest first.
    pub fn amendments_of(&self, id: VisitId) -> Result<Vec<(Thing, Fields)>> {
        let Some(row) = self.visit(id)? else { return Ok(Vec::new()) };
        let mut amendments =
            self.parts_naming(row.person, amendment::KIND, amendment::VISIT, id.0)?;
        amendments.sort_by_key(|(thing, fields)| (fields.origin().map(|head| head.at), thing.id));
        Ok(amendments)
    }

    /// Visits whose author says that they belong to somebody else.
    pub fn visits_to_erase(&self) -> Result<Vec<VisitId>> {
        let ids = self
            .connection
            .prepare_cached(
                "select distinct thing from head where kind = :kind and field = :field",
            )?
            .query_map(
                named_params! { ":kind": visit::KIND.0, ":field": visit::MOVED_TO },
                |row| row.get(0).map(VisitId::from_bytes),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}
