//! For tests: the store of a device that is alone in its team.

use super::{Me, Result, Store, Surroundings};
use crate::{
    care::WorkerId,
    log::TeamId,
    seal::{DeviceKeys, Keyring, keyring::Key},
};
use rusqlite::Connection;

impl Store {
    pub fn of_one_device(
        connection: Connection,
        mut surroundings: Box<dyn Surroundings>,
    ) -> Result<Self> {
        let random = surroundings.random();
        let keys = DeviceKeys::generate(random);
        let mut keyring = Keyring::default();
        keyring.take_naming(Key::generate(random));
        keyring.take_team_key(Key::generate(random));
        let me = Me::new(TeamId([1; 16]), &keys, WorkerId::from_bytes([2; 16]), String::new());
        Self::create(connection, surroundings, me, keyring)
    }
}
