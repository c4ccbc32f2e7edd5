//! Versions of one thing side by side; one is chosen, none is lost.

use super::super::text::text;
use dioxus::prelude::*;

#[derive(Clone, PartialEq)]
pub struct Side {
    pub value: String,
    /// How the value is read.
    pub shown: String,
    /// "Jan, yesterday at 14:05"
    pub from: String,
}

#[component]
pub fn SideBySide(
    label: String,
    sides: Vec<Side>,
    /// What fits together of them, where that can be said.
    #[props(default)]
    together: Option<String>,
    /// Of the values.
    #[props(default)]
    class: String,
    on_choose: Callback<String>,
    /// Where it is text, which can be written anew out of all of them.
    #[props(default)]
    on_together: Option<Callback<()>>,
) -> Element {
    let together_label = text!("versions-together-label", what: label.clone());
    rsx! {
        section { class: "side-by-side", "aria-label": text!("versions-of", what: label.clone()),
            p { class: "label", {text!("versions-heading", what: label.clone())} }
            div { class: "sides",
                for (at, side) in sides.into_iter().enumerate() {
                    div { key: "{at}", class: "side",
                        p { class: "value {class}", dir: "auto",
                            if side.shown.is_empty() { {text!("versions-cleared")} } else { "{side.shown}" }
                        }
                        p { class: "soft", "{side.from}" }
                        button {
                            class: "button outlined",
                            r#type: "button",
                            "aria-label": text!("versions-choose-label", from: side.from.clone(), what: label.clone()),
                            onclick: move |_| on_choose.call(side.value.clone()),
                            {text!("versions-choose")}
                        }
                    }
                }
                if let Some(whole) = together {
                    Together { what: label.clone(), whole, class: class.clone(), on_choose }
                }
            }
            if let Some(on_together) = on_together {
                button { class: "quiet", r#type: "button", "aria-label": together_label, onclick: move |_| on_together.call(()), {text!("versions-together")} }
            }
        }
    }
}

#[component]
fn Together(what: String, whole: String, class: String, on_choose: Callback<String>) -> Element {
    rsx! {
        div { class: "side",
            p { class: "value {class}", dir: "auto", "{whole}" }
            p { class: "soft", {text!("versions-merged")} }
            button {
                class: "button outlined",
                r#type: "button",
                "aria-label": text!("versions-merged-label", what: what),
                onclick: move |_| on_choose.call(whole.clone()),
                {text!("versions-choose")}
            }
        }
    }
}
