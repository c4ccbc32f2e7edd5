//! What we carry: mine by how much of me they take just now, then my colleagues' by name, and whoever
//! it has been quiet with. Nothing is counted, and nobody stands before another for it.

mod quiet;
pub mod words;

use super::{broken::Troubled, frame::Top, part_only::PartOnly};
use crate::requests::weight::{self, Carried, CarriedLine, Group};
use crate::ui::{
    ask::use_answer,
    parts::{Shares, SharesLegend},
    route::Route,
    text::text,
    when,
};
use crate::{care::weight::Weight as Heaviness, requests::WorkerLine};
use dioxus::prelude::*;

#[component]
pub fn Weight() -> Element {
    let page = use_answer(|| weight::Weight { today: when::today() });
    rsx! {
        Top { title: text!("weight-title"), back: Route::OurTeam {} }
        PartOnly {}
        match page() {
            Some(Ok(page)) => rsx! {
                p { class: "soft", {text!("weight-lead")} }
                Mine { carried: page.mine }
                Others { others: page.others }
                quiet::GoneQuiet {}
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Mine(carried: Carried) -> Element {
    let shades = Heaviness::ALL.map(words::weight).into();
    rsx! {
        section { "aria-labelledby": "mine",
            h2 { id: "mine", {text!("weight-mine")} }
            if carried.groups.is_empty() {
                p { class: "calm", {text!("weight-nobody-with-me")} }
            } else {
                Bar { carried: carried.clone() }
                SharesLegend { words: shades }
            }
            for group in carried.groups {
                if !group.people.is_empty() {
                    details { key: "{words::weight(group.weight)}", class: "card", open: group.weight == Heaviness::CloseJustNow,
                        summary { {words::weight(group.weight)} }
                        People { people: group.people }
                    }
                }
            }
        }
    }
}

#[component]
fn Others(others: Vec<(WorkerLine, Carried)>) -> Element {
    if others.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { "aria-labelledby": "others",
            h2 { id: "others", {text!("weight-others")} }
            for (worker, carried) in others {
                Other { key: "{worker.id}", name: worker.name, carried }
            }
        }
    }
}

#[component]
fn Other(name: String, carried: Carried) -> Element {
    if carried.groups.is_empty() {
        return rsx! {
            div { class: "card",
                h3 { dir: "auto", "{name}" }
                p { class: "soft", {text!("weight-nobody")} }
            }
        };
    }
    rsx! {
        div { class: "card",
            h3 { dir: "auto", "{name}" }
            Bar { carried: carried.clone() }
            details {
                summary { {text!("weight-who", name: name)} }
                for group in carried.groups {
                    Named { key: "{words::weight(group.weight)}", group }
                }
            }
        }
    }
}

#[component]
fn Named(group: Group) -> Element {
    if group.people.is_empty() {
        return rsx! {};
    }
    rsx! {
        h4 { class: "label", {words::weight(group.weight)} }
        People { people: group.people }
    }
}

/// As long for one as for another: it tells how they stand to each other, and nothing of how many.
#[component]
fn Bar(carried: Carried) -> Element {
    let shares = carried.groups.iter().map(|group| group.share.per_thousand).collect::<Vec<_>>();
    let said = carried.groups.iter().map(|group| (group.share.how_much, words::much_of(group)));
    rsx! {
        Shares { parts: shares }
        p { class: "soft", {words::together(said)} }
    }
}

#[component]
fn People(people: Vec<CarriedLine>) -> Element {
    rsx! {
        ul { class: "lines",
            for line in people {
                li { key: "{line.person.id}",
                    Link { class: "line", to: Route::Person { person: line.person.id },
                        span { class: "name", dir: "auto", "{line.person.full_name}" }
                        if let Some(why) = words::why(&line) {
                            span { class: "soft", "{why}" }
                        }
                    }
                }
            }
        }
    }
}
