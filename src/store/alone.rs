//! For tests: the store of a device that is alone in its team, at one moment, out of one seed.

use super::{Me, Store, Surroundings, open_in_memory};
use crate::{
    care::{Moment, WorkerId},
    log::TeamId,
    seal::{DeviceKeys, Keyring, keyring::Key},
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};

struct FixedTime(Moment, ChaCha12Rng);

impl Surroundings for FixedTime {
    fn now(&self) -> Moment {
        self.0
    }
    fn random(&mut self) -> &mut dyn rand_core::CryptoRng {
        &mut self.1
    }
}

impl Store {
    /// `now` as RFC 3339 has it.
    pub fn alone_at(now: &str) -> Self {
        let now = Moment::from_rfc3339(now).unwrap_or(Moment(0));
        let mut surroundings = FixedTime(now, ChaCha12Rng::seed_from_u64(1));
        let random = surroundings.random();
        let keys = DeviceKeys::generate(random);
        let mut keyring = Keyring::default();
        keyring.take_naming(Key::generate(random));
        keyring.take_team_key(Key::generate(random));
        let me = Me::new(TeamId([1; 16]), &keys, WorkerId::from_bytes([2; 16]), String::new());
        Self::create(open_in_memory().unwrap(), Box::new(surroundings), me, keyring).unwrap()
    }

    /// The same device at another moment.
    pub fn set_now(&mut self, now: &str) {
        let now = Moment::from_rfc3339(now).unwrap_or(Moment(0));
        self.surroundings = Box::new(FixedTime(now, ChaCha12Rng::seed_from_u64(now.0 as u64)));
    }
}
