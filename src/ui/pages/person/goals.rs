//! What they hope for, as they said it.

use super::{super::said, fields::ThingField};
use crate::requests::{
    Thing,
    person::{AddGoal, GoalLine, PersonPage},
};
use crate::ui::{parts::TextArea, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Goals(page: ReadSignal<PersonPage>) -> Element {
    rsx! {
        section { "aria-labelledby": "goals",
            h2 { id: "goals", {text!("goals-title")} }
            for goal in page.read().goals.clone() {
                Goal { key: "{goal.id}", page, goal }
            }
            NewGoal { page }
        }
    }
}

#[component]
fn Goal(page: ReadSignal<PersonPage>, goal: ReadSignal<GoalLine>) -> Element {
    let person = page.read().line.id;
    let thing = Thing::Goal(goal.read().id);
    let words = use_memo(move || goal.read().words.clone());
    let step = use_memo(move || goal.read().step.clone());
    let going = goal.read().going.value.clone();
    rsx! {
        div { class: "card goal",
            ThingField { person, thing, field: "words", view: words, is_long: true, class: "voice" }
            ThingField { person, thing, field: "step", view: step, is_long: true }
            if !going.is_empty() {
                p { class: "soft", {text!("goals-going", number: going)} }
            }
            p { class: "soft", dir: "auto", {text!("goals-by", by: said::author(&goal.read().by))} }
        }
    }
}

#[component]
fn NewGoal(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let mut words = use_signal(String::new);
    let mut step = use_signal(String::new);
    if !is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(true), {text!("goals-add")} }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        let words = words.take().trim().to_owned();
        is_open.set(false);
        if !words.is_empty() {
            let step = step.take().trim().to_owned();
            root.perform(AddGoal { person: page.read().line.id, words, step });
        }
    };
    rsx! {
        form { class: "card", onsubmit: add,
            TextArea { id: "new-goal", label: text!("goals-words"), class: "voice", is_focused_first: true, value: words, on_input: move |typed| words.set(typed) }
            TextArea { id: "new-step", label: text!("goals-step"), value: step, on_input: move |typed| step.set(typed) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("in-place-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
