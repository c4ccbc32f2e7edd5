//! Something that is read, and changed where it stands.

use super::super::text::text;
use super::field::{Kind, TextArea, TextField};
use dioxus::prelude::*;

#[component]
pub fn InPlace(
    id: String,
    label: String,
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
    /// Called with the new text when it is another one.
    on_change: Callback<String>,
) -> Element {
    let mut draft: Signal<Option<String>> = use_signal(|| None);
    let text = use_memo(move || draft().unwrap_or_else(&*value));
    let mut leave = move || {
        let Some(written) = draft.take() else { return };
        let written = written.trim().to_owned();
        if written != *value.peek() {
            on_change.call(written);
        }
    };
    if draft.read().is_none() {
        let shown = shown.unwrap_or_else(&*value);
        let (act, act_label) = if shown.is_empty() {
            (text!("in-place-add"), text!("in-place-add-label", what: label.clone()))
        } else {
            (text!("in-place-change"), text!("in-place-change-label", what: label.clone()))
        };
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
                    onclick: move |_| draft.set(Some(value())),
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
                leave();
            },
            if is_long {
                TextArea { id, label, hint, rows: 3, is_focused_first: true, value: text, on_input: move |written| draft.set(Some(written)) }
            } else {
                TextField { id, label, kind, is_focused_first: true, value: text, on_input: move |written| draft.set(Some(written)) }
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| draft.set(None), {text!("in-place-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}
