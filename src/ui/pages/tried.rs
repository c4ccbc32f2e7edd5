//! What we tried and what we learned, by hope: nothing of it is lost when a step changes (P2).

use super::{
    broken::Troubled,
    frame::Top,
    person::{Heading, ThingField},
};
use crate::care::{PersonId, tried::StepBecame};
use crate::requests::{
    Thing,
    tried::{HopeTried, TriedLine, WhatWeTried},
};
use crate::ui::{
    ask::use_answer,
    parts::{Later, screenfuls},
    route::Route,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Tried(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || WhatWeTried { person: person() });
    let back = Route::Person { person: person() };
    let Some(page) = page() else { return rsx! {} };
    rsx! {
        Top { title: text!("tried-title"), back }
        match page {
            Ok(page) if page.hopes.is_empty() => rsx! {
                p { class: "calm", {text!("tried-none")} }
            },
            Ok(page) => rsx! {
                for (at, hope) in page.hopes.into_iter().enumerate() {
                    Later { key: "{at}", turn: at,
                        Hope { hope }
                    }
                }
            },
            Err(trouble) => rsx! { Troubled { trouble } },
        }
    }
}

#[component]
fn Hope(hope: HopeTried) -> Element {
    rsx! {
        section { class: "hope",
            match (hope.goal, hope.words.is_empty()) {
                (None, _) => rsx! { h2 { {text!("tried-any-hope")} } },
                (Some(_), true) => rsx! { h2 { {text!("tried-old-hope")} } },
                (Some(_), false) => rsx! { h2 { class: "voice", dir: "auto", "{hope.words}" } },
            }
            match hope.steps.as_slice() {
                [] => rsx! {},
                [_] => rsx! { p { class: "label", {text!("tried-now")} } },
                [_, ..] => rsx! { p { class: "label", {text!("tried-now-several")} } },
            }
            for (at, step) in hope.steps.into_iter().enumerate() {
                p { key: "now-{at}", class: "written", dir: "auto", "{step}" }
            }
            for (turn, tried) in screenfuls(hope.tried) {
                Later { key: "{turn}", turn,
                    for line in tried {
                        Told { key: "{line.id}", line }
                    }
                }
            }
        }
    }
}

/// The same in a story, where it says of which hope it was.
#[component]
pub fn TriedTold(tried: TriedLine) -> Element {
    rsx! { Told { line: tried, has_hope: true } }
}

#[component]
fn Told(line: ReadSignal<TriedLine>, #[props(default)] has_hope: bool) -> Element {
    let learned = use_memo(move || line.read().learned.clone());
    let became_view = use_memo(move || line.read().became_view.clone());
    let TriedLine { id, at, hope, step, became, by, .. } = line.read().clone();
    rsx! {
        article { class: "card told",
            Heading { what: became_words(&became), at, by }
            if became_view.read().has_versions() {
                ThingField { thing: Thing::Tried(id), field: "became", view: became_view }
            }
            if !step.is_empty() {
                p { class: "written tried-step", dir: "auto", "{step}" }
            }
            ThingField { thing: Thing::Tried(id), field: "learned", view: learned, is_long: true, about: step.clone() }
            if has_hope && !hope.is_empty() {
                p { class: "label", {text!("story-tried-of")} }
                blockquote { class: "voice", dir: "auto", "{hope}" }
            }
        }
    }
}

pub fn became_words(became: &StepBecame) -> String {
    match became {
        StepBecame::Adjusted => text!("step-adjusted"),
        StepBecame::Parked => text!("step-parked"),
        StepBecame::Swapped => text!("step-swapped"),
        StepBecame::Done => text!("step-done"),
        StepBecame::LifeHappened => text!("step-life-happened"),
        StepBecame::SomeOfIt => text!("hand-some-of-it"),
        StepBecame::NotYet => text!("hand-not-yet"),
        StepBecame::NotAnyMore => text!("hand-not-any-more"),
        StepBecame::Unknown(word) => word.clone(),
    }
}
