//! A hope and its small step, each on a screen of its own.

use super::{
    super::{
        pages::{
            measures::words::ends,
            our_page::read::{Versions, in_other_words, who_and_when},
            said,
        },
        parts::{Choice, Choices, Glyph, TextArea, ZeroToTen},
        text::text,
    },
    hand::Hand,
    saying::Saying,
    screens::Head,
};
use crate::care::{
    OurPage,
    measure::Question,
    our_page::{HowItWent, Rated, Slot, Step},
};
use dioxus::prelude::*;

#[component]
pub fn AHope(hand: Hand, page: OurPage, n: usize) -> Element {
    let Some(hope) = page.hopes.get(n).cloned() else { return rsx! {} };
    let (low, high) = ends(&Question::Going);
    rsx! {
        Head { hand, title: text!("hand-hope"), glyph: Glyph::Hope, easy: text!("hand-easy-hope") }
        Saying { hand, said: hope.words.clone(), what: text!("hand-hope") }
        if !hope.wording.is_empty() {
            p { class: "soft", dir: "auto", {in_other_words(&page.worker, &hope.wording)} }
        }
        ARating { hand, rated: hope.going, from: 0, legend: text!("hand-going"), low, high }
        ARating { hand, rated: hope.importance, from: 1, legend: text!("page-importance"), low: text!("page-importance-low"), high: text!("page-importance-high") }
    }
}

/// A number may be left out.
#[component]
fn ARating(
    hand: Hand,
    rated: Rated,
    from: u16,
    legend: String,
    #[props(default)] about: String,
    low: String,
    high: String,
) -> Element {
    let slot = rated.slot;
    let said = hand.answer.read().numbers.get(&slot).copied().or(rated.number);
    rsx! {
        ZeroToTen {
            name: "rated-{slot.0}",
            legend,
            about,
            from,
            chosen: said.map(u16::from),
            low,
            high,
            on_choose: move |number| hand.rate(slot, number),
        }
    }
}

#[component]
pub fn AStep(hand: Hand, page: OurPage, n: usize) -> Element {
    let Some(hope) = page.hopes.get(n).cloned() else { return rsx! {} };
    let of = hand.words(&hope.words);
    let title = match hope.other_steps.is_empty() {
        true => text!("hand-step-title"),
        false => text!("hand-steps-title"),
    };
    rsx! {
        Head { hand, title, glyph: Glyph::Step, easy: text!("hand-easy-step") }
        if !of.is_empty() {
            p { class: "soft", dir: "auto", {text!("hand-step-of", hope: of)} }
        }
        if hope.step.words.is_empty() {
            Say { hand, slot: hope.step.words.slot, label: text!("hand-new-step") }
        } else {
            Tried { hand, worker: page.worker.clone(), step: hope.step, is_alone: hope.other_steps.is_empty() }
        }
        for step in hope.other_steps {
            OtherStep { key: "{step.words.slot.0}", hand, worker: page.worker.clone(), step }
        }
    }
}

#[component]
fn OtherStep(hand: Hand, worker: String, step: Step) -> Element {
    rsx! {
        h2 { class: "other-step", {text!("hand-other-step")} }
        Tried { hand, worker, step, is_alone: false }
    }
}

#[component]
fn Tried(hand: Hand, worker: String, step: Step, is_alone: bool) -> Element {
    let about = if is_alone { String::new() } else { said::in_short(step.words.words()) };
    let slot = step.words.slot;
    let said = hand.step(slot);
    let how = said.how.as_ref().map(HowItWent::as_word).unwrap_or_default().to_owned();
    let who_when = who_and_when(&worker, &step);
    let choices = HowItWent::ALL.iter().map(|how| Choice::new(how.as_word(), in_words(how)));
    let is_going_on = matches!(said.how, Some(HowItWent::SomeOfIt | HowItWent::NotYet));
    let (in_the_way, next) =
        (use_memo(move || hand.step(slot).in_the_way), use_memo(move || hand.step(slot).next));
    rsx! {
        Versions { versions: step.words.versions }
        if !who_when.is_empty() {
            p { class: "soft", dir: "auto", "{who_when}" }
        }
        Choices {
            name: "how-{slot.0}",
            legend: text!("hand-step-how"),
            about: about.clone(),
            choices: choices.collect::<Vec<_>>(),
            chosen: how,
            on_choose: move |word: String| hand.change_step(slot, |step| step.how = Some(HowItWent::from_word(&word))),
        }
        if is_going_on {
            TextArea { id: "way-{slot.0}", label: text!("hand-in-the-way"), about: about.clone(), value: in_the_way, on_input: move |typed| hand.change_step(slot, |step| step.in_the_way = typed) }
        }
        if said.how.is_some() {
            TextArea { id: "next-{slot.0}", label: if is_going_on { text!("hand-next-step") } else { text!("hand-new-step") }, about: about.clone(), value: next, on_input: move |typed| hand.change_step(slot, |step| step.next = typed) }
        }
        ARating { hand, rated: step.sure, from: 1, legend: text!("page-sure"), about, low: text!("page-sure-low"), high: text!("page-sure-high") }
    }
}

/// Words for a place where there are none.
#[component]
fn Say(hand: Hand, slot: Slot, label: String) -> Element {
    let words = use_memo(move || hand.answer.read().said.get(&slot).cloned().unwrap_or_default());
    rsx! {
        TextArea { id: "say-{slot.0}", label, class: "voice", value: words, on_input: move |typed| hand.say(slot, typed) }
    }
}

fn in_words(how: &HowItWent) -> String {
    match how {
        HowItWent::DidIt => text!("hand-did-it"),
        HowItWent::SomeOfIt => text!("hand-some-of-it"),
        HowItWent::NotYet => text!("hand-not-yet"),
        HowItWent::NotAnyMore => text!("hand-not-any-more"),
        HowItWent::Unknown(word) => word.clone(),
    }
}
