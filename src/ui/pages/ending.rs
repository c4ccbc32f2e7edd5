//! Ending together: slowly, with what helps when it gets hard, and the door open (P16).

use super::{
    broken::Troubled,
    frame::Top,
    person::{Field, Values, WhatBecame, set_together_with_undo},
    said::PromiseRead,
    to_calendar::ToCalendar,
};
use crate::care::{
    Day, PersonId,
    continuity::{Standing, tapering},
};
use crate::requests::{
    continuity::{Continuity, ContinuityPage},
    person::{self, PersonPage},
};
use crate::ui::{
    ask::use_answer, parts::DayChoice, root::use_root, route::Route, text::text, when,
};
use dioxus::prelude::*;

const IF_HARD: [&str; 3] = ["if_hard_signs", "if_hard_helps", "if_hard_whom"];

#[component]
pub fn Ending(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || person::Person { person: person() });
    let continuity = use_answer(move || Continuity { person: person(), today: when::today() });
    rsx! {
        Top { title: text!("ending-title"), back: Route::Person { person: person() } }
        match (page(), continuity()) {
            (Some(Ok(page)), Some(Ok(continuity))) => rsx! { Page { page, continuity } },
            (Some(Err(trouble)), _) | (_, Some(Err(trouble))) => rsx! { Troubled { trouble } },
            _ => rsx! {},
        }
    }
}

#[component]
fn Page(page: ReadSignal<PersonPage>, continuity: ContinuityPage) -> Element {
    let called = continuity.called.clone();
    let hello_on: Option<Day> = value(&page.read(), "hello_again_on").parse().ok();
    rsx! {
        p { class: "soft", dir: "auto", {text!("ending-lead", name: called.clone())} }
        for letter in continuity.waiting.clone() {
            p { key: "{letter.id}", class: "card tinted", dir: "auto", {text!("ending-handover", name: letter.to.name)} }
        }
        OurPromises { continuity: continuity.clone() }
        Taper { page }
        section { class: "card", "aria-labelledby": "if-hard",
            h2 { id: "if-hard", {text!("ending-hard-title")} }
            p { class: "soft", dir: "auto", {text!("ending-hard-what", name: called.clone())} }
            for field in IF_HARD {
                h3 { key: "{field}", class: "label", {super::person::field_label(field)} }
                Field { page, field, is_long: true, is_always_shown: true, class: "voice" }
            }
        }
        section { class: "card", "aria-labelledby": "hello-later",
            h2 { id: "hello-later", {text!("ending-hello-title")} }
            p { class: "soft", dir: "auto", {text!("ending-hello-what", name: called)} }
            Field { page, field: "hello_again_on", is_always_shown: true }
            if let Some(on) = hello_on {
                ToCalendar { uid: "{page.read().line.id}-hello-again", on, words: text!("calendar-add-hello") }
            }
            Field { page, field: "ending_words", is_long: true, is_always_shown: true }
        }
        EndedTogether { page, standing: continuity.standing }
    }
}

fn value(page: &PersonPage, field: &str) -> String {
    page.fields.get(field).map(|view| view.value.clone()).unwrap_or_default()
}

/// What we promised is not over with an ending.
#[component]
fn OurPromises(continuity: ContinuityPage) -> Element {
    if continuity.our_promises.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-labelledby": "still-promised",
            h2 { id: "still-promised", {text!("ending-promises")} }
            p { class: "soft", {text!("ending-promises-what")} }
            ul { class: "promises",
                for promise in continuity.our_promises {
                    PromiseRead { key: "{promise.id}", promise: promise.clone(), called: continuity.called.clone(),
                        WhatBecame { promise }
                    }
                }
            }
        }
    }
}

/// Twice as long, then four times: each is a proposal. The words of their rhythm are theirs, and stay
/// until they find others.
#[component]
fn Taper(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let every_days = value(&page.read(), "rhythm_days").parse().ok();
    let slow_down = move |n_days: u16| {
        let done = text!("ending-taper-done", rhythm: every(n_days));
        let values = [("rhythm_days", n_days.to_string())];
        set_together_with_undo(root, &page.peek(), Values::from(values), done);
    };
    rsx! {
        section { class: "card", "aria-labelledby": "taper",
            h2 { id: "taper", {text!("ending-taper-title")} }
            p { class: "soft", {text!("ending-taper-what")} }
            Field { page, field: "rhythm_words", is_always_shown: true }
            Field { page, field: "rhythm_days", is_always_shown: true }
            if every_days.is_none() {
                p { class: "soft", {text!("ending-taper-none")} }
            }
            div { class: "actions",
                for n_days in tapering(every_days) {
                    button { key: "{n_days}", class: "button outlined", r#type: "button", onclick: move |_| slow_down(n_days), {every(n_days)} }
                }
            }
        }
    }
}

/// "About every four weeks"
fn every(n_days: u16) -> String {
    text!("ending-taper-every", every: when::every(n_days))
}

#[component]
fn EndedTogether(page: ReadSignal<PersonPage>, standing: Standing) -> Element {
    match standing {
        Standing::EndingOn { on } => rsx! {
            section { class: "card tinted",
                p { dir: "auto", {text!("standing-ending", day: when::on_day_in_words(on, when::today()))} }
                Field { page, field: "ended_together_on", is_always_shown: true }
                GoOnTogether { page }
            }
        },
        Standing::EndedTogether { .. } => rsx! {
            section { class: "card tinted",
                Field { page, field: "ended_together_on", is_always_shown: true }
                super::person::InTouchAgain { page }
            }
        },
        Standing::InTouch | Standing::Paused { .. } => rsx! { NewEnding { page } },
    }
}

/// On a day that has come, or on one that both look forward to.
#[component]
fn NewEnding(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let mut on = use_signal(when::today);
    let (go, done) = if when::today() < on() {
        let day = when::on_day_in_words(on(), when::today());
        (text!("ending-planned-go"), text!("ending-planned-done", day: day))
    } else {
        (text!("ending-go"), text!("ending-done"))
    };
    let end = move |_| {
        let mut values = Values::from([("ended_together_on", on.peek().to_string())]);
        // An ending that has come takes the place of the pause that one knows of.
        if *on.peek() <= when::today() {
            let there = ["paused_until", "paused_for"];
            let there = there.into_iter().filter(|field| !value(&page.peek(), field).is_empty());
            values.extend(there.map(|field| (field, String::new())));
        }
        set_together_with_undo(root, &page.peek(), values, done.clone());
    };
    rsx! {
        section { class: "card",
            DayChoice {
                id: "ended-on",
                label: text!("ending-day"),
                phrase: text!("ending-on", day: when::day_in_words(on(), when::today())),
                day: Some(on()),
                on_choose: move |day: Option<Day>| on.set(day.unwrap_or_else(when::today)),
            }
            button { class: "button filled wide", r#type: "button", onclick: end, "{go}" }
        }
    }
}

/// What was planned is let go of: it is as if nobody had spoken of an ending.
#[component]
fn GoOnTogether(page: ReadSignal<PersonPage>) -> Element {
    let root = use_root();
    let go_on = move |_| {
        let page = page.peek();
        let done = text!("ending-go-on-done", name: page.line.called.clone());
        let values = Values::from([("ended_together_on", String::new())]);
        set_together_with_undo(root, &page, values, done);
    };
    rsx! {
        button { class: "button outlined", r#type: "button", onclick: go_on, {text!("ending-go-on")} }
    }
}
