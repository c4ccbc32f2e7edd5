//! Choosing a passphrase: five generated words are offered first, one's own is weighed.

use crate::requests::door::{ProposePassphrase, WeighPassphrase, Weight};
use crate::ui::{
    parts::{Kind, TextField},
    root::use_root,
    text::text,
};
use dioxus::prelude::*;

/// `on_choose` gets the passphrase as it stands; the engine refuses a weak one.
#[component]
pub fn PassphraseChoice(on_choose: Callback<String>) -> Element {
    let mut is_own = use_signal(|| false);
    rsx! {
        section { class: "card", "aria-labelledby": "passphrase-title",
            h2 { id: "passphrase-title", {text!("passphrase-title")} }
            p { class: "soft", {text!("passphrase-why")} }
            if is_own() {
                OwnWords { on_choose }
            } else {
                FiveWords { on_choose }
            }
            button {
                class: "quiet",
                r#type: "button",
                onclick: move |_| {
                    is_own.toggle();
                    on_choose.call(String::new());
                },
                if is_own() { {text!("passphrase-five")} } else { {text!("passphrase-own")} }
            }
        }
    }
}

#[component]
fn FiveWords(on_choose: Callback<String>) -> Element {
    let root = use_root();
    let mut words = use_signal(String::new);
    let propose = move || async move {
        if let Ok(proposed) = root.engine().ask(ProposePassphrase {}).await {
            words.set(proposed.clone());
            on_choose.call(proposed);
        }
    };
    use_future(propose);
    rsx! {
        p { class: "five-words", "aria-label": text!("passphrase-title"), "{words}" }
        p { {text!("passphrase-write-down")} }
        button { class: "button outlined", r#type: "button", onclick: move |_| propose(), {text!("passphrase-others")} }
    }
}

#[component]
fn OwnWords(on_choose: Callback<String>) -> Element {
    let root = use_root();
    let mut typed = use_signal(String::new);
    let weight = use_resource(move || {
        let answer = root.engine().ask(WeighPassphrase { passphrase: typed() });
        async move { answer.await.ok() }
    });
    let words = match weight().flatten() {
        Some(Weight::TooShort) => text!("passphrase-too-short"),
        Some(Weight::TooCommon) => text!("passphrase-too-common"),
        Some(Weight::Enough) => text!("passphrase-enough"),
        None => String::new(),
    };
    rsx! {
        TextField {
            id: "passphrase",
            label: text!("passphrase-field"),
            hint: text!("passphrase-field-hint"),
            // Shown while it is chosen, as the five words are. A hidden one beside a name is what
            // browsers offer to keep, and they write the name down in clear when nobody wants it.
            kind: Kind::Search,
            value: typed,
            on_input: move |written: String| {
                typed.set(written.clone());
                on_choose.call(written);
            },
        }
        p { class: "soft", role: "status", "{words}" }
    }
}
