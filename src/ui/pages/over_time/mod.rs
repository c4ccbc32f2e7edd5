//! The plan over time: every hope as a path, and beside it in words what happened on it; how it was
//! going; and the words of the page, version by version.

mod path;
mod words;

use super::{
    broken::Troubled,
    frame::Top,
    measures::Before,
    our_page::{ReviewTold, read::Versions},
    said,
};
use crate::care::PersonId;
use crate::requests::over_time::{self, HopeOverTime, PlanOverTimePage};
use crate::ui::{ask::use_answer, parts::Later, route::Route, text::text};
use dioxus::prelude::*;

#[component]
pub fn PlanOverTime(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || over_time::PlanOverTime { person: person() });
    let back = Route::OurPage { person: person() };
    let Some(page) = page() else { return rsx! {} };
    rsx! {
        Top { title: text!("over-time-title"), back }
        match page {
            Ok(page) if page.hopes.is_empty() && page.words.is_empty() && page.reviews.is_empty() => rsx! {
                p { class: "calm", {text!("over-time-none")} }
            },
            Ok(page) => rsx! { Page { page } },
            Err(trouble) => rsx! { Troubled { trouble } },
        }
    }
}

#[component]
fn Page(page: PlanOverTimePage) -> Element {
    let called = page.called;
    rsx! {
        if !page.hopes.is_empty() {
            p { class: "soft", {text!("over-time-lead")} }
        }
        for (turn, hope) in page.hopes.into_iter().enumerate() {
            Later { key: "{hope.id}", turn,
                Hope { hope, called: called.clone() }
            }
        }
        if !page.words.is_empty() {
            section { "aria-labelledby": "page-words",
                h2 { id: "page-words", {text!("over-time-words")} }
                for words in page.words {
                    words::OfAPlace { key: "{words.place:?}", words }
                }
            }
        }
        if !page.reviews.is_empty() {
            section { "aria-labelledby": "looked-at",
                h2 { id: "looked-at", {text!("over-time-reviews", name: called.clone())} }
                for review in page.reviews {
                    ReviewTold { key: "{review.id}", review, called: called.clone() }
                }
            }
        }
    }
}

#[component]
fn Hope(hope: ReadSignal<HopeOverTime>, called: String) -> Element {
    let HopeOverTime { id, said, path, next, going, words } = hope.read().clone();
    let about = said.first().map(|version| said::in_short(&version.words)).unwrap_or_default();
    let asked = use_memo(move || hope.read().going.clone());
    rsx! {
        section { class: "hope", "aria-labelledby": "hope-{id}",
            if let [said] = said.as_slice() {
                h2 { id: "hope-{id}", class: "voice", dir: "auto", "{said.words}" }
            } else {
                h2 { id: "hope-{id}", {text!("hand-hope")} }
                Versions { versions: said }
            }
            path::Drawn { path, next, called, about: about.clone() }
            if !going.answers.is_empty() {
                div { class: "card going-over-time",
                    h3 { {text!("hand-going")} }
                    Before { asked }
                }
            }
            if !words.is_empty() {
                details {
                    summary { "aria-label": text!("label-of", what: text!("over-time-words-of-hope"), of: about), {text!("over-time-words-of-hope")} }
                    div { class: "stack",
                        for (at, words) in words.into_iter().enumerate() {
                            words::OfAPlace { key: "{at}", words }
                        }
                    }
                }
            }
        }
    }
}
