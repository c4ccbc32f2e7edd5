//! Keeping something for supervision: a heavy visit in one tap, and a reason or a question in a line.

use crate::care::{PersonId, Reflection, VisitId};
use crate::requests::{Thing, supervision::KeepForSupervision, things::TakeBack};
use crate::ui::{
    parts::{Toggle, TypedArea},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

#[derive(Clone, Copy, PartialEq)]
struct About {
    person: Option<PersonId>,
    visit: Option<VisitId>,
}

#[component]
pub fn KeepForm(
    #[props(default)] person: Option<PersonId>,
    #[props(default)] visit: Option<VisitId>,
) -> Element {
    let root = use_root();
    let about = About { person, visit };
    let place = visit.map(|id| id.to_string()).unwrap_or_default();
    let typing = use_typing(move || format!("for supervision {place}"));
    let what = use_memo(move || typing.text("what"));
    let toggle = move |kind: Reflection| {
        if *what.peek() == kind.as_word() {
            // The words wait, should it be chosen again.
            typing.write(root, "what", String::new());
        } else {
            typing.write(root, "what", kind.as_word().to_owned());
        }
    };
    let is_on = move |kind: &Reflection| *what.read() == kind.as_word();
    rsx! {
        section { class: "card", "aria-labelledby": "for-supervision",
            h2 { id: "for-supervision", {text!("supervision-keep-title")} }
            p { class: "soft", {text!("supervision-keep-what")} }
            div { class: "chips",
                button { class: "chip toggle", r#type: "button", onclick: move |_| keep(root, about, Reflection::Heavy, String::new(), None),
                    span { {text!("supervision-heavy")} }
                }
                for (kind, label) in [
                    (Reflection::OutsideTheUsual, text!("supervision-outside")),
                    (Reflection::Question, text!("supervision-question")),
                ] {
                    Toggle { key: "{label}", label, is_on: is_on(&kind), on_toggle: move |()| toggle(kind.clone()) }
                }
            }
            if !what.read().is_empty() {
                Words { about, typing, what: Reflection::from_word(&what.read()) }
            }
        }
    }
}

#[component]
fn Words(about: About, typing: Typing, what: Reflection) -> Element {
    let root = use_root();
    let label = match &what {
        Reflection::OutsideTheUsual => text!("supervision-outside-words"),
        _ => text!("supervision-question-words"),
    };
    rsx! {
        form { class: "stack",
            onsubmit: move |event| {
                event.prevent_default();
                keep(root, about, what.clone(), typing.text("words"), Some(typing));
            },
            TypedArea { id: "for-supervision-words", typing, field: "words", label, is_focused_first: true }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("supervision-keep")} }
            }
        }
    }
}

fn keep(root: Root, about: About, what: Reflection, words: String, typing: Option<Typing>) {
    let done = match &what {
        Reflection::Heavy => text!("supervision-heavy-kept"),
        _ if words.trim().is_empty() => return,
        _ => text!("supervision-kept"),
    };
    let close = typing.map(|typing| typing.closing(root));
    let About { person, visit } = about;
    root.perform_then(KeepForSupervision { what, words, person, visit }, move |id| {
        if let Some(close) = close {
            close();
        }
        let back = TakeBack { thing: Thing::Reflection(id) };
        root.say_with_undo(done, move || root.perform(back));
    });
}
