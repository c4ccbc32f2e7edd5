//! One photo more: taken, looked at, named in a line, kept.

use crate::care::PersonId;
use crate::requests::attachments::KeepAttachment;
use crate::ui::{
    device::{self, NoPhoto, Photo, Shown},
    parts::TextField,
    root::use_root,
    text::text,
    typing::use_typing,
};
use dioxus::prelude::*;

const FIELD: &str = "take-photo";
const WORDS: &str = "words";

#[component]
pub fn TakePhoto(person: PersonId) -> Element {
    let mut taken: Signal<Option<Photo>> = use_signal(|| None);
    let mut trouble: Signal<Option<NoPhoto>> = use_signal(|| None);
    let look = move |_| async move {
        match device::chosen_photo(FIELD).await {
            Some(Ok(photo)) => {
                trouble.set(None);
                taken.set(Some(photo));
            }
            Some(Err(why)) => trouble.set(Some(why)),
            None => {}
        }
    };
    rsx! {
        if let Some(why) = trouble() {
            p { class: "notice-line", role: "alert", {in_words(why)} }
        }
        if taken.read().is_some() {
            Taken { person, taken }
        } else {
            // The field itself is reached by keys, and its label is what one sees and taps.
            input {
                id: FIELD,
                class: "hidden-label",
                r#type: "file",
                accept: "image/*",
                "capture": "environment",
                onchange: look,
            }
            label { class: "button outlined", r#for: FIELD, {text!("letters-take")} }
        }
    }
}

fn in_words(why: NoPhoto) -> String {
    match why {
        NoPhoto::TooBig => text!("trouble-photo-too-big"),
        NoPhoto::NotAPhoto => text!("trouble-not-a-photo"),
    }
}

#[component]
fn Taken(person: PersonId, taken: Signal<Option<Photo>>) -> Element {
    let root = use_root();
    let typing = use_typing(|| format!("letter of {person}"));
    let words = use_memo(move || typing.text(WORDS));
    let shown = use_memo(move || {
        let photo = taken.read();
        photo.as_ref().map(|photo| std::rc::Rc::new(Shown::new(&photo.jpeg, "image/jpeg")))
    });
    let keep = move |event: FormEvent| {
        event.prevent_default();
        let words = words.peek().trim().to_owned();
        let Some(Photo { jpeg, preview }) = taken.peek().clone() else { return };
        let close = typing.closing(root);
        let keep = KeepAttachment { person, visit: None, words, jpeg, preview };
        root.perform_then(keep, move |_| {
            close();
            if let Ok(mut taken) = taken.clone().try_write() {
                *taken = None;
            }
            root.say(text!("letters-kept"));
        });
    };
    let leave = move |_| {
        typing.close(root);
        taken.clone().set(None);
    };
    rsx! {
        form { class: "letter-taken", onsubmit: keep,
            if let Some(shown) = shown() {
                img { class: "letter-photo", src: shown.address(), alt: text!("letters-taken") }
            }
            p { class: "soft", {text!("letters-ask-first")} }
            TextField {
                id: "letter-words",
                label: text!("letters-words"),
                hint: text!("letters-words-hint"),
                is_focused_first: true,
                value: words,
                on_input: move |typed| typing.write(root, WORDS, typed),
            }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: leave, {text!("letters-leave")} }
                button { class: "button filled", r#type: "submit", {text!("letters-keep")} }
            }
        }
    }
}
