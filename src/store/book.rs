//! The team's book on this device, and minding the keys: unwrapping what was wrapped to us,
//! wrapping for those who are entitled, turning keys after a removal.

use super::{Me, Result, Store, StoreTrouble, erased::Named};
use crate::{
    care::{DeviceId, WorkerId},
    seal::{
        Body, Book, DeviceKeys, Entry, EntryId, KeyId, Keyring, SignedEntry,
        book::TeamKey,
        entry::{MadeKey, MoreWraps, NewKit, Purpose, Removal, Role, Signer, Wrap},
        keyring::Key,
        kit::RecoveryKit,
        text::open_text,
    },
};
use rusqlite::named_params;
use std::collections::BTreeSet;

const WRAP: &[u8] = b"alongside wrap v1";

/// What goes into one entry, so that each stays well within [`MOST_ENTRY_BYTES`].
///
/// [`MOST_ENTRY_BYTES`]: crate::seal::entry::MOST_ENTRY_BYTES
const MOST_WRAPS: usize = 250;
const MOST_AFTER: usize = 1_500;

impl Store {
    pub(super) fn read_book(&mut self) -> Result<()> {
        let entries = self.entries("select bytes, signature from entry")?;
        self.book = Book::of(self.me.team);
        self.book.take(entries);
        self.read_erased();
        Ok(())
    }

    fn entries(&self, sql: &str) -> Result<Vec<SignedEntry>> {
        let entries = self
            .connection
            .prepare_cached(sql)?
            .query_map([], |row| Ok(SignedEntry { bytes: row.get(0)?, signature: row.get(1)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(entries)
    }

    /// Keeps entries, checked or still waiting for their signer's; forged ones are left out.
    pub fn take_entries(&mut self, entries: Vec<SignedEntry>, is_received: bool) -> Result<()> {
        self.together(|store| {
            let before = store.book.n_rights();
            store.book.take(entries.clone());
            for entry in entries.iter().filter(|entry| store.book.keeps(entry)) {
                store.keep_entry(entry, is_received)?;
            }
            store.read_erased();
            if store.book.n_rights() > before { store.check_bad_again() } else { Ok(()) }
        })
    }

    fn keep_entry(&self, entry: &SignedEntry, is_received: bool) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert into entry (id, bytes, signature, is_received)
                 values (:id, :bytes, :signature, :is_received)
                 on conflict (id) do update
                 set is_received = max(is_received, excluded.is_received),
                    signature = iif(:is_checked, excluded.signature, signature)",
            )?
            .execute(named_params! {
                ":id": entry.id().0, ":bytes": entry.bytes, ":signature": entry.signature,
                ":is_received": is_received, ":is_checked": self.book.holds(entry.id()),
            })?;
        Ok(())
    }

    /// Signs an entry as this device, and keeps it to be sent. What the book would refuse is an
    /// error here, before anybody hears of it.
    pub fn enter(&mut self, body: Body) -> Result<SignedEntry> {
        let signer = Signer::Device(self.me.device);
        let entry = Entry { team: self.me.team, signer, at: self.now(), body };
        let signed = entry.signed_by(&self.me.keys());
        self.book.check(&signed)?;
        self.take_entries(vec![signed.clone()], false)?;
        Ok(signed)
    }

    /// Removes devices and turns the keys that they held.
    pub fn remove(&mut self, devices: &[DeviceId]) -> Result<()> {
        self.together(|store| {
            for device in devices {
                store.enter(Body::Removal(Removal { device: *device }))?;
            }
            store.mind_keys()
        })
    }

    /// The old kit is removed like a phone, so the keys turn; the new one is wrapped for. Its words
    /// are kept in the same stroke: a kit that nobody has seen would be none.
    pub fn renew_kit(&mut self, kit: &RecoveryKit) -> Result<()> {
        let old: Vec<DeviceId> = self.book.kits().map(|(id, _)| id).collect();
        let Me { team, device, worker, .. } = self.me;
        let new = NewKit::of(&kit.keys(), team, Signer::Device(device), worker);
        self.together(|store| {
            store.keep_kit_to_confirm(kit.secret())?;
            store.enter(Body::Kit(new))?;
            store.remove(&old)
        })
    }

    /// Entries without a receipt of the present epoch, in an order in which each can mostly be
    /// checked, and removals last: nothing signed by somebody removed is taken after them. An
    /// erasure waits until what it carries on is received (or erased in its turn), since the
    /// server takes it only then.
    pub fn unsent_entries(&self) -> Result<Vec<SignedEntry>> {
        let entries = self.entries(
            "select bytes, signature from entry where is_received = 0 and is_refused = 0",
        )?;
        let mut sendable = Vec::new();
        for entry in entries {
            if self.may_be_sent(&entry)? {
                sendable.push(entry);
            }
        }
        sendable.sort_by_key(|entry| entry.read().map(|read| (rank(&read.body), read.at)).ok());
        Ok(sendable)
    }

    /// Keys of which the server has heard nothing in this epoch. Should this device be removed before it has,
    /// nobody else is given them any more.
    pub(super) fn keys_unheard_of(&self) -> Result<BTreeSet<KeyId>> {
        self.not_given_yet(
            &self.entries("select bytes, signature from entry where is_received = 0")?,
        )
    }

    /// Keys that these entries give, and none that the server has.
    pub(super) fn not_given_yet(&self, entries: &[SignedEntry]) -> Result<BTreeSet<KeyId>> {
        let unheard = given_in(entries);
        if unheard.is_empty() {
            return Ok(unheard);
        }
        let heard =
            given_in(&self.entries("select bytes, signature from entry where is_received = 1")?);
        Ok(unheard.difference(&heard).copied().collect())
    }

    fn may_be_sent(&self, entry: &SignedEntry) -> Result<bool> {
        let Ok(Entry { body: Body::Erasure(erasure), .. }) = entry.read() else { return Ok(true) };
        let mut is_received = self.connection.prepare_cached(
            "select 1 from frame where id = :id and (position is not null or state = 2)",
        )?;
        for frame in erasure.frames.iter().filter_map(|erased| erased.carried_on_by) {
            if !is_received.exists(named_params! { ":id": frame.0 })? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(crate) fn keep_entry_receipt(&self, id: EntryId) -> Result<()> {
        self.connection
            .prepare_cached("update entry set is_received = 1, is_refused = 0 where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    /// The server will not take this entry: it is set aside. What it says is said again in this
    /// device's own name, where it may: a colleague's part in it may have ended.
    pub(crate) fn set_entry_aside(&mut self, id: EntryId) -> Result<()> {
        let n_rows = self
            .connection
            .prepare_cached("update entry set is_refused = 1 where id = :id and is_received = 0")?
            .execute(named_params! { ":id": id.0 })?;
        let entry = self.book.entry(id).and_then(|signed| signed.read().ok());
        let me = Signer::Device(self.me.device);
        match entry.filter(|entry| entry.signer != me) {
            Some(entry) if n_rows == 1 && self.book.is_present(self.me.device) => {
                self.say_again(entry.body)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn say_again(&mut self, body: Body) -> Result<()> {
        match body {
            Body::Key(MadeKey { key, .. }) | Body::Wrap(MoreWraps { key, .. }) => {
                self.give_again(key)
            }
            Body::Removal(_) | Body::Erasure(_) | Body::Role(_) => self.enter_again(body),
            Body::Closing(_) | Body::Reader(_) | Body::Link(_) => self.enter_again(body),
            Body::Founding(_) | Body::Enrolment(_) | Body::Invitation(_) => Ok(()),
            Body::Kit(_) | Body::Unknown { .. } => Ok(()),
        }
    }

    fn enter_again(&mut self, body: Body) -> Result<()> {
        if self.said().any(|said| said == body) {
            return Ok(());
        }
        match self.enter(body) {
            Ok(_) | Err(StoreTrouble::NotEntitled) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// What it is for, without which nobody could unwrap it, and for everybody who has no wrap of this
    /// device's. It does not say who was removed before the key was made: whoever made it may have been since.
    fn give_again(&mut self, id: KeyId) -> Result<()> {
        let Some((key, purpose)) = self.keyring.key(id) else { return Ok(()) };
        let key = key.clone();
        let wrapped: BTreeSet<DeviceId> = self
            .said()
            .flat_map(|said| match said {
                Body::Key(MadeKey { key, wraps, .. }) if key == id => wraps,
                Body::Wrap(MoreWraps { key, wraps }) if key == id => wraps,
                _ => Vec::new(),
            })
            .map(|wrap| wrap.device)
            .collect();
        let mut devices: Vec<_> = self.book.entitled(purpose).collect();
        devices.retain(|device| !wrapped.contains(device));
        let wraps = self.wraps(&key, &devices);
        self.enter_again(Body::Key(MadeKey {
            key: id,
            purpose,
            after: Vec::new(),
            wraps: Vec::new(),
        }))?;
        self.enter_wraps(id, wraps)
    }

    /// What this device has entered.
    fn said(&self) -> impl Iterator<Item = Body> {
        let me = Signer::Device(self.me.device);
        let entries = self.book.entries().filter_map(|(_, signed)| signed.read().ok());
        entries.filter(move |entry| entry.signer == me).map(|entry| entry.body)
    }

    /// The server's book has grown, so that what it refused it may take now.
    pub(crate) fn offer_refused_again(&self) -> Result<()> {
        self.connection
            .prepare_cached("update entry set is_refused = 0 where is_refused = 1")?
            .execute([])?;
        Ok(())
    }

    /// Unwraps keys that were wrapped to this device, wraps for the entitled, turns what must turn.
    pub fn mind_keys(&mut self) -> Result<()> {
        // A removed device has no more keys to mind: it would only unwrap again what it dropped.
        if self.book.is_removed(self.me.device) {
            return Ok(());
        }
        self.together(|store| {
            store.unwrap_keys()?;
            if store.book.is_present(store.me.device) {
                store.wrap_for_the_entitled()?;
                store.turn_keys()?;
            }
            Ok(())
        })
    }

    /// Of a closed scope only once the book says that we read it: what wraps its key to us may be known
    /// before that, or without it.
    fn unwrap_keys(&mut self) -> Result<()> {
        let (me, keys) = (self.me.device, self.me.keys());
        let new: Vec<(Key, Purpose)> = self
            .book
            .keys()
            .filter(|(id, made)| !self.keyring.holds(*id) && made.is_wrapped_to(me))
            .filter_map(|(id, made)| unwrapped(&keys, id, made))
            .filter(|(_, purpose)| self.book.is_entitled_to(*purpose, me))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        new.into_iter().for_each(|(key, purpose)| self.keyring.take(key, purpose));
        self.read_erased();
        self.keep_keyring(&self.keyring)
    }

    fn wrap_for_the_entitled(&mut self) -> Result<()> {
        let lacking: Vec<(KeyId, Key, Vec<DeviceId>)> = self
            .book
            .keys()
            .filter_map(|(id, made)| {
                let (key, purpose) = self.keyring.key(id)?;
                let lacks = |device: &DeviceId| !made.is_wrapped_to(*device);
                let devices: Vec<_> = self.book.entitled(purpose).filter(lacks).collect();
                (!devices.is_empty()).then(|| (id, key.clone(), devices))
            })
            .collect();
        for (id, key, devices) in lacking {
            let wraps = self.wraps(&key, &devices);
            self.enter_wraps(id, wraps)?;
        }
        Ok(())
    }

    /// When every key was given to somebody who has since been removed, makes a new one. Also when this
    /// device can never have those that were not: what was given to it is none, or, for a lead, nobody gives it.
    fn turn_keys(&mut self) -> Result<()> {
        let scopes = self.book.closed_scopes().map(|(scope, _)| scope);
        let mine = scopes.filter(|scope| self.book.may_read(self.me.device, *scope));
        let team = self.book.is_founded().then_some(Purpose::Team);
        let turned: Vec<Purpose> = team
            .into_iter()
            .chain(mine.map(Purpose::Closed))
            .filter(|purpose| self.has_no_key_for(*purpose))
            .collect();
        turned.into_iter().try_for_each(|purpose| self.make_own_key(purpose))
    }

    fn has_no_key_for(&self, purpose: Purpose) -> bool {
        let (me, is_lead) = (self.me.device, self.book.is_lead(self.me.worker));
        let is_given_in_vain = |id: &KeyId| {
            let made = self.book.keys().find(|(known, _)| known == id);
            made.is_some_and(|(_, made)| made.is_wrapped_to(me))
        };
        let good: Vec<KeyId> = self.book.good_keys(purpose).collect();
        let is_here = good.iter().any(|id| self.keyring.holds(*id));
        let is_left_out = purpose == Purpose::Team && is_lead;
        !is_here && (good.is_empty() || is_left_out || good.iter().any(is_given_in_vain))
    }

    /// A new key, made here, that this device has too.
    pub(super) fn make_own_key(&mut self, purpose: Purpose) -> Result<()> {
        let key = Key::generate(self.surroundings.random());
        self.make_key(&key, purpose)?;
        self.keyring.take(key, purpose);
        self.keep_keyring(&self.keyring)
    }

    /// Enters a key with wraps for all who are entitled to it: in as many entries as it takes.
    pub fn make_key(&mut self, key: &Key, purpose: Purpose) -> Result<()> {
        let devices: Vec<_> = self.book.entitled(purpose).collect();
        let mut wraps = self.wraps(key, &devices);
        let after: Vec<DeviceId> = self.book.removed().iter().copied().collect();
        let key = key.id_for(purpose);
        let others = wraps.split_off(wraps.len().min(MOST_WRAPS));
        let (first, rest) = after.split_at(after.len().min(MOST_AFTER));
        self.enter(Body::Key(MadeKey { key, purpose, after: first.to_vec(), wraps }))?;
        for after in rest.chunks(MOST_AFTER).map(<[DeviceId]>::to_vec) {
            self.enter(Body::Key(MadeKey { key, purpose, after, wraps: Vec::new() }))?;
        }
        self.enter_wraps(key, others)
    }

    fn enter_wraps(&mut self, key: KeyId, wraps: Vec<Wrap>) -> Result<()> {
        for wraps in wraps.chunks(MOST_WRAPS).map(<[Wrap]>::to_vec) {
            self.enter(Body::Wrap(MoreWraps { key, wraps }))?;
        }
        Ok(())
    }

    fn wraps(&mut self, key: &Key, devices: &[DeviceId]) -> Vec<Wrap> {
        let mut wraps = Vec::new();
        for device in devices {
            let Some(enrolled) = self.book.device(*device) else { continue };
            // A key that is none gets no wrap, and keeps nobody else from theirs.
            let sealed = enrolled.public.seal_to(WRAP, &key.0, self.surroundings.random());
            let Ok(sealed) = sealed else { continue };
            wraps.push(Wrap { device: *device, sealed });
        }
        wraps
    }

    /// A worker's name, as far as this device can read it.
    pub fn worker_name(&self, id: WorkerId) -> Option<String> {
        let sealed = self.book.worker(id)?.name()?;
        String::from_utf8(open_text(&self.keyring, sealed).ok()?).ok()
    }

    /// Everybody else with a device in the team. A kit is nobody, and nobody meets a bridge.
    pub fn colleagues(&self) -> BTreeSet<WorkerId> {
        let is_person = |id: &WorkerId| {
            let worker = self.book.worker(*id);
            worker.is_some_and(|worker| !worker.roles.contains(&Role::Bridge))
        };
        let phones = self.book.present().filter(|(_, enrolled)| !enrolled.is_kit);
        let workers = phones.map(|(_, enrolled)| enrolled.worker);
        workers.filter(|id| *id != self.me.worker && is_person(id)).collect()
    }

    pub fn team_name(&self) -> String {
        let plain = self.book.team_name().and_then(|name| open_text(&self.keyring, name).ok());
        plain.and_then(|plain| String::from_utf8(plain).ok()).unwrap_or_default()
    }

    /// The present devices, without the kit, that hold the newest key.
    pub fn n_key_holders(&self) -> usize {
        let is_phone = |id: &DeviceId| self.book.device(*id).is_some_and(|it| !it.is_kit);
        self.book.present().filter(|(id, _)| is_phone(id)).count()
    }

    fn read_erased(&mut self) {
        let said = self.book.erasures().filter_map(|(_, erasure)| {
            Named::read(&open_text(&self.keyring, &erasure.changes).ok()?)
        });
        let (mut changes, mut things) = (BTreeSet::new(), BTreeSet::new());
        for named in said {
            changes.extend(named.changes);
            things.extend(named.things);
        }
        (self.erased, self.erased_things) = (changes, things);
    }
}

/// Keys unwrap with the kit's own keys too, when it is used to come back in.
pub fn unwrap_with(keys: &DeviceKeys, book: &Book) -> Keyring {
    let mut keyring = Keyring::default();
    let opened = book.keys().filter_map(|(id, made)| unwrapped(keys, id, made));
    opened.for_each(|(key, purpose)| keyring.take(key, purpose));
    keyring
}

fn given_in(entries: &[SignedEntry]) -> BTreeSet<KeyId> {
    let bodies = entries.iter().filter_map(|entry| entry.read().ok()).map(|entry| entry.body);
    bodies
        .filter_map(|body| match body {
            Body::Key(MadeKey { key, .. }) | Body::Wrap(MoreWraps { key, .. }) => Some(key),
            _ => None,
        })
        .collect()
}

/// A key out of a wrap for this device, and what it is for. A wrong key fails here, before anything
/// is written with it.
fn unwrapped(keys: &DeviceKeys, id: KeyId, made: &TeamKey) -> Option<(Key, Purpose)> {
    made.wraps_to(keys.public().id()).find_map(|wrap| {
        let plain = keys.open(WRAP, &wrap.sealed).ok()?;
        let key = Key(plain.as_slice().try_into().ok()?);
        let purpose = made.purposes().find(|purpose| key.id_for(*purpose) == id)?;
        Some((key, purpose))
    })
}

fn rank(body: &Body) -> u8 {
    match body {
        Body::Founding(_) => 0,
        Body::Invitation(_) => 1,
        Body::Enrolment(_) => 2,
        Body::Role(_) | Body::Kit(_) | Body::Closing(_) | Body::Reader(_) | Body::Link(_) => 3,
        Body::Key(_) | Body::Wrap(_) | Body::Unknown { .. } => 4,
        Body::Erasure(_) => 5,
        Body::Removal(_) => 6,
    }
}
