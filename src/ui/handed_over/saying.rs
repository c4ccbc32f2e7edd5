//! A place of the page: their words, large; changed, crossed out, or left as they are.

use super::{
    super::{
        pages::our_page::read::Versions,
        parts::{TextArea, lead_on},
        text::text,
    },
    hand::Hand,
};
use crate::care::our_page::Said;
use dioxus::prelude::*;

#[component]
pub fn Saying(hand: Hand, said: Said, what: String) -> Element {
    let mut is_open = use_signal(|| false);
    let slot = said.slot;
    let change_id = move || format!("change-{}", slot.0);
    let beside_id = move || format!("beside-{}", slot.0);
    let words = use_memo({
        let said = said.clone();
        move || hand.words(&said)
    });
    let label = move |act: String| text!("hand-said-label", act: act, what: what.clone());
    if is_open() {
        return rsx! {
            div { class: "saying open",
                TextArea { id: "saying-{slot.0}", label: label(text!("hand-change")), class: "voice", rows: 4, is_focused_first: true, value: words, on_input: move |typed| hand.say(slot, typed) }
                button { class: "button outlined", r#type: "button", onclick: move |_| {
                    is_open.set(false);
                    lead_on(change_id());
                }, {text!("hand-done")} }
            }
        };
    }
    let has_said = hand.has_said(slot);
    let is_empty = said.is_empty();
    let act = if words.read().is_empty() { text!("hand-write") } else { text!("hand-change") };
    rsx! {
        div { class: "saying",
            Standing { said: said.clone(), words, has_said, on_choose: move |words| {
                hand.say(slot, words);
                lead_on(beside_id());
            } }
            div { class: "actions",
                button { id: change_id(), class: "button outlined", r#type: "button", "aria-label": label(act.clone()), onclick: move |_| is_open.set(true), "{act}" }
                if has_said {
                    button { id: beside_id(), class: "quiet", r#type: "button", "aria-label": label(text!("hand-put-back")), onclick: move |_| {
                        hand.leave_as_it_was(slot);
                        lead_on(if is_empty { change_id() } else { beside_id() });
                    }, {text!("hand-put-back")} }
                } else if !is_empty {
                    button { id: beside_id(), class: "quiet", r#type: "button", "aria-label": label(text!("hand-cross-out")), onclick: move |_| {
                        hand.say(slot, String::new());
                        lead_on(beside_id());
                    }, {text!("hand-cross-out")} }
                }
            }
        }
    }
}

#[component]
fn Standing(
    said: Said,
    words: ReadSignal<String>,
    has_said: bool,
    on_choose: Callback<String>,
) -> Element {
    let is_empty = words.read().trim().is_empty();
    match (has_said, is_empty) {
        (true, true) if !said.is_empty() => rsx! {
            p { class: "soft", {text!("hand-crossed-out")} }
            blockquote { class: "voice", dir: "auto", s { "{said.words()}" } }
        },
        (true, false) => rsx! { blockquote { class: "voice", dir: "auto", "{words}" } },
        (false, false) => {
            rsx! { Versions { versions: said.versions, together: said.together, on_choose } }
        }
        (_, true) => rsx! { p { class: "soft", {text!("hand-not-written")} } },
    }
}
