//! This phone: what is safe, what is waiting, and what keeps it so.

mod export;
mod following;
mod passkey;
mod photos;
mod version;

pub use passkey::Touch;

use super::{
    broken::Troubled,
    contacts::MyNumber,
    frame::{Top, status_in_words},
};
use crate::requests::phone::{self, PhonePage, Round, SendState, SyncNow, Waiting};
use crate::ui::{ask::use_answer, device, root::use_root, route::Route, text::text, trouble, when};
use dioxus::prelude::*;

#[component]
pub fn ThisPhone() -> Element {
    let root = use_root();
    let page = use_answer(|| phone::ThisPhone {});
    rsx! {
        Top { title: text!("phone-title") }
        match page() {
            Some(Ok(page)) => rsx! {
                InTheRecord { page: page.clone() }
                KeptHere { page: page.clone() }
                following::Following { is_everybodys: page.holds_everybodys }
                photos::Photos { page: page.clone() }
                MyNumber {}
                Touch { has_passkey: page.has_passkey }
                export::ExportAll {}
                version::Versions {}
            },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
        section { class: "card",
            h2 { {text!("phone-lock-title")} }
            p { class: "soft", {text!("phone-lock-words")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| root.lock(), {text!("phone-lock")} }
        }
    }
}

/// What is there and what is not: how much it is says nothing.
fn in_record(page: &PhonePage) -> String {
    match page.status {
        _ if page.is_being_checked => text!("phone-in-record-checking"),
        SendState::InTheTeamRecord => text!("phone-in-record-all"),
        _ if page.n_in_team_record > 0 => text!("phone-in-record-sent"),
        _ => text!("phone-in-record-none"),
    }
}

#[component]
fn InTheRecord(page: PhonePage) -> Element {
    let last_round = match page.last_round_at {
        Some(at) => text!("phone-last-round", ago: when::ago_in_words(at, when::now())),
        None => text!("phone-no-round"),
    };
    rsx! {
        section { class: "card", "aria-labelledby": "record",
            h2 { id: "record", {status_in_words(page.status)} }
            p { {in_record(&page)} }
            if let Some(oldest) = page.oldest_waiting_at {
                p { {text!("phone-waiting", ago: when::ago_in_words(oldest, when::now()))} }
            }
            ul { class: "lines",
                for (at, waiting) in page.waiting.into_iter().enumerate() {
                    WaitingLine { key: "{at}", waiting }
                }
            }
            p { class: "soft", "{last_round}" }
            if let Some(last_trouble) = page.last_trouble.as_ref() {
                p { class: "soft", {trouble::sentence(last_trouble)} }
            }
            if page.n_set_aside > 0 {
                p { {text!("phone-set-aside", n: page.n_set_aside)} }
            }
            if page.n_without_key > 0 {
                p { class: "soft", {text!("phone-without-key")} }
            }
            if page.n_records_aside > 0 {
                p { class: "soft", {text!("phone-records-aside", n: page.n_records_aside)} }
            }
            TryNow {}
            p { class: "soft", {text!("phone-server", server: page.server)} }
        }
    }
}

#[component]
fn WaitingLine(waiting: Waiting) -> Element {
    let ago = when::ago_in_words(waiting.at, when::now());
    let words = rsx! {
        span { class: "name", dir: "auto", "{waiting.person_called}" }
        span { class: "soft", "{ago}" }
    };
    match waiting.visit {
        Some(visit) => rsx! {
            li { Link { class: "line", to: Route::Visit { visit }, {words} } }
        },
        None => rsx! {
            li { class: "line", {words} }
        },
    }
}

#[component]
fn TryNow() -> Element {
    let root = use_root();
    let mut is_under_way = use_signal(|| false);
    let try_now = move |_| async move {
        is_under_way.set(true);
        let words = match root.engine().ask(SyncNow {}).await {
            Ok(round) => round_in_words(&round),
            Err(why) => trouble::sentence(&why),
        };
        is_under_way.set(false);
        root.say(words);
    };
    rsx! {
        button { class: "button filled", r#type: "button", disabled: is_under_way(), onclick: try_now,
            if is_under_way() { {text!("phone-trying")} } else { {text!("phone-try-now")} }
        }
    }
}

fn round_in_words(round: &Round) -> String {
    match (round.sent, round.received) {
        (0, 0) => text!("round-nothing"),
        (_, 0) if round.in_team_record => text!("phone-in-record-all"),
        (_, 0) => text!("round-sent"),
        (0, _) => text!("round-received"),
        (_, _) => text!("round-both"),
    }
}

#[component]
fn KeptHere(page: PhonePage) -> Element {
    let root = use_root();
    let mut is_kept = use_signal(|| None);
    use_future(move || async move { is_kept.set(Some(device::is_storage_kept().await)) });
    let ask = move |_| async move {
        let answer = device::keep_storage().await;
        is_kept.set(Some(answer));
        if !answer {
            root.say(text!("storage-not-now"));
        }
    };
    rsx! {
        section { class: "card", "aria-labelledby": "storage",
            h2 { id: "storage", {text!("storage-title")} }
            p { {text!("storage-holds", people: page.n_people, visits: page.n_visits)} }
            match is_kept() {
                Some(true) => rsx! { p { class: "soft", {text!("storage-kept")} } },
                Some(false) => rsx! {
                    p { class: "soft", {text!("storage-not-kept")} }
                    button { class: "button outlined", r#type: "button", onclick: ask, {text!("storage-ask")} }
                },
                None => rsx! {},
            }
        }
    }
}
