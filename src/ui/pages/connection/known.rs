//! A place that only one of us knows so far.

use crate::care::ConnectionId;
use crate::requests::connections::{LetTeamKnow, TakeKnownBack};
use crate::ui::{root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn LetKnow(connection: ConnectionId, what: String) -> Element {
    let root = use_root();
    let let_know = move |_| {
        let done = text!("connection-is-known", place: what.clone());
        root.perform_then(LetTeamKnow { connection }, move |made| {
            let back = TakeKnownBack { made };
            root.say_with_undo(done, move || root.perform(back.clone()));
        });
    };
    rsx! {
        button { class: "quiet", r#type: "button", onclick: let_know, {text!("connection-let-know")} }
    }
}
