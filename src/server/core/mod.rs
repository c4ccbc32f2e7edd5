//! All that a team's server can be asked, without HTTP. Time and randomness are handed in, so a
//! simulator drives the very code that serves phones.

mod attachments;
mod drafts;
mod durable;
mod following;
mod joining;
mod keys;
mod round;
mod settling;
mod sharing;
mod signing_in;
#[cfg(test)]
mod tests;

pub use durable::Reach;
pub use signing_in::Token;

use super::{Session, Trouble, database::Database};
use crate::seal::Book;
use following::KnownSets;
use keys::ServerKeys;
use rand_core::CryptoRng;
use std::sync::Arc;

/// As much as one answer may carry in frames: a body with room for the rest.
const MOST_FRAMES_BYTES: u64 = 1536 * 1024;

/// And in entries of the book, beside them.
const MOST_ENTRIES_BYTES: u64 = 384 * 1024;

/// Randomness, as a future may hold it.
pub type Random<'a> = &'a mut (dyn CryptoRng + Send);

pub struct Server<D> {
    database: D,
    keys: ServerKeys,
    followed: KnownSets,
    most_entry_bytes: u64,
    /// What a phone signs beside the challenge, so that no other server can use the signature.
    address: String,
}

impl<D: Database> Server<D> {
    pub fn new(database: D, address: impl Into<String>) -> Self {
        let keys = ServerKeys::of(&database.secret());
        let (followed, most_entry_bytes) = (KnownSets::default(), MOST_ENTRIES_BYTES);
        Self { database, keys, followed, most_entry_bytes, address: address.into() }
    }

    /// With less of the book in one answer.
    pub fn telling(self, most_entry_bytes: u64) -> Self {
        Self { most_entry_bytes, ..self }
    }

    pub fn database(&self) -> &D {
        &self.database
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A session whose device is in the team still; what all but the round and signing in need.
    pub async fn present(&self, session: Session) -> Result<Session, Trouble> {
        let book = self.book(session).await?;
        if book.is_present(session.device) { Ok(session) } else { Err(Trouble::NotAllowed) }
    }

    async fn book(&self, session: Session) -> Result<Arc<Book>, Trouble> {
        self.database.book(session.team).await?.ok_or(Trouble::NotKnown)
    }
}
