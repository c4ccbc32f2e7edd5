//! What befalls phones and server: disks, power, clocks, copies, and months with nobody.

use super::World;
use crate::disk::{Mishap, Survives};
use alongside::server::{
    backup::tally::{Counting, Tally},
    database::Database,
};
use futures_util::FutureExt;
use std::sync::atomic::Ordering;

const DAYS_90_MS: i64 = 90 * 24 * 3600 * 1000;
const YEARS_10_MS: i64 = 10 * 365 * 24 * 3600 * 1000;

impl World {
    /// A phone's program ends, or the power goes at one of its next writes, or one of them fails, or
    /// nothing more fits; and at last it does again. Or the server's disk fills up.
    pub(super) fn trouble_a_disk(&mut self, at: usize) {
        let n_writes = u32::try_from(self.below(24)).unwrap();
        let which = self.below(9);
        if which == 8 {
            return self.fill_server();
        }
        let phone = &mut self.phones[at];
        let Some(disk) = &phone.disk else { return phone.crashes() };
        let what = match which {
            0..3 => {
                disk.light_fuse(n_writes, Mishap::PowerCut);
                "will lose power"
            }
            3 => {
                disk.light_fuse(n_writes, Mishap::Failure);
                "will fail to write once"
            }
            4 => {
                disk.fill();
                "has no room left"
            }
            5 => {
                disk.mend();
                "has room again"
            }
            _ => return self.start_again(at, "is ended", Survives::All),
        };
        self.tell(format!("{} {what}", self.phones[at].name));
    }

    /// A phone whose power has gone is put on again; it has what was synced, and of the rest a part.
    pub(super) fn start_those_that_are_off(&mut self) {
        for at in 0..self.phones.len() {
            if self.phones[at].disk.as_ref().is_some_and(|disk| disk.is_off()) {
                let survives = [Survives::All, Survives::Nothing, Survives::Some, Survives::Some];
                let survives = survives[self.below(4)];
                self.doubted.insert(self.phones[at].device());
                self.start_again(at, "loses power", survives);
            }
        }
    }

    fn start_again(&mut self, at: usize, how: &str, survives: Survives) {
        let wrong_by_ms = self.phones[at].wrong_by_ms.clone();
        let surroundings = self.surroundings(&wrong_by_ms);
        self.tell(format!("{} {how}: {survives:?} survives", self.phones[at].name));
        self.phones[at].starts_again(survives, surroundings, &mut self.chance);
    }

    /// Every disk works, and has room; the server's too.
    pub(super) fn mend_disks(&mut self) {
        self.server.database().leave_room_for(None);
        self.phones.iter().filter_map(|phone| phone.disk.as_ref()).for_each(|disk| disk.mend());
        self.start_those_that_are_off();
    }

    pub(super) fn clone_phone(&mut self, at: usize) {
        if self.phones.len() >= self.most_phones() || self.phones[at].is_emptied() {
            return;
        }
        let surroundings = self.surroundings(&Default::default());
        let clone = self.phones[at].cloned(surroundings);
        self.tell(format!("{} appears", clone.name));
        self.phones.push(clone);
    }

    pub(super) fn back_up(&mut self) {
        self.backup = self.server.database().snapshot().unwrap();
        self.tell("the server's files are copied away".into());
        if self.below(2) == 0 {
            self.verify_backup();
        }
    }

    /// A copy that is read back at once.
    pub(super) fn back_up_well(&mut self) {
        self.backup = self.server.database().snapshot().unwrap();
        self.verify_backup();
    }

    /// What was just copied is read back, and phones hear how far it reaches.
    fn verify_backup(&mut self) {
        let team = self.phones[0].store.me().team;
        let standing = self.server.database().standing(team).now_or_never().unwrap();
        let Ok(standing) = standing else { return };
        let counted = Counting::of(team, standing.epoch).finish();
        let tally = Tally { ends: standing.ends, ..counted };
        let noted = self.server.note_backup(&tally, self.server_now()).now_or_never().unwrap();
        self.is_backup_verified = true;
        self.tell(format!("and read back: {noted:?}"));
    }

    /// The server's disk fills up, or has room again. A server without a team keeps its room: somebody
    /// begins there next.
    pub(super) fn fill_server(&mut self) {
        if self.book_of_the_server().is_none() {
            return;
        }
        let n_pages = [Some(u32::try_from(self.below(6)).unwrap()), None][self.below(2)];
        if self.server.database().leave_room_for(n_pages) {
            self.tell(format!("the server has room for {n_pages:?} pages"));
        }
    }

    /// On another disk, where there is room.
    pub(super) fn put_back(&mut self) {
        if let Some(backup) = &self.backup {
            self.server.database().leave_room_for(None);
            self.server.database().restore(backup).unwrap();
            self.tell("the server's files are put back".into());
        }
    }

    /// The server's process is killed and started again on the same files: what it only remembered,
    /// it reads anew.
    pub(super) fn restart_server(&mut self) {
        if self.server_disk.is_some() {
            return self.start_server_again();
        }
        let files = self.server.database().snapshot().unwrap().unwrap();
        self.server.database().leave_room_for(None);
        self.server.database().restore(&files).unwrap();
        self.tell("the server is killed and started again".into());
    }

    /// The server is lost with all its files, and a new one stands at its address. Whoever has a copy
    /// that phones were told of puts that back.
    pub(super) fn replace_server(&mut self) {
        if self.is_backup_verified {
            return self.put_back();
        }
        self.stand_empty_server();
        self.backup = None;
        self.tell("an empty server stands where the server was".into());
    }

    /// Somebody is removed on the day when the server breaks: what they handed in last came down to
    /// nobody, and what is put back is from before it.
    pub(super) fn leaves_on_a_bad_day(&mut self, at: usize) {
        self.back_up();
        self.keep(at);
        self.talk(at);
        let lead = self.a_lead();
        self.remove_by(lead, at);
        self.says_and_hears_nothing(lead);
        self.talk(at);
        self.put_back();
    }

    /// The answer to what a phone sends does not arrive.
    fn says_and_hears_nothing(&mut self, at: usize) {
        self.phones[at].crashes();
        let outgoing = self.phones[at].next_outgoing();
        if let Some(outgoing) = self.borne(at, outgoing) {
            let _ = self.serve_phone(at, &outgoing);
        }
        self.phones[at].crashes();
    }

    /// A phone lies in a drawer while three months go by.
    pub(super) fn goes_away(&mut self, at: usize) {
        let n_steps = 4 + self.below(24);
        self.clock.fetch_add(DAYS_90_MS, Ordering::Relaxed);
        self.phones[at].is_away_until = self.n_steps + n_steps;
        self.tell(format!("{} is with nobody for three months", self.phones[at].name));
    }

    pub(super) fn shift_clock(&mut self, at: usize) {
        let wrong_by = [-YEARS_10_MS, YEARS_10_MS, 0][self.below(3)];
        self.phones[at].wrong_by_ms.store(wrong_by, Ordering::Relaxed);
        self.tell(format!("the clock of {} is off by {wrong_by} ms", self.phones[at].name));
    }
}
