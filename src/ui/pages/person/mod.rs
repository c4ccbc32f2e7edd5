//! A person: the doorstep card first, then what matters to them, then the story.

mod about;
mod connections;
mod continuity;
mod doorstep;
mod fields;
mod goals;
mod going;
mod holding;
mod more;
mod not_here;
mod promises;
mod risks;
mod same;
mod steps;
mod story;
mod told;

pub use continuity::{InTouchAgain, Values, set_together_with_undo};
pub use fields::{
    Field, NamedVersions, ThingField, field_label, put_back, set_with_undo, use_is_begun,
};
pub use goals::NewGoal;
pub use not_here::Theirs;
use not_here::{NotHere, use_opened};
pub use promises::{Changes, WhatBecame, has_become, kept_words};
pub use steps::AnotherStep;
pub use told::{Heading, VisitRead};

use super::{
    broken::Troubled, frame::Top, letters::Letters, safety::SafetyLink, said, today::BegunCard,
};
use crate::care::PersonId;
use crate::requests::{Thing, person};
use crate::ui::{
    ask::use_answer,
    parts::{Choices, Later},
    root::use_root,
    route::Route,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Person(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || person::Person { person: person() });
    let opened = use_opened(person);
    match page() {
        Some(Ok(page)) if !page.line.is_here => rsx! {
            Top { title: page.line.called.clone(), back: Route::People {} }
            NotHere { person: page.line.id, called: page.line.called.clone(), opened }
        },
        Some(Ok(page)) => rsx! { Page { page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("person-title"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(page: ReadSignal<person::PersonPage>) -> Element {
    let called = page.read().line.called.clone();
    rsx! {
        Top { title: called.clone(), back: Route::People {} }
        if page.read().line.full_name != called {
            p { class: "soft full-name", dir: "auto", "{page.read().line.full_name}" }
        }
        SafetyLink { to: Route::SafetyWith { person: page.read().line.id } }
        continuity::Standing { page }
        for begun in page.read().begun.clone() {
            BegunCard { key: "{begun.visit}-{begun.is_elsewhere}", begun }
        }
        doorstep::Doorstep { page }
        // At the door one sees so much; the rest is there when one has read it.
        Later { turn: 1,
            section { "aria-labelledby": "matters",
                h2 { id: "matters", {text!("person-matters")} }
                Field { page, field: "matters", is_long: true, class: "voice" }
            }
            goals::Goals { page }
        }
        Later { turn: 2,
            NextContact { page }
            connections::Connections { person: page.read().line.id, called: called.clone() }
        }
        Later { turn: 3,
            holding::Beside { person: page.read().line.id, called: called.clone() }
            Letters { person: page.read().line.id }
            more::More { person: page.read().line.id, called: called.clone() }
        }
        Later { turn: 4,
            story::Story { person: page.read().line.id, called }
        }
        Later { turn: 5,
            continuity::Continuity { page }
            about::About { page }
            if page.read().has_newer_fields {
                p { class: "soft", {text!("person-newer")} }
            }
        }
    }
}

/// How the next contact is to be, once there is a day for it.
#[component]
fn How(page: ReadSignal<person::PersonPage>) -> Element {
    let root = use_root();
    let view =
        use_memo(move || page.read().fields.get("next_contact_how").cloned().unwrap_or_default());
    if view.read().has_versions() {
        return rsx! { Field { page, field: "next_contact_how" } };
    }
    if page.read().next_contact.on.is_none() {
        return rsx! {};
    }
    let thing = Thing::Person(page.read().line.id);
    rsx! {
        Choices {
            name: "next-how",
            legend: text!("next-how"),
            choices: said::places(),
            chosen: view.read().value.clone(),
            on_choose: move |word| set_with_undo(root, thing, "next_contact_how", word, view.peek().clone(), || ()),
        }
    }
}

#[component]
fn NextContact(page: ReadSignal<person::PersonPage>) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let person = page.read().line.id;
    let called = page.read().line.called.clone();
    rsx! {
        section { class: "card", "aria-labelledby": "next",
            h2 { id: "next", {text!("person-next")} }
            Field { page, field: "next_contact_on", is_always_shown: true }
            How { page }
            Field { page, field: "rhythm_words", is_always_shown: true }
            Field { page, field: "rhythm_days", is_always_shown: true }
            continuity::Pause { page }
            button {
                class: "button filled",
                r#type: "button",
                onclick: move |_| root.begin_visit(Some(person), navigator),
                {text!("person-visit", name: called)}
            }
        }
    }
}
