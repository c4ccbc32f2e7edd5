//! What of a frame needs no database: opening it, and checking who has signed what is in it. Where
//! there are threads, some do that for the frames to come while the rows of those before are written;
//! the writing waits for the opening alone.

use super::{Result, Store, changes::is_signed};
use crate::{
    log::{Change, ChangeId, FrameId, ScopeId, SignedChange, change::NotAChange},
    seal::{
        Book, Keyring,
        frame::{Header, NotAFrame, frame_id, open_frame},
    },
};
use std::{
    iter,
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread,
};

/// So few are opened before a thread has begun.
const FEW: usize = 16;
/// The rows are written by one thread; more than these would wait for it.
const MOST_HELPERS: usize = 3;
/// How many opened frames of each helper wait at most: a large one unpacked has some megabytes.
const MOST_WAITING: usize = 2;

/// A frame as far as it can be read without the database.
pub(super) struct Opened {
    pub id: FrameId,
    pub header: std::result::Result<Header, NotAFrame>,
    pub changes: std::result::Result<Vec<OpenedChange>, NotAFrame>,
}

pub(super) struct OpenedChange {
    pub signed: SignedChange,
    pub id: ChangeId,
    pub change: std::result::Result<Change, NotAChange>,
    /// Found good. Otherwise that is still to be found out.
    pub is_checked: bool,
}

impl Store {
    /// Takes in frames that the server sent, as [`Store::take_frame`] does each; within a transaction.
    pub(crate) fn take_frames(&mut self, frames: &[(&[u8], u64)]) -> Result<usize> {
        let n_helpers = n_helpers(frames.len());
        if n_helpers == 0 {
            let mut frames = frames.iter();
            return frames.try_fold(0, |n, (bytes, at)| Ok(n + self.take_frame(bytes, Some(*at))?));
        }
        let (book, keyring) = (self.book.clone(), self.keyring.clone());
        thread::scope(|scope| {
            let (book, keyring) = (&book, &keyring);
            let helpers = (0..n_helpers).map(|helper| {
                let (opened, to_take) = sync_channel(MOST_WAITING);
                let mut theirs = frames.iter().skip(helper).step_by(n_helpers);
                // Nobody takes them any more where writing has failed.
                let work = move || {
                    theirs.all(|(bytes, _)| hand_over(&opened, open(book, keyring, bytes), book))
                };
                // Where the system gives no thread, its frames are opened when their turn comes.
                let _ = thread::Builder::new().spawn_scoped(scope, work);
                to_take
            });
            let helpers: Vec<Receiver<Opened>> = helpers.collect();
            let mut in_turn = iter::zip(frames, helpers.iter().cycle());
            in_turn.try_fold(0, |n, ((bytes, position), helper)| {
                let opened = helper.recv().unwrap_or_else(|_| open(book, keyring, bytes));
                Ok(n + self.take_opened(bytes, Some(*position), opened)?)
            })
        })
    }
}

/// A browser's worker has no threads; neither does it pay to begin one for a handful.
fn n_helpers(n_frames: usize) -> usize {
    if cfg!(target_family = "wasm") || n_frames <= FEW {
        return 0;
    }
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    (n_threads - 1).min(MOST_HELPERS)
}

/// Whether what was signed is good is left open.
pub(super) fn open(book: &Book, keyring: &Keyring, bytes: &[u8]) -> Opened {
    let header = Header::read(bytes);
    let changes = header.clone().and_then(|header| {
        let is_closed = book.closed(header.scope).is_some();
        // Whoever has only the team's keys writes nothing into a closed scope.
        if is_closed && keyring.team_key(header.key).is_some() {
            return Err(NotAFrame::CannotOpen);
        }
        Ok(open_frame(bytes, keyring)?.into_iter().map(OpenedChange::of).collect())
    });
    Opened { id: frame_id(bytes), header, changes }
}

/// As soon as there is room for it: whoever writes never waits for signatures. Until there is, as many
/// of them are checked as there is time for. Answers whether somebody still takes it.
fn hand_over(taker: &SyncSender<Opened>, mut opened: Opened, book: &Book) -> bool {
    for n in 0..opened.n_changes() {
        opened = match taker.try_send(opened) {
            Ok(()) => return true,
            Err(TrySendError::Disconnected(_)) => return false,
            Err(TrySendError::Full(opened)) => opened,
        };
        opened.check(n, book);
    }
    taker.send(opened).is_ok()
}

impl OpenedChange {
    fn of(signed: SignedChange) -> Self {
        let (id, change) = (signed.id(), Change::decode(&signed.bytes));
        Self { signed, id, change, is_checked: false }
    }
}

impl Opened {
    fn n_changes(&self) -> usize {
        self.changes.as_ref().map_or(0, Vec::len)
    }

    fn check(&mut self, n: usize, book: &Book) {
        if let Some(one) = self.changes.as_mut().ok().and_then(|changes| changes.get_mut(n)) {
            let is_good = |change| is_signed(book, change, one.id, &one.signed);
            one.is_checked = one.change.as_ref().is_ok_and(is_good);
        }
    }

    /// Where the frame stands; none where this version cannot read it far enough to tell.
    pub fn scope(&self) -> Option<ScopeId> {
        self.header.as_ref().ok().map(|header| header.scope)
    }
}
