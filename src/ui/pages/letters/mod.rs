//! Letters and photos of somebody: those that there are, and one more.

mod letter;
mod take;

pub use letter::Letter;

use crate::care::PersonId;
use crate::requests::attachments::{AttachmentLine, AttachmentState, Attachments};
use crate::ui::{ask::use_answer, device, route::Route, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Letters(person: PersonId) -> Element {
    let answer = use_answer(move || Attachments { person });
    let lines = match answer() {
        Some(Ok(lines)) => lines,
        Some(Err(_)) | None => Vec::new(),
    };
    rsx! {
        section { class: "card letters", "aria-labelledby": "letters",
            h2 { id: "letters", {text!("letters-title")} }
            p { class: "soft", {text!("letters-what")} }
            if !lines.is_empty() {
                ul { class: "lines",
                    for line in lines {
                        Line { key: "{line.id}", person, line }
                    }
                }
            }
            take::TakePhoto { person }
        }
    }
}

#[component]
fn Line(person: PersonId, line: AttachmentLine) -> Element {
    let preview = (!line.preview.is_empty()).then(|| device::preview_address(&line.preview));
    rsx! {
        li {
            Link { class: "line letter-line", to: Route::Letter { person, letter: line.id },
                if let Some(preview) = preview {
                    img { class: "letter-preview", src: "{preview}", alt: "" }
                }
                span { class: "letter-words",
                    span { class: "name", dir: "auto", "{line.words.value}" }
                    span { class: "soft", dir: "auto", {about(&line)} }
                    span { class: "soft", {state_in_words(line.state)} }
                }
            }
        }
    }
}

/// When, and by whom.
fn about(line: &AttachmentLine) -> String {
    let day = when::day_in_words(when::day_of(line.at), when::today());
    text!("letters-about", day: day, name: line.by.worker.name.clone())
}

fn state_in_words(state: AttachmentState) -> String {
    match state {
        AttachmentState::OnThisPhone => text!("letters-on-this-phone"),
        AttachmentState::InTheTeamRecord => text!("letters-in-record"),
        AttachmentState::NotHereYet => text!("letters-not-here-yet"),
        AttachmentState::WordsAlone => text!("letters-words-alone"),
    }
}
