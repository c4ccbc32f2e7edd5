//! Weights and shares in words.

use crate::care::{
    balance::HowMuch,
    weight::{Takes, Weight},
};
use crate::requests::weight::{CarriedLine, Group};
use crate::ui::text::text;

pub fn weight(weight: Weight) -> String {
    match weight {
        Weight::CloseJustNow => text!("weight-close"),
        Weight::Steadily => text!("weight-steadily"),
        Weight::Lightly => text!("weight-lightly"),
    }
}

/// "mostly steadily"
pub fn much_of(group: &Group) -> String {
    let much = much(group.share.how_much);
    match group.weight {
        Weight::CloseJustNow => text!("weight-much-close", much: much),
        Weight::Steadily => text!("weight-much-steadily", much: much),
        Weight::Lightly => text!("weight-much-lightly", much: much),
    }
}

/// As the texts choose by it.
pub fn much(how_much: HowMuch) -> &'static str {
    match how_much {
        HowMuch::All => "all",
        HowMuch::Most => "most",
        HowMuch::Half => "half",
        HowMuch::Some | HowMuch::None => "some",
    }
}

/// "mostly steadily, some close just now": the larger part first, and nothing of what is not there.
pub fn together(said: impl Iterator<Item = (HowMuch, String)>) -> String {
    let mut said: Vec<_> = said.filter(|(much, _)| *much != HowMuch::None).collect();
    said.sort_by_key(|(much, _)| *much);
    said.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}

pub fn why(line: &CarriedLine) -> Option<String> {
    let covered = line.is_covered.then(|| text!("weight-covered"));
    let words: Vec<String> = line.takes.iter().map(|it| takes(*it)).chain(covered).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

fn takes(takes: Takes) -> String {
    match takes {
        Takes::Held => text!("weight-held"),
        Takes::GoingAlong => text!("weight-going-along"),
        Takes::OursToDo => text!("weight-ours"),
        Takes::OftenInTouch => text!("weight-often"),
        Takes::InTouch => text!("weight-in-touch"),
        Takes::CloseRhythm => text!("weight-close-rhythm"),
        Takes::Paused => text!("weight-paused"),
    }
}
