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
    let (act, act_label) = match day {
        Some(_) => (text!("day-change"), text!("day-change-label", what: label.clone())),
        None => (text!("day-choose"), text!("day-choose-label", what: label.clone())),
    };
    rsx! {
        div { class: "day-choice",
            span { class: "soft", "{phrase}" }
            button {
                class: "quiet small",
                r#type: "button",
                "aria-expanded": is_open(),
                "aria-label": "{act_label}",
                onclick: move |_| is_open.toggle(),
                "{act}"
            }
            if is_open() {
                DayField { id: id.clone(), label: label.clone(), day, on_choose, on_close: move |()| is_open.set(false) }
            }
        }
    }
}

/// A browser tells of a day with every digit that is typed, so the field stays until it is left.
#[component]
fn DayField(
    id: String,
    label: String,
    day: Option<Day>,
    on_choose: Callback<Option<Day>>,
    on_close: Callback<()>,
) -> Element {
    let earliest = when::today().plus(-3660);
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    rsx! {
        div { class: "day-field",
            label { class: "hidden-label", r#for: "{id}", "{label}" }
            input {
                id: "{id}",
                r#type: "date",
                autocomplete: "off",
                value: "{value}",
                min: earliest.to_string(),
                oninput: move |event| {
                    // A year that is still being typed is none.
                    let typed: Option<Day> = event.value().parse().ok();
                    if let Some(typed) = typed.filter(|typed| *typed >= earliest) {
                        on_choose.call(Some(typed));
                    }
                },
                onkeydown: move |event| {
                    if event.key() == Key::Enter {
                        event.prevent_default();
                        on_close.call(());
                    }
                },
            }
            button { class: "quiet small", r#type: "button", onclick: move |_| on_close.call(()), {text!("in-place-done")} }
            if day.is_some() {
                button {
                    class: "quiet small",
                    r#type: "button",
                    onclick: move |_| {
                        on_choose.call(None);
                        on_close.call(());
                    },
                    {text!("day-none")}
                }
            }
        }
    }
}
