//! People: mine, or those that some words find, as one types.

use super::{broken::Troubled, frame::Top, part_only::InDisorder, said};
use crate::care::{Moment, PersonId};
use crate::requests::{
    PersonLine,
    people::{self, NoteFound, Whose},
};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, Later, TextField, screenfuls},
    route::{Route, follow},
    text::text,
    when,
};
use dioxus::prelude::*;
use std::collections::BTreeMap;

#[component]
pub fn People() -> Element {
    let mut words = use_signal(String::new);
    let mut whose = use_signal(|| Whose::Mine);
    let page = use_answer(move || people::People {
        words: words().trim().to_owned(),
        whose: whose(),
        today: when::today(),
    });
    let is_search = !words.read().trim().is_empty();
    rsx! {
        Top { title: text!("people-title") }
        div { role: "search",
            TextField {
                id: "words",
                label: text!("people-search"),
                kind: Kind::Search,
                value: words,
                on_input: move |typed| words.set(typed),
            }
        }
        InDisorder {}
        match page() {
            Some(Ok(page)) => rsx! {
                if page.people.is_empty() && page.notes.is_empty() {
                    p { class: "lead calm", {none(is_search, whose())} }
                }
                Lines { people: page.people, also: page.also }
                Notes { notes: page.notes.clone() }
                if is_search {
                    p { class: "soft", {text!("people-searched")} }
                }
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
        // Not before the list is there, or they would move away under a thumb.
        if page().is_some() {
            if !is_search {
                button {
                    class: "quiet",
                    r#type: "button",
                    "aria-pressed": whose() == Whose::Everybodys,
                    onclick: move |_| whose.set(other(whose())),
                    if whose() == Whose::Mine { {text!("people-everybody")} } else { {text!("people-mine")} }
                }
            }
            Link { class: "button outlined", to: Route::AddPerson {}, {text!("people-add")} }
        }
    }
}

fn other(whose: Whose) -> Whose {
    match whose {
        Whose::Mine => Whose::Everybodys,
        Whose::Everybodys => Whose::Mine,
    }
}

fn none(is_search: bool, whose: Whose) -> String {
    match (is_search, whose) {
        (true, _) => text!("people-none-found"),
        (false, Whose::Mine) => text!("people-none-mine"),
        (false, Whose::Everybodys) => text!("people-none"),
    }
}

#[component]
fn Lines(people: Vec<PersonLine>, also: BTreeMap<PersonId, Vec<String>>) -> Element {
    rsx! {
        ul { class: "lines",
            for (turn, people) in screenfuls(people) {
                Later { key: "{turn}", turn,
                    Screenful {
                        also: people.iter().map(|person| names(&also, person)).collect::<Vec<_>>(),
                        people,
                    }
                }
            }
        }
    }
}

/// The other names of one of them, in a line.
fn names(also: &BTreeMap<PersonId, Vec<String>>, person: &PersonLine) -> String {
    also.get(&person.id).map(|names| names.join(", ")).unwrap_or_default()
}

#[component]
fn Screenful(people: Vec<PersonLine>, also: Vec<String>) -> Element {
    let navigator = use_navigator();
    rsx! {
        for (person, also) in people.into_iter().zip(also) {
            li { key: "{person.id}",
                a { class: "line", href: "{their_page(&person)}", onclick: move |tap| follow(&tap, navigator, their_page(&person)),
                    span { class: "name", dir: "auto", "{person.full_name}" }
                    if !person.full_name.contains(&person.called) {
                        span { class: "soft", dir: "auto", {text!("people-called", name: person.called.clone())} }
                    }
                    if !also.is_empty() {
                        span { class: "soft", dir: "auto", {text!("people-also", names: also)} }
                    }
                    span { class: "soft", {last_contact(&person)} }
                }
            }
        }
    }
}

fn their_page(person: &PersonLine) -> Route {
    Route::Person { person: person.id }
}

pub fn last_contact(person: &PersonLine) -> String {
    if !person.is_here {
        return text!("people-not-here");
    }
    match person.last_contact_at {
        Some(at) => {
            text!("people-last", day: when::on_day_in_words(when::day_of(at), when::today()))
        }
        None => text!("people-never"),
    }
}

#[component]
fn Notes(notes: Vec<NoteFound>) -> Element {
    if notes.is_empty() {
        return rsx! {};
    }
    rsx! {
        h2 { {text!("people-notes")} }
        ul { class: "lines",
            for (turn, notes) in screenfuls(notes) {
                Later { key: "{turn}", turn,
                    FoundNotes { notes }
                }
            }
        }
    }
}

#[component]
fn FoundNotes(notes: Vec<NoteFound>) -> Element {
    let navigator = use_navigator();
    rsx! {
        for NoteFound { visit, person, at, place, excerpt } in notes {
            li { key: "{visit}",
                a { class: "line", href: Route::Visit { visit }.to_string(), onclick: move |tap| follow(&tap, navigator, Route::Visit { visit }),
                    span { class: "name", dir: "auto", "{person.called}" }
                    span { class: "soft", {text!("people-note-when", place: said::place(&place), day: day(at))} }
                    span { class: "excerpt", dir: "auto",
                        for piece in excerpt {
                            if piece.is_found { mark { "{piece.text}" } } else { "{piece.text}" }
                            " "
                        }
                    }
                }
            }
        }
    }
}

fn day(at: Moment) -> String {
    when::day_in_words(when::day_of(at), when::today())
}
