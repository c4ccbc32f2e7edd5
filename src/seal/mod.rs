//! How the log is sealed: frames, the team's book, keys and who holds them, links, the kit.
//!
//! Nothing here reads a clock, a disk or a network; randomness is handed in as `rand_core`'s
//! `CryptoRng`.

pub mod book;
pub mod draft;
pub mod entry;
pub mod file;
pub mod frame;
pub mod keyring;
pub mod keys;
pub mod kit;
pub mod link;
pub mod piece;
pub mod share;
pub mod slots;
pub mod text;

pub use book::Book;
pub use entry::{Body, Entry, EntryId, SignedEntry};
pub use keyring::{KeyId, Keyring};
pub use keys::{DeviceKeys, DevicePublic, seal_to};

pub(crate) use cipher::{derive_key, open_bytes, seal_bytes};

mod aes;
mod cipher;
mod packing;

/// Something sealed could not be opened: a wrong key, or not the bytes that were sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this does not open what was sealed")]
pub struct CannotOpen;
