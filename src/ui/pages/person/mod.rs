//! A person: the doorstep card first, then what matters to them, then the story.

mod about;
mod doorstep;
mod fields;
mod goals;
mod promises;
mod risks;
mod story;

pub use fields::field_label;
pub use story::VisitWordsRead;

use super::{broken::Troubled, frame::Top};
use crate::care::PersonId;
use crate::requests::person;
use crate::ui::{ask::use_answer, root::use_root, route::Route, text::text};
use dioxus::prelude::*;
use fields::Field;

#[component]
pub fn Person(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || person::Person { person: person() });
    match page() {
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
        doorstep::Doorstep { page }
        section { "aria-labelledby": "matters",
            h2 { id: "matters", {text!("person-matters")} }
            Field { page, field: "matters", is_long: true, class: "voice" }
        }
        promises::Promises { page }
        goals::Goals { page }
        NextContact { page }
        story::Story { page }
        about::About { page }
        if page.read().has_newer_fields {
            p { class: "soft", {text!("person-newer")} }
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
            Field { page, field: "rhythm_words", is_always_shown: true }
            button {
                class: "button filled",
                r#type: "button",
                onclick: move |_| root.begin_visit(Some(person), navigator),
                {text!("person-visit", name: called)}
            }
        }
    }
}
