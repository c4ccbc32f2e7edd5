//! Everything as one encrypted file, under five words that are shown with it.

use crate::requests::phone;
use crate::ui::{device, root::use_root, text::text, trouble};
use dioxus::prelude::*;

#[component]
pub fn ExportAll() -> Element {
    let root = use_root();
    let mut words = use_signal(String::new);
    let export = move |_| async move {
        match root.engine().ask(phone::ExportAll {}).await {
            Ok(export) => {
                if device::save_file("alongside.sealed", "application/octet-stream", &export.file) {
                    words.set(export.words);
                } else {
                    root.say(text!("export-not-saved"));
                }
            }
            Err(why) => root.say(trouble::sentence(&why)),
        }
    };
    rsx! {
        section { class: "card", "aria-labelledby": "export",
            h2 { id: "export", {text!("export-title")} }
            p { class: "soft", {text!("export-what")} }
            button { class: "button outlined", r#type: "button", onclick: export, {text!("export-go")} }
            if !words.read().is_empty() {
                p { {text!("export-words")} }
                p { class: "five-words", "{words}" }
            }
        }
    }
}
