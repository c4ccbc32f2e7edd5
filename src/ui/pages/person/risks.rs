//! Risks, each with the day it was last checked, or that none are known.

use super::fields::{Field, ThingField, set_with_undo};
use crate::requests::{
    FieldView, Thing,
    person::{AddRisk, PersonPage, RiskLine},
    things::TakeBack,
};
use crate::ui::{parts::TextField, root::use_root, text::text, typing::use_typing, when};
use dioxus::prelude::*;

#[component]
pub fn Risks(page: ReadSignal<PersonPage>) -> Element {
    let has_risks = !page.read().risks.is_empty();
    let none_known = use_memo(move || view(&page.read(), "no_known_risks_on"));
    rsx! {
        div { class: "risks",
            h3 { {text!("risks-title")} }
            for risk in page.read().risks.clone() {
                Risk { key: "{risk.id}", risk }
            }
            if none_known.read().has_versions() {
                Field { page, field: "no_known_risks_on" }
            } else if !has_risks {
                if none_known.read().value.is_empty() {
                    p { class: "soft", {text!("risks-never-checked")} }
                } else {
                    Field { page, field: "no_known_risks_on" }
                }
                NoneKnown { page, none_known }
            }
            NewRisk { page }
        }
    }
}

fn view(page: &PersonPage, field: &str) -> FieldView {
    page.fields.get(field).cloned().unwrap_or_default()
}

#[component]
fn Risk(risk: ReadSignal<RiskLine>) -> Element {
    let thing = Thing::Risk(risk.read().id);
    let what = use_memo(move || risk.read().what.clone());
    let checked_on = use_memo(move || risk.read().checked_on.clone());
    rsx! {
        div { class: "risk",
            ThingField { thing, field: "what", view: what, is_long: true, about: what.read().value.clone() }
            ThingField { thing, field: "checked_on", view: checked_on, about: what.read().value.clone() }
        }
    }
}

/// "I looked today, and there is none that I know of."
#[component]
fn NoneKnown(page: ReadSignal<PersonPage>, none_known: ReadSignal<FieldView>) -> Element {
    let root = use_root();
    let today = when::today().to_string();
    if none_known.read().value == today {
        return rsx! {};
    }
    let set = move |_| {
        let (thing, today) = (Thing::Person(page.read().line.id), when::today().to_string());
        set_with_undo(root, thing, "no_known_risks_on", today, none_known.peek().clone(), || ());
    };
    rsx! {
        button { class: "quiet", r#type: "button", onclick: set, {text!("risks-none-today")} }
    }
}

#[component]
fn NewRisk(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let person = page.read().line.id;
    let typing = use_typing(|| format!("new risk {person}"));
    let what = use_memo(move || typing.text("what"));
    if !typing.is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| typing.open([]), {text!("risks-add")} }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        let what = what.peek().trim().to_owned();
        if what.is_empty() {
            return typing.close(root);
        }
        let close = typing.closing(root);
        root.perform_then(AddRisk { person, what, checked_on: when::today() }, move |id| {
            close();
            let back = TakeBack { thing: Thing::Risk(id) };
            root.say_with_undo(text!("risks-added"), move || root.perform(back));
        });
    };
    rsx! {
        form { onsubmit: add,
            TextField { id: "new-risk", label: text!("risks-new"), is_focused_first: true, value: what, on_input: move |typed| typing.write(root, "what", typed) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
