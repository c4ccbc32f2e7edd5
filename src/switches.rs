//! Safeguards that a test can take away, to see that the simulator notices. Not in any product build.

use std::cell::Cell;

thread_local! {
    static TAKEN_AWAY: Cell<Option<Safeguard>> = const { Cell::new(None) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safeguard {
    /// A change is named by its content. Without: by its device and a count, as a clone would too.
    ContentIds,
    /// What differs is settled scope by scope.
    Reconciliation,
}

/// Takes a safeguard away on this thread; `None` brings all of them back.
pub fn take_away(safeguard: Option<Safeguard>) {
    TAKEN_AWAY.set(safeguard);
}

pub(crate) fn is_there(safeguard: Safeguard) -> bool {
    TAKEN_AWAY.get() != Some(safeguard)
}
