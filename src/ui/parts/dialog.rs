//! A question that cannot be undone, asked in words: the browser's own dialog.

use super::super::{device, text::text};
use dioxus::prelude::*;

#[component]
pub fn Dialog(
    id: String,
    title: String,
    /// What the button says that goes on.
    yes: String,
    on_yes: Callback<()>,
    on_close: Callback<()>,
    children: Element,
) -> Element {
    let heading = format!("{id}-title");
    rsx! {
        dialog {
            id: "{id}",
            "aria-labelledby": "{heading}",
            onmounted: move |_| device::show_dialog(&id),
            // Escape, on a keyboard.
            oncancel: move |_| on_close.call(()),
            h2 { id: "{heading}", "{title}" }
            {children}
            div { class: "actions",
                button { class: "button outlined", r#type: "button", onclick: move |_| on_close.call(()), {text!("dialog-no")} }
                button { class: "button filled", r#type: "button", onclick: move |_| on_yes.call(()), "{yes}" }
            }
        }
    }
}
