//! The page on paper: nothing of the notes, large, with pictures where they help.

use super::{
    super::said,
    read::{PromiseToMe, Versions, how_to_reach, in_other_words, who_and_when},
};
use crate::care::{
    OurPage,
    our_page::{Hope, Said, Step},
};
use crate::ui::{
    device,
    parts::{Glyph, Picture},
    text::text,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn OnPaper(page: OurPage) -> Element {
    let mut is_easy = use_signal(|| false);
    let mut print = move |easy: bool| {
        is_easy.set(easy);
        spawn(async move {
            device::frame_drawn().await;
            device::print();
        });
    };
    rsx! {
        div { class: "actions",
            button { class: "button outlined", r#type: "button", onclick: move |_| print(false), {text!("page-print")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| print(true), {text!("page-print-easy")} }
        }
        Sheet { page, is_easy }
    }
}

#[component]
fn Sheet(page: OurPage, is_easy: ReadSignal<bool>) -> Element {
    let promised = match page.worker.is_empty() {
        true => text!("page-promised-anybody"),
        false => text!("page-promised", name: page.worker.clone()),
    };
    let hard = page.if_hard;
    let hard = [
        (text!("field-if-hard-signs"), hard.signs),
        (text!("field-if-hard-helps"), hard.helps),
        (text!("field-if-hard-whom"), hard.whom),
    ];
    rsx! {
        div { class: if is_easy() { "sheet easy" } else { "sheet" },
            h2 { class: "sheet-title", dir: "auto", "{page.called}" }
            Place { is_easy, glyph: Glyph::Heart, title: text!("page-matters"), said: page.matters }
            Place { is_easy, glyph: Glyph::Star, title: text!("page-strengths"), said: page.strengths }
            for (n, hope) in page.hopes.into_iter().enumerate() {
                HopeOnPaper { key: "{n}", is_easy, worker: page.worker.clone(), hope }
            }
            Place { is_easy, glyph: Glyph::Helps, title: text!("page-helps"), said: page.helps }
            Place { is_easy, glyph: Glyph::Wall, title: text!("page-in-the-way"), said: page.in_the_way }
            for (title, said) in hard {
                Place { key: "{title}", is_easy, glyph: Glyph::Cloud, title, said }
            }
            if !page.promises.is_empty() {
                Title { is_easy, glyph: Glyph::Promise, title: promised }
                for (n, promise) in page.promises.into_iter().enumerate() {
                    PromiseToMe { key: "{n}", promise }
                }
            }
            if let Some(next) = page.next {
                Title { is_easy, glyph: Glyph::Calendar, title: text!("page-next") }
                p { class: "lead", {when::whole_day(next.on)} }
                if let Some(how) = next.how {
                    p { class: "soft", {said::place(&how)} }
                }
            }
            if !page.reach.is_empty() {
                Title { is_easy, glyph: Glyph::People, title: text!("page-reach") }
                for line in how_to_reach(&page.worker, &page.reach) {
                    p { key: "{line}", dir: "auto", "{line}" }
                }
            }
        }
    }
}

/// A place in which nothing stands is left out: paper has no room for what is missing.
#[component]
fn Place(is_easy: ReadSignal<bool>, glyph: Glyph, title: String, said: Said) -> Element {
    if said.is_empty() && !said.has_two_versions() {
        return rsx! {};
    }
    rsx! {
        Title { is_easy, glyph, title }
        Versions { versions: said.versions }
    }
}

#[component]
fn Title(is_easy: ReadSignal<bool>, glyph: Glyph, title: String) -> Element {
    rsx! {
        h3 { class: "sheet-head",
            if is_easy() {
                Picture { glyph }
            }
            "{title}"
        }
    }
}

#[component]
fn HopeOnPaper(is_easy: ReadSignal<bool>, worker: String, hope: Hope) -> Element {
    let wording = in_other_words(&worker, &hope.wording);
    rsx! {
        Place { is_easy, glyph: Glyph::Hope, title: text!("hand-hope"), said: hope.words }
        if !hope.wording.is_empty() {
            p { class: "soft", dir: "auto", "{wording}" }
        }
        StepOnPaper { is_easy, title: text!("page-step"), worker: worker.clone(), step: hope.step }
        for step in hope.other_steps {
            StepOnPaper { key: "{step.words.slot.0}", is_easy, title: text!("hand-other-step"), worker: worker.clone(), step }
        }
    }
}

#[component]
fn StepOnPaper(is_easy: ReadSignal<bool>, title: String, worker: String, step: Step) -> Element {
    let how = who_and_when(&worker, &step);
    rsx! {
        Place { is_easy, glyph: Glyph::Step, title, said: step.words }
        if !how.is_empty() {
            p { class: "soft", dir: "auto", "{how}" }
        }
    }
}
