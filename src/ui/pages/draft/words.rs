//! Free writing with their words beside it, and gentle headings that may stay empty: what they said,
//! what I saw and what I think each have their own (P12).

use super::{Writing, marks::MarkChoice};
use crate::care::Part;
use crate::ui::{parts::TextArea, root::use_root, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Words(writing: Writing, called: ReadSignal<Option<String>>) -> Element {
    let label = match called() {
        Some(name) => text!("draft-note-with", name: name),
        None => text!("draft-note"),
    };
    rsx! {
        section { class: "card writing",
            When { writing }
            Heading { writing, part: Part::Note, label, rows: 6, class: "note" }
            // Beside the note, and not below all that may be left empty: these are theirs (P12).
            Heading { writing, part: Part::Said, label: text!("heading-said"), class: "voice" }
        }
    }
}

/// What may be left empty.
#[component]
pub fn MoreWords(writing: Writing) -> Element {
    rsx! {
        section { class: "card writing", "aria-label": text!("draft-more"),
            Heading { writing, part: Part::HowTheyWere, label: text!("heading-how-they-were") }
            Heading { writing, part: Part::Noticed, label: text!("heading-noticed") }
            Heading { writing, part: Part::Thought, label: text!("heading-thought"), class: "thought" }
            Heading { writing, part: Part::Did, label: text!("heading-did") }
        }
    }
}

/// The cursor's place is kept by the word of its part.
#[component]
fn Heading(
    writing: Writing,
    part: Part,
    label: String,
    #[props(default = 1)] rows: u8,
    #[props(default)] class: String,
) -> Element {
    let root = use_root();
    let value = use_memo(move || writing.written.read().words.under(part).to_owned());
    let is_empty = value.read().trim().is_empty();
    rsx! {
        TextArea {
            id: part.as_word(),
            label: label.clone(),
            rows,
            class,
            value,
            on_input: move |typed: String| {
                writing.change(root, |written| {
                    *written.words.under_mut(part) = typed;
                    super::promises::follow_what_is_typed(written);
                });
            },
            on_move: move |()| writing.moved(root),
        }
        if !is_empty {
            MarkChoice { writing, part, heading: label }
        }
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
