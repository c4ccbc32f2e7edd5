//! What is waiting to be sent, and what is in the team's record.

use super::{Fields, Result, Store, StoreTrouble};
use crate::{
    care::{Moment, PersonId, VisitId},
    log::{
        Kind, Owner, ScopeId, Thing,
        registry::{self, contact, person, visit},
    },
    seal::frame::NotAFrame,
};
use rusqlite::named_params;

/// A change that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub at: Moment,
    pub person: Option<PersonId>,
    pub visit: Option<VisitId>,
}

/// Changes in no frame, or in none with a receipt of the present epoch.
const UNSENT: &str = "from change c where signature_is = 1
    and n not in (select n from unchecked) and n in (
        select n from change where is_sealed = 0
        union all
        select fc.change from frame f join frame_change fc on fc.frame = f.n
        where f.position is null and f.state = 0)
    and not exists (
        select 1 from frame_change fc join frame f on f.n = fc.frame
        where fc.change = c.n and f.position is not null)";

impl Store {
    pub fn n_unsent(&self) -> Result<usize> {
        self.count(&format!("select count(*) {UNSENT}"))
    }

    /// Whether anything waits for a key, or for its place in the book, and is in no frame yet.
    pub fn has_unsealed(&self) -> Result<bool> {
        let sql = format!(
            "select count(*) {UNSENT}
             and not exists (select 1 from frame_change fc where fc.change = c.n)"
        );
        Ok(self.count(&sql)? > 0)
    }

    pub fn oldest_unsent_at(&self) -> Result<Option<Moment>> {
        let sql = format!("select min(at) {UNSENT}");
        let at: Option<i64> =
            self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        Ok(at.map(Moment))
    }

    /// The latest of what waits, at most twenty.
    pub fn waiting(&self) -> Result<Vec<Waiting>> {
        let sql = format!("select kind, thing, at {UNSENT} order by n desc limit 20");
        let things: Vec<(Thing, i64)> = self
            .connection
            .prepare_cached(&sql)?
            .query_map([], |row| {
                let thing = Thing { kind: Kind(row.get(0)?), id: row.get(1)? };
                Ok((thing, row.get(2)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        things
            .into_iter()
            .map(|(thing, at)| {
                let is_visit = thing.kind == visit::KIND;
                let visit = is_visit.then(|| VisitId::from_bytes(thing.id));
                let person = self.owner_of(thing)?.and_then(Owner::person);
                Ok(Waiting { at: Moment(at), person, visit })
            })
            .collect()
    }

    /// How many changes are in the team's record.
    pub fn n_in_record(&self) -> Result<usize> {
        let n_bad = self.count("select count(*) from change where signature_is = 2")?;
        let n = self.count("select count(*) from change")?;
        Ok(n.saturating_sub(n_bad + self.n_unsent()?))
    }

    /// Whether all that was said of a thing has a receipt of the present epoch.
    pub fn is_in_record(&self, thing: Thing) -> Result<bool> {
        let n_without: i64 = self
            .connection
            .prepare_cached(
                "select count(*) from change c where thing = :thing and kind = :kind
                 and not exists (
                    select 1 from frame_change fc join frame f on f.n = fc.frame
                    where fc.change = c.n and f.position is not null)",
            )?
            .query_row(named_params! { ":thing": thing.id, ":kind": thing.kind.0 }, |row| {
                row.get(0)
            })?;
        Ok(n_without == 0 && self.standing()?.is_agreed)
    }

    /// Reads the whole database back. One that is damaged is an error.
    pub fn look_over(&self) -> Result<()> {
        let found: String =
            self.connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        if found == "ok" { Ok(()) } else { Err(StoreTrouble::Damaged) }
    }

    /// What could not be read or applied. Where only a key is missing that this phone was not given, nothing
    /// is amiss.
    pub fn n_set_aside(&self) -> Result<usize> {
        let n_frames =
            self.count("select count(*) from frame where state = 1")? - self.n_without_key()?;
        let n_changes = self.count("select count(*) from change where signature_is = 2")?;
        Ok(n_frames + n_changes + self.n_pieces_set_aside()?)
    }

    /// Frames of closed scopes whose keys are not here: a phone that has one gives it to a worker's next
    /// phone, and where none is left they stay closed.
    pub fn n_without_key(&self) -> Result<usize> {
        let why = NotAFrame::KeyMissing.to_string();
        let mut select = self
            .connection
            .prepare_cached("select scope from frame where state = 1 and why_set_aside = :why")?;
        let scopes = select
            .query_map(named_params! { ":why": why }, |row| row.get(0).map(ScopeId))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(scopes.into_iter().filter(|scope| self.book.closed(*scope).is_some()).count())
    }

    pub fn n_unchecked(&self) -> Result<usize> {
        self.count("select count(*) from unchecked")
    }

    pub fn n_unsent_frames(&self) -> Result<usize> {
        self.count("select count(*) from frame where position is null and state <> 2")
    }

    /// Whether the server holds anything of this device outside the record.
    pub fn has_handed_in(&self) -> Result<bool> {
        Ok(self.count("select count(*) from frame where state = 3")? > 0)
    }

    /// Whom a thing belongs to.
    pub fn owner_of(&self, thing: Thing) -> Result<Option<Owner>> {
        self.whose(thing, &self.fields(thing)?)
    }

    pub(super) fn whose(&self, thing: Thing, fields: &Fields) -> Result<Option<Owner>> {
        if registry::is_closed(thing.kind) {
            return Ok(self.scope_of(thing)?.filter(|_| !fields.is_empty()).map(Owner::Closed));
        }
        Ok(owner_of(thing, fields))
    }
}

/// Every kind but a person names its owner in its first field, where it is somebody's own.
fn owner_of(thing: Thing, fields: &Fields) -> Option<Owner> {
    const OWNER: u16 = 1;
    match thing.kind {
        person::KIND => Some(Owner::Person(PersonId::from_bytes(thing.id))),
        contact::KIND => Some(Owner::Team),
        kind if registry::is_of_the_team(kind) => (!fields.is_empty()).then_some(Owner::Team),
        Kind(_) => fields.id(OWNER).map(|id| Owner::Person(PersonId(id))),
    }
}
