//! A new recovery kit; the old one then opens nothing.

use crate::care::Moment;
use crate::requests::team::NewKit;
use crate::ui::{parts::Dialog, root::use_root, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn KitCard(made_at: Option<Moment>) -> Element {
    let root = use_root();
    let mut is_asked = use_signal(|| false);
    // The door then shows the new kit, until it is confirmed.
    let mut make = move || {
        is_asked.set(false);
        root.perform_then(NewKit {}, move |_| root.changed());
    };
    rsx! {
        section { class: "card", "aria-labelledby": "kit",
            h2 { id: "kit", {text!("team-kit-title")} }
            if let Some(at) = made_at {
                p { class: "soft", {text!("team-kit-made", ago: when::ago_in_words(at, when::now()))} }
            }
            p { class: "soft", {text!("team-kit-what")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| is_asked.set(true), {text!("team-kit-new")} }
        }
        if is_asked() {
            Dialog {
                id: "new-kit",
                title: text!("team-kit-ask"),
                yes: text!("team-kit-new"),
                on_yes: move |()| make(),
                on_close: move |()| is_asked.set(false),
                p { {text!("team-kit-ask-words")} }
            }
        }
    }
}
