//! What is said while the page is in somebody's hands, kept sealed after every tap.

use super::super::device;
use crate::{
    care::{
        Moment, OurPage,
        our_page::{Answer, Said, Slot, StepAnswer},
    },
    engine::Handle,
    requests::hand_over::{Handed, KeepAnswer},
};
use dioxus::prelude::*;

const AGAIN_AFTER_MS: i32 = 2_000;

#[derive(Clone, Copy, PartialEq)]
pub struct Hand {
    engine: CopyValue<Handle>,
    handed: Signal<Handed>,
    pub answer: Signal<Answer>,
    pub kept: Signal<Kept>,
    /// Pictures and short sentences.
    pub is_easy: Signal<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    AsItIs,
    UnderWay,
    OnTheScreenAlone,
}

impl Hand {
    pub fn new(engine: CopyValue<Handle>, handed: Handed, at: Moment) -> Self {
        Self {
            engine,
            handed: Signal::new(handed),
            answer: Signal::new(Answer { at, ..Answer::default() }),
            kept: Signal::new(Kept::AsItIs),
            is_easy: Signal::new(false),
        }
    }

    pub fn page(&self) -> OurPage {
        self.handed.read().page.clone()
    }

    /// The words as they stand now: theirs of just now, or what the page says.
    pub fn words(&self, said: &Said) -> String {
        let answer = self.answer.read();
        answer.said.get(&said.slot).cloned().unwrap_or_else(|| said.words().to_owned())
    }

    pub fn has_said(&self, slot: Slot) -> bool {
        self.answer.read().said.contains_key(&slot)
    }

    pub fn say(self, slot: Slot, words: String) {
        self.change(move |answer| drop(answer.said.insert(slot, words)));
    }

    /// As if nothing had been said.
    pub fn leave_as_it_was(self, slot: Slot) {
        self.change(move |answer| drop(answer.said.remove(&slot)));
    }

    pub fn rate(self, slot: Slot, number: u16) {
        let number = u8::try_from(number).unwrap_or_default();
        self.change(move |answer| {
            answer.numbers.insert(slot, number);
        });
    }

    pub fn step(&self, slot: Slot) -> StepAnswer {
        self.answer.read().steps.get(&slot).cloned().unwrap_or_default()
    }

    pub fn change_step(self, slot: Slot, change: impl FnOnce(&mut StepAnswer)) {
        self.change(move |answer| change(answer.steps.entry(slot).or_default()));
    }

    pub fn change(mut self, change: impl FnOnce(&mut Answer)) {
        change(&mut self.answer.write());
        if self.is_kept() {
            self.kept.set(Kept::UnderWay);
            dioxus::core::spawn_forever(self.keep());
        }
    }

    pub fn is_kept(&self) -> bool {
        *self.kept.peek() == Kept::AsItIs
    }

    /// Until what is kept is what was said last: where there is no room, until somebody has made some.
    async fn keep(mut self) {
        loop {
            let (id, public) = (self.handed.peek().id, self.handed.peek().public);
            let answer = self.answer.peek().clone();
            let engine = self.engine.peek().clone();
            let kept = engine.ask(KeepAnswer { id, public, answer: answer.clone() }).await;
            match kept {
                Err(_) => {
                    self.kept.set(Kept::OnTheScreenAlone);
                    device::sleep(AGAIN_AFTER_MS).await;
                }
                Ok(()) if *self.answer.peek() == answer => return self.kept.set(Kept::AsItIs),
                Ok(()) => {}
            }
        }
    }

    /// Back to whom the phone belongs.
    pub fn give_back(self) {
        super::leave(self.engine);
    }
}
