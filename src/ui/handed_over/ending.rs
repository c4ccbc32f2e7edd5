//! Where a review ends: what was agreed and what is seen differently, both kept; agreed, or not yet.

use super::{
    super::{
        parts::{Glyph, TextArea},
        text::text,
        when,
    },
    hand::{Hand, Kept},
    screens::Head,
};
use crate::care::{OurPage, our_page::Agreed};
use dioxus::prelude::*;

#[component]
pub fn Ending(hand: Hand, page: OurPage, on_done: Callback<()>) -> Element {
    let agreed = use_memo(move || hand.answer.read().agreed_words.clone());
    let differently = use_memo(move || hand.answer.read().differently.clone());
    let line = use_memo(move || hand.answer.read().line.clone());
    let line_label = match page.worker.is_empty() {
        true => text!("hand-line-anybody"),
        false => text!("hand-line", name: page.worker.clone()),
    };
    let end = move |how: Agreed| {
        hand.change(|answer| answer.agreed = Some(how));
        on_done.call(());
    };
    rsx! {
        Head { hand, title: text!("hand-ending"), glyph: Glyph::Agreed, easy: text!("hand-easy-ending") }
        TextArea { id: "agreed", label: text!("hand-agreed-words"), value: agreed, on_input: move |typed| hand.change(|answer| answer.agreed_words = typed) }
        TextArea { id: "differently", label: text!("hand-differently"), hint: text!("hand-differently-what"), value: differently, on_input: move |typed| hand.change(|answer| answer.differently = typed) }
        TextArea { id: "line", label: line_label, value: line, on_input: move |typed| hand.change(|answer| answer.line = typed) }
        div { class: "actions",
            button { class: "button filled", r#type: "button", onclick: move |_| end(Agreed::Agreed), {text!("hand-agree")} }
            button { class: "button outlined", r#type: "button", onclick: move |_| end(Agreed::NotYet), {text!("hand-agree-not-yet")} }
        }
    }
}

/// The phone goes back when everything is kept.
#[component]
pub fn Thanks(hand: Hand, page: OurPage) -> Element {
    let kept = match page.worker.is_empty() {
        true => text!("hand-thanks-anybody"),
        false => text!("hand-thanks-what", worker: page.worker.clone()),
    };
    let is_kept = *hand.kept.read() == Kept::AsItIs;
    rsx! {
        Head { hand, title: text!("hand-thanks", name: page.called.clone()), glyph: Glyph::Heart }
        if is_kept {
            p { class: "lead", dir: "auto", "{kept}" }
        } else {
            p { class: "lead", {text!("hand-keeping")} }
        }
        if let Some(next) = page.next {
            h2 { {text!("page-next")} }
            p { class: "lead", {when::whole_day(next.on)} }
        }
        if is_kept {
            button { class: "button filled", r#type: "button", onclick: move |_| hand.give_back(), {text!("hand-give-back")} }
        }
    }
}
