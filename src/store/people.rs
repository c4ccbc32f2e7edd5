//! People, as lists need them.

use super::{Fields, Result, Store};
use crate::{
    care::{Day, Moment, PersonId, Place, WorkerId, folding::folded, person},
    log::{
        Kind, Owner, Thing,
        registry::{contact, learned, reflection, safety_step, service, shared_cause},
    },
};
use rusqlite::{OptionalExtension, Row, named_params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: String,
    pub born: Option<Day>,
    pub worker: Option<WorkerId>,
    pub cover: Option<WorkerId>,
    pub cover_until: Option<Day>,
    pub rhythm_days: Option<u16>,
    pub rhythm_words: String,
    pub telephone: String,
    pub next_contact_on: Option<Day>,
    pub next_contact_how: Option<Place>,
    pub last_contact_at: Option<Moment>,
    pub paused_until: Option<Day>,
    pub ended_together_on: Option<Day>,
    pub hello_again_on: Option<Day>,
}

const COLUMNS: &str = "id, given_name, family_name, preferred_name, born, worker, cover,
    rhythm_days, rhythm_words, telephone, next_contact_on, next_contact_how, last_contact_at,
    paused_until, ended_on, hello_on, cover_until";

fn person_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    let day = |column: &str| -> rusqlite::Result<Option<Day>> {
        Ok(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()))
    };
    let how: Option<String> = row.get("next_contact_how")?;
    Ok(PersonRow {
        id: PersonId::from_bytes(row.get("id")?),
        given_name: row.get("given_name")?,
        family_name: row.get("family_name")?,
        preferred_name: row.get("preferred_name")?,
        born: day("born")?,
        worker: row.get::<_, Option<[u8; 16]>>("worker")?.map(WorkerId::from_bytes),
        cover: row.get::<_, Option<[u8; 16]>>("cover")?.map(WorkerId::from_bytes),
        cover_until: day("cover_until")?,
        rhythm_days: row.get("rhythm_days")?,
        rhythm_words: row.get("rhythm_words")?,
        telephone: row.get("telephone")?,
        next_contact_on: day("next_contact_on")?,
        next_contact_how: how.map(|how| Place::from_word(&how)),
        last_contact_at: row.get::<_, Option<i64>>("last_contact_at")?.map(Moment),
        paused_until: day("paused_until")?,
        ended_together_on: day("ended_on")?,
        hello_again_on: day("hello_on")?,
    })
}

impl PersonRow {
    pub fn called(&self) -> &str {
        person::called(&self.preferred_name, &self.given_name, &self.family_name)
    }

    /// Paused, or parted from together: no silence of theirs is a reason to come up.
    pub fn is_left_in_peace(&self, today: Day) -> bool {
        let is_paused = self.paused_until.is_some_and(|until| today < until);
        is_paused || self.ended_together_on.is_some_and(|on| on <= today)
    }

    /// Walks alongside, or covers for somebody who does until a day that is not over.
    pub fn is_with(&self, worker: WorkerId, today: Day) -> bool {
        self.worker == Some(worker) || self.covered_by(today) == Some(worker)
    }

    /// Who covers on this day.
    pub fn covered_by(&self, today: Day) -> Option<WorkerId> {
        let lasts = self.cover_until.is_none_or(|until| today <= until);
        self.cover.filter(|cover| lasts && self.worker != Some(*cover))
    }

    pub fn full_name(&self) -> String {
        person::full_name(&self.given_name, &self.family_name, &self.preferred_name)
    }
}

impl Store {
    pub fn person(&self, id: PersonId) -> Result<Option<PersonRow>> {
        let sql = format!("select {COLUMNS} from person where id = :id");
        let row = self
            .connection
            .prepare_cached(&sql)?
            .query_row(named_params! { ":id": id.to_bytes() }, person_row)
            .optional()?;
        Ok(row)
    }

    /// Those whom a worker is responsible for, or covers on this day, the latest contact first.
    pub fn people_of(&self, worker: WorkerId, today: Day) -> Result<Vec<PersonRow>> {
        let sql = format!(
            "select {COLUMNS} from person
             where worker = :worker
                or (cover = :worker and (cover_until is null or :today <= cover_until))
             order by last_contact_at desc nulls last, given_name, id"
        );
        let key = named_params! { ":worker": worker.to_bytes(), ":today": today.to_string() };
        self.person_rows(&sql, key)
    }

    /// Those in whose names or telephone number all these parts stand, in any order.
    pub fn people_named(&self, words: &str, most: usize) -> Result<Vec<PersonRow>> {
        let parts: Vec<String> = words.split_whitespace().map(folded).collect();
        let is_named = |row: &PersonRow| {
            let digits: String = row.telephone.chars().filter(char::is_ascii_digit).collect();
            let names = [&row.given_name, &row.family_name, &row.preferred_name, &digits];
            let name = folded(&names.map(String::as_str).join(" "));
            parts.iter().all(|part| name.contains(part.as_str()))
        };
        let sql = format!(
            "select {COLUMNS} from person order by last_contact_at desc nulls last, given_name, id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], person_row)?;
        let found = rows.filter(|row| row.as_ref().map_or(true, is_named)).take(most);
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    pub fn people(&self) -> Result<Vec<PersonRow>> {
        self.person_rows(&format!("select {COLUMNS} from person order by id"), &[])
    }

    pub fn has_people(&self) -> Result<bool> {
        Ok(self.connection.prepare_cached("select 1 from person")?.exists([])?)
    }

    /// Goals, risks, connections…: all things of a kind that a person has, or the team.
    pub fn parts_of(&self, owner: impl Into<Owner>, kind: Kind) -> Result<Vec<Thing>> {
        let owner = owner.into().to_bytes();
        let things = self
            .connection
            .prepare_cached("select id from part where person = :person and kind = :kind")?
            .query_map(named_params! { ":person": owner, ":kind": kind.0 }, |row| {
                Ok(Thing { kind, id: row.get(0)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(things)
    }

    /// All things of a kind, whoever has them.
    pub(super) fn parts_of_anybody(&self, kind: Kind) -> Result<Vec<Thing>> {
        let things = self
            .connection
            .prepare_cached("select id from part where kind = :kind")?
            .query_map(named_params! { ":kind": kind.0 }, |row| {
                Ok(Thing { kind, id: row.get(0)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(things)
    }

    /// Those among them that name another thing in a field: what is part of a visit, of a thread.
    pub fn parts_naming(
        &self,
        owner: impl Into<Owner>,
        kind: Kind,
        field: u16,
        named: uuid::Uuid,
    ) -> Result<Vec<(Thing, Fields)>> {
        let mut parts = Vec::new();
        for thing in self.parts_of(owner, kind)? {
            let fields = self.fields(thing)?;
            if fields.id(field) == Some(named) {
                parts.push((thing, fields));
            }
        }
        Ok(parts)
    }

    /// Whether something of this kind and id is in the log.
    pub fn has_thing(&self, thing: Thing) -> Result<bool> {
        let mut found = self
            .connection
            .prepare_cached("select 1 from change where thing = :thing and kind = :kind")?;
        Ok(found.exists(named_params! { ":thing": thing.id, ":kind": thing.kind.0 })?)
    }

    /// Every field that stands in two versions, and whose it is.
    pub fn two_versions(&self) -> Result<Vec<(PersonId, Thing, u16)>> {
        let versions = self
            .connection
            .prepare_cached(
                "select person, kind, thing, field from two_versions order by 1, 2, 3, 4",
            )?
            .query_map([], |row| {
                let thing = Thing { kind: Kind(row.get(1)?), id: row.get(2)? };
                Ok((PersonId::from_bytes(row.get(0)?), thing, row.get(3)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(versions)
    }

    /// The same of what is the team's, or a few people's.
    pub fn versions_of_nobodys(&self) -> Result<Vec<(Thing, u16)>> {
        const KINDS: [Kind; 6] = [
            service::KIND,
            learned::KIND,
            shared_cause::KIND,
            contact::KIND,
            safety_step::KIND,
            reflection::KIND,
        ];
        let mut select = self.connection.prepare_cached(
            "select h.kind, h.thing, h.field from part p
             join head h on h.kind = p.kind and h.thing = p.id
             where p.kind = :kind group by 1, 2, 3 having count(*) > 1",
        )?;
        let mut versions = Vec::new();
        for kind in KINDS {
            let found = select
                .query_map(named_params! { ":kind": kind.0 }, |row| {
                    Ok((Thing { kind: Kind(row.get(0)?), id: row.get(1)? }, row.get(2)?))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            for (thing, field) in found {
                if self.fields(thing)?.has_versions(field) {
                    versions.push((thing, field));
                }
            }
        }
        Ok(versions)
    }

    fn person_rows(
        &self,
        sql: &str,
        params: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Vec<PersonRow>> {
        let rows = self
            .connection
            .prepare_cached(sql)?
            .query_map(params, person_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}
