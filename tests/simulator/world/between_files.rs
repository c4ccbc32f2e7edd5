//! A server whose power goes when it has written the record, and not yet the file beside it in which
//! keyrings lie for newcomers.

use super::World;
use alongside::{
    seal::EntryId,
    server::database::{Database, sqlite::Snapshot},
};
use futures_util::FutureExt;
use rand_chacha::rand_core::Rng;
use std::collections::BTreeSet;

const TIMES_WITH_A_POWER_CUT: u32 = 4;

impl World {
    /// What writes may be cut off between the files; whoever asked hears nothing, and asks again.
    pub(super) fn perhaps_between_files<T>(&mut self, write: impl Fn(&mut Self) -> T) -> T {
        if !self.files_chance.next_u32().is_multiple_of(TIMES_WITH_A_POWER_CUT) {
            return write(self);
        }
        let earlier = self.files_of_the_server();
        write(self);
        let open = self.open_links();
        let cut_off = self.files_of_the_server().with_links_of(earlier);
        self.server.database().leave_room_for(None);
        self.server.database().restore(&cut_off).unwrap();
        self.tell("the server loses power between its files".into());
        assert!(self.open_links().is_subset(&open), "a keyring lies open that was withdrawn");
        write(self)
    }

    fn files_of_the_server(&self) -> Snapshot {
        self.server.database().snapshot().unwrap().unwrap()
    }

    /// Those of which a keyring lies on the server.
    fn open_links(&self) -> BTreeSet<EntryId> {
        let team = self.phones[0].store.me().team;
        let is_open = |invitation: &EntryId| {
            let link = self.server.database().link(team, *invitation).now_or_never().unwrap();
            link.unwrap().is_some_and(|link| link.keyring.is_some())
        };
        self.invitations.iter().copied().filter(is_open).collect()
    }
}
