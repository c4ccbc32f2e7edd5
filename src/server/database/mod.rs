//! What a team's server keeps, and what may be asked of it. Every row and every position carries
//! the team. What is taken is decided by [`super::judge`], under a lock per team.

mod any;
pub mod carrying;
pub mod postgres;
mod questions;
mod room;
mod share;
pub mod sqlite;
#[cfg(any(test, feature = "switches"))]
pub mod twins;

pub use any::AnyDatabase;
use questions::questions;

use super::{
    Session, Trouble,
    judge::{LinkStanding, Offer},
};
use crate::{
    care::{DeviceId, Moment, ShareId},
    log::{FrameId, PieceId, ScopeId, TeamId},
    seal::{Book, EntryId, SignedEntry},
    sync::protocol::{
        Digest, Draft, EntryVerdict, Epoch, FrameDown, HeldDown, HeldFor, News, PublicContact,
        SeenDevice, ShareSeen, Verdict, attachments::PieceVerdict,
    },
};
use std::{collections::BTreeSet, sync::Arc};

/// What was answered before is on the disk: every write is durable when its future is ready.
pub trait Database: Send + Sync + 'static {
    /// Thirty-two bytes made with the server, from which its own keys come.
    fn secret(&self) -> [u8; 32];

    /// The book of a team; `None` where there is no such team.
    fn book(&self, team: TeamId)
    -> impl Future<Output = Result<Option<Arc<Book>>, Trouble>> + Send;

    /// Judges an offer and keeps what is taken, whole or not at all.
    fn take(
        &self,
        offer: Offer,
        seen: SeenDevice,
    ) -> impl Future<Output = Result<Taken, Trouble>> + Send;

    fn pull(&self, pull: Pull) -> impl Future<Output = Result<Pulled, Trouble>> + Send;

    /// Where the lists end that devices are told: what an erasure emptied is not in them.
    fn news(&self, team: TeamId) -> impl Future<Output = Result<News, Trouble>> + Send;

    /// Lets other servers on the same database know that there is something new for a team.
    fn announce(&self, team: TeamId) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// The team's epoch, and whether its history still holds what a mark says.
    fn compare(
        &self,
        team: TeamId,
        ends: Ends,
    ) -> impl Future<Output = Result<(Epoch, bool), Trouble>> + Send;

    /// A new epoch in place of `old`; the answer is the epoch from then on.
    fn turn_epoch(
        &self,
        team: TeamId,
        old: Epoch,
        new: Epoch,
    ) -> impl Future<Output = Result<Epoch, Trouble>> + Send;

    /// The digest of every scope, of unerased frames up to a position.
    fn scopes(
        &self,
        team: TeamId,
        cursor: u64,
    ) -> impl Future<Output = Result<Vec<(ScopeId, Digest)>, Trouble>> + Send;

    /// All frames of a scope, by position.
    fn frames_of(
        &self,
        team: TeamId,
        scope: ScopeId,
    ) -> impl Future<Output = Result<Vec<FrameRow>, Trouble>> + Send;

    /// Frames at these positions, as many as there is room for, at least one.
    fn frames_at(
        &self,
        team: TeamId,
        at: Vec<u64>,
        most_bytes: u64,
    ) -> impl Future<Output = Result<Vec<FrameDown>, Trouble>> + Send;

    fn note_seen(
        &self,
        team: TeamId,
        seen: SeenDevice,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn seen(&self, team: TeamId) -> impl Future<Output = Result<Vec<SeenDevice>, Trouble>> + Send;

    fn n_open_links(
        &self,
        team: TeamId,
        now: Moment,
    ) -> impl Future<Output = Result<u32, Trouble>> + Send;

    /// The right to write a team's first entry, known by the hash of its token.
    fn keep_founding_token(
        &self,
        token: TokenHash,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Whether such a right is there and was not used.
    fn founds(&self, token: TokenHash) -> impl Future<Output = Result<bool, Trouble>> + Send;

    /// All of them.
    fn teams(&self) -> impl Future<Output = Result<Vec<TeamId>, Trouble>> + Send;

    fn standing(&self, team: TeamId) -> impl Future<Output = Result<Standing, Trouble>> + Send;

    /// Only ever forward within one epoch, by position and then by the backup's time.
    fn keep_durable(
        &self,
        team: TeamId,
        durable: Durable,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn n_teams(&self) -> impl Future<Output = Result<u64, Trouble>> + Send;

    fn found(&self, founding: NewTeam) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn invite(&self, invited: NewLink) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// The team whose book somebody with this public key may ask for.
    fn team_behind(
        &self,
        key: [u8; 32],
    ) -> impl Future<Output = Result<Option<TeamId>, Trouble>> + Send;

    /// How an invitation stands, and the keyring that was left for the newcomer.
    fn link(
        &self,
        team: TeamId,
        invitation: EntryId,
    ) -> impl Future<Output = Result<Option<Link>, Trouble>> + Send;

    fn enrol(
        &self,
        team: TeamId,
        entries: Vec<SignedEntry>,
        now: Moment,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Keeps and drops drafts of one device; answers those of the others.
    fn drafts(
        &self,
        drafts: KeptDrafts,
    ) -> impl Future<Output = Result<Vec<(DeviceId, Draft)>, Trouble>> + Send;

    /// Which pieces of photos are here, or are named by an erasure.
    fn pieces_known(
        &self,
        team: TeamId,
        ids: Vec<PieceId>,
    ) -> impl Future<Output = Result<KnownPieces, Trouble>> + Send;

    /// Keeps a piece once, unless an erasure names it.
    fn keep_piece(
        &self,
        piece: NewPiece,
    ) -> impl Future<Output = Result<KeptPiece, Trouble>> + Send;

    /// Those that are here, as many as there is room for, at least one.
    fn pieces(
        &self,
        team: TeamId,
        ids: Vec<PieceId>,
        most_bytes: u64,
    ) -> impl Future<Output = Result<Vec<Vec<u8>>, Trouble>> + Send;

    /// For a device of which is known that it was in before the disk was put back.
    fn enrol_again(
        &self,
        team: TeamId,
        invitation: SignedEntry,
        enrolment: SignedEntry,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Keeps a token; refused where the challenge was used before.
    fn sign_in(&self, signing_in: SigningIn) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn session(
        &self,
        token: TokenHash,
        now: Moment,
    ) -> impl Future<Output = Result<Option<Session>, Trouble>> + Send;

    /// Keeps a link to a page. What is there of it already, or was withdrawn, stays so.
    fn make_share(&self, share: NewShare) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn share_standing(
        &self,
        share: ShareId,
        now: Moment,
    ) -> impl Future<Output = Result<ShareStanding, Trouble>> + Send;

    /// Counts a wrong try, or the opening, before it answers.
    fn open_share(&self, knock: Knock) -> impl Future<Output = Result<Knocked, Trouble>> + Send;

    fn answer_share(
        &self,
        share: ShareId,
        sealed: Vec<u8>,
        now: Moment,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// How a team's links stand, with answers after so many of each, as many as there is room for.
    fn shares(
        &self,
        team: TeamId,
        shares: Vec<(ShareId, u32)>,
        most_bytes: u64,
    ) -> impl Future<Output = Result<Vec<ShareSeen>, Trouble>> + Send;

    /// Another code, and all its tries again.
    fn fresh_code(
        &self,
        team: TeamId,
        share: ShareId,
        code: CodeTag,
        now: Moment,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn end_share(
        &self,
        team: TeamId,
        share: ShareId,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn keep_contact(
        &self,
        team: TeamId,
        contact: PublicContact,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Drops what has had its time: tokens, challenges, keyrings left for nobody, pages.
    fn tidy(&self, now: Moment) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Writes a row; says so where there is no room.
    fn try_write(&self) -> impl Future<Output = Result<(), Trouble>> + Send;
}

/// A hash of something opaque that a caller shows.
pub type TokenHash = [u8; 32];

#[derive(Clone, Debug, Default)]
pub struct Taken {
    pub entry_verdicts: Vec<EntryVerdict>,
    pub verdicts: Vec<Verdict>,
}

/// What a link's code is known by.
pub type CodeTag = [u8; 32];

/// How often a code may be wrong.
pub const CODE_TRIES: u32 = 5;

#[derive(Clone, Debug)]
pub struct NewShare {
    pub session: Session,
    pub id: ShareId,
    pub door: TokenHash,
    pub code: CodeTag,
    pub ends_at: Moment,
    pub page: Vec<u8>,
    pub now: Moment,
}

/// Somebody at a link with a code.
#[derive(Clone, Copy, Debug)]
pub struct Knock {
    pub share: ShareId,
    pub door: TokenHash,
    pub code: CodeTag,
    pub now: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Knocked {
    Opened(Vec<u8>),
    WrongCode { n_left: u32 },
}

/// What everybody who follows a link is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareStanding {
    pub is_known: bool,
    pub is_open: bool,
    /// Of the team whose link it is, if it wishes.
    pub contact: PublicContact,
}

/// What a device asks to be told.
#[derive(Clone, Debug)]
pub struct Pull {
    pub session: Session,
    pub told: Told,
    pub book_after: u64,
    pub most_entry_bytes: u64,
    /// `None` stands at the end and brings no frames.
    pub frames_after: Option<u64>,
    /// `None` brings no held frames.
    pub held_after: Option<u64>,
    pub most_bytes: u64,
    /// The device's own frames come as ids only.
    pub has_own: bool,
}

impl Pull {
    /// Whose frames come as ids only.
    fn own(&self) -> Option<DeviceId> {
        self.has_own.then_some(self.session.device)
    }
}

/// The scopes of which a device is told.
#[derive(Clone, Debug)]
pub enum Told {
    AllBut(BTreeSet<ScopeId>),
    Only(BTreeSet<ScopeId>),
}

#[derive(Clone, Debug, Default)]
pub struct Pulled {
    pub ends: Ends,
    /// Where there is no room for all of them, nothing else comes.
    pub entries: Vec<SignedEntry>,
    /// After the last of `entries`.
    pub book_cursor: u64,
    /// These are all.
    pub is_book_whole: bool,
    pub frames: Vec<FrameDown>,
    /// After the last of `frames`.
    pub cursor: u64,
    /// Of unerased frames up to `cursor`, of what the device is told.
    pub digest: Digest,
    pub held: Vec<HeldDown>,
    pub held_cursor: u64,
    /// Nothing more stands after the cursors.
    pub is_complete: bool,
    pub seen: Option<SeenDevice>,
    pub durable: Option<Durable>,
}

impl Pulled {
    /// Frames are read by the book, and come after all of it.
    fn stops_within_the_book(&mut self, pull: &Pull) {
        self.is_complete = false;
        self.cursor = pull.frames_after.map_or(self.cursor, |after| after.min(self.cursor));
    }
}

/// Where a team stands, whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub epoch: Epoch,
    pub ends: Ends,
    pub durable: Option<Durable>,
}

/// How far the last backup reaches that was read back: it holds the frames of one epoch up to a
/// position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durable {
    pub epoch: Epoch,
    pub position: u64,
    /// When the backup was made.
    pub made_at: Moment,
}

/// Where a team's lists end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    pub frame: End,
    pub entry: End,
    pub held: End,
    pub piece: End,
}

impl Ends {
    /// Of the lists that are not empty.
    fn by_list(self) -> impl Iterator<Item = (List, End)> {
        let all = [
            (List::Frame, self.frame),
            (List::Entry, self.entry),
            (List::Held, self.held),
            (List::Piece, self.piece),
        ];
        all.into_iter().filter(|(_, end)| *end != End::default())
    }
}

/// Zero throughout where the list is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct End {
    pub position: u64,
    /// The first bytes of all ids up to there, by xor: a server that was put back may have got the
    /// last one again without those before it.
    pub xor: [u8; 8],
}

impl End {
    /// By the xor of all ids, or its first bytes.
    pub fn of(position: u64, xor: &[u8]) -> Self {
        Self { position, xor: xor.first_chunk().copied().unwrap_or_default() }
    }

    /// The end of a list that goes on by this one.
    pub fn with(self, id: [u8; 16]) -> Self {
        let mut next = Self::of(self.position + 1, &id);
        next.xor.iter_mut().zip(self.xor).for_each(|(sum, byte)| *sum ^= byte);
        next
    }
}

/// What a team is told in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Frame,
    Entry,
    Held,
    Piece,
}

impl List {
    /// The table that says where the list ended at each of its positions. Frames say it themselves.
    fn ends(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Entry => "entry_end",
            Self::Held => "held_end",
            Self::Piece => "piece_end",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameRow {
    pub position: u64,
    pub id: FrameId,
    pub is_erased: bool,
}

/// Why a frame is held, as its row says it.
fn held_for(reason: HeldFor) -> &'static str {
    match reason {
        HeldFor::SenderRemoved => "sender removed",
        HeldFor::NotTheirScope => "not their scope",
    }
}

/// What was not kept in a quarter of a year is not finished any more.
const DRAFT_LASTS_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What a device says of its drafts, and whose else it may have.
#[derive(Clone, Debug)]
pub struct KeptDrafts {
    pub session: Session,
    pub put: Vec<Draft>,
    pub gone: Vec<[u8; 16]>,
    pub others: Vec<DeviceId>,
    pub now: Moment,
}

/// A piece of a photo, read as far as a server can.
#[derive(Clone, Debug)]
pub struct NewPiece {
    pub session: Session,
    pub id: PieceId,
    pub scope: ScopeId,
    pub bytes: Vec<u8>,
    pub now: Moment,
}

#[derive(Clone, Copy, Debug)]
pub struct KeptPiece {
    pub verdict: PieceVerdict,
    pub place: Place,
}

/// In the order in which they were named.
#[derive(Clone, Debug)]
pub struct KnownPieces {
    pub lacking: Vec<PieceId>,
    pub erased: Vec<PieceId>,
    pub place: Place,
}

/// Where a team's history stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub epoch: Epoch,
    pub ends: Ends,
}

/// A team's first entries, by the right of a founding link.
#[derive(Clone, Debug)]
pub struct NewTeam {
    pub token: TokenHash,
    pub team: TeamId,
    pub epoch: Epoch,
    pub entries: Vec<SignedEntry>,
    pub now: Moment,
}

/// An invitation, and the keyring left sealed for whoever has its link.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub team: TeamId,
    pub by: DeviceId,
    pub entry: SignedEntry,
    pub keyring: Vec<u8>,
    pub ends_at: Moment,
    pub now: Moment,
}

#[derive(Clone, Debug)]
pub struct Link {
    pub ends_at: Moment,
    /// Gone once it was used, withdrawn or has expired.
    pub keyring: Option<Vec<u8>>,
}

impl Link {
    /// It has had its time, or was used or withdrawn.
    pub fn is_shut(&self, now: Moment) -> bool {
        self.ends_at <= now || self.keyring.is_none()
    }

    pub fn standing(&self) -> LinkStanding {
        LinkStanding { ends_at: self.ends_at, has_keyring: self.keyring.is_some() }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct SigningIn {
    pub session: Session,
    pub token: TokenHash,
    pub token_ends_at: Moment,
    pub nonce: [u8; 32],
    pub nonce_ends_at: Moment,
}
