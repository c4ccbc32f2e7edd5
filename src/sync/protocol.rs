//! What phones and server say to each other: postcard in the bodies of `POST` requests.
//!
//! | path | up | down | who may |
//! |---|---|---|---|
//! | `/v1/challenge` | – | [`Challenge`] | anybody |
//! | `/v1/sign-in` | [`SignIn`] | [`SignedIn`] | whoever signs the challenge; a removed device too |
//! | `/v1/sync` | [`Up`] | [`Down`] | a signed-in device |
//! | `/v1/pull` | [`Up`] without an offer | [`Down`] after [`Down`], as [`pieces`] | a signed-in device |
//! | `/v1/scopes` | [`Scopes`] | [`ScopesThatDiffer`] | a present device |
//! | `/v1/reconcile` | [`Reconcile`] | [`Reconciled`] | a present device |
//! | `/v1/seen` | – | [`Seen`] | a present device |
//! | `/v1/drafts` | [`Drafts`] | [`DraftsElsewhere`] | a signed-in device, of its worker's; a removed one is told of none |
//! | `/v1/pieces/offer` | [`attachments::OfferPieces`] | [`attachments::PiecesOffered`] | a signed-in device |
//! | `/v1/pieces/put` | [`attachments::PutPiece`] | [`attachments::PiecePut`] | a signed-in device |
//! | `/v1/pieces/get` | [`attachments::GetPieces`] | [`attachments::PiecesDown`] | a present device |
//! | `/v1/invite` | [`Invite`] | – | a present device |
//! | `/v1/share` | [`MakeShare`] | – | a present device |
//! | `/v1/share/look` | [`LookAtShares`] | [`SharesSeen`] | a present device, of its team's |
//! | `/v1/share/code` | [`FreshCode`] | – | a present device, of its team's |
//! | `/v1/share/end` | [`EndShare`] | – | a present device, of its team's |
//! | `/v1/share/contact` | [`PublicContact`] | – | a lead's device |
//! | `/v1/found` | [`Found`] | – | whoever has the founding link |
//! | `/v1/look` | [`Look`] | [`Book`] | whoever holds an invitation's or a kit's key |
//! | `/v1/enrol` | [`Enrol`] | – | whoever has signed the enrolment with such a key |
//!
//! A signed-in device sends its token as `Authorization: Bearer`. Every call is safe to repeat. What stands
//! in clear before several frames goes once with them.
//! Troubles are told by the status: 400 not understood, 401 sign in (again), 403 not allowed,
//! 404 no such team or invitation, 409 refused by the book or used, 410 expired or withdrawn,
//! 413 too big, 429 too often, 507 no room.
//!
//! What somebody's own phone asks by a link stands under `/share/`, in plain bytes, since no program
//! of ours is there: `POST /share/ID/open` has door 32 ‖ code 6 up, and pass 32 ‖ sealed page down;
//! `POST /share/ID/answer` has pass 32 ‖ sealed answer up. 403 a wrong code (the body says how many
//! tries are left), 404 no such link, 410 expired or withdrawn, 423 locked after wrong codes.

pub mod attachments;
mod following;
mod frames;
pub mod pieces;

pub use following::{Followed, SetName};

use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{FrameId, ScopeId, TeamId},
    seal::{EntryId, SignedEntry},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// A body is at most this long, either way.
pub const MOST_BODY_BYTES: usize = 2 * 1024 * 1024;
/// How much a phone asks for in one answer, until a time-out halves it.
pub const USUAL_ANSWER_BYTES: u32 = 1024 * 1024;

/// Names one history of the server. A restored or rolled back server gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch(pub [u8; 16]);

/// Count and xor of ids. It guards against mistakes, not against lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    pub count: u64,
    pub xor: [u8; 16],
}

impl Digest {
    /// Adds an id that was not in it.
    pub fn add(&mut self, id: [u8; 16]) {
        self.count += 1;
        self.xor.iter_mut().zip(id).for_each(|(sum, byte)| *sum ^= byte);
    }

    /// Takes away an id that was in it.
    pub fn take_away(&mut self, id: [u8; 16]) {
        self.count = self.count.saturating_sub(1);
        self.xor.iter_mut().zip(id).for_each(|(sum, byte)| *sum ^= byte);
    }

    /// Takes away ids that were all in it.
    pub fn take_away_all(&mut self, other: Self) {
        self.count = self.count.saturating_sub(other.count);
        self.xor.iter_mut().zip(other.xor).for_each(|(sum, byte)| *sum ^= byte);
    }

    pub fn of(ids: impl IntoIterator<Item = [u8; 16]>) -> Self {
        let mut digest = Self::default();
        ids.into_iter().for_each(|id| digest.add(id));
        digest
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    pub nonce: [u8; 32],
    /// The server's public address, as the phone has to sign it.
    pub server: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub team: TeamId,
    pub device: DeviceId,
    pub nonce: [u8; 32],
    #[serde(with = "serde_bytes")]
    pub signature: [u8; 64],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Opaque; good for a day.
    pub token: String,
    /// A removed device may only hand in what it has; see [`Verdict::Held`].
    pub is_removed: bool,
}

/// What is signed to sign in, or to look at an invitation: the challenge and the address.
pub fn bytes_to_sign(nonce: &[u8; 32], server: &str) -> Vec<u8> {
    [b"alongside sign-in v1".as_slice(), nonce, server.trim_end_matches('/').as_bytes()].concat()
}

/// One round, upwards. The default is that of a device that has nothing, and asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Up {
    /// The epoch this phone knows; `None` before its first round.
    pub epoch: Option<Epoch>,
    /// The highest mark the phone has, as the server gave it.
    pub mark: Option<ByteBuf>,
    /// That of a receipt for a piece which came after it.
    pub piece_mark: Option<ByteBuf>,
    /// The position up to which the phone has frames.
    pub cursor: u64,
    pub book_cursor: u64,
    pub held_cursor: u64,
    /// Entries that the server has given no receipt for in this epoch. Taken before the frames.
    pub entries: Vec<SignedEntry>,
    #[serde(with = "frames::offered")]
    pub frames: Vec<ByteBuf>,
    /// How many changes stay unsent beside what goes up here, and how many photos are not all sent; and when
    /// the oldest was made.
    pub n_unsent: u32,
    pub oldest_unsent_at: Option<Moment>,
    /// How many bytes of frames the answer may bring.
    pub most_bytes: u32,
    /// Of which scopes the device is told, and its digest is made.
    pub followed: Followed,
    /// Scopes are fetched from a place before the cursor: the device's own frames come whole too, since it
    /// may have let them go.
    pub is_fetch: bool,
}

impl Up {
    pub fn has_offer(&self) -> bool {
        !(self.entries.is_empty() && self.frames.is_empty())
    }

    /// Whether the answer to the one is an answer to the other.
    pub fn asks_as(&self, other: &Self) -> bool {
        let (n_unsent, oldest_unsent_at) = (other.n_unsent, other.oldest_unsent_at);
        Self { n_unsent, oldest_unsent_at, ..self.clone() } == *other
    }

    /// What is asked by a device that has taken this answer in, and has nothing to offer. `None` where
    /// there is nothing more to be told, or where asking would not lead any further.
    pub fn further(&self, down: &Down) -> Option<Self> {
        let has_moved = (down.cursor, down.book_cursor, down.held_cursor)
            != (self.cursor, self.book_cursor, self.held_cursor);
        (has_moved && !down.is_complete).then(|| Self {
            epoch: Some(down.epoch),
            mark: Some(down.mark.clone()),
            piece_mark: None,
            cursor: down.cursor,
            book_cursor: down.book_cursor,
            held_cursor: down.held_cursor,
            entries: Vec::new(),
            frames: Vec::new(),
            n_unsent: self.n_unsent,
            oldest_unsent_at: self.oldest_unsent_at,
            most_bytes: self.most_bytes,
            followed: self.followed.clone(),
            is_fetch: self.is_fetch,
        })
    }
}

/// One round, downwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    pub epoch: Epoch,
    /// For each entry, then each frame of [`Up`], in their order.
    pub entry_verdicts: Vec<EntryVerdict>,
    pub verdicts: Vec<Verdict>,
    /// Entries after the book's cursor. To a removed device too: it learns so. Where not all of them go into
    /// an answer, it brings nothing else.
    pub entries: Vec<SignedEntry>,
    /// Where the phone now stands in the book.
    pub book_cursor: u64,
    /// No entry stands after it.
    pub is_book_whole: bool,
    /// Frames after the cursor, by position. None where the phone's epoch is not this one.
    #[serde(with = "frames::told")]
    pub frames: Vec<FrameDown>,
    /// Where the phone now stands: after the last of `frames`; on a new epoch, the server's end.
    pub cursor: u64,
    /// Nothing more stands after the cursors.
    pub is_complete: bool,
    pub mark: ByteBuf,
    /// Of accepted, unerased frames of followed scopes at positions up to `cursor`.
    pub digest: Digest,
    /// The set that was named is not known here (any more): no frames came, and it is to be told whole.
    pub is_set_unknown: bool,
    /// Held frames after the held cursor; to present devices.
    pub held: Vec<HeldDown>,
    pub held_cursor: u64,
    /// The position that a verified backup reaches.
    pub durable_to: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryVerdict {
    Accepted,
    Duplicate,
    /// Its signer had no right to it, or it is not what it claims to be.
    Refused,
    /// Not now: no room, or an erasure whose carrying frames are not here yet. Offer it again.
    Later,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    Accepted {
        position: u64,
    },
    Duplicate {
        position: u64,
    },
    /// Kept, but not in the record: the sender was removed, or may not read that scope.
    Held(HeldFor),
    /// No room now; the phone keeps it and offers it again.
    Later,
    TooBig,
    /// An erasure names it. It is never taken again.
    Erased,
    /// Not a frame of this team.
    NotAFrame,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldFor {
    SenderRemoved,
    NotTheirScope,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameDown {
    Whole {
        position: u64,
        bytes: ByteBuf,
    },
    /// A frame that this very device sent.
    Own {
        position: u64,
        id: FrameId,
    },
}

impl FrameDown {
    pub fn position(&self) -> u64 {
        match self {
            Self::Whole { position, .. } | Self::Own { position, .. } => *position,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDown {
    pub position: u64,
    pub bytes: ByteBuf,
    pub from: DeviceId,
    pub at: Moment,
}

/// What a phone holds, scope by scope: digests of all frames of it that the phone has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// The server compares with its frames up to here.
    pub cursor: u64,
    pub scopes: Vec<(ScopeId, Digest)>,
    /// The phone follows all: what it does not name, it has nothing of.
    pub is_all: bool,
}

/// Scopes whose digests differ; of a phone that follows all, also those that it did not name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopesThatDiffer {
    pub scopes: Vec<ScopeId>,
}

/// The first eight bytes of the id of every frame of one scope that the phone has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconcile {
    pub scope: ScopeId,
    pub cursor: u64,
    pub prefixes: Vec<[u8; 8]>,
    pub most_bytes: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciled {
    /// Those of the prefixes that the server has not, and did not erase: to be offered again.
    pub lacking: Vec<[u8; 8]>,
    /// Those that stand after the cursor, and will come down by themselves.
    pub later: Vec<[u8; 8]>,
    /// Those that the server's book says are erased.
    pub erased: Vec<[u8; 8]>,
    /// Frames up to the cursor that the phone has not; `is_complete` when these are all.
    #[serde(with = "frames::told")]
    pub frames: Vec<FrameDown>,
    pub is_complete: bool,
}

/// Where the lists of a team end, as a device has them when it asks to be told of more, and as the server
/// has them when it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub cursor: u64,
    pub book_cursor: u64,
    /// Of what a colleague handed in who has left.
    pub held_cursor: u64,
}

impl News {
    /// Whether a device that knows this much has something to hear. A list that is shorter than it
    /// knows is of a server that was put back; what is held gets shorter when something is erased.
    pub fn is_more_than(&self, known: &Self) -> bool {
        (self.cursor, self.book_cursor) != (known.cursor, known.book_cursor)
            || self.held_cursor > known.held_cursor
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub devices: Vec<SeenDevice>,
    pub n_open_invitations: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenDevice {
    pub device: DeviceId,
    pub at: Moment,
    pub n_unsent: u32,
    pub oldest_unsent_at: Option<Moment>,
}

/// What is being written on this phone, sealed for the same worker's phones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafts {
    /// New, or in place of those with smaller numbers.
    pub put: Vec<Draft>,
    /// Kept or let go.
    pub gone: Vec<[u8; 16]>,
    /// The digest of what the phone has of the others.
    pub known: Digest,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub name: [u8; 16],
    pub number: u64,
    pub sealed: ByteBuf,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsElsewhere {
    pub digest: Digest,
    /// All drafts of the worker's other phones; `None` where the phone has them.
    pub drafts: Option<Vec<(DeviceId, Draft)>>,
}

/// An invitation and the keyring that is left sealed for whoever has its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    pub entry: SignedEntry,
    pub keyring: ByteBuf,
}

/// A link to somebody's page. The server can open neither the page nor an answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeShare {
    pub id: ShareId,
    /// [`crate::seal::share::ShareSecret::door`]; only its hash is kept.
    pub door: [u8; 32],
    /// Six digits; only an HMAC of them is kept.
    pub code: String,
    pub ends_at: Moment,
    pub page: ByteBuf,
}

/// Links, and how many answers to each the phone has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAtShares {
    pub shares: Vec<(ShareId, u32)>,
}

/// Those that the server knows; where the answers do not fit, the others come with the next call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharesSeen {
    pub shares: Vec<ShareSeen>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareSeen {
    pub id: ShareId,
    pub ends_at: Moment,
    pub is_withdrawn: bool,
    /// None are left once the code was wrong five times.
    pub n_tries_left: u32,
    /// By the right code. That somebody only followed the link is not known.
    pub n_opened: u32,
    pub opened_at: Option<Moment>,
    pub n_answers: u32,
    /// After those that the phone has, sealed, in the order in which they came.
    pub answers: Vec<ByteBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshCode {
    pub id: ShareId,
    pub code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndShare {
    pub id: ShareId,
}

/// What a team lets everybody know who follows one of its links: all that it ever gives the server in
/// plain text, and only if it wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicContact {
    pub name: String,
    pub telephone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// [`crate::seal::link::LinkSecret::founding_token`] of the founding link.
    pub founding_token: [u8; 32],
    /// The founding entry first, then keys and what else there is.
    pub entries: Vec<SignedEntry>,
}

/// Asks for the book with an invitation's key or a recovery kit's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The public signing key.
    pub key: [u8; 32],
    pub nonce: [u8; 32],
    /// Of [`bytes_to_sign`].
    #[serde(with = "serde_bytes")]
    pub signature: [u8; 64],
    /// The last entry that is known already; they are told by their ids.
    pub after: Option<EntryId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    pub team: TeamId,
    pub entries: Vec<SignedEntry>,
    /// No entry has a greater id than the last of these.
    pub is_complete: bool,
    /// The invitation; `None` for a kit.
    pub invitation: Option<EntryId>,
    /// What the inviter left; `None` for a kit.
    pub keyring: Option<ByteBuf>,
}

/// From a device that was in, and that a server put back to an older state does not know any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAgain {
    pub team: TeamId,
    pub invitation: SignedEntry,
    pub enrolment: SignedEntry,
    /// The last that the device was given: by it the server knows that the device was in.
    pub mark: ByteBuf,
}

/// The enrolment first, then what the new device adds (wraps of the keys to itself).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    pub team: TeamId,
    pub entries: Vec<SignedEntry>,
}
