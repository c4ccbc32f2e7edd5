//! Something to hold: a card with the next date and a number to ring, and a message to send. The plan
//! itself is on neither, unless the two agree.

use super::read::how_to_reach;
use crate::care::{OurPage, PersonId, telephone::dialled};
use crate::ui::{
    device,
    parts::{TextArea, Toggle},
    root::use_root,
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

const CARD: &str = "our-next-day.png";

#[component]
pub fn TakeHome(person: PersonId, page: OurPage, telephone: String) -> Element {
    rsx! {
        section { class: "card", "aria-labelledby": "take-home",
            h2 { id: "take-home", {text!("home-title")} }
            Card { page: page.clone() }
            Message { person, page, telephone }
        }
    }
}

#[component]
fn Card(page: OurPage) -> Element {
    let root = use_root();
    let lines = card(&page);
    let shown = lines.clone();
    let save = move |_| {
        let lines = lines.clone();
        async move {
            match device::picture_of(&lines).await {
                Some(picture) if device::save_file(CARD, "image/png", &picture) => {}
                _ => root.say(text!("home-card-not-saved")),
            }
        }
    };
    rsx! {
        div { class: "take-home",
            for (n, line) in shown.into_iter().enumerate() {
                p { key: "{n}", dir: "auto", "{line}" }
            }
        }
        button { class: "button outlined", r#type: "button", onclick: save, {text!("home-card")} }
    }
}

/// The day is the largest. Who finds the card learns nothing of the plan.
fn card(page: &OurPage) -> Vec<String> {
    let day = match &page.next {
        Some(next) => when::whole_day(next.on),
        None => text!("home-no-day"),
    };
    let mut lines = vec![day];
    lines.extend(how_to_reach(&page.worker, &page.reach));
    lines
}

#[component]
fn Message(person: PersonId, page: ReadSignal<OurPage>, telephone: String) -> Element {
    let root = use_root();
    // Of another day it is another message.
    let day = page.peek().next.as_ref().map(|next| next.on.to_string()).unwrap_or_default();
    let typing = use_typing(|| format!("home message {person} {day}"));
    let words = use_memo(move || match typing.is_open() {
        true => typing.text("words"),
        false => message(&page.read()),
    });
    let steps = use_memo(move || steps(&page.read()));
    let has_steps = has_lines(&words.read(), &steps.read());
    let toggle = move |()| {
        let (words, steps) = (words.peek().clone(), steps.peek().clone());
        let words = if has_steps { without(&words, &steps) } else { with(words, &steps) };
        typing.write(root, "words", words);
    };
    let copy = move |_| async move {
        let message = words.peek().clone();
        let copied = device::copy(&message).await;
        root.say(if copied { text!("home-copied") } else { text!("link-not-copied") });
    };
    rsx! {
        TextArea { id: "message-home", label: text!("home-message"), value: words, on_input: move |typed| typing.write(root, "words", typed) }
        if !steps.read().is_empty() {
            Toggle { label: text!("home-with-step"), is_on: has_steps, on_toggle: toggle }
        }
        div { class: "actions",
            if let Some(number) = dialled(&telephone) {
                a { class: "button outlined", href: device::message_address(&number, &words.read()), {text!("home-send")} }
            }
            button { class: "button outlined", r#type: "button", onclick: copy, {text!("home-copy")} }
        }
    }
}

fn message(page: &OurPage) -> String {
    let mut lines = vec![text!("home-hello", name: page.called.clone())];
    if let Some(next) = &page.next {
        lines.push(text!("home-next", day: when::whole_day(next.on)));
    }
    lines.extend(how_to_reach(&page.worker, &page.reach));
    lines.join("\n")
}

/// Whoever changed the message keeps what they wrote, with the steps and without.
fn with(words: String, steps: &[String]) -> String {
    [&[words], steps].concat().join("\n")
}

fn without(words: &str, steps: &[String]) -> String {
    let lines = words.lines().filter(|line| steps.iter().all(|step| step != line));
    lines.collect::<Vec<_>>().join("\n")
}

fn has_lines(words: &str, steps: &[String]) -> bool {
    words.lines().any(|line| steps.iter().any(|step| step == line))
}

/// Each in one line, as it stands in a message.
fn steps(page: &OurPage) -> Vec<String> {
    let steps =
        page.hopes.iter().flat_map(|hope| [&hope.step].into_iter().chain(&hope.other_steps));
    let words = steps.map(|step| step.words.words());
    let words = words.filter(|words| !words.is_empty());
    words
        .map(|words| {
            let in_a_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
            text!("home-step", step: in_a_line)
        })
        .collect()
}
