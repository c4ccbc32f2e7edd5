//! The team's book on this device, and minding the keys: unwrapping what was wrapped to us,
//! wrapping for those who are entitled, turning keys after a removal.

use super::{Result, Store, StoreTrouble};
use crate::{
    care::DeviceId,
    log::ChangeId,
    seal::{
        Body, Entry, EntryId, KeyId, SignedEntry,
        entry::{MadeKey, MoreWraps, Purpose, Signer, Wrap},
        keyring::Key,
        text::open_text,
    },
};
use rusqlite::named_params;

const WRAP: &[u8] = b"alongside wrap v1";

impl Store {
    pub(super) fn read_book(&mut self) -> Result<()> {
        let entries: Vec<SignedEntry> = self
            .connection
            .prepare_cached("select bytes, signature from entry")?
            .query_map([], |row| Ok(SignedEntry { bytes: row.get(0)?, signature: row.get(1)? }))?
            .collect::<rusqlite::Result<_>>()?;
        self.book = crate::seal::Book::default();
        self.book.take(entries);
        self.read_erased();
        Ok(())
    }

    /// Keeps entries, checked or still waiting for their signer's; forged ones are left out.
    pub fn take_entries(&mut self, entries: Vec<SignedEntry>, is_received: bool) -> Result<()> {
        let refused = self.book.take(entries.clone());
        for entry in entries {
            let id = entry.id();
            if refused.iter().any(|(refused, _)| *refused == id) {
                continue;
            }
            self.connection
                .prepare_cached(
                    "insert into entry (id, bytes, signature, is_received)
                     values (:id, :bytes, :signature, :is_received)
                     on conflict (id) do update
                     set is_received = max(is_received, excluded.is_received)",
                )?
                .execute(named_params! {
                    ":id": id.0, ":bytes": entry.bytes, ":signature": entry.signature,
                    ":is_received": is_received,
                })?;
        }
        self.read_erased();
        Ok(())
    }

    /// Signs an entry as this device, and keeps it to be sent.
    pub fn enter(&mut self, body: Body) -> Result<SignedEntry> {
        let entry = Entry {
            team: self.me.team,
            signer: Signer::Device(self.me.device),
            at: self.now(),
            body,
        };
        let signed = entry.signed_by(&self.me.keys());
        self.take_entries(vec![signed.clone()], false)?;
        Ok(signed)
    }

    /// Entries without a receipt of the present epoch. An erasure waits until what it carries on
    /// is received (or erased in its turn), since the server takes it only then.
    pub fn unsent_entries(&self) -> Result<Vec<SignedEntry>> {
        let entries: Vec<SignedEntry> = self
            .connection
            .prepare_cached("select bytes, signature from entry where is_received = 0")?
            .query_map([], |row| Ok(SignedEntry { bytes: row.get(0)?, signature: row.get(1)? }))?
            .collect::<rusqlite::Result<_>>()?;
        let mut sendable = Vec::new();
        for entry in entries {
            if self.may_be_sent(&entry)? {
                sendable.push(entry);
            }
        }
        // The founding first, then by time: mostly in an order in which each can be checked.
        sendable.sort_by_key(|entry| entry.read().map(|read| (rank(&read.body), read.at)).ok());
        Ok(sendable)
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
            .prepare_cached("update entry set is_received = 1 where id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    /// Unwraps keys that were wrapped to this device, wraps for the entitled, turns what must turn.
    pub fn mind_keys(&mut self) -> Result<()> {
        // A removed device has no more keys to mind: it would only unwrap again what it dropped.
        if self.book.is_removed(self.me.device) {
            return Ok(());
        }
        self.transact(|store| {
            store.unwrap_keys()?;
            if store.book.is_present(store.me.device) {
                store.wrap_for_the_entitled()?;
                store.turn_key()?;
            }
            Ok(())
        })
    }

    fn unwrap_keys(&mut self) -> Result<()> {
        let keys = self.me.keys();
        let mine: Vec<(KeyId, Purpose, Vec<u8>)> = self
            .book
            .keys()
            .filter(|(id, _)| !self.keyring.holds(*id))
            .flat_map(|(id, key)| {
                let to_me = key.wraps.iter().filter(|wrap| wrap.device == self.me.device);
                to_me.map(move |wrap| (id, key.purpose, wrap.sealed.clone()))
            })
            .collect();
        for (id, purpose, sealed) in mine {
            let Ok(plain) = keys.open(WRAP, &sealed) else { continue };
            let Ok(key) = plain.as_slice().try_into().map(Key) else { continue };
            // A wrong key fails here, before anything is written with it.
            if key.id() == id {
                match purpose {
                    Purpose::Naming => self.keyring.take_naming(key),
                    Purpose::Team => self.keyring.take_team_key(key),
                }
            }
        }
        self.keep_keyring(&self.keyring)
    }

    fn wrap_for_the_entitled(&mut self) -> Result<()> {
        let lacking: Vec<(Key, Vec<DeviceId>)> = self
            .book
            .keys()
            .filter_map(|(id, key)| {
                let held = self.held_key(id)?;
                let lacks = |device: &DeviceId| !key.is_wrapped_to(*device);
                let devices: Vec<_> = self.book.present().map(|(id, _)| id).filter(lacks).collect();
                (!devices.is_empty()).then_some((held, devices))
            })
            .collect();
        for (key, devices) in lacking {
            let wraps = self.wraps(&key, &devices)?;
            self.enter(Body::Wrap(MoreWraps { key: key.id(), wraps }))?;
        }
        Ok(())
    }

    fn held_key(&self, id: KeyId) -> Option<Key> {
        let naming = self.keyring.naming().filter(|key| key.id() == id);
        self.keyring.team_key(id).or(naming).cloned()
    }

    /// When every key was given to somebody who has since been removed, makes a new one.
    fn turn_key(&mut self) -> Result<()> {
        if self.book.team().is_some() && self.book.good_keys().next().is_none() {
            let key = Key::generate(self.surroundings.random());
            self.make_key(&key, Purpose::Team)?;
            self.keyring.take_team_key(key);
            self.keep_keyring(&self.keyring)?;
        }
        Ok(())
    }

    /// Enters a key with wraps for everybody who is present.
    pub fn make_key(&mut self, key: &Key, purpose: Purpose) -> Result<()> {
        let devices: Vec<DeviceId> = self.book.present().map(|(id, _)| id).collect();
        let wraps = self.wraps(key, &devices)?;
        let after = self.book.removed().iter().copied().collect();
        self.enter(Body::Key(MadeKey { key: key.id(), purpose, after, wraps }))?;
        Ok(())
    }

    fn wraps(&mut self, key: &Key, devices: &[DeviceId]) -> Result<Vec<Wrap>> {
        let mut wraps = Vec::new();
        for device in devices {
            let Some(enrolled) = self.book.device(*device) else { continue };
            let sealed = enrolled
                .public
                .seal_to(WRAP, &key.0, self.surroundings.random())
                .map_err(|_| StoreTrouble::NoKeys)?;
            wraps.push(Wrap { device: *device, sealed });
        }
        Ok(wraps)
    }

    /// A worker's name, as far as this device can read it.
    pub fn worker_name(&self, id: crate::care::WorkerId) -> Option<String> {
        let sealed = self.book.worker(id)?.name.as_ref()?;
        String::from_utf8(open_text(&self.keyring, sealed).ok()?).ok()
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
        let ids = self.book.erasures().filter_map(|(_, erasure)| {
            let plain = open_text(&self.keyring, &erasure.changes).ok()?;
            postcard::from_bytes::<Vec<ChangeId>>(&plain).ok()
        });
        let ids = ids.flatten().collect();
        self.erased = ids;
    }
}

/// Keys unwrap with the kit's own keys too, when it is used to come back in.
pub fn unwrap_with(
    keys: &crate::seal::DeviceKeys,
    book: &crate::seal::Book,
) -> crate::seal::Keyring {
    let me = keys.public().id();
    let mut keyring = crate::seal::Keyring::default();
    for (id, made) in book.keys() {
        let mine = made.wraps.iter().filter(|wrap| wrap.device == me);
        let opened = mine.filter_map(|wrap| keys.open(WRAP, &wrap.sealed).ok());
        let key = opened.filter_map(|plain| plain.as_slice().try_into().map(Key).ok());
        match (key.into_iter().find(|key| key.id() == id), made.purpose) {
            (Some(key), Purpose::Naming) => keyring.take_naming(key),
            (Some(key), Purpose::Team) => keyring.take_team_key(key),
            (None, _) => {}
        }
    }
    keyring
}

fn rank(body: &Body) -> u8 {
    match body {
        Body::Founding(_) => 0,
        Body::Invitation(_) => 1,
        Body::Enrolment(_) => 2,
        Body::Role(_) | Body::Kit(_) => 3,
        Body::Key(_) | Body::Wrap(_) | Body::Removal(_) | Body::Unknown { .. } => 4,
        Body::Erasure(_) => 5,
    }
}
