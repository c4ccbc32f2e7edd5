//! Unlocking: one touch where there is a passkey, otherwise the passphrase.

use super::{super::today::NewVersion, DoorPage, Told, clear::Clear};
use crate::requests::{
    Trouble,
    door::{self, Passkey, SetAside, UnlockWithPasskey},
};
use crate::ui::{
    device,
    parts::{Dialog, Kind, TextField},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

const LOOK_EVERY_MS: i32 = 200;

#[component]
pub fn Unlock(passkeys: ReadSignal<Vec<Passkey>>, wait_secs: u32, is_damaged: bool) -> Element {
    let root = use_root();
    let until_ms = use_signal(|| in_secs(wait_secs));
    let mut wait_secs = use_signal(|| wait_secs);
    let trouble = use_signal(|| None);
    use_future(move || async move {
        loop {
            let left = secs_until(*until_ms.peek());
            if *wait_secs.peek() != left {
                wait_secs.set(left);
            }
            device::sleep(LOOK_EVERY_MS).await;
        }
    });
    rsx! {
        DoorPage { title: text!("unlock-title"),
            if !passkeys.read().is_empty() {
                WithPasskey { passkeys, trouble }
            }
            WithPassphrase { trouble, until_ms, wait_secs, is_second: !passkeys.read().is_empty() }
            Told { trouble }
            if is_damaged {
                Damaged { trouble }
            }
            if root.link.read().is_some() {
                p { class: "soft", {text!("unlock-link")} }
            }
            Forgotten {}
            // The record may be of a newer version than the one that stands at its door.
            NewVersion {}
        }
    }
}

/// What cannot be read makes room for a link, and is kept.
#[component]
fn Damaged(trouble: Signal<Option<Trouble>>) -> Element {
    let root = use_root();
    let mut trouble = trouble;
    let mut is_asked = use_signal(|| false);
    let put_aside = move || async move {
        is_asked.set(false);
        match root.engine().ask(SetAside {}).await {
            Ok(()) => root.changed(),
            Err(why) => trouble.set(Some(why)),
        }
    };
    rsx! {
        section { class: "card", role: "alert", "aria-labelledby": "damaged",
            h2 { id: "damaged", {text!("unlock-damaged")} }
            p { {text!("unlock-damaged-what")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| is_asked.set(true), {text!("unlock-damaged-aside")} }
        }
        if is_asked() {
            Dialog {
                id: "aside",
                title: text!("unlock-damaged-title"),
                yes: text!("unlock-damaged-yes"),
                on_yes: move |()| put_aside(),
                on_close: move |()| is_asked.set(false),
                p { {text!("unlock-damaged-kept")} }
            }
        }
    }
}

/// Nobody can look a passphrase up. The way back is a link, and a phone without the old record.
#[component]
fn Forgotten() -> Element {
    rsx! {
        details {
            summary { {text!("unlock-forgotten")} }
            p { {text!("unlock-forgotten-what")} }
            Clear { class: "button outlined", lost: text!("unlock-forgotten-lost") }
        }
    }
}

fn in_secs(secs: u32) -> f64 {
    device::now_ms() + f64::from(secs) * 1000.0
}

/// Rounded up: a try that comes too early is not taken.
fn secs_until(ms: f64) -> u32 {
    ((ms - device::now_ms()) / 1000.0).ceil().max(0.0) as u32
}

#[component]
fn WithPasskey(passkeys: ReadSignal<Vec<Passkey>>, trouble: Signal<Option<Trouble>>) -> Element {
    let root = use_root();
    let mut trouble = trouble;
    let unlock = move || async move {
        trouble.set(None);
        let touched = device::ask_passkey(&passkeys()).await;
        let answer = match touched {
            Some(key) => {
                let (credential_id, prf_output) = (key.credential_id, key.prf_output);
                root.engine().ask(UnlockWithPasskey { credential_id, prf_output }).await
            }
            None => Err(Trouble::WrongPasskey),
        };
        match answer {
            Ok(()) => root.changed(),
            // The door says so itself from then on.
            Err(Trouble::Damaged) => {}
            Err(why) => trouble.set(Some(why)),
        }
    };
    rsx! {
        button { class: "button filled", r#type: "button", onclick: move |_| unlock(), {text!("unlock-passkey")} }
        p { class: "soft", {text!("unlock-or")} }
    }
}

#[component]
fn WithPassphrase(
    trouble: Signal<Option<Trouble>>,
    until_ms: Signal<f64>,
    wait_secs: Signal<u32>,
    /// There is a quicker way above it.
    is_second: bool,
) -> Element {
    let root = use_root();
    let (mut trouble, mut until_ms, mut wait_secs) = (trouble, until_ms, wait_secs);
    let mut passphrase = use_signal(String::new);
    let mut is_under_way = use_signal(|| false);
    let unlock = move || async move {
        trouble.set(None);
        is_under_way.set(true);
        let answer = root.engine().ask(door::Unlock { passphrase: passphrase() }).await;
        is_under_way.set(false);
        match answer {
            Ok(()) => root.changed(),
            Err(Trouble::Damaged) => {}
            Err(why) => {
                if let Trouble::WrongPassphrase { wait_secs: secs } = why {
                    until_ms.set(in_secs(secs));
                    wait_secs.set(secs);
                }
                trouble.set(Some(why));
            }
        }
    };
    rsx! {
        form {
            class: "stack",
            onsubmit: move |event| {
                event.prevent_default();
                unlock()
            },
            TextField {
                id: "passphrase",
                label: text!("unlock-passphrase"),
                kind: Kind::Secret,
                is_focused_first: !is_second,
                value: passphrase,
                on_input: move |typed| passphrase.set(typed),
            }
            button {
                class: if is_second { "button outlined" } else { "button filled" },
                r#type: "submit",
                disabled: is_under_way() || wait_secs() > 0,
                if wait_secs() > 0 {
                    {text!("unlock-wait", secs: wait_secs())}
                } else if is_under_way() {
                    {text!("unlock-under-way")}
                } else {
                    {text!("unlock-go")}
                }
            }
        }
    }
}
