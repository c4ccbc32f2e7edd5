//! What they hope for, as they said it.

use super::{
    super::{connection::InTheWay, said},
    fields::ThingField,
    going::Going,
    steps::{AnotherStep, ChangeTheStep, LifeHappened},
};
use crate::care::{GoalId, PersonId};
use crate::requests::{
    Thing,
    barriers::On,
    person::{AddGoal, GoalLine, PersonPage},
    steps::StepLine,
    things::TakeBack,
};
use crate::ui::{
    parts::{Later, TextArea},
    root::use_root,
    route::Route,
    text::text,
    typing::use_typing,
};
use dioxus::prelude::*;

#[component]
pub fn Goals(page: ReadSignal<PersonPage>) -> Element {
    rsx! {
        section { "aria-labelledby": "goals",
            h2 { id: "goals", {text!("goals-title")} }
            for (turn, goal) in page.read().goals.clone().into_iter().enumerate() {
                Later { key: "{goal.id}", turn,
                    Goal { person: page.read().line.id, called: page.read().line.called.clone(), goal }
                }
            }
            NewGoal { page }
            LifeHappened { person: page.read().line.id }
        }
    }
}

#[component]
fn Goal(person: PersonId, called: String, goal: ReadSignal<GoalLine>) -> Element {
    let thing = Thing::Goal(goal.read().id);
    let words = use_memo(move || goal.read().words.clone());
    let hope = said::in_short(&words.read().value);
    rsx! {
        div { class: "card goal",
            ThingField { thing, field: "words", view: words, is_long: true, class: "voice", about: hope.clone() }
            Steps { person, goal }
            Going { person, goal }
            InTheWay { person, called, on: On::Goal(goal.read().id), about: hope }
            p { class: "soft", dir: "auto", {said::written_down(&goal.read().by)} }
        }
    }
}

/// The small steps towards a hope, each with its own way on, and room for one more.
#[component]
fn Steps(person: PersonId, goal: ReadSignal<GoalLine>) -> Element {
    let id = goal.read().id;
    let hope = said::in_short(&goal.read().words.value);
    let step = use_memo(move || goal.read().step.clone());
    let begins_with_another = goal.read().begins_with_another();
    let has_one = begins_with_another || !step.read().value.is_empty();
    rsx! {
        if !begins_with_another {
            div { class: "small-step",
                ThingField { thing: Thing::Goal(id), field: "step", view: step, is_long: true, about: hope.clone() }
                if !step.read().value.is_empty() && !step.read().has_versions() {
                    ChangeTheStep { person, goal: id, step, about: hope.clone() }
                }
            }
        }
        for (n, other) in goal.read().other_steps.clone().into_iter().enumerate() {
            OtherStep { key: "{other.id}", person, goal: id, other, is_first: begins_with_another && n == 0 }
        }
        div { class: "step-ways",
            if has_one {
                AnotherStep { person, goal: id, about: hope.clone() }
            }
            Link { class: "quiet", to: Route::TheirPeople { person }, "aria-label": text!("label-of", what: text!("relations-who-could-help"), of: hope), {text!("relations-who-could-help")} }
        }
    }
}

#[component]
fn OtherStep(
    person: PersonId,
    goal: GoalId,
    other: ReadSignal<StepLine>,
    is_first: bool,
) -> Element {
    let thing = Thing::Step(other.read().id);
    let step = use_memo(move || other.read().words.clone());
    let about = said::in_short(&step.read().value);
    let label = is_first.then(|| text!("field-step"));
    rsx! {
        div { class: "small-step",
            ThingField { thing, field: "words", view: step, is_long: true, about: about.clone(), label }
            if !step.read().value.is_empty() && !step.read().has_versions() {
                ChangeTheStep { person, goal, other: other.read().id, step, about }
            }
        }
    }
}

#[component]
pub fn NewGoal(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let person = page.read().line.id;
    let typing = use_typing(|| format!("new hope {person}"));
    let words = use_memo(move || typing.text("words"));
    let step = use_memo(move || typing.text("step"));
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| typing.open([]), {text!("goals-add")} }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        let words = words.peek().trim().to_owned();
        let step = step.peek().trim().to_owned();
        if words.is_empty() && step.is_empty() {
            return typing.close(root);
        }
        let close = typing.closing(root);
        root.perform_then(AddGoal { person, words, step }, move |id| {
            close();
            let back = TakeBack { thing: Thing::Goal(id) };
            root.say_with_undo(text!("goals-added"), move || root.perform(back));
        });
    };
    rsx! {
        form { class: "card", onsubmit: add,
            TextArea { id: "new-goal", label: text!("goals-words"), class: "voice", is_focused_first: true, value: words, on_input: move |typed| typing.write(root, "words", typed) }
            TextArea { id: "new-step", label: text!("goals-step"), value: step, on_input: move |typed| typing.write(root, "step", typed) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
