//! For supervision: what was heavy or outside the usual, one's own until it is shared (P13, P14).

mod keep;
mod share;
mod talk;

pub use keep::KeepForm;

use super::{broken::Troubled, frame::Top, person::ThingField};
use crate::care::Reflection;
use crate::requests::{
    Thing,
    supervision::{ReflectionLine, Supervision, SupervisionPage},
};
use crate::ui::{ask::use_answer, root::use_root, route::Route, text::text, when};
use dioxus::prelude::*;
use share::Share;
use talk::TalkedOverForm;

#[component]
pub fn ForSupervision() -> Element {
    let page = use_answer(|| Supervision {});
    let back = use_root().came_from(&Route::ForSupervision {}, Route::OurTeam {});
    rsx! {
        Top { title: text!("supervision-title"), back }
        match page() {
            Some(Ok(page)) => rsx! { Page { page } },
            Some(Err(trouble)) => rsx! { Troubled { trouble } },
            None => rsx! {},
        }
    }
}

#[component]
fn Page(page: SupervisionPage) -> Element {
    let is_empty = page.mine.is_empty() && page.of_others.is_empty();
    rsx! {
        KeepForm {}
        if is_empty {
            p { class: "calm", {text!("supervision-none")} }
        }
        if !page.mine.is_empty() {
            Agenda { title: text!("supervision-mine"), lines: page.mine.clone() }
            Share { mine: page.mine, colleagues: page.colleagues }
        }
        for (worker, lines) in page.of_others {
            Agenda { key: "{worker.id}", title: text!("supervision-of", name: worker.name), lines }
        }
        if !page.talked_over.is_empty() {
            details { class: "card",
                summary { {text!("supervision-talked")} }
                for line in page.talked_over {
                    Line { key: "{line.id}", line }
                }
            }
        }
    }
}

#[component]
fn Agenda(title: String, lines: Vec<ReflectionLine>) -> Element {
    rsx! {
        section {
            h2 { dir: "auto", "{title}" }
            for line in lines {
                Line { key: "{line.id}", line }
            }
        }
    }
}

#[component]
fn Line(line: ReadSignal<ReflectionLine>) -> Element {
    let thing = Thing::Reflection(line.read().id);
    let words = use_memo(move || line.read().words.clone());
    let came_of_it = use_memo(move || line.read().came_of_it.clone());
    let ReflectionLine { what, at, person, talked_on, .. } = line.read().clone();
    let (what, today) = (what_words(&what), when::today());
    let day = when::day_in_words(when::day_of(at), today);
    rsx! {
        article { class: "card told",
            h3 { {text!("supervision-entry", what: what.clone(), day: day)} }
            if let Some(person) = person.filter(|person| !person.called.is_empty()) {
                p { class: "soft", dir: "auto", {text!("supervision-about", name: person.called)} }
            }
            ThingField { thing, field: "words", view: words, is_long: true, about: what }
            p { class: "soft", dir: "auto", {who_reads(&line.read())} }
            match talked_on {
                Some(on) => rsx! {
                    p { class: "soft", {text!("supervision-talk-on", day: when::on_day_in_words(on, today))} }
                    ThingField { thing, field: "came_of_it", view: came_of_it, is_long: true }
                },
                None => rsx! { TalkedOverForm { line } },
            }
        }
    }
}

fn who_reads(line: &ReflectionLine) -> String {
    let others = line.shared_with.iter().map(|worker| worker.name.as_str());
    let others: Vec<&str> = others.collect();
    if others.is_empty() {
        text!("supervision-own")
    } else {
        text!("supervision-shared", name: others.join(", "))
    }
}

fn what_words(what: &Reflection) -> String {
    match what {
        Reflection::Heavy => text!("supervision-what-heavy"),
        Reflection::OutsideTheUsual => text!("supervision-what-outside"),
        Reflection::Question => text!("supervision-what-question"),
        Reflection::Unknown(word) => word.clone(),
    }
}
