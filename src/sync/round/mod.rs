//! One round of sync as a pure step: an answer in, the next request out. Whoever drives it does the
//! sending; the store that it steps over is the real one.

#[cfg(test)]
mod tests;

use super::{
    Limits,
    protocol::{
        Digest, Down, EntryVerdict, Epoch, Followed, FrameDown, Reconcile, Reconciled, Scopes,
        ScopesThatDiffer, SetName, Up, Verdict,
    },
};
#[cfg(feature = "switches")]
use crate::switches::{Safeguard, is_there};
use crate::{
    care::{DeviceId, Moment},
    log::{FrameId, ScopeId},
    seal::{EntryId, SignedEntry, frame::frame_id},
    store::{Result, Standing, Store, StoreTrouble, ToFetch, UnsentFrame, Which},
};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

/// Frames that reconciling left apart are tried once more, then it is told as a trouble.
const MOST_RECONCILINGS: u8 = 2;
/// The first answers of all tell how far behind a phone is, and bring it the book; what it is to show first does
/// not wait behind large ones.
const FIRST_ANSWER_BYTES: u32 = 64 * 1024;

#[derive(Clone, Debug)]
pub enum Outgoing {
    Sync(Up),
    /// There is much to come, and nothing to offer. The answers are [`Incoming::Sync`], as many as may be.
    Pull(Up),
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
    /// What was offered and not taken for now, as by a server without room.
    pub n_put_off: usize,
}

pub struct Round {
    /// Whose round it is.
    device: DeviceId,
    offered_entries: Vec<EntryId>,
    offered_frames: Vec<FrameId>,
    /// What the server would not take for now: offered again in the next round, not in this one.
    put_off_entries: BTreeSet<EntryId>,
    put_off_frames: BTreeSet<FrameId>,
    to_reconcile: Vec<ScopeId>,
    /// The frames that the server is comparing. One that is made meanwhile is not in its answer.
    compared: BTreeSet<FrameId>,
    /// As it was last counted.
    unsent: Option<Unsent>,
    n_reconcilings: u8,
    /// The last answer did not bring all that there is.
    is_behind: bool,
    /// The server does not know by its name which scopes are followed here.
    tells_followed: bool,
    /// What the server was shown of receipts for pieces; its next mark tells of them too.
    piece_mark: Option<Vec<u8>>,
    /// Scopes that are fetched just now, apart from the cursor.
    fetching: Option<ToFetch>,
    limits: Limits,
    pub tally: Tally,
}

impl Round {
    /// Turns and wraps keys where that is due, seals what is unsent, and makes the first request.
    pub fn begin(store: &mut Store, limits: Limits) -> Result<(Self, Outgoing)> {
        if !store.book_goes_on()? {
            store.mind_keys()?;
            store.mind_following_whoever_is_here()?;
            store.seal_outbox()?;
        }
        let mut round = Self {
            device: store.me().device,
            offered_entries: Vec::new(),
            offered_frames: Vec::new(),
            put_off_entries: BTreeSet::new(),
            put_off_frames: BTreeSet::new(),
            to_reconcile: Vec::new(),
            compared: BTreeSet::new(),
            unsent: None,
            n_reconcilings: 0,
            is_behind: false,
            tells_followed: false,
            piece_mark: None,
            fetching: None,
            limits,
            tally: Tally::default(),
        };
        let up = round.up(store)?;
        Ok((round, up))
    }

    /// Takes an answer in, in one transaction, and says what to ask next; `None` ends the round.
    pub fn take(&mut self, store: &mut Store, incoming: Incoming) -> Result<Option<Outgoing>> {
        // Cleared while the answer was on its way, and joined anew: it is for nobody here.
        if store.me().device != self.device {
            return Err(StoreTrouble::NotEntitled);
        }
        match incoming {
            Incoming::Sync(down) => match self.fetching.take() {
                Some(fetching) => self.take_fetched(store, &fetching, down),
                None => self.take_down(store, down),
            },
            Incoming::Scopes(differ) => self.take_scopes(store, differ),
            Incoming::Reconcile(reconciled) => self.take_reconciled(store, reconciled),
        }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sends and asks for half as much: the last answer did not arrive in time.
    pub fn halve(&mut self) {
        self.limits = self.limits.halved();
    }

    /// The same question again, for as much as is asked for now.
    pub fn again(&mut self, store: &mut Store) -> Result<Outgoing> {
        if self.fetching.is_some()
            && let Some(asked) = self.ask_for_followed(store)?
        {
            return Ok(asked);
        }
        if self.to_reconcile.is_empty() {
            return self.up(store);
        }
        let next = self.next_scope(store)?;
        next.map_or_else(|| self.up(store), Ok)
    }

    fn up(&mut self, store: &mut Store) -> Result<Outgoing> {
        let standing = store.standing()?;
        let (entries, frames) = self.to_offer(store)?;
        self.offered_entries = entries.iter().map(|entry| entry.id()).collect();
        self.offered_frames = frames.iter().map(|frame| frame.id).collect();
        let (n_unsent, oldest_unsent_at) =
            with_photos(self.unsent_beside(frames.len(), store)?, store)?;
        let is_first = standing.epoch.is_none() || store.is_to_learn_who_there_is()?;
        let most_bytes = if is_first { FIRST_ANSWER_BYTES } else { u32::MAX };
        self.piece_mark = store.piece_mark()?;
        let up = Up {
            epoch: standing.epoch.map(Epoch),
            mark: standing.mark.map(ByteBuf::from),
            piece_mark: self.piece_mark.clone().map(ByteBuf::from),
            cursor: standing.cursor,
            book_cursor: standing.book_cursor,
            held_cursor: standing.held_cursor,
            entries,
            frames: frames.into_iter().map(|frame| ByteBuf::from(frame.bytes)).collect(),
            n_unsent,
            oldest_unsent_at,
            most_bytes: self.limits.down_bytes.min(most_bytes),
            followed: self.followed(store)?,
            is_fetch: false,
        };
        let is_pull = self.is_behind && !up.has_offer();
        Ok(if is_pull { Outgoing::Pull(up) } else { Outgoing::Sync(up) })
    }

    /// How much stays unsent beside so many frames, and since when. While further ones wait for their turn
    /// it is told as it was: counting takes as long as there is much of it.
    fn unsent_beside(&mut self, n_frames: usize, store: &Store) -> Result<Unsent> {
        let n_waiting = store.n_unsent_frames()?;
        if n_frames == n_waiting && !store.has_unsealed()? {
            return Ok((0, None));
        }
        if n_frames + self.put_off_frames.len() < n_waiting
            && let Some(unsent) = self.unsent
        {
            return Ok(unsent);
        }
        let unsent = (count(store.n_unsent()?), store.oldest_unsent_at()?);
        self.unsent = Some(unsent);
        Ok(unsent)
    }

    fn followed(&self, store: &Store) -> Result<Followed> {
        Ok(match store.followed()? {
            None => Followed::All,
            Some(scopes) if self.tells_followed => Followed::These(scopes),
            Some(scopes) => Followed::Known(SetName::of(&scopes)),
        })
    }

    /// As much as goes into one request of what is unsent and not put off. Until the book is whole nobody
    /// knows what the server has of it.
    fn to_offer(&self, store: &Store) -> Result<(Vec<SignedEntry>, Vec<UnsentFrame>)> {
        if store.book_goes_on()? {
            return Ok((Vec::new(), Vec::new()));
        }
        let most_bytes = usize::try_from(self.limits.up_bytes).unwrap_or(usize::MAX);
        let mut n_bytes = 0;
        let mut entries = store.unsent_entries()?;
        let mut put_off = store.frames_after(&entries)?;
        put_off.extend(&self.put_off_frames);
        entries.retain(|entry| !self.put_off_entries.contains(&entry.id()));
        let n_entries = entries
            .iter()
            .take_while(|entry| {
                let is_first = n_bytes == 0;
                n_bytes += entry.n_bytes();
                is_first || n_bytes <= most_bytes
            })
            .count();
        entries.truncate(n_entries);
        Ok((entries, store.unsent_frames(most_bytes, &put_off)?))
    }

    fn has_more_to_offer(&self, store: &Store) -> Result<bool> {
        let (entries, frames) = self.to_offer(store)?;
        Ok(!(entries.is_empty() && frames.is_empty()))
    }

    fn take_down(&mut self, store: &mut Store, down: Down) -> Result<Option<Outgoing>> {
        let before = store.standing()?;
        let progress = store.together(|store| self.keep_down(store, &down, down.cursor))?;
        self.tally.n_sent += progress.n_taken;
        self.tally.n_received += progress.n_received;
        if store.book().is_removed(store.me().device) {
            return self.leave(store);
        }
        build_on(store)?;
        if down.is_set_unknown && !self.tells_followed {
            self.tells_followed = true;
            return self.up(store).map(Some);
        }
        self.is_behind = !down.is_complete;
        if self.is_behind {
            let has_moved = before.cursors() != store.standing()?.cursors();
            if before.epoch.is_none() && store.follows_all()? {
                store.is_now_to_learn_who_there_is()?;
            }
            // Frames come once the book is whole: whoever was removed meanwhile knows it by then, and would
            // be told nothing of a directory.
            let is_book_whole = !down.frames.is_empty();
            return match has_moved {
                true if is_book_whole && store.is_to_learn_who_there_is()? => {
                    self.ask_for_the_directory(store)
                }
                true => self.up(store).map(Some),
                false => Ok(None),
            };
        }
        let is_agreed = Digest::of(store.received_ids(down.cursor)?) == down.digest;
        #[cfg(feature = "switches")]
        let is_agreed = is_agreed || !is_there(Safeguard::Digest);
        let mut standing = store.standing()?;
        standing.is_agreed = is_agreed;
        store.keep_standing(&standing)?;
        if !is_agreed && let Some(asked) = self.ask_scopes(store)? {
            return Ok(Some(asked));
        }
        if self.has_more_to_offer(store)? {
            return self.up(store).map(Some);
        }
        self.ask_for_followed(store)
    }

    /// Whoever is followed from now on comes apart, from the first frame: the cursor is past it.
    fn ask_for_followed(&mut self, store: &Store) -> Result<Option<Outgoing>> {
        self.fetching = store.to_fetch()?;
        let Some(fetching) = &self.fetching else { return Ok(None) };
        self.offered_entries.clear();
        self.offered_frames.clear();
        let followed = match fetching.which.clone() {
            Which::These(scopes) => Followed::These(scopes),
            Which::AllBut(scopes) => Followed::AllBut(scopes),
        };
        let standing = store.standing()?;
        let unsent = (count(store.n_unsent()?), store.oldest_unsent_at()?);
        let (n_unsent, oldest_unsent_at) = with_photos(unsent, store)?;
        Ok(Some(Outgoing::Pull(Up {
            epoch: standing.epoch.map(Epoch),
            mark: standing.mark.map(ByteBuf::from),
            piece_mark: None,
            cursor: fetching.fetched_to,
            book_cursor: standing.book_cursor,
            held_cursor: standing.held_cursor,
            entries: Vec::new(),
            frames: Vec::new(),
            n_unsent,
            oldest_unsent_at,
            most_bytes: self.limits.down_bytes,
            followed,
            is_fetch: true,
        })))
    }

    /// Once all of it is here it comes down with the rest, from the cursor on. Should anything of it have
    /// come to harm on the way, nothing is agreed until all is compared. An answer out of another epoch says
    /// nothing of these positions.
    fn take_fetched(
        &mut self,
        store: &mut Store,
        fetching: &ToFetch,
        down: Down,
    ) -> Result<Option<Outgoing>> {
        let before = store.standing()?;
        if before.epoch != Some(down.epoch.0) {
            return self.take_down(store, down);
        }
        let progress = store.together(|store| {
            let progress = self.keep_down(store, &down, before.cursor)?;
            store.note_fetched(fetching, down.cursor, down.is_complete)?;
            let is_whole = |fetched| Digest::of(fetched) == down.digest;
            if down.is_complete && !is_whole(store.received_ids_of(&fetching.which, down.cursor)?) {
                store.keep_standing(&Standing { is_agreed: false, ..store.standing()? })?;
            }
            Ok(progress)
        })?;
        self.tally.n_received += progress.n_received;
        if store.book().is_removed(store.me().device) {
            return self.leave(store);
        }
        build_on(store)?;
        if down.is_complete {
            self.tells_followed = true;
            return self.up(store).map(Some);
        }
        let (_, book, held) = before.cursors();
        let has_moved =
            (down.cursor, down.book_cursor, down.held_cursor) != (fetching.fetched_to, book, held);
        if has_moved { self.ask_for_followed(store) } else { Ok(None) }
    }

    /// This device was removed: it empties itself, and hands in what is left.
    fn leave(&mut self, store: &mut Store) -> Result<Option<Outgoing>> {
        if !store.is_removed()? {
            store.empty()?;
            return self.up(store).map(Some);
        }
        let has_more = !store.unsent_frames(0, &self.put_off_frames)?.is_empty();
        if has_more { self.up(store).map(Some) } else { Ok(None) }
    }

    fn keep_down(&mut self, store: &mut Store, down: &Down, cursor: u64) -> Result<Progress> {
        let mut standing = store.standing()?;
        let is_new_epoch = standing.epoch != Some(down.epoch.0);
        #[cfg(feature = "switches")]
        let is_new_epoch = is_new_epoch && (standing.epoch.is_none() || is_there(Safeguard::Epoch));
        if is_new_epoch {
            // Also of the first one that it hears of: the book that it joined with may be of another.
            store.void_receipts()?;
            store.fetch_anew()?;
            standing = Standing { epoch: Some(down.epoch.0), ..Standing::default() };
        }
        let mut progress = Progress::default();
        store.note_book_goes_on(!down.is_book_whole)?;
        store.take_entries(down.entries.clone(), true)?;
        progress.n_taken += self.keep_entry_verdicts(store, down)?;
        progress.n_taken += self.keep_verdicts(store, down)?;
        progress.n_received += take_frames_down(store, &down.frames)?;
        for held in &down.held {
            store.keep_held(&held.bytes, held.from, held.at)?;
        }
        if store.apply_erasures()? || !down.held.is_empty() {
            store.take_strays_of_held()?;
        }
        store.erase_strays()?;
        standing.cursor = cursor;
        standing.book_cursor = down.book_cursor;
        standing.held_cursor = down.held_cursor;
        standing.mark = Some(down.mark.to_vec());
        if let Some(shown) = self.piece_mark.take() {
            store.forget_piece_mark(&shown)?;
        }
        standing.durable_to = down.durable_to;
        standing.last_round_at = Some(store.now().0);
        store.keep_standing(&standing)?;
        Ok(progress)
    }

    fn keep_entry_verdicts(&mut self, store: &mut Store, down: &Down) -> Result<usize> {
        let has_grown =
            !down.entries.is_empty() || down.entry_verdicts.contains(&EntryVerdict::Accepted);
        if has_grown {
            store.offer_refused_again()?;
        }
        let mut n_taken = 0;
        let mut verdicts = down.entry_verdicts.iter();
        for id in self.offered_entries.clone() {
            match verdicts.next() {
                Some(EntryVerdict::Accepted | EntryVerdict::Duplicate) => {
                    store.keep_entry_receipt(id)?;
                    n_taken += 1;
                }
                Some(EntryVerdict::Refused) => store.set_entry_aside(id)?,
                Some(EntryVerdict::Later) | None => {
                    self.tally.n_put_off += 1;
                    self.put_off_entries.insert(id);
                }
            }
        }
        Ok(n_taken)
    }

    fn keep_verdicts(&mut self, store: &Store, down: &Down) -> Result<usize> {
        let mut n_taken = 0;
        let mut verdicts = down.verdicts.iter();
        for id in self.offered_frames.clone() {
            match verdicts.next() {
                Some(Verdict::Accepted { position } | Verdict::Duplicate { position }) => {
                    store.keep_receipt(id, *position)?;
                    n_taken += 1;
                }
                // Kept, sealed, all the same: should the server be put back, it is handed in again.
                Some(Verdict::Held(_)) if store.book().is_removed(store.me().device) => {
                    self.tally.n_held += 1;
                    store.note_handed_in(id)?;
                    n_taken += 1;
                }
                Some(Verdict::Held(_)) => {
                    self.tally.n_held += 1;
                    self.put_off_frames.insert(id);
                }
                Some(Verdict::Erased) => {
                    store.forget_frame(id)?;
                    n_taken += 1;
                }
                Some(Verdict::Later | Verdict::TooBig | Verdict::NotAFrame) | None => {
                    self.tally.n_put_off += 1;
                    self.put_off_frames.insert(id);
                }
            }
        }
        Ok(n_taken)
    }

    /// Who there is, and who goes to see them, comes before the rest: a screen that shows it is of use
    /// already. Its frames come once more at their places, which the cursor has not reached yet.
    fn ask_for_the_directory(&mut self, store: &mut Store) -> Result<Option<Outgoing>> {
        self.to_reconcile = store.keyring().directory_scope().into_iter().collect();
        self.next_scope(store)
    }

    fn ask_scopes(&mut self, store: &Store) -> Result<Option<Outgoing>> {
        #[cfg(feature = "switches")]
        if !is_there(Safeguard::Reconciliation) {
            return Ok(None);
        }
        if self.n_reconcilings >= MOST_RECONCILINGS {
            return Ok(None);
        }
        self.n_reconcilings += 1;
        let followed = store.followed()?;
        let is_named = |scope: &ScopeId| followed.as_ref().is_none_or(|all| all.contains(scope));
        let mut frames = store.frame_ids()?;
        frames.retain(|(scope, _)| is_named(scope));
        let named = followed.iter().flatten().map(|scope| (*scope, Digest::default()));
        let mut scopes: BTreeMap<ScopeId, Digest> = named.collect();
        for (scope, frame) in &frames {
            scopes.entry(*scope).or_default().add(frame.0);
        }
        // Of those that are not named nothing is answered.
        self.compared = frames.into_iter().map(|(_, frame)| frame).collect();
        Ok(Some(Outgoing::Scopes(Scopes {
            cursor: store.standing()?.cursor,
            scopes: scopes.into_iter().collect(),
            is_all: followed.is_none(),
        })))
    }

    /// Scopes that agree are settled as they are; the others are compared id by id.
    fn take_scopes(
        &mut self,
        store: &mut Store,
        differ: ScopesThatDiffer,
    ) -> Result<Option<Outgoing>> {
        store.together(|store| {
            let frames = store.frame_ids()?;
            let is_compared = |(_, frame): &&(ScopeId, FrameId)| self.compared.contains(frame);
            let compared = frames.iter().filter(is_compared);
            let agreeing = compared.filter(|(scope, _)| !differ.scopes.contains(scope));
            agreeing.map(|(_, frame)| *frame).try_for_each(|frame| store.settle(frame))
        })?;
        self.to_reconcile = differ.scopes;
        self.next_scope(store)
    }

    fn next_scope(&mut self, store: &mut Store) -> Result<Option<Outgoing>> {
        let Some(scope) = self.to_reconcile.last().copied() else {
            return self.up(store).map(Some);
        };
        self.compared = store.frame_ids_of(scope)?.into_iter().collect();
        let prefixes = self.compared.iter().copied().map(prefix).collect();
        // Whoever is behind asks for a scope to its end.
        let cursor = if self.is_behind { u64::MAX } else { store.standing()?.cursor };
        Ok(Some(Outgoing::Reconcile(Reconcile {
            scope,
            cursor,
            prefixes,
            most_bytes: self.limits.down_bytes,
        })))
    }

    fn take_reconciled(
        &mut self,
        store: &mut Store,
        reconciled: Reconciled,
    ) -> Result<Option<Outgoing>> {
        if self.to_reconcile.is_empty() {
            return Ok(None);
        }
        let is_new = |frame: &FrameDown| match frame {
            FrameDown::Whole { bytes, .. } => Ok(!store.has_frame(frame_id(bytes))?),
            FrameDown::Own { .. } => Ok(false),
        };
        let news: Vec<bool> = reconciled.frames.iter().map(is_new).collect::<Result<_>>()?;
        let n_received = store.together(|store| {
            for frame in self.compared.iter().copied() {
                let prefix = prefix(frame);
                if reconciled.lacking.contains(&prefix) || reconciled.later.contains(&prefix) {
                    store.void_receipt(frame)?;
                } else if reconciled.erased.contains(&prefix) {
                    store.forget_frame(frame)?;
                } else {
                    store.settle(frame)?;
                }
            }
            let n_received = take_frames_down(store, &reconciled.frames)?;
            store.erase_strays()?;
            Ok(n_received)
        })?;
        self.tally.n_received += n_received;
        // An answer that adds nothing would be given again for ever.
        if reconciled.is_complete || !news.contains(&true) {
            self.to_reconcile.pop();
        }
        if self.to_reconcile.is_empty() && store.is_to_learn_who_there_is()? {
            store.knows_who_there_is()?;
        }
        self.next_scope(store)
    }
}

/// How many changes or photos, and when the oldest of them was made.
type Unsent = (u32, Option<Moment>);

/// Photos travel apart from the rounds; that they are on one phone alone is to be known all the same.
fn with_photos((n_changes, since): Unsent, store: &Store) -> Result<Unsent> {
    let (n_photos, taken_at) = store.unsent_photos()?;
    let oldest = since.into_iter().chain(taken_at).min();
    Ok((n_changes.saturating_add(n_photos), oldest))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    n_taken: usize,
    n_received: usize,
}

/// What an answer brought may be what something here has waited for. Within the book, what is read next may
/// be what is missed here.
fn build_on(store: &mut Store) -> Result<()> {
    if store.book_goes_on()? {
        return Ok(());
    }
    store.mind_keys()?;
    store.try_again()?;
    store.seal_outbox()?;
    store.mind_following()
}

fn take_frames_down(store: &mut Store, frames: &[FrameDown]) -> Result<usize> {
    let mut whole = Vec::with_capacity(frames.len());
    for frame in frames {
        match frame {
            FrameDown::Whole { position, bytes } => whole.push((bytes.as_slice(), *position)),
            FrameDown::Own { position, id } => store.keep_receipt(*id, *position)?,
        }
    }
    store.take_frames(&whole)
}

fn prefix(frame: FrameId) -> [u8; 8] {
    let mut prefix = [0; 8];
    prefix.iter_mut().zip(frame.0).for_each(|(to, from)| *to = from);
    prefix
}
