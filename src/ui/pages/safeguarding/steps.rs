//! What this team does when it worries, with the numbers to ring: on every phone, signal or none.

use super::super::{broken::Troubled, person::ThingField};
use crate::care::telephone::dialled;
use crate::requests::{
    FieldView, Thing,
    safeguarding::{AddSafetyStep, SafetySteps, StepLine},
    things::TakeBack,
};
use crate::ui::{
    ask::use_answer,
    parts::TypedField,
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

/// On the team's own page.
#[component]
pub fn TheTeamsSteps() -> Element {
    let steps = use_answer(|| SafetySteps {});
    match steps() {
        Some(Ok(steps)) => rsx! { Steps { steps, title: text!("worries-steps-team") } },
        Some(Err(trouble)) => rsx! { Troubled { trouble } },
        None => rsx! {},
    }
}

#[component]
pub fn Steps(steps: Vec<StepLine>, title: String) -> Element {
    let mut is_changing = use_signal(|| false);
    rsx! {
        section { class: "card", "aria-labelledby": "safety-steps",
            h2 { id: "safety-steps", "{title}" }
            if steps.is_empty() {
                p { class: "soft", {text!("worries-steps-none")} }
            }
            ol { class: "steps",
                for step in steps.clone() {
                    li { key: "{step.id}",
                        if is_changing() {
                            Change { step }
                        } else if step.has_versions() {
                            Change { step: step.clone() }
                            Ring { telephone: step.telephone }
                        } else {
                            p { class: "written", dir: "auto", "{step.words.value}" }
                            Ring { telephone: step.telephone }
                        }
                    }
                }
            }
            if is_changing() || steps.is_empty() {
                AddStep {}
            }
            if !steps.is_empty() {
                button { class: "quiet", r#type: "button", "aria-expanded": is_changing(), onclick: move |_| is_changing.toggle(),
                    if is_changing() { {text!("safety-step-hide")} } else { {text!("safety-step-change")} }
                }
            }
        }
    }
}

/// Of two numbers, while nobody has chosen, each can be rung.
#[component]
fn Ring(telephone: FieldView) -> Element {
    let mut numbers: Vec<String> =
        telephone.versions.into_iter().map(|version| version.value).collect();
    if numbers.is_empty() {
        numbers.push(telephone.value);
    }
    let to_ring = numbers.into_iter().filter_map(|number| Some((dialled(&number)?, number)));
    rsx! {
        for (dialled, number) in to_ring {
            a { key: "{number}", class: "button outlined", href: "tel:{dialled}", {text!("safety-step-ring", number: number)} }
        }
    }
}

#[component]
fn Change(step: ReadSignal<StepLine>) -> Element {
    let root = use_root();
    let thing = Thing::SafetyStep(step.peek().id);
    let words = use_memo(move || step.read().words.clone());
    let telephone = use_memo(move || step.read().telephone.clone());
    let about = step.read().words.value.clone();
    let take_out = move |_| {
        root.perform_then(TakeBack { thing }, move |()| root.say(text!("safety-step-taken-out")));
    };
    rsx! {
        ThingField { thing, field: "words", view: words, about: about.clone() }
        ThingField { thing, field: "telephone", view: telephone, about: about.clone() }
        button {
            class: "quiet",
            r#type: "button",
            "aria-label": text!("safety-step-take-out-label", what: about),
            onclick: take_out,
            {text!("safety-step-take-out")}
        }
    }
}

#[component]
fn AddStep() -> Element {
    let root = use_root();
    let typing = use_typing(|| "new safety step".to_owned());
    if !typing.is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| typing.open([]), {text!("safety-step-add")} }
        };
    }
    rsx! {
        form { class: "stack",
            onsubmit: move |event| {
                event.prevent_default();
                add(root, typing);
            },
            TypedField { id: "new-step", typing, field: "words", label: text!("safety-step-words"), is_focused_first: true }
            TypedField { id: "new-step-telephone", typing, field: "telephone", label: text!("safety-step-telephone") }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

fn add(root: Root, typing: Typing) {
    let (words, telephone) = (typing.text("words"), typing.text("telephone"));
    if words.trim().is_empty() && telephone.trim().is_empty() {
        return typing.close(root);
    }
    let close = typing.closing(root);
    root.perform_then(AddSafetyStep { words, telephone }, move |id| {
        close();
        let back = TakeBack { thing: Thing::SafetyStep(id) };
        root.say_with_undo(text!("safety-step-added"), move || root.perform(back));
    });
}
