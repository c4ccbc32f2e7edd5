//! How pages speak with the engine: a question whose answer stays fresh, and an act that outlives
//! its page.

use super::{
    root::{Root, use_root},
    trouble,
};
use crate::requests::{Ask, Trouble};
use dioxus::prelude::*;

pub type Answer<R> = Option<Result<<R as Ask>::Answer, Trouble>>;

/// The answer to a question, asked again whenever the question or the record changes. The last
/// answer stays until there is a new one, so nothing flashes.
pub fn use_answer<R: Ask>(question: impl Fn() -> R + 'static) -> ReadSignal<Answer<R>> {
    let root = use_root();
    let mut last: Signal<Answer<R>> = use_signal(|| None);
    use_resource(move || {
        root.changes.read();
        let answer = root.engine().ask(question());
        async move {
            let answer = Some(answer.await);
            if *last.peek() != answer {
                last.set(answer);
            }
        }
    });
    last.into()
}

impl Root {
    /// Carries something out, whatever becomes of the page. Trouble is told at the foot of the
    /// screen.
    pub fn perform<R: Ask>(self, request: R) {
        self.perform_then(request, |_| ());
    }

    /// `then` may touch only what belongs to the root: by then the page may be gone.
    pub fn perform_then<R: Ask>(self, request: R, then: impl FnOnce(R::Answer) + 'static) {
        let answer = self.engine().ask(request);
        dioxus::core::spawn_forever(async move {
            match answer.await {
                Ok(answer) => then(answer),
                Err(trouble) => self.say(trouble::sentence(&trouble)),
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
