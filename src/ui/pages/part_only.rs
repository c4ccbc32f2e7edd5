//! What a list says where it is not made from all of the team's record.

use crate::requests::following::{HoldsEverybodys, IsInOrder};
use crate::ui::{ask::use_answer, text::text};
use dioxus::prelude::*;

/// After an update, for as long as the tables for reading are made anew.
#[component]
pub fn InDisorder() -> Element {
    let is_in_order = use_answer(|| IsInOrder {});
    rsx! {
        if is_in_order() == Some(Ok(false)) {
            p { class: "soft", role: "status", {text!("part-in-disorder")} }
        }
    }
}

/// Where this phone holds some people's records only.
#[component]
pub fn PartOnly() -> Element {
    let holds_everybodys = use_answer(|| HoldsEverybodys {});
    rsx! {
        InDisorder {}
        if holds_everybodys() == Some(Ok(false)) {
            p { class: "soft", {text!("part-only")} }
        }
    }
}
