//! The world of the simulation: phones, a server, a bad network, and what must hold all the same.

mod apart;
mod at_once;
mod between_files;
mod faults;
mod following;
mod hard;
mod holds;
mod network;
mod newer;
mod oracle;
mod photos;
mod server_disk;
mod tampered;
mod team;

use crate::{disk::Disk, phone::Phone, shrink::quietly};
use alongside::{
    care::{DeviceId, Moment, PersonId, VisitId},
    log::registry::{connection, person},
    seal::{
        Body, EntryId,
        entry::{Grant, Role},
    },
    server::{
        Session,
        core::Server,
        database::{sqlite::Snapshot, twins::Twins},
    },
    store::StoreTrouble,
    sync::Outgoing,
};
use network::{Served, is_news};
use oracle::Oracle;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

const ADDRESS: &str = "https://team.example";
const N_PEOPLE: usize = 3;
const N_STEPS: usize = 64;
/// The phones of those who may remove and erase: the founder's, and the first colleague's.
const SECOND_LEAD: usize = 1;
/// In one life of so many some phones have disks that fail.
const LIVES_WITH_DISKS: usize = 4;

/// After so many rounds of everybody there is nothing more to tell.
const MOST_TIMES_ROUND: usize = 8;

/// In one of so many lives a book is long for an answer.
const LIVES_WITH_LONG_BOOKS: u64 = 8;
const A_BIT_OF_THE_BOOK: u64 = 2000;

pub struct World {
    seed: u64,
    /// Of the step that is being lived, or of the life's beginning and end.
    chance: ChaCha12Rng,
    clock: Arc<AtomicI64>,
    n_steps: usize,
    has_disks: bool,
    server: Server<Twins>,
    databases: Databases,
    /// None where the server's record is in memory, where nothing fails.
    server_disk: Option<Disk>,
    /// Nothing befalls that disk any more.
    is_healing: bool,
    /// What decides of it.
    disk_chance: ChaCha12Rng,
    backup: Option<Snapshot>,
    /// That copy, or one before it, was read back, and phones were told how far it reaches.
    is_backup_verified: bool,
    /// Requests that the network still carries, to be delivered late and to nobody's surprise.
    stray: Vec<(Session, Outgoing)>,
    phones: Vec<Phone>,
    oracle: Oracle,
    /// Devices that were told a write had failed which is there all the same.
    doubted: BTreeSet<DeviceId>,
    kept: Vec<Kept>,
    /// What was written where not everybody reads.
    apart: Vec<apart::Apart>,
    erased: BTreeSet<VisitId>,
    /// Erased by somebody who was told that it had failed.
    doubtfully_erased: BTreeSet<VisitId>,
    photos: Vec<photos::Photo>,
    /// What decides of photos; what else is decided stays as it was without them.
    photo_chance: ChaCha12Rng,
    /// And of who follows whom, in the lives in which anybody does.
    follow_chance: ChaCha12Rng,
    has_followers: bool,
    /// And of a server that loses its power between two files.
    files_chance: ChaCha12Rng,
    /// And of what befalls the lives that are hard.
    hard_chance: ChaCha12Rng,
    is_hard: bool,
    server_wrong_by_ms: i64,
    /// Older copies of phones, by the phone's place.
    copies: BTreeMap<usize, Phone>,
    invitations: Vec<EntryId>,
    /// Changes that only a newer version knows, as they were written.
    newer: Vec<newer::Newer>,
    n_joined: u8,
    n_kept: usize,
    n_photos: usize,
    n_apart: usize,
    n_tampered: usize,
    /// Frames that came down to somebody who may not read them.
    n_leaked: usize,
    story: Vec<String>,
}

/// A visit that somebody was told is safe.
struct Kept {
    visit: VisitId,
    of: PersonId,
    text: String,
    by: usize,
    /// The phone on which it was kept need not have it any more.
    is_let_go: bool,
    /// That phone has lost it with all else, and others may have it.
    is_orphan: bool,
}

type Holds = Result<(), String>;

/// What the server keeps its record in.
#[derive(Clone, Copy)]
pub enum Databases {
    /// SQLite in memory.
    One,
    /// PostgreSQL beside it, which has to give the same answers.
    Both,
}

impl Databases {
    fn server(self, seed: u64, disk: Option<&Disk>, chance: &mut ChaCha12Rng) -> Server<Twins> {
        let database = match (self, disk) {
            (Self::One, Some(disk)) => {
                let [main, links] = &disk.server_files();
                Twins::on_disk([main, links], chance)
            }
            (Self::One, None) => Twins::alone(chance),
            (Self::Both, _) => Twins::new(chance),
        };
        let server = Server::new(database, ADDRESS);
        let is_told_bit_by_bit = seed % LIVES_WITH_LONG_BOOKS == LIVES_WITH_LONG_BOOKS - 1;
        if is_told_bit_by_bit { server.telling(A_BIT_OF_THE_BOOK) } else { server }
    }
}

/// What decides each step of a life, so that one can be left out and the others stay as they are.
pub fn steps_of(seed: u64) -> Vec<u64> {
    let mut chance = ChaCha12Rng::seed_from_u64(seed);
    chance.set_stream(1);
    (0..N_STEPS).map(|_| chance.next_u64()).collect()
}

impl World {
    /// Lives these steps of one seed; answers the story, or which invariant did not hold.
    pub fn live(seed: u64, steps: &[u64]) -> Result<Vec<String>, String> {
        Self::live_with(Databases::One, seed, steps)
    }

    pub fn live_with(
        databases: Databases,
        seed: u64,
        steps: &[u64],
    ) -> Result<Vec<String>, String> {
        let mut world = Self::founded(databases, seed);
        let held = quietly(|| world.live_on(seed, steps));
        held.map_err(|why| format!("{why}\n  {}", world.story.join("\n  ")))?;
        Ok(world.story)
    }

    fn live_on(&mut self, seed: u64, steps: &[u64]) -> Holds {
        for step in steps {
            self.chance = ChaCha12Rng::seed_from_u64(*step);
            self.photo_chance = self.chance.clone();
            self.photo_chance.set_stream(3);
            self.follow_chance = self.chance.clone();
            self.follow_chance.set_stream(4);
            self.files_chance = self.chance.clone();
            self.files_chance.set_stream(5);
            self.hard_chance = self.chance.clone();
            self.hard_chance.set_stream(6);
            self.disk_chance = self.chance.clone();
            self.disk_chance.set_stream(7);
            self.step()?;
        }
        self.chance = ChaCha12Rng::seed_from_u64(seed);
        self.chance.set_stream(2);
        self.heal()?;
        self.holds()
    }

    fn founded(databases: Databases, seed: u64) -> Self {
        let mut chance = ChaCha12Rng::seed_from_u64(seed);
        let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
        let server_disk = databases.disk_of_the_server(seed);
        let server = databases.server(seed, server_disk.as_ref(), &mut chance);
        let mut world = Self {
            seed,
            chance,
            clock,
            n_steps: 0,
            has_disks: false,
            server,
            databases,
            server_disk,
            is_healing: false,
            disk_chance: ChaCha12Rng::seed_from_u64(seed),
            backup: None,
            is_backup_verified: false,
            stray: Vec::new(),
            phones: Vec::new(),
            oracle: Oracle::default(),
            doubted: BTreeSet::new(),
            kept: Vec::new(),
            apart: Vec::new(),
            erased: BTreeSet::new(),
            doubtfully_erased: BTreeSet::new(),
            photos: Vec::new(),
            photo_chance: ChaCha12Rng::seed_from_u64(seed),
            follow_chance: ChaCha12Rng::seed_from_u64(seed),
            has_followers: seed % following::LIVES_WITH_FOLLOWERS == 1,
            files_chance: ChaCha12Rng::seed_from_u64(seed),
            hard_chance: ChaCha12Rng::seed_from_u64(seed),
            is_hard: seed % hard::LIVES_THAT_ARE_HARD == hard::LIVES_THAT_ARE_HARD - 2,
            server_wrong_by_ms: 0,
            copies: BTreeMap::new(),
            invitations: Vec::new(),
            newer: Vec::new(),
            n_joined: 0,
            n_kept: 0,
            n_photos: 0,
            n_apart: 0,
            n_tampered: 0,
            n_leaked: 0,
            story: Vec::new(),
        };
        world.has_disks = world.below(LIVES_WITH_DISKS) == 0;
        world.found_team();
        world.join(0, None);
        world.join(0, None);
        let worker = world.phones[SECOND_LEAD].store.me().worker;
        let grant = Grant { worker, role: Role::Lead };
        world.phones[0].store.enter(Body::Role(grant)).unwrap();
        for n in 0..N_PEOPLE {
            let of = person_id(u8::try_from(n).unwrap());
            world.phones[0].sets(of, person::GIVEN_NAME, &format!("Person {n}")).unwrap();
        }
        world
    }

    fn now(&self) -> Moment {
        Moment(self.clock.load(Ordering::Relaxed))
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.chance.next_u32()).unwrap() % n
    }

    fn person(&mut self) -> u8 {
        u8::try_from(self.below(N_PEOPLE)).unwrap()
    }

    fn step(&mut self) -> Holds {
        self.n_steps += 1;
        self.clock.fetch_add(60_000, Ordering::Relaxed);
        let at = self.below(self.phones.len());
        match self.below(100) {
            0..24 => self.keep(at),
            24..32 => self.set(at),
            32..37 => self.keep_apart(at),
            37..74 => self.talk(at),
            74..78 => self.deliver_stray(),
            78..82 => self.phones[at].crashes(),
            82..86 => self.trouble_a_disk(at),
            86..88 => self.clone_phone(at),
            88 => self.back_up(),
            89..91 => self.put_back(),
            91..93 => self.remove(at),
            93..95 => self.erase(),
            95 => self.befall(at),
            96 => drop(self.admit()),
            97 => self.write_newer(at),
            98 => match self.below(3) {
                0 => self.flip(at),
                1 => self.forge(at),
                _ => self.graft(at),
            },
            _ => {
                let own = self.phones[at].store.me().worker;
                let whom = [None, Some(own)][self.below(2)];
                let joined = self.phones.len() < self.most_phones() && self.join(at, whom);
                self.tell(format!("{} lets somebody in: {joined}", self.phones[at].name));
            }
        }
        self.follow(at);
        self.is_hard_on(at)?;
        self.start_those_that_are_off();
        self.holds_on_the_way(at)
    }

    /// What is rare.
    fn befall(&mut self, at: usize) {
        match self.below(12) {
            0..3 => self.shift_clock(at),
            3..5 => self.goes_away(at),
            5 => self.replace_server(),
            6 => self.found_again(),
            7..9 => self.restart_server(),
            9 => self.let_in_again(at),
            10 => self.leaves_on_a_bad_day(at),
            _ => self.renew_kit(),
        }
    }

    fn tell(&mut self, what: String) {
        self.story.push(what);
    }

    fn keep(&mut self, at: usize) {
        if self.phones[at].is_emptied() {
            return;
        }
        let of = person_id(self.person());
        // Also one that could not be written has a number to itself: it may be there after all.
        let text = format!("note {} of {}", self.n_kept, self.phones[at].name);
        self.n_kept += 1;
        let visit = self.phones[at].keeps_visit(of, &text);
        let Some(visit) = self.borne(at, visit) else { return };
        self.tell(format!("keeps {text}"));
        self.keeps(visit, of, text, at);
        self.keep_photo(at, of, visit);
    }

    fn keeps(&mut self, visit: VisitId, of: PersonId, text: String, by: usize) {
        self.kept.push(Kept { visit, of, text, by, is_let_go: false, is_orphan: false });
    }

    fn set(&mut self, at: usize) {
        if self.phones[at].is_emptied() {
            return;
        }
        let of = person_id(self.person());
        let value = format!("value {}", self.below(4));
        let which = self.below(6);
        let phone = &mut self.phones[at];
        let set = match which {
            0 => phone.sets(of, person::MATTERS, &value),
            1 => phone.sets(of, person::GIVEN_NAME, &value),
            2 => phone.goes_along(of, connection::STAGE, &value),
            3 => phone.goes_along(of, connection::HOW, &value),
            4 => phone.goes_along(of, connection::HOW, ""),
            _ => return self.amend(at),
        };
        let is_set = self.borne(at, set).is_some();
        self.tell(format!("{} sets a field to {value}: {is_set}", self.phones[at].name));
    }

    /// What is said of a visit that somebody erases meanwhile is erased with it.
    fn amend(&mut self, at: usize) {
        if self.kept.is_empty() {
            return;
        }
        let which = self.below(self.kept.len());
        let Kept { visit, text, .. } = &self.kept[which];
        let amended = self.phones[at].amends(*visit, &format!("more on {text}"));
        self.borne(at, amended);
        self.tell(format!("{} amends a visit", self.phones[at].name));
    }

    fn a_lead(&mut self) -> usize {
        [0, SECOND_LEAD][self.below(2)]
    }

    /// A lead removes a device, and hears nothing of what it has not sent.
    fn remove(&mut self, at: usize) {
        let lead = self.a_lead();
        self.remove_by(lead, at);
    }

    fn remove_by(&mut self, lead: usize, at: usize) {
        let device = self.phones[at].device();
        let leads = [0, SECOND_LEAD].map(|lead| self.phones[lead].device());
        let host = &mut self.phones[lead].store;
        if leads.contains(&device) || host.book().device(device).is_none() {
            return;
        }
        let removed = host.remove(&[device]);
        let removed = self.allowed(lead, removed).is_some();
        let names = [lead, at].map(|at| self.phones[at].name.clone());
        self.tell(format!("{} removes {}: {removed}", names[0], names[1]));
    }

    fn erase(&mut self) {
        if self.kept.is_empty() {
            return;
        }
        let at = self.below(self.kept.len());
        let visit = self.kept[at].visit;
        let lead = self.a_lead();
        if self.phones[lead].store.visit(visit).unwrap().is_none() {
            return;
        }
        let erased = self.phones[lead].store.erase_visit(visit);
        let (name, text) = (self.phones[lead].name.clone(), self.kept[at].text.clone());
        if matches!(erased, Err(StoreTrouble::NoKeys | StoreTrouble::NotEntitled)) {
            return;
        }
        match self.borne(lead, erased) {
            Some(()) => self.erased.insert(visit),
            None => self.doubtfully_erased.insert(visit),
        };
        self.tell(format!("{name} erases {text}"));
        self.erase_photo(lead);
    }

    /// By whoever is shown it first. Whether there was any.
    fn admit(&mut self) -> bool {
        let mut has_news = false;
        for at in 0..self.phones.len() {
            for late in self.phones[at].store.held().unwrap() {
                let admitted = self.phones[at].store.admit_held(late.frame);
                if self.borne(at, admitted).is_none() {
                    return true;
                }
                has_news = true;
                self.tell(format!("{} takes in a late frame", self.phones[at].name));
            }
        }
        has_news
    }

    /// The network and the disks are good again, until nothing more happens.
    fn heal(&mut self) -> Holds {
        self.stray.clear();
        self.server_wrong_by_ms = 0;
        self.is_healing = true;
        self.mend_disks();
        self.found_again();
        for _ in 0..MOST_TIMES_ROUND {
            let mut has_news = false;
            for at in 0..self.phones.len() {
                self.phones[at].crashes();
                has_news |= self.talk_well(at);
                has_news |= self.carry_well(at);
            }
            if !(self.admit() || has_news) {
                return Ok(());
            }
        }
        Err("there is news for ever".into())
    }

    /// Whether anybody heard of anything.
    fn talk_well(&mut self, at: usize) -> bool {
        let mut has_news = false;
        for _ in 0..200 {
            let outgoing = self.phones[at].next_outgoing().unwrap();
            match self.serve_phone(at, &outgoing) {
                Served::Answer(incoming) => {
                    has_news |= is_news(&outgoing, &incoming);
                    if !self.phones[at].takes(incoming).unwrap() {
                        return has_news;
                    }
                }
                Served::Unknown => {
                    self.phones[at].crashes();
                    self.let_in_again(at);
                    return true;
                }
                Served::Empty | Served::No => {
                    self.phones[at].crashes();
                    return has_news;
                }
            }
        }
        panic!("a round does not end");
    }
}

fn person_id(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}
