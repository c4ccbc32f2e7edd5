//! Handing over with a letter, a goodbye and a hello (P10, P11).

mod letter;

pub use letter::{HandoverField, LetterForMe, ToWhom, when_read};

use super::{broken::Troubled, frame::Top};
use crate::care::{Day, PersonId, WorkerId};
use crate::requests::{
    Thing, WorkerLine,
    handover::{BeforeHandover, HandoverPage, OfferHandover},
    things::TakeBack,
};
use crate::ui::{
    ask::use_answer,
    letter::in_words,
    parts::{Choice, Choices, DayChoice, TextArea},
    root::{Root, use_root},
    route::Route,
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;
use letter::Waiting;

#[component]
pub fn Handover(person: ReadSignal<PersonId>) -> Element {
    let typing = use_typing(move || format!("handover {}", person.peek()));
    // Not asked again with every letter that is typed.
    let to = use_memo(move || to(typing));
    let page = use_answer(move || BeforeHandover { person: person(), to: to() });
    rsx! {
        Top { title: text!("handover-title"), back: Route::Person { person: person() } }
        match page() {
            Some(Ok(page)) => rsx! { Page { person: person(), typing, page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

fn to(typing: Typing) -> Option<WorkerId> {
    typing.text("to").parse().ok()
}

#[component]
fn Page(person: PersonId, typing: Typing, page: ReadSignal<HandoverPage>) -> Element {
    let called = page.read().called.clone();
    let ending = page.read().ending.clone();
    rsx! {
        p { class: "soft", dir: "auto", {lead(page.read().worker.as_ref(), &called)} }
        if let Some((on, by)) = ending {
            p { class: "card tinted", dir: "auto", {letter::beside_ending(on, &by, called.clone())} }
        }
        for handover in page.read().waiting.clone() {
            Waiting { key: "{handover.id}", handover, typing }
        }
        if page.read().colleagues.is_empty() {
            p { class: "lead calm", {text!("handover-nobody")} }
        } else if page.read().waiting.is_empty() || typing.is_open() {
            NewLetter { person, typing, page }
        }
    }
}

fn lead(worker: Option<&WorkerLine>, called: &str) -> String {
    let called = called.to_owned();
    match worker.filter(|worker| !worker.is_me) {
        Some(worker) => text!("handover-lead", worker: worker.name.clone(), name: called),
        None => text!("handover-lead-me", name: called),
    }
}

#[component]
fn NewLetter(person: PersonId, typing: Typing, page: ReadSignal<HandoverPage>) -> Element {
    let root = use_root();
    let called = page.read().called.clone();
    let colleagues = page.read().colleagues.clone();
    let choices = colleagues.iter().map(|line| Choice::new(line.id.to_string(), line.name.clone()));
    let letter = use_memo(move || letter_of(typing, &page.read()));
    let hand_on = move |event: FormEvent| {
        event.prevent_default();
        hand_on(root, typing, person, &page.peek());
    };
    let write = move |typed| {
        typing.write(root, IS_BEGUN, "yes".to_owned());
        typing.write(root, "letter", typed);
    };
    rsx! {
        form { class: "stack", onsubmit: hand_on,
            section { class: "card",
                Choices { name: "to", legend: text!("handover-to"), choices: choices.collect::<Vec<_>>(), chosen: typing.text("to"), on_choose: move |key| typing.write(root, "to", key) }
            }
            section { class: "card letter",
                TextArea { id: "letter", label: text!("handover-letter"), rows: 18, value: letter, on_input: write }
                p { class: "soft", {text!("handover-letter-what")} }
            }
            section { class: "card", "aria-labelledby": "read-together",
                h2 { id: "read-together", {text!("handover-read-title")} }
                p { class: "soft", dir: "auto", {text!("handover-read-what", name: called)} }
                Planned { typing, field: "agreed", label: text!("handover-read-day") }
            }
            section { class: "card", "aria-labelledby": "goodbye-and-hello",
                h2 { id: "goodbye-and-hello", {text!("handover-days-title")} }
                Planned { typing, field: "goodbye", label: text!("handover-goodbye-day") }
                Planned { typing, field: "hello", label: text!("handover-hello-day") }
            }
            div { class: "foot",
                button { class: "button filled wide", r#type: "submit", {text!("handover-offer")} }
            }
        }
    }
}

/// Somebody has begun to write: what is known no longer changes the letter.
const IS_BEGUN: &str = "is begun";

fn letter_of(typing: Typing, page: &HandoverPage) -> String {
    let is_begun = !typing.text(IS_BEGUN).is_empty();
    if is_begun { typing.text("letter") } else { in_words(&page.begun, &page.called) }
}

fn hand_on(root: Root, typing: Typing, person: PersonId, page: &HandoverPage) {
    let Some(to) = to(typing) else { return root.say(text!("handover-to-whom-first")) };
    let colleague = page.colleagues.iter().find(|line| line.id == to);
    let name = colleague.map(|line| line.name.clone()).unwrap_or_default();
    let offer = OfferHandover {
        person,
        to,
        letter: letter_of(typing, page),
        agreed_with_person_on: day(typing, "agreed"),
        goodbye_on: day(typing, "goodbye"),
        hello_on: day(typing, "hello"),
    };
    let (close, reopen) = (typing.closing(root), typing.reopening(root));
    root.perform_then(offer, move |id| {
        close();
        let back = TakeBack { thing: Thing::Handover(id) };
        root.say_with_undo(text!("handover-offered", name: name), move || {
            reopen();
            root.perform(back);
        });
    });
}

fn day(typing: Typing, field: &str) -> Option<Day> {
    typing.text(field).parse().ok()
}

#[component]
fn Planned(typing: Typing, field: String, label: String) -> Element {
    let root = use_root();
    let on = day(typing, &field);
    let phrase = match field.as_str() {
        "agreed" => when_read(on),
        "goodbye" => letter::goodbye(on),
        _ => letter::hello(on),
    };
    rsx! {
        DayChoice {
            id: "handover-{field}",
            label,
            phrase,
            day: on,
            on_choose: move |day: Option<Day>| typing.write(root, &field, day.map(|day| day.to_string()).unwrap_or_default()),
        }
    }
}
