//! Promises, in both directions.

use super::{Result, Store};
use crate::care::{Became, Day, PersonId, PromiseId, VisitId};
use rusqlite::{Row, named_params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseRow {
    pub id: PromiseId,
    pub person: PersonId,
    pub visit: Option<VisitId>,
    pub text: String,
    pub by_worker: bool,
    pub on: Option<Day>,
    pub became: Option<Became>,
}

const COLUMNS: &str = "id, person, visit, text, by_worker, on_day, became";

fn promise_row(row: &Row<'_>) -> rusqlite::Result<PromiseRow> {
    let on: Option<String> = row.get("on_day")?;
    let became: Option<String> = row.get("became")?;
    Ok(PromiseRow {
        id: PromiseId::from_bytes(row.get("id")?),
        person: PersonId::from_bytes(row.get("person")?),
        visit: row.get::<_, Option<[u8; 16]>>("visit")?.map(VisitId::from_bytes),
        text: row.get("text")?,
        by_worker: row.get("by_worker")?,
        on: on.and_then(|on| on.parse().ok()),
        became: became.map(|word| Became::from_word(&word)),
    })
}

impl Store {
    pub fn promises_of(&self, person: PersonId) -> Result<Vec<PromiseRow>> {
        let sql = format!("select {COLUMNS} from promise where person = :person order by id");
        self.promise_rows(&sql, named_params! { ":person": person.to_bytes() })
    }

    pub fn promises_made_in(&self, visit: VisitId) -> Result<Vec<PromiseRow>> {
        let sql = format!("select {COLUMNS} from promise where visit = :visit order by id");
        self.promise_rows(&sql, named_params! { ":visit": visit.to_bytes() })
    }

    pub fn promise(&self, id: PromiseId) -> Result<Option<PromiseRow>> {
        let sql = format!("select {COLUMNS} from promise where id = :id");
        Ok(self.promise_rows(&sql, named_params! { ":id": id.to_bytes() })?.pop())
    }

    /// Open promises that are for this day or one before it, to and by anybody.
    pub fn promises_due(&self, today: Day) -> Result<Vec<PromiseRow>> {
        let sql = format!(
            "select {COLUMNS} from promise where on_day <= :today and text <> ''
                and (became is null or became = 'not_yet')
             order by on_day, id"
        );
        self.promise_rows(&sql, named_params! { ":today": today.to_string() })
    }

    fn promise_rows(
        &self,
        sql: &str,
        params: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Vec<PromiseRow>> {
        let rows = self
            .connection
            .prepare_cached(sql)?
            .query_map(params, promise_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}
