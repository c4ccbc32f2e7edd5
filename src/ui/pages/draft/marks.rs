//! "About somebody else", "not for their eyes yet": said while writing, with the reason.

use super::{super::said, Writing};
use crate::care::{KeptApart, Part};
use crate::requests::marks::MarkWritten;
use crate::ui::{
    parts::{TextField, Toggle},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn MarkChoice(
    writing: Writing,
    part: Part,
    /// Of the part that is marked, for screen readers.
    heading: String,
) -> Element {
    let mut is_asked = use_signal(|| false);
    let last_why = use_signal(String::new);
    let mark = use_memo(move || {
        writing.written.read().marks.iter().find(|mark| mark.part == part).cloned()
    });
    if mark.read().is_none() && !is_asked() {
        return rsx! {
            button { class: "quiet small mark-ask", r#type: "button", "aria-label": text!("mark-ask-label", heading: heading), onclick: move |_| is_asked.set(true), {text!("mark-ask")} }
        };
    }
    rsx! {
        fieldset { class: "choices marks", "aria-label": text!("mark-ask-label", heading: heading),
            for what in KeptApart::ALL {
                Way { key: "{what.as_word()}", writing, part, what: what.clone(), mark, last_why }
            }
        }
        if mark.read().is_some() {
            Why { writing, part, mark }
        }
    }
}

/// Another tap takes it back, and one more brings it with the reason that was written.
#[component]
fn Way(
    writing: Writing,
    part: Part,
    what: KeptApart,
    mark: ReadSignal<Option<MarkWritten>>,
    mut last_why: Signal<String>,
) -> Element {
    let root = use_root();
    let is_on = mark.read().as_ref().is_some_and(|mark| mark.what == what);
    let label = said::kept_apart(&what);
    let toggle = move |()| {
        if let Some(mark) = mark.peek().as_ref() {
            last_why.set(mark.why.clone());
        }
        let why = last_why.peek().clone();
        let mark = MarkWritten { part, what: what.clone(), why };
        writing.change(root, |written| {
            written.marks.retain(|other| other.part != part);
            if !is_on {
                written.marks.push(mark);
            }
        });
    };
    rsx! {
        Toggle { label, is_on, on_toggle: toggle }
    }
}

#[component]
fn Why(writing: Writing, part: Part, mark: ReadSignal<Option<MarkWritten>>) -> Element {
    let root = use_root();
    let value =
        use_memo(move || mark.read().as_ref().map(|mark| mark.why.clone()).unwrap_or_default());
    let write = move |typed: String| {
        writing.change(root, |written| {
            if let Some(mark) = written.marks.iter_mut().find(|mark| mark.part == part) {
                mark.why = typed;
            }
        });
    };
    rsx! {
        TextField { id: "why-{part.as_word()}", label: text!("mark-why"), value, on_input: write }
    }
}
