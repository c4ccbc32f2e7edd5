//! The end of a visit: kept, or let go.

use super::Writing;
use crate::requests::visits::{KeepVisit, LetDraftGo, SaveDraft};
use crate::ui::{
    root::{Root, use_root},
    route::Route,
    text::text,
    trouble,
};
use dioxus::{prelude::*, router::Navigator};

#[component]
pub fn Foot(writing: Writing) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    rsx! {
        button {
            class: "quiet let-go",
            r#type: "button",
            onclick: move |_| let_go(root, writing, navigator),
            {text!("draft-let-go")}
        }
        div { class: "foot",
            button {
                class: "button filled wide",
                r#type: "button",
                onclick: move |_| keep(root, writing, navigator),
                {text!("draft-keep")}
            }
        }
    }
}

/// What was typed last is on the phone before the visit is kept.
fn keep(root: Root, writing: Writing, navigator: Navigator) {
    writing.change(root, |_| ());
    dioxus::core::spawn_forever(async move {
        if !root.save_now().await {
            return;
        }
        match root.engine().ask(KeepVisit { visit: writing.visit }).await {
            Ok(kept) => {
                root.forget_unsaved();
                root.say(text!("draft-kept"));
                navigator.replace(Route::Person { person: kept.person });
            }
            Err(why) => root.say(trouble::sentence(&why)),
        }
    });
}

fn let_go(root: Root, writing: Writing, navigator: Navigator) {
    let visit = writing.visit;
    let written = writing.written.peek().clone();
    root.forget_unsaved();
    root.perform_then(LetDraftGo { visit }, move |()| {
        navigator.replace(Route::Today {});
        root.say_with_undo(text!("draft-gone"), move || {
            let back = SaveDraft { visit, written: written.clone() };
            root.perform_then(back, move |()| {
                navigator.push(Route::Draft { visit });
            });
        });
    });
}
