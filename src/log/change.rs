//! A change: one action of one person, whole, immutable, encoded once.
//!
//! Layout, all numbers little-endian. A fixed head of 110 bytes, then the sets one after another:
//!
//! | bytes | what | | bytes | what |
//! |---|---|---|---|---|
//! | 1 | format, 1 | | 2 | kind of the thing |
//! | 16 | team | | 16 | id of the thing |
//! | 16 | scope | | 8 | moment, ms since 1970 |
//! | 16 | writer (device) | | 2 | number of sets |
//! | 1 + 16 | actor: 0 worker, 1 or 2 person, id | | | |
//! | 16 | action | | | |
//!
//! Each set: field u16, operation u8 (0 put), number of parents u16, parents 16 each, length u32,
//! value. What a version does not know it skips by its length and relays as it came.

use super::ids::{ActionId, ChangeId, ScopeId, TeamId};
use crate::care::{DeviceId, Moment, PersonId, WorkerId};

/// One encoded change is at most this long, or is refused where it is typed or imported.
pub const MOST_CHANGE_BYTES: usize = 192 * 1024;

const FORMAT: u8 = 1;
const ID_CONTEXT: &str = "alongside change v1";
const PART_CONTEXT: &str = "alongside part v1";

/// What kind of thing a change is about; numbers stand in [`super::registry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

/// A thing of the record: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    pub kind: Kind,
    pub id: [u8; 16],
}

impl Thing {
    /// A part of something, at whose id everybody arrives who knows the whole.
    pub fn within(whole: [u8; 16], part: u16, kind: Kind) -> Self {
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key(PART_CONTEXT)
            .update(&whole)
            .update(&part.to_le_bytes())
            .finalize_xof()
            .fill(&mut id);
        Self { kind, id }
    }
}

/// Whose words they are: a worker's; the person's own, entered by a worker; or the person's, by their
/// own hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Worker(WorkerId),
    Person(PersonId),
    Themselves(PersonId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub field: u16,
    pub operation: u8,
    /// The changes whose values of this field it replaces.
    pub parents: Vec<ChangeId>,
    pub value: Vec<u8>,
}

pub const PUT: u8 = 0;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub team: TeamId,
    pub scope: ScopeId,
    pub writer: DeviceId,
    pub actor: Actor,
    pub action: ActionId,
    pub thing: Thing,
    pub at: Moment,
    pub sets: Vec<Set>,
}

/// The bytes of a change and its signature, as they are hashed, stored and relayed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedChange {
    pub bytes: Vec<u8>,
    pub signature: [u8; 64],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAChange {
    #[error("the bytes end too early")]
    CutShort,
    #[error("bytes are left over")]
    LeftOver,
    #[error("format {0} is newer than this version knows")]
    NewerFormat(u8),
    #[error("the actor is of no known kind")]
    UnknownActor,
    #[error("{0} bytes are more than one change may have")]
    TooLong(usize),
}

impl Change {
    pub fn encode(&self) -> Result<Vec<u8>, NotAChange> {
        let mut bytes = Vec::with_capacity(128);
        bytes.push(FORMAT);
        bytes.extend(self.team.0);
        bytes.extend(self.scope.0);
        bytes.extend(self.writer.to_bytes());
        let (actor_kind, actor) = match self.actor {
            Actor::Worker(worker) => (0, worker.to_bytes()),
            Actor::Person(person) => (1, person.to_bytes()),
            Actor::Themselves(person) => (2, person.to_bytes()),
        };
        bytes.push(actor_kind);
        bytes.extend(actor);
        bytes.extend(self.action.0);
        bytes.extend(self.thing.kind.0.to_le_bytes());
        bytes.extend(self.thing.id);
        bytes.extend(self.at.0.to_le_bytes());
        bytes.extend(length_u16(self.sets.len())?.to_le_bytes());
        for set in &self.sets {
            set.encode_into(&mut bytes)?;
        }
        if bytes.len() > MOST_CHANGE_BYTES {
            return Err(NotAChange::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, NotAChange> {
        if bytes.len() > MOST_CHANGE_BYTES {
            return Err(NotAChange::TooLong(bytes.len()));
        }
        let mut rest = Reader(bytes);
        let [format] = rest.array()?;
        if format != FORMAT {
            return Err(NotAChange::NewerFormat(format));
        }
        let team = TeamId(rest.array()?);
        let scope = ScopeId(rest.array()?);
        let writer = DeviceId::from_bytes(rest.array()?);
        let [actor_kind] = rest.array()?;
        let actor = match (actor_kind, rest.array()?) {
            (0, id) => Actor::Worker(WorkerId::from_bytes(id)),
            (1, id) => Actor::Person(PersonId::from_bytes(id)),
            (2, id) => Actor::Themselves(PersonId::from_bytes(id)),
            _ => return Err(NotAChange::UnknownActor),
        };
        let action = ActionId(rest.array()?);
        let kind = Kind(u16::from_le_bytes(rest.array()?));
        let thing = Thing { kind, id: rest.array()? };
        let at = Moment(i64::from_le_bytes(rest.array()?));
        let n_sets = u16::from_le_bytes(rest.array()?);
        let sets = (0..n_sets).map(|_| Set::decode_from(&mut rest)).collect::<Result<_, _>>()?;
        if !rest.0.is_empty() {
            return Err(NotAChange::LeftOver);
        }
        Ok(Self { team, scope, writer, actor, action, thing, at, sets })
    }

    /// Whether both are parts of one action, which touched more than one thing or scope.
    pub fn is_bound_to(&self, other: &Self) -> bool {
        self.action == other.action && self.action != ActionId::default()
    }

    /// The value that this change puts into a field.
    pub fn value(&self, field: u16) -> Option<&[u8]> {
        let set = self.sets.iter().find(|set| set.field == field && set.operation == PUT)?;
        Some(&set.value)
    }
}

impl Set {
    fn encode_into(&self, bytes: &mut Vec<u8>) -> Result<(), NotAChange> {
        bytes.extend(self.field.to_le_bytes());
        bytes.push(self.operation);
        bytes.extend(length_u16(self.parents.len())?.to_le_bytes());
        for parent in &self.parents {
            bytes.extend(parent.0);
        }
        let too_long = |_| NotAChange::TooLong(self.value.len());
        bytes.extend(u32::try_from(self.value.len()).map_err(too_long)?.to_le_bytes());
        bytes.extend(&self.value);
        Ok(())
    }

    fn decode_from(rest: &mut Reader<'_>) -> Result<Self, NotAChange> {
        let field = u16::from_le_bytes(rest.array()?);
        let [operation] = rest.array()?;
        let n_parents = u16::from_le_bytes(rest.array()?);
        let parents =
            (0..n_parents).map(|_| rest.array().map(ChangeId)).collect::<Result<_, _>>()?;
        let n_bytes = u32::from_le_bytes(rest.array()?);
        let n_bytes = usize::try_from(n_bytes).map_err(|_| NotAChange::CutShort)?;
        Ok(Self { field, operation, parents, value: rest.take(n_bytes)?.to_vec() })
    }
}

impl SignedChange {
    pub fn id(&self) -> ChangeId {
        change_id(&self.bytes)
    }
}

pub fn change_id(bytes: &[u8]) -> ChangeId {
    #[cfg(feature = "switches")]
    let bytes = &counted_name(bytes).unwrap_or(bytes.to_vec());
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key(ID_CONTEXT).update(bytes).finalize_xof().fill(&mut id);
    ChangeId(id)
}

/// Without content ids: writer and count, which the store then keeps in place of the action.
#[cfg(feature = "switches")]
fn counted_name(bytes: &[u8]) -> Option<Vec<u8>> {
    use crate::switches::{Safeguard, is_there};
    let is_counted = !is_there(Safeguard::ContentIds);
    let name = is_counted.then(|| Some([bytes.get(33..49)?, bytes.get(66..82)?].concat()));
    name.flatten()
}

/// What the writing device signs.
pub fn bytes_to_sign(team: TeamId, scope: ScopeId, id: ChangeId) -> Vec<u8> {
    [ID_CONTEXT.as_bytes(), &team.0, &scope.0, &id.0].concat()
}

fn length_u16(length: usize) -> Result<u16, NotAChange> {
    u16::try_from(length).map_err(|_| NotAChange::TooLong(length))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n_bytes: usize) -> Result<&'a [u8], NotAChange> {
        let (taken, rest) = self.0.split_at_checked(n_bytes).ok_or(NotAChange::CutShort)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], NotAChange> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(NotAChange::CutShort)?;
        self.0 = rest;
        Ok(*taken)
    }
}
