//! Two cards of one person: joined by whoever knows, and parted again by the same tap.

use crate::care::PersonId;
use crate::requests::{
    PersonLine,
    continuity::{Continuity, OtherCard},
    person::PersonPage,
    same_person::{JoinCards, MayBeTheSame, PartCards},
};
use crate::ui::{
    ask::use_answer,
    parts::{Kind, TextField},
    root::use_root,
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn SamePerson(page: ReadSignal<PersonPage>) -> Element {
    let mut is_open = use_signal(|| false);
    let person = page.read().line.id;
    let asked =
        use_answer(move || Continuity { person: page.read().line.id, today: when::today() });
    let cards = asked().and_then(Result::ok).map(|page| page.other_cards).unwrap_or_default();
    let joined = cards.into_iter().filter(|card| card.is_next_to);
    rsx! {
        for card in joined {
            Part { key: "{card.line.id}", person, card }
        }
        button { class: "quiet", r#type: "button", "aria-expanded": is_open(), onclick: move |_| is_open.toggle(), {text!("same-begin")} }
        if is_open() {
            Offered { person, on_done: move |()| is_open.set(false) }
        }
    }
}

#[component]
fn Part(person: PersonId, card: OtherCard) -> Element {
    let root = use_root();
    let other = card.line.id;
    let part = move |_| {
        let (part, undo) = (PartCards { one: person, other }, JoinCards { one: person, other });
        root.perform_with_undo(part, text!("same-parted"), undo);
    };
    rsx! {
        p { class: "soft", dir: "auto", {text!("standing-other-card", name: card.line.full_name.clone())} }
        button { class: "quiet", r#type: "button", "aria-label": text!("same-part-label", name: card.line.full_name.clone()), onclick: part, {text!("same-part")} }
    }
}

#[component]
fn Offered(person: ReadSignal<PersonId>, on_done: Callback<()>) -> Element {
    let mut words = use_signal(String::new);
    let found =
        use_answer(move || MayBeTheSame { person: person(), words: words().trim().to_owned() });
    let cards = found().and_then(Result::ok);
    let is_search = !words.read().trim().is_empty();
    rsx! {
        p { class: "soft", {text!("same-what")} }
        if let Some(cards) = cards {
            if cards.is_empty() {
                p { class: "soft", role: "status", if is_search { {text!("same-none-found")} } else { {text!("same-none")} } }
            }
            ul { class: "lines",
                for card in cards {
                    Card { key: "{card.id}", person: person(), card, on_done }
                }
            }
        }
        TextField { id: "same-words", label: text!("same-search"), kind: Kind::Search, value: words, on_input: move |typed| words.set(typed) }
    }
}

#[component]
fn Card(person: PersonId, card: PersonLine, on_done: Callback<()>) -> Element {
    let root = use_root();
    let other = card.id;
    let join = move |_| {
        let (join, undo) = (JoinCards { one: person, other }, PartCards { one: person, other });
        root.perform_with_undo(join, text!("same-joined"), undo);
        on_done.call(());
    };
    let apart = match card.born {
        Some(born) => text!("draft-born", day: when::date_in_words(born)),
        None => super::super::people::last_contact(&card),
    };
    rsx! {
        li { class: "alike",
            div {
                p { class: "name", dir: "auto", "{card.full_name}" }
                p { class: "soft", "{apart}" }
            }
            button { class: "button outlined", r#type: "button", "aria-label": text!("same-join-label", name: card.full_name.clone()), onclick: join, {text!("same-join")} }
        }
    }
}
