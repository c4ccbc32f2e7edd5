//! Promises in both directions, and what became of them.

use super::super::said::{self, PromiseRead};
use crate::care::{Became, Day, PersonId};
use crate::requests::{
    PromiseLine,
    person::PersonPage,
    promises::{MakePromise, PromiseBecame},
};
use crate::ui::{
    parts::{Choice, Choices, DayChoice, TextField},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Promises(page: ReadSignal<PersonPage>) -> Element {
    let called = page.read().line.called.clone();
    rsx! {
        section { class: "card", "aria-labelledby": "promises",
            h2 { id: "promises", {text!("promises-title")} }
            if page.read().promises.is_empty() {
                p { class: "soft", {text!("promises-none")} }
            }
            ul { class: "promises",
                for promise in page.read().promises.clone() {
                    PromiseRead { key: "{promise.id}", promise: promise.clone(), called: called.clone(),
                        WhatBecame { promise }
                    }
                }
            }
            NewPromise { person: page.read().line.id, called }
        }
    }
}

#[component]
fn WhatBecame(promise: PromiseLine) -> Element {
    let root = use_root();
    let id = promise.id;
    let ways = [
        (
            Became::Kept,
            if promise.by_worker { text!("became-i-did") } else { text!("became-they-did") },
        ),
        (Became::NotYet, text!("became-not-yet")),
        (Became::LetGo, text!("became-let-go")),
    ];
    rsx! {
        div { class: "actions",
            for (became, words) in ways {
                button {
                    key: "{words}",
                    class: "quiet",
                    r#type: "button",
                    onclick: move |_| {
                        let done = said::became(&became);
                        let now = PromiseBecame { promise: id, became: Some(became.clone()), words: String::new() };
                        let undo = PromiseBecame { promise: id, became: None, words: String::new() };
                        root.perform_with_undo(now, done, undo);
                    },
                    "{words}"
                }
            }
        }
    }
}

#[component]
fn NewPromise(person: PersonId, called: String) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let mut words = use_signal(String::new);
    let mut whose = use_signal(|| "mine".to_owned());
    let mut on: Signal<Option<Day>> = use_signal(|| None);
    if !is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(true), {text!("promises-add")} }
        };
    }
    let make = move |event: FormEvent| {
        event.prevent_default();
        let text = words.take().trim().to_owned();
        is_open.set(false);
        if !text.is_empty() {
            root.perform(MakePromise { person, text, by_worker: whose() == "mine", on: on.take() });
        }
    };
    let choices = vec![
        Choice::new("mine", text!("promise-mine")),
        Choice::new("theirs", text!("promise-theirs", name: called)),
    ];
    rsx! {
        form { onsubmit: make,
            Choices { name: "whose", legend: text!("promises-whose"), choices, chosen: whose(), on_choose: move |key| whose.set(key) }
            TextField { id: "new-promise", label: text!("promises-what"), is_focused_first: true, value: words, on_input: move |typed| words.set(typed) }
            DayChoice { id: "new-promise-day", label: text!("promises-day"), phrase: said::by_day(on()), day: on(), on_choose: move |day| on.set(day) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("in-place-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
