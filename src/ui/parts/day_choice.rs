//! A day in words, with a quiet way to change it.

use super::super::{text::text, when};
use crate::care::Day;
use dioxus::prelude::*;

#[component]
pub fn DayChoice(
    id: String,
    /// What the day is for, to screen readers: "Day of this promise".
    label: String,
    /// The day as a phrase: "by Thursday", "no day yet".
    phrase: String,
    day: Option<Day>,
    on_choose: Callback<Option<Day>>,
) -> Element {
    let mut is_open = use_signal(|| false);
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    rsx! {
        div { class: "day-choice",
            span { class: "soft", "{phrase}" }
            button {
                class: "quiet small",
                r#type: "button",
                "aria-expanded": is_open(),
                "aria-label": text!("day-change-label", what: label.clone()),
                onclick: move |_| is_open.toggle(),
                {text!("day-change")}
            }
            if is_open() {
                div { class: "day-field",
                    label { class: "hidden-label", r#for: "{id}", "{label}" }
                    input {
                        id: "{id}",
                        r#type: "date",
                        autocomplete: "off",
                        value: "{value}",
                        min: when::today().plus(-3660).to_string(),
                        onchange: move |event| {
                            on_choose.call(event.value().parse().ok());
                            is_open.set(false);
                        },
                    }
                    if day.is_some() {
                        button {
                            class: "quiet small",
                            r#type: "button",
                            onclick: move |_| {
                                on_choose.call(None);
                                is_open.set(false);
                            },
                            {text!("day-none")}
                        }
                    }
                }
            }
        }
    }
}
