//! The rows of all teams, to be carried from or to another database.

use super::{Sqlite, Way, lock, writer::Writer};
use crate::{
    log::TeamId,
    server::{
        Trouble,
        database::carrying::{Kind, MOST_AT_ONCE, Rows, TABLES, Table, Value, Values},
    },
};
use rusqlite::{Connection, Row, ToSql, params, params_from_iter, types::Null};
use std::sync::MutexGuard;

pub struct AllRows<'a>(Held<'a>);

enum Held<'a> {
    /// Of a database in memory.
    Writer(MutexGuard<'a, Writer>),
    /// Of one in a folder, beside the writer that has nothing to do.
    Own(Connection),
}

impl Sqlite {
    pub(in crate::server::database) fn all_rows(&self) -> Result<AllRows<'_>, Trouble> {
        let held = match &self.way {
            Way::Inline(writer) => Held::Writer(lock(writer)),
            Way::Threads { readers, .. } => Held::Own(super::schema::open(&readers.folder)?),
        };
        Ok(AllRows(held))
    }

    pub(in crate::server::database) fn all_rows_to_write(&self) -> Result<AllRows<'_>, Trouble> {
        let rows = self.all_rows()?;
        rows.connection().execute_batch("begin immediate")?;
        Ok(rows)
    }
}

impl AllRows<'_> {
    fn connection(&self) -> &Connection {
        match &self.0 {
            Held::Writer(writer) => writer.connection(),
            Held::Own(connection) => connection,
        }
    }

    /// What is dropped before it is taken back.
    pub fn commit(self) -> Result<(), Trouble> {
        Ok(self.connection().execute_batch("commit")?)
    }
}

/// The keyrings stand in a file of their own.
fn name(table: &Table) -> String {
    if table.name == "link" { "links.link".into() } else { table.name.into() }
}

impl Rows for AllRows<'_> {
    async fn teams(&mut self) -> Result<Vec<TeamId>, Trouble> {
        let mut select = self.connection().prepare("select team from team order by team")?;
        let teams = select.query_map([], |row| row.get("team").map(TeamId))?;
        Ok(teams.collect::<rusqlite::Result<_>>()?)
    }

    async fn some(
        &mut self,
        table: &Table,
        team: Option<TeamId>,
        after: i64,
    ) -> Result<Vec<Values>, Trouble> {
        let (columns, name, order) = (table.columns(), name(table), table.order());
        let read = |row: &Row<'_>| values(table, row);
        let connection = self.connection();
        let rows: rusqlite::Result<Vec<_>> = match team {
            Some(team) if table.has_positions => connection
                .prepare(&format!(
                    "select {columns} from {name} where team = ?1 and position > ?2
                     order by {order} limit ?3"
                ))?
                .query_map(params![team.0, after, MOST_AT_ONCE], read)?
                .collect(),
            Some(team) => connection
                .prepare(&format!("select {columns} from {name} where team = ?1 order by {order}"))?
                .query_map(params![team.0], read)?
                .collect(),
            None => connection
                .prepare(&format!("select {columns} from {name} order by {order}"))?
                .query_map([], read)?
                .collect(),
        };
        Ok(rows?)
    }

    async fn keep(
        &mut self,
        table: &Table,
        _: Option<TeamId>,
        rows: Vec<Values>,
    ) -> Result<(), Trouble> {
        let numbered = (1..=table.columns.len()).map(|number| format!("?{number}"));
        let numbered = numbered.collect::<Vec<_>>().join(", ");
        let sql = format!("insert into {} ({}) values ({numbered})", name(table), table.columns());
        let mut insert = self.connection().prepare(&sql)?;
        for row in rows {
            insert.execute(params_from_iter(row.iter().map(to_sql)))?;
        }
        Ok(())
    }

    async fn empty(&mut self) -> Result<(), Trouble> {
        if !self.teams().await?.is_empty() {
            return Err(Trouble::Refused);
        }
        for table in &TABLES {
            self.connection().execute(&format!("delete from {}", name(table)), [])?;
        }
        Ok(())
    }
}

fn values(table: &Table, row: &Row<'_>) -> rusqlite::Result<Values> {
    let value = |(name, kind): &(&'static str, Kind)| {
        let value = match kind {
            Kind::Bytes => row.get::<_, Option<Vec<u8>>>(*name)?.map(Value::Bytes),
            Kind::Number => row.get::<_, Option<i64>>(*name)?.map(Value::Number),
            Kind::Text => row.get::<_, Option<String>>(*name)?.map(Value::Text),
            Kind::Flag => row.get::<_, Option<bool>>(*name)?.map(Value::Flag),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().map(value).collect()
}

fn to_sql(value: &Value) -> &dyn ToSql {
    match value {
        Value::Null => &Null,
        Value::Bytes(bytes) => bytes,
        Value::Number(number) => number,
        Value::Text(text) => text,
        Value::Flag(flag) => flag,
    }
}
