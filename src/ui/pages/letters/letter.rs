//! One letter, as large as the page: to be read, named anew, and by a lead erased.

use super::{super::broken::Troubled, about, state_in_words};
use crate::care::{AttachmentId, PersonId};
use crate::requests::{
    Thing,
    attachments::{Attachment, AttachmentPage, AttachmentState, EraseAttachment, FetchAttachment},
};
use crate::ui::{
    ask::use_answer,
    device::{self, Shown},
    pages::{frame::Top, person::ThingField},
    parts::Dialog,
    root::use_root,
    route::Route,
    text::text,
};
use dioxus::prelude::*;
use std::rc::Rc;

const AGAIN_MS: i32 = 5_000;

#[component]
pub fn Letter(person: PersonId, letter: ReadSignal<AttachmentId>) -> Element {
    let page = use_answer(move || Attachment { attachment: letter() });
    rsx! {
        Top { title: text!("letter-title"), back: Route::Person { person } }
        match page() {
            Some(Ok(page)) => rsx! { Page { person, page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Page(person: PersonId, page: ReadSignal<AttachmentPage>) -> Element {
    let letter = page.read().line.id;
    let words = use_memo(move || page.read().line.words.clone());
    let state = page.read().line.state;
    rsx! {
        match state {
            AttachmentState::NotHereYet => rsx! { Coming { letter } },
            AttachmentState::WordsAlone => rsx! { p { class: "card", {text!("letter-words-alone")} } },
            AttachmentState::OnThisPhone | AttachmentState::InTheTeamRecord => rsx! { Picture { page } },
        }
        section { class: "card",
            ThingField { thing: Thing::Attachment(letter), field: "words", view: words }
            p { class: "soft", dir: "auto", {about(&page.read().line)} }
            if state != AttachmentState::WordsAlone {
                p { class: "soft", {state_in_words(state)} }
            }
        }
        if page.read().is_lead {
            Erasing { person, letter }
        }
    }
}

/// As wide as the page; the browser makes it larger.
#[component]
fn Picture(page: ReadSignal<AttachmentPage>) -> Element {
    // Where only its words are other ones, it stays as it is drawn.
    let bytes = use_memo(move || (page.read().bytes.clone(), page.read().media.clone()));
    let shown = use_memo(move || {
        let (bytes, media) = &*bytes.read();
        Rc::new(Shown::new(bytes, media))
    });
    rsx! {
        img { class: "letter-whole", src: shown.read().address(), alt: page.read().line.words.value.clone() }
    }
}

/// It is asked for at once, and again for as long as somebody looks: where there is no network that is
/// said, and nobody watches a wheel.
#[component]
fn Coming(letter: AttachmentId) -> Element {
    let root = use_root();
    use_future(move || async move {
        loop {
            // Whatever keeps it away, it is said below already.
            let _ = root.engine().ask(FetchAttachment { attachment: letter }).await;
            device::sleep(AGAIN_MS).await;
        }
    });
    rsx! {
        p { class: "card", role: "status", {text!("letter-not-here-yet")} }
    }
}

#[component]
fn Erasing(person: PersonId, letter: AttachmentId) -> Element {
    let root = use_root();
    let navigator = use_navigator();
    let mut is_asked = use_signal(|| false);
    rsx! {
        button { class: "quiet", r#type: "button", onclick: move |_| is_asked.set(true), {text!("letter-erase")} }
        if is_asked() {
            Dialog {
                id: "erase-letter",
                title: text!("letter-erase-ask"),
                yes: text!("letter-erase-yes"),
                on_yes: move |()| {
                    is_asked.set(false);
                    root.perform_then(EraseAttachment { attachment: letter }, move |()| {
                        root.say(text!("letter-erased"));
                        navigator.replace(Route::Person { person });
                    });
                },
                on_close: move |()| is_asked.set(false),
                p { {text!("letter-erase-words")} }
            }
        }
    }
}
