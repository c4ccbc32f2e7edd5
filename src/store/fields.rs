//! The fields of a thing: what stands in each, by whom, and what else does.

use super::{Result, Seen, Store};
use crate::{
    care::{DeviceId, Moment, PersonId},
    log::{Actor, Change, ChangeId, Kind, Thing, registry},
};
use rusqlite::named_params;
use std::collections::BTreeMap;

/// A value that nothing replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub change: ChangeId,
    pub value: Vec<u8>,
    pub at: Moment,
    pub writer: DeviceId,
    pub actor: Actor,
}

/// The heads of every field of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    thing: Thing,
    heads: BTreeMap<u16, Vec<Head>>,
    /// Heads that say again what somebody has put something else in the place of.
    repeated: BTreeMap<u16, Vec<ChangeId>>,
}

impl Fields {
    pub fn thing(&self) -> Thing {
        self.thing
    }

    pub fn heads(&self, field: u16) -> &[Head] {
        self.heads.get(&field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The one that is shown: of several the latest, and among those the one with the greater id.
    /// What is written once shows as it was kept; what one took back and another wrote on is there.
    pub fn shown(&self, field: u16) -> Option<&Head> {
        let heads = self.heads(field);
        if registry::is_written_once(self.thing.kind, field) {
            let kept = self.origin()?.change;
            return heads.iter().find(|head| head.change == kept);
        }
        let is_sign = registry::sign(self.thing.kind) == Some(field);
        heads.iter().max_by_key(|head| (is_sign && !head.value.is_empty(), head.at, head.change))
    }

    pub fn seen(&self, field: u16) -> Seen {
        let repeated = self.repeated.get(&field).into_iter().flatten().copied();
        Seen(self.heads(field).iter().map(|head| head.change).chain(repeated).collect())
    }

    /// Whether people wrote different things here without having met.
    pub fn has_versions(&self, field: u16) -> bool {
        let heads = self.heads(field);
        if registry::is_written_once(self.thing.kind, field) {
            return false;
        }
        heads.windows(2).any(|two| matches!(two, [one, other] if one.value != other.value))
    }

    pub fn numbers(&self) -> impl Iterator<Item = u16> {
        self.heads.keys().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    pub fn bytes(&self, field: u16) -> Option<&[u8]> {
        self.shown(field).map(|head| head.value.as_slice()).filter(|value| !value.is_empty())
    }

    pub fn text(&self, field: u16) -> String {
        self.bytes(field)
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .unwrap_or_default()
    }

    pub fn id(&self, field: u16) -> Option<uuid::Uuid> {
        registry::id(self.bytes(field)?)
    }

    pub fn moment(&self, field: u16) -> Option<Moment> {
        registry::moment(self.bytes(field)?)
    }

    pub fn number(&self, field: u16) -> Option<u16> {
        registry::number(self.bytes(field)?)
    }

    pub fn day(&self, field: u16) -> Option<crate::care::Day> {
        self.text(field).parse().ok()
    }

    pub(super) fn set_apart(&mut self, field: u16, repeated: Vec<ChangeId>) {
        if let Some(heads) = self.heads.get_mut(&field) {
            heads.retain(|head| !repeated.contains(&head.change));
        }
        self.repeated.insert(field, repeated);
    }

    /// The writing that made this thing, by which its author is known: the one that says whose it
    /// is. No clock decides it.
    pub fn origin(&self) -> Option<&Head> {
        const OWNER: u16 = 1;
        if self.thing.kind != registry::person::KIND {
            return self.heads(OWNER).iter().min_by_key(|head| head.change);
        }
        self.heads.values().flatten().min_by_key(|head| (head.at, head.change))
    }
}

impl Store {
    /// Whether a newer version of the app wrote something of this person that this one cannot show.
    pub fn has_newer_fields(&self, person: PersonId) -> Result<bool> {
        let Some(scope) = self.keyring().person_scope(person) else { return Ok(false) };
        let mut statement = self.connection.prepare_cached(
            "select distinct h.kind, h.field from change c join head h
                on h.change = c.n and h.kind = c.kind and h.thing = c.thing
             where c.scope = :scope or (c.kind = :kind and c.thing = :id)",
        )?;
        let key = named_params! {
            ":scope": scope.0, ":kind": registry::person::KIND.0, ":id": person.to_bytes(),
        };
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            if registry::field(Kind(row.get(0)?), row.get(1)?).is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub fn fields(&self, thing: Thing) -> Result<Fields> {
        let mut statement = self.connection.prepare_cached(
            "select h.field, c.id, c.bytes from head h join change c on c.n = h.change
             where h.kind = :kind and h.thing = :thing order by c.n",
        )?;
        let key = named_params! { ":kind": thing.kind.0, ":thing": thing.id };
        let mut rows = statement.query(key)?;
        let mut fields = Fields { thing, heads: BTreeMap::new(), repeated: BTreeMap::new() };
        let mut last: Option<(ChangeId, Change)> = None;
        while let Some(row) = rows.next()? {
            let field: u16 = row.get(0)?;
            let id = ChangeId(row.get(1)?);
            if last.as_ref().is_none_or(|(last_id, _)| *last_id != id) {
                let bytes = row.get_ref(2)?.as_blob().unwrap_or_default();
                last = Change::decode(bytes).ok().map(|change| (id, change));
            }
            let Some((_, change)) = &last else { continue };
            let Some(value) = change.value(field) else { continue };
            fields.heads.entry(field).or_default().push(Head {
                change: id,
                value: value.to_vec(),
                at: change.at,
                writer: change.writer,
                actor: change.actor,
            });
        }
        self.set_repeated_apart(thing, &mut fields)?;
        Ok(fields)
    }
}
