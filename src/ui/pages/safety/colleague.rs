//! Whom to ring, and the message that waits for them.

use crate::care::{
    safety::{Colleague, Standing, standing},
    telephone::dialled,
};
use crate::requests::{
    WorkerLine,
    safety::{ExpectedLine, ExpectingPage, NameColleague},
};
use crate::ui::{
    clock::use_minute,
    parts::{Choice, Choices, Kind, TextField, TypedField},
    root::{Root, use_root},
    safety::message,
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

/// The key of whoever is not in the team.
const SOMEBODY_ELSE: &str = "somebody else";

#[component]
pub fn ToRing(page: ReadSignal<ExpectingPage>) -> Element {
    let typing = use_typing(|| "safety colleague".to_owned());
    let colleague = page.read().colleague.clone();
    let running = page.read().running.clone();
    let open = move |_| open(typing, &page.peek());
    rsx! {
        section { class: "card", "aria-labelledby": "if-not-out",
            h2 { id: "if-not-out", {text!("safety-if-not")} }
            if typing.is_open() {
                Naming { typing, page }
            } else if let Some(colleague) = colleague {
                Named { colleague: colleague.clone() }
                button { class: "quiet", r#type: "button", onclick: open, {text!("safety-colleague-change")} }
                if let Some(line) = running {
                    Message { line }
                }
            } else {
                p { class: "soft", {text!("safety-nobody")} }
                button { class: "button outlined", r#type: "button", onclick: open, {text!("safety-name-colleague")} }
            }
        }
    }
}

#[component]
fn Named(colleague: Colleague) -> Element {
    let Colleague { name, telephone } = colleague;
    rsx! {
        p { class: "named", dir: "auto",
            strong { "{name}" }
            " {telephone}"
        }
        if let Some(number) = dialled(&telephone) {
            a { class: "button outlined", dir: "auto", href: "tel:{number}", {text!("safety-ring", name: name)} }
        }
    }
}

/// As it would be sent, so that nothing in it comes as a surprise.
#[component]
fn Message(line: ReadSignal<ExpectedLine>) -> Element {
    let now = use_minute();
    let is_ready = standing(Some(&line.read().expected), now()) == Standing::LongPast;
    rsx! {
        p { class: "soft",
            if is_ready { {text!("safety-message-now")} } else { {text!("safety-message-later")} }
        }
        p { class: "written", dir: "auto", {message(&line.read(), when::day_of(now()))} }
        p { class: "soft", {text!("safety-by-hand")} }
    }
}

fn open(typing: Typing, page: &ExpectingPage) {
    let Some(Colleague { name, telephone }) = page.colleague.clone() else {
        return typing.open([]);
    };
    let in_team = page.team.iter().find(|worker| worker.name == name);
    let whom = in_team.map_or(SOMEBODY_ELSE.to_owned(), |worker| worker.id.to_string());
    typing.open([("whom", whom), ("name", name), ("telephone", telephone)]);
}

/// The name of whoever was chosen.
fn name_of(typing: Typing, team: &[WorkerLine]) -> String {
    let whom = typing.text("whom");
    let chosen = team.iter().find(|worker| worker.id.to_string() == whom);
    chosen.map_or_else(|| typing.text("name"), |worker| worker.name.clone())
}

#[component]
fn Naming(typing: Typing, page: ReadSignal<ExpectingPage>) -> Element {
    let root = use_root();
    let team = page.read().team.clone();
    let is_other = team.is_empty() || typing.text("whom") == SOMEBODY_ELSE;
    let telephone = use_memo(move || typing.text("telephone"));
    rsx! {
        form { class: "stack", onsubmit: move |event| {
                event.prevent_default();
                name(root, typing, &page.peek().team);
            },
            if !team.is_empty() {
                Whom { typing, team }
            }
            if is_other {
                TypedField { id: "safety-name", typing, field: "name", label: text!("safety-colleague-name") }
            }
            TextField {
                id: "safety-number",
                label: text!("safety-colleague-number"),
                hint: text!("safety-colleague-number-what"),
                kind: Kind::Telephone,
                value: telephone,
                on_input: move |typed| typing.write(root, "telephone", typed),
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("in-place-leave")} }
                if let Some(before) = page.read().colleague.clone() {
                    button { class: "quiet", r#type: "button", onclick: move |_| nobody(root, typing, &before), {text!("safety-colleague-none")} }
                }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

#[component]
fn Whom(typing: Typing, team: Vec<WorkerLine>) -> Element {
    let root = use_root();
    let others = team.iter().map(|worker| Choice::new(worker.id.to_string(), worker.name.clone()));
    let last = Choice::new(SOMEBODY_ELSE, text!("safety-colleague-other"));
    let choose = move |key: String| {
        // The number beside the name is never somebody else's.
        if ![String::new(), key.clone()].contains(&typing.text("whom")) {
            typing.write(root, "telephone", String::new());
            typing.write(root, "name", String::new());
        }
        typing.write(root, "whom", key);
    };
    rsx! {
        Choices {
            name: "safety-whom",
            legend: text!("safety-colleague-whom"),
            choices: others.chain([last]).collect::<Vec<_>>(),
            chosen: typing.text("whom"),
            on_choose: choose,
        }
    }
}

fn name(root: Root, typing: Typing, team: &[WorkerLine]) {
    let (name, telephone) = (name_of(typing, team), typing.text("telephone"));
    if dialled(&telephone).is_none() {
        return root.say(text!("safety-colleague-no-number"));
    }
    let close = typing.closing(root);
    let named = NameColleague { colleague: Some(Colleague { name: name.clone(), telephone }) };
    root.perform_then(named, move |()| {
        close();
        root.say(text!("safety-colleague-kept", name: name));
    });
}

fn nobody(root: Root, typing: Typing, before: &Colleague) {
    let close = typing.closing(root);
    let back = NameColleague { colleague: Some(before.clone()) };
    root.perform_then(NameColleague { colleague: None }, move |()| {
        close();
        root.say_with_undo(text!("safety-colleague-gone"), move || root.perform(back.clone()));
    });
}
