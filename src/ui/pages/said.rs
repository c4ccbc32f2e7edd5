//! Words of care that several pages say in the same way.

use crate::care::{Became, Day, Holding, Place};
use crate::requests::{Author, PromiseLine, Version};
use crate::ui::{
    parts::{Choice, Side},
    text::text,
    when,
};
use dioxus::prelude::*;

pub fn place(place: &Place) -> String {
    match place {
        Place::Home => text!("place-home"),
        Place::Phone => text!("place-phone"),
        Place::Community => text!("place-community"),
        Place::Clinic => text!("place-clinic"),
        Place::Other => text!("place-other"),
        Place::Unknown(word) => word.clone(),
    }
}

pub fn places() -> Vec<Choice> {
    Place::ALL.iter().map(|known| Choice::new(known.as_word(), place(known))).collect()
}

pub fn holding(holding: &Holding) -> String {
    match holding {
        Holding::WaitingWith => text!("holding-waiting-with"),
        Holding::Steadying => text!("holding-steadying"),
        Holding::Listening => text!("holding-listening"),
        Holding::BeingAlongside => text!("holding-being-alongside"),
        Holding::Unknown(word) => word.clone(),
    }
}

pub fn became(became: &Became) -> String {
    match became {
        Became::Kept => text!("became-kept"),
        Became::NotYet => text!("became-not-yet"),
        Became::LetGo => text!("became-let-go"),
        Became::Unknown(word) => word.clone(),
    }
}

/// "Jan", "you", "entered by Jan for Maureen".
pub fn author(author: &Author) -> String {
    let name = if author.worker.is_me { text!("author-you") } else { author.worker.name.clone() };
    match &author.on_behalf_of {
        Some(person) => text!("author-for", name: name, person: person.clone()),
        None => name,
    }
}

/// "by Thursday", "no day yet".
pub fn by_day(on: Option<Day>) -> String {
    match on {
        Some(on) => text!("promise-by-day", day: when::day_in_words(on, when::today())),
        None => text!("promise-no-day"),
    }
}

pub fn side(version: &Version) -> Side {
    let at = when::moment_in_words(version.at, when::today());
    Side { value: version.value.clone(), from: format!("{}, {at}", author(&version.by)) }
}

/// Whose promise it is, in words as well as in colour.
#[component]
pub fn Whose(by_worker: bool, called: String) -> Element {
    if by_worker {
        rsx! { span { class: "tag mine", {text!("promise-mine")} } }
    } else {
        rsx! { span { class: "tag theirs", dir: "auto", {text!("promise-theirs", name: called)} } }
    }
}

/// A promise as a line to read.
#[component]
pub fn PromiseRead(promise: PromiseLine, called: String, children: Element) -> Element {
    let what_became = promise.became.as_ref().map(became);
    rsx! {
        li { class: "promise",
            Whose { by_worker: promise.by_worker, called }
            div {
                p { dir: "auto", "{promise.text}" }
                p { class: "soft",
                    if let Some(what_became) = what_became { "{what_became}" } else { {by_day(promise.on)} }
                }
                if !promise.became_words.is_empty() {
                    p { class: "soft", dir: "auto", "{promise.became_words}" }
                }
                {children}
            }
        }
    }
}
