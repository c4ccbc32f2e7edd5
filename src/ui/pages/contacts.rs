//! How people reach us: one's own number for work, and what the team tells everybody.

use super::person::ThingField;
use crate::requests::{
    FieldView, Thing,
    contacts::{ContactLine, Contacts},
};
use crate::ui::{ask::use_answer, text::text};
use dioxus::prelude::*;

#[component]
pub fn MyNumber() -> Element {
    let page = use_answer(|| Contacts {});
    let Some(Ok(page)) = page() else { return rsx! {} };
    rsx! {
        section { class: "card", "aria-labelledby": "my-number",
            h2 { id: "my-number", {text!("contact-mine")} }
            p { class: "soft", {text!("contact-mine-what")} }
            OneField { line: page.mine, field: "telephone" }
        }
    }
}

/// A lead decides what strangers may read; the others see it.
#[component]
pub fn TheTeams() -> Element {
    let page = use_answer(|| Contacts {});
    let Some(Ok(page)) = page() else { return rsx! {} };
    let ContactLine { name, telephone, .. } = page.teams.clone();
    rsx! {
        section { class: "card", "aria-labelledby": "reach-us",
            h2 { id: "reach-us", {text!("contact-teams")} }
            p { class: "soft", {text!("contact-teams-what")} }
            if page.may_change_teams {
                OneField { line: page.teams.clone(), field: "name" }
                OneField { line: page.teams, field: "telephone" }
            } else {
                Read { name: name.value, telephone: telephone.value }
            }
        }
    }
}

#[component]
fn OneField(line: ReadSignal<ContactLine>, field: String) -> Element {
    let thing = Thing::Contact(line.read().id);
    let name = field.clone();
    let view = use_memo(move || view(&line.read(), &name));
    rsx! { ThingField { thing, field, view } }
}

fn view(line: &ContactLine, field: &str) -> FieldView {
    if field == "name" { line.name.clone() } else { line.telephone.clone() }
}

#[component]
fn Read(name: String, telephone: String) -> Element {
    rsx! {
        if name.is_empty() && telephone.is_empty() {
            p { {text!("contact-none")} }
        }
        p { dir: "auto", "{name}" }
        p { dir: "auto", "{telephone}" }
    }
}
