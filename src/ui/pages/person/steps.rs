//! Changing a step: adjusted, parked, swapped, done, or life happened. What it was stays (P2, P4).

use super::super::tried::became_words;
use crate::care::{GoalId, PersonId, StepId, tried::StepBecame};
use crate::requests::{
    FieldView, Seen, Thing,
    steps::AddStep,
    things::TakeBack,
    tried::{ChangeStep, TakeStepBack},
};
use crate::ui::{
    parts::{Choice, Choices, TextArea, lead_here},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

/// What of the step was shown when somebody began to change it.
const SEEN: &str = "seen";

#[component]
pub fn ChangeTheStep(
    person: PersonId,
    goal: GoalId,
    /// Where it is not the first of the hope.
    #[props(default)]
    other: Option<StepId>,
    step: ReadSignal<FieldView>,
    about: String,
) -> Element {
    let root = use_root();
    let id = other.map_or(goal.0, |step| step.0);
    let typing = use_typing(move || format!("change of a step {id}"));
    if !typing.is_open() {
        let open = move |_| {
            let seen = serde_json::to_string(&step.peek().seen).unwrap_or_default();
            typing.open([("became", StepBecame::Adjusted.as_word().to_owned()), (SEEN, seen)]);
        };
        return rsx! {
            button { class: "quiet", r#type: "button", "aria-label": text!("step-change-label", hope: about), onclick: open, {text!("step-change")} }
        };
    }
    let became = StepBecame::from_word(&typing.text("became"));
    let choices: Vec<_> = StepBecame::TOGETHER
        .iter()
        .map(|became| Choice::new(became.as_word(), became_words(became)))
        .collect();
    let (next, hint) = match became {
        StepBecame::LifeHappened => (text!("step-next-small"), text!("step-next-small-hint")),
        _ => (text!("step-next"), String::new()),
    };
    rsx! {
        form {
            class: "stack change-step",
            tabindex: "-1",
            onmounted: lead_here,
            onsubmit: move |event| {
                event.prevent_default();
                keep(root, typing, person, Some(goal), other);
            },
            Choices { name: "became-{id}", legend: text!("step-became"), choices, chosen: became.as_word(), on_choose: move |word| typing.write(root, "became", word) }
            Words { id: "learned-{id}", typing, field: "learned", label: text!("step-learned") }
            Words { id: "next-{id}", typing, field: "next", label: next, hint }
            Actions { typing }
        }
    }
}

/// One more small step of a hope, beside those that are there.
#[component]
pub fn AnotherStep(person: PersonId, goal: GoalId, about: String) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("another step {goal}"));
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", "aria-label": text!("label-of", what: text!("step-another"), of: about), onclick: move |_| typing.open([]), {text!("step-another")} }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        let words = typing.text("next").trim().to_owned();
        if words.is_empty() {
            return typing.close(root);
        }
        let close = typing.closing(root);
        root.perform_then(AddStep { person, goal, words }, move |id| {
            close();
            let back = TakeBack { thing: Thing::Step(id) };
            root.say_with_undo(text!("step-added"), move || root.perform(back));
        });
    };
    rsx! {
        form { class: "stack", onsubmit: add,
            Words { id: "another-{goal}", typing, field: "next", label: text!("field-other-step"), is_first: true }
            Actions { typing }
        }
    }
}

/// Life happened, to all of the plan.
#[component]
pub fn LifeHappened(person: PersonId) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("life happened {person}"));
    if !typing.is_open() {
        let life = StepBecame::LifeHappened.as_word().to_owned();
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| typing.open([("became", life.clone())]), {text!("step-life-happened")} }
        };
    }
    rsx! {
        form {
            class: "card stack",
            onsubmit: move |event| {
                event.prevent_default();
                keep(root, typing, person, None, None);
            },
            p { class: "soft", {text!("life-happened-soft")} }
            Words { id: "life-happened", typing, field: "learned", label: text!("life-happened-what"), is_first: true }
            Actions { typing }
        }
    }
}

fn keep(root: Root, typing: Typing, person: PersonId, goal: Option<GoalId>, step: Option<StepId>) {
    let became = StepBecame::from_word(&typing.text("became"));
    let seen: Seen = serde_json::from_str(&typing.text(SEEN)).unwrap_or_default();
    let done = text!("step-kept", what: became_words(&became));
    let (learned, next) = (typing.text("learned"), typing.text("next"));
    let change = ChangeStep { person, goal, step, became, learned, next, seen };
    let close = typing.closing(root);
    root.perform_then(change, move |changed| {
        close();
        let back = TakeStepBack { changed };
        root.say_with_undo(done, move || root.perform(back.clone()));
    });
}

#[component]
fn Words(
    id: String,
    typing: Typing,
    field: String,
    label: String,
    #[props(default)] hint: String,
    #[props(default)] is_first: bool,
) -> Element {
    let root = use_root();
    let name = field.clone();
    let value = use_memo(move || typing.text(&name));
    rsx! {
        TextArea { id, label, hint, is_focused_first: is_first, value, on_input: move |typed| typing.write(root, &field, typed) }
    }
}

#[component]
fn Actions(typing: Typing) -> Element {
    let root = use_root();
    rsx! {
        div { class: "actions",
            button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
            button { class: "button outlined", r#type: "submit", {text!("step-keep")} }
        }
    }
}
