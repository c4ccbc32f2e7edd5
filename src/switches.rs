//! Safeguards that a test can take away, to see that the simulator notices, and what lets it live
//! more lives. Not in any product build.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

thread_local! {
    static TAKEN_AWAY: Cell<Option<Safeguard>> = const { Cell::new(None) };
    static VERIFIED: RefCell<HashMap<[u8; 32], bool>> = RefCell::default();
}

/// About as many signatures as one life has.
const MOST_VERIFIED: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safeguard {
    /// A change is named by its content. Without: by its device and a count, as a clone would too.
    ContentIds,
    /// What differs is settled scope by scope.
    Reconciliation,
    /// A digest over all that was received says whether anything differs.
    Digest,
    /// A server that was put back to an older state says so by a new epoch.
    Epoch,
    /// A change is its writer's by their signature.
    Signatures,
    /// What somebody hands in who has left the team lies on a shelf until a member takes it in.
    Shelf,
    /// A phone that was removed keeps, sealed, what no verified backup reaches.
    DurableMark,
    /// On PostgreSQL a position is given under the lock of its team.
    PositionLock,
}

/// Takes a safeguard away on this thread; `None` brings all of them back.
pub fn take_away(safeguard: Option<Safeguard>) {
    TAKEN_AWAY.set(safeguard);
}

/// Half a dozen phones check the same signatures in one life; the answer for the same key, signature
/// and bytes is the same.
pub(crate) fn verified_once(what: &[u8], verify: impl FnOnce() -> bool) -> bool {
    VERIFIED.with_borrow_mut(|verified| {
        if verified.len() >= MOST_VERIFIED {
            verified.clear();
        }
        let name = *blake3::hash(what).as_bytes();
        *verified.entry(name).or_insert_with(verify)
    })
}

pub(crate) fn is_there(safeguard: Safeguard) -> bool {
    TAKEN_AWAY.get() != Some(safeguard)
}
