//! Whom this phone has suggested today. It says nothing of the record, and goes with the day.

use super::{Result, Store};
use crate::care::{Day, PersonId};
use rusqlite::named_params;
use std::collections::BTreeSet;

impl Store {
    pub fn suggested_on(&self, day: Day) -> Result<BTreeSet<PersonId>> {
        let people = self
            .connection
            .prepare_cached("select person from suggested where day = :day")?
            .query_map(named_params! { ":day": day.to_string() }, |row| {
                row.get(0).map(PersonId::from_bytes)
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(people)
    }

    /// Another day than this one is of no use any more.
    pub fn remember_suggested(
        &mut self,
        day: Day,
        people: impl Iterator<Item = PersonId>,
    ) -> Result<()> {
        self.transact(|store| {
            let day = day.to_string();
            store
                .connection
                .prepare_cached("delete from suggested where day <> :day")?
                .execute(named_params! { ":day": day })?;
            let mut insert = store.connection.prepare_cached(
                "insert or ignore into suggested (day, person) values (:day, :person)",
            )?;
            for person in people {
                insert.execute(named_params! { ":day": day, ":person": person.to_bytes() })?;
            }
            Ok(())
        })
    }
}
