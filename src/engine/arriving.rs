//! Arriving: founding a team, joining one by a link, coming back by the recovery kit.
//!
//! The database is made first, with what is to be handed to the server noted in it; then the slots
//! that open it, and then the server is told. Should the phone die before it has slots, it joins
//! anew; should it die later, or hear no answer, the next round tells the server again, which is
//! harmless. Only a server that says no makes it forget all that.

use super::{Engine, door::kit_view, wire::WireTrouble};
use crate::{
    care::WorkerId,
    requests::{
        Trouble,
        door::{Found, Join, Kit, LinkView, LookAtLink, UseKit, Weight},
    },
    seal::{
        Body, Book, DeviceKeys, Entry, EntryId, Keyring, SignedEntry,
        entry::{self, Enrolment, Founding, Purpose, Signer},
        keyring::Key,
        kit::RecoveryKit,
        link::{LeftKeyring, Link, LinkSecret},
        slots::DatabaseKey,
        text::{SealedText, seal_text},
    },
    store::{Arrival, Me, Store, open_file, unwrap_with},
    sync::protocol,
};
use serde_bytes::ByteBuf;

/// What an invitation leads to: the team's book, and the keyring that was left.
struct Welcome {
    book: Vec<SignedEntry>,
    invitation: EntryId,
    left: LeftKeyring,
    worker: WorkerId,
    worker_has_name: bool,
}

impl Engine {
    pub(super) async fn look_at_link(&self, request: LookAtLink) -> Result<LinkView, Trouble> {
        match Link::read(&request.link).map_err(|_| Trouble::LinkCutShort)? {
            Link::Founding { .. } => Ok(LinkView::Founding),
            Link::Invitation { server, secret } => {
                let Welcome { left, .. } = self.welcome(&server, &secret).await?;
                let LeftKeyring { team_name, invited_by, for_worker, for_name, .. } = left;
                Ok(LinkView::Invitation { team_name, invited_by, for_worker, for_name })
            }
        }
    }

    pub(super) async fn found(&self, request: Found) -> Result<Kit, Trouble> {
        let Ok(Link::Founding { server, secret }) = Link::read(&request.link) else {
            return Err(Trouble::LinkCutShort);
        };
        if request.name.trim().is_empty() || request.team_name.trim().is_empty() {
            return Err(Trouble::NameMissing);
        }
        self.challenge(&server).await?;
        let kit = self.make_team(&server, &secret, &request).await?;
        self.arrive_or_forget().await?;
        Ok(kit_view(&kit))
    }

    async fn make_team(
        &self,
        server: &str,
        secret: &LinkSecret,
        request: &Found,
    ) -> Result<RecoveryKit, Trouble> {
        let mut surroundings = (self.surroundings)();
        let worker = WorkerId::from_bytes(surroundings.fresh_id());
        let random = surroundings.random();
        let (keys, kit) = (DeviceKeys::generate(random), RecoveryKit::generate(random));
        let (naming, team_key) = (Key::generate(random), Key::generate(random));
        let team = entry::team_id(&keys.public(), &kit.keys().public(), worker);
        let mut keyring = Keyring::default();
        keyring.take_naming(naming.clone());
        keyring.take_team_key(team_key.clone());
        let founding = Body::Founding(Founding {
            device: keys.public(),
            kit: kit.keys().public(),
            worker,
            team_name: seal_text(&team_key, request.team_name.trim().as_bytes(), random),
            worker_name: seal_text(&team_key, request.name.trim().as_bytes(), random),
        });
        let me = Me::new(team, &keys, worker, server.to_owned());
        let founding_token = secret.founding_token();
        self.move_in(me, keyring, &request.passphrase, |store| {
            store.keep_kit_to_confirm(kit.secret())?;
            store.enter(founding)?;
            store.make_key(&naming, Purpose::Naming)?;
            store.make_key(&team_key, Purpose::Team)?;
            let entries = store.unsent_entries()?;
            store.keep_arrival(&Arrival::Found { founding_token, entries })
        })
        .await?;
        Ok(kit)
    }

    pub(super) async fn join(&self, request: Join) -> Result<(), Trouble> {
        let Ok(Link::Invitation { server, secret }) = Link::read(&request.link) else {
            return Err(Trouble::LinkCutShort);
        };
        let welcome = self.welcome(&server, &secret).await?;
        let name = request.name.trim();
        if name.is_empty() && !welcome.worker_has_name {
            return Err(Trouble::NameMissing);
        }
        let mut surroundings = (self.surroundings)();
        let keys = DeviceKeys::generate(surroundings.random());
        let keyring = welcome.left.keyring.clone();
        let worker_name = (!welcome.worker_has_name)
            .then(|| sealed_name(&keyring, name, surroundings.random()))
            .flatten();
        let (team, worker) = (welcome.left.team, welcome.worker);
        let signer = Signer::Invitation(welcome.invitation);
        let enrolment = Enrolment::of(&keys, team, signer, worker, worker_name);
        let at = surroundings.now();
        let signed = Entry { team, signer, at, body: Body::Enrolment(enrolment) }
            .signed_by(&secret.signing_keys());
        let me = Me::new(team, &keys, worker, server);
        self.enrol(me, keyring, &request.passphrase, (welcome.book, signed)).await
    }

    pub(super) async fn use_kit(&self, request: UseKit) -> Result<(), Trouble> {
        let kit = RecoveryKit::from_words(&request.words).map_err(|_| Trouble::KitWordsDiffer)?;
        if request.name.trim().is_empty() {
            return Err(Trouble::NameMissing);
        }
        let server = request.server.trim().trim_end_matches('/').to_owned();
        let kit_keys = kit.keys();
        let looked = self.look(&server, &kit_keys).await?;
        let mut book = Book::of(looked.team);
        book.take(looked.entries.clone());
        let keyring = unwrap_with(&kit_keys, &book);
        let mut surroundings = (self.surroundings)();
        let worker = WorkerId::from_bytes(surroundings.fresh_id());
        let keys = DeviceKeys::generate(surroundings.random());
        let worker_name = sealed_name(&keyring, request.name.trim(), surroundings.random());
        let (team, signer) = (looked.team, Signer::Device(kit_keys.public().id()));
        let enrolment = Enrolment::of(&keys, team, signer, worker, worker_name);
        let at = surroundings.now();
        let signed =
            Entry { team, signer, at, body: Body::Enrolment(enrolment) }.signed_by(&kit_keys);
        let me = Me::new(team, &keys, worker, server);
        self.enrol(me, keyring, &request.passphrase, (looked.entries, signed)).await
    }

    async fn enrol(
        &self,
        me: Me,
        keyring: Keyring,
        passphrase: &str,
        (book, enrolment): (Vec<SignedEntry>, SignedEntry),
    ) -> Result<(), Trouble> {
        self.move_in(me, keyring, passphrase, |store| {
            store.take_entries(book, true)?;
            store.take_entries(vec![enrolment.clone()], false)?;
            store.keep_arrival(&Arrival::Enrol { entries: vec![enrolment] })
        })
        .await?;
        self.arrive_or_forget().await
    }

    /// Makes the database for a team that was not here before, with what comes first in it, and
    /// last its passphrase slot: from then on the phone has a team.
    pub(super) async fn move_in(
        &self,
        me: Me,
        keyring: Keyring,
        passphrase: &str,
        first: impl FnOnce(&mut Store) -> crate::store::Result<()>,
    ) -> Result<(), Trouble> {
        if self.slots.borrow().passphrase.is_some() {
            return Err(Trouble::TeamAlreadyHere);
        }
        if super::door::weigh(passphrase) != Weight::Enough {
            return Err(Trouble::WeakPassphrase);
        }
        self.home.prepare()?;
        self.home.make_way().await?;
        let key = DatabaseKey::generate((self.surroundings)().random());
        let slot = self.passphrase_slot(passphrase, &key)?;
        let connection = open_file(&self.home.database(), &key)?;
        let mut store = Store::create(connection, (self.surroundings)(), me, keyring)?;
        store.together(first)?;
        if let Err(trouble) = self.change_slots(|slots| slots.passphrase = Some(slot)).await {
            self.slots.take();
            return Err(trouble);
        }
        *self.open.borrow_mut() = Some(super::Open { store, key });
        Ok(())
    }

    /// Tells the server. If it says no, nothing of the team stays here; if no answer comes, the
    /// team is here and waits to be confirmed, because the server may have heard it.
    async fn arrive_or_forget(&self) -> Result<(), Trouble> {
        match self.hand_over_arrival().await? {
            Ok(()) => {}
            Err(trouble) if trouble.is_refusal() => {
                self.forget_record().await?;
                return Err(link_trouble(trouble));
            }
            Err(trouble) => *self.last_trouble.borrow_mut() = Some(link_trouble(trouble)),
        }
        self.tell_changed();
        Ok(())
    }

    /// Hands the server what founding or joining left to be handed to it, if it has not been yet.
    pub(super) async fn arrive(&self) -> Result<(), Trouble> {
        match self.hand_over_arrival().await? {
            Ok(()) => Ok(()),
            // It may have arrived, without an answer, and have been removed since: the server tells of that.
            Err(trouble) if trouble.is_refusal() && self.ask_for_a_token().await.is_ok() => {
                self.with_open_store(|store| store.forget_arrival())
            }
            Err(trouble) => Err(link_trouble(trouble)),
        }
    }

    /// The outer trouble is this phone's, the inner one came of telling the server.
    async fn hand_over_arrival(&self) -> Result<Result<(), WireTrouble>, Trouble> {
        let (me, arrival) =
            self.with_open_store(|store| Ok((store.me().clone(), store.arrival()?)))?;
        let answer = match arrival {
            None => return Ok(Ok(())),
            Some(Arrival::Found { founding_token, entries }) => {
                let found = protocol::Found { founding_token, entries };
                self.wire.post(&me.server, "/v1/found", None, &found).await
            }
            Some(Arrival::Enrol { entries }) => {
                let enrol = protocol::Enrol { team: me.team, entries };
                self.wire.post(&me.server, "/v1/enrol", None, &enrol).await
            }
        };
        if answer.is_ok() {
            self.with_open_store(|store| store.forget_arrival())?;
        }
        Ok(answer)
    }

    /// Hands the server once more what let this device in: it may have been put back since.
    pub(super) async fn enrol_again(&self) -> Result<(), WireTrouble> {
        let unknown = WireTrouble::Said(401);
        let again = self.with_store(|store| Again::of(store)).map_err(|_| unknown)?;
        let server = self.with_store(|store| store.me().server.clone()).map_err(|_| unknown)?;
        let answer = match again.ok_or(unknown)? {
            Again::ByItself(enrol) => {
                self.wire.post::<_, ()>(&server, "/v1/enrol", None, &enrol).await
            }
            Again::WithProof(enrol) => {
                self.wire.post::<_, ()>(&server, "/v1/enrol-again", None, &enrol).await
            }
        };
        answer.map_err(|trouble| match trouble {
            WireTrouble::Said(_) => unknown,
            other => other,
        })
    }

    async fn welcome(&self, server: &str, secret: &LinkSecret) -> Result<Welcome, Trouble> {
        let looked = self.look(server, &secret.signing_keys()).await?;
        let (Some(invitation), Some(keyring)) = (looked.invitation, looked.keyring) else {
            return Err(Trouble::LinkExpired);
        };
        let left = secret.open_keyring(&keyring).map_err(|_| Trouble::LinkCutShort)?;
        let mut book = Book::of(looked.team);
        book.take(looked.entries.clone());
        let invited = book.invitation(invitation).ok_or(Trouble::LinkExpired)?;
        let worker = invited.invitation.worker;
        let worker_has_name = book.worker(worker).is_some_and(|known| known.name().is_some());
        Ok(Welcome { book: looked.entries, invitation, left, worker, worker_has_name })
    }

    /// The whole book, with what was left for whoever has these keys.
    async fn look(&self, server: &str, keys: &DeviceKeys) -> Result<protocol::Book, Trouble> {
        let (mut entries, mut after) = (Vec::new(), None);
        loop {
            let mut part = self.look_after(after, server, keys).await?;
            let last = part.entries.last().map(SignedEntry::id);
            entries.append(&mut part.entries);
            if part.is_complete {
                return Ok(protocol::Book { entries, ..part });
            }
            if last <= after {
                return Err(WireTrouble::NotUnderstood.into());
            }
            after = last;
        }
    }

    /// A challenge is good for some minutes. Over a poor connection one part may take as long.
    async fn look_after(
        &self,
        after: Option<EntryId>,
        server: &str,
        keys: &DeviceKeys,
    ) -> Result<protocol::Book, Trouble> {
        let challenge = self.challenge(server).await?;
        let look = protocol::Look {
            key: keys.public().sign,
            nonce: challenge.nonce,
            signature: keys.sign(&protocol::bytes_to_sign(&challenge.nonce, server)),
            after,
        };
        self.wire.post(server, "/v1/look", None, &look).await.map_err(link_trouble)
    }

    /// Also to find out whether the server can be reached at all, before anything is made.
    async fn challenge(&self, server: &str) -> Result<protocol::Challenge, Trouble> {
        self.wire.post(server, "/v1/challenge", None, &()).await.map_err(link_trouble)
    }
}

/// What let this device in, to be told once more.
enum Again {
    /// Who came by the recovery kit may come as often as the kit is good, and an unused link too.
    ByItself(protocol::Enrol),
    /// Who was served before shows the mark that says so.
    WithProof(protocol::EnrolAgain),
}

impl Again {
    /// `None` for a device that was removed, or that founded the team.
    fn of(store: &Store) -> Option<Self> {
        let (team, me) = (store.me().team, store.me().device);
        let book = store.book();
        book.device(me).filter(|_| !book.is_removed(me))?;
        let (signer, enrolment) = book.entries().find_map(|(_, entry)| {
            let Entry { signer, body: Body::Enrolment(body), .. } = entry.read().ok()? else {
                return None;
            };
            (body.device.id() == me).then(|| (signer, entry.clone()))
        })?;
        let mark = store.standing().ok()?.mark.map(ByteBuf::from);
        Some(match (signer, mark) {
            (Signer::Invitation(by), Some(mark)) => {
                let invitation = entry_of(book, by)?;
                Self::WithProof(protocol::EnrolAgain { team, invitation, enrolment, mark })
            }
            (Signer::Invitation(_), None) | (Signer::Device(_), _) => {
                Self::ByItself(protocol::Enrol { team, entries: vec![enrolment] })
            }
        })
    }
}

fn entry_of(book: &Book, id: EntryId) -> Option<SignedEntry> {
    book.entries().find(|(known, _)| **known == id).map(|(_, entry)| entry.clone())
}

fn sealed_name(
    keyring: &Keyring,
    name: &str,
    random: &mut dyn rand_core::CryptoRng,
) -> Option<SealedText> {
    let key = keyring.team_keys().next()?;
    Some(seal_text(key, name.as_bytes(), random))
}

/// What the server's refusal says about a link.
fn link_trouble(trouble: WireTrouble) -> Trouble {
    match trouble {
        WireTrouble::Said(409) => Trouble::LinkUsed,
        WireTrouble::Said(404 | 410) => Trouble::LinkExpired,
        other => other.into(),
    }
}
