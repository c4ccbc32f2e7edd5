//! The story: every visit and promise, newest first.

use super::super::said::{self, PromiseRead};
use crate::care::visit::VisitWords;
use crate::requests::{
    person::{PersonPage, Told},
    visits::VisitPage,
};
use crate::ui::{route::Route, text::text, when};
use dioxus::prelude::*;

/// How much is shown before somebody asks for more.
const N_FIRST: usize = 20;

#[component]
pub fn Story(page: ReadSignal<PersonPage>) -> Element {
    let mut n_shown = use_signal(|| N_FIRST);
    let n_told = page.read().story.len();
    let called = page.read().line.called.clone();
    let told: Vec<Told> = page.read().story.iter().take(n_shown()).cloned().collect();
    rsx! {
        section { "aria-labelledby": "story",
            h2 { id: "story", {text!("story-title")} }
            if n_told == 0 {
                p { class: "soft", {text!("story-none")} }
            }
            for told in told {
                match told {
                    Told::Visit(visit) => rsx! { VisitTold { key: "{visit.visit}", visit } },
                    Told::Promise(promise) => rsx! {
                        ul { key: "{promise.id}", class: "card promises",
                            PromiseRead { promise, called: called.clone() }
                        }
                    },
                }
            }
            if n_told > n_shown() {
                button { class: "button outlined", r#type: "button", onclick: move |_| n_shown += N_FIRST, {text!("story-more")} }
            }
        }
    }
}

#[component]
fn VisitTold(visit: VisitPage) -> Element {
    let day = when::day_in_words(when::day_of(visit.at), when::today());
    rsx! {
        article { class: "card told",
            h3 {
                Link { to: Route::Visit { visit: visit.visit },
                    {text!("story-visit", day: day, place: said::place(&visit.place))}
                }
            }
            p { class: "soft", dir: "auto", {text!("story-by", by: said::author(&visit.by))} }
            if visit.moved_to.is_some() {
                p { class: "soft", {text!("visit-moved")} }
            } else {
                VisitWordsRead { words: visit.words }
            }
        }
    }
}

/// What was written of a visit: ours in our voice, theirs in theirs.
#[component]
pub fn VisitWordsRead(words: VisitWords) -> Element {
    let ours = [
        (String::new(), words.note),
        (text!("heading-how-they-were"), words.how_they_were),
        (text!("heading-noticed"), words.noticed),
    ];
    rsx! {
        for (heading, written) in ours {
            Written { key: "{heading}", heading, written }
        }
        if !words.said.trim().is_empty() {
            div {
                p { class: "label", {text!("heading-said")} }
                blockquote { class: "voice", dir: "auto", "{words.said}" }
            }
        }
        Written { heading: text!("heading-did"), written: words.did }
    }
}

#[component]
fn Written(heading: String, written: String) -> Element {
    if written.trim().is_empty() {
        return rsx! {};
    }
    rsx! {
        if !heading.is_empty() {
            p { class: "label", "{heading}" }
        }
        p { class: "written", dir: "auto", "{written}" }
    }
}
