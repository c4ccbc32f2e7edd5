//! Safety on a visit: when one expects to be back, and whom to ring if not.

mod bar;
mod colleague;
mod times;

pub use bar::SafetyBar;

use super::{broken::Troubled, frame::Top};
use crate::care::{PersonId, VisitId, safety::standing};
use crate::requests::{
    safety::{BeforeExpecting, ExpectedBack, ExpectedLine, ExpectingPage, SayWhere},
    visits,
};
use crate::ui::{
    ask::use_answer,
    clock::use_minute,
    parts::{InPlace, TEXT},
    root::use_root,
    route::Route,
    safety::time_in_words,
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

/// The quiet way here. While a time runs, the bar is the way.
#[component]
pub fn SafetyLink(to: Route) -> Element {
    let running = use_answer(|| ExpectedBack {});
    if !matches!(running(), Some(Ok(None))) {
        return rsx! {};
    }
    rsx! {
        Link { class: "quiet safety-link", to, {text!("safety-link")} }
    }
}

#[component]
pub fn Safety() -> Element {
    rsx! { Page { person: None::<PersonId>, back: Route::Today {} } }
}

#[component]
pub fn SafetyWith(person: ReadSignal<PersonId>) -> Element {
    rsx! { Page { person: Some(person()), back: Route::Person { person: person() } } }
}

#[component]
pub fn SafetyInVisit(visit: ReadSignal<VisitId>) -> Element {
    let draft = use_answer(move || visits::Draft { visit: visit() });
    match draft() {
        Some(Ok(draft)) => {
            let person = draft.person.map(|person| person.id);
            rsx! { Page { person, back: Route::Draft { visit: visit() } } }
        }
        // Kept or let go meanwhile.
        Some(Err(_)) => rsx! { Safety {} },
        None => rsx! {},
    }
}

#[component]
fn Page(person: ReadSignal<Option<PersonId>>, back: Route) -> Element {
    let page = use_answer(move || BeforeExpecting { person: person() });
    rsx! {
        Top { title: text!("safety-title"), back }
        match page() {
            Some(Ok(page)) => rsx! {
                if let Some(line) = page.running.clone() {
                    Running { line }
                } else {
                    Choose { page: page.clone() }
                }
                colleague::ToRing { page }
                section { class: "card", "aria-labelledby": "count-on",
                    h2 { id: "count-on", {text!("safety-count-on")} }
                    p { {text!("safety-reminds")} }
                    p { class: "soft", {text!("safety-locked")} }
                    p { class: "soft", {text!("safety-alone")} }
                    p { class: "soft", {text!("safety-danger")} }
                }
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Choose(page: ExpectingPage) -> Element {
    rsx! {
        section { class: "stack", "aria-labelledby": "when-out",
            h2 { id: "when-out", {text!("safety-when")} }
            if let Some(person) = page.person.clone() {
                p { class: "soft", dir: "auto", {text!("safety-with", name: person.called)} }
            }
            times::Times { person: page.person.map(|person| person.id) }
        }
    }
}

#[component]
fn Running(line: ReadSignal<ExpectedLine>) -> Element {
    let now = use_minute();
    let expected = line.read().expected.clone();
    let words = said(&line.read(), now());
    rsx! {
        section { class: "card tinted", "aria-labelledby": "when-out",
            h2 { id: "when-out", "{words}" }
            if let Some(person) = line.read().person.clone() {
                p {
                    Link { class: "quiet", dir: "auto", to: Route::Person { person: person.id }, {text!("safety-with", name: person.called)} }
                }
            }
            details {
                summary { {text!("safety-another-time")} }
                times::Times { person: expected.person, running: Some(expected) }
            }
        }
        section { class: "card", "aria-label": text!("safety-where"),
            Where { line }
        }
    }
}

/// How it stands with the time, in a line.
fn said(line: &ExpectedLine, now: crate::care::Moment) -> String {
    use crate::care::safety::Standing;
    let time = time_in_words(line.expected.back_at, when::day_of(now));
    match standing(Some(&line.expected), now) {
        Standing::Out | Standing::WithinTime => text!("safety-expected", time: time),
        Standing::Past | Standing::LongPast => text!("safety-past", time: time),
    }
}

#[component]
fn Where(line: ReadSignal<ExpectedLine>) -> Element {
    let root = use_root();
    let typing = use_typing(|| "safety where".to_owned());
    let value = use_memo(move || line.read().expected.whereabouts.clone());
    let done = move |words: String| {
        let (before, close) = (value.peek().clone(), typing.closing(root));
        if words == before {
            return close();
        }
        root.perform_then(SayWhere { words }, move |()| {
            close();
            let back = SayWhere { words: before };
            root.say_with_undo(text!("safety-where-changed"), move || root.perform(back.clone()));
        });
    };
    rsx! {
        InPlace {
            id: "safety-where",
            label: text!("safety-where"),
            hint: text!("safety-where-hint"),
            value,
            is_long: true,
            typing,
            on_open: move |()| typing.open([(TEXT, value.peek().clone())]),
            on_done: done,
        }
    }
}
