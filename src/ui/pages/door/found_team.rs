//! Founding a team.

use super::{DoorPage, Told, install::InstallHint, passphrase::PassphraseChoice};
use crate::requests::door::Found;
use crate::ui::{device, parts::TextField, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn FoundTeam(link: ReadSignal<String>, on_back: Callback<()>) -> Element {
    let mut root = use_root();
    let mut team_name = use_signal(String::new);
    let mut name = use_signal(String::new);
    let mut passphrase = use_signal(String::new);
    let mut trouble = use_signal(|| None);
    let mut is_under_way = use_signal(|| false);
    let found = move || async move {
        trouble.set(None);
        is_under_way.set(true);
        let answer = root.engine().ask(Found {
            link: link(),
            team_name: team_name().trim().to_owned(),
            name: name().trim().to_owned(),
            passphrase: passphrase(),
        });
        let _ = device::keep_storage().await;
        match answer.await {
            Ok(_) => {
                // The kit is shown next, and again after a restart, until it is confirmed.
                root.link.set(None);
                root.is_new_here.set(true);
                root.changed();
            }
            Err(why) => trouble.set(Some(why)),
        }
        is_under_way.set(false);
    };
    rsx! {
        DoorPage { title: text!("found-title"),
            p { class: "lead", {text!("found-what")} }
            InstallHint { link: link() }
            form {
                class: "stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    found()
                },
                TextField { id: "team-name", label: text!("found-team-name"), is_name: true, value: team_name, on_input: move |typed| team_name.set(typed) }
                TextField { id: "my-name", label: text!("join-name"), is_name: true, value: name, on_input: move |typed| name.set(typed) }
                PassphraseChoice { on_choose: move |chosen| passphrase.set(chosen) }
                Told { trouble }
                button { class: "button filled", r#type: "submit", disabled: is_under_way(),
                    if is_under_way() { {text!("found-under-way")} } else { {text!("found-go")} }
                }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_back.call(()), {text!("door-back")} }
        }
    }
}
