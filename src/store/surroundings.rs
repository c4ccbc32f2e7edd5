//! What the store is handed from outside: the time and randomness. The system's in the app, a
//! seed's in the simulator.

use crate::care::{Moment, ids::time_ordered};
use rand_core::CryptoRng;

pub trait Surroundings: Send {
    fn now(&self) -> Moment;
    fn random(&mut self) -> &mut dyn CryptoRng;

    /// A new id, ordered by time.
    fn fresh_id(&mut self) -> [u8; 16] {
        let mut random = [0; 10];
        self.random().fill_bytes(&mut random);
        *time_ordered(self.now().0, random).as_bytes()
    }
}

/// The clock and the random source of the system that the app runs on.
pub struct SystemSurroundings {
    random: rand_core::UnwrapErr<getrandom::SysRng>,
}

impl Default for SystemSurroundings {
    fn default() -> Self {
        Self { random: rand_core::UnwrapErr(getrandom::SysRng) }
    }
}

impl Surroundings for SystemSurroundings {
    fn now(&self) -> Moment {
        Moment(chrono::Utc::now().timestamp_millis())
    }

    fn random(&mut self) -> &mut dyn CryptoRng {
        &mut self.random
    }
}
