//! Backups: a head that says what is in it, and the record, packed by zstd and sealed by age.
//!
//! The record lies in it as the embedded database's file. All that is decided of it (whether it is
//! whole, whether its rows are those of its head) is decided of values.

pub mod file;
pub mod head;
pub mod keys;
pub mod tally;
pub mod workplace;

use super::{
    core::Random,
    database::{
        Database, carrying,
        postgres::Postgres,
        sqlite::{self, Sqlite},
    },
    folder, http,
};
use crate::sync::protocol::Epoch;
use file::Sealing;
use head::{Head, Record};
use keys::Identities;
use std::{
    io,
    path::{Path, PathBuf},
};
use tally::Tally;
use tokio::runtime::Handle;

/// Why there is no backup, or none that can be used. Nothing half done is left behind by any.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("This is no backup of Alongside. Nothing was changed.")]
    NotABackup,
    #[error("The backup is sealed. Say with --identity which file has one of its keys.")]
    NoKey,
    #[error(
        "The key does not open this backup. It was sealed to others, or its first bytes are \
         damaged. Nothing was changed; try the other key, or another backup."
    )]
    WrongKey,
    #[error(
        "The backup is damaged, or was cut short on its way here. Nothing was changed. Fetch it \
         once more, or take the one before it."
    )]
    Damaged,
    #[error(
        "Alongside {made_by} made this backup in a newer form than this version knows. Nothing \
         was changed. Update Alongside, then try again."
    )]
    Newer { made_by: String },
    #[error(
        "What is in the backup is not what its head says ({0}). Nothing was changed. Take the \
         one before it, and have a look at the disk that it was made on."
    )]
    Differs(String),
    #[error(
        "The record cannot be read: {0}. Nothing was changed. Take the last backup that was \
         verified, and have a look at the disk."
    )]
    Unsound(String),
    #[error("The database cannot be reached: {0}. Nothing was changed; try again when it can.")]
    Away(String),
    #[error(
        "There is no room for it on the disk, and nothing half done is left there. Make room, \
         then try again."
    )]
    NoRoom,
    #[error("{file} cannot be read: {why}", file = .0.display(), why = .1)]
    File(PathBuf, io::Error),
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<super::Trouble> for Trouble {
    fn from(trouble: super::Trouble) -> Self {
        match trouble {
            super::Trouble::Full => Self::NoRoom,
            super::Trouble::Away(why) => Self::Away(why),
            super::Trouble::Damaged(why) | super::Trouble::Broken(why) => Self::Unsound(why),
            other => Self::Unsound(other.to_string()),
        }
    }
}

impl Trouble {
    fn of_writing(error: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::NoRoom,
            _ => Self::Io(error),
        }
    }
}

/// Where a server's record is.
pub struct Source {
    pub folder: PathBuf,
    /// The PostgreSQL that has it in place of the folder.
    pub database: Option<String>,
}

impl Source {
    /// While the server works, and without the keyrings that were left for newcomers.
    fn copy(&self, work: &Path) -> Result<(), super::Trouble> {
        match &self.database {
            None => sqlite::copy_record(&self.folder, &record_in(work)),
            Some(url) => Handle::current().block_on(copy_from_postgres(url, work)),
        }
    }
}

async fn copy_from_postgres(url: &str, work: &Path) -> Result<(), super::Trouble> {
    let from = Postgres::open(url, &mut http::random()).await?;
    let to = Sqlite::open(work, &mut http::random())?;
    carrying::record_to_sqlite(&from, &to).await?;
    drop(to);
    // What is in there did not go into the record, as when there was no room for it.
    if record_in(work).with_extension("db-wal").exists() {
        return Err(super::Trouble::Full);
    }
    Ok(())
}

/// Copies the record while the server works, counts the copy, and writes it.
pub fn make(source: &Source, work: &Path, to: &Path, sealing: &Sealing) -> Result<Head, Trouble> {
    let record = record_in(work);
    source.copy(work)?;
    let tallies = sqlite::tallies(&record)?;
    let address = folder::public_url(&source.folder).unwrap_or_default();
    let (n_bytes, shape) = (record.metadata()?.len(), sqlite::shape(&record)?);
    let head = Head::of(&tallies, &address, http::now(), Record { n_bytes, shape });
    file::write(to, &head, &record, sealing)?;
    Ok(head)
}

/// A backup whose rows are those of its head.
pub struct ReadBack {
    pub head: Head,
    pub tallies: Vec<Tally>,
}

/// Unpacks a backup in a folder of its own, and reads every row.
pub fn read_back(file: &Path, with: &Identities, work: &Path) -> Result<ReadBack, Trouble> {
    let record = record_in(work);
    let head = file::unpack(file, with, &record)?;
    let tallies = sqlite::tallies(&record)?;
    head.compare(&tallies)?;
    Ok(ReadBack { head, tallies })
}

/// Puts a backup's record into an empty folder. Every team has a new epoch from then on, so that
/// phones take nothing for received that this record lacks, and hand it in again.
pub async fn put_back(
    file: &Path,
    with: &Identities,
    work: &Path,
    folder: &Path,
) -> Result<Head, Trouble> {
    let ReadBack { head, .. } = read_back(file, with, work)?;
    let database = Sqlite::open(work, &mut http::random())?;
    begin_new_epochs(&database, &mut http::random()).await?;
    drop(database);
    if !head.address.is_empty() {
        folder::keep_public_url(folder, &head.address).map_err(Trouble::of_writing)?;
    }
    sqlite::move_closed(work, folder).map_err(Trouble::of_writing)?;
    Ok(head)
}

async fn begin_new_epochs<D: Database>(database: &D, random: Random<'_>) -> Result<(), Trouble> {
    for team in database.teams().await? {
        let mut fresh = [0; 16];
        random.fill_bytes(&mut fresh);
        let old = database.standing(team).await?.epoch;
        database.turn_epoch(team, old, Epoch(fresh)).await?;
    }
    Ok(())
}

fn record_in(work: &Path) -> PathBuf {
    work.join(sqlite::RECORD)
}
