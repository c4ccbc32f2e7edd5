//! Finding something with somebody: their own words first, then what we know first-hand, or somewhere else, and then how we do it.

mod how;

use super::{broken::Troubled, connection::InTheWay, frame::Top, services::Known as KnownPlace};
use crate::care::{Cause, PersonId};
use crate::requests::{
    barriers::On,
    connections::To,
    person::{self, PersonPage},
    services,
};
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
/// A few, known well (P15); a word finds the others.
const MOST_SHOWN: usize = 5;

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
    let page = use_answer(move || person::Person { person: person() });
    let back = Route::Person { person: person() };
    let page = match page() {
        Some(Ok(page)) => page,
        Some(Err(trouble)) => {
            return rsx! {
                Top { title: text!("connection-title"), back }
                Troubled { trouble }
            };
        }
        None => return rsx! {},
    };
    let called = page.line.called.clone();
    rsx! {
        Top { title: text!("find-title", name: called.clone()), back }
        TheirWords { page }
        Known { person, called, typing }
        Elsewhere { typing }
        Link { class: "quiet", to: Route::Services {}, {text!("find-places")} }
    }
}

/// What they hope for and what matters to them comes before any list.
#[component]
fn TheirWords(page: PersonPage) -> Element {
    let matters = page.fields.get("matters").map(|view| view.value.clone());
    let hopes = page.goals.into_iter().map(|goal| goal.words.value);
    let words: Vec<String> = hopes.chain(matters).filter(|words| !words.is_empty()).collect();
    if words.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { "aria-labelledby": "their-words",
            h2 { id: "their-words", dir: "auto", {text!("find-their-words", name: page.line.called)} }
            for words in words {
                blockquote { key: "{words}", class: "voice", dir: "auto", "{words}" }
            }
        }
    }
}

#[component]
fn Known(person: ReadSignal<PersonId>, called: String, typing: Typing) -> Element {
    let mut words = use_signal(String::new);
    let places = use_answer(move || services::Services { words: words().trim().to_owned() });
    rsx! {
        section { "aria-labelledby": "known",
            h2 { id: "known", {text!("find-known")} }
            div { role: "search",
                TextField { id: "find", label: text!("find-words"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
            }
            match places() {
                Some(Ok(page)) if page.services.is_empty() => rsx! {
                    NothingKnown { person, called, has_any: page.has_any, words: words().trim().to_owned() }
                },
                Some(Ok(page)) => rsx! { Places { page, typing } },
                Some(Err(trouble)) => rsx! { Troubled { trouble } },
                None => rsx! {},
            }
        }
    }
}

/// What is not there is worth as much to know as what is (P8).
#[component]
fn NothingKnown(
    person: ReadSignal<PersonId>,
    called: String,
    has_any: bool,
    words: String,
) -> Element {
    let none = if has_any { text!("find-none") } else { text!("find-none-yet") };
    rsx! {
        div {
            p { class: "soft", role: "status", "{none}" }
            InTheWay {
                person: person(),
                called,
                on: On::Person,
                opens_with: text!("find-no-such-place"),
                cause: Some(Cause::NoSuchService),
                line: words,
            }
        }
    }
}

#[component]
fn Places(page: services::ServicesPage, typing: Typing) -> Element {
    let root = use_root();
    rsx! {
        ul { class: "card lines",
            for line in page.services.into_iter().take(MOST_SHOWN) {
                li { key: "{line.id}",
                    button {
                        class: "line",
                        r#type: "button",
                        onclick: move |_| typing.write(root, "to", line.id.to_string()),
                        KnownPlace { line: line.clone() }
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
