//! The rest of what is known, folded away.

use super::fields::{Field, use_is_begun};
use crate::requests::{Thing, person::PersonPage};
use crate::ui::{parts::Folded, text::text};
use dioxus::prelude::*;

const ABOUT: [(&str, bool); 12] = [
    ("preferred_name", false),
    ("given_name", false),
    ("family_name", false),
    ("born", false),
    ("pronoun", false),
    ("gender", false),
    ("people_important", true),
    ("support", true),
    ("also_worth_knowing", true),
    ("referrer_name", false),
    ("referrer_contact", false),
    ("gp_practice", false),
];

#[component]
pub fn About(page: ReadSignal<PersonPage>) -> Element {
    let has_versions = ABOUT
        .iter()
        .any(|(field, _)| page.read().fields.get(*field).is_some_and(|view| view.has_versions()));
    let is_begun = use_is_begun(Thing::Person(page.peek().line.id), ABOUT.map(|(field, _)| field));
    rsx! {
        Folded { summary: text!("about-title"), class: "card", is_open: has_versions || is_begun,
            for (field, is_long) in ABOUT {
                Field { key: "{field}", page, field, is_long, is_always_shown: true }
            }
            if let Some(worker) = page.read().worker.as_ref() {
                p { class: "soft", dir: "auto", {text!("about-worker", name: worker.name.clone())} }
            }
        }
    }
}
