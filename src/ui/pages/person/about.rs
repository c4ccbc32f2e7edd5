//! The rest of what is known, folded away.

use super::fields::Field;
use crate::requests::person::PersonPage;
use crate::ui::text::text;
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
    rsx! {
        details { class: "card", open: has_versions,
            summary { {text!("about-title")} }
            for (field, is_long) in ABOUT {
                Field { key: "{field}", page, field, is_long, is_always_shown: true }
            }
            if let Some(worker) = page.read().worker.as_ref() {
                p { class: "soft", dir: "auto", {text!("about-worker", name: worker.name.clone())} }
            }
        }
    }
}
