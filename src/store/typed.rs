//! What is being typed in a field or a form and not yet done: a row of this phone, not a change.

use super::{Result, Store};
use rusqlite::named_params;
use std::collections::BTreeMap;

impl Store {
    /// By its place.
    pub fn typed(&self) -> Result<BTreeMap<String, String>> {
        let mut select = self.connection.prepare_cached("select place, written from typed")?;
        let rows = select.query_map([], |row| Ok((row.get("place")?, row.get("written")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every place of a page that is about this one thing.
    pub(super) fn forget_typed_about(&self, id: uuid::Uuid) -> Result<()> {
        self.connection
            .prepare_cached("delete from typed where instr(place, :id) > 0")?
            .execute(named_params! { ":id": id.to_string() })?;
        Ok(())
    }

    /// Nothing written: it was done, or given up.
    pub fn keep_typed(&mut self, place: &str, written: Option<&str>) -> Result<()> {
        match written {
            Some(written) => self
                .connection
                .prepare_cached(
                    "insert or replace into typed (place, written) values (:place, :written)",
                )?
                .execute(named_params! { ":place": place, ":written": written })?,
            None => self
                .connection
                .prepare_cached("delete from typed where place = :place")?
                .execute(named_params! { ":place": place })?,
        };
        Ok(())
    }
}
