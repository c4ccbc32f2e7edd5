//! A phone of the simulation: the real store in memory, and a round that may be under way.

use alongside::{
    care::{Moment, PersonId, VisitId},
    log::{
        Owner, ScopeId, Thing,
        registry::{amendment, connection, person, reflection, visit},
    },
    store::{Put, Store, Surroundings, Writing},
    sync::{Limits, Outgoing, Round},
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
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

pub struct Phone {
    pub name: String,
    pub store: Store,
    pub wrong_by_ms: Arc<AtomicI64>,
    pub under_way: Option<(Round, Outgoing)>,
}

impl Phone {
    pub fn new(name: String, store: Store, wrong_by_ms: Arc<AtomicI64>) -> Self {
        Self { name, store, wrong_by_ms, under_way: None }
    }

    pub fn is_emptied(&self) -> bool {
        self.store.is_removed().unwrap()
    }

    pub fn keeps_visit(&mut self, of: PersonId, text: &str) -> VisitId {
        let id = VisitId::from_bytes(self.store.surroundings().fresh_id());
        let at = self.store.now();
        let mut writing = Writing::at(at);
        let thing = Thing { kind: visit::KIND, id: id.to_bytes() };
        let puts = vec![
            Put::new(visit::PERSON, of.to_bytes()),
            Put::new(visit::AT, at.0.to_le_bytes()),
            Put::new(visit::PLACE, "home"),
            Put::new(visit::NOTE, text),
        ];
        writing.put(of, self.store.as_worker(), thing, puts);
        self.store.write(writing).unwrap();
        id
    }

    /// Keeps something in a closed scope.
    pub fn keeps_apart(&mut self, scope: ScopeId, text: &str) -> Thing {
        let thing = Thing { kind: reflection::KIND, id: self.store.surroundings().fresh_id() };
        let mut writing = Writing::at(self.store.now());
        let puts = vec![
            Put::new(reflection::WORKER, self.store.me().worker.to_bytes()),
            Put::new(reflection::WORDS, text),
        ];
        writing.put(Owner::Closed(scope), self.store.as_worker(), thing, puts);
        self.store.write(writing).unwrap();
        thing
    }

    /// Sets a field, replacing what stands there on this phone now.
    pub fn sets(&mut self, of: PersonId, field: u16, value: &str) {
        let thing = Thing { kind: person::KIND, id: of.to_bytes() };
        let seen = self.store.fields(thing).unwrap().seen(field);
        let mut writing = Writing::at(self.store.now());
        let put = Put { field, value: value.into(), seen };
        writing.put(of, self.store.as_worker(), thing, vec![put]);
        self.store.write(writing).unwrap();
    }

    /// A later word on a visit, where it is here.
    pub fn amends(&mut self, visit: VisitId, text: &str) {
        let Some(row) = self.store.visit(visit).unwrap() else { return };
        let id = self.store.surroundings().fresh_id();
        let mut writing = Writing::at(self.store.now());
        let puts = vec![
            Put::new(amendment::PERSON, row.person.to_bytes()),
            Put::new(amendment::VISIT, visit.to_bytes()),
            Put::new(amendment::TEXT, text),
        ];
        let thing = Thing { kind: amendment::KIND, id };
        writing.put(row.person, self.store.as_worker(), thing, puts);
        self.store.write(writing).unwrap();
    }

    /// Begins the one thread of a person, says something of it, or takes it back.
    pub fn goes_along(&mut self, of: PersonId, field: u16, value: &str) {
        let thing = Thing { kind: connection::KIND, id: of.to_bytes() };
        let fields = self.store.fields(thing).unwrap();
        let mut puts = vec![Put { field, value: value.into(), seen: fields.seen(field) }];
        if fields.heads(connection::PERSON).is_empty() {
            puts = vec![
                Put::new(connection::PERSON, of.to_bytes()),
                Put::new(connection::HOW, "trying it"),
                Put::new(connection::ON, "2026-11-26"),
            ];
        }
        let mut writing = Writing::at(self.store.now());
        writing.put(of, self.store.as_worker(), thing, puts);
        self.store.write(writing).unwrap();
    }

    /// The next thing to send: of the round under way, or of a new one.
    pub fn next_outgoing(&mut self) -> Outgoing {
        if self.under_way.is_none() {
            self.under_way = Some(Round::begin(&mut self.store, Limits::default()).unwrap());
        }
        self.under_way.as_ref().map(|(_, outgoing)| outgoing.clone()).unwrap()
    }

    /// The process dies: what was under way is gone, what was written is not.
    pub fn crashes(&mut self) {
        self.under_way = None;
    }

    pub fn note_of(&self, visit: VisitId) -> Option<String> {
        self.store.visit(visit).unwrap()?;
        let thing = Thing { kind: alongside::log::registry::visit::KIND, id: visit.to_bytes() };
        Some(self.store.fields(thing).unwrap().text(alongside::log::registry::visit::NOTE))
    }
}
