//! Pieces of photos, beside the rounds: each is sealed and known by the hash of its bytes, so that it is
//! offered, put and fetched by itself, and there is no photo that is half there.

use super::{Epoch, HeldFor};
use crate::log::PieceId;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// One call names at most so many.
pub const MOST_PIECES_NAMED: usize = 4096;

/// Those that the phone has, and for which it has no receipt of this epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPieces {
    /// Of the last receipt: by it the server notices that it was put back, as it does in a round.
    pub mark: Option<ByteBuf>,
    pub ids: Vec<PieceId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecesOffered {
    /// To be put.
    pub lacking: Vec<PieceId>,
    /// An erasure names them.
    pub erased: Vec<PieceId>,
    pub receipt: Receipt,
}

/// Where the server's history stood when it had what it says that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub epoch: Epoch,
    /// The position of the team's last frame: a backup that reaches further holds the piece too.
    pub end: u64,
    /// To be shown with the next call.
    pub mark: ByteBuf,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutPiece {
    pub mark: Option<ByteBuf>,
    pub bytes: ByteBuf,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecePut {
    pub verdict: PieceVerdict,
    pub receipt: Receipt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceVerdict {
    Accepted,
    Duplicate,
    /// Kept; it is seen once a present member takes in the change that names it.
    Held(HeldFor),
    /// No room now; the phone keeps it and offers it again.
    Later,
    TooBig,
    /// An erasure names it. It is never taken again.
    Erased,
    /// Not a piece of this team, or of a scope of which none are taken.
    NotAPiece,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPieces {
    pub mark: Option<ByteBuf>,
    pub ids: Vec<PieceId>,
    pub most_bytes: u32,
}

/// Those of them that the server has and there was room for, at least one if it has any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PiecesDown {
    pub pieces: Vec<ByteBuf>,
    pub receipt: Receipt,
}
