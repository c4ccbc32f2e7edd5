//! What happened since some moment, of everybody at once.

use super::{Result, Store};
use crate::{
    care::{Moment, PersonId, Place},
    log::{
        Change, Kind, Thing,
        registry::{holding, visit},
    },
};
use rusqlite::named_params;

/// A visit that was not of somebody else after all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetRow {
    pub person: PersonId,
    pub at: Moment,
    pub place: Place,
    /// Somebody was held in it.
    pub was_holding: bool,
}

/// What stands in a field of a thing that is told in somebody's story. Where it has versions, each
/// comes by itself, the latest last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldValue {
    pub person: PersonId,
    pub thing: [u8; 16],
    /// When the thing was.
    pub at: Moment,
    pub value: Vec<u8>,
}

impl Store {
    pub fn met_since(&self, since: Moment) -> Result<Vec<MetRow>> {
        let rows = self
            .connection
            .prepare_cached(
                "select person, at, place, exists (
                    select 1 from head where kind = :visit and thing = visit.id
                        and field = :holding) as was_holding
                 from visit where at >= :since and not exists (
                    select 1 from head where kind = :visit and thing = visit.id
                        and field = :moved_to)",
            )?
            .query_map(
                named_params! {
                    ":since": since.0, ":visit": visit::KIND.0, ":holding": visit::HOLDING,
                    ":moved_to": visit::MOVED_TO,
                },
                |row| {
                    Ok(MetRow {
                        person: PersonId::from_bytes(row.get("person")?),
                        at: Moment(row.get("at")?),
                        place: Place::from_word(&row.get::<_, String>("place")?),
                        was_holding: row.get("was_holding")?,
                    })
                },
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Whether somebody was met and it was written down after this had come to this phone.
    pub fn was_met_after(&self, people: &[PersonId], what: Thing) -> Result<bool> {
        let mut met = self.connection.prepare_cached(
            "select exists (
                select 1 from visit v join head h on h.kind = :visit and h.thing = v.id and h.field = :at
                where v.person = :person and h.change > (
                    select min(change) from head where kind = :kind and thing = :thing))",
        )?;
        for person in people {
            let key = named_params! {
                ":visit": visit::KIND.0, ":at": visit::AT, ":person": person.to_bytes(),
                ":kind": what.kind.0, ":thing": what.id,
            };
            if met.query_row(key, |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Who was held, once for each time, outside of visits.
    pub fn held_since(&self, since: Moment) -> Result<Vec<PersonId>> {
        let people = self
            .connection
            .prepare_cached("select person from told where kind = :kind and at >= :since")?
            .query_map(named_params! { ":kind": holding::KIND.0, ":since": since.0 }, |row| {
                row.get(0).map(PersonId::from_bytes)
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(people)
    }

    /// To whom we promised something that is not done yet, once for each promise.
    pub fn promised_by_us(&self) -> Result<Vec<PersonId>> {
        let people = self
            .connection
            .prepare_cached(
                "select person from promise where by_worker = 1 and text <> ''
                    and (became is null or became = 'not_yet')",
            )?
            .query_map([], |row| row.get(0).map(PersonId::from_bytes))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(people)
    }

    pub fn told_values(&self, kind: Kind, field: u16, since: Moment) -> Result<Vec<ToldValue>> {
        let mut statement = self.connection.prepare_cached(
            "select t.person, t.id, t.at, c.bytes from told t
                join head h on h.kind = t.kind and h.thing = t.id and h.field = :field
                join change c on c.n = h.change
             where t.kind = :kind and t.at >= :since order by t.id, c.at, c.id",
        )?;
        let key = named_params! { ":kind": kind.0, ":field": field, ":since": since.0 };
        let mut rows = statement.query(key)?;
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(3)?.as_blob().unwrap_or_default();
            let Ok(change) = Change::decode(bytes) else { continue };
            let Some(value) = change.value(field) else { continue };
            values.push(ToldValue {
                person: PersonId::from_bytes(row.get(0)?),
                thing: row.get(1)?,
                at: Moment(row.get(2)?),
                value: value.to_vec(),
            });
        }
        Ok(values)
    }
}
