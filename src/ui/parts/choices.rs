//! One of a few, as chips: native radio buttons, so that keys and screen readers know what to do.

use crate::ui::text::text;
use dioxus::prelude::*;

#[derive(Clone, PartialEq)]
pub struct Choice {
    pub key: String,
    pub label: String,
}

impl Choice {
    pub fn new(key: impl Into<String>, label: String) -> Self {
        Self { key: key.into(), label }
    }
}

/// On or off, as a chip.
#[component]
pub fn Toggle(label: String, is_on: bool, on_toggle: Callback<()>) -> Element {
    rsx! {
        button {
            class: "chip toggle",
            r#type: "button",
            "aria-pressed": is_on,
            onclick: move |_| on_toggle.call(()),
            span { "{label}" }
        }
    }
}

/// What it is called where it is one of several. One alone is called as one sees it.
pub(super) fn label_of(what: &str, about: &str) -> Option<String> {
    let of = (!about.is_empty()).then(|| about.to_owned())?;
    let what = what.to_owned();
    Some(match what.ends_with('?') {
        true => text!("question-of", question: what, of: of),
        false => text!("label-of", what: what, of: of),
    })
}

#[component]
pub fn Choices(
    /// Names the group; unique on its page.
    name: String,
    legend: String,
    /// Which of several it asks about, for who does not see where it stands.
    #[props(default)]
    about: String,
    choices: Vec<Choice>,
    chosen: String,
    on_choose: Callback<String>,
    /// What was said before, between the question and its answers.
    children: Element,
) -> Element {
    rsx! {
        fieldset { class: "choices", "aria-label": label_of(&legend, &about),
            legend { "{legend}" }
            {children}
            for choice in choices {
                label { key: "{choice.key}", class: "chip",
                    input {
                        r#type: "radio",
                        name: "{name}",
                        autocomplete: "off",
                        checked: choice.key == chosen,
                        oninput: {
                            let key = choice.key.clone();
                            move |_| on_choose.call(key.clone())
                        },
                    }
                    span { "{choice.label}" }
                }
            }
        }
    }
}
