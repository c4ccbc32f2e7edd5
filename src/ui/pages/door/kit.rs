//! The recovery kit: shown once, kept on paper, asked back in part.

use super::{DoorPage, Told};
use crate::requests::door::{self, AtTheDoor, ConfirmKit, Door, Kit};
use crate::ui::{
    ask::use_answer,
    device,
    parts::{Kind, QrCode, TextField},
    root::{Root, use_root},
    text::text,
};
use dioxus::prelude::*;

/// The kit that nobody has confirmed yet, also after a restart.
#[component]
pub fn KitToConfirm() -> Element {
    let kit = use_answer(|| door::KitToConfirm {});
    match kit() {
        Some(Ok(Some(kit))) => rsx! { KitToKeep { kit } },
        Some(Err(trouble)) => rsx! { super::super::broken::Troubled { trouble } },
        Some(Ok(None)) | None => rsx! {},
    }
}

#[component]
fn KitToKeep(kit: Kit) -> Element {
    let root = use_root();
    let door = use_answer(|| AtTheDoor {});
    let mut is_written_down = use_signal(|| false);
    let team = match door() {
        Some(Ok(Door::Open { team_name, .. })) => team_name,
        _ => String::new(),
    };
    let file = format!("{}\n\n{}\n", text!("kit-file", team: team), kit.words.join(" "));
    if is_written_down() {
        return rsx! {
            AskedBack { asked: kit.asked, on_back: move |()| is_written_down.set(false) }
        };
    }
    rsx! {
        DoorPage { title: text!("kit-title"),
            p { class: "lead", {text!("kit-what")} }
            p { {text!("kit-warning")} }
            ol { class: "kit-words",
                // A word may come twice.
                for (at, word) in kit.words.into_iter().enumerate() {
                    li { key: "{at}", "{word}" }
                }
            }
            QrCode { rows: kit.qr, label: text!("kit-qr") }
            div { class: "actions",
                button { class: "button outlined", r#type: "button", onclick: move |_| device::print(), {text!("kit-print")} }
                button { class: "button outlined", r#type: "button", onclick: move |_| save(root, &file), {text!("kit-save")} }
                button { class: "button filled", r#type: "button", onclick: move |_| is_written_down.set(true), {text!("kit-have-it")} }
            }
        }
    }
}

fn save(root: Root, file: &str) {
    if !device::save_file("alongside-recovery-kit.txt", "text/plain", file.as_bytes()) {
        root.say(text!("kit-not-saved"));
    }
}

#[component]
fn AskedBack(asked: Vec<u8>, on_back: Callback<()>) -> Element {
    let root = use_root();
    let mut words = use_signal(|| vec![String::new(); asked.len()]);
    let mut trouble = use_signal(|| None);
    let confirm = move || async move {
        trouble.set(None);
        let words = words().iter().map(|word| word.trim().to_lowercase()).collect();
        match root.engine().ask(ConfirmKit { words }).await {
            Ok(()) => root.changed(),
            Err(why) => trouble.set(Some(why)),
        }
    };
    rsx! {
        DoorPage { title: text!("kit-back-title"),
            p { class: "lead", {text!("kit-back-what")} }
            form {
                class: "card",
                onsubmit: move |event| {
                    event.prevent_default();
                    confirm()
                },
                for (at, position) in asked.into_iter().enumerate() {
                    AskedWord {
                        key: "{position}",
                        position,
                        value: words.read().get(at).cloned().unwrap_or_default(),
                        on_input: move |typed| {
                            if let Some(word) = words.write().get_mut(at) {
                                *word = typed;
                            }
                        },
                    }
                }
                Told { trouble }
                button { class: "button filled", r#type: "submit", {text!("kit-back-go")} }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_back.call(()), {text!("kit-back-show")} }
        }
    }
}

#[component]
fn AskedWord(position: u8, value: ReadSignal<String>, on_input: Callback<String>) -> Element {
    rsx! {
        TextField {
            id: "word-{position}",
            label: text!("kit-word", number: u32::from(position) + 1),
            kind: Kind::Search,
            value,
            on_input,
        }
    }
}
