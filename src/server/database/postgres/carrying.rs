//! The rows of all teams, to be carried from or to another database.

use super::{Postgres, execute, hex, row, rows};
use crate::{
    log::TeamId,
    server::{
        Trouble,
        database::carrying::{Kind, MOST_AT_ONCE, Rows, TABLES, Table, Value, Values},
    },
};
use deadpool_postgres::{Client, Transaction};
use futures_util::future::try_join_all;
use std::time::Duration;
use tokio_postgres::{IsolationLevel, Row, types::ToSql};

const N_LOOKS: u32 = 30;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

pub struct AllRows<'a>(Transaction<'a>);

impl Postgres {
    pub(in crate::server::database) async fn client(&self) -> Result<Client, Trouble> {
        Ok(self.pool.get().await?)
    }

    /// All as it is at one moment, while servers go on.
    pub(in crate::server::database) async fn all_rows(
        client: &mut Client,
    ) -> Result<AllRows<'_>, Trouble> {
        super::view(client).await.map(AllRows)
    }

    pub(in crate::server::database) async fn all_rows_to_write(
        client: &mut Client,
    ) -> Result<AllRows<'_>, Trouble> {
        let change = client.build_transaction().isolation_level(IsolationLevel::Serializable);
        Ok(AllRows(change.start().await?))
    }

    /// Whether a server works on it still, given a moment to go.
    pub async fn is_in_use(&self) -> Result<bool, Trouble> {
        let client = self.client().await?;
        for _ in 0..N_LOOKS {
            if !super::connecting::is_in_use(&client).await? {
                return Ok(false);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(true)
    }

    /// For tests, which put a server back.
    #[cfg(any(test, feature = "switches"))]
    pub(in crate::server::database) async fn forget_all(&self) -> Result<(), Trouble> {
        let names = TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ");
        self.client().await?.batch_execute(&format!("truncate {names}")).await?;
        self.books().clear();
        Ok(())
    }
}

impl AllRows<'_> {
    pub async fn commit(self) -> Result<(), Trouble> {
        Ok(self.0.commit().await?)
    }

    async fn see(&self, team: Option<TeamId>) -> Result<(), Trouble> {
        let team = team.map(|team| hex(&team.0)).unwrap_or_default();
        execute(&self.0, "select set_config('alongside.team', $1, true)", &[&team]).await?;
        Ok(())
    }
}

impl Rows for AllRows<'_> {
    async fn teams(&mut self) -> Result<Vec<TeamId>, Trouble> {
        super::joining::teams(&self.0).await
    }

    async fn some(
        &mut self,
        table: &Table,
        team: Option<TeamId>,
        after: i64,
    ) -> Result<Vec<Values>, Trouble> {
        self.see(team).await?;
        let (columns, name, order) = (table.columns(), table.name, table.order());
        let of_team = team.map(|team| team.0);
        let of_team = of_team.as_ref().map(<[u8; 16]>::as_slice).unwrap_or_default();
        let found = if table.has_positions {
            let sql = format!(
                "select {columns} from {name} where team = $1 and position > $2
                 order by {order} limit $3"
            );
            rows(&self.0, &sql, &[&of_team, &after, &MOST_AT_ONCE]).await?
        } else if table.is_of_team {
            let sql = format!("select {columns} from {name} where team = $1 order by {order}");
            rows(&self.0, &sql, &[&of_team]).await?
        } else {
            rows(&self.0, &format!("select {columns} from {name} order by {order}"), &[]).await?
        };
        found.iter().map(|row| values(table, row)).collect()
    }

    async fn keep(
        &mut self,
        table: &Table,
        team: Option<TeamId>,
        rows: Vec<Values>,
    ) -> Result<(), Trouble> {
        self.see(team).await?;
        let numbered = (1..=table.columns.len()).map(|number| format!("${number}"));
        let numbered = numbered.collect::<Vec<_>>().join(", ");
        let sql = format!("insert into {} ({}) values ({numbered})", table.name, table.columns());
        let statement = self.0.prepare_cached(&sql).await?;
        let (change, statement) = (&self.0, &statement);
        let inserts = rows.into_iter().map(|row| {
            let params: Vec<_> = row.into_iter().zip(table.columns).map(to_sql).collect();
            async move { change.execute_raw(statement, params).await }
        });
        try_join_all(inserts).await?;
        Ok(())
    }

    /// Of a server without a team: what a fresh one has made for itself.
    async fn empty(&mut self) -> Result<(), Trouble> {
        if row(&self.0, "select team from team limit 1", &[]).await?.is_some() {
            return Err(Trouble::Refused);
        }
        for table in &TABLES {
            execute(&self.0, &format!("delete from {}", table.name), &[]).await?;
        }
        Ok(())
    }
}

fn values(table: &Table, row: &Row) -> Result<Values, Trouble> {
    let value = |(name, kind): &(&'static str, Kind)| {
        let value = match kind {
            Kind::Bytes => row.try_get::<_, Option<Vec<u8>>>(name)?.map(Value::Bytes),
            Kind::Number => row.try_get::<_, Option<i64>>(name)?.map(Value::Number),
            Kind::Text => row.try_get::<_, Option<String>>(name)?.map(Value::Text),
            Kind::Flag => row.try_get::<_, Option<bool>>(name)?.map(Value::Flag),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().map(value).collect()
}

fn to_sql((value, (_, kind)): (Value, &(&'static str, Kind))) -> Box<dyn ToSql + Sync + Send> {
    match (value, kind) {
        (Value::Null, Kind::Bytes) => Box::new(None::<Vec<u8>>),
        (Value::Null, Kind::Number) => Box::new(None::<i64>),
        (Value::Null, Kind::Text) => Box::new(None::<String>),
        (Value::Null, Kind::Flag) => Box::new(None::<bool>),
        (Value::Bytes(bytes), _) => Box::new(bytes),
        (Value::Number(number), _) => Box::new(number),
        (Value::Text(text), _) => Box::new(text),
        (Value::Flag(flag), _) => Box::new(flag),
    }
}
