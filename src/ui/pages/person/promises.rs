//! Promises in both directions, and what became of them.

use super::{
    super::said::{self, PromiseRead},
    fields::{ThingField, use_is_begun},
};
use crate::care::{Became, Day};
use crate::requests::{
    FieldView, PromiseLine, Seen, Thing,
    person::PersonPage,
    promises::{MakePromise, PromiseBecame},
    things::TakeBack,
};
use crate::ui::{
    parts::{Choice, Choices, DayChoice, Folded, Later, TextField},
    root::{Root, use_root},
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

/// After how many days a promise comes up again that is not yet kept, unless another day is chosen.
const NOT_YET_DAYS: i64 = 7;
/// Promises that are drawn at once: each has all its fields with it.
const A_TURN: usize = 3;

#[component]
pub fn Promises(page: ReadSignal<PersonPage>) -> Element {
    let called = page.read().line.called.clone();
    rsx! {
        div { class: "promised",
            h3 { {text!("promises-title")} }
            if page.read().promises.is_empty() {
                p { class: "soft", {text!("promises-none")} }
            }
            ul { class: "promises",
                // Each by itself: one that is being changed stays what it is when another comes before it.
                for (n, promise) in page.read().promises.clone().into_iter().enumerate() {
                    Later { key: "{promise.id}", turn: n / A_TURN,
                        Promise { promise, called: called.clone() }
                    }
                }
            }
            NewPromise { page }
        }
    }
}

#[component]
fn Promise(promise: PromiseLine, called: String) -> Element {
    rsx! {
        PromiseRead { promise: promise.clone(), called,
            WhatBecame { promise: promise.clone() }
            Changes { promise }
        }
    }
}

#[component]
pub fn WhatBecame(promise: PromiseLine) -> Element {
    let root = use_root();
    let ways = [
        (Became::Kept, kept_words(&promise)),
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
                    "aria-label": text!("became-label", what: words.clone(), promise: promise.text.clone()),
                    onclick: {
                        let promise = promise.clone();
                        move |_| has_become(root, &promise, became.clone())
                    },
                    "{words}"
                }
            }
        }
    }
}

/// "I did it", "Jan did it", "They did it".
pub fn kept_words(promise: &PromiseLine) -> String {
    match (promise.by_worker, promise.by.worker.is_me) {
        (true, true) => text!("became-i-did"),
        (true, false) => text!("became-somebody-did", name: promise.by.worker.name.clone()),
        (false, _) => text!("became-they-did"),
    }
}

/// What is not yet kept comes up again later, and not at once.
pub fn has_become(root: Root, promise: &PromiseLine, became: Became) {
    let again_on = when::today().plus(NOT_YET_DAYS);
    let is_again = became == Became::NotYet && promise.on.is_none_or(|on| on < again_on);
    let on = if is_again { Some(again_on) } else { promise.on };
    let done = match is_again {
        true => text!("became-not-yet-until", day: when::on_day_in_words(again_on, when::today())),
        false => text!("became-done", what: said::became(&became), promise: promise.text.clone()),
    };
    let (id, before, was_on) = (promise.id, promise.became.clone(), promise.on);
    let seen = seen(promise);
    let now = PromiseBecame { promise: id, became: Some(became), on, seen };
    root.perform_then(now, move |stands: Seen| {
        root.say_with_undo(done, move || {
            let (became, seen) = (before.clone(), stands.clone());
            root.perform(PromiseBecame { promise: id, became, on: was_on, seen });
        });
    });
}

fn seen(promise: &PromiseLine) -> Seen {
    let seen = |field| promise.fields.get(field).map(|view| view.seen.clone()).unwrap_or_default();
    seen("became").and(&seen("on"))
}

/// Its words, its day and what came of it; versions of any of these stand in the open.
#[component]
pub fn Changes(promise: ReadSignal<PromiseLine>) -> Element {
    const FIELDS: [&str; 3] = ["text", "on", "became_words"];
    let has_versions = promise.read().fields.values().any(FieldView::has_versions);
    let is_begun = use_is_begun(Thing::Promise(promise.peek().id), FIELDS);
    rsx! {
        Folded {
            summary: text!("promise-change"),
            label: text!("in-place-change-label", what: promise.read().text.clone()),
            class: "more",
            is_open: has_versions || is_begun,
            for field in FIELDS {
                OneField { key: "{field}", promise, field }
            }
            if view(&promise.read(), "became").has_versions() {
                OneField { promise, field: "became" }
            }
        }
    }
}

#[component]
fn OneField(promise: ReadSignal<PromiseLine>, field: String) -> Element {
    let thing = Thing::Promise(promise.read().id);
    let name = field.clone();
    let view = use_memo(move || view(&promise.read(), &name));
    rsx! { ThingField { thing, field, view, about: promise.read().text.clone() } }
}

fn view(promise: &PromiseLine, field: &str) -> FieldView {
    promise.fields.get(field).cloned().unwrap_or_default()
}

#[component]
fn NewPromise(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let person = page.read().line.id;
    let typing = use_typing(|| format!("new promise {person}"));
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| typing.open([("whose", "mine".to_owned())]), {text!("promises-add")} }
        };
    }
    let words = use_memo(move || typing.text("words"));
    let on: Option<Day> = typing.text("on").parse().ok();
    let make = move |event: FormEvent| {
        event.prevent_default();
        let text = words.peek().trim().to_owned();
        if text.is_empty() {
            return typing.close(root);
        }
        let close = typing.closing(root);
        let by_worker = typing.text("whose") == "mine";
        root.perform_then(MakePromise { person, text, by_worker, on }, move |id| {
            close();
            let back = TakeBack { thing: Thing::Promise(id) };
            root.say_with_undo(text!("promise-made"), move || root.perform(back));
        });
    };
    let choices = vec![
        Choice::new("mine", text!("promise-mine")),
        Choice::new("theirs", text!("promise-theirs", name: page.read().line.called.clone())),
    ];
    rsx! {
        form { onsubmit: make,
            Choices { name: "whose", legend: text!("promises-whose"), choices, chosen: typing.text("whose"), on_choose: move |key| typing.write(root, "whose", key) }
            TextField { id: "new-promise", label: text!("promises-what"), is_focused_first: true, value: words, on_input: move |typed| typing.write(root, "words", typed) }
            DayChoice {
                id: "new-promise-day",
                label: text!("promises-day"),
                phrase: said::by_day(on),
                day: on,
                on_choose: move |day: Option<Day>| typing.write(root, "on", day.map(|day| day.to_string()).unwrap_or_default()),
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
