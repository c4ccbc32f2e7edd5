//! What is being typed and not yet on the phone: saved a quarter of a second after a key, and at
//! once when the screen is put away.

use super::{device, root::Root};
use crate::requests::visits::SaveDraft;
use dioxus::prelude::*;

const AFTER_A_KEY_MS: i32 = 250;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saving {
    UnderWay,
    Done,
}

#[derive(Clone, Copy)]
pub struct Unsaved {
    draft: Signal<Option<SaveDraft>>,
    is_timer_set: CopyValue<bool>,
    pub saving: Signal<Saving>,
}

impl Default for Unsaved {
    fn default() -> Self {
        Self {
            draft: Signal::new(None),
            is_timer_set: CopyValue::new(false),
            saving: Signal::new(Saving::Done),
        }
    }
}

impl Root {
    /// A key was struck: the draft as it is now.
    pub fn wrote(mut self, draft: SaveDraft) {
        if *self.unsaved.saving.peek() != Saving::UnderWay {
            self.unsaved.saving.set(Saving::UnderWay);
        }
        self.remember(draft);
    }

    /// Saves it soon, without a word: only the cursor moved.
    pub fn remember(mut self, draft: SaveDraft) {
        self.unsaved.draft.set(Some(draft));
        if self.unsaved.is_timer_set.replace(true) {
            return;
        }
        dioxus::core::spawn_forever(async move {
            device::sleep(AFTER_A_KEY_MS).await;
            let mut timer = self.unsaved.is_timer_set;
            timer.set(false);
            self.save_now().await;
        });
    }

    /// Whether what was typed is on the phone when this returns.
    pub async fn save_now(mut self) -> bool {
        let Some(draft) = self.unsaved.draft.take() else { return true };
        match self.engine().ask(draft.clone()).await {
            Ok(()) => {
                let is_all = self.unsaved.draft.peek().is_none();
                self.unsaved.saving.set(if is_all { Saving::Done } else { Saving::UnderWay });
                true
            }
            Err(trouble) => {
                // Not lost: it is tried again with the next key, or when the screen is put away.
                if self.unsaved.draft.peek().is_none() {
                    self.unsaved.draft.set(Some(draft));
                }
                self.say(super::trouble::sentence(&trouble));
                false
            }
        }
    }

    /// For a draft that is kept or let go: there is nothing left to save.
    pub fn forget_unsaved(mut self) {
        self.unsaved.draft.set(None);
        self.unsaved.saving.set(Saving::Done);
    }
}
