//! Notes that wait for somebody to decide: late ones, and those that belong to somebody else.

use crate::requests::team::{AdmitLate, Erase, Late, NoteToErase};
use crate::ui::{parts::Dialog, root::use_root, route::Route, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn LateNotes(late: Vec<Late>) -> Element {
    let root = use_root();
    if late.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card notice", "aria-labelledby": "late",
            h2 { id: "late", {text!("late-title")} }
            p { {text!("late-what")} }
            ul { class: "lines",
                for note in late {
                    li { key: "{note.frame}", class: "line",
                        span { class: "name", dir: "auto", {text!("late-from", name: note.from.clone(), ago: when::ago_in_words(note.held_at, when::now()))} }
                        button {
                            class: "button outlined",
                            r#type: "button",
                            onclick: move |_| root.perform(AdmitLate { frame: note.frame.clone() }),
                            {text!("late-take-in")}
                        }
                    }
                }
            }
        }
    }
}

#[component]
pub fn ToErase(visits: Vec<NoteToErase>) -> Element {
    if visits.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card notice", "aria-labelledby": "erase",
            h2 { id: "erase", {text!("erase-title")} }
            p { {text!("erase-what")} }
            ul { class: "lines",
                for note in visits {
                    OneToErase { key: "{note.visit}", note }
                }
            }
        }
    }
}

/// It cannot be undone, so it is asked.
#[component]
fn OneToErase(note: NoteToErase) -> Element {
    let root = use_root();
    let visit = note.visit;
    let day = when::day_in_words(when::day_of(note.at), when::today());
    let mut is_asked = use_signal(|| false);
    rsx! {
        li { class: "line",
            span { class: "name", dir: "auto", {text!("erase-whose", name: note.person.full_name, day: day)} }
            Link { class: "quiet", to: Route::Visit { visit }, {text!("erase-read")} }
            button { class: "quiet", r#type: "button", onclick: move |_| is_asked.set(true), {text!("erase-go")} }
            if is_asked() {
                Dialog {
                    id: "erase-{visit}",
                    title: text!("erase-ask"),
                    yes: text!("erase-yes"),
                    on_yes: move |()| {
                        is_asked.set(false);
                        root.perform_then(Erase { visit }, move |()| root.say(text!("erase-done")));
                    },
                    on_close: move |()| is_asked.set(false),
                    p { {text!("erase-ask-words")} }
                }
            }
        }
    }
}
