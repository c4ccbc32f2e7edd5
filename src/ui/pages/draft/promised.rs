//! What was promised before, while one sits together: one of ours that waits wants a word, not a reproach.

use super::super::{
    person::{Changes, WhatBecame},
    said::PromiseRead,
};
use crate::requests::{PromiseLine, visits::DraftPage};
use crate::ui::{text::text, when};
use dioxus::prelude::*;

#[component]
pub fn PromisedBefore(page: ReadSignal<DraftPage>, called: String) -> Element {
    let promised = page.read().promised.clone();
    if promised.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-labelledby": "promised",
            h2 { id: "promised", {text!("promised-title")} }
            if promised.iter().any(wants_a_word) {
                p { class: "soft", dir: "auto", {text!("promised-word", name: called.clone())} }
            }
            ul { class: "promises",
                for promise in promised {
                    PromiseRead { key: "{promise.id}", promise: promise.clone(), called: called.clone(),
                        WhatBecame { promise: promise.clone() }
                        Changes { promise }
                    }
                }
            }
        }
    }
}

/// Ours, and its day has passed.
fn wants_a_word(promise: &PromiseLine) -> bool {
    let today = when::today();
    promise.by_worker && promise.on.is_some_and(|on| on < today) && promise.became_words.is_empty()
}
