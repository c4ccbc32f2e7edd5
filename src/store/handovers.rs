//! Letters from one worker to another, as lists need them.

use super::{Fields, Result, Store};
use crate::{
    care::{Day, HandoverId, PersonId, WorkerId},
    log::{
        Thing,
        registry::{handover, id},
    },
};
use rusqlite::{Row, named_params};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverRow {
    pub id: HandoverId,
    pub person: PersonId,
    /// Mostly one. Where it was put to several apart, no clock decides whose it is.
    pub to: BTreeSet<WorkerId>,
    pub accepted_on: Option<Day>,
    pub goodbye_on: Option<Day>,
    pub hello_on: Option<Day>,
}

const COLUMNS: &str = "id, person, accepted_on, goodbye_on, hello_on";

fn handover_row(row: &Row<'_>) -> rusqlite::Result<HandoverRow> {
    let day = |column: &str| -> rusqlite::Result<Option<Day>> {
        Ok(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()))
    };
    Ok(HandoverRow {
        id: HandoverId::from_bytes(row.get("id")?),
        person: PersonId::from_bytes(row.get("person")?),
        to: BTreeSet::new(),
        accepted_on: day("accepted_on")?,
        goodbye_on: day("goodbye_on")?,
        hello_on: day("hello_on")?,
    })
}

impl Store {
    /// Every letter about a person that was not taken back.
    pub fn handovers_of(&self, person: PersonId) -> Result<Vec<HandoverRow>> {
        let sql = format!("select {COLUMNS} from handover where person = :person order by id");
        self.handover_rows(&sql, named_params! { ":person": person.to_bytes() })
    }

    /// Letters that wait for this worker to say yes.
    pub fn handovers_waiting_for(&self, worker: WorkerId) -> Result<Vec<HandoverRow>> {
        let sql = format!("select {COLUMNS} from handover where accepted_on is null order by id");
        let mut rows = self.handover_rows(&sql, &[])?;
        rows.retain(|row| row.to.contains(&worker));
        Ok(rows)
    }

    /// Letters in which a goodbye or a hello was planned for this day or one before it.
    pub fn handovers_with_a_day(&self, today: Day) -> Result<Vec<HandoverRow>> {
        let sql = format!(
            "select {COLUMNS} from handover
             where goodbye_on <= :today or hello_on <= :today order by id"
        );
        self.handover_rows(&sql, named_params! { ":today": today.to_string() })
    }

    fn handover_rows(
        &self,
        sql: &str,
        params: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Vec<HandoverRow>> {
        let mut rows: Vec<HandoverRow> = self
            .connection
            .prepare_cached(sql)?
            .query_map(params, handover_row)?
            .collect::<rusqlite::Result<_>>()?;
        for row in &mut rows {
            let fields = self.fields(Thing { kind: handover::KIND, id: row.id.to_bytes() })?;
            let ids = fields.heads(handover::TO).iter().filter_map(|head| id(&head.value));
            row.to = ids.map(WorkerId).collect();
        }
        Ok(rows)
    }

    pub(super) fn project_handover(
        &self,
        id: [u8; 16],
        person: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        self.connection
            .prepare_cached("delete from handover where id = :id")?
            .execute(named_params! { ":id": id })?;
        // Taken back by one and accepted by another, who had not met: both stand, and it is shown.
        let (Some(person), Some(to)) = (person, fields.id(handover::TO)) else { return Ok(()) };
        let day = |field| fields.day(field).map(|day| day.to_string());
        self.connection
            .prepare_cached(
                "insert into handover (id, person, worker, accepted_on, goodbye_on, hello_on)
                 values (:id, :person, :worker, :accepted_on, :goodbye_on, :hello_on)",
            )?
            .execute(named_params! {
                ":id": id,
                ":person": person,
                ":worker": *to.as_bytes(),
                ":accepted_on": day(handover::ACCEPTED_ON),
                ":goodbye_on": day(handover::GOODBYE_ON),
                ":hello_on": day(handover::HELLO_ON),
            })?;
        Ok(())
    }
}
