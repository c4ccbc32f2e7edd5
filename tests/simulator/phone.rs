//! A phone of the simulation: the real store, in memory or on a disk that fails, and a round that may
//! be under way.

use crate::disk::{Disk, Survives};
use alongside::{
    care::{AttachmentId, DeviceId, Moment, PersonId, VisitId},
    log::{
        Change, ChangeId, FrameId, Owner, ScopeId, Thing,
        registry::{amendment, connection, late, person, reflection, visit},
    },
    seal::Keyring,
    store::{
        Me, NewAttachment, Put, Result, Store, StoreTrouble, Surroundings, Writing, open_in_memory,
    },
    sync::{
        Incoming, Limits, Outgoing, Round,
        lane::{Answer, Call, Lane, Travel},
        protocol::Up,
    },
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use std::{
    mem::replace,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// Clock and randomness of one phone. Its clock may be wrong by years.
pub struct Seeded {
    pub clock: Arc<AtomicI64>,
    pub wrong_by_ms: Arc<AtomicI64>,
    pub random: ChaCha12Rng,
}

impl Seeded {
    pub fn new(clock: &Arc<AtomicI64>, wrong_by_ms: &Arc<AtomicI64>, seed: u64) -> Self {
        let random = ChaCha12Rng::seed_from_u64(seed);
        Self { clock: clock.clone(), wrong_by_ms: wrong_by_ms.clone(), random }
    }
}

impl Surroundings for Seeded {
    fn now(&self) -> Moment {
        let wrong_by = self.wrong_by_ms.load(Ordering::Relaxed);
        Moment(self.clock.load(Ordering::Relaxed) + wrong_by)
    }

    fn random(&mut self) -> &mut dyn rand_chacha::rand_core::CryptoRng {
        &mut self.random
    }
}

/// One change as its phone made it, before anybody else saw it.
pub struct Did {
    pub id: ChangeId,
    pub change: Change,
}

pub struct Phone {
    pub name: String,
    pub store: Store,
    /// None where it lives in memory, where nothing fails.
    pub disk: Option<Disk>,
    pub wrong_by_ms: Arc<AtomicI64>,
    pub under_way: Option<(Round, Outgoing)>,
    /// The lane of photos, and what it says next.
    pub lane: Option<(Lane, Call)>,
    /// Of an answer in pieces, what the server would tell next.
    pub long_answer: Option<Up>,
    /// What it was told is saved, for whoever keeps count.
    pub did: Vec<Did>,
    /// Until this step it is with nobody.
    pub is_away_until: usize,
}

impl Phone {
    pub fn new(
        name: String,
        disk: Option<Disk>,
        surroundings: Box<Seeded>,
        me: Me,
        keyring: Keyring,
    ) -> Self {
        let connection = match &disk {
            Some(disk) => disk.open().unwrap(),
            None => open_in_memory().unwrap(),
        };
        let wrong_by_ms = surroundings.wrong_by_ms.clone();
        let store = Store::create(connection, surroundings, me, keyring).unwrap();
        Self::with(name, store, disk, wrong_by_ms)
    }

    fn with(name: String, store: Store, disk: Option<Disk>, wrong_by_ms: Arc<AtomicI64>) -> Self {
        let did = Vec::new();
        let (under_way, lane, long_answer, is_away_until) = (None, None, None, 0);
        Self { name, store, disk, wrong_by_ms, under_way, lane, long_answer, did, is_away_until }
    }

    /// What a backup of this phone becomes on another.
    pub fn cloned(&self, surroundings: Box<Seeded>) -> Self {
        let wrong_by_ms = surroundings.wrong_by_ms.clone();
        let disk = self.disk.as_ref().map(Disk::copied);
        let store = match &disk {
            Some(disk) => Store::open(disk.open().unwrap(), surroundings).unwrap(),
            None => self.store.cloned(surroundings).unwrap(),
        };
        Self::with(format!("clone of {}", self.name), store, disk, wrong_by_ms)
    }

    pub fn is_emptied(&self) -> bool {
        self.store.is_removed().unwrap()
    }

    pub fn device(&self) -> DeviceId {
        self.store.me().device
    }

    /// Writes one thing, and keeps count of it once it is saved.
    fn puts(&mut self, owner: impl Into<Owner>, thing: Thing, puts: Vec<Put>) -> Result<()> {
        let mut writing = Writing::at(self.store.now());
        writing.put(owner, self.store.as_worker(), thing, puts);
        let written = self.store.write(writing)?;
        self.remembers(written.changes())
    }

    fn remembers(&mut self, written: &[ChangeId]) -> Result<()> {
        for id in written {
            let change = self.store.change_named(*id)?;
            self.did.extend(change.map(|change| Did { id: *id, change }));
        }
        Ok(())
    }

    /// A photo of a letter, which to a store is bytes like any others.
    pub fn keeps_photo(
        &mut self,
        of: PersonId,
        visit: Option<VisitId>,
        text: &str,
    ) -> Result<AttachmentId> {
        let id = AttachmentId::from_bytes(self.store.surroundings().fresh_id());
        let new = NewAttachment {
            id,
            person: of,
            visit,
            by: self.store.as_worker(),
            at: self.store.now(),
            words: "a letter",
            media: "image/jpeg",
            bytes: text.as_bytes(),
            preview: &[],
        };
        let written = self.store.keep_attachment(&new)?;
        self.remembers(written.changes())?;
        Ok(id)
    }

    /// What the photo says, if all of it is here.
    pub fn text_of(&self, photo: AttachmentId) -> Option<String> {
        let bytes = self.store.attachment_bytes(photo).unwrap()?;
        Some(String::from_utf8(bytes).unwrap())
    }

    /// The next call of the lane under way, or of a new one; none where there is nothing to carry.
    pub fn next_call(&mut self) -> Result<Option<Call>> {
        if self.lane.is_none() {
            let (lane, call) = Lane::begin(&self.store, Travel::All)?;
            self.lane = call.map(|call| (lane, call));
        }
        Ok(self.lane.as_ref().map(|(_, call)| call.clone()))
    }

    /// Whether the lane goes on.
    pub fn takes_piece(&mut self, answer: Answer) -> Result<bool> {
        let Some((mut lane, _)) = self.lane.take() else { return Ok(false) };
        let next = lane.take(&mut self.store, answer)?;
        self.lane = next.map(|call| (lane, call));
        Ok(self.lane.is_some())
    }

    pub fn keeps_visit(&mut self, of: PersonId, text: &str) -> Result<VisitId> {
        let id = VisitId::from_bytes(self.store.surroundings().fresh_id());
        let thing = Thing { kind: visit::KIND, id: id.to_bytes() };
        let puts = vec![
            Put::new(visit::PERSON, of.to_bytes()),
            Put::new(visit::AT, self.store.now().0.to_le_bytes()),
            Put::new(visit::PLACE, "home"),
            Put::new(visit::NOTE, text),
        ];
        self.puts(of, thing, puts).map(|()| id)
    }

    /// Keeps something in a closed scope.
    pub fn keeps_apart(&mut self, scope: ScopeId, text: &str) -> Result<Thing> {
        let thing = Thing { kind: reflection::KIND, id: self.store.surroundings().fresh_id() };
        let puts = vec![
            Put::new(reflection::WORKER, self.store.me().worker.to_bytes()),
            Put::new(reflection::WORDS, text),
        ];
        self.puts(Owner::Closed(scope), thing, puts).map(|()| thing)
    }

    /// Sets a field, replacing what stands there on this phone now.
    pub fn sets(&mut self, of: PersonId, field: u16, value: &str) -> Result<()> {
        let thing = Thing { kind: person::KIND, id: of.to_bytes() };
        let seen = self.store.fields(thing)?.seen(field);
        self.puts(of, thing, vec![Put { field, value: value.into(), seen }])
    }

    /// From now on this phone's worker is responsible for somebody.
    pub fn goes_to_see(&mut self, of: PersonId) -> Result<()> {
        let thing = Thing { kind: person::KIND, id: of.to_bytes() };
        let seen = self.store.fields(thing)?.seen(person::WORKER);
        let value = self.store.me().worker.to_bytes().into();
        self.puts(of, thing, vec![Put { field: person::WORKER, value, seen }])
    }

    /// A later word on a visit, where it is here.
    pub fn amends(&mut self, visit: VisitId, text: &str) -> Result<()> {
        let Some(row) = self.store.visit(visit)? else { return Ok(()) };
        let id = self.store.surroundings().fresh_id();
        let puts = vec![
            Put::new(amendment::PERSON, row.person.to_bytes()),
            Put::new(amendment::VISIT, visit.to_bytes()),
            Put::new(amendment::TEXT, text),
        ];
        self.puts(row.person, Thing { kind: amendment::KIND, id }, puts)
    }

    /// Begins the one thread of a person, says something of it, or takes it back.
    pub fn goes_along(&mut self, of: PersonId, field: u16, value: &str) -> Result<()> {
        let thing = Thing { kind: connection::KIND, id: of.to_bytes() };
        let fields = self.store.fields(thing)?;
        let mut puts = vec![Put { field, value: value.into(), seen: fields.seen(field) }];
        if fields.heads(connection::PERSON).is_empty() {
            puts = vec![
                Put::new(connection::PERSON, of.to_bytes()),
                Put::new(connection::HOW, "trying it"),
                Put::new(connection::ON, "2026-11-26"),
            ];
        }
        self.puts(of, thing, puts)
    }

    /// Every other phone is told a little at a time, so that it is often far behind.
    fn limits(&self) -> Limits {
        let [first, ..] = self.device().to_bytes();
        let usual = Limits::default();
        if first.is_multiple_of(2) { usual } else { Limits { down_bytes: 2048, ..usual } }
    }

    /// The next thing to send: of the round under way, or of a new one.
    pub fn next_outgoing(&mut self) -> Result<Outgoing> {
        let under_way = match self.under_way.take() {
            Some(under_way) => under_way,
            None => {
                let limits = self.limits();
                Round::begin(&mut self.store, limits)?
            }
        };
        let outgoing = under_way.1.clone();
        self.under_way = Some(under_way);
        Ok(outgoing)
    }

    /// Whether the round goes on.
    pub fn takes(&mut self, incoming: Incoming) -> Result<bool> {
        let Some((mut round, _)) = self.under_way.take() else { return Ok(false) };
        let next = round.take(&mut self.store, incoming)?;
        self.under_way = next.map(|outgoing| (round, outgoing));
        let goes_on = self.under_way.is_some();
        if !goes_on {
            while self.store.check_signatures(1000)?.n_left > 0 {}
        }
        Ok(goes_on)
    }

    /// What was asked last got no answer in time.
    pub fn asks_for_less(&mut self) -> Result<()> {
        self.long_answer = None;
        let Some((mut round, asked)) = self.under_way.take() else { return Ok(()) };
        if !round.limits().may_halve() {
            self.under_way = Some((round, asked));
            return Ok(());
        }
        round.halve();
        let again = round.again(&mut self.store)?;
        self.under_way = Some((round, again));
        Ok(())
    }

    /// Late work is not to be taken in, and why.
    pub fn leaves_out(&mut self, frame: FrameId) -> Result<()> {
        let thing = Thing { kind: late::KIND, id: frame.0 };
        let seen = self.store.fields(thing)?.seen(late::WHY);
        let why = Put { field: late::WHY, value: "another house".into(), seen };
        self.puts(Owner::Team, thing, vec![why])
    }

    /// The process dies: what was under way is gone, what was written is not.
    pub fn crashes(&mut self) {
        self.under_way = None;
        self.lane = None;
        self.long_answer = None;
    }

    /// The program ends where it is, and begins with what the disk has. That may be in use for a
    /// moment by what has not ended yet.
    pub fn starts_again(
        &mut self,
        survives: Survives,
        surroundings: Box<Seeded>,
        chance: &mut ChaCha12Rng,
    ) {
        let Some(disk) = &self.disk else { return self.crashes() };
        disk.end(survives, chance);
        disk.use_elsewhere(true);
        assert!(matches!(disk.open(), Err(StoreTrouble::Busy)), "somebody else has it open");
        disk.use_elsewhere(false);
        let old =
            replace(&mut self.store, Store::open(disk.open().unwrap(), surroundings).unwrap());
        disk.while_off(|| drop(old));
        self.crashes();
    }

    pub fn note_of(&self, visit: VisitId) -> Option<String> {
        self.store.visit(visit).unwrap()?;
        let thing = Thing { kind: visit::KIND, id: visit.to_bytes() };
        Some(self.store.fields(thing).unwrap().text(visit::NOTE))
    }
}
