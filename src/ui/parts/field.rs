//! A field with its label and a hint. None is kept by the browser.

use super::{super::device, choices::label_of};
use dioxus::prelude::*;

/// What the phone's keyboard should offer.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Text,
    Telephone,
    Day,
    Number,
    /// With a point or a comma, as their keyboard has it.
    Decimal,
    Secret,
    Search,
}

impl Kind {
    fn input_type(self) -> &'static str {
        match self {
            // A browser gives no word of what it does not take for a number.
            Self::Text | Self::Decimal => "text",
            Self::Telephone => "tel",
            Self::Day => "date",
            Self::Number => "number",
            Self::Secret => "password",
            Self::Search => "search",
        }
    }
}

#[component]
pub fn TextField(
    id: String,
    label: String,
    #[props(default)] hint: String,
    #[props(default)] kind: Kind,
    /// For names and addresses: capitals at the beginning of words.
    #[props(default)]
    is_name: bool,
    #[props(default)] is_focused_first: bool,
    value: ReadSignal<String>,
    on_input: Callback<String>,
) -> Element {
    let hint_id = format!("{id}-hint");
    let mounted_id = id.clone();
    let is_plain = matches!(kind, Kind::Secret | Kind::Search);
    rsx! {
        div { class: "field",
            label { r#for: "{id}", "{label}" }
            if !hint.is_empty() {
                p { class: "soft", id: "{hint_id}", "{hint}" }
            }
            input {
                id: "{id}",
                r#type: kind.input_type(),
                inputmode: (kind == Kind::Decimal).then_some("decimal"),
                dir: "auto",
                autocomplete: "off",
                autocapitalize: if is_name { "words" } else if is_plain { "none" } else { "sentences" },
                spellcheck: if is_plain { "false" } else { "true" },
                "aria-describedby": (!hint.is_empty()).then_some(hint_id),
                value: "{value}",
                onmounted: move |event| {
                    if is_focused_first {
                        device::unfold(&mounted_id);
                    }
                    async move {
                        if is_focused_first {
                            // A browser may keep the focus where it is.
                            let _ = event.set_focus(true).await;
                        }
                    }
                },
                oninput: move |event| on_input.call(event.value()),
            }
        }
    }
}

#[component]
pub fn TextArea(
    id: String,
    label: String,
    /// Which of several it is about, for who does not see where it stands.
    #[props(default)]
    about: String,
    #[props(default)] hint: String,
    #[props(default)] class: String,
    #[props(default = 2)] rows: u8,
    #[props(default)] is_focused_first: bool,
    value: ReadSignal<String>,
    on_input: Callback<String>,
    /// Keys and taps that may have moved the cursor.
    #[props(default)]
    on_move: Callback<()>,
) -> Element {
    let mounted_id = id.clone();
    rsx! {
        div { class: "field {class}",
            label { r#for: "{id}", "{label}" }
            textarea {
                id: "{id}",
                "aria-label": label_of(&label, &about),
                rows: "{rows}",
                dir: "auto",
                autocomplete: "off",
                autocapitalize: "sentences",
                spellcheck: "true",
                placeholder: "{hint}",
                value: "{value}",
                onmounted: move |event| {
                    if is_focused_first {
                        device::unfold(&mounted_id);
                    }
                    async move {
                        if is_focused_first {
                            let _ = event.set_focus(true).await;
                        }
                    }
                },
                oninput: move |event| on_input.call(event.value()),
                onkeyup: move |_| on_move.call(()),
                onclick: move |_| on_move.call(()),
            }
        }
    }
}
