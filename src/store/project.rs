//! From the log's heads to the tables for reading: one thing at a time, in the same transaction.

use super::{Fields, Result, Store};
use crate::{
    care::{PersonId, VisitId},
    log::{
        Owner, Thing,
        registry::{
            self, amendment, attachment, connection, handover, holding, person, promise,
            same_person, visit,
        },
    },
};
use rusqlite::{OptionalExtension, named_params};

impl Store {
    pub(super) fn project(&mut self, thing: Thing) -> Result<()> {
        let fields = self.fields(thing)?;
        let whose = self.whose(thing, &fields)?;
        let owner = whose.and_then(Owner::person).map(PersonId::to_bytes);
        match thing.kind {
            person::KIND => self.project_person(thing.id, &fields)?,
            visit::KIND => self.project_visit(thing.id, owner, &fields)?,
            promise::KIND => self.project_promise(thing.id, owner, &fields)?,
            kind if !registry::is_known(kind) => {}
            _ => self.project_part(thing, whose, &fields)?,
        }
        match thing.kind {
            connection::KIND => self.project_connection(thing.id, owner, &fields)?,
            handover::KIND => self.project_handover(thing.id, owner, &fields)?,
            same_person::KIND => self.project_joined(thing.id, &fields)?,
            attachment::KIND => self.project_attachment(thing.id, owner, &fields)?,
            _ => {}
        }
        self.project_told(thing, owner, &fields)?;
        match (thing.kind, owner) {
            (amendment::KIND, _) => self.index_again(fields.id(amendment::VISIT).map(VisitId))?,
            (holding::KIND, Some(owner)) => self.last_contact_may_differ(owner),
            _ => {}
        }
        self.project_versions(thing, owner, &fields)
    }

    fn project_person(&mut self, id: [u8; 16], fields: &Fields) -> Result<()> {
        if fields.is_empty() {
            self.connection
                .prepare_cached("delete from person where id = :id")?
                .execute(named_params! { ":id": id })?;
            return Ok(());
        }
        self.connection
            .prepare_cached(
                "insert into person (id, given_name, family_name, preferred_name, born, worker,
                    cover, rhythm_days, rhythm_words, telephone, next_contact_on, next_contact_how,
                    last_contact_at, paused_until, ended_on, hello_on, cover_until)
                 values (:id, :given_name, :family_name, :preferred_name, :born, :worker,
                    :cover, :rhythm_days, :rhythm_words, :telephone, :next_contact_on, :next_contact_how,
                    null, :paused_until, :ended_on, :hello_on, :cover_until)
                 on conflict (id) do update set
                    given_name = excluded.given_name, family_name = excluded.family_name,
                    preferred_name = excluded.preferred_name, born = excluded.born,
                    worker = excluded.worker,
                    cover = excluded.cover, rhythm_days = excluded.rhythm_days,
                    rhythm_words = excluded.rhythm_words, telephone = excluded.telephone,
                    next_contact_on = excluded.next_contact_on,
                    next_contact_how = excluded.next_contact_how,
                    paused_until = excluded.paused_until, ended_on = excluded.ended_on,
                    hello_on = excluded.hello_on, cover_until = excluded.cover_until",
            )?
            .execute(named_params! {
                ":id": id,
                ":given_name": fields.text(person::GIVEN_NAME),
                ":family_name": fields.text(person::FAMILY_NAME),
                ":preferred_name": fields.text(person::PREFERRED_NAME),
                ":born": fields.day(person::BORN).map(|day| day.to_string()),
                ":worker": fields.id(person::WORKER).map(|id| *id.as_bytes()),
                ":cover": fields.id(person::COVER).map(|id| *id.as_bytes()),
                ":rhythm_days": fields.number(person::RHYTHM_DAYS),
                ":rhythm_words": fields.text(person::RHYTHM_WORDS),
                ":telephone": fields.text(person::TELEPHONE),
                ":next_contact_on": fields.day(person::NEXT_CONTACT_ON).map(|day| day.to_string()),
                ":next_contact_how": filled(fields.text(person::NEXT_CONTACT_HOW)),
                ":paused_until": fields.day(person::PAUSED_UNTIL).map(|day| day.to_string()),
                ":ended_on": fields.day(person::ENDED_TOGETHER_ON).map(|day| day.to_string()),
                ":hello_on": fields.day(person::HELLO_AGAIN_ON).map(|day| day.to_string()),
                ":cover_until": fields.day(person::COVER_UNTIL).map(|day| day.to_string()),
            })?;
        self.last_contact_may_differ(id);
        Ok(())
    }

    fn project_visit(
        &mut self,
        id: [u8; 16],
        owner: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        let before = self.visit_row(id)?;
        if let Some((n, _)) = before {
            self.forget_words(n)?;
            self.connection.prepare_cached("delete from visit where n = :n")?.execute([n])?;
        }
        if let (Some(owner), Some(at)) = (owner, fields.moment(visit::AT)) {
            let n = self.visit_number(at.0, id)?;
            self.connection
                .prepare_cached(
                    "insert into visit (n, id, person, at, place)
                     values (:n, :id, :person, :at, :place)",
                )?
                .execute(named_params! {
                    ":n": n, ":id": id, ":person": owner, ":at": at.0,
                    ":place": fields.text(visit::PLACE),
                })?;
            // What was kept anew with somebody else is found there.
            if fields.id(visit::MOVED_TO).is_none() {
                let words = self.words_of(VisitId::from_bytes(id), fields)?;
                self.to_index.insert(n, words);
            }
            self.last_contact_may_differ(owner);
        }
        if let Some((_, person)) = before
            && (Some(person) != owner || fields.is_empty())
        {
            self.last_contact_may_differ(person);
        }
        Ok(())
    }

    /// A visit whose words have become more by an amendment.
    fn index_again(&mut self, visit: Option<VisitId>) -> Result<()> {
        let Some(visit) = visit else { return Ok(()) };
        let thing = Thing { kind: visit::KIND, id: visit.to_bytes() };
        let (fields, n) = (self.fields(thing)?, self.visit_row(thing.id)?.map(|(n, _)| n));
        let (Some(n), None) = (n, fields.id(visit::MOVED_TO)) else { return Ok(()) };
        self.forget_words(n)?;
        let words = self.words_of(visit, &fields)?;
        self.to_index.insert(n, words);
        Ok(())
    }

    fn forget_words(&mut self, n: i64) -> Result<()> {
        if self.to_index.remove(&n).is_none() {
            self.has_forgotten_words = true;
            self.connection
                .prepare_cached("delete from word where rowid = :n")?
                .execute(named_params! { ":n": n })?;
        }
        Ok(())
    }

    /// All that was written of a visit and added to it, for the search.
    fn words_of(&self, visit: VisitId, fields: &Fields) -> Result<String> {
        let written = [
            visit::NOTE,
            visit::HOW_THEY_WERE,
            visit::NOTICED,
            visit::SAID,
            visit::DID,
            visit::THOUGHT,
        ];
        let mut words: Vec<String> = written.map(|field| fields.text(field)).into();
        let added = self.amendments_of(visit)?;
        words.extend(added.iter().map(|(_, fields)| fields.text(amendment::TEXT)));
        Ok(words.join("\n"))
    }

    /// The number of a visit's row, and whose it is.
    fn visit_row(&self, id: [u8; 16]) -> Result<Option<(i64, [u8; 16])>> {
        let row = self
            .connection
            .prepare_cached("select n, person from visit where id = :id")?
            .query_row(named_params! { ":id": id }, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row)
    }

    /// Brings the index up to the rows: at the end of a transaction and in the order of their
    /// numbers, since it writes out all that it has gathered whenever a number is not a greater one.
    pub(super) fn index_words(&mut self) -> Result<()> {
        let mut insert =
            self.connection.prepare_cached("insert into word (rowid, text) values (:n, :text)")?;
        for (n, text) in std::mem::take(&mut self.to_index) {
            insert.execute(named_params! { ":n": n, ":text": text })?;
        }
        Ok(())
    }

    /// Numbers grow with the visits' time, so that a search finds the newest first.
    fn visit_number(&self, at_ms: i64, id: [u8; 16]) -> Result<i64> {
        let spread = i64::from(u16::from_le_bytes([id[14], id[15]]));
        let mut n = at_ms.clamp(0, 1 << 44) * 65_536 + spread;
        let mut is_taken = self.connection.prepare_cached("select 1 from visit where n = :n")?;
        while is_taken.exists([n])? {
            n += 1;
        }
        Ok(n)
    }

    fn last_contact_may_differ(&mut self, person: [u8; 16]) {
        self.to_refresh.insert(person);
    }

    /// Says of everybody whom this transaction tells something new of when they were met last: once,
    /// however many visits it brings.
    pub(super) fn refresh_last_contacts(&mut self) -> Result<()> {
        let people = std::mem::take(&mut self.to_refresh);
        people.into_iter().try_for_each(|person| self.refresh_last_contact(person))
    }

    /// A visit that belongs to somebody else was no contact with this person; being there was.
    fn refresh_last_contact(&self, person: [u8; 16]) -> Result<()> {
        self.connection
            .prepare_cached(
                "update person set last_contact_at = (
                    select max(at) from (
                        select * from (
                            select at from visit where person = :id and not exists (
                                select 1 from head where kind = :visit and thing = visit.id
                                    and field = :moved_to)
                            order by at desc limit 1)
                        union all
                        select * from (
                            select at from told where person = :id and kind = :holding
                            order by at desc limit 1)))
                 where id = :id",
            )?
            .execute(named_params! {
                ":id": person, ":visit": visit::KIND.0, ":moved_to": visit::MOVED_TO,
                ":holding": holding::KIND.0,
            })?;
        Ok(())
    }

    fn project_promise(
        &self,
        id: [u8; 16],
        owner: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        let Some(owner) = owner else {
            self.connection
                .prepare_cached("delete from promise where id = :id")?
                .execute(named_params! { ":id": id })?;
            return Ok(());
        };
        self.connection
            .prepare_cached(
                "insert or replace into promise (id, person, visit, text, by_worker, on_day, became)
                 values (:id, :person, :visit, :text, :by_worker, :on_day, :became)",
            )?
            .execute(named_params! {
                ":id": id,
                ":person": owner,
                ":visit": fields.id(promise::VISIT).map(|id| *id.as_bytes()),
                ":text": fields.text(promise::TEXT),
                ":by_worker": fields.text(promise::BY) != "person",
                ":on_day": fields.day(promise::ON).map(|day| day.to_string()),
                ":became": filled(fields.text(promise::BECAME)),
            })?;
        Ok(())
    }

    fn project_part(&self, thing: Thing, owner: Option<Owner>, fields: &Fields) -> Result<()> {
        self.connection
            .prepare_cached("delete from part where kind = :kind and id = :id")?
            .execute(named_params! { ":kind": thing.kind.0, ":id": thing.id })?;
        if let (Some(owner), false) = (owner, fields.is_empty()) {
            self.connection
                .prepare_cached("insert into part (person, kind, id) values (:person, :kind, :id)")?
                .execute(named_params! {
                    ":person": owner.to_bytes(), ":kind": thing.kind.0, ":id": thing.id,
                })?;
        }
        Ok(())
    }

    fn project_versions(
        &self,
        thing: Thing,
        owner: Option<[u8; 16]>,
        fields: &Fields,
    ) -> Result<()> {
        self.connection
            .prepare_cached("delete from two_versions where kind = :kind and thing = :thing")?
            .execute(named_params! { ":kind": thing.kind.0, ":thing": thing.id })?;
        let Some(owner) = owner else { return Ok(()) };
        for field in fields.numbers().filter(|field| fields.has_versions(*field)) {
            self.connection
                .prepare_cached(
                    "insert into two_versions (person, kind, thing, field)
                     values (:person, :kind, :thing, :field)",
                )?
                .execute(named_params! {
                    ":person": owner, ":kind": thing.kind.0, ":thing": thing.id, ":field": field,
                })?;
        }
        Ok(())
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
