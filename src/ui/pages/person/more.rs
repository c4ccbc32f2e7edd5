//! More with somebody: quiet ways to pages of their own.

use crate::care::PersonId;
use crate::ui::{route::Route, text::text};
use dioxus::prelude::*;

#[component]
pub fn More(person: PersonId, called: String) -> Element {
    let ways = [
        (
            Route::OurPage { person },
            text!("page-link"),
            text!("page-link-what", name: called.clone()),
        ),
        (Route::Measures { person }, text!("more-measures"), text!("more-measures-what")),
        (
            Route::TheirPeople { person },
            text!("more-people", name: called.clone()),
            text!("more-people-what"),
        ),
        (Route::Tried { person }, text!("more-tried"), text!("more-tried-what")),
        (Route::FromTools { person }, text!("more-tools"), text!("more-tools-what")),
        (
            Route::Worries { person },
            text!("more-worries", name: called.clone()),
            text!("more-worries-what"),
        ),
    ];
    rsx! {
        nav { class: "card more-with", "aria-labelledby": "more-with",
            h2 { id: "more-with", dir: "auto", {text!("more-title", name: called)} }
            ul { class: "lines",
                for (to, words, what) in ways {
                    li { key: "{words}",
                        Link { class: "line", to,
                            span { class: "name", "{words}" }
                            span { class: "soft", "{what}" }
                        }
                    }
                }
            }
        }
    }
}
