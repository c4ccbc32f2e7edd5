//! An entry of the team's book: who did what to the team, signed, in clear but for names.
//!
//! `format 1 ‖ team 16 ‖ signer's kind 1 ‖ signer 16 ‖ moment 8 ‖ kind u16 ‖ body (postcard)`. Its
//! id is the hash of these bytes. A kind that a version does not know is kept and relayed.

use super::{DeviceKeys, DevicePublic, KeyId, text::SealedText};
use crate::{
    care::{DeviceId, Moment, WorkerId},
    log::{FrameId, ScopeId, TeamId},
};
use serde::{Deserialize, Serialize};

pub const MOST_ENTRY_BYTES: usize = 64 * 1024;

const FORMAT: u8 = 1;

/// The hash of an entry's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId(pub [u8; 16]);

/// Who signed: an enrolled device (or the founding one), or whoever held an invitation's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Device(DeviceId),
    Invitation(EntryId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub team: TeamId,
    pub signer: Signer,
    pub at: Moment,
    pub body: Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    Worker,
    Lead,
    /// Reads and writes for the team without screens.
    Bridge,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    Naming,
    Team,
    /// Of one closed scope: its readers have it, and nobody else.
    Closed(ScopeId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Founding(Founding),
    Enrolment(Enrolment),
    Invitation(Invitation),
    /// A worker has this role too. Roles are only added; taking one away is removing.
    Role(Grant),
    Removal(Removal),
    /// A key was made.
    Key(MadeKey),
    /// A key was handed to more devices.
    Wrap(MoreWraps),
    Kit(NewKit),
    Erasure(Erasure),
    /// A scope was closed to all but its readers.
    Closing(Closing),
    /// A restricted scope has one more reader.
    Reader(Reader),
    /// A link to somebody's page was made.
    Link(PageLink),
    /// Of a kind that this version does not know.
    Unknown {
        kind: u16,
        bytes: Vec<u8>,
    },
}

/// The first entry. The team's id is the hash of the keys and the worker in it, so a team has one
/// founder, whatever else they should sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    pub device: DevicePublic,
    pub kit: DevicePublic,
    pub worker: WorkerId,
    pub team_name: SealedText,
    pub worker_name: SealedText,
}

/// A device joins. Signed by the invitation's key, or by the recovery kit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub device: DevicePublic,
    pub worker: WorkerId,
    /// `None` where the worker has a name already.
    pub worker_name: Option<SealedText>,
    pub possession: Possession,
}

/// The newcomer's own signature: nobody brings in keys that are not theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Possession(#[serde(with = "serde_bytes")] [u8; 64]);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The public half of the link's signing key.
    pub key: [u8; 32],
    /// Who comes in by it: the [`newcomer`] of its key, or a worker who is there already.
    pub worker: WorkerId,
    pub role: Role,
    pub expires_at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub worker: WorkerId,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    pub device: DeviceId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeKey {
    pub key: KeyId,
    pub purpose: Purpose,
    /// The removed devices that its maker knew of, and did not give it to.
    pub after: Vec<DeviceId>,
    pub wraps: Vec<Wrap>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoreWraps {
    pub key: KeyId,
    pub wraps: Vec<Wrap>,
}

/// A key sealed to one device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wrap {
    pub device: DeviceId,
    pub sealed: Vec<u8>,
}

/// A new recovery kit; the one before is a removed device from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKit {
    pub kit: DevicePublic,
    /// Who made it.
    pub worker: WorkerId,
    pub possession: Possession,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub scope: ScopeId,
    pub frames: Vec<ErasedFrame>,
    /// The ids of the erased changes, sealed: a phone that meets one in another frame drops it.
    pub changes: SealedText,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedFrame {
    pub frame: FrameId,
    /// The frame that carries on what must stay.
    pub carried_on_by: Option<FrameId>,
}

/// A scope that only its maker reads, and whoever is named. Its id is the hash of the maker, the
/// closure and the salt, so that nobody else can name its readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub maker: WorkerId,
    pub closure: Closure,
    pub salt: [u8; 16],
    /// Beside the maker; of a worker's own scope nobody is.
    pub readers: Vec<WorkerId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Closure {
    /// A worker's own. The recovery kit has no key to it either.
    Own,
    /// Of those who must know, as in safeguarding.
    Restricted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub scope: ScopeId,
    pub worker: WorkerId,
}

/// By it everybody can check what came by the link: it writes under a name of its own, in one scope,
/// and only as the person themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageLink {
    /// The public half of the key that signs its answers.
    pub key: [u8; 32],
    pub scope: ScopeId,
}

/// The bytes of an entry and the signature over them, as they are kept and relayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEntry {
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub signature: [u8; 64],
}

impl SignedEntry {
    pub fn n_bytes(&self) -> usize {
        self.bytes.len() + self.signature.len()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    #[error("the bytes end too early or are altered")]
    Garbled,
    #[error("format {0} is newer than this version knows")]
    NewerFormat(u8),
    #[error("{0} bytes are more than one entry may have")]
    TooLong(usize),
}

impl Enrolment {
    pub fn of(
        device: &DeviceKeys,
        team: TeamId,
        signer: Signer,
        worker: WorkerId,
        worker_name: Option<SealedText>,
    ) -> Self {
        let possession = Possession::of(device, team, signer, worker);
        Self { device: device.public(), worker, worker_name, possession }
    }

    /// Of a device whose sealing key is none: nothing can be sealed to it.
    #[cfg(test)]
    pub fn sealed_to_nobody(
        device: &DeviceKeys,
        team: TeamId,
        signer: Signer,
        worker: WorkerId,
    ) -> Self {
        let public = DevicePublic { seal: [0; 32], ..device.public() };
        let to_sign = possession_to_sign(team, signer, worker, &public);
        let possession = Possession(device.sign(&to_sign));
        Self { device: public, worker, worker_name: None, possession }
    }
}

impl NewKit {
    pub fn of(kit: &DeviceKeys, team: TeamId, signer: Signer, worker: WorkerId) -> Self {
        let possession = Possession::of(kit, team, signer, worker);
        Self { kit: kit.public(), worker, possession }
    }
}

impl Possession {
    fn of(keys: &DeviceKeys, team: TeamId, signer: Signer, worker: WorkerId) -> Self {
        Self(keys.sign(&possession_to_sign(team, signer, worker, &keys.public())))
    }

    pub fn is_of(
        &self,
        device: &DevicePublic,
        team: TeamId,
        signer: Signer,
        worker: WorkerId,
    ) -> bool {
        device.has_signed(&possession_to_sign(team, signer, worker, device), &self.0)
    }
}

fn possession_to_sign(
    team: TeamId,
    signer: Signer,
    worker: WorkerId,
    device: &DevicePublic,
) -> Vec<u8> {
    let what = b"alongside possession v1".as_slice();
    let (signer_kind, signer) = signer.to_bytes();
    let worker = worker.to_bytes();
    [what, &team.0, &[signer_kind], &signer, &worker, &device.sign, &device.seal].concat()
}

impl Closing {
    pub fn scope(&self) -> ScopeId {
        let closure = match self.closure {
            Closure::Own => 0,
            Closure::Restricted => 1,
        };
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key("alongside closed scope v1")
            .update(&self.maker.to_bytes())
            .update(&[closure])
            .update(&self.salt)
            .finalize_xof()
            .fill(&mut id);
        ScopeId(id)
    }
}

impl PageLink {
    /// Who wrote what came by it. It is the hash of what it may do, so no device and no other link has
    /// that name.
    pub fn writer(&self) -> DeviceId {
        let mut id = [0; 16];
        blake3::Hasher::new_derive_key("alongside page link v1")
            .update(&self.key)
            .update(&self.scope.0)
            .finalize_xof()
            .fill(&mut id);
        DeviceId::from_bytes(id)
    }
}

impl Signer {
    fn to_bytes(self) -> (u8, [u8; 16]) {
        match self {
            Self::Device(device) => (0, device.to_bytes()),
            Self::Invitation(entry) => (1, entry.0),
        }
    }
}

impl Body {
    fn encode(&self) -> (u16, Vec<u8>) {
        fn bytes(body: &impl Serialize) -> Vec<u8> {
            postcard::to_stdvec(body).unwrap_or_default()
        }
        match self {
            Self::Founding(body) => (1, bytes(body)),
            Self::Enrolment(body) => (2, bytes(body)),
            Self::Invitation(body) => (3, bytes(body)),
            Self::Role(body) => (4, bytes(body)),
            Self::Removal(body) => (5, bytes(body)),
            Self::Key(body) => (6, bytes(body)),
            Self::Wrap(body) => (7, bytes(body)),
            Self::Kit(body) => (8, bytes(body)),
            Self::Erasure(body) => (9, bytes(body)),
            Self::Closing(body) => (10, bytes(body)),
            Self::Reader(body) => (11, bytes(body)),
            Self::Link(body) => (12, bytes(body)),
            Self::Unknown { kind, bytes } => (*kind, bytes.clone()),
        }
    }

    fn decode(kind: u16, bytes: &[u8]) -> Result<Self, NotAnEntry> {
        fn body<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, NotAnEntry> {
            postcard::from_bytes(bytes).map_err(|_| NotAnEntry::Garbled)
        }
        Ok(match kind {
            1 => Self::Founding(body(bytes)?),
            2 => Self::Enrolment(body(bytes)?),
            3 => Self::Invitation(body(bytes)?),
            4 => Self::Role(body(bytes)?),
            5 => Self::Removal(body(bytes)?),
            6 => Self::Key(body(bytes)?),
            7 => Self::Wrap(body(bytes)?),
            8 => Self::Kit(body(bytes)?),
            9 => Self::Erasure(body(bytes)?),
            10 => Self::Closing(body(bytes)?),
            11 => Self::Reader(body(bytes)?),
            12 => Self::Link(body(bytes)?),
            kind => Self::Unknown { kind, bytes: bytes.to_vec() },
        })
    }
}

impl Entry {
    pub fn signed_by(&self, keys: &DeviceKeys) -> SignedEntry {
        let bytes = self.encode();
        let signature = keys.sign(&bytes_to_sign(entry_id(&bytes)));
        SignedEntry { bytes, signature }
    }

    fn encode(&self) -> Vec<u8> {
        let (signer_kind, signer) = self.signer.to_bytes();
        let (kind, body) = self.body.encode();
        let head = [[FORMAT].as_slice(), &self.team.0, &[signer_kind], &signer].concat();
        [head.as_slice(), &self.at.0.to_le_bytes(), &kind.to_le_bytes(), &body].concat()
    }
}

impl SignedEntry {
    pub fn id(&self) -> EntryId {
        entry_id(&self.bytes)
    }

    pub fn read(&self) -> Result<Entry, NotAnEntry> {
        if self.bytes.len() > MOST_ENTRY_BYTES {
            return Err(NotAnEntry::TooLong(self.bytes.len()));
        }
        let (format, rest) = self.bytes.split_first().ok_or(NotAnEntry::Garbled)?;
        if *format != FORMAT {
            return Err(NotAnEntry::NewerFormat(*format));
        }
        let (team, rest) = rest.split_first_chunk().ok_or(NotAnEntry::Garbled)?;
        let (signer_kind, rest) = rest.split_first().ok_or(NotAnEntry::Garbled)?;
        let (signer, rest) = rest.split_first_chunk().ok_or(NotAnEntry::Garbled)?;
        let (at, rest) = rest.split_first_chunk().ok_or(NotAnEntry::Garbled)?;
        let (kind, body) = rest.split_first_chunk().ok_or(NotAnEntry::Garbled)?;
        let signer = match signer_kind {
            0 => Signer::Device(DeviceId::from_bytes(*signer)),
            1 => Signer::Invitation(EntryId(*signer)),
            _ => return Err(NotAnEntry::Garbled),
        };
        let body = Body::decode(u16::from_le_bytes(*kind), body)?;
        Ok(Entry { team: TeamId(*team), signer, at: Moment(i64::from_le_bytes(*at)), body })
    }

    pub fn is_signed_by(&self, key: &[u8; 32]) -> bool {
        super::keys::is_signed_by(key, &bytes_to_sign(self.id()), &self.signature)
    }
}

fn entry_id(bytes: &[u8]) -> EntryId {
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key("alongside entry v1").update(bytes).finalize_xof().fill(&mut id);
    EntryId(id)
}

fn bytes_to_sign(id: EntryId) -> Vec<u8> {
    [b"alongside entry v1".as_slice(), &id.0].concat()
}

/// The team that these keys and this worker found.
pub fn team_id(device: &DevicePublic, kit: &DevicePublic, founder: WorkerId) -> TeamId {
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key("alongside team v1")
        .update(&device.id().to_bytes())
        .update(&kit.id().to_bytes())
        .update(&founder.to_bytes())
        .finalize_xof()
        .fill(&mut id);
    TeamId(id)
}

/// The worker who comes new into a team by an invitation with this key. Nobody is invited as
/// somebody else by accident or on purpose, and no phone has to know who is there already.
pub fn newcomer(invitation_key: &[u8; 32]) -> WorkerId {
    let mut id = [0; 16];
    blake3::Hasher::new_derive_key("alongside newcomer v1")
        .update(invitation_key)
        .finalize_xof()
        .fill(&mut id);
    WorkerId::from_bytes(id)
}
