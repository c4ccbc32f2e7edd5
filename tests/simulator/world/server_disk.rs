//! The disk under the server: its power goes at any write, or a write fails, or nothing more fits. What
//! was answered by then is there when it is started again.

use super::{Databases, World};
use crate::disk::{Disk, Mishap, Survives};
use rand_chacha::rand_core::Rng;
use std::mem::replace;

/// In one of so many lives the server's record is in files.
const LIVES_WITH_A_SERVER_DISK: u64 = 16;
/// A request is no longer than this, in writes of a page or less.
const MOST_WRITES: u32 = 48;

impl Databases {
    pub(super) fn disk_of_the_server(self, seed: u64) -> Option<Disk> {
        let has_disk = seed % LIVES_WITH_A_SERVER_DISK == LIVES_WITH_A_SERVER_DISK / 4;
        (matches!(self, Self::One) && has_disk).then(Disk::bare)
    }
}

impl World {
    /// A request, in which the disk may fail.
    pub(super) fn on_the_servers_disk<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let Some(disk) = self.server_disk.as_ref().filter(|_| !self.is_healing) else {
            return ask(self);
        };
        let n_writes = self.disk_chance.next_u32() % MOST_WRITES;
        match self.disk_chance.next_u32() % 12 {
            0 => disk.light_fuse(n_writes, Mishap::PowerCut),
            1 => disk.light_fuse(n_writes, Mishap::Failure),
            2 => disk.fill(),
            _ => {}
        }
        let answer = ask(self);
        if let Some(disk) = &self.server_disk {
            disk.mend();
            if disk.is_off() {
                self.start_server_again();
            }
        }
        answer
    }

    /// With whatever is on its disk.
    pub(super) fn start_server_again(&mut self) {
        let Some(disk) = &self.server_disk else { return };
        let survives = [Survives::All, Survives::Nothing, Survives::Some];
        let survives = survives[self.disk_chance.next_u32() as usize % survives.len()];
        disk.end(survives, &mut self.disk_chance);
        let again = self.databases.server(self.seed, Some(disk), &mut self.disk_chance);
        let old = replace(&mut self.server, again);
        disk.while_off(|| drop(old));
        self.tell(format!("the server is started again: {survives:?} survives"));
    }

    /// Where the server was, and on another disk.
    pub(super) fn stand_empty_server(&mut self) {
        let disk = self.databases.disk_of_the_server(self.seed);
        self.server = self.databases.server(self.seed, disk.as_ref(), &mut self.chance);
        self.server_disk = disk;
    }
}
