//! When something of ours broke, or a question got no answer.

use crate::requests::Trouble;
use crate::ui::{device, text::text, trouble};
use dioxus::prelude::*;

/// The text below is for a developer and holds no personal data.
#[component]
pub fn Broken(why: String) -> Element {
    rsx! {
        section { class: "broken", "aria-labelledby": "broken",
            h1 { id: "broken", {text!("broken-title")} }
            p { {text!("broken-safe")} }
            button { class: "button filled", r#type: "button", onclick: move |_| device::reload(), {text!("broken-again")} }
            details {
                summary { {text!("broken-why")} }
                p { class: "soft", "{why}" }
            }
        }
    }
}

#[component]
pub fn Troubled(trouble: Trouble) -> Element {
    if let Trouble::Broken(why) = trouble {
        return rsx! { Broken { why } };
    }
    rsx! {
        section { class: "card notice", role: "alert",
            p { {trouble::sentence(&trouble)} }
        }
    }
}
