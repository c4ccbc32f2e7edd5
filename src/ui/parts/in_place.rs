//! Something that is read, and changed where it stands.

use super::super::{root::use_root, text::text, typing::Typing};
use super::field::{Kind, TextArea, TextField};
use dioxus::prelude::*;

/// Under which name the text of a field is typed.
pub const TEXT: &str = "text";

#[component]
pub fn InPlace(
    id: String,
    label: String,
    /// Which of several: "Ring the chapel", where each promise has a day.
    #[props(default)]
    about: String,
    /// What stands there while nothing was ever said; none: the label alone invites.
    #[props(default)]
    hint: String,
    value: ReadSignal<String>,
    /// How the value is read, where that differs from how it is typed ("3 November").
    #[props(default)]
    shown: Option<String>,
    #[props(default)] kind: Kind,
    #[props(default)] is_long: bool,
    #[props(default)] class: String,
    typing: Typing,
    on_open: Callback<()>,
    /// Called with the text, another one or not. Whoever takes it closes the typing, when it is safe.
    on_done: Callback<String>,
) -> Element {
    let root = use_root();
    let text = use_memo(move || typing.text(TEXT));
    let on_input = move |written| typing.write(root, TEXT, written);
    let mut was_open = use_hook(|| CopyValue::new(false));
    if typing.is_open() {
        was_open.set(true);
    } else {
        let shown = shown.unwrap_or_else(&*value);
        let act = if shown.is_empty() { text!("in-place-add") } else { text!("in-place-change") };
        let act_label = act_label(&label, &about, shown.is_empty());
        return rsx! {
            div { class: "in-place {class}",
                span { class: "label", "{label}" }
                if shown.is_empty() {
                    span { class: "soft", "{hint}" }
                } else {
                    span { class: "value", dir: "auto", "{shown}" }
                }
                button {
                    class: "quiet small",
                    r#type: "button",
                    "aria-label": "{act_label}",
                    // Where it was closed again, the focus is where it was before.
                    onmounted: move |event| async move {
                        if was_open.replace(false) {
                            let _ = event.set_focus(true).await;
                        }
                    },
                    onclick: move |_| on_open.call(()),
                    "{act}"
                }
            }
        };
    }
    rsx! {
        form {
            class: "in-place open {class}",
            onsubmit: move |event| {
                event.prevent_default();
                on_done.call(text.peek().trim().to_owned());
            },
            if is_long {
                TextArea { id, label, hint, rows: 3, is_focused_first: true, value: text, on_input }
            } else {
                TextField { id, label, kind, is_focused_first: true, value: text, on_input }
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("in-place-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

fn act_label(what: &str, about: &str, is_empty: bool) -> String {
    let (what, about) = (what.to_owned(), about.to_owned());
    match (is_empty, about.is_empty()) {
        (true, true) => text!("in-place-add-label", what: what),
        (true, false) => text!("in-place-add-about", what: what, about: about),
        (false, true) => text!("in-place-change-label", what: what),
        (false, false) => text!("in-place-change-about", what: what, about: about),
    }
}
