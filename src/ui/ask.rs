//! How pages speak with the engine: a question whose answer stays fresh, and an act that outlives
//! its page.

use super::{
    root::{Root, use_root},
    trouble,
};
use crate::{
    engine::{Handle, Sent},
    requests::{Ask, Request, Trouble},
};
use dioxus::prelude::*;
use std::rc::Rc;

pub type Answer<R> = Option<Result<<R as Ask>::Answer, Trouble>>;

/// The answer to a question, asked again whenever the question or the record changes. The last
/// answer stays until there is a new one, so nothing flashes.
pub fn use_answer<R: Ask>(question: impl Fn() -> R + 'static) -> ReadSignal<Answer<R>> {
    let last: Signal<Answer<R>> = use_signal(|| None);
    let keep = move |sent: Sent| {
        let mut last = last;
        let answer = Some(sent.and_then(|bytes| Handle::read::<R>(&bytes)));
        if *last.peek() != answer {
            last.set(answer);
        }
    };
    use_sent(Box::new(move || question().into()), Rc::new(keep));
    last.into()
}

/// The part of asking that is the same for every question: a phone downloads it once.
fn use_sent(question: Box<dyn Fn() -> Request>, keep: Rc<dyn Fn(Sent)>) {
    let root = use_root();
    use_resource(move || {
        root.changes.read();
        let (sent, keep) = (root.engine().send(&question()), keep.clone());
        async move { keep(sent.await) }
    });
}

impl Root {
    /// Carries something out, whatever becomes of the page. Trouble is told at the foot of the
    /// screen.
    pub fn perform<R: Ask>(self, request: R) {
        self.perform_then(request, |_| ());
    }

    /// `then` may touch only what belongs to the root: by then the page may be gone.
    pub fn perform_then<R: Ask>(self, request: R, then: impl FnOnce(R::Answer) + 'static) {
        let read = |answer: Vec<u8>| Handle::read::<R>(&answer).map(then);
        self.send_then(&request.into(), Box::new(read));
    }

    fn send_then(self, request: &Request, then: Box<dyn FnOnce(Vec<u8>) -> Result<(), Trouble>>) {
        let sent = self.engine().send(request);
        dioxus::core::spawn_forever(async move {
            if let Err(trouble) = sent.await.and_then(then) {
                self.say(trouble::sentence(&trouble));
            }
        });
    }

    /// Carries something out and offers to take it back.
    pub fn perform_with_undo<R: Ask, U: Ask>(self, request: R, done: String, undo: U) {
        self.perform_then(request, move |_| {
            self.say_with_undo(done, move || self.perform(undo.clone()));
        });
    }
}
