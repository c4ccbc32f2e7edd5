//! The times to choose from: two of them with one tap, or one's own.

use crate::care::{
    Moment, PersonId,
    safety::{Expected, in_minutes, meant},
};
use crate::requests::safety::{ExpectBack, IAmOut};
use crate::ui::{
    clock::use_minute,
    root::{Root, use_root},
    safety::time_in_words,
    text::text,
    when,
};
use dioxus::prelude::*;

const HOUR: i64 = 60;

#[component]
pub fn Times(
    person: Option<PersonId>,
    /// It is another time than the one that runs.
    #[props(default)]
    running: Option<Expected>,
) -> Element {
    let root = use_root();
    let now = use_minute();
    let choose = use_callback(move |back_at| expect(root, back_at, person, running.clone()));
    let ways = [(HOUR, text!("safety-in-an-hour")), (2 * HOUR, text!("safety-in-two-hours"))];
    rsx! {
        div { class: "stack ways",
            for (n_minutes, words) in ways {
                button {
                    key: "{n_minutes}",
                    class: "way",
                    r#type: "button",
                    onclick: move |_| choose.call(in_minutes(when::now(), n_minutes)),
                    span { class: "name", "{words}" }
                    span { class: "soft", {text!("safety-at", time: when::time_of(in_minutes(now(), n_minutes)))} }
                }
            }
            OwnTime { on_choose: choose }
        }
    }
}

fn expect(root: Root, back_at: Moment, person: Option<PersonId>, running: Option<Expected>) {
    let whereabouts = running.as_ref().map(|before| before.whereabouts.clone()).unwrap_or_default();
    let expected = Expected { back_at, person, whereabouts };
    let done = text!("safety-kept", time: time_in_words(back_at, when::today()));
    match running {
        Some(before) => {
            root.perform_with_undo(ExpectBack { expected }, done, ExpectBack { expected: before });
        }
        None => root.perform_with_undo(ExpectBack { expected }, done, IAmOut {}),
    }
}

#[component]
fn OwnTime(on_choose: Callback<Moment>) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let mut time = use_signal(|| when::time_of(in_minutes(when::now(), HOUR)));
    if !is_open() {
        return rsx! {
            button { class: "way", r#type: "button", onclick: move |_| is_open.set(true),
                span { class: "name", {text!("safety-choose")} }
            }
        };
    }
    let choose = move |event: FormEvent| {
        event.prevent_default();
        match moment_of(&time.peek()) {
            Some(at) => on_choose.call(at),
            None => root.say(text!("safety-time-passed")),
        }
    };
    rsx! {
        form { class: "own-time", onsubmit: choose,
            div { class: "field",
                label { r#for: "safety-time", {text!("safety-time")} }
                input {
                    id: "safety-time",
                    r#type: "time",
                    autocomplete: "off",
                    value: "{time}",
                    onmounted: move |event| async move {
                        // A browser may keep the focus where it is.
                        let _ = event.set_focus(true).await;
                    },
                    oninput: move |event| time.set(event.value()),
                }
            }
            button { class: "button filled", r#type: "submit", {text!("safety-time-go")} }
        }
    }
}

/// What a time on the clock means, today or after midnight.
fn moment_of(time: &str) -> Option<Moment> {
    let today = when::today();
    let days = [today, today.plus(1)].into_iter();
    let times = days.filter_map(|day| when::from_local_input(&format!("{day}T{time}")));
    meant(times, when::now())
}
