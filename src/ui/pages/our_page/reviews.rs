//! What came of looking at the page: agreed or not yet, and where it is seen differently.

use super::super::person::Heading;
use crate::care::{
    PersonId,
    our_page::{Agreed, Reviewed},
};
use crate::requests::review::{ReviewLine, Reviews};
use crate::ui::{ask::use_answer, text::text};
use dioxus::prelude::*;

/// The last one, which is the one that still matters.
#[component]
pub fn Latest(person: PersonId, called: String) -> Element {
    let reviews = use_answer(move || Reviews { person });
    let Some(Ok(reviews)) = reviews() else { return rsx! {} };
    match reviews.into_iter().next() {
        Some(review) => rsx! {
            section { "aria-labelledby": "last-time",
                h2 { id: "last-time", {text!("page-last-time")} }
                ReviewTold { review, called }
            }
        },
        None => rsx! {},
    }
}

#[component]
pub fn ReviewTold(review: ReviewLine, called: String) -> Element {
    let what = match review.how {
        Reviewed::OwnPhone => text!("review-told-own", name: called),
        Reviewed::HandedOver | Reviewed::Unknown(_) => text!("review-told", name: called),
    };
    let not_yet = matches!(review.agreed, Some(Agreed::NotYet));
    let said = [
        (text!("review-agreed"), review.agreed_words),
        (text!("review-differently"), review.differently),
        (text!("review-line"), review.line),
    ];
    rsx! {
        article { class: "card told",
            Heading { what, at: review.at, by: review.by }
            if not_yet {
                p { class: "tag theirs", {text!("review-not-yet")} }
            } else if review.agreed.is_some() {
                p { class: "tag mine", {text!("review-yes")} }
            }
            for (label, words) in said {
                if !words.is_empty() {
                    p { key: "{label}", class: "label", "{label}" }
                    blockquote { class: "voice", dir: "auto", "{words}" }
                }
            }
        }
    }
}
