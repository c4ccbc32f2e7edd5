//! Drafts, and suggestions put aside: rows of this phone, not changes.

use super::{Result, Store};
use crate::{
    care::{Day, Moment, PersonId, VisitId},
    seal::draft::MOST_DRAFTS,
};
use rusqlite::{OptionalExtension, named_params};

/// What is being written, as the request gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub visit: VisitId,
    pub written: String,
    pub saved_at: Moment,
}

/// A draft that was begun on another phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    pub visit: VisitId,
    pub person: Option<PersonId>,
    pub written: String,
}

pub(super) fn draft_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        visit: VisitId::from_bytes(row.get("visit")?),
        written: row.get("written")?,
        saved_at: Moment(row.get("saved_at")?),
    })
}

impl Store {
    /// Later than what was heard of it from other phones, whatever their clocks say.
    pub fn save_draft(
        &mut self,
        visit: VisitId,
        person: Option<PersonId>,
        written: &str,
    ) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert into draft (visit, person, written, saved_at)
                 values (:visit, :person, :written, max(:now, coalesce(
                    (select max(saved_at) + 1 from draft_elsewhere where visit = :visit), :now)))
                 on conflict (visit) do update set person = excluded.person,
                    written = excluded.written, saved_at = excluded.saved_at",
            )?
            .execute(named_params! {
                ":visit": visit.to_bytes(),
                ":person": person.map(PersonId::to_bytes),
                ":written": written,
                ":now": self.now().0,
            })?;
        Ok(())
    }

    /// In place of what is there, and no later than it.
    pub fn save_draft_as_of_before(&mut self, visit: VisitId, written: &str) -> Result<()> {
        self.connection
            .prepare_cached("update draft set written = :written where visit = :visit")?
            .execute(named_params! { ":visit": visit.to_bytes(), ":written": written })?;
        Ok(())
    }

    pub fn draft(&self, visit: VisitId) -> Result<Option<DraftRow>> {
        let row = self
            .connection
            .prepare_cached("select visit, written, saved_at from draft where visit = :visit")?
            .query_row(named_params! { ":visit": visit.to_bytes() }, draft_row)
            .optional()?;
        Ok(row)
    }

    /// Newest first.
    pub fn drafts(&self) -> Result<Vec<DraftRow>> {
        let rows = self
            .connection
            .prepare_cached("select visit, written, saved_at from draft order by saved_at desc")?
            .query_map([], draft_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Those that go to the server too, for the worker's other phones: the newest.
    pub(super) fn drafts_for_other_phones(&self) -> Result<Vec<DraftRow>> {
        let mut drafts = self.drafts()?;
        drafts.truncate(MOST_DRAFTS);
        Ok(drafts)
    }

    pub fn let_draft_go(&mut self, visit: VisitId) -> Result<()> {
        self.connection
            .prepare_cached("delete from draft where visit = :visit")?
            .execute(named_params! { ":visit": visit.to_bytes() })?;
        Ok(())
    }

    /// Writes an action and lets go of the draft that it came from, together.
    pub fn write_out_of_draft(&mut self, writing: super::Writing, visit: VisitId) -> Result<()> {
        self.transact(|store| {
            store.write_within(writing)?;
            store.let_draft_go(visit)
        })
    }

    /// Puts a suggestion aside until a day, until the next contact, or for good.
    pub fn put_aside(&mut self, person: PersonId, why: &str, until: Aside) -> Result<()> {
        let (day, contact_at) = match until {
            Aside::UntilDay(day) => (Some(day.to_string()), None),
            Aside::UntilContactAfter(at) => (None, Some(at.0)),
            Aside::ForGood => (None, None),
        };
        self.connection
            .prepare_cached(
                "insert or replace into put_aside (person, why, until, contact_at)
                 values (:person, :why, :until, :contact_at)",
            )?
            .execute(named_params! {
                ":person": person.to_bytes(), ":why": why, ":until": day, ":contact_at": contact_at,
            })?;
        Ok(())
    }

    pub fn bring_back(&mut self, person: PersonId, why: &str) -> Result<()> {
        self.connection
            .prepare_cached("delete from put_aside where person = :person and why = :why")?
            .execute(named_params! { ":person": person.to_bytes(), ":why": why })?;
        Ok(())
    }

    pub fn is_put_aside(
        &self,
        person: PersonId,
        why: &str,
        today: Day,
        last_contact_at: Option<Moment>,
    ) -> Result<bool> {
        let row: Option<(Option<String>, Option<i64>)> = self
            .connection
            .prepare_cached(
                "select until, contact_at from put_aside where person = :person and why = :why",
            )?
            .query_row(named_params! { ":person": person.to_bytes(), ":why": why }, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        Ok(match row {
            None => false,
            Some((Some(until), _)) => today.to_string() < until,
            Some((None, Some(at))) => last_contact_at.is_none_or(|last| last.0 <= at),
            Some((None, None)) => true,
        })
    }
}

/// How long a suggestion stays put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    UntilDay(Day),
    UntilContactAfter(Moment),
    ForGood,
}
