//! Threads that are open, and what stood in the way of people.

use super::{Fields, Result, Store};
use crate::{
    care::{ConnectionId, Day, PersonId, ServiceId, Stage},
    log::{Kind, Thing, registry::connection},
};
use rusqlite::named_params;

/// A thread that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionRow {
    pub id: ConnectionId,
    pub person: PersonId,
    /// When it is asked how it went. One that came from elsewhere without a day has waited enough.
    pub on: Option<Day>,
}

impl Store {
    /// Open threads whose day is this one or one before it, the longest waiting first.
    pub fn connections_due(&self, today: Day) -> Result<Vec<ConnectionRow>> {
        let rows = self
            .connection
            .prepare_cached(
                "select id, person, on_day from connection
                 where is_open = 1 and (on_day is null or on_day <= :today) order by on_day, id",
            )?
            .query_map(named_params! { ":today": today.to_string() }, |row| {
                let on: Option<String> = row.get("on_day")?;
                Ok(ConnectionRow {
                    id: ConnectionId::from_bytes(row.get("id")?),
                    person: PersonId::from_bytes(row.get("person")?),
                    on: on.and_then(|on| on.parse().ok()),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// How many people but this one are on their way to a service.
    pub fn n_on_their_way(&self, service: ServiceId, but: PersonId) -> Result<usize> {
        let n: i64 = self
            .connection
            .prepare_cached(
                "select count(distinct person) from connection
                 where service = :service and is_open = 1 and person <> :but",
            )?
            .query_row(
                named_params! { ":service": service.to_bytes(), ":but": but.to_bytes() },
                |row| row.get(0),
            )?;
        Ok(usize::try_from(n).unwrap_or_default())
    }

    /// Everything of a kind that is told in anybody's story, in the order in which it was made.
    pub fn told_of_everybody(&self, kind: Kind) -> Result<Vec<(PersonId, Thing)>> {
        let things = self
            .connection
            .prepare_cached("select person, id from told where kind = :kind order by id")?
            .query_map(named_params! { ":kind": kind.0 }, |row| {
                Ok((PersonId::from_bytes(row.get(0)?), Thing { kind, id: row.get(1)? }))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(things)
    }

    pub(super) fn project_connection(
        &self,
        id: [u8; 16],
        person: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        self.connection
            .prepare_cached("delete from connection where id = :id")?
            .execute(named_params! { ":id": id })?;
        // What was taken back is nobody's way to anywhere.
        let (Some(person), Some(_)) = (person, fields.bytes(connection::HOW)) else {
            return Ok(());
        };
        self.connection
            .prepare_cached(
                "insert into connection (id, person, service, on_day, is_open)
                 values (:id, :person, :service, :on_day, :is_open)",
            )?
            .execute(named_params! {
                ":id": id,
                ":person": person,
                ":service": fields.id(connection::SERVICE).map(|id| *id.as_bytes()),
                ":on_day": earliest_day(fields).map(|day| day.to_string()),
                ":is_open": is_open(fields),
            })?;
        Ok(())
    }
}

/// Of several days that were agreed apart, the first.
fn earliest_day(fields: &Fields) -> Option<Day> {
    let days = fields.heads(connection::ON).iter();
    days.filter_map(|head| std::str::from_utf8(&head.value).ok()?.parse().ok()).min()
}

fn is_open(fields: &Fields) -> bool {
    let stages = fields.heads(connection::STAGE);
    stages.is_empty()
        || stages.iter().any(|head| {
            std::str::from_utf8(&head.value).map_or(true, |word| Stage::from_word(word).is_open())
        })
}
