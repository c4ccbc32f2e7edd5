//! What can go wrong in the store.

use crate::{
    log::change::NotAChange,
    seal::{book::Refusal, entry::NotAnEntry},
};

#[derive(Debug, thiserror::Error)]
pub enum StoreTrouble {
    #[error("not found")]
    NotFound,
    #[error("one change would have {0} bytes")]
    TooLong(usize),
    #[error("not a value that this field can hold")]
    NotAValue,
    #[error("the key does not open the database")]
    WrongKey,
    #[error("the database is damaged, or not there")]
    Damaged,
    #[error("the database was built without its cipher")]
    NoCipher,
    #[error("the database was written by a newer version")]
    NewerVersion,
    #[error("the storage is full")]
    Full,
    #[error("another process has the database open")]
    Busy,
    #[error("the keys of the team are not on this device")]
    NoKeys,
    #[error("the team's book does not let this device do that")]
    NotEntitled,
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    #[error("what is stored cannot be read: {0}")]
    Garbled(String),
}

impl From<rusqlite::Error> for StoreTrouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ if error == rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<NotAChange> for StoreTrouble {
    fn from(error: NotAChange) -> Self {
        match error {
            NotAChange::TooLong(n_bytes) => Self::TooLong(n_bytes),
            other => Self::Garbled(other.to_string()),
        }
    }
}

impl From<Refusal> for StoreTrouble {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAnEntry(NotAnEntry::TooLong(n_bytes)) => Self::TooLong(n_bytes),
            Refusal::NotAnEntry(error) => Self::Garbled(error.to_string()),
            Refusal::AnotherTeam | Refusal::NotSigned | Refusal::NotEntitled => Self::NotEntitled,
        }
    }
}

pub type Result<T> = std::result::Result<T, StoreTrouble>;
