//! Unlocking with one touch, where the phone can.

use crate::requests::door::{AddPasskey, AtTheDoor, Door, ForgetPasskeys};
use crate::ui::{ask::use_answer, device, root::use_root, text::text, trouble};
use dioxus::prelude::*;

#[component]
pub fn Touch(has_passkey: bool) -> Element {
    let mut root = use_root();
    let door = use_answer(|| AtTheDoor {});
    let mut is_able = use_signal(|| false);
    use_future(move || async move { is_able.set(device::has_passkeys().await) });
    let add = move |_| async move {
        let worker_name = match door() {
            Some(Ok(Door::Open { worker_name, .. })) => worker_name,
            _ => text!("app-name"),
        };
        let Some(made) = device::make_passkey(&worker_name).await else {
            return root.say(text!("passkey-not-made"));
        };
        let add = AddPasskey {
            credential_id: made.credential_id,
            prf_salt: made.prf_salt,
            prf_output: made.prf_output,
        };
        let words = match root.engine().ask(add).await {
            Ok(()) => {
                root.is_new_here.set(false);
                text!("passkey-made")
            }
            Err(why) => trouble::sentence(&why),
        };
        root.changed();
        root.say(words);
    };
    // A passkey that was deleted on the phone would be offered at the door for ever.
    let forget = move |_| {
        root.perform_then(ForgetPasskeys {}, move |()| root.say(text!("passkey-forgotten")))
    };
    if !has_passkey && !is_able() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-labelledby": "touch",
            h2 { id: "touch", {text!("passkey-title")} }
            if has_passkey {
                p { class: "soft", {text!("passkey-here")} }
                div { class: "actions",
                    button { class: "button outlined", r#type: "button", onclick: add, {text!("passkey-again")} }
                    button { class: "quiet", r#type: "button", onclick: forget, {text!("passkey-forget")} }
                }
            } else {
                p { class: "soft", {text!("passkey-what")} }
                button { class: "button outlined", r#type: "button", onclick: add, {text!("passkey-add")} }
            }
        }
    }
}
