//! Drafts as the server keeps them, sealed: those of this phone, and those of the same worker's other
//! phones, to go on with here when one of these is lost.

use super::{
    DraftRow, Result, Store, StoreTrouble,
    meta::{self, name},
};
use crate::{
    care::{DeviceId, Moment, VisitId},
    log::{Thing, registry::visit},
    seal::{
        KeyId,
        draft::{open_draft, seal_draft},
        frame::MOST_FRAME_BYTES,
        keyring::Key,
    },
};
use rusqlite::{OptionalExtension, named_params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A draft for the server: a greater number replaces a smaller one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedDraft {
    /// The same on every phone, and tells nobody else which visit it is.
    pub name: [u8; 16],
    pub number: u64,
    pub sealed: Vec<u8>,
}

/// What is inside a sealed one.
#[derive(Serialize, Deserialize)]
struct Inside {
    visit: VisitId,
    written: String,
    saved_at: Moment,
}

/// A form of a draft on another phone, with when it was saved there.
type Taken = (DeviceId, VisitId, Moment);

/// No draft was saved then.
const NEVER: i64 = i64::MIN;

struct Sent {
    number: i64,
    saved_at: i64,
}

impl Store {
    /// Drafts of this phone that the server has not, or has an older form of.
    pub fn drafts_to_send(&mut self) -> Result<Vec<SealedDraft>> {
        if self.is_removed()? {
            return self.drafts_left();
        }
        match self.sealing_key() {
            Some(key) => self.sealed_drafts(&key),
            None => Ok(Vec::new()),
        }
    }

    fn sealed_drafts(&mut self, key: &Key) -> Result<Vec<SealedDraft>> {
        let (mut sealed, mut offered) = (Vec::new(), Vec::new());
        for draft in self.drafts_for_other_phones()? {
            let sent = self.draft_sent(draft.visit)?;
            if sent.as_ref().is_some_and(|sent| sent.saved_at == draft.saved_at.0) {
                continue;
            }
            let number =
                sent.map_or(draft.saved_at.0, |sent| draft.saved_at.0.max(sent.number + 1));
            offered.push((draft.visit, number));
            let (visit, written) = (draft.visit, draft.written);
            let inside = Inside { visit, written, saved_at: draft.saved_at };
            let plain = postcard::to_stdvec(&inside)
                .map_err(|error| StoreTrouble::Garbled(error.to_string()))?;
            let (team, worker) = (self.me.team, self.me.worker);
            sealed.push(SealedDraft {
                name: self.keyring.draft_name(visit).ok_or(StoreTrouble::NoKeys)?,
                number: u64::try_from(number).unwrap_or_default(),
                sealed: seal_draft(team, worker, key, &plain, self.surroundings.random()),
            });
        }
        self.note_drafts_offered(&offered)?;
        Ok(sealed)
    }

    /// What was begun on a phone that was removed goes to the worker's other phones all the same: sealed, and
    /// under a key that they have too.
    pub(super) fn drafts_to_leave(
        &mut self,
        unheard: &BTreeSet<KeyId>,
    ) -> Result<Vec<SealedDraft>> {
        let Some(key) = self.team_key_of_others(unheard) else { return Ok(Vec::new()) };
        let mut drafts = self.sealed_drafts(&key)?;
        drafts.retain(|draft| draft.sealed.len() <= MOST_FRAME_BYTES);
        Ok(drafts)
    }

    pub(super) fn leave_drafts(&self, drafts: &[SealedDraft]) -> Result<()> {
        match drafts {
            [] => meta::forget(&self.connection, name::DRAFTS_LEFT),
            some => meta::write(&self.connection, name::DRAFTS_LEFT, &some),
        }
    }

    fn drafts_left(&self) -> Result<Vec<SealedDraft>> {
        Ok(meta::read(&self.connection, name::DRAFTS_LEFT)?.unwrap_or_default())
    }

    /// Of a removed phone, so many are still to be handed in.
    pub fn n_drafts_left(&self) -> Result<usize> {
        Ok(self.drafts_left()?.len())
    }

    /// The server may have them from now on, also where no answer comes: by this it is told once they are
    /// gone. They count as not sent.
    fn note_drafts_offered(&mut self, offered: &[(VisitId, i64)]) -> Result<()> {
        if offered.is_empty() {
            return Ok(());
        }
        self.transact(|store| {
            let mut note = store.connection.prepare_cached(
                "insert or replace into draft_sent (visit, number, saved_at)
                 values (:visit, :number, :never)",
            )?;
            for (visit, number) in offered {
                note.execute(named_params! {
                    ":visit": visit.to_bytes(), ":number": number, ":never": NEVER,
                })?;
            }
            Ok(())
        })
    }

    /// A server that was put back has other drafts than it was sent.
    pub(super) fn void_what_was_told_of_drafts(&self) -> Result<()> {
        self.connection
            .prepare_cached("update draft_sent set saved_at = :never")?
            .execute(named_params! { ":never": NEVER })?;
        Ok(())
    }

    /// Names of drafts that the server has of this phone and that were kept or let go, or that give way to
    /// newer ones.
    pub fn drafts_gone(&self) -> Result<Vec<[u8; 16]>> {
        let staying = self.drafts_for_other_phones()?;
        let mut gone = self.visits_sent()?;
        gone.retain(|visit| staying.iter().all(|draft| draft.visit != *visit));
        Ok(gone.into_iter().filter_map(|visit| self.keyring.draft_name(visit)).collect())
    }

    /// The server has taken these, and dropped what is no more.
    pub fn note_drafts_sent(&mut self, sent: &[SealedDraft], gone: &[[u8; 16]]) -> Result<()> {
        if self.is_removed()? {
            let mut left = self.drafts_left()?;
            left.retain(|draft| !sent.contains(draft));
            return self.leave_drafts(&left);
        }
        self.transact(|store| {
            for draft in store.drafts()? {
                let name = store.keyring.draft_name(draft.visit);
                let Some(sealed) = sent.iter().find(|one| Some(one.name) == name) else { continue };
                store.keep_draft_sent(draft.visit, sealed)?;
            }
            for visit in store.visits_sent()? {
                if store.keyring.draft_name(visit).is_some_and(|name| gone.contains(&name)) {
                    store
                        .connection
                        .prepare_cached("delete from draft_sent where visit = :visit")?
                        .execute(named_params! { ":visit": visit.to_bytes() })?;
                }
            }
            Ok(())
        })
    }

    /// What was sealed may have been written on since: it then counts as not yet sent.
    fn keep_draft_sent(&self, visit: VisitId, sealed: &SealedDraft) -> Result<()> {
        let inside = open_draft(self.me.team, self.me.worker, &self.keyring, &sealed.sealed)
            .ok()
            .and_then(|plain| postcard::from_bytes::<Inside>(&plain).ok());
        let Some(inside) = inside else { return Ok(()) };
        self.connection
            .prepare_cached(
                "insert or replace into draft_sent (visit, number, saved_at)
                 values (:visit, :number, :saved_at)",
            )?
            .execute(named_params! {
                ":visit": visit.to_bytes(), ":number": super::frames::to_sql(sealed.number),
                ":saved_at": inside.saved_at.0,
            })?;
        Ok(())
    }

    fn draft_sent(&self, visit: VisitId) -> Result<Option<Sent>> {
        let sent = self
            .connection
            .prepare_cached("select number, saved_at from draft_sent where visit = :visit")?
            .query_row(named_params! { ":visit": visit.to_bytes() }, |row| {
                Ok(Sent { number: row.get("number")?, saved_at: row.get("saved_at")? })
            })
            .optional()?;
        Ok(sent)
    }

    fn visits_sent(&self) -> Result<Vec<VisitId>> {
        let visits = self
            .connection
            .prepare_cached("select visit from draft_sent")?
            .query_map([], |row| row.get(0).map(VisitId::from_bytes))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(visits)
    }

    /// Takes what the server has of the other phones, in place of what it had.
    pub fn keep_drafts_elsewhere(&mut self, drafts: &[(DeviceId, Vec<u8>)]) -> Result<()> {
        self.transact(|store| {
            store.connection.execute("delete from draft_elsewhere", [])?;
            for (device, sealed) in drafts {
                let opened = open_draft(store.me.team, store.me.worker, &store.keyring, sealed);
                let inside = opened.ok().and_then(|plain| postcard::from_bytes(&plain).ok());
                // Of a newer version, or under a key that is still to come: it is told again.
                let Some(Inside { visit, written, saved_at }) = inside else { continue };
                // The server keeps what a lost phone left there, whatever became of the visit.
                if store.is_erased(Thing { kind: visit::KIND, id: visit.to_bytes() })? {
                    continue;
                }
                store
                    .connection
                    .prepare_cached(
                        "insert or replace into draft_elsewhere (device, visit, written, saved_at)
                         values (:device, :visit, :written, :saved_at)",
                    )?
                    .execute(named_params! {
                        ":device": device.to_bytes(), ":visit": visit.to_bytes(),
                        ":written": written, ":saved_at": saved_at.0,
                    })?;
            }
            Ok(())
        })
    }

    /// What is being written on the worker's other phones and was not taken in here as it is there now. The
    /// newest first.
    pub fn drafts_elsewhere(&self) -> Result<Vec<DraftRow>> {
        let taken = self.drafts_taken()?;
        let mut rows = self
            .connection
            .prepare_cached("select device, visit, written, saved_at from draft_elsewhere")?
            .query_map([], |row| {
                let device = DeviceId::from_bytes(row.get("device")?);
                Ok((device, super::drafts::draft_row(row)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        rows.retain(|(device, row)| !taken.contains(&(*device, row.visit, row.saved_at)));
        rows.sort_by_key(|(_, row)| std::cmp::Reverse((row.saved_at, row.visit)));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// All that is there of it is here now, until something is written there again.
    pub fn note_drafts_taken(&mut self, visit: VisitId) -> Result<()> {
        let forms: Vec<Taken> = self
            .connection
            .prepare_cached("select device, visit, saved_at from draft_elsewhere")?
            .query_map([], |row| {
                let device = DeviceId::from_bytes(row.get("device")?);
                let visit = VisitId::from_bytes(row.get("visit")?);
                Ok((device, visit, Moment(row.get("saved_at")?)))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut taken = self.drafts_taken()?;
        // What is elsewhere no more, or in another form, need not be known.
        taken.retain(|form| forms.contains(form));
        taken.extend(forms.into_iter().filter(|(_, of, _)| *of == visit));
        meta::write(&self.connection, name::DRAFTS_TAKEN, &taken)
    }

    fn drafts_taken(&self) -> Result<BTreeSet<Taken>> {
        Ok(meta::read(&self.connection, name::DRAFTS_TAKEN)?.unwrap_or_default())
    }
}
