//! What this device knows of itself: its keys, its place in the server's history.

use super::{Result, Store, StoreTrouble};
use crate::{
    care::{DeviceId, WorkerId},
    log::TeamId,
    seal::{DeviceKeys, Keyring, SignedEntry, keyring::ClosedKey},
};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Who this installation is. Written once, when it founds or joins a team.
#[derive(Clone, Serialize, Deserialize)]
pub struct Me {
    pub team: TeamId,
    pub device: DeviceId,
    pub worker: WorkerId,
    /// The server's public address.
    pub server: String,
    seed: [u8; 32],
}

impl Me {
    pub fn new(team: TeamId, keys: &DeviceKeys, worker: WorkerId, server: String) -> Self {
        Self { team, device: keys.public().id(), worker, server, seed: *keys.seed() }
    }

    pub fn keys(&self) -> DeviceKeys {
        DeviceKeys::from_seed(self.seed)
    }
}

/// Where this device stands with the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub epoch: Option<[u8; 16]>,
    pub mark: Option<Vec<u8>>,
    pub cursor: u64,
    pub book_cursor: u64,
    pub held_cursor: u64,
    /// Both sides' digests have agreed in this epoch.
    pub is_agreed: bool,
    pub last_round_at: Option<i64>,
    /// How far a verified backup of the server reaches.
    pub durable_to: u64,
}

impl Standing {
    pub fn cursors(&self) -> (u64, u64, u64) {
        (self.cursor, self.book_cursor, self.held_cursor)
    }
}

/// What founding or joining a team has still to hand to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrival {
    Found { founding_token: [u8; 32], entries: Vec<SignedEntry> },
    Enrol { entries: Vec<SignedEntry> },
}

/// Names of rows in `meta`.
pub mod name {
    pub const ME: &str = "me";
    pub const KEYRING: &str = "keyring";
    pub const CLOSED_KEYS: &str = "closed keys";
    pub const STANDING: &str = "standing";
    pub const KIT_TO_CONFIRM: &str = "kit to confirm";
    pub const ARRIVAL: &str = "arrival";
    pub const IS_REMOVED: &str = "is removed";
    pub const IS_TO_REBUILD: &str = "is to rebuild";
    pub const EXPECTED_BACK: &str = "expected back";
    pub const COLLEAGUE_TO_RING: &str = "colleague to ring";
    pub const HANDED_OVER: &str = "handed over";
    pub const SHARES: &str = "shares";
    pub const DRAFTS_LEFT: &str = "drafts left";
    pub const DRAFTS_TAKEN: &str = "drafts taken";
    pub const SHARES_AT_SERVER: &str = "shares at the server";
    pub const PIECE_MARK: &str = "piece mark";
    pub const PHOTOS_ON_MOBILE_DATA: &str = "photos on mobile data";
    pub const FOLLOWS_SOME: &str = "follows some";
    pub const OTHERS_FETCHED_TO: &str = "others fetched to";
    pub const IS_TO_LEARN_WHO_THERE_IS: &str = "is to learn who there is";
    pub const CONTACT_TOLD: &str = "contact told";
    pub const BOOK_GOES_ON: &str = "book goes on";
}

pub fn read<T: DeserializeOwned>(connection: &Connection, name: &str) -> Result<Option<T>> {
    let value: Option<Vec<u8>> = connection
        .prepare_cached("select value from meta where name = :name")?
        .query_row(named_params! { ":name": name }, |row| row.get(0))
        .optional()?;
    let Some(value) = value else { return Ok(None) };
    postcard::from_bytes(&value).map(Some).map_err(|_| StoreTrouble::Garbled(name.to_owned()))
}

pub fn write<T: Serialize>(connection: &Connection, name: &str, value: &T) -> Result<()> {
    let value = postcard::to_stdvec(value).map_err(|_| StoreTrouble::Garbled(name.to_owned()))?;
    connection
        .prepare_cached(
            "insert into meta (name, value) values (:name, :value)
             on conflict (name) do update set value = excluded.value",
        )?
        .execute(named_params! { ":name": name, ":value": value })?;
    Ok(())
}

pub fn forget(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("delete from meta where name = :name", named_params! { ":name": name })?;
    Ok(())
}

impl Store {
    /// The server has more of the book than is here: nobody knows yet what is to be done about keys.
    pub fn book_goes_on(&self) -> Result<bool> {
        Ok(read(&self.connection, name::BOOK_GOES_ON)?.unwrap_or_default())
    }

    pub fn note_book_goes_on(&self, goes_on: bool) -> Result<()> {
        if goes_on == self.book_goes_on()? {
            return Ok(());
        }
        write(&self.connection, name::BOOK_GOES_ON, &goes_on)
    }

    pub fn standing(&self) -> Result<Standing> {
        Ok(read(&self.connection, name::STANDING)?.unwrap_or_default())
    }

    pub fn keep_standing(&self, standing: &Standing) -> Result<()> {
        write(&self.connection, name::STANDING, standing)
    }

    /// The recovery kit's secret, while its words have not been confirmed.
    pub fn kit_to_confirm(&self) -> Result<Option<[u8; 32]>> {
        read(&self.connection, name::KIT_TO_CONFIRM)
    }

    pub fn keep_kit_to_confirm(&self, secret: &[u8; 32]) -> Result<()> {
        write(&self.connection, name::KIT_TO_CONFIRM, secret)
    }

    pub fn forget_kit(&self) -> Result<()> {
        forget(&self.connection, name::KIT_TO_CONFIRM)
    }

    pub fn arrival(&self) -> Result<Option<Arrival>> {
        read(&self.connection, name::ARRIVAL)
    }

    pub fn keep_arrival(&self, arrival: &Arrival) -> Result<()> {
        write(&self.connection, name::ARRIVAL, arrival)
    }

    pub fn forget_arrival(&self) -> Result<()> {
        forget(&self.connection, name::ARRIVAL)
    }

    pub(super) fn keep_keyring(&self, keyring: &Keyring) -> Result<()> {
        write_keyring(&self.connection, keyring)
    }
}

pub(super) fn write_keyring(connection: &Connection, keyring: &Keyring) -> Result<()> {
    write(connection, name::KEYRING, keyring)?;
    write(connection, name::CLOSED_KEYS, &keyring.closed_keys().collect::<Vec<_>>())
}

pub(super) fn read_keyring(connection: &Connection) -> Result<Keyring> {
    let mut keyring: Keyring = read(connection, name::KEYRING)?.unwrap_or_default();
    let closed: Vec<ClosedKey> = read(connection, name::CLOSED_KEYS)?.unwrap_or_default();
    closed.into_iter().for_each(|closed| keyring.take_closed_key(closed));
    Ok(keyring)
}
