//! On their own phone: a link to their page, and six numbers that are told in another way.

use super::{broken::Troubled, frame::Top};
use crate::care::{PersonId, ShareId};
use crate::requests::{
    person,
    phone::SyncNow,
    sharing::{
        EndShare, FreshCode, MadeShare, MakeShare, ShareLine, ShareStanding, Shares, USUAL_DAYS,
    },
};
use crate::ui::{
    ask::use_answer,
    device,
    parts::{Choice, Choices, ShareLink},
    root::use_root,
    route::Route,
    text::text,
    trouble, when,
};
use dioxus::prelude::*;

/// A week, a fortnight, a month.
const DAYS: [u16; 3] = [7, USUAL_DAYS, 30];

#[component]
pub fn OnTheirPhone(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || person::Person { person: person() });
    let shares = use_answer(move || Shares { person: person() });
    rsx! {
        Top { title: text!("share-title"), back: Route::OurPage { person: person() } }
        match (page(), shares()) {
            (Some(Ok(page)), Some(Ok(shares))) => rsx! {
                p { class: "soft", dir: "auto", {text!("share-lead", name: page.line.called.clone())} }
                NewLink { person }
                Links { shares, called: page.line.called }
            },
            (Some(Err(trouble)), _) | (_, Some(Err(trouble))) => rsx! { Troubled { trouble } },
            _ => rsx! {},
        }
    }
}

#[component]
fn NewLink(person: ReadSignal<PersonId>) -> Element {
    let root = use_root();
    let mut days = use_signal(|| USUAL_DAYS);
    let mut made: Signal<Option<MadeShare>> = use_signal(|| None);
    let make = move |_| async move {
        let request = MakeShare { person: person(), today: when::today(), days: days() };
        match root.engine().ask(request).await {
            Ok(share) => {
                made.set(Some(share));
                // Without a signal the link waits, and the list below says so.
                let _ = root.engine().ask(SyncNow {}).await;
            }
            Err(why) => root.say(trouble::sentence(&why)),
        }
    };
    rsx! {
        section { class: "card", "aria-labelledby": "new-link",
            h2 { id: "new-link", {text!("share-new")} }
            p { class: "soft", {text!("share-new-what")} }
            Choices {
                name: "share-days",
                legend: text!("share-days"),
                choices: DAYS.map(|n| Choice::new(n.to_string(), text!("share-for-days", n: n))).to_vec(),
                chosen: days().to_string(),
                on_choose: move |n: String| days.set(n.parse().unwrap_or(USUAL_DAYS)),
            }
            button { class: "button filled", r#type: "button", onclick: make, {text!("share-make")} }
            if let Some(share) = made() {
                Made { share }
            }
        }
    }
}

/// Shown this once: the numbers are not kept where they could be read again.
#[component]
fn Made(share: MadeShare) -> Element {
    let root = use_root();
    let message = text!("share-message", link: share.link.clone());
    let copy = move |_| {
        let message = message.clone();
        async move {
            let words = if device::copy(&message).await {
                text!("link-copied")
            } else {
                text!("link-not-copied")
            };
            root.say(words);
        }
    };
    rsx! {
        div { class: "invitation", role: "status",
            ShareLink { link: share.link, qr: Vec::new(), is_first: false }
            button { class: "button outlined", r#type: "button", onclick: copy, {text!("share-copy-message")} }
            Numbers { code: share.code }
            p { class: "soft", {text!("share-until", at: when::moment_in_words(share.until, when::today()))} }
        }
    }
}

#[component]
fn Numbers(code: String) -> Element {
    let (first, last) = code.split_at_checked(3).unwrap_or((&code, ""));
    rsx! {
        p { class: "label", {text!("share-numbers")} }
        p { class: "five-words", "{first} {last}" }
        p { class: "soft", {text!("share-numbers-what")} }
    }
}

#[component]
fn Links(shares: Vec<ShareLine>, called: String) -> Element {
    if shares.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-labelledby": "links",
            h2 { id: "links", {text!("share-links")} }
            for line in shares {
                OneLink { key: "{line.id}", line, called: called.clone() }
            }
        }
    }
}

#[component]
fn OneLink(line: ShareLine, called: String) -> Element {
    let root = use_root();
    let share = line.id;
    let is_over = line.link.is_none();
    let is_lost = line.standing == ShareStanding::Lost;
    let today = when::today();
    let until = when::moment_in_words(line.until, today);
    rsx! {
        div { class: "share",
            p { dir: "auto", {standing(line.standing, &called)} }
            p { class: "soft",
                {text!("share-made", at: when::moment_in_words(line.made_at, today), name: line.by.worker.name)}
                if !is_over { " " {text!("share-until", at: until)} }
            }
            if let Some(at) = line.opened_at {
                p { class: "soft", {text!("share-opened", at: when::moment_in_words(at, today))} }
            }
            if line.has_answers {
                p { dir: "auto", {text!("share-answered", name: called)} }
            }
            if !is_over {
                FreshNumbers { share }
            }
            if !is_over || is_lost {
                button { class: "button outlined", r#type: "button",
                    onclick: move |_| root.perform_then(EndShare { share }, move |()| {
                        root.say(text!("share-ended-done"));
                        root.perform(SyncNow {});
                    }),
                    {text!("share-end")}
                }
            }
        }
    }
}

#[component]
fn FreshNumbers(share: ShareId) -> Element {
    let root = use_root();
    let mut code: Signal<Option<String>> = use_signal(|| None);
    let make = move |_| async move {
        match root.engine().ask(FreshCode { share }).await {
            Ok(fresh) => {
                code.set(Some(fresh));
                let _ = root.engine().ask(SyncNow {}).await;
            }
            Err(why) => root.say(trouble::sentence(&why)),
        }
    };
    rsx! {
        button { class: "button outlined", r#type: "button", onclick: make, {text!("share-fresh")} }
        if let Some(code) = code() {
            Numbers { code }
        }
    }
}

fn standing(standing: ShareStanding, called: &str) -> String {
    match standing {
        ShareStanding::WaitsForSignal => text!("share-waits"),
        ShareStanding::Open => text!("share-open"),
        ShareStanding::Locked => text!("share-locked", name: called),
        ShareStanding::Lost => text!("share-lost"),
        ShareStanding::Ended => text!("share-ended"),
        ShareStanding::Expired => text!("share-expired"),
    }
}
