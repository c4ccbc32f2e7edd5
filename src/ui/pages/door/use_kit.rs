//! Coming back by the recovery kit.

use super::{DoorPage, Told, passphrase::PassphraseChoice};
use crate::requests::door;
use crate::ui::{
    device,
    parts::{Kind, TextArea, TextField},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn UseKit(on_back: Callback<()>) -> Element {
    let mut root = use_root();
    let mut server = use_signal(device::own_address);
    let mut words = use_signal(String::new);
    let mut name = use_signal(String::new);
    let mut passphrase = use_signal(String::new);
    let mut trouble = use_signal(|| None);
    let mut is_under_way = use_signal(|| false);
    let use_kit = move || async move {
        trouble.set(None);
        is_under_way.set(true);
        let kit = door::UseKit {
            server: server().trim().to_owned(),
            words: words(),
            name: name().trim().to_owned(),
            passphrase: passphrase(),
        };
        let answer = root.engine().ask(kit);
        let _ = device::keep_storage().await;
        match answer.await {
            Ok(()) => {
                root.is_new_here.set(true);
                root.changed();
            }
            Err(why) => trouble.set(Some(why)),
        }
        is_under_way.set(false);
    };
    rsx! {
        DoorPage { title: text!("use-kit-title"),
            p { class: "lead", {text!("use-kit-what")} }
            form {
                class: "stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    use_kit()
                },
                TextArea { id: "kit-words", label: text!("use-kit-words"), rows: 4, value: words, on_input: move |typed| words.set(typed) }
                TextField { id: "my-name", label: text!("join-name"), is_name: true, value: name, on_input: move |typed| name.set(typed) }
                TextField { id: "server", label: text!("use-kit-server"), kind: Kind::Search, value: server, on_input: move |typed| server.set(typed) }
                PassphraseChoice { on_choose: move |chosen| passphrase.set(chosen) }
                Told { trouble }
                button { class: "button filled", r#type: "submit", disabled: is_under_way(),
                    if is_under_way() { {text!("use-kit-under-way")} } else { {text!("use-kit-go")} }
                }
            }
            button { class: "quiet", r#type: "button", onclick: move |_| on_back.call(()), {text!("door-back")} }
        }
    }
}
