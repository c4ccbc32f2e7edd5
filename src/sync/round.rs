//! One round of sync as a pure step: an answer in, the next request out. Whoever drives it does the
//! sending; the store that it steps over is the real one.

use super::protocol::{
    Digest, Down, EntryVerdict, Epoch, FrameDown, Reconcile, Reconciled, Scopes, ScopesThatDiffer,
    USUAL_ANSWER_BYTES, Up, Verdict,
};
use crate::{
    log::{FrameId, ScopeId},
    seal::EntryId,
    store::{Result, Standing, Store},
};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

/// How many bytes of frames go up in one request.
const MOST_BYTES_UP: usize = 1024 * 1024;
/// What a phone on the worst of networks still asks for at once.
const LEAST_ANSWER_BYTES: u32 = 16 * 1024;
/// Frames that reconciling left apart are tried once more, then it is told as a trouble.
const MOST_RECONCILINGS: u8 = 2;

#[derive(Clone, Debug)]
pub enum Outgoing {
    Sync(Up),
    Scopes(Scopes),
    Reconcile(Reconcile),
}

#[derive(Clone, Debug)]
pub enum Incoming {
    Sync(Down),
    Scopes(ScopesThatDiffer),
    Reconcile(Reconciled),
}

/// What a round did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub n_sent: usize,
    pub n_received: usize,
    pub n_held: usize,
}

pub struct Round {
    offered_entries: Vec<EntryId>,
    offered_frames: Vec<FrameId>,
    to_reconcile: Vec<ScopeId>,
    n_reconcilings: u8,
    most_bytes: u32,
    pub tally: Tally,
}

impl Round {
    /// Turns and wraps keys where that is due, seals what is unsent, and makes the first request.
    pub fn begin(store: &mut Store) -> Result<(Self, Outgoing)> {
        store.mind_keys()?;
        store.seal_outbox()?;
        let mut round = Self {
            offered_entries: Vec::new(),
            offered_frames: Vec::new(),
            to_reconcile: Vec::new(),
            n_reconcilings: 0,
            most_bytes: USUAL_ANSWER_BYTES,
            tally: Tally::default(),
        };
        let up = round.up(store)?;
        Ok((round, up))
    }

    /// Takes an answer in, in one transaction, and says what to ask next; `None` ends the round.
    pub fn take(&mut self, store: &mut Store, incoming: Incoming) -> Result<Option<Outgoing>> {
        match incoming {
            Incoming::Sync(down) => self.take_down(store, down),
            Incoming::Scopes(differ) => self.take_scopes(store, differ),
            Incoming::Reconcile(reconciled) => self.take_reconciled(store, reconciled),
        }
    }

    /// Asks for half as much: the last answer did not arrive in time.
    pub fn halve(&mut self) {
        self.most_bytes = (self.most_bytes / 2).max(LEAST_ANSWER_BYTES);
    }

    pub fn may_halve(&self) -> bool {
        self.most_bytes > LEAST_ANSWER_BYTES
    }

    /// The same question again, for as much as is asked for now.
    pub fn again(&mut self, store: &mut Store) -> Result<Outgoing> {
        if self.to_reconcile.is_empty() {
            return self.up(store);
        }
        let next = self.next_scope(store)?;
        next.map_or_else(|| self.up(store), Ok)
    }

    fn up(&mut self, store: &mut Store) -> Result<Outgoing> {
        let standing = store.standing()?;
        let entries = store.unsent_entries()?;
        let frames = store.unsent_frames(MOST_BYTES_UP)?;
        self.offered_entries = entries.iter().map(|entry| entry.id()).collect();
        self.offered_frames = frames.iter().map(|frame| frame.id).collect();
        Ok(Outgoing::Sync(Up {
            epoch: standing.epoch.map(Epoch),
            mark: standing.mark.map(ByteBuf::from),
            cursor: standing.cursor,
            book_cursor: standing.book_cursor,
            held_cursor: standing.held_cursor,
            entries,
            frames: frames.into_iter().map(|frame| ByteBuf::from(frame.bytes)).collect(),
            n_unsent: u32::try_from(store.n_unsent()?).unwrap_or(u32::MAX),
            oldest_unsent_at: store.oldest_unsent_at()?,
            most_bytes: self.most_bytes,
        }))
    }

    fn take_down(&mut self, store: &mut Store, down: Down) -> Result<Option<Outgoing>> {
        let n_offered = self.offered_entries.len() + self.offered_frames.len();
        let progress = store.together(|store| self.keep_down(store, &down))?;
        self.tally.n_sent += progress.n_taken;
        self.tally.n_received += progress.n_received;
        let me = store.me().device;
        if store.book().is_removed(me) {
            if !store.is_removed()? {
                store.empty()?;
                return self.up(store).map(Some);
            }
            return Ok(None);
        }
        store.mind_keys()?;
        store.try_again()?;
        store.seal_outbox()?;
        if !down.is_complete {
            return self.up(store).map(Some);
        }
        let is_agreed = Digest::of(store.received_ids(down.cursor)?) == down.digest;
        let mut standing = store.standing()?;
        standing.is_agreed = is_agreed;
        store.keep_standing(&standing)?;
        if !is_agreed {
            return self.ask_scopes(store);
        }
        let more_to_offer = store.n_unsent_frames()? > 0 || !store.unsent_entries()?.is_empty();
        let made_progress = progress.n_taken > 0 || n_offered == 0;
        if more_to_offer && made_progress { self.up(store).map(Some) } else { Ok(None) }
    }

    fn keep_down(&mut self, store: &mut Store, down: &Down) -> Result<Progress> {
        let mut standing = store.standing()?;
        if standing.epoch != Some(down.epoch.0) {
            if standing.epoch.is_some() {
                store.void_receipts()?;
            }
            standing = Standing { epoch: Some(down.epoch.0), ..Standing::default() };
        }
        let mut progress = Progress::default();
        for (id, verdict) in self.offered_entries.iter().zip(&down.entry_verdicts) {
            if matches!(verdict, EntryVerdict::Accepted | EntryVerdict::Duplicate) {
                store.keep_entry_receipt(*id)?;
                progress.n_taken += 1;
            }
        }
        store.take_entries(down.entries.clone(), true)?;
        for (id, verdict) in self.offered_frames.clone().into_iter().zip(&down.verdicts) {
            progress.n_taken += self.keep_verdict(store, id, verdict)?;
        }
        for frame in &down.frames {
            progress.n_received += take_frame_down(store, frame)?;
        }
        for held in &down.held {
            store.keep_held(&held.bytes, held.from, held.at)?;
        }
        store.apply_erasures()?;
        standing.cursor = down.cursor;
        standing.book_cursor = down.book_cursor;
        standing.held_cursor = down.held_cursor;
        standing.mark = Some(down.mark.to_vec());
        standing.durable_to = down.durable_to;
        standing.last_round_at = Some(store.now().0);
        store.keep_standing(&standing)?;
        Ok(progress)
    }

    fn keep_verdict(&mut self, store: &Store, id: FrameId, verdict: &Verdict) -> Result<usize> {
        match verdict {
            Verdict::Accepted { position } | Verdict::Duplicate { position } => {
                store.keep_receipt(id, *position)?;
                Ok(1)
            }
            Verdict::Held(_) => {
                self.tally.n_held += 1;
                // Kept, sealed, all the same: should the server be put back, it is handed in again.
                if store.book().is_removed(store.me().device) {
                    store.note_handed_in(id)?;
                }
                Ok(1)
            }
            Verdict::Erased => {
                store.forget_frame(id)?;
                Ok(1)
            }
            Verdict::Later | Verdict::TooBig | Verdict::NotAFrame => Ok(0),
        }
    }

    fn ask_scopes(&mut self, store: &Store) -> Result<Option<Outgoing>> {
        #[cfg(feature = "switches")]
        if !crate::switches::is_there(crate::switches::Safeguard::Reconciliation) {
            return Ok(None);
        }
        if self.n_reconcilings >= MOST_RECONCILINGS {
            return Ok(None);
        }
        self.n_reconcilings += 1;
        let mut scopes: BTreeMap<ScopeId, Digest> = BTreeMap::new();
        for (scope, frame) in store.frame_ids()? {
            scopes.entry(scope).or_default().add(frame.0);
        }
        let cursor = store.standing()?.cursor;
        Ok(Some(Outgoing::Scopes(Scopes { cursor, scopes: scopes.into_iter().collect() })))
    }

    /// Scopes that agree are settled as they are; the others are compared id by id.
    fn take_scopes(
        &mut self,
        store: &mut Store,
        differ: ScopesThatDiffer,
    ) -> Result<Option<Outgoing>> {
        store.together(|store| {
            let frames = store.frame_ids()?;
            let agreeing = frames.iter().filter(|(scope, _)| !differ.scopes.contains(scope));
            agreeing.map(|(_, frame)| *frame).try_for_each(|frame| store.settle(frame))
        })?;
        self.to_reconcile = differ.scopes;
        self.next_scope(store)
    }

    fn next_scope(&mut self, store: &mut Store) -> Result<Option<Outgoing>> {
        let Some(scope) = self.to_reconcile.last().copied() else {
            return self.up(store).map(Some);
        };
        let prefixes = store.frame_ids_of(scope)?.into_iter().map(prefix).collect();
        Ok(Some(Outgoing::Reconcile(Reconcile {
            scope,
            cursor: store.standing()?.cursor,
            prefixes,
            most_bytes: self.most_bytes,
        })))
    }

    fn take_reconciled(
        &mut self,
        store: &mut Store,
        reconciled: Reconciled,
    ) -> Result<Option<Outgoing>> {
        let Some(scope) = self.to_reconcile.last().copied() else { return Ok(None) };
        let n_received = store.together(|store| {
            for frame in store.frame_ids_of(scope)? {
                let prefix = prefix(frame);
                if reconciled.lacking.contains(&prefix) || reconciled.later.contains(&prefix) {
                    store.void_receipt(frame)?;
                } else if reconciled.erased.contains(&prefix) {
                    store.forget_frame(frame)?;
                } else {
                    store.settle(frame)?;
                }
            }
            let taken = reconciled.frames.iter().map(|frame| take_frame_down(store, frame));
            taken.sum::<Result<usize>>()
        })?;
        self.tally.n_received += n_received;
        if reconciled.is_complete {
            self.to_reconcile.pop();
        }
        self.next_scope(store)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    n_taken: usize,
    n_received: usize,
}

fn take_frame_down(store: &mut Store, frame: &FrameDown) -> Result<usize> {
    match frame {
        FrameDown::Whole { position, bytes } => store.take_frame(bytes, Some(*position)),
        FrameDown::Own { position, id } => store.keep_receipt(*id, *position).map(|()| 0),
    }
}

fn prefix(frame: FrameId) -> [u8; 8] {
    let mut prefix = [0; 8];
    prefix.iter_mut().zip(frame.0).for_each(|(to, from)| *to = from);
    prefix
}
