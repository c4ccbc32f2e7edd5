//! Clearing a phone for a new link: the way back where what is here cannot be opened by anybody.

use crate::requests::door::ClearPhone;
use crate::ui::{parts::Dialog, root::use_root, text::text};
use dioxus::prelude::*;

/// Asks before it does so, and says what is lost.
#[component]
pub fn Clear(class: &'static str, lost: String) -> Element {
    let root = use_root();
    let mut is_asked = use_signal(|| false);
    rsx! {
        button { class, r#type: "button", onclick: move |_| is_asked.set(true), {text!("unlock-forgotten-clear")} }
        if is_asked() {
            Dialog {
                id: "clear",
                title: text!("unlock-forgotten-title"),
                yes: text!("unlock-forgotten-yes"),
                on_yes: move |()| {
                    is_asked.set(false);
                    root.perform_then(ClearPhone {}, move |()| root.changed());
                },
                on_close: move |()| is_asked.set(false),
                p { "{lost}" }
            }
        }
    }
}
