//! Free writing, and four gentle headings that may stay empty.

use super::Writing;
use crate::care::visit::VisitWords;
use crate::ui::{parts::TextArea, root::use_root, text::text, when};
use dioxus::prelude::*;

/// Headings are named as the cursor's place is kept.
pub const NOTE: &str = "note";
const HOW_THEY_WERE: &str = "how_they_were";
const NOTICED: &str = "noticed";
const SAID: &str = "said";
const DID: &str = "did";

#[component]
pub fn Words(writing: Writing, called: ReadSignal<Option<String>>) -> Element {
    let label = match called() {
        Some(name) => text!("draft-note-with", name: name),
        None => text!("draft-note"),
    };
    rsx! {
        section { class: "card writing",
            When { writing }
            Heading { writing, id: NOTE, label, rows: 6, class: "note" }
        }
    }
}

/// What may be left empty.
#[component]
pub fn MoreWords(writing: Writing) -> Element {
    rsx! {
        section { class: "card writing", "aria-label": text!("draft-more"),
            Heading { writing, id: HOW_THEY_WERE, label: text!("heading-how-they-were") }
            Heading { writing, id: NOTICED, label: text!("heading-noticed") }
            Heading { writing, id: SAID, label: text!("heading-said"), class: "voice" }
            Heading { writing, id: DID, label: text!("heading-did") }
        }
    }
}

#[component]
fn Heading(
    writing: Writing,
    id: String,
    label: String,
    #[props(default = 1)] rows: u8,
    #[props(default)] class: String,
) -> Element {
    let root = use_root();
    let read_id = id.clone();
    let value = use_memo(move || under(&writing.written.read().words, &read_id).clone());
    let write_id = id.clone();
    rsx! {
        TextArea {
            id,
            label,
            rows,
            class,
            value,
            on_input: move |typed: String| {
                writing.change(root, |written| {
                    *under_mut(&mut written.words, &write_id) = typed;
                    super::promises::follow_what_is_typed(written);
                });
            },
            on_move: move |()| writing.moved(root),
        }
    }
}

fn under<'a>(words: &'a VisitWords, heading: &str) -> &'a String {
    match heading {
        HOW_THEY_WERE => &words.how_they_were,
        NOTICED => &words.noticed,
        SAID => &words.said,
        DID => &words.did,
        _ => &words.note,
    }
}

fn under_mut<'a>(words: &'a mut VisitWords, heading: &str) -> &'a mut String {
    match heading {
        HOW_THEY_WERE => &mut words.how_they_were,
        NOTICED => &mut words.noticed,
        SAID => &mut words.said,
        DID => &mut words.did,
        _ => &mut words.note,
    }
}

/// When it was, for what is written later.
#[component]
fn When(writing: Writing) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let at = writing.written.read().at;
    let value = when::local_input(at);
    rsx! {
        div { class: "when",
            span { class: "soft", {when::ago_in_words(at, when::now())} }
            button { class: "quiet small", r#type: "button", "aria-label": text!("draft-when-change"), "aria-expanded": is_open(), onclick: move |_| is_open.toggle(), {text!("day-change")} }
            if is_open() {
                label { class: "hidden-label", r#for: "when", {text!("draft-when")} }
                input {
                    id: "when",
                    r#type: "datetime-local",
                    autocomplete: "off",
                    value: "{value}",
                    oninput: move |event| {
                        // A year that is still being typed is none.
                        let at = when::from_local_input(&event.value());
                        if let Some(at) = at.filter(|at| when::day_of(*at) > when::today().plus(-3660)) {
                            writing.change(root, |written| written.at = at);
                        }
                    },
                }
                button { class: "quiet small", r#type: "button", onclick: move |_| is_open.set(false), {text!("in-place-done")} }
            }
        }
    }
}
