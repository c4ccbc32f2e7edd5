//! What was learned of a place by going there, for the whole team and without names.

use super::super::{person::ThingField, said};
use crate::care::ServiceId;
use crate::requests::{
    Thing,
    services::{AddLearned, LearnedLine},
    things::TakeBack,
};
use crate::ui::{
    parts::TypedArea,
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Learned(service: ServiceId, lines: Vec<LearnedLine>) -> Element {
    rsx! {
        section { "aria-labelledby": "learned",
            h2 { id: "learned", {text!("learned-title")} }
            if lines.is_empty() {
                p { class: "soft", {text!("learned-none")} }
            }
            for line in lines {
                Line { key: "{line.id}", line }
            }
            AddLearnedForm { service }
        }
    }
}

#[component]
fn Line(line: ReadSignal<LearnedLine>) -> Element {
    let thing = Thing::Learned(line.read().id);
    let view = use_memo(move || line.read().text.clone());
    let day = when::day_in_words(when::day_of(line.read().at), when::today());
    let by = said::author(&line.read().by);
    rsx! {
        article { class: "card told",
            ThingField { thing, field: "text", view, is_long: true }
            p { class: "soft", dir: "auto", {text!("learned-by", by: by, day: day)} }
        }
    }
}

#[component]
pub fn AddLearnedForm(service: ServiceId) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("learned {service}"));
    if !typing.is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| typing.open([]), {text!("learned-add")} }
        };
    }
    rsx! {
        form { class: "card",
            onsubmit: move |event| {
                event.prevent_default();
                add(root, typing, service);
            },
            p { class: "soft", {text!("learned-no-names")} }
            TypedArea { id: "new-learned", typing, field: "text", label: text!("learned-words"), is_focused_first: true }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

fn add(root: Root, typing: Typing, service: ServiceId) {
    let text = typing.text("text");
    if text.trim().is_empty() {
        return typing.close(root);
    }
    let close = typing.closing(root);
    root.perform_then(AddLearned { service, text }, move |id| {
        close();
        let back = TakeBack { thing: Thing::Learned(id) };
        root.say_with_undo(text!("learned-added"), move || root.perform(back));
    });
}
