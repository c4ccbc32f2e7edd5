//! The people in a person's life: a map that two make together by tapping, and the same as a list.

mod add;
mod chosen;
mod map;

use super::{broken::Troubled, frame::Top};
use crate::care::{PersonId, RelationId, relation::Nearness};
use crate::requests::relations::{RelationLine, TheirPeople as Asked, TheirPeoplePage};
use crate::ui::{ask::use_answer, rings, route::Route, text::text};
use dioxus::prelude::*;

#[component]
pub fn TheirPeople(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || Asked { person: person() });
    match page() {
        Some(Ok(page)) => rsx! { Page { person, page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("person-title"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(person: ReadSignal<PersonId>, page: TheirPeoplePage) -> Element {
    let mut chosen = use_signal(|| None::<RelationId>);
    let TheirPeoplePage { called, relations } = page;
    let line = relations.iter().find(|line| Some(line.id) == chosen()).cloned();
    let choose = move |id| chosen.set(Some(id));
    rsx! {
        Top { title: text!("relations-title", name: called.clone()), back: Route::Person { person: person() } }
        p { class: "lead", dir: "auto", {text!("relations-lead", name: called.clone())} }
        if relations.len() > rings::MOST {
            p { class: "soft", {text!("relations-too-many")} }
        } else {
            map::Map { called, relations: relations.clone(), chosen: chosen(), on_choose: choose }
        }
        if let Some(line) = line {
            chosen::Chosen { key: "{line.id}", line, on_close: move |()| chosen.set(None) }
        }
        add::AddSomebody { person }
        Everybody { relations, on_choose: choose }
    }
}

#[component]
fn Everybody(relations: Vec<RelationLine>, on_choose: Callback<RelationId>) -> Element {
    if relations.is_empty() {
        return rsx! { p { class: "soft", {text!("relations-none")} } };
    }
    let known = |near: &Nearness| match near {
        Nearness::Unknown(_) => Nearness::Further,
        known => known.clone(),
    };
    let of = |near: &Nearness| -> Vec<RelationLine> {
        relations.iter().filter(|line| known(&line.near) == *near).cloned().collect()
    };
    rsx! {
        section { class: "card everybody", "aria-labelledby": "everybody",
            h2 { id: "everybody", {text!("relations-list")} }
            for near in Nearness::ALL {
                if !of(near).is_empty() {
                    h3 { key: "{near.as_word()}", class: "near {near.as_word()}", {nearness_words(near)} }
                    ul { class: "lines",
                        for line in of(near) {
                            Somebody { key: "{line.id}", line, on_choose }
                        }
                    }
                }
            }
        }
    }
}

/// By which the focus comes back to somebody in the list.
fn element_id(id: RelationId) -> String {
    format!("somebody-{id}")
}

#[component]
fn Somebody(line: RelationLine, on_choose: Callback<RelationId>) -> Element {
    let id = line.id;
    rsx! {
        li {
            button {
                id: element_id(id),
                class: "line",
                r#type: "button",
                onclick: move |_| on_choose.call(id),
                span { class: "name", dir: "auto", "{line.name.value}" }
                if !line.who.value.is_empty() {
                    span { class: "soft", dir: "auto", "{line.who.value}" }
                }
                if !line.words.value.is_empty() {
                    span { class: "their-line", dir: "auto", "{line.words.value}" }
                }
            }
        }
    }
}

pub fn nearness_words(nearness: &Nearness) -> String {
    match nearness {
        Nearness::Close => text!("relations-close"),
        Nearness::Further => text!("relations-further"),
        Nearness::Hard => text!("relations-hard"),
        Nearness::Unknown(word) => word.clone(),
    }
}
