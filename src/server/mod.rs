//! The team's server: keeps an ordered log of sealed frames, and decides who may fetch which.
//!
//! `core` is all that it can be asked, without HTTP; `judge` decides what is taken, as pure
//! functions of values; `database` keeps it, and `backup` lets it outlive its disk; `http` carries
//! it; `commands` are for whoever looks after it. Nothing here can read a word of what is sealed.

pub mod backup;
pub mod commands;
pub mod core;
pub mod database;
pub mod folder;
pub mod http;
pub mod judge;
mod words;

use crate::{care::DeviceId, log::TeamId};

/// Who is asking: a device of a team that has signed in. It may have been removed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub team: TeamId,
    pub device: DeviceId,
}

/// Why somebody gets no answer to what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("what came is not what was to come")]
    NotUnderstood,
    #[error("nobody has signed in with this")]
    NotSignedIn,
    #[error("this device may not")]
    NotAllowed,
    #[error("there is no such team or link")]
    NotKnown,
    #[error("the book does not allow it")]
    Refused,
    #[error("the link {0}")]
    Gone(Gone),
    #[error("not the code; {n_left} tries are left")]
    WrongCode { n_left: u32 },
    #[error("the code was wrong too often; a fresh one is needed")]
    Locked,
    #[error("it is too big")]
    TooBig,
    #[error("too often; wait a little")]
    TooOften,
    #[error("there is no room on the disk")]
    Full,
    /// For a while, as when it is started again.
    #[error("the database cannot be reached: {0}")]
    Away(String),
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("the database: {0}")]
    Broken(String),
}

/// Why a link lets nobody in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gone {
    #[error("was used")]
    Used,
    #[error("has expired")]
    Expired,
    #[error("was withdrawn")]
    Withdrawn,
}
