//! What befalls one life in a few beside all the rest: phones that are put back to an older copy of
//! themselves, or lost and replaced; a slow network; a server whose clock is wrong; late work that is left
//! out; entries of the book that are forged.

use super::{Holds, Kept, SECOND_LEAD, World};
use crate::phone::{Did, Phone};
use alongside::{
    care::Moment,
    seal::{SignedEntry, keys::DeviceKeys},
};
use rand_chacha::rand_core::Rng;
use std::mem::replace;

/// One life of so many is hard.
pub(super) const LIVES_THAT_ARE_HARD: u64 = 4;
const MOST_PHONES: usize = 6;
const MOST_PHONES_WHERE_IT_IS_HARD: usize = 8;
const YEARS_10_MS: i64 = 10 * 365 * 24 * 3600 * 1000;
/// After so many steps what is otherwise compared at the end is compared on the way.
const STEPS_TO_COMPARE: usize = 16;

impl World {
    fn hard_below(&mut self, n: usize) -> usize {
        usize::try_from(self.hard_chance.next_u32()).unwrap() % n
    }

    pub(super) fn most_phones(&self) -> usize {
        if self.is_hard { MOST_PHONES_WHERE_IT_IS_HARD } else { MOST_PHONES }
    }

    /// By the server's own clock.
    pub(super) fn server_now(&self) -> Moment {
        Moment(self.now().0 + self.server_wrong_by_ms)
    }

    pub(super) fn is_hard_on(&mut self, at: usize) -> Holds {
        if !self.is_hard {
            return Ok(());
        }
        match self.hard_below(40) {
            0..3 => self.copy_phone(at),
            3..6 => self.put_phone_back(at),
            6 => self.lose_phone(at),
            7 => self.shift_clock_of_server(),
            8..12 => self.wait_in_vain(at),
            12 => self.leave_out(at),
            13 => drop(self.phones.len() < self.most_phones() && self.join(at, None)),
            _ => {}
        }
        if self.n_steps.is_multiple_of(STEPS_TO_COMPARE) && self.phones[at].disk.is_none() {
            while self.phones[at].store.check_signatures(1000).unwrap().n_left > 0 {}
            self.the_tables_are_the_log(at)?;
        }
        Ok(())
    }

    fn is_a_leads(&self, at: usize) -> bool {
        let leads = [0, SECOND_LEAD].map(|lead| self.phones[lead].device());
        leads.contains(&self.phones[at].device())
    }

    fn copy_phone(&mut self, at: usize) {
        if self.is_a_leads(at) || self.phones[at].is_emptied() {
            return;
        }
        let surroundings = self.surroundings_of_hard();
        let copy = self.phones[at].cloned(surroundings);
        self.copies.insert(at, copy);
        self.tell(format!("{} is copied away", self.phones[at].name));
    }

    /// What was written since is nowhere, unless it had been sent.
    fn put_phone_back(&mut self, at: usize) {
        let Some(mut copy) = self.copies.remove(&at) else { return };
        copy.name.clone_from(&self.phones[at].name);
        self.tell(format!("{} is put back to its copy", copy.name));
        self.replace_phone(at, copy);
    }

    /// Its worker comes back by a link from a lead, with another phone.
    fn lose_phone(&mut self, at: usize) {
        if self.is_a_leads(at) || self.phones[at].is_emptied() {
            return;
        }
        let worker = self.phones[at].store.me().worker;
        if !self.join(0, Some(worker)) {
            return;
        }
        let Some(next) = self.phones.pop() else { return };
        self.tell(format!("{} is lost, and {} comes instead", self.phones[at].name, next.name));
        self.replace_phone(at, next);
    }

    fn replace_phone(&mut self, at: usize, by: Phone) {
        let before = replace(&mut self.phones[at], by);
        self.doubted.insert(before.device());
        self.doubted.insert(self.phones[at].device());
        let store = &self.phones[at].store;
        let is_here = |did: &Did| store.change_named(did.id).unwrap().is_some();
        let still = before.did.into_iter().filter(is_here).collect();
        self.phones[at].did = still;
        self.newer.retain(|newer| newer.by != at);
        let is_lost = |kept: &Kept| kept.by == at && self.phones[at].note_of(kept.visit).is_none();
        let lost: Vec<bool> = self.kept.iter().map(is_lost).collect();
        for (kept, is_lost) in self.kept.iter_mut().zip(lost) {
            kept.is_orphan |= is_lost;
        }
        self.forget_what_nobody_has();
        let store = &self.phones[at].store;
        self.photos.retain(|photo| {
            let is_here = || store.attachment_person(photo.id).unwrap().is_some();
            photo.is_erased || photo.by != at || is_here()
        });
        let theirs = self.apart.iter_mut().filter(|apart| apart.by == before.name);
        theirs.for_each(|apart| apart.is_orphan = true);
    }

    /// Whose author has lost it, and who else had it has too.
    fn forget_what_nobody_has(&mut self) {
        let phones = &self.phones;
        self.kept.retain(|kept| {
            let has_it = |phone: &Phone| {
                !phone.is_emptied() && phone.note_of(kept.visit).as_deref() == Some(&kept.text)
            };
            !kept.is_orphan || phones.iter().any(has_it)
        });
    }

    fn surroundings_of_hard(&mut self) -> Box<crate::phone::Seeded> {
        let seed = self.hard_chance.next_u64();
        Box::new(crate::phone::Seeded::new(&self.clock, &Default::default(), seed))
    }

    fn shift_clock_of_server(&mut self) {
        self.server_wrong_by_ms = [-YEARS_10_MS, YEARS_10_MS, 0][self.hard_below(3)];
        self.tell(format!("the server's clock is off by {} ms", self.server_wrong_by_ms));
    }

    /// The answer takes too long, or what was asked never arrived: the phone asks again, for less.
    fn wait_in_vain(&mut self, at: usize) {
        if self.phones[at].is_away_until > self.n_steps {
            return;
        }
        let outgoing = self.phones[at].next_outgoing();
        let Some(outgoing) = self.borne(at, outgoing) else { return };
        if self.hard_below(2) == 0 {
            let _ = self.serve_phone(at, &outgoing);
        }
        let asks_again = self.phones[at].asks_for_less();
        if self.borne(at, asks_again).is_some() {
            self.tell(format!("{} waits in vain, and asks for less", self.phones[at].name));
        }
    }

    fn leave_out(&mut self, at: usize) {
        let held = self.phones[at].store.held().unwrap();
        let Some(late) = held.first() else { return };
        let left_out = self.phones[at].leaves_out(late.frame);
        if self.borne(at, left_out).is_some() {
            self.tell(format!("{} leaves a late frame out", self.phones[at].name));
        }
    }

    /// What comes of the book comes twice, in another order, and with one among it that nobody has signed
    /// who is in the book.
    pub(super) fn forge_entries(&mut self, entries: &mut Vec<SignedEntry>) {
        if !self.is_hard || entries.is_empty() || self.hard_below(3) > 0 {
            return;
        }
        let one = entries[self.hard_below(entries.len())].clone();
        if let Ok(entry) = one.read() {
            let forged = entry.signed_by(&DeviceKeys::generate(&mut self.hard_chance));
            let place = self.hard_below(entries.len() + 1);
            entries.insert(place, forged);
        }
        entries.push(one);
        entries.rotate_left(1);
        self.tell("entries come twice, with a forged one".into());
    }
}
