//! The world of the simulation: phones, a server, a bad network, and what must hold all the same.

mod apart;
mod holds;

use crate::phone::{Phone, Seeded};
use alongside::{
    care::{Moment, PersonId, VisitId, WorkerId},
    log::{
        ActionId, Actor, Change, Set, Thing,
        change::PUT,
        registry::{connection, person},
    },
    seal::{
        Body, Book, Entry, EntryId, Keyring, SignedEntry,
        entry::{Enrolment, Founding, Grant, Invitation, Purpose, Role, Signer, newcomer, team_id},
        frame::seal_frame,
        keyring::Key,
        keys::DeviceKeys,
        kit::RecoveryKit,
        link::{LINK_LASTS_MS, LeftKeyring, LinkSecret},
        text::seal_text,
    },
    server::{
        Session,
        core::Server,
        database::Database,
        database::sqlite::{Snapshot, Sqlite},
    },
    store::{Me, Store, open_in_memory},
    sync::{Incoming, Outgoing, protocol},
};
use futures_util::FutureExt;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_bytes::ByteBuf;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

const ADDRESS: &str = "https://team.example";
const N_PEOPLE: u8 = 3;
const N_STEPS: u32 = 64;
/// The phones of those who may remove and erase: the founder's, and the first colleague's.
const SECOND_LEAD: usize = 1;
const FORGED: &str = "forged";
const YEARS_10_MS: i64 = 10 * 365 * 24 * 3600 * 1000;

pub struct World {
    chance: ChaCha12Rng,
    clock: Arc<AtomicI64>,
    server: Server<Sqlite>,
    backup: Option<Snapshot>,
    /// Requests that the network still carries, to be delivered late and to nobody's surprise.
    stray: Vec<(Session, Outgoing)>,
    phones: Vec<Phone>,
    kept: Vec<Kept>,
    /// What was written where not everybody reads.
    apart: Vec<apart::Apart>,
    erased: BTreeSet<VisitId>,
    n_joined: u8,
    n_tampered: usize,
    /// Frames that came down to somebody who may not read them.
    n_leaked: usize,
    story: Vec<String>,
}

/// A visit that somebody was told is safe.
struct Kept {
    visit: VisitId,
    text: String,
}

/// A link, and what was left for whoever has it.
struct Invited {
    id: EntryId,
    worker: WorkerId,
    secret: LinkSecret,
    keyring: Keyring,
}

type Holds = Result<(), String>;

impl World {
    /// Runs one seed; answers its story, or which invariant did not hold.
    pub fn run(seed: u64) -> Result<Vec<String>, String> {
        let mut world = Self::founded(seed);
        for _ in 0..N_STEPS {
            world.step();
        }
        world.heal();
        world.holds().map_err(|why| format!("{why}\n  {}", world.story.join("\n  ")))?;
        Ok(world.story)
    }

    fn founded(seed: u64) -> Self {
        let mut chance = ChaCha12Rng::seed_from_u64(seed);
        let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
        let server = Server::new(Sqlite::in_memory(&mut chance).unwrap(), ADDRESS);
        let mut world = Self {
            chance,
            clock,
            server,
            backup: None,
            stray: Vec::new(),
            phones: Vec::new(),
            kept: Vec::new(),
            apart: Vec::new(),
            erased: BTreeSet::new(),
            n_joined: 0,
            n_tampered: 0,
            n_leaked: 0,
            story: Vec::new(),
        };
        world.found_team();
        world.join(0, None);
        world.join(0, None);
        let worker = world.phones[SECOND_LEAD].store.me().worker;
        let grant = Grant { worker, role: Role::Lead };
        world.phones[0].store.enter(Body::Role(grant)).unwrap();
        for n in 0..N_PEOPLE {
            world.phones[0].sets(person_id(n), person::GIVEN_NAME, &format!("Person {n}"));
        }
        world
    }

    fn now(&self) -> Moment {
        Moment(self.clock.load(Ordering::Relaxed))
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.chance.next_u32()).unwrap() % n
    }

    fn surroundings(&mut self) -> (Box<Seeded>, Arc<AtomicI64>) {
        let wrong_by = Arc::new(AtomicI64::new(0));
        let seed = self.chance.next_u64();
        (Box::new(Seeded::new(&self.clock, &wrong_by, seed)), wrong_by)
    }

    fn found_team(&mut self) {
        let secret = self.server.founding_secret(&mut self.chance).now_or_never().unwrap().unwrap();
        let random = &mut self.chance;
        let (keys, kit) = (DeviceKeys::generate(random), RecoveryKit::generate(random));
        let (naming, key) = (Key::generate(random), Key::generate(random));
        let mut keyring = Keyring::default();
        keyring.take_naming(naming.clone());
        keyring.take_team_key(key.clone());
        let worker = WorkerId::from_bytes([200; 16]);
        let founding = Body::Founding(Founding {
            device: keys.public(),
            kit: kit.keys().public(),
            worker,
            team_name: seal_text(&key, b"Team", random),
            worker_name: seal_text(&key, b"Ana", random),
        });
        let team = team_id(&keys.public(), &kit.keys().public(), worker);
        let me = Me::new(team, &keys, worker, ADDRESS.into());
        let (surroundings, wrong_by) = self.surroundings();
        let mut store =
            Store::create(open_in_memory().unwrap(), surroundings, me, keyring).unwrap();
        store.enter(founding).unwrap();
        store.make_key(&naming, Purpose::Naming).unwrap();
        store.make_key(&key, Purpose::Team).unwrap();
        let entries = store.unsent_entries().unwrap();
        let found = protocol::Found { founding_token: secret.founding_token(), entries };
        let now = self.now();
        self.server.found(found, now, &mut self.chance).now_or_never().unwrap().unwrap();
        self.phones.push(Phone::new("ana".into(), store, wrong_by));
    }

    /// Somebody makes a link: for a colleague, or for a worker who is there. Where the server says
    /// no, there is none.
    fn invite(&mut self, by: usize, whom: Option<WorkerId>) -> Option<Invited> {
        if self.phones[by].is_emptied() {
            return None;
        }
        let now = self.now();
        let host = &self.phones[by];
        let me = host.store.me().clone();
        let secret = LinkSecret::generate(&mut self.chance);
        let left = LeftKeyring {
            team: me.team,
            keyring: host.store.keyring().clone(),
            team_name: "Team".into(),
            invited_by: "Ana".into(),
            for_worker: None,
            for_name: None,
        };
        let key = secret.signing_keys().public().sign;
        let worker = whom.unwrap_or_else(|| newcomer(&key));
        let expires_at = Moment(now.0 + LINK_LASTS_MS);
        let body = Body::Invitation(Invitation { key, worker, role: Role::Worker, expires_at });
        let entry = Entry { team: me.team, signer: Signer::Device(me.device), at: now, body };
        let entry = entry.signed_by(&me.keys());
        let id = entry.id();
        let sealed = secret.seal_keyring(&left, &mut self.chance);
        let carried = secret.open_keyring(&sealed).unwrap().keyring;
        let keyring = ByteBuf::from(sealed);
        let invite = protocol::Invite { entry: entry.clone(), keyring };
        let session = Session { team: me.team, device: me.device };
        self.server.invite(session, invite, now).now_or_never().unwrap().ok()?;
        self.phones[by].store.take_entries(vec![entry], true).unwrap();
        Some(Invited { id, worker, secret, keyring: carried })
    }

    /// Enrols a device by a link; answers the entry.
    fn enrol(&mut self, device: &DeviceKeys, invited: &Invited) -> Option<SignedEntry> {
        let now = self.now();
        let team = self.phones[0].store.me().team;
        let signer = Signer::Invitation(invited.id);
        let body = Body::Enrolment(Enrolment::of(device, team, signer, invited.worker, None));
        let entry = Entry { team, signer, at: now, body };
        let entry = entry.signed_by(&invited.secret.signing_keys());
        let enrol = protocol::Enrol { team, entries: vec![entry.clone()] };
        self.server.enrol(enrol, now).now_or_never().unwrap().ok()?;
        Some(entry)
    }

    /// A colleague, or the next phone of a worker who is there.
    fn join(&mut self, by: usize, whom: Option<WorkerId>) -> bool {
        let Some(invited) = self.invite(by, whom) else { return false };
        let keys = DeviceKeys::generate(&mut self.chance);
        let Some(enrolment) = self.enrol(&keys, &invited) else { return false };
        let host = &self.phones[by].store;
        let book = self.book_of_the_server().entries().map(|(_, entry)| entry.clone()).collect();
        let me = Me::new(host.me().team, &keys, invited.worker, ADDRESS.into());
        let (surroundings, wrong_by) = self.surroundings();
        let mut store =
            Store::create(open_in_memory().unwrap(), surroundings, me, invited.keyring).unwrap();
        store.take_entries(book, true).unwrap();
        store.take_entries(vec![enrolment], false).unwrap();
        self.n_joined += 1;
        self.phones.push(Phone::new(format!("phone {}", self.n_joined), store, wrong_by));
        true
    }

    fn book_of_the_server(&self) -> Arc<Book> {
        let team = self.phones[0].store.me().team;
        self.server.database().book(team).now_or_never().unwrap().unwrap().unwrap()
    }

    /// A phone that a restored server has never heard of is let in again, as the device it is.
    fn let_in_again(&mut self, at: usize) {
        let me = self.phones[at].store.me().clone();
        let Some(invited) = self.invite(0, Some(me.worker)) else { return };
        let enrolment = self.enrol(&me.keys(), &invited);
        self.tell(format!("{} is let in again: {}", self.phones[at].name, enrolment.is_some()));
    }

    fn step(&mut self) {
        self.clock.fetch_add(60_000, Ordering::Relaxed);
        let at = self.below(self.phones.len());
        match self.below(100) {
            0..26 => self.keep(at),
            26..34 => self.set(at),
            34..40 => self.keep_apart(at),
            40..78 => self.talk(at),
            78..82 => self.deliver_stray(),
            82..86 => self.phones[at].crashes(),
            86..88 => self.clone_phone(at),
            88..90 => self.back_up(),
            90..92 => self.put_back(),
            92..94 => self.remove(at),
            94..96 => self.erase(),
            96 => self.shift_clock(at),
            97 => self.admit(),
            98 => match self.below(3) {
                0 => self.flip(at),
                1 => self.forge(at),
                _ => {}
            },
            _ => {
                let own = self.phones[at].store.me().worker;
                let whom = [None, Some(own)][self.below(2)];
                let joined = self.phones.len() < 6 && self.join(at, whom);
                self.tell(format!("{} lets somebody in: {joined}", self.phones[at].name));
            }
        }
    }

    fn tell(&mut self, what: String) {
        self.story.push(what);
    }

    fn keep(&mut self, at: usize) {
        if self.phones[at].is_emptied() {
            return;
        }
        let of = person_id(u8::try_from(self.below(usize::from(N_PEOPLE))).unwrap());
        let text = format!("note {} of {}", self.kept.len(), self.phones[at].name);
        let visit = self.phones[at].keeps_visit(of, &text);
        self.tell(format!("keeps {text}"));
        self.kept.push(Kept { visit, text });
    }

    fn set(&mut self, at: usize) {
        if self.phones[at].is_emptied() {
            return;
        }
        let of = person_id(u8::try_from(self.below(usize::from(N_PEOPLE))).unwrap());
        let value = format!("value {}", self.below(4));
        let which = self.below(6);
        let phone = &mut self.phones[at];
        match which {
            0 => phone.sets(of, person::MATTERS, &value),
            1 => phone.sets(of, person::GIVEN_NAME, &value),
            2 => phone.goes_along(of, connection::STAGE, &value),
            3 => phone.goes_along(of, connection::HOW, &value),
            4 => phone.goes_along(of, connection::HOW, ""),
            _ => return self.amend(at),
        }
        self.tell(format!("{} sets a field to {value}", self.phones[at].name));
    }

    /// What is said of a visit that somebody erases meanwhile is erased with it.
    fn amend(&mut self, at: usize) {
        if self.kept.is_empty() {
            return;
        }
        let which = self.below(self.kept.len());
        let Kept { visit, text } = &self.kept[which];
        self.phones[at].amends(*visit, &format!("more on {text}"));
        self.tell(format!("{} amends a visit", self.phones[at].name));
    }

    /// One request of a round, over a network that loses, repeats and delays.
    fn talk(&mut self, at: usize) {
        for _ in 0..1 + self.below(6) {
            let outgoing = self.phones[at].next_outgoing();
            let session = self.session(at);
            match self.below(12) {
                0 => return self.phones[at].crashes(),
                1 => {
                    let _ = self.serve(session, &outgoing);
                    return self.phones[at].crashes();
                }
                2 => self.stray.push((session, outgoing.clone())),
                3 => drop(self.serve(session, &outgoing)),
                _ => {}
            }
            let Some(incoming) = self.serve(session, &outgoing) else {
                return self.phones[at].crashes();
            };
            if !self.take(at, incoming) {
                return;
            }
        }
    }

    /// Whether the round goes on.
    fn take(&mut self, at: usize, incoming: Incoming) -> bool {
        let phone = &mut self.phones[at];
        let Some((mut round, _)) = phone.under_way.take() else { return false };
        let next = round.take(&mut phone.store, incoming).unwrap();
        phone.under_way = next.map(|outgoing| (round, outgoing));
        let goes_on = phone.under_way.is_some();
        if !goes_on {
            while phone.store.check_signatures(1000).unwrap().n_left > 0 {}
        }
        goes_on
    }

    fn session(&self, at: usize) -> Session {
        let me = self.phones[at].store.me();
        Session { team: me.team, device: me.device }
    }

    /// `None` where the server gave no answer that the phone can use.
    fn serve(&mut self, session: Session, outgoing: &Outgoing) -> Option<Incoming> {
        let now = self.now();
        let server = &self.server;
        let incoming = match outgoing.clone() {
            Outgoing::Sync(up) => {
                let answer = server.round(session, up, now, &mut self.chance);
                answer.now_or_never().unwrap().ok().map(Incoming::Sync)
            }
            Outgoing::Scopes(up) => {
                server.scopes(session, up).now_or_never().unwrap().ok().map(Incoming::Scopes)
            }
            Outgoing::Reconcile(up) => {
                server.reconcile(session, up).now_or_never().unwrap().ok().map(Incoming::Reconcile)
            }
        }?;
        self.n_leaked += self.leaks(session, &incoming);
        Some(incoming)
    }

    fn deliver_stray(&mut self) {
        if self.stray.is_empty() {
            return;
        }
        let at = self.below(self.stray.len());
        let (session, outgoing) = self.stray.swap_remove(at);
        drop(self.serve(session, &outgoing));
        self.tell("a stray request arrives".into());
    }

    fn clone_phone(&mut self, at: usize) {
        if self.phones.len() >= 6 || self.phones[at].is_emptied() {
            return;
        }
        let (surroundings, wrong_by) = self.surroundings();
        let store = self.phones[at].store.cloned(surroundings).unwrap();
        let name = format!("clone of {}", self.phones[at].name);
        self.tell(format!("{name} appears"));
        self.phones.push(Phone::new(name, store, wrong_by));
    }

    fn back_up(&mut self) {
        self.backup = self.server.database().snapshot().unwrap();
        self.tell("the server's files are copied away".into());
    }

    fn put_back(&mut self) {
        if let Some(backup) = &self.backup {
            self.server.database().restore(backup).unwrap();
            self.tell("the server's files are put back".into());
        }
    }

    fn a_lead(&mut self) -> usize {
        [0, SECOND_LEAD][self.below(2)]
    }

    /// A lead removes a device, and hears nothing of what it has not sent.
    fn remove(&mut self, at: usize) {
        let device = self.phones[at].store.me().device;
        let lead = self.a_lead();
        let leads = [0, SECOND_LEAD].map(|lead| self.phones[lead].store.me().device);
        let host = &mut self.phones[lead].store;
        if leads.contains(&device) || host.book().device(device).is_none() {
            return;
        }
        let removed = host.remove(&[device]).is_ok();
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
        let host = &mut self.phones[lead];
        if host.store.visit(visit).unwrap().is_some() && host.store.erase_visit(visit).is_ok() {
            self.erased.insert(visit);
            let (name, text) = (host.name.clone(), self.kept[at].text.clone());
            self.tell(format!("{name} erases {text}"));
        }
    }

    /// A frame of which one bit was altered on its way.
    fn flip(&mut self, at: usize) {
        let sealed = self.phones[at].store.sealed().unwrap();
        let Some(mut frame) = sealed.into_iter().find(|frame| frame.len() > 100) else { return };
        let byte = frame.len() - 1 - self.below(40);
        frame[byte] ^= 1;
        self.deliver_tampered(at, frame, "a flipped frame");
    }

    /// A change in the founder's name, by somebody who has the team's key and not hers.
    fn forge(&mut self, at: usize) {
        let founder = self.phones[0].store.me().clone();
        let store = &self.phones[at].store;
        let Some(key) = store.keyring().team_keys().next().cloned() else { return };
        let of = person_id(0);
        let Some(scope) = store.keyring().person_scope(of) else { return };
        let change = Change {
            team: founder.team,
            scope,
            writer: founder.device,
            actor: Actor::Worker(founder.worker),
            action: ActionId([1; 16]),
            thing: Thing { kind: person::KIND, id: of.to_bytes() },
            at: self.now(),
            sets: vec![Set {
                field: person::GIVEN_NAME,
                operation: PUT,
                parents: Vec::new(),
                value: FORGED.into(),
            }],
        };
        let forged = DeviceKeys::generate(&mut self.chance).sign_change(&change).unwrap();
        let frame = seal_frame(founder.team, scope, &key, &[forged], &mut self.chance).unwrap();
        self.deliver_tampered(at, frame, "a forged change");
    }

    fn deliver_tampered(&mut self, at: usize, frame: Vec<u8>, what: &str) {
        let up = protocol::Up {
            epoch: None,
            mark: None,
            cursor: 0,
            book_cursor: 0,
            held_cursor: 0,
            entries: Vec::new(),
            frames: vec![ByteBuf::from(frame)],
            n_unsent: 0,
            oldest_unsent_at: None,
            most_bytes: 0,
        };
        let is_there = self.serve(self.session(at), &Outgoing::Sync(up)).is_some();
        self.n_tampered += usize::from(is_there);
        self.tell(format!("{what} arrives: {is_there}"));
    }

    fn shift_clock(&mut self, at: usize) {
        let wrong_by = [-YEARS_10_MS, YEARS_10_MS, 0][self.below(3)];
        self.phones[at].wrong_by_ms.store(wrong_by, Ordering::Relaxed);
        self.tell(format!("the clock of {} is off by {wrong_by} ms", self.phones[at].name));
    }

    /// By whoever is shown it first.
    fn admit(&mut self) {
        for at in 0..self.phones.len() {
            for late in self.phones[at].store.held().unwrap() {
                self.phones[at].store.admit_held(late.frame).unwrap();
                self.tell(format!("{} takes in a late frame", self.phones[at].name));
            }
        }
    }

    /// The network is good again, until nothing more happens.
    fn heal(&mut self) {
        self.stray.clear();
        for _ in 0..8 {
            for at in 0..self.phones.len() {
                self.phones[at].crashes();
                self.talk_well(at);
            }
            self.admit();
        }
    }

    fn talk_well(&mut self, at: usize) {
        for _ in 0..200 {
            let outgoing = self.phones[at].next_outgoing();
            let session = self.session(at);
            let Some(incoming) = self.serve(session, &outgoing) else {
                return self.let_in_again(at);
            };
            if !self.take(at, incoming) {
                return;
            }
        }
        panic!("a round does not end");
    }
}

fn person_id(n: u8) -> PersonId {
    PersonId::from_bytes([n; 16])
}
