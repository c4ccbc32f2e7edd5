//! A hope on our page: their words, how the worker would put it, and its one small step.

use super::{
    super::{
        person::{AnotherStep, ThingField, set_with_undo, use_is_begun},
        said,
    },
    read::who_in_words,
};
use crate::care::{PersonId, our_page::Who};
use crate::requests::{FieldView, Thing, person::GoalLine, steps::StepLine};
use crate::ui::{
    parts::{Choice, Choices, Folded, ZeroToTen},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn HopeCard(person: PersonId, goal: ReadSignal<GoalLine>) -> Element {
    let thing = Thing::Goal(goal.read().id);
    let about = said::in_short(&goal.read().words.value);
    let view = |of: fn(&GoalLine) -> &FieldView| use_memo(move || of(&goal.read()).clone());
    let (words, wording) = (view(|goal| &goal.words), view(|goal| &goal.wording));
    let importance = view(|goal| &goal.importance);
    rsx! {
        div { class: "card goal",
            ThingField { thing, field: "words", view: words, is_long: true, class: "voice", about: about.clone() }
            ThingField { thing, field: "wording", view: wording, is_long: true, about: about.clone() }
            Rating { thing, field: "importance", view: importance, legend: text!("page-importance"), low: text!("page-importance-low"), high: text!("page-importance-high"), about: about.clone() }
            Steps { goal, about: about.clone() }
            if !goal.read().step.value.is_empty() || goal.read().begins_with_another() {
                AnotherStep { person, goal: goal.read().id, about: about.clone() }
            }
            p { class: "soft", dir: "auto", {said::written_down(&goal.read().by)} }
        }
    }
}

#[component]
fn Steps(goal: ReadSignal<GoalLine>, about: String) -> Element {
    let thing = Thing::Goal(goal.read().id);
    let GoalLine { step, step_who, step_when, step_sure, other_steps, .. } = goal.read().clone();
    let is_said = !step.value.is_empty();
    let begins_with_another = goal.read().begins_with_another();
    rsx! {
        if !begins_with_another {
            div { class: "small-step",
                ThingField { thing, field: "step", view: step, is_long: true, about: about.clone() }
                if is_said {
                    MoreOfStep { thing, who: step_who, when: step_when, sure: step_sure, about }
                }
            }
        }
        for (n, step) in other_steps.into_iter().enumerate() {
            OtherStep { key: "{step.id}", step, is_first: begins_with_another && n == 0 }
        }
    }
}

#[component]
fn OtherStep(step: ReadSignal<StepLine>, is_first: bool) -> Element {
    let thing = Thing::Step(step.read().id);
    let StepLine { words, who, when, sure, .. } = step.read().clone();
    let about = said::in_short(&words.value);
    let label = is_first.then(|| text!("field-step"));
    rsx! {
        div { class: "small-step",
            ThingField { thing, field: "words", view: words, is_long: true, about: about.clone(), label }
            MoreOfStep { thing, who, when, sure, about }
        }
    }
}

/// Who takes it, when, and how sure they feel: none of it needs to be said.
#[component]
fn MoreOfStep(
    thing: Thing,
    who: ReadSignal<FieldView>,
    when: ReadSignal<FieldView>,
    sure: ReadSignal<FieldView>,
    about: String,
) -> Element {
    let is_begun = use_is_begun(thing, ["step_when"]);
    rsx! {
        Folded {
            summary: text!("page-more-of-step"),
            label: text!("label-of", what: text!("page-more-of-step"), of: about.clone()),
            is_open: is_begun,
            WhoTakesIt { thing, view: who, about: about.clone() }
            ThingField { thing, field: "step_when", view: when, about: about.clone() }
            Rating { thing, field: "step_sure", view: sure, legend: text!("page-sure"), low: text!("page-sure-low"), high: text!("page-sure-high"), about }
        }
    }
}

/// A number from 1 to 10, where they want one.
#[component]
fn Rating(
    thing: Thing,
    field: String,
    view: ReadSignal<FieldView>,
    legend: String,
    low: String,
    high: String,
    about: String,
) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    if view.read().has_versions() {
        return rsx! { ThingField { thing, field, view, about } };
    }
    let said = view.read().value.clone();
    let line = match said.as_str() {
        "" => legend.clone(),
        number => text!("page-number", what: legend.clone(), number: number.to_owned()),
    };
    let name = format!("{field}-{}", thing.uuid());
    rsx! {
        div { class: "going",
            button {
                class: "quiet small",
                r#type: "button",
                "aria-expanded": is_open(),
                "aria-label": text!("label-of", what: line.clone(), of: about),
                onclick: move |_| is_open.toggle(),
                "{line}"
            }
            if is_open() {
                ZeroToTen {
                    name,
                    legend,
                    about: about.clone(),
                    from: 1,
                    chosen: said.parse().ok(),
                    low,
                    high,
                    on_choose: move |number: u16| {
                        is_open.set(false);
                        set_with_undo(root, thing, &field, number.to_string(), view.peek().clone(), || ());
                    },
                }
            }
        }
    }
}

#[component]
fn WhoTakesIt(thing: Thing, view: ReadSignal<FieldView>, about: String) -> Element {
    let root = use_root();
    if view.read().has_versions() {
        return rsx! { ThingField { thing, field: "step_who", view, about } };
    }
    let choices = Who::ALL.iter().map(|who| Choice::new(who.as_word(), who_in_words(who, "")));
    rsx! {
        Choices {
            name: "who-{thing.uuid()}",
            legend: text!("page-who"),
            about,
            choices: choices.collect::<Vec<_>>(),
            chosen: view.read().value.clone(),
            on_choose: move |word| set_with_undo(root, thing, "step_who", word, view.peek().clone(), || ()),
        }
    }
}
