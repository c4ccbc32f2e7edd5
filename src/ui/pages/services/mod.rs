//! Places we know: the team's own shortlist, with what was learned by going there (P15).

mod learned;
mod service;

pub use learned::AddLearnedForm;
pub use service::Service;

use super::{broken::Troubled, frame::Top};
use crate::requests::{
    Thing,
    services::{self, AddService, ServiceLine},
    things::TakeBack,
};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, Later, TextField, TypedField, screenfuls},
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::{prelude::*, router::Navigator};

#[component]
pub fn Services() -> Element {
    let mut words = use_signal(String::new);
    let page = use_answer(move || services::Services { words: words().trim().to_owned() });
    let back = use_root().came_from(&Route::Services {}, Route::OurTeam {});
    rsx! {
        Top { title: text!("services-title"), back }
        div { role: "search",
            TextField { id: "places", label: text!("services-search"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
        }
        match page() {
            Some(Ok(page)) => rsx! {
                if page.services.is_empty() {
                    p { class: "lead calm",
                        if page.has_any { {text!("services-none-found")} } else { {text!("services-none")} }
                    }
                }
                ul { class: "lines",
                    for (turn, services) in screenfuls(page.services) {
                        Later { key: "{turn}", turn,
                            for line in services {
                                li { key: "{line.id}",
                                    Link { class: "line", to: Route::Service { service: line.id },
                                        Known { line: line.clone() }
                                    }
                                }
                            }
                        }
                    }
                }
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
        // Not before the list is there, or it would move away under a thumb.
        if page().is_some() {
            NewService {}
        }
    }
}

/// What the team knows of a place, in a few lines.
#[component]
pub fn Known(line: ServiceLine) -> Element {
    rsx! {
        span { class: "name", dir: "auto", "{line.name}" }
        if !line.what_for.is_empty() {
            span { class: "soft", dir: "auto", "{line.what_for}" }
        }
        if let Some(learned) = line.learned {
            span { class: "soft clipped", dir: "auto", {text!("find-learned", text: learned)} }
        } else {
            span { class: "soft", {text!("find-nobody-was-there")} }
            if let Some(on) = line.checked_on {
                span { class: "soft", {text!("find-checked", day: when::on_day_in_words(on, when::today()))} }
            }
        }
    }
}

#[component]
fn NewService() -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let typing = use_typing(|| "new place".to_owned());
    if !typing.is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| typing.open([]), {text!("services-add")} }
        };
    }
    rsx! {
        form { class: "card",
            onsubmit: move |event| {
                event.prevent_default();
                add(root, navigator, typing);
            },
            TypedField { id: "new-place", typing, field: "name", label: text!("services-name"), is_focused_first: true }
            TypedField { id: "new-place-for", typing, field: "what_for", label: text!("services-what-for") }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

fn add(root: Root, navigator: Navigator, typing: Typing) {
    let (name, what_for) = (typing.text("name"), typing.text("what_for"));
    if name.trim().is_empty() && what_for.trim().is_empty() {
        return typing.close(root);
    }
    let close = typing.closing(root);
    root.perform_then(AddService { name, what_for }, move |service| {
        close();
        let back = TakeBack { thing: Thing::Service(service) };
        navigator.push(Route::Service { service });
        root.say_with_undo(text!("services-added"), move || {
            root.perform(back);
            navigator.replace(Route::Services {});
        });
    });
}
