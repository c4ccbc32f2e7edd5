//! What must hold after everybody has met, whatever happened before.

use super::{
    Holds, Kept, World,
    following::{heads_for, holds_scope},
    photos,
    tampered::FORGED,
};
use crate::phone::{Did, Phone};
use alongside::{
    care::VisitId,
    log::{
        Change, Kind, SignedChange, Thing,
        registry::{self, visit},
        state::State,
    },
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
        self.all_doubts_are_settled();
        self.removed_phones_are_empty()?;
        self.nothing_is_unsent()?;
        self.nothing_kept_is_lost()?;
        self.what_is_erased_is_gone()?;
        self.photos_open_on_every_phone()?;
        self.erased_photos_are_gone()?;
        self.nothing_forged_is_shown()?;
        self.closed_scopes_are_closed()?;
        self.all_phones_are_of_one_mind()?;
        self.all_that_was_done_is_shown()?;
        self.what_is_newer_comes_back_bit_for_bit()?;
        self.nothing_is_here_that_is_not_followed()?;
        (0..self.phones.len()).try_for_each(|at| self.the_tables_are_the_log(at))
    }

    /// What must hold at any time, of the phone that has just done something.
    pub(super) fn holds_on_the_way(&mut self, at: usize) -> Holds {
        if self.n_leaked > 0 {
            return Err(format!("{} frames came to who may not read them", self.n_leaked));
        }
        let phone = &self.phones[at];
        if phone.is_emptied() {
            return nothing_is_left(phone);
        }
        // Of what is fetched again something may have come to harm on the way, until all is compared.
        let is_agreed = phone.store.standing().unwrap().is_agreed;
        let is_gone = |kept: &&Kept| {
            let may_go = [&self.erased, &self.doubtfully_erased];
            let may_lack = !phone.store.holds(kept.of).unwrap() || !is_agreed;
            let is_let_go = kept.is_let_go && may_lack;
            !may_go.iter().any(|erased| erased.contains(&kept.visit))
                && !is_let_go
                && !kept.is_orphan
                && phone.note_of(kept.visit).as_deref() != Some(&kept.text)
        };
        match self.kept.iter().filter(|kept| kept.by == at).find(is_gone) {
            Some(kept) => Err(format!("{} no longer has {}", phone.name, kept.text)),
            None => Ok(()),
        }
    }

    /// Of what a disk refused, it may have kept it all the same: that is known by what is there.
    fn all_doubts_are_settled(&mut self) {
        let did = self.phones.iter_mut().flat_map(|phone| phone.did.drain(..));
        did.for_each(|did| self.oracle.hears(did));
        let first = &self.phones[0].store;
        for visit in std::mem::take(&mut self.doubtfully_erased) {
            if first.visit(visit).unwrap().is_none() {
                self.erased.insert(visit);
            }
        }
        let is_gone = |photo: &photos::Photo| first.attachment_person(photo.id).unwrap().is_none();
        let doubtful = self.photos.iter_mut().filter(|photo| photo.is_doubtfully_erased);
        doubtful.for_each(|photo| photo.is_erased |= is_gone(photo));
        for signed in first.changes().unwrap() {
            let (id, change) = (signed.id(), Change::decode(&signed.bytes).unwrap());
            if self.doubted.contains(&change.writer) && !self.oracle.knows(id) {
                self.oracle.hears(Did { id, change });
            }
        }
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
            if is_removed {
                nothing_is_left(phone)?;
            }
        }
        Ok(())
    }

    pub(super) fn nothing_is_unsent(&self) -> Holds {
        for phone in &self.phones {
            let n_frames = phone.store.n_unsent_frames().unwrap();
            let n_pieces = phone.store.n_unsent_pieces().unwrap();
            if n_frames + n_pieces + phone.store.n_unsent().unwrap() > 0 {
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
            if phone.store.n_set_aside().unwrap() > self.n_tampered + n_with_news(phone) {
                let because = phone.store.set_aside_because().unwrap().join(", ");
                return Err(format!("{} has something good set aside: {because}", phone.name));
            }
            if phone.store.n_without_key().unwrap() > n_without_key(phone) {
                return Err(format!("{} says of something good that it has no key", phone.name));
            }
        }
        Ok(())
    }

    pub(super) fn nothing_kept_is_lost(&self) -> Holds {
        for phone in self.present() {
            let is_here = |kept: &&Kept| phone.store.holds(kept.of).unwrap();
            let staying = self.kept.iter().filter(|kept| !self.erased.contains(&kept.visit));
            for kept in staying.filter(is_here) {
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
        for sealed in self.server.database().snapshot().unwrap().unwrap().frames().unwrap() {
            let is_new = opened.insert(frame_id(&sealed));
            if is_new && open_frame(&sealed, &keyring).unwrap_or_default().iter().any(is_erased) {
                return Err("the server still has something erased".into());
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
        let (expected, scopes) = (shared(&self.phones[0]), self.scopes_of_changes());
        for phone in self.present() {
            if shared(phone) != heads_for(phone, &expected, &scopes) {
                return Err(format!("{} sees other heads than the first phone", phone.name));
            }
        }
        Ok(())
    }

    /// Of all that was ever done, whatever nobody replaced stands there, and nothing else.
    fn all_that_was_done_is_shown(&self) -> Holds {
        let thing = |visit: &VisitId| Thing { kind: visit::KIND, id: visit.to_bytes() };
        let mut erased: BTreeSet<Thing> = self.erased.iter().map(thing).collect();
        erased.extend(self.erased_photos());
        let (all, scopes) = (self.oracle.heads(&erased), self.scopes_of_changes());
        for phone in self.present() {
            let expected = heads_for(phone, &all, &scopes);
            let mut heads = phone.store.heads().unwrap();
            heads.retain(|(kind, ..)| !registry::is_closed(Kind(*kind)));
            if heads != expected {
                let differs = |head: &&HeadName| !(heads.contains(head) && expected.contains(head));
                let first = heads.iter().chain(&expected).find(differs);
                return Err(format!("{} shows other heads than were done: {first:?}", phone.name));
            }
        }
        Ok(())
    }

    /// Kinds, fields, operations and formats that no version here knows.
    fn what_is_newer_comes_back_bit_for_bit(&self) -> Holds {
        if self.newer.is_empty() {
            return Ok(());
        }
        for phone in self.present() {
            let sealed = phone.store.sealed().unwrap().into_iter();
            let opened = sealed.filter_map(|frame| open_frame(&frame, phone.store.keyring()).ok());
            let there: BTreeSet<Vec<u8>> = opened.flatten().map(|signed| signed.bytes).collect();
            let here = self.newer.iter().filter(|newer| holds_scope(phone, newer.scope));
            if !here.into_iter().all(|newer| there.contains(&newer.bytes)) {
                return Err(format!("{} has altered what is newer", phone.name));
            }
        }
        Ok(())
    }

    /// The store's heads are those that the log defines, and rebuilding changes nothing.
    pub(super) fn the_tables_are_the_log(&mut self, at: usize) -> Holds {
        let is_measured = at == 0 || !self.phones[at].store.follows_all().unwrap();
        if !is_measured || self.phones[at].is_emptied() {
            return Ok(());
        }
        let mut state = State::default();
        for signed in self.phones[at].store.changes().unwrap() {
            state.absorb(signed.id(), &Change::decode(&signed.bytes).unwrap());
        }
        let defined: Vec<_> = state
            .places()
            .flat_map(|place| state.heads(place).map(move |(id, _)| (place, *id)))
            .map(|((thing, field), id)| (thing.kind.0, thing.id, field, id))
            .collect();
        let store = &mut self.phones[at].store;
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

/// Nothing that anybody could read, on a phone that knows that it was removed.
fn nothing_is_left(phone: &Phone) -> Holds {
    let n_left = phone.store.rows_for_reading().unwrap().len()
        + phone.store.changes().unwrap().len()
        + phone.store.drafts().unwrap().len();
    let keyring = phone.store.keyring();
    let n_keys = keyring.team_keys().count() + keyring.closed_keys().count();
    if n_left > 0 || n_keys > 0 {
        return Err(format!("{} was removed and still holds something", phone.name));
    }
    Ok(())
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

/// Frames with a change in them whose format only a newer version knows.
fn n_with_news(phone: &Phone) -> usize {
    let is_news = |signed: &SignedChange| Change::decode(&signed.bytes).is_err();
    let has_news = |frame: &&Vec<u8>| {
        open_frame(frame, phone.store.keyring()).is_ok_and(|changes| changes.iter().any(is_news))
    };
    phone.store.sealed().unwrap().iter().filter(has_news).count()
}
