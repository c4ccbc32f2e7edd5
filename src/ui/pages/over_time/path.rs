//! The path of a hope: the newest at its head, its beginning at its foot. What is drawn is said beside
//! it in words.

use super::super::{
    connection::words as connecting, our_page::read::Versions, said, tried::became_words,
};
use crate::care::{
    our_page::{Agreed, Reviewed, Version},
    path::{Happened, Path, Point, Way},
    tried::StepBecame,
};
use crate::requests::Author;
use crate::ui::{
    parts::{Later, WayPiece, screenfuls},
    text::text,
    way::Piece,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Drawn(
    path: Path<Author>,
    next: Vec<Vec<Version>>,
    called: String,
    about: String,
) -> Element {
    let newest_first: Vec<Point<Author>> = path.points().iter().rev().cloned().collect();
    rsx! {
        ul { class: "card way-of-hope", "aria-label": text!("label-of", what: text!("over-time-path"), of: about),
            Next { next }
            for (turn, points) in screenfuls(newest_first) {
                Later { key: "{turn}", turn,
                    for (at, point) in points.into_iter().enumerate() {
                        Reached { key: "{at}", point, called: called.clone() }
                    }
                }
            }
        }
    }
}

/// The way on is open, with a step that stands or without one.
#[component]
fn Next(next: Vec<Vec<Version>>) -> Element {
    rsx! {
        li {
            WayPiece { piece: Piece::Open }
            h3 { if next.len() > 1 { {text!("over-time-next-several")} } else { {text!("over-time-next")} } }
            if next.is_empty() {
                p { class: "soft", {text!("over-time-open")} }
            }
            for (at, versions) in next.into_iter().enumerate() {
                Versions { key: "{at}", versions }
            }
        }
    }
}

#[component]
fn Reached(point: Point<Author>, called: String) -> Element {
    let day = when::day_in_words(when::day_of(point.at), when::today());
    let what = what_happened(&point.what, &called);
    let piece = match point.what.way() {
        Way::Begins => Piece::Begins,
        Way::On => Piece::On,
        Way::Aside => Piece::Aside,
    };
    rsx! {
        li {
            WayPiece { piece, is_theirs: point.by.by_themselves }
            h3 { dir: "auto", {text!("story-entry", what: what, day: day)} }
            if let Some(by) = by_whom(&point) {
                p { class: "soft", dir: "auto", "{by}" }
            }
            Told { what: point.what, is_theirs: point.by.by_themselves }
        }
    }
}

/// Who looked at the page is said already.
fn by_whom(point: &Point<Author>) -> Option<String> {
    match (&point.what, point.by.by_themselves) {
        (Happened::LookedAt { .. }, true) => None,
        (_, true) => Some(said::author(&point.by)),
        (_, false) => Some(said::written_down(&point.by)),
    }
}

fn what_happened(what: &Happened, called: &str) -> String {
    match what {
        Happened::Hoped { .. } => text!("over-time-hoped"),
        Happened::Tried { became, .. } => became_words(became),
        Happened::InTheWay { .. } => text!("story-barrier"),
        Happened::Connected { what, how } => {
            text!("story-connection", how: connecting::how(how), what: what.clone())
        }
        Happened::TalkedOver { what, stage, .. } => {
            text!("story-talk", what: what.clone(), stage: connecting::stage(stage))
        }
        Happened::LookedAt { how: Reviewed::OwnPhone, .. } => {
            text!("review-told-own", name: called.to_owned())
        }
        Happened::LookedAt { how: Reviewed::HandedOver | Reviewed::Unknown(_), .. } => {
            text!("review-told", name: called.to_owned())
        }
    }
}

#[component]
fn Told(what: Happened, is_theirs: bool) -> Element {
    // As each of them was asked.
    let learned_label = match is_theirs {
        true => text!("hand-in-the-way"),
        false => text!("tried-learned"),
    };
    match what {
        Happened::Hoped { words } => rsx! { Versions { versions: words } },
        Happened::Tried { step, became, learned } => rsx! {
            if !step.is_empty() {
                p { class: "written tried-step", dir: "auto", "{step}" }
            }
            if !learned.is_empty() && became != StepBecame::LifeHappened {
                p { class: "label", "{learned_label}" }
            }
            Versions { versions: learned }
        },
        Happened::InTheWay { cause, how_long, words } => {
            let cause = connecting::cause(&cause).to_lowercase();
            let told = match how_long.is_empty() {
                true => text!("barrier-told", cause: cause),
                false => text!("barrier-told-long", cause: cause, long: how_long),
            };
            rsx! {
                p { dir: "auto", "{told}" }
                if !words.is_empty() {
                    p { class: "written", dir: "auto", "{words}" }
                }
            }
        }
        Happened::TalkedOver { words, .. } => rsx! {
            if !words.is_empty() {
                p { class: "written", dir: "auto", "{words}" }
            }
        },
        Happened::Connected { .. } => rsx! {},
        Happened::LookedAt { agreed: Some(Agreed::NotYet), .. } => rsx! {
            p { class: "tag theirs", {text!("review-not-yet")} }
        },
        Happened::LookedAt { agreed: Some(_), .. } => rsx! {
            p { class: "tag mine", {text!("review-yes")} }
        },
        Happened::LookedAt { agreed: None, .. } => rsx! {},
    }
}
