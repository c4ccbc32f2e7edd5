//! The things that were erased here: their ids, and nothing else of them.

use super::{Result, Store};
use crate::log::Thing;
use rusqlite::named_params;

impl Store {
    /// Whether changes of this thing were here and were erased. Of what never came here nothing
    /// can be known.
    pub fn is_erased(&self, thing: Thing) -> Result<bool> {
        let mut found = self
            .connection
            .prepare_cached("select 1 from erased_thing where kind = :kind and thing = :thing")?;
        Ok(found.exists(named_params! { ":kind": thing.kind.0, ":thing": thing.id })?)
    }

    pub(super) fn remember_erased(&self, thing: Thing) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into erased_thing (kind, thing) values (:kind, :thing)",
            )?
            .execute(named_params! { ":kind": thing.kind.0, ":thing": thing.id })?;
        Ok(())
    }
}
