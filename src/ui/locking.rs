//! Locks what is left alone: blank the moment it is hidden, locked after five minutes hidden or
//! ten untouched.

use super::{device, root::Root};
use crate::requests::door::Lock;
use dioxus::prelude::*;

const HIDDEN_MS: f64 = 5.0 * 60_000.0;
const UNTOUCHED_MS: f64 = 10.0 * 60_000.0;
const LOOK_EVERY_MS: i32 = 15_000;

/// Looks every few seconds. Timers of a hidden page are slowed, hence also `Root::hidden`.
pub fn use_locking(root: Root) {
    use_future(move || async move {
        loop {
            device::sleep(LOOK_EVERY_MS).await;
            if root.is_left_alone() {
                root.save_and_lock().await;
            }
        }
    });
}

impl Root {
    pub fn hidden(mut self, is_hidden: bool) {
        device::blank(is_hidden);
        if is_hidden {
            if self.hidden_at_ms.peek().is_none() {
                self.hidden_at_ms.set(Some(device::now_ms()));
            }
            dioxus::core::spawn_forever(async move {
                self.save_now().await;
            });
        } else if self.is_left_alone() {
            self.lock_then(move |mut root| root.hidden_at_ms.set(None));
        } else {
            self.hidden_at_ms.set(None);
        }
    }

    fn is_left_alone(&self) -> bool {
        let now = device::now_ms();
        let is_hidden_long = self.hidden_at_ms.peek().is_some_and(|at| now - at > HIDDEN_MS);
        is_hidden_long || now - *self.touched_at_ms.peek() > UNTOUCHED_MS
    }

    /// By hand.
    pub fn lock(self) {
        self.lock_then(|_| ());
    }

    fn lock_then(self, then: impl FnOnce(Root) + 'static) {
        // Nothing is seen of the record while it is being locked.
        device::blank(true);
        dioxus::core::spawn_forever(async move {
            self.save_and_lock().await;
            then(self);
            device::blank(false);
        });
    }

    /// Drops the keys, but never words: what cannot be saved stays on the screen.
    /// Answers whether it is locked now.
    pub async fn save_and_lock(mut self) -> bool {
        self.touched_at_ms.set(device::now_ms());
        if !self.save_now().await {
            return false;
        }
        // Before anybody has come in there is nothing to lock; that is no trouble.
        let _ = self.engine().ask(Lock {}).await;
        self.forget_unsaved();
        // They may name somebody, and hold what undo would bring back.
        self.toasts.set(Vec::new());
        self.changed();
        true
    }
}
