//! Links: for a colleague, for one's own next phone, or to let somebody in again.

use crate::care::WorkerId;
use crate::requests::team::{Invitation, Invite, InviteWhom};
use crate::ui::{parts::ShareLink, root::use_root, text::text, trouble, when};
use dioxus::prelude::*;

#[component]
pub fn InviteCard(open_invitations: u32) -> Element {
    rsx! {
        section { class: "card", "aria-labelledby": "invite",
            h2 { id: "invite", {text!("invite-title")} }
            p { class: "soft", {text!("invite-what")} }
            LinkFor { whom: InviteWhom::Colleague, words: text!("invite-colleague") }
            LinkFor { whom: InviteWhom::MyNextPhone, words: text!("invite-next-phone") }
            if open_invitations > 0 {
                p { class: "soft", {text!("invite-open", n: open_invitations)} }
            }
        }
    }
}

#[component]
pub fn LetInAgain(worker: WorkerId, name: String) -> Element {
    rsx! {
        LinkFor { whom: InviteWhom::LetInAgain(worker), words: text!("invite-again", name: name) }
    }
}

#[component]
fn LinkFor(whom: InviteWhom, words: String) -> Element {
    let root = use_root();
    let mut made: Signal<Option<Invitation>> = use_signal(|| None);
    let mut is_under_way = use_signal(|| false);
    let make = move |_| async move {
        is_under_way.set(true);
        match root.engine().ask(Invite { whom, name: None }).await {
            Ok(invitation) => made.set(Some(invitation)),
            Err(why) => root.say(trouble::sentence_online(&why)),
        }
        is_under_way.set(false);
    };
    match made() {
        None => rsx! {
            button { class: "button outlined", r#type: "button", disabled: is_under_way(), onclick: make,
                if is_under_way() { {text!("invite-under-way")} } else { "{words}" }
            }
        },
        Some(invitation) => rsx! {
            div { class: "invitation",
                p { class: "label", "{words}" }
                ShareLink { link: invitation.link, qr: invitation.qr }
                p { class: "soft", {text!("invite-until", at: when::moment_in_words(invitation.expires_at, when::today()))} }
            }
        },
    }
}
