//! How a team begins in the simulation, and how its people come in, and come in again.

use super::World;
use crate::{
    disk::Disk,
    phone::{Phone, Seeded},
};
use alongside::{
    care::{Moment, WorkerId},
    seal::{
        Body, Book, Entry, EntryId, Keyring, SignedEntry,
        entry::{Enrolment, Founding, Invitation, Purpose, Role, Signer, newcomer, team_id},
        keyring::Key,
        keys::DeviceKeys,
        kit::RecoveryKit,
        link::{LINK_LASTS_MS, LeftKeyring, LinkSecret},
        text::seal_text,
    },
    server::{Session, database::Database},
    store::Me,
    sync::protocol,
};
use futures_util::FutureExt;
use rand_chacha::rand_core::Rng;
use serde_bytes::ByteBuf;
use std::sync::{Arc, atomic::AtomicI64};

/// A link, and what was left for whoever has it.
struct Invited {
    id: EntryId,
    worker: WorkerId,
    secret: LinkSecret,
    keyring: Keyring,
}

impl World {
    pub(super) fn surroundings(&mut self, wrong_by_ms: &Arc<AtomicI64>) -> Box<Seeded> {
        let seed = self.chance.next_u64();
        Box::new(Seeded::new(&self.clock, wrong_by_ms, seed))
    }

    pub(super) fn move_in(&mut self, name: String, me: Me, keyring: Keyring) -> usize {
        let surroundings = self.surroundings(&Arc::default());
        let is_on_disk = self.has_disks && self.below(2) == 0;
        let disk = is_on_disk.then(Disk::new);
        self.phones.push(Phone::new(name, disk, surroundings, me, keyring));
        self.phones.len() - 1
    }

    pub(super) fn found_team(&mut self) {
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
        let me = Me::new(team, &keys, worker, super::ADDRESS.into());
        let at = self.move_in("ana".into(), me, keyring);
        let store = &mut self.phones[at].store;
        store.enter(founding).unwrap();
        store.make_key(&naming, Purpose::Naming).unwrap();
        store.make_key(&key, Purpose::Team).unwrap();
        let entries = store.unsent_entries().unwrap();
        assert!(self.found_with(entries));
    }

    /// By a link that the server has just printed.
    pub(super) fn found_with(&mut self, entries: Vec<SignedEntry>) -> bool {
        let secret = self.server.founding_secret(&mut self.chance).now_or_never().unwrap().unwrap();
        let found = protocol::Found { founding_token: secret.founding_token(), entries };
        let now = self.server_now();
        self.server.found(found, now, &mut self.chance).now_or_never().unwrap().is_ok()
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
        let now = self.server_now();
        let invited = self.perhaps_between_files(|world| {
            world.server.invite(session, invite.clone(), now).now_or_never().unwrap()
        });
        invited.ok()?;
        self.invitations.push(id);
        let kept = self.phones[by].store.take_entries(vec![entry], true);
        self.borne(by, kept)?;
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
        let now = self.server_now();
        let enrolled = self.perhaps_between_files(|world| {
            world.server.enrol(enrol.clone(), now).now_or_never().unwrap()
        });
        enrolled.ok()?;
        Some(entry)
    }

    /// A colleague, or the next phone of a worker who is there.
    pub(super) fn join(&mut self, by: usize, whom: Option<WorkerId>) -> bool {
        let Some(invited) = self.invite(by, whom) else { return false };
        let keys = DeviceKeys::generate(&mut self.chance);
        let Some(enrolment) = self.enrol(&keys, &invited) else { return false };
        let Some(book) = self.book_of_the_server() else { return false };
        let book = book.entries().map(|(_, entry)| entry.clone()).collect();
        let team = self.phones[by].store.me().team;
        let me = Me::new(team, &keys, invited.worker, super::ADDRESS.into());
        self.n_joined += 1;
        let at = self.move_in(format!("phone {}", self.n_joined), me, invited.keyring);
        let store = &mut self.phones[at].store;
        store.take_entries(book, true).unwrap();
        store.take_entries(vec![enrolment], false).unwrap();
        true
    }

    /// None where the server is new and empty.
    pub(super) fn book_of_the_server(&self) -> Option<Arc<Book>> {
        let team = self.phones[0].store.me().team;
        self.server.database().book(team).now_or_never().unwrap().unwrap()
    }

    /// A server that was put back has never heard of this phone. It tells itself what let it in; where
    /// that is not enough, the founder lets it in, as the device that it is.
    pub(super) fn let_in_again(&mut self, at: usize) {
        if self.let_in_by_itself(at) {
            return;
        }
        let me = self.phones[at].store.me().clone();
        let Some(invited) = self.invite(0, Some(me.worker)) else { return };
        let is_in = self.enrol(&me.keys(), &invited).is_some();
        self.tell(format!("{} is let in again: {is_in}", self.phones[at].name));
    }

    pub(super) fn let_in_by_itself(&mut self, at: usize) -> bool {
        let is_in = self.enrol_again(at).is_some();
        self.tell(format!("{} says again what let it in: {is_in}", self.phones[at].name));
        is_in
    }

    /// As the engine does: with the invitation, the enrolment, and a mark of this very server.
    fn enrol_again(&mut self, at: usize) -> Option<()> {
        let store = &self.phones[at].store;
        let me = store.me();
        let mark = store.standing().unwrap().mark.map(ByteBuf::from)?;
        let entries = store.book().entries().filter_map(|(_, signed)| {
            let Signer::Invitation(invitation) = signed.read().ok()?.signer else { return None };
            Some((invitation, signed))
        });
        let mut own = entries.filter(|(_, signed)| {
            let body = signed.read().map(|entry| entry.body);
            matches!(body, Ok(Body::Enrolment(newcomer)) if newcomer.device.id() == me.device)
        });
        let (invitation, enrolment) = own.next()?;
        let invitation = store.book().entry(invitation)?.clone();
        let (team, enrolment) = (me.team, enrolment.clone());
        let again = protocol::EnrolAgain { team, invitation, enrolment, mark };
        self.server.enrol_again(again).now_or_never().unwrap().ok()
    }

    /// Somebody whose phone has the founding entry begins again where there is nothing.
    pub(super) fn found_again(&mut self) {
        if self.book_of_the_server().is_some() {
            return;
        }
        let is_founding = |signed: &&SignedEntry| {
            matches!(signed.read().map(|entry| entry.body), Ok(Body::Founding(_)))
        };
        let book = self.phones[0].store.book();
        let founding = book.entries().map(|(_, signed)| signed).find(is_founding).cloned();
        let founding = founding.unwrap();
        assert!(self.found_with(vec![founding]), "a founder begins again");
        self.tell("ana begins again on the empty server".into());
    }

    /// A lead writes down a new recovery kit, and with it the keys turn.
    pub(super) fn renew_kit(&mut self) {
        let lead = self.a_lead();
        let kit = RecoveryKit::generate(&mut self.chance);
        let renewed = self.phones[lead].store.renew_kit(&kit);
        let is_new = self.allowed(lead, renewed).is_some();
        self.tell(format!("{} has a new kit: {is_new}", self.phones[lead].name));
    }
}
