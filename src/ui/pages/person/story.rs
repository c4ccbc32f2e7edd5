//! The story: everything about a person in one stream, with filters, and words to look for in it.

use super::told::{Entry, key_of};
use crate::care::PersonId;
use crate::requests::story::{self, Filter};
use crate::ui::{
    ask::use_answer,
    parts::{Choice, Choices, Kind, TextField},
    text::text,
};
use dioxus::prelude::*;

/// How much is shown before somebody asks for more.
const N_FIRST: usize = 10;

/// Filters by the keys of their chips.
const FILTERS: [(&str, Filter); 6] = [
    ("everything", Filter::Everything),
    ("visits", Filter::Visits),
    ("together", Filter::GoingTogether),
    ("promises", Filter::Promises),
    ("plan", Filter::Plan),
    ("measures", Filter::Measures),
];

#[component]
pub fn Story(person: ReadSignal<PersonId>, called: String) -> Element {
    let mut filter = use_signal(Filter::default);
    let mut words = use_signal(String::new);
    let mut most = use_signal(|| N_FIRST);
    let story = use_answer(move || story::Story {
        person: person(),
        filter: filter(),
        words: words().trim().to_owned(),
        most: most(),
    });
    let is_narrowed = filter() != Filter::Everything || !words.read().trim().is_empty();
    let page = story().and_then(Result::ok);
    let (told, has_more) = page.map(|page| (page.told, page.has_more)).unwrap_or_default();
    let is_empty = story.read().is_some() && told.is_empty();
    rsx! {
        section { class: "story", "aria-labelledby": "story",
            h2 { id: "story", {text!("story-title")} }
            if is_empty && !is_narrowed {
                p { class: "soft", {text!("story-none")} }
            } else {
                details { class: "look-in",
                    summary { {text!("story-look")} }
                    TextField { id: "story-words", label: text!("story-words"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
                    Choices {
                        name: "story-filter",
                        legend: text!("story-filter"),
                        choices: choices(),
                        chosen: key(filter()),
                        on_choose: move |key: String| {
                            most.set(N_FIRST);
                            filter.set(of_key(&key));
                        },
                    }
                }
                if is_empty {
                    p { class: "soft", role: "status", {text!("story-none-such")} }
                }
            }
            for entry in told {
                Entry { key: "{key_of(&entry)}", told: entry, called: called.clone() }
            }
            if has_more {
                button { class: "button outlined", r#type: "button", onclick: move |_| most += N_FIRST, {text!("story-more")} }
            }
        }
    }
}

fn choices() -> Vec<Choice> {
    let words = |filter| match filter {
        Filter::Everything => text!("story-everything"),
        Filter::Visits => text!("story-visits"),
        Filter::GoingTogether => text!("story-together"),
        Filter::Promises => text!("story-promises"),
        Filter::Plan => text!("story-plan"),
        Filter::Measures => text!("story-measures"),
    };
    FILTERS.iter().map(|(key, filter)| Choice::new(*key, words(*filter))).collect()
}

fn key(filter: Filter) -> String {
    let key = FILTERS.iter().find(|(_, other)| *other == filter).map(|(key, _)| *key);
    key.unwrap_or_default().to_owned()
}

fn of_key(key: &str) -> Filter {
    FILTERS.iter().find(|(other, _)| *other == key).map(|(_, filter)| *filter).unwrap_or_default()
}
