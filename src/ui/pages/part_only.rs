//! What a page of the whole team says where this phone holds a part of the record.

use crate::requests::following::HoldsEverybodys;
use crate::ui::{ask::use_answer, text::text};
use dioxus::prelude::*;

#[component]
pub fn PartOnly() -> Element {
    let holds_everybodys = use_answer(|| HoldsEverybodys {});
    rsx! {
        if holds_everybodys() == Some(Ok(false)) {
            p { class: "soft", {text!("part-only")} }
        }
    }
}
