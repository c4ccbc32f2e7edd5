//! Risks, each with the day it was last checked, or that none are known.

use super::fields::{Field, ThingField};
use crate::requests::{
    FieldView, Thing,
    person::{AddRisk, PersonPage, RiskLine, SetField},
};
use crate::ui::{parts::TextField, root::use_root, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Risks(page: ReadSignal<PersonPage>) -> Element {
    let has_risks = !page.read().risks.is_empty();
    let none_known = use_memo(move || view(&page.read(), "no_known_risks_on"));
    rsx! {
        div { class: "risks",
            h3 { {text!("risks-title")} }
            for risk in page.read().risks.clone() {
                Risk { key: "{risk.id}", page, risk }
            }
            if !has_risks {
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
fn Risk(page: ReadSignal<PersonPage>, risk: ReadSignal<RiskLine>) -> Element {
    let person = page.read().line.id;
    let thing = Thing::Risk(risk.read().id);
    let what = use_memo(move || risk.read().what.clone());
    let checked_on = use_memo(move || risk.read().checked_on.clone());
    rsx! {
        div { class: "risk",
            ThingField { person, thing, field: "what", view: what, is_long: true }
            ThingField { person, thing, field: "checked_on", view: checked_on }
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
        root.perform(SetField {
            thing: Thing::Person(page.read().line.id),
            field: "no_known_risks_on".to_owned(),
            value: when::today().to_string(),
            seen: none_known.read().seen.clone(),
        });
    };
    rsx! {
        button { class: "quiet", r#type: "button", onclick: set, {text!("risks-none-today")} }
    }
}

#[component]
fn NewRisk(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let mut what = use_signal(String::new);
    let mut is_open = use_signal(|| false);
    if !is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(true), {text!("risks-add")} }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        let what = what.take().trim().to_owned();
        is_open.set(false);
        if !what.is_empty() {
            root.perform(AddRisk { person: page.read().line.id, what, checked_on: when::today() });
        }
    };
    rsx! {
        form { onsubmit: add,
            TextField { id: "new-risk", label: text!("risks-new"), is_focused_first: true, value: what, on_input: move |typed| what.set(typed) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("in-place-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
