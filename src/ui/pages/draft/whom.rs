//! With whom: known when the visit was begun on a person's page, otherwise chosen at any time.

use super::{super::people::last_contact, Writing};
use crate::care::PersonId;
use crate::requests::{
    NextContact, PersonLine,
    people::{self, People},
};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, TextField},
    root::use_root,
    route::Route,
    text::text,
    when,
};
use dioxus::prelude::*;

const MOST_SHOWN: usize = 6;

#[component]
pub fn Whom(writing: Writing, person: Option<PersonLine>) -> Element {
    let root = use_root();
    let mut is_changing = use_signal(|| false);
    match person {
        Some(person) if !is_changing() => rsx! {
            div { class: "whom",
                p { class: "name", dir: "auto", {text!("draft-with", name: person.full_name)} }
                button { class: "quiet small", r#type: "button", "aria-label": text!("draft-whom-change"), onclick: move |_| is_changing.set(true), {text!("in-place-change")} }
            }
        },
        Some(_) | None => rsx! {
            PersonChoice {
                on_choose: move |person: PersonLine| {
                    is_changing.set(false);
                    writing.change(root, |written| {
                        written.person = Some(person.id);
                        // What was agreed was agreed with somebody else.
                        written.next_contact = NextContact::default();
                        written.next_seen = None;
                    });
                    save_and_ask_again(root);
                },
            }
        },
    }
}

/// The page then says what they are called and what their rhythm is.
fn save_and_ask_again(root: crate::ui::root::Root) {
    dioxus::core::spawn_forever(async move {
        root.save_now().await;
        root.changed();
    });
}

#[component]
pub fn PersonChoice(
    /// Somebody who is not to be chosen.
    #[props(default)]
    but: Option<PersonId>,
    on_choose: Callback<PersonLine>,
) -> Element {
    let mut words = use_signal(String::new);
    let found = use_answer(move || People {
        words: words().trim().to_owned(),
        whose: people::Whose::Mine,
        today: when::today(),
    });
    let people = found().and_then(Result::ok).map(|page| page.people).unwrap_or_default();
    let people: Vec<_> =
        people.into_iter().filter(|person| Some(person.id) != but).take(MOST_SHOWN).collect();
    rsx! {
        section { class: "card", "aria-label": text!("draft-whom"),
            TextField { id: "whom", label: text!("draft-whom"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
            if people.is_empty() {
                p { class: "soft", {text!("draft-nobody")} }
                Link { class: "quiet", to: Route::AddPerson {}, {text!("people-add")} }
            }
            ul { class: "lines",
                for person in people {
                    Line { key: "{person.id}", person, on_choose }
                }
            }
        }
    }
}

#[component]
fn Line(person: PersonLine, on_choose: Callback<PersonLine>) -> Element {
    let (name, apart) = (person.full_name.clone(), told_apart(&person));
    rsx! {
        li {
            button { class: "line", r#type: "button", onclick: move |_| on_choose.call(person.clone()),
                span { class: "name", dir: "auto", "{name}" }
                span { class: "soft", "{apart}" }
            }
        }
    }
}

/// What tells two people of one name apart.
fn told_apart(person: &PersonLine) -> String {
    match person.born {
        Some(born) => text!("draft-born", day: when::date_in_words(born)),
        None => last_contact(person),
    }
}
