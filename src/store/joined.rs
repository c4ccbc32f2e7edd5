//! Cards that are of one person: joined by links, each of which can be undone.

use super::{Fields, Result, Store};
use crate::{
    care::{PersonId, SamePersonId},
    log::registry::same_person,
};
use rusqlite::named_params;

/// What stands in `is_undone` where a link is undone.
const YES: &[u8] = b"yes";

impl Store {
    /// All cards of the person on this one, itself the first. Links may run in a circle.
    pub fn joined_with(&self, person: PersonId) -> Result<Vec<PersonId>> {
        let mut statement = self.connection.prepare_cached(
            "with recursive card (id) as (
                select :person
                union
                select case card.id when link.one then link.other else link.one end
                from card join joined link on card.id in (link.one, link.other))
             select id from card where id <> :person order by id",
        )?;
        let key = named_params! { ":person": person.to_bytes() };
        let mut cards = vec![person];
        let others = statement.query_map(key, |row| Ok(PersonId::from_bytes(row.get(0)?)))?;
        for other in others {
            cards.push(other?);
        }
        Ok(cards)
    }

    /// The links between just these two that are not undone.
    pub fn links_between(&self, one: PersonId, other: PersonId) -> Result<Vec<SamePersonId>> {
        let links = self
            .connection
            .prepare_cached(
                "select id from joined where (one = :one and other = :other)
                    or (one = :other and other = :one) order by id",
            )?
            .query_map(
                named_params! { ":one": one.to_bytes(), ":other": other.to_bytes() },
                |row| Ok(SamePersonId::from_bytes(row.get(0)?)),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(links)
    }

    pub fn has_joined_cards(&self) -> Result<bool> {
        Ok(self.connection.prepare_cached("select 1 from joined")?.exists([])?)
    }

    pub(super) fn project_joined(&self, id: [u8; 16], fields: &Fields) -> Result<()> {
        self.connection
            .prepare_cached("delete from joined where id = :id")?
            .execute(named_params! { ":id": id })?;
        let ends = (fields.id(same_person::ONE), fields.id(same_person::OTHER));
        let (Some(one), Some(other), false) = (ends.0, ends.1, is_undone(fields)) else {
            return Ok(());
        };
        self.connection
            .prepare_cached("insert into joined (id, one, other) values (:id, :one, :other)")?
            .execute(named_params! {
                ":id": id, ":one": *one.as_bytes(), ":other": *other.as_bytes(),
            })?;
        Ok(())
    }
}

/// Undone by one and joined anew by another, who had not met: no clock decides, and it holds.
fn is_undone(fields: &Fields) -> bool {
    let said = fields.heads(same_person::IS_UNDONE);
    !said.is_empty() && said.iter().all(|head| head.value == YES)
}
