//! The story: every visit and promise, newest first.

use super::super::said::{self, PromiseRead};
use super::promises::Changes;
use crate::care::visit::VisitWords;
use crate::requests::{
    person::{PersonPage, Told},
    visits::{Amendment, VisitPage},
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
                    Told::Visit(visit) => rsx! { VisitTold { key: "{visit.visit}", visit, called: called.clone() } },
                    Told::Promise(promise) => rsx! {
                        ul { key: "{promise.id}", class: "card promises",
                            PromiseRead { promise: promise.clone(), called: called.clone(),
                                Changes { promise }
                            }
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
fn VisitTold(visit: VisitPage, called: String) -> Element {
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
                VisitRead { visit, called }
            }
        }
    }
}

/// All that is told of a visit: the words, holding, what was promised, and what was added later.
#[component]
pub fn VisitRead(visit: VisitPage, called: String) -> Element {
    rsx! {
        VisitWordsRead { words: visit.words }
        if let Some(holding) = visit.holding.as_ref() {
            p { class: "tag mine", {said::holding(holding)} }
        }
        if !visit.promises.is_empty() {
            ul { class: "promises",
                for promise in visit.promises {
                    PromiseRead { key: "{promise.id}", promise, called: called.clone() }
                }
            }
        }
        for amendment in visit.amendments {
            Amended { key: "{amendment.id}", amendment }
        }
    }
}

#[component]
fn Amended(amendment: Amendment) -> Element {
    let at = when::moment_in_words(amendment.at, when::today());
    rsx! {
        div { class: "amended",
            p { class: "label", dir: "auto", {text!("visit-amended", by: said::author(&amendment.by), at: at)} }
            p { class: "written", dir: "auto", "{amendment.text}" }
        }
    }
}

/// What was written of a visit: ours in our voice, theirs in theirs.
#[component]
fn VisitWordsRead(words: VisitWords) -> Element {
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
