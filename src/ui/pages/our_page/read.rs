//! How a page is read, on a screen, in somebody's hands and on paper.

use super::super::said;
use crate::care::{
    Became,
    our_page::{Promised, Reach, Step, TellGp, Version, Voice, Who},
};
use crate::ui::{text::text, when};
use dioxus::prelude::*;

/// One, or two that were written by people who had not met: both stand, with whose they are.
#[component]
pub fn Versions(
    versions: Vec<Version>,
    /// Where they can be settled: with the words that are to stand.
    #[props(default)]
    on_choose: Option<Callback<String>>,
    /// What fits together of the two, where they can be settled.
    #[props(default)]
    together: Option<String>,
) -> Element {
    let are_two = versions.len() > 1;
    rsx! {
        if are_two {
            p { class: "soft", {text!("page-two-versions")} }
        }
        for (n, version) in versions.into_iter().enumerate() {
            div { key: "{n}", class: "version",
                if are_two {
                    p { class: "label", dir: "auto", {from(&version)} }
                }
                blockquote { class: voice(&version.by), dir: "auto", "{version.words}" }
                if let Some(on_choose) = on_choose.filter(|_| are_two) {
                    ChooseWords { words: version.words, on_choose }
                }
            }
        }
        if let (Some(on_choose), Some(words)) = (on_choose, together.filter(|_| are_two)) {
            div { class: "version",
                p { class: "label", {text!("versions-merged")} }
                blockquote { class: "voice", dir: "auto", "{words}" }
                ChooseWords { words, on_choose }
            }
        }
    }
}

#[component]
fn ChooseWords(words: String, on_choose: Callback<String>) -> Element {
    let label = text!("page-choose-label", words: said::in_short(&words));
    rsx! {
        button { class: "button outlined", r#type: "button", "aria-label": label, onclick: move |_| on_choose.call(words.clone()), {text!("page-choose")} }
    }
}

/// One sees at a glance whose words they are.
fn voice(by: &Voice) -> &'static str {
    match by {
        Voice::Theirs => "voice",
        Voice::Worker(_) => "ours",
    }
}

fn from(version: &Version) -> String {
    let day = when::date_in_words(version.on);
    match &version.by {
        Voice::Theirs => text!("page-version-theirs", day: day),
        Voice::Worker(name) => text!("page-version-worker", name: name.clone(), day: day),
    }
}

/// What became of it, in words; a day that has passed is no reproach.
#[component]
pub fn PromiseToMe(promise: Promised) -> Element {
    let became = promise.became.as_ref().map_or_else(|| text!("hand-promise-open"), said::became);
    let is_open = matches!(promise.became, None | Some(Became::NotYet));
    rsx! {
        p { class: "lead", dir: "auto", "{promise.text}" }
        p { class: "soft",
            span { class: "tag mine", "{became}" }
            if let Some(on) = promise.on.filter(|_| is_open) {
                " "
                {said::by_day(Some(on))}
            }
        }
        if !promise.became_words.is_empty() {
            p { class: "soft", dir: "auto", "{promise.became_words}" }
        }
    }
}

pub fn in_other_words(worker: &str, words: &str) -> String {
    match worker {
        "" => text!("page-wording-anybody", words: words.to_owned()),
        name => text!("page-wording", name: name.to_owned(), words: words.to_owned()),
    }
}

/// "Both of us, on a dry day"
pub fn who_and_when(worker: &str, step: &Step) -> String {
    let who = step.who.as_ref().map(|who| who_in_words(who, worker)).unwrap_or_default();
    match (who.is_empty(), step.when.is_empty()) {
        (true, _) => step.when.clone(),
        (false, true) => who,
        (false, false) => text!("page-who-when", who: who, when: step.when.clone()),
    }
}

pub fn who_in_words(who: &Who, worker: &str) -> String {
    match who {
        Who::Me => text!("page-who-me"),
        Who::You if worker.is_empty() => text!("page-who-you-alone"),
        Who::You => text!("page-who-you", name: worker.to_owned()),
        Who::Both => text!("page-who-both"),
        Who::SomebodyElse => text!("page-who-somebody"),
        Who::Unknown(word) => word.clone(),
    }
}

pub fn tell_gp_in_words(tell: &TellGp) -> String {
    match tell {
        TellGp::Yes => text!("sees-gp-yes"),
        TellGp::AskFirst => text!("sees-gp-ask-first"),
        TellGp::No => text!("sees-gp-no"),
        TellGp::Unknown(word) => word.clone(),
    }
}

/// Whom to ring, and where: the worker first.
pub fn how_to_reach(worker: &str, reach: &Reach) -> Vec<String> {
    let line = |name: &str, number: &str| match (name.is_empty(), number.is_empty()) {
        (true, true) => None,
        (false, true) => Some(name.to_owned()),
        (true, false) => Some(number.to_owned()),
        (false, false) => Some(text!("home-reach", name: name, number: number)),
    };
    let team = (!reach.team.is_empty()).then(|| line(&reach.team_name, &reach.team)).flatten();
    line(worker, &reach.worker).into_iter().chain(team).collect()
}
