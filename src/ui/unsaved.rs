//! What is being typed and not yet on the phone: saved a quarter of a second after a key, and at
//! once when the screen is put away.

use super::{device, root::Root};
use crate::care::VisitId;
use crate::requests::{
    Trouble,
    typed::{self, SaveTyped},
    visits::{SaveDraft, Written},
};
use dioxus::prelude::*;
use futures_util::lock::Mutex;
use std::{collections::BTreeMap, rc::Rc};

const AFTER_A_KEY_MS: i32 = 250;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saving {
    UnderWay,
    Done,
}

/// One of a place: a draft, or a field or form of a page.
#[derive(Clone)]
enum Typed {
    Draft(SaveDraft),
    Field(SaveTyped),
}

#[derive(Clone, Copy)]
pub struct Unsaved {
    typed: Signal<BTreeMap<String, Typed>>,
    is_timer_set: CopyValue<bool>,
    one_at_a_time: CopyValue<Rc<Mutex<()>>>,
    pub saving: Signal<Saving>,
}

impl Default for Unsaved {
    fn default() -> Self {
        Self {
            typed: Signal::default(),
            is_timer_set: CopyValue::new(false),
            one_at_a_time: CopyValue::default(),
            saving: Signal::new(Saving::Done),
        }
    }
}

impl Typed {
    fn place(&self) -> String {
        match self {
            Self::Draft(draft) => draft.visit.to_string(),
            Self::Field(field) => field.place.clone(),
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
    pub fn remember(self, draft: SaveDraft) {
        self.save_soon(Typed::Draft(draft));
    }

    /// A key was struck in a field or a form.
    pub fn typed(mut self, field: SaveTyped) {
        if *self.unsaved.saving.peek() != Saving::UnderWay {
            self.unsaved.saving.set(Saving::UnderWay);
        }
        if let Some(texts) = &field.fields {
            self.begun.write().insert(field.place.clone(), texts.clone());
        }
        self.save_soon(Typed::Field(field));
    }

    /// It is done, or was given up.
    pub fn forget_typed(mut self, place: String) {
        self.unsaved.typed.write().remove(&place);
        self.begun.write().remove(&place);
        self.perform(SaveTyped { place, fields: None });
    }

    /// What was begun before a lock, or before the window was closed, for the pages to open with.
    pub async fn recall_typed(mut self) {
        match self.engine().ask(typed::Typed {}).await {
            Ok(begun) => self.begun.set(begun),
            Err(trouble) => self.say(super::trouble::sentence(&trouble)),
        }
    }

    /// What could not be saved of a draft yet is newer than what the phone has.
    pub fn unsaved_of(&self, visit: VisitId) -> Option<Written> {
        match self.unsaved.typed.peek().get(&visit.to_string()) {
            Some(Typed::Draft(draft)) => Some(draft.written.clone()),
            _ => None,
        }
    }

    fn save_soon(mut self, typed: Typed) {
        self.unsaved.typed.write().insert(typed.place(), typed);
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

    /// Whether all that was typed is on the phone when this returns. One after the other: what is newer is
    /// saved after what is older, and whoever asks waits for all of it.
    pub async fn save_now(mut self) -> bool {
        let one_at_a_time = self.unsaved.one_at_a_time;
        let one_at_a_time = one_at_a_time.peek().clone();
        let _turn = one_at_a_time.lock().await;
        let typed = self.unsaved.typed.take();
        let mut is_saved = true;
        for (place, typed) in typed {
            is_saved &= self.save(place, typed).await;
        }
        if self.unsaved.typed.peek().is_empty() {
            self.unsaved.saving.set(Saving::Done);
        }
        is_saved
    }

    async fn save(mut self, place: String, typed: Typed) -> bool {
        let answer = match typed.clone() {
            Typed::Draft(draft) => self.engine().ask(draft).await,
            Typed::Field(field) => self.engine().ask(field).await,
        };
        match answer {
            // Kept or let go meanwhile: there is nothing left to save.
            Ok(()) | Err(Trouble::AlreadyKept) => true,
            // Nothing is kept here any more, and nobody is to wait for it.
            Err(trouble @ Trouble::Removed) => {
                self.say(super::trouble::sentence(&trouble));
                true
            }
            Err(trouble) => {
                // Not lost: it is tried again with the next key, or when the screen is put away.
                self.unsaved.typed.write().entry(place).or_insert(typed);
                self.say(super::trouble::sentence(&trouble));
                false
            }
        }
    }

    /// For a draft that is kept or let go: there is nothing left to save.
    pub fn forget_draft(mut self, visit: VisitId) {
        self.unsaved.typed.write().remove(&visit.to_string());
        if self.unsaved.typed.peek().is_empty() {
            self.unsaved.saving.set(Saving::Done);
        }
    }

    /// Nothing of what was typed stays in the window's memory.
    pub fn forget_unsaved(mut self) {
        self.unsaved.typed.write().clear();
        self.begun.write().clear();
        self.unsaved.saving.set(Saving::Done);
    }
}
