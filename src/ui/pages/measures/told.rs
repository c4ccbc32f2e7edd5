//! Answers of one sitting, as an entry of a story.

use super::{super::person::Heading, words};
use crate::requests::measures::{MeasureLine, Sitting};
use crate::ui::text::text;
use dioxus::prelude::*;

#[component]
pub fn SittingTold(sitting: Sitting) -> Element {
    rsx! {
        article { class: "card told",
            Heading { what: text!("story-measures-entry"), at: sitting.at, by: sitting.by }
            for (line, hope) in sitting.answers {
                AnswerTold { key: "{line.id}", line, hope }
            }
        }
    }
}

#[component]
fn AnswerTold(line: MeasureLine, hope: String) -> Element {
    rsx! {
        div { class: "answer-told",
            if !hope.is_empty() {
                blockquote { class: "voice", dir: "auto", "{hope}" }
            }
            p { class: "label", {words::question(&line.question)} }
            p { class: "written", {words::answered(&line)} }
        }
    }
}
