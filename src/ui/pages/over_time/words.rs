//! The words of one place of the page, the latest first: whose they were, and since when.

use super::super::said;
use crate::requests::{
    over_time::{PageWords, WordsOverTime},
    wordings::WordingLine,
};
use crate::ui::{
    parts::{Later, screenfuls},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn OfAPlace(words: WordsOverTime) -> Element {
    let place = words.place;
    rsx! {
        div { class: "card wordings",
            h3 { {place_in_words(place)} }
            ul {
                for (turn, wordings) in screenfuls(words.wordings) {
                    Later { key: "{turn}", turn,
                        for (at, wording) in wordings.into_iter().enumerate() {
                            Wording { key: "{at}", place, wording }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Wording(place: PageWords, wording: WordingLine) -> Element {
    let nothing = match place {
        PageWords::Step | PageWords::OtherStep => text!("over-time-no-step"),
        _ => text!("over-time-crossed-out"),
    };
    rsx! {
        li {
            p { class: "label", dir: "auto", {said::from(&wording.by, wording.at)} }
            if wording.stands {
                p { class: "tag", {text!("over-time-stands")} }
            }
            if wording.is_chosen {
                p { class: "soft", {text!("over-time-chosen")} }
            }
            if wording.is_of_both {
                p { class: "soft", {text!("over-time-of-both")} }
            }
            if wording.words.is_empty() {
                p { class: "soft", "{nothing}" }
            } else {
                blockquote { class: if wording.is_theirs { "voice" } else { "ours" }, dir: "auto",
                    for (at, words) in wording.words.into_iter().enumerate() {
                        if words.are_new {
                            ins { key: "{at}", "{words.text}" }
                        } else {
                            span { key: "{at}", "{words.text}" }
                        }
                    }
                }
            }
        }
    }
}

fn place_in_words(place: PageWords) -> String {
    match place {
        PageWords::Matters => text!("page-matters"),
        PageWords::Strengths => text!("page-strengths"),
        PageWords::Helps => text!("page-helps"),
        PageWords::InTheWay => text!("page-in-the-way"),
        PageWords::IfHardSigns => text!("field-if-hard-signs"),
        PageWords::IfHardHelps => text!("field-if-hard-helps"),
        PageWords::IfHardWhom => text!("field-if-hard-whom"),
        PageWords::Hope => text!("over-time-hope"),
        PageWords::HopeInOtherWords => text!("over-time-in-other-words"),
        PageWords::Step => text!("page-step"),
        PageWords::OtherStep => text!("hand-other-step"),
    }
}
