//! Which version runs here, to compare with the release, and the next one when a person takes it.

use crate::ui::{
    device::{self, Version},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Versions() -> Element {
    let root = use_root();
    use_hook(device::look_for_version);
    let Version { number, hash } = device::running_version();
    rsx! {
        section { class: "card", "aria-labelledby": "version",
            h2 { id: "version", {text!("version-title")} }
            p { {text!("version-number", number: number)} }
            p { class: "soft", {text!("version-hash")} }
            code { class: "hash", "{hash}" }
            if let Some(next) = root.waiting_version.read().as_ref() {
                p { {text!("version-next", number: next.number.clone())} }
                button { class: "button filled", r#type: "button", onclick: move |_| root.take_waiting_version(), {text!("version-take")} }
            }
        }
    }
}
