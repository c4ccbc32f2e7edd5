//! It was talked over: on which day, and what came of it.

use super::what_words;
use crate::care::Day;
use crate::requests::supervision::{ReflectionLine, TalkedOver};
use crate::ui::{
    parts::{DayChoice, TypedArea},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

#[component]
pub fn TalkedOverForm(line: ReadSignal<ReflectionLine>) -> Element {
    let root = use_root();
    let id = line.peek().id;
    let typing = use_typing(move || format!("talked over {id}"));
    let what = what_words(&line.read().what);
    if !typing.is_open() {
        return rsx! {
            button {
                class: "quiet",
                r#type: "button",
                "aria-label": text!("supervision-talk-label", what: what),
                onclick: move |_| typing.open([("on", when::today().to_string())]),
                {text!("supervision-talk")}
            }
        };
    }
    let on: Option<Day> = typing.text("on").parse().ok();
    let phrase = on.map(|on| when::day_in_words(on, when::today())).unwrap_or_default();
    rsx! {
        form { class: "stack",
            onsubmit: move |event| {
                event.prevent_default();
                talked_over(root, typing, &line.peek());
            },
            TypedArea { id: "came-of-it-{id}", typing, field: "came_of_it", label: text!("supervision-came-of-it"), is_focused_first: true }
            DayChoice {
                id: "talked-on-{id}",
                label: text!("supervision-talk-day"),
                phrase,
                day: on,
                on_choose: move |day: Option<Day>| typing.write(root, "on", day.map(|day| day.to_string()).unwrap_or_default()),
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("supervision-talk-keep")} }
            }
        }
    }
}

fn talked_over(root: Root, typing: Typing, line: &ReflectionLine) {
    let on = typing.text("on").parse().unwrap_or_else(|_| when::today());
    let close = typing.closing(root);
    let talked = TalkedOver { reflection: line.id, on, came_of_it: typing.text("came_of_it") };
    root.perform_then(talked, move |()| {
        close();
        root.say(text!("supervision-talked-done"));
    });
}
