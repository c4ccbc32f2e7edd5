//! The doorstep card: what to know with the finger on the bell.

use super::{
    fields::{Field, use_is_begun},
    promises::Promises,
    risks::Risks,
};
use crate::care::telephone::dialled;
use crate::requests::{Thing, person::PersonPage};
use crate::ui::{device, parts::Folded, route::Route, text::text};
use dioxus::prelude::*;

/// Field and whether it wants more than a line.
const AT_THE_DOOR: [(&str, bool); 5] = [
    ("contact_by", false),
    ("access", true),
    ("please_do", true),
    ("please_dont", true),
    ("communication", true),
];

#[component]
pub fn Doorstep(page: ReadSignal<PersonPage>) -> Element {
    rsx! {
        section { class: "card doorstep", "aria-labelledby": "at-the-door",
            h2 { id: "at-the-door", {text!("doorstep-title")} }
            for (field, is_long) in AT_THE_DOOR {
                Field { key: "{field}", page, field, is_long }
            }
            Reach { page }
            Risks { page }
            Promises { page }
            AddToCard { page }
        }
    }
}

#[component]
fn Reach(page: ReadSignal<PersonPage>) -> Element {
    let value = |field: &str| {
        page.read().fields.get(field).map(|view| view.value.clone()).unwrap_or_default()
    };
    let (telephone, address) = (value("telephone"), value("address"));
    let number = dialled(&telephone);
    rsx! {
        Field { page, field: "telephone" }
        div { class: "actions",
            if let Some(number) = number {
                a { class: "button outlined", href: "tel:{number}", {text!("doorstep-ring")} }
                a { class: "button outlined", href: "sms:{number}", {text!("doorstep-text")} }
            }
            Link { class: "quiet", to: Route::NoAnswer { person: page.read().line.id }, {text!("no-answer-link")} }
        }
        Field { page, field: "address", is_long: true }
        if !address.is_empty() {
            div { class: "actions",
                a { class: "button outlined", href: device::map_address(&address), {text!("doorstep-map")} }
            }
        }
    }
}

/// What nobody has asked yet, out of the way.
#[component]
fn AddToCard(page: ReadSignal<PersonPage>) -> Element {
    let is_empty = |field: &str| {
        page.read()
            .fields
            .get(field)
            .is_none_or(|view| view.value.is_empty() && !view.has_versions())
    };
    let reach = [("telephone", false), ("address", true)];
    let missing: Vec<_> =
        AT_THE_DOOR.into_iter().chain(reach).filter(|(field, _)| is_empty(field)).collect();
    let thing = Thing::Person(page.peek().line.id);
    let is_begun = use_is_begun(thing, missing.iter().map(|(field, _)| *field));
    if missing.is_empty() {
        return rsx! {};
    }
    rsx! {
        Folded { summary: text!("doorstep-add"), is_open: is_begun,
            for (field, is_long) in missing {
                Field { key: "{field}", page, field, is_long, is_always_shown: true }
            }
        }
    }
}
