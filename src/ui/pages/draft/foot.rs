//! The end of a visit: kept, or let go.

use super::{
    Writing,
    next_contact::{agree_on_what_is_shown, shown},
};
use crate::care::Day;
use crate::requests::visits::{DraftPage, KeepVisit, LetDraftGo, SaveDraft};
use crate::ui::{
    root::{Root, use_root},
    route::Route,
    text::text,
    trouble, when,
};
use dioxus::{prelude::*, router::Navigator};

#[component]
pub fn Foot(writing: Writing, page: ReadSignal<DraftPage>) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let is_under_way = use_signal(|| false);
    let person = writing.written.read().person;
    let is_begun = writing.written.read().is_begun();
    rsx! {
        if let Some(person) = person.filter(|_| !is_begun) {
            Link { class: "quiet let-go", to: Route::NoAnswer { person }, {text!("no-answer-link")} }
        }
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
                disabled: is_under_way(),
                onclick: move |_| keep(root, writing, &page.peek(), navigator, is_under_way),
                {text!("draft-keep")}
            }
        }
    }
}

/// What was typed last is on the phone before the visit is kept, and the next contact that the page
/// shows is what is kept with it.
fn keep(
    root: Root,
    writing: Writing,
    page: &DraftPage,
    navigator: Navigator,
    mut is_under_way: Signal<bool>,
) {
    if is_under_way.replace(true) {
        return;
    }
    writing.change(root, |written| agree_on_what_is_shown(written, page));
    let next_on = shown(&writing.written.peek(), page).on;
    spawn(async move {
        if root.save_now().await {
            match root.engine().ask(KeepVisit { visit: writing.visit }).await {
                Ok(kept) => {
                    root.say(kept_words(next_on));
                    navigator.replace(Route::Person { person: kept.person });
                }
                Err(why) => root.say(trouble::sentence(&why)),
            }
        }
        is_under_way.set(false);
    });
}

fn kept_words(next_on: Option<Day>) -> String {
    match next_on {
        Some(on) => text!("draft-kept-until", day: when::on_day_in_words(on, when::today())),
        None => text!("draft-kept"),
    }
}

fn let_go(root: Root, writing: Writing, navigator: Navigator) {
    let visit = writing.visit;
    let back = SaveDraft { visit, written: writing.written.peek().clone() };
    dioxus::core::spawn_forever(async move {
        root.forget_draft(visit);
        if let Err(why) = root.engine().ask(LetDraftGo { visit }).await {
            root.wrote(back);
            return root.say(trouble::sentence(&why));
        }
        root.changed();
        navigator.replace(Route::Today {});
        root.say_with_undo(text!("draft-gone"), move || {
            root.perform_then(back.clone(), move |()| {
                navigator.push(Route::Draft { visit });
            });
        });
    });
}
