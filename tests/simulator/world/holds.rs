//! What must hold after everybody has met, whatever happened before.

use super::{FORGED, Holds, World};
use crate::phone::Phone;
use alongside::{
    log::{Change, Kind, SignedChange, registry, state::State},
    seal::{
        Keyring,
        frame::{CLOSED, Header, NotAFrame, frame_id, open_frame},
    },
    store::HeadName,
};
use std::collections::BTreeSet;

impl World {
    /// The invariants, after everybody has met.
    pub(super) fn holds(&mut self) -> Holds {
        self.removed_phones_are_empty()?;
        self.nothing_is_unsent()?;
        self.nothing_kept_is_lost()?;
        self.what_is_erased_is_gone()?;
        self.nothing_forged_is_shown()?;
        self.closed_scopes_are_closed()?;
        self.all_phones_are_of_one_mind()?;
        self.the_tables_are_the_log()
    }

    pub(super) fn present(&self) -> impl Iterator<Item = &Phone> {
        self.phones.iter().filter(|phone| !phone.is_emptied())
    }

    fn removed_phones_are_empty(&self) -> Holds {
        let book = self.phones[0].store.book();
        for phone in &self.phones {
            let is_removed = book.is_removed(phone.store.me().device);
            if is_removed != phone.is_emptied() {
                return Err(format!("{} removed: {is_removed}, and not emptied so", phone.name));
            }
            let n_left = phone.store.n_visits().unwrap() + phone.store.changes().unwrap().len();
            let keyring = phone.store.keyring();
            let n_keys = keyring.team_keys().count() + keyring.closed_keys().count();
            if is_removed && (n_left > 0 || n_keys > 0) {
                return Err(format!("{} was removed and still holds something", phone.name));
            }
        }
        Ok(())
    }

    fn nothing_is_unsent(&self) -> Holds {
        for phone in &self.phones {
            if phone.store.n_unsent_frames().unwrap() > 0 || phone.store.n_unsent().unwrap() > 0 {
                return Err(format!("{} has something unsent", phone.name));
            }
            if phone.is_emptied() {
                continue;
            }
            if !phone.store.unsent_entries().unwrap().is_empty() {
                return Err(format!("{} has unsent entries", phone.name));
            }
            if !phone.store.standing().unwrap().is_agreed {
                return Err(format!("the digest of {} does not agree", phone.name));
            }
            let n_without_key = n_without_key(phone);
            if phone.store.n_set_aside().unwrap() > self.n_tampered + n_without_key {
                return Err(format!("{} has something good set aside", phone.name));
            }
        }
        Ok(())
    }

    fn nothing_kept_is_lost(&self) -> Holds {
        for phone in self.present() {
            for kept in self.kept.iter().filter(|kept| !self.erased.contains(&kept.visit)) {
                if phone.note_of(kept.visit).as_deref() != Some(&kept.text) {
                    return Err(format!("{} has lost {}", phone.name, kept.text));
                }
            }
        }
        Ok(())
    }

    /// Neither in a log nor in any sealed bytes that somebody's keys can open.
    fn what_is_erased_is_gone(&self) -> Holds {
        let mut keyring = Keyring::default();
        for key in self.present().flat_map(|phone| phone.store.keyring().team_keys()) {
            keyring.take_team_key(key.clone());
        }
        let is_erased = |signed: &SignedChange| {
            let text = String::from_utf8_lossy(&signed.bytes).into_owned();
            let mut erased = self.kept.iter().filter(|kept| self.erased.contains(&kept.visit));
            erased.any(|kept| text.ends_with(&kept.text))
        };
        let mut opened = BTreeSet::new();
        for phone in &self.phones {
            let mut changes = phone.store.changes().unwrap();
            for sealed in phone.store.sealed().unwrap() {
                if opened.insert(frame_id(&sealed)) {
                    changes.extend(open_frame(&sealed, &keyring).unwrap_or_default());
                }
            }
            if changes.iter().any(is_erased) {
                return Err(format!("{} still has something erased", phone.name));
            }
        }
        Ok(())
    }

    fn nothing_forged_is_shown(&self) -> Holds {
        for phone in self.present() {
            let rows = phone.store.rows_for_reading().unwrap();
            if rows.iter().any(|row| row.contains(FORGED)) {
                return Err(format!("{} shows what was forged", phone.name));
            }
        }
        Ok(())
    }

    /// Of what everybody reads.
    fn all_phones_are_of_one_mind(&self) -> Holds {
        let shared = |phone: &Phone| -> Vec<HeadName> {
            let mut heads = phone.store.heads().unwrap();
            heads.retain(|(kind, ..)| !registry::is_closed(Kind(*kind)));
            heads
        };
        let expected = shared(&self.phones[0]);
        for phone in self.present() {
            if shared(phone) != expected {
                return Err(format!("{} sees other heads than the first phone", phone.name));
            }
        }
        Ok(())
    }

    /// The store's heads are those that the log defines, and rebuilding changes nothing.
    fn the_tables_are_the_log(&mut self) -> Holds {
        let mut state = State::default();
        for signed in self.phones[0].store.changes().unwrap() {
            state.absorb(signed.id(), &Change::decode(&signed.bytes).unwrap());
        }
        let defined: Vec<_> = state
            .places()
            .flat_map(|place| state.heads(place).map(move |(id, _)| (place, *id)))
            .map(|((thing, field), id)| (thing.kind.0, thing.id, field, id))
            .collect();
        let store = &mut self.phones[0].store;
        if store.heads().unwrap() != defined {
            return Err("the heads are not those that the log defines".into());
        }
        let before = store.rows_for_reading().unwrap();
        store.rebuild().unwrap();
        if store.heads().unwrap() != defined || store.rows_for_reading().unwrap() != before {
            return Err("rebuilt is not the same as built step by step".into());
        }
        Ok(())
    }
}

/// Frames of closed scopes whose keys went with the only phones that had them.
fn n_without_key(phone: &Phone) -> usize {
    let keyring = phone.store.keyring();
    let has_no_key = |frame: &&Vec<u8>| {
        let is_closed = Header::read(frame).is_ok_and(|header| header.scope_kind == CLOSED);
        is_closed && open_frame(frame, keyring) == Err(NotAFrame::KeyMissing)
    };
    phone.store.sealed().unwrap().iter().filter(has_no_key).count()
}
