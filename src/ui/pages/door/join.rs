//! Joining a team by a link: as a colleague, on a next phone, or again.

use super::{DoorPage, Told, install::InstallHint, passphrase::PassphraseChoice};
use crate::requests::door;
use crate::ui::{device, parts::TextField, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Join(
    link: ReadSignal<String>,
    team_name: String,
    invited_by: String,
    for_worker: ReadSignal<Option<String>>,
    /// The name by which they were invited; it is theirs to change.
    for_name: ReadSignal<Option<String>>,
    on_back: Callback<()>,
) -> Element {
    let mut root = use_root();
    let mut name = use_signal(|| for_name.peek().clone().unwrap_or_default());
    let mut passphrase = use_signal(String::new);
    let mut trouble = use_signal(|| None);
    let mut is_under_way = use_signal(|| false);
    let join = move || async move {
        trouble.set(None);
        is_under_way.set(true);
        let name = for_worker().unwrap_or_else(|| name().trim().to_owned());
        let answer = root.engine().ask(door::Join { link: link(), name, passphrase: passphrase() });
        let _ = device::keep_storage().await;
        match answer.await {
            Ok(()) => {
                root.link.set(None);
                root.is_new_here.set(true);
                root.changed();
            }
            Err(why) => trouble.set(Some(why)),
        }
        is_under_way.set(false);
    };
    rsx! {
        DoorPage { title: text!("join-title", team: team_name),
            if let Some(name) = for_worker() {
                p { class: "lead", {text!("join-again", name: name)} }
            } else {
                p { class: "lead", {text!("join-invited", by: invited_by)} }
            }
            InstallHint { link: link() }
            form {
                class: "stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    join()
                },
                if for_worker.read().is_none() {
                    TextField { id: "my-name", label: text!("join-name"), hint: text!("join-name-hint"), is_name: true, value: name, on_input: move |typed| name.set(typed) }
                }
                PassphraseChoice { on_choose: move |chosen| passphrase.set(chosen) }
                Told { trouble }
                button { class: "button filled", r#type: "submit", disabled: is_under_way(),
                    if is_under_way() { {text!("join-under-way")} } else { {text!("join-go")} }
                }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_back.call(()), {text!("door-back")} }
        }
    }
}
