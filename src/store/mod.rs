//! The encrypted database on this phone: the log, its heads, the tables for reading.
//!
//! One owner, one connection. Every write is one transaction with the change, the heads, the rows
//! and the search index in it; when it returns, it is on the disk.

#[cfg(test)]
mod alone;
mod attachments;
mod book;
mod changes;
mod closed;
mod connections;
mod drafts;
mod drafts_elsewhere;
mod erase;
mod erased;
mod fields;
mod following;
mod frames;
mod handed_over;
mod handovers;
#[cfg(feature = "switches")]
mod inspect;
mod joined;
mod lately;
mod meta;
mod open;
mod opening;
mod people;
mod pieces;
mod project;
mod promises;
mod rebuild;
mod safety;
mod search;
mod seen;
mod shares;
mod signs;
mod standing;
mod suggested;
mod surroundings;
#[cfg(test)]
mod tests;
mod told;
mod trouble;
mod typed;
mod visits;
mod wordings;
mod writing;

pub use attachments::{MOST_ATTACHMENT_BYTES, MOST_PREVIEW_BYTES, NewAttachment, Whereabouts};
pub use book::unwrap_with;
pub use changes::{Checked, HeadName};
pub use connections::ConnectionRow;
pub use drafts::{Aside, DraftRow, NewDraft};
pub use drafts_elsewhere::SealedDraft;
pub use fields::{Fields, Head};
pub use following::{ToFetch, Which};
pub use frames::{Held, Said, UnsentFrame};
pub use handed_over::{HandedOver, Place};
pub use handovers::HandoverRow;
pub use lately::{MetRow, ToldValue};
pub use meta::{Arrival, Me, Standing};
#[cfg(not(target_family = "wasm"))]
pub use open::open_in_memory;
pub use open::{open_file, open_kept, remove_file};
pub use people::PersonRow;
pub use pieces::PiecesOf;
pub use promises::PromiseRow;
pub use search::Found;
pub use seen::Seen;
pub use shares::{Share, ShareHere, ShareToMake, ShareTold, SharesAtServer};
pub use standing::Waiting;
pub use surroundings::{Surroundings, SystemSurroundings};
pub use told::ToldRow;
pub use trouble::{Result, StoreTrouble};

/// The most that one change may have, for telling it.
pub const MOST_CHANGE_BYTES: u32 = crate::log::change::MOST_CHANGE_BYTES as u32;
pub use visits::VisitRow;
pub use wordings::Wording;
pub use writing::{Put, Writing};

use crate::{
    log::{ChangeId, Thing},
    seal::{Book, Keyring},
};
use rusqlite::{Connection, config::DbConfig};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

pub struct Store {
    connection: Connection,
    surroundings: Box<dyn Surroundings>,
    me: Me,
    keyring: Keyring,
    book: Book,
    /// Ids of changes that an erasure names; none of them is ever applied again.
    erased: BTreeSet<ChangeId>,
    /// The things that those were of; whatever comes to them later is erased too.
    erased_things: BTreeSet<Thing>,
    /// This transaction drops bytes for good: after it nothing of them may stay in the log of writes.
    has_erased: Cell<bool>,
    /// Words of visits that this transaction has written, by the number of their row.
    to_index: BTreeMap<i64, String>,
    /// It took rows out of the index of words.
    has_forgotten_words: bool,
    /// People of whom it may say something else when they were met last.
    to_refresh: BTreeSet<[u8; 16]>,
    /// How many transactions the log of writes has gathered, at most.
    n_commits: u32,
}

impl Store {
    /// Makes the store of a device that has just founded or joined a team.
    pub fn create(
        connection: Connection,
        surroundings: Box<dyn Surroundings>,
        me: Me,
        keyring: Keyring,
    ) -> Result<Self> {
        meta::write(&connection, meta::name::ME, &me)?;
        meta::write_keyring(&connection, &keyring)?;
        Self::open(connection, surroundings)
    }

    pub fn open(connection: Connection, surroundings: Box<dyn Surroundings>) -> Result<Self> {
        let me: Me = meta::read(&connection, meta::name::ME)?.ok_or(StoreTrouble::NotFound)?;
        let keyring = meta::read_keyring(&connection)?;
        let book = Book::of(me.team);
        let (erased, erased_things) = (BTreeSet::new(), BTreeSet::new());
        let (has_erased, to_index) = (Cell::new(false), BTreeMap::new());
        let to_refresh = BTreeSet::new();
        let mut store = Self {
            connection,
            surroundings,
            me,
            keyring,
            book,
            erased,
            erased_things,
            has_erased,
            to_index,
            has_forgotten_words: false,
            to_refresh,
            n_commits: 0,
        };
        store.read_book()?;
        store.begin_rebuild_if_due()?;
        let connection = &store.connection;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        // What was erased just before the last end may still stand in the log of writes.
        store.checkpoint()?;
        Ok(store)
    }

    pub fn me(&self) -> &Me {
        &self.me
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    pub fn book(&self) -> &Book {
        &self.book
    }

    pub fn now(&self) -> crate::care::Moment {
        self.surroundings.now()
    }

    pub fn surroundings(&mut self) -> &mut dyn Surroundings {
        self.surroundings.as_mut()
    }

    /// Whether there is a store in this database at all.
    pub fn is_in(connection: &Connection) -> Result<bool> {
        Ok(meta::read::<Me>(connection, meta::name::ME)?.is_some())
    }

    /// A second store with the same content and the same keys: a phone restored from its backup.
    #[cfg(not(target_family = "wasm"))]
    pub fn cloned(&self, surroundings: Box<dyn Surroundings>) -> Result<Self> {
        Self::open(open::copy_in_memory(&self.connection)?, surroundings)
    }

    /// How many rows were written since the database was opened.
    pub fn n_writes(&self) -> u64 {
        self.connection.total_changes()
    }

    /// Closes the database; an error leaves it to the system.
    pub fn close(self) {
        let _ = self.connection.close();
    }

    /// Several steps that touch the book, in one transaction. If it fails, book and keys are read
    /// anew.
    pub(crate) fn together<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let done = self.transact(work);
        if done.is_err() {
            self.keyring = meta::read_keyring(&self.connection)?;
            self.read_book()?;
        }
        done
    }

    /// Runs `work` in one transaction: all of it is on the disk when this returns, or none. Within
    /// another it is a part of that one.
    fn transact<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        self.connection.execute_batch("begin immediate")?;
        let done = work(self).and_then(|done| {
            self.refresh_last_contacts()?;
            self.index_words()?;
            if self.has_erased.get() && self.has_forgotten_words {
                self.drop_words_that_are_gone()?;
            }
            self.connection.execute_batch("commit")?;
            self.n_commits += 1;
            Ok(done)
        });
        self.has_forgotten_words = false;
        if self.has_erased.take() && done.is_ok() {
            self.checkpoint()?;
        }
        if done.is_err() {
            self.to_index.clear();
            self.to_refresh.clear();
            let _ = self.connection.execute_batch("rollback");
        }
        done
    }
}
