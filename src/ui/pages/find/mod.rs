//! Finding something with somebody: what we know first-hand, or somewhere else, and then how we do it.

mod how;

use super::{broken::Troubled, frame::Top, services::Known};
use crate::care::PersonId;
use crate::requests::{connections::To, person, services};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, TextField, TypedField},
    root::use_root,
    route::Route,
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

/// In the place of an id: somewhere in one's own words.
const ELSEWHERE: &str = "elsewhere";

#[component]
pub fn Find(person: ReadSignal<PersonId>) -> Element {
    let typing = use_typing(move || format!("find {}", person.peek()));
    match chosen(typing) {
        Some(to) => rsx! { how::How { person, to, typing } },
        None => rsx! { Choose { person, typing } },
    }
}

/// Where to, once it is chosen.
fn chosen(typing: Typing) -> Option<To> {
    match typing.text("to").as_str() {
        ELSEWHERE => Some(To::Elsewhere(typing.text("words"))),
        id => id.parse().ok().map(To::Service),
    }
}

#[component]
fn Choose(person: ReadSignal<PersonId>, typing: Typing) -> Element {
    let mut words = use_signal(String::new);
    let called = use_answer(move || person::Person { person: person() });
    let places = use_answer(move || services::Services { words: words().trim().to_owned() });
    let back = Route::Person { person: person() };
    let called = match called() {
        Some(Ok(page)) => page.line.called,
        Some(Err(trouble)) => {
            return rsx! {
                Top { title: text!("connection-title"), back }
                Troubled { trouble }
            };
        }
        None => return rsx! {},
    };
    rsx! {
        Top { title: text!("find-title", name: called), back }
        section { "aria-labelledby": "known",
            h2 { id: "known", {text!("find-known")} }
            div { role: "search",
                TextField { id: "find", label: text!("find-words"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
            }
            match places() {
                Some(Ok(page)) => rsx! { Places { page, typing } },
                Some(Err(trouble)) => rsx! { Troubled { trouble } },
                None => rsx! {},
            }
        }
        Elsewhere { typing }
        Link { class: "quiet", to: Route::Services {}, {text!("find-places")} }
    }
}

#[component]
fn Places(page: services::ServicesPage, typing: Typing) -> Element {
    let root = use_root();
    if page.services.is_empty() {
        let words = if page.has_any { text!("find-none") } else { text!("find-none-yet") };
        return rsx! { p { class: "soft", role: "status", "{words}" } };
    }
    rsx! {
        ul { class: "card lines",
            for line in page.services {
                li { key: "{line.id}",
                    button {
                        class: "line",
                        r#type: "button",
                        onclick: move |_| typing.write(root, "to", line.id.to_string()),
                        Known { line: line.clone() }
                    }
                }
            }
        }
    }
}

#[component]
fn Elsewhere(typing: Typing) -> Element {
    let root = use_root();
    let go_on = move |event: FormEvent| {
        event.prevent_default();
        if !typing.text("words").trim().is_empty() {
            typing.write(root, "to", ELSEWHERE.to_owned());
        }
    };
    rsx! {
        form { class: "card", onsubmit: go_on, "aria-labelledby": "elsewhere",
            h2 { id: "elsewhere", {text!("find-elsewhere")} }
            TypedField { id: "elsewhere-words", typing, field: "words", label: text!("find-elsewhere-words") }
            button { class: "button outlined", r#type: "submit", {text!("find-elsewhere-go")} }
        }
    }
}
