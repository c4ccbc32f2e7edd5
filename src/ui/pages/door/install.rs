//! Putting the app on the home screen comes first: there the phone keeps what it stores.

use super::DoorPage;
use crate::ui::{
    device::{self, Platform},
    parts::ShareLink,
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn InstallHint(
    /// A link that is good, to be carried over to the installed app.
    #[props(default)]
    link: Option<String>,
) -> Element {
    let root = use_root();
    if device::platform() == Platform::Installed {
        return rsx! {};
    }
    rsx! {
        section { class: "card tinted",
            h2 { {text!("install-title")} }
            if (root.can_install)() {
                p { {text!("install-why")} }
                button { class: "button outlined", r#type: "button", onclick: move |_| device::install(), {text!("install-now")} }
            } else {
                p { {text!("install-how")} }
            }
            if let Some(link) = link {
                p { {text!("install-copy")} }
                ShareLink { link, qr: Vec::new(), is_first: false }
            }
        }
    }
}

/// Claims nothing: what is joined in a tab here would not be in the app on the home screen.
#[component]
pub fn AppleFirst(link: Option<String>) -> Element {
    rsx! {
        DoorPage { title: text!("apple-title"),
            p { class: "lead", {text!("apple-why")} }
            ol { class: "steps",
                if link.is_some() {
                    li { {text!("apple-copy")} }
                }
                li { {text!("apple-share")} }
                li { {text!("apple-add")} }
                li { {text!("apple-open")} }
            }
            if let Some(link) = link {
                ShareLink { link, qr: Vec::new() }
            }
        }
    }
}
