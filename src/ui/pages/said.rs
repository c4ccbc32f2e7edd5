//! Words of care that several pages say in the same way.

use crate::care::{
    Became, Day, Holding, KeptApart, Moment, Place, continuity::PauseFor, no_answer::TryInstead,
};
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

pub fn kept_apart(what: &KeptApart) -> String {
    match what {
        KeptApart::ThirdParty => text!("mark-third-party"),
        KeptApart::NotYet => text!("mark-not-yet"),
        KeptApart::Unknown(word) => word.clone(),
    }
}

pub fn try_instead(instead: &TryInstead) -> String {
    match instead {
        TryInstead::AnotherTime => text!("try-another-time"),
        TryInstead::AnotherWay => text!("try-another-way"),
        TryInstead::AnotherPlace => text!("try-another-place"),
        TryInstead::AnotherPerson => text!("try-another-person"),
        TryInstead::Unknown(word) => word.clone(),
    }
}

pub fn pause_for(what_for: &PauseFor) -> String {
    match what_for {
        PauseFor::InHospital => text!("pause-in-hospital"),
        PauseFor::Away => text!("pause-away"),
        PauseFor::WantedABreak => text!("pause-wanted-a-break"),
        PauseFor::Unknown(words) => words.clone(),
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
        Some(person) if author.by_themselves => text!("author-themselves", name: person.clone()),
        Some(person) => text!("author-for", name: name, person: person.clone()),
        None => name,
    }
}

/// "Written down by Jan", or entered by Jan for whose words they are.
pub fn written_down(by: &Author) -> String {
    match by.on_behalf_of {
        Some(_) => text!("goals-entered", by: author(by)),
        None => text!("goals-by", by: author(by)),
    }
}

/// The beginning of longer words, by which one thing is told from another.
pub fn in_short(words: &str) -> String {
    const MOST: usize = 48;
    match words.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default().trim_end()),
        None => words.to_owned(),
    }
}

/// "by Thursday", "for last Tuesday", "no day yet".
pub fn by_day(on: Option<Day>) -> String {
    let today = when::today();
    match on {
        Some(on) if on < today => text!("promise-for-day", day: when::day_in_words(on, today)),
        Some(on) => text!("promise-by-day", day: when::day_in_words(on, today)),
        None => text!("promise-no-day"),
    }
}

pub fn side(version: &Version, shown: String) -> Side {
    Side { value: version.value.clone(), shown, from: from(&version.by, version.at) }
}

/// "Jan, yesterday at 14:05"
pub fn from(by: &Author, at: Moment) -> String {
    format!("{}, {}", author(by), when::moment_in_words(at, when::today()))
}

/// Whose promise it is, in words as well as in colour: mine, a colleague's, or the person's.
#[component]
pub fn Whose(
    by_worker: bool,
    #[props(default)] colleague: Option<String>,
    called: String,
) -> Element {
    match (by_worker, colleague) {
        (true, None) => rsx! { span { class: "tag mine", {text!("promise-mine")} } },
        (true, Some(name)) => {
            rsx! { span { class: "tag mine", dir: "auto", {text!("promise-theirs", name: name)} } }
        }
        (false, _) => {
            rsx! { span { class: "tag theirs", dir: "auto", {text!("promise-theirs", name: called)} } }
        }
    }
}

/// A promise as a line to read.
#[component]
pub fn PromiseRead(promise: PromiseLine, called: String, children: Element) -> Element {
    let stands = match promise.became.as_ref() {
        Some(Became::NotYet) => format!("{}, {}", text!("became-not-yet"), by_day(promise.on)),
        Some(what_became) => became(what_became),
        None => by_day(promise.on),
    };
    let by = promise.by.worker;
    rsx! {
        li { class: "promise",
            Whose { by_worker: promise.by_worker, colleague: (!by.is_me).then_some(by.name), called }
            div {
                p { dir: "auto", "{promise.text}" }
                p { class: "soft", "{stands}" }
                if !promise.became_words.is_empty() {
                    p { class: "soft", dir: "auto", "{promise.became_words}" }
                }
                {children}
            }
        }
    }
}
