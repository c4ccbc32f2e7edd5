//! The things that were erased here: their ids, and nothing else of them; and what comes to them
//! later.

use super::{Result, Store};
use crate::{
    care::VisitId,
    log::{
        Change, ChangeId, Kind, SignedChange, Thing,
        registry::{self, amendment, attachment, barrier, mark, promise, visit},
    },
};
use rusqlite::named_params;
use std::collections::BTreeSet;

/// What an erasure names, sealed in its entry. An older version reads the changes and no further.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub changes: BTreeSet<ChangeId>,
    pub things: BTreeSet<Thing>,
}

impl Named {
    pub fn written(&self) -> Vec<u8> {
        let things: Vec<(u16, [u8; 16])> =
            self.things.iter().map(|thing| (thing.kind.0, thing.id)).collect();
        let changes = postcard::to_stdvec(&self.changes).unwrap_or_default();
        [changes, postcard::to_stdvec(&things).unwrap_or_default()].concat()
    }

    pub fn read(plain: &[u8]) -> Option<Self> {
        let (changes, rest) = postcard::take_from_bytes::<Vec<ChangeId>>(plain).ok()?;
        let things: Vec<(u16, [u8; 16])> = postcard::from_bytes(rest).unwrap_or_default();
        let things = things.into_iter().map(|(kind, id)| Thing { kind: Kind(kind), id });
        Some(Self { changes: changes.into_iter().collect(), things: things.collect() })
    }
}

impl Store {
    /// Whether an erasure names this thing, or changes of it were here and were erased.
    pub fn is_erased(&self, thing: Thing) -> Result<bool> {
        Ok(self.erased_things.contains(&thing) || self.is_remembered(thing)?)
    }

    fn is_remembered(&self, thing: Thing) -> Result<bool> {
        let mut found = self
            .connection
            .prepare_cached("select 1 from erased_thing where kind = :kind and thing = :thing")?;
        Ok(found.exists(named_params! { ":kind": thing.kind.0, ":thing": thing.id })?)
    }

    /// Visits that were erased before they came here: what was said of them may have come.
    pub(super) fn remember_what_never_came(&self, new: &mut BTreeSet<Thing>) -> Result<()> {
        for visit in self.erased_things.iter().filter(|thing| thing.kind == visit::KIND) {
            if !self.is_remembered(*visit)? {
                self.remember_erased(*visit)?;
                new.insert(*visit);
            }
        }
        Ok(())
    }

    /// What was being typed about it goes too.
    pub(super) fn remember_erased(&self, thing: Thing) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into erased_thing (kind, thing) values (:kind, :thing)",
            )?
            .execute(named_params! { ":kind": thing.kind.0, ":thing": thing.id })?;
        self.forget_typed_about(uuid::Uuid::from_bytes(thing.id))?;
        if thing.kind == visit::KIND {
            for table in ["draft", "draft_elsewhere"] {
                self.connection
                    .prepare_cached(&format!("delete from {table} where visit = :visit"))?
                    .execute(named_params! { ":visit": thing.id })?;
            }
        }
        Ok(())
    }

    /// All that names this visit as the one that it is a part of, also where the visit itself is not
    /// here.
    pub(super) fn parts_of_visit(&self, id: VisitId) -> Result<Vec<Thing>> {
        let promises = self.promises_made_in(id)?.into_iter();
        let promise = |row: super::PromiseRow| Thing { kind: promise::KIND, id: row.id.to_bytes() };
        let mut things: Vec<Thing> = promises.map(promise).collect();
        for kind in [amendment::KIND, attachment::KIND, barrier::KIND, mark::KIND] {
            for thing in self.parts_of_anybody(kind)? {
                if self.visit_of(thing)? == Some(id) {
                    things.push(thing);
                }
            }
        }
        Ok(things)
    }

    fn visit_of(&self, part: Thing) -> Result<Option<VisitId>> {
        let Some(field) = registry::visit_field(part.kind) else { return Ok(None) };
        Ok(self.fields(part)?.id(field).map(VisitId))
    }

    /// Whether a thing was erased here, or is a part of a visit that was: it came later.
    fn is_of_what_was_erased(&self, thing: Thing) -> Result<bool> {
        if self.is_erased(thing)? {
            return Ok(true);
        }
        let visit = self.visit_of(thing)?;
        let visit = visit.map(|visit| Thing { kind: visit::KIND, id: visit.to_bytes() });
        visit.map_or(Ok(false), |visit| self.is_erased(visit))
    }

    /// Whether an erasure names this change, or it says something of what was erased.
    pub(super) fn is_to_be_erased(&self, signed: &SignedChange) -> Result<bool> {
        if self.erased.contains(&signed.id()) {
            return Ok(true);
        }
        let Ok(change) = Change::decode(&signed.bytes) else { return Ok(false) };
        if self.is_of_what_was_erased(change.thing)? {
            return Ok(true);
        }
        let named = registry::visit_field(change.thing.kind).and_then(|field| change.value(field));
        let visit = named.and_then(registry::id).map(|id| *id.as_bytes());
        visit.map_or(Ok(false), |id| self.is_erased(Thing { kind: visit::KIND, id }))
    }

    /// What comes later to something erased is a stray, whichever frame it lies in.
    pub(super) fn note_late(&self, thing: Thing) -> Result<()> {
        if self.erased.is_empty() || !self.is_of_what_was_erased(thing)? {
            return Ok(());
        }
        self.note_strays_of(thing)
    }

    pub(super) fn note_strays_of(&self, thing: Thing) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert or ignore into stray (frame)
                 select fc.frame from frame_change fc join change c on c.n = fc.change
                 where c.thing = :thing and c.kind = :kind",
            )?
            .execute(named_params! { ":thing": thing.id, ":kind": thing.kind.0 })?;
        Ok(())
    }
}
