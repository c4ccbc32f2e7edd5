//! Whose records are on this phone.

use crate::requests::following::HoldEverybodys;
use crate::ui::{parts::Toggle, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Following(is_everybodys: bool) -> Element {
    let root = use_root();
    rsx! {
        section { class: "card", "aria-labelledby": "following",
            h2 { id: "following", {text!("following-title")} }
            Toggle {
                label: text!("following-all"),
                is_on: is_everybodys,
                on_toggle: move |()| root.perform(HoldEverybodys { is_so: !is_everybodys }),
            }
            if is_everybodys {
                p { class: "soft", {text!("following-all-what")} }
            } else {
                p { class: "soft", {text!("following-some-what")} }
                p { class: "soft", {text!("following-some-why")} }
                p { class: "soft", {text!("following-some-goes")} }
            }
        }
    }
}
