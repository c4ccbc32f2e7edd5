//! For tests: the store of a device that is alone in its team, and those of two in one; at one
//! moment, out of a seed.

use super::{Me, Put, Result, Store, StoreTrouble, Surroundings, Writing, open_in_memory};
use crate::{
    care::{Moment, PersonId, WorkerId},
    log::{Thing, registry::person},
    seal::{
        Body, DeviceKeys, Entry, Keyring,
        entry::{Enrolment, Founding, Invitation, Purpose, Role, Signer, newcomer, team_id},
        keyring::Key,
        kit::RecoveryKit,
        text::seal_text,
    },
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// It is always the same moment, and what is random is the same for the same seed.
struct FixedTime(Moment, ChaCha12Rng);

impl FixedTime {
    fn seeded(seed: u64) -> Box<Self> {
        Box::new(Self(Moment(1_780_000_000_000), ChaCha12Rng::seed_from_u64(seed)))
    }
}

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
        let surroundings = FixedTime(now, ChaCha12Rng::seed_from_u64(1));
        Self::of_one_device(open_in_memory().unwrap(), Box::new(surroundings)).unwrap()
    }

    pub fn of_one_device(
        connection: Connection,
        mut surroundings: Box<dyn Surroundings>,
    ) -> Result<Self> {
        let random = surroundings.random();
        let (keys, kit) = (DeviceKeys::generate(random), DeviceKeys::generate(random));
        let (naming, team_key) = (Key::generate(random), Key::generate(random));
        let mut keyring = Keyring::default();
        keyring.take_naming(naming.clone());
        keyring.take_team_key(team_key.clone());
        let worker = WorkerId::from_bytes([2; 16]);
        let founding = Founding {
            device: keys.public(),
            kit: kit.public(),
            worker,
            team_name: seal_text(&team_key, b"Team", random),
            worker_name: seal_text(&team_key, b"Ana", random),
        };
        let team = team_id(&keys.public(), &kit.public(), worker);
        let me = Me::new(team, &keys, worker, String::new());
        let mut store = Self::create(connection, surroundings, me, keyring)?;
        store.enter(Body::Founding(founding))?;
        store.make_key(&naming, Purpose::Naming)?;
        store.make_key(&team_key, Purpose::Team)?;
        Ok(store)
    }

    /// The same device at another moment; what it has written so far is in the seed, so that no id
    /// comes twice.
    pub fn set_now(&mut self, now: &str) {
        let now = Moment::from_rfc3339(now).unwrap_or(Moment(0));
        self.surroundings = Box::new(FixedTime(
            now,
            ChaCha12Rng::seed_from_u64(now.0 as u64 ^ self.n_writes().rotate_right(20)),
        ));
    }

    /// Ana, who founded the team, and a device that has its book and its keys.
    pub fn of_a_team() -> Result<[Self; 2]> {
        let mut surroundings = FixedTime::seeded(1);
        let random = surroundings.random();
        let (keys, kit) = (DeviceKeys::generate(random), RecoveryKit::generate(random));
        let (naming, team_key) = (Key::generate(random), Key::generate(random));
        let mut keyring = Keyring::default();
        keyring.take_naming(naming);
        keyring.take_team_key(team_key.clone());
        let worker = WorkerId::from_bytes([2; 16]);
        let founding = Founding {
            device: keys.public(),
            kit: kit.keys().public(),
            worker,
            team_name: seal_text(&team_key, b"Us", random),
            worker_name: seal_text(&team_key, b"Ana", random),
        };
        let team = team_id(&keys.public(), &kit.keys().public(), worker);
        let me = Me::new(team, &keys, worker, String::new());
        let mut ana = Self::create(open_in_memory()?, surroundings, me, keyring.clone())?;
        ana.enter(Body::Founding(founding))?;
        ana.make_key(&team_key, Purpose::Team)?;

        let mut surroundings = FixedTime::seeded(2);
        let keys = DeviceKeys::generate(surroundings.random());
        let me = Me::new(team, &keys, WorkerId::from_bytes([3; 16]), String::new());
        let mut ben = Self::create(open_in_memory()?, surroundings, me, keyring)?;
        ben.take_entries(ana.unsent_entries()?, true)?;
        Ok([ana, ben])
    }

    /// Ana, who founded the team, and Ben, whom she invited: each knows of the other.
    pub fn of_two_workers() -> Result<[Self; 2]> {
        let [mut ana, _] = Self::of_a_team()?;
        let mut surroundings = FixedTime::seeded(3);
        let (keys, link) = (
            DeviceKeys::generate(surroundings.random()),
            DeviceKeys::generate(surroundings.random()),
        );
        let (key, at) = (link.public().sign, ana.now());
        let worker = newcomer(&key);
        let invitation =
            Invitation { key, worker, role: Role::Worker, expires_at: Moment(at.0 + 1) };
        ana.enter(Body::Invitation(invitation))?;
        let invited = ana.book().invitations().next().map(|(id, _)| id);
        let signer = Signer::Invitation(invited.ok_or(StoreTrouble::NotFound)?);
        let team = ana.me().team;
        let team_key = ana.keyring().team_keys().next().cloned().ok_or(StoreTrouble::NoKeys)?;
        let name = seal_text(&team_key, b"Ben", surroundings.random());
        let enrolment = Enrolment::of(&keys, team, signer, worker, Some(name));
        let enrolled =
            Entry { team, signer, at, body: Body::Enrolment(enrolment) }.signed_by(&link);
        let me = Me::new(team, &keys, worker, String::new());
        let keyring = ana.keyring().clone();
        let mut ben = Self::create(open_in_memory()?, surroundings, me, keyring)?;
        ben.take_entries(ana.unsent_entries()?, true)?;
        ana.take_entries(vec![enrolled.clone()], true)?;
        ben.take_entries(vec![enrolled], true)?;
        Ok([ana, ben])
    }

    /// The same with what each has entered into the book, and the keys that follow from it.
    pub fn meet_with_books(one: &mut Self, other: &mut Self) -> Result<()> {
        for _ in 0..2 {
            let [ours, theirs] = [&*one, &*other].map(Self::unsent_entries);
            one.take_entries(theirs?, false)?;
            other.take_entries(ours?, false)?;
            one.mind_keys()?;
            other.mind_keys()?;
        }
        Self::meet(one, other)?;
        for store in [one, other] {
            store.try_again()?;
            store.check_signatures(usize::MAX)?;
        }
        Ok(())
    }

    /// What two have written apart comes together on both.
    pub fn meet(one: &mut Self, other: &mut Self) -> Result<()> {
        for store in [&mut *one, &mut *other] {
            store.seal_outbox()?;
        }
        let [ours, theirs] =
            [&*one, &*other].map(|store| store.unsent_frames(usize::MAX, &BTreeSet::new()));
        for (store, frames) in [(one, theirs?), (other, ours?)] {
            store.together(|store| {
                frames.iter().try_for_each(|frame| store.take_frame(&frame.bytes, None).map(drop))
            })?;
            store.check_signatures(usize::MAX)?;
        }
        Ok(())
    }

    /// The frame in which a new person is handed on.
    pub fn frame_of_a_person(&mut self) -> Result<Vec<u8>> {
        let person = PersonId::from_bytes(self.surroundings.fresh_id());
        let thing = Thing { kind: person::KIND, id: person.to_bytes() };
        let mut writing = Writing::at(self.now());
        writing.put(person, self.as_worker(), thing, vec![Put::new(person::GIVEN_NAME, "Mo")]);
        self.write(writing)?;
        self.seal_outbox()?;
        let last = self
            .unsent_frames(usize::MAX, &BTreeSet::new())?
            .pop()
            .ok_or(StoreTrouble::NotFound)?;
        Ok(last.bytes)
    }
}
