//! What stands in the way here: out there, for the whole team to see. Nothing is counted or ranked.

use super::{
    broken::Troubled, connection::words, frame::Top, part_only::PartOnly, person::ThingField,
};
use crate::care::Cause;
use crate::requests::{
    Thing,
    barriers::{self, BarriersPage, Met, SharedBy},
};
use crate::ui::{
    ask::use_answer,
    parts::{Later, screenfuls},
    route::{Route, follow},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Barriers() -> Element {
    let page = use_answer(|| barriers::Barriers {});
    rsx! {
        Top { title: text!("barriers-title"), back: Route::OurTeam {} }
        PartOnly {}
        match page() {
            Some(Ok(page)) => rsx! { Page { page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Page(page: BarriersPage) -> Element {
    if page.shared.is_empty() && page.causes.is_empty() {
        return rsx! { p { class: "lead calm", {text!("barriers-none")} } };
    }
    rsx! {
        p { class: "soft", {text!("barriers-lead")} }
        if !page.shared.is_empty() {
            section { "aria-labelledby": "shared",
                h2 { id: "shared", {text!("barriers-shared")} }
                for (turn, shared) in page.shared.into_iter().enumerate() {
                    Later { key: "{shared.id}", turn,
                        SharedCard { shared }
                    }
                }
            }
        }
        if !page.causes.is_empty() {
            section { "aria-labelledby": "alone",
                h2 { id: "alone", {text!("barriers-alone")} }
                for (turn, by) in page.causes.into_iter().enumerate() {
                    Later { key: "{by.cause.as_word()}", turn,
                        article { class: "card",
                            h3 { {words::cause(&by.cause)} }
                            People { met: by.met, has_cause: false }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn SharedCard(shared: ReadSignal<SharedBy>) -> Element {
    let thing = Thing::SharedCause(shared.read().id);
    let view = use_memo(move || shared.read().words.clone());
    rsx! {
        article { class: "card",
            h3 { dir: "auto", "{view.read().value}" }
            People { met: shared.read().met.clone(), has_cause: true }
            ThingField { thing, field: "words", view }
        }
    }
}

#[component]
fn People(met: Vec<Met>, has_cause: bool) -> Element {
    rsx! {
        ul { class: "lines",
            for (turn, met) in screenfuls(met) {
                Later { key: "{turn}", turn,
                    Screenful { met, has_cause }
                }
            }
        }
    }
}

#[component]
fn Screenful(met: Vec<Met>, has_cause: bool) -> Element {
    let navigator = use_navigator();
    let to = |person| Route::Person { person };
    rsx! {
        for one in met {
            li { key: "{one.barrier}",
                a { class: "line", href: to(one.person.id).to_string(), onclick: move |tap| follow(&tap, navigator, to(one.person.id)),
                    span { class: "name", dir: "auto", "{one.person.full_name}" }
                    if has_cause {
                        span { class: "soft", {words::cause(&one.cause)} }
                    }
                    if one.cause == Cause::WaitingList && !one.how_long.is_empty() {
                        span { class: "soft", dir: "auto", "{one.how_long}" }
                    }
                    if !one.words.is_empty() {
                        span { class: "soft", dir: "auto", "{one.words}" }
                    }
                }
            }
        }
    }
}
