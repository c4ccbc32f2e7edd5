//! A link to hand on: copied, or shown as a QR code.

use super::super::{device, root::use_root, text::text};
use super::qr::QrCode;
use dioxus::prelude::*;

#[component]
pub fn ShareLink(
    link: String,
    qr: Vec<Vec<bool>>,
    /// It is what the page is for.
    #[props(default = true)]
    is_first: bool,
) -> Element {
    let root = use_root();
    let to_copy = link.clone();
    rsx! {
        div { class: "share",
            code { class: "link", "{link}" }
            button {
                class: if is_first { "button filled" } else { "button outlined" },
                r#type: "button",
                onclick: move |_| {
                    let link = to_copy.clone();
                    async move {
                        let words = if device::copy(&link).await { text!("link-copied") } else { text!("link-not-copied") };
                        root.say(words);
                    }
                },
                {text!("link-copy")}
            }
            if !qr.is_empty() {
                QrCode { rows: qr, label: text!("link-qr") }
            }
        }
    }
}
