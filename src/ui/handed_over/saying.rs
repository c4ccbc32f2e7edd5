//! A place of the page: their words, large; changed, crossed out, or left as they are.

use super::{
    super::{device, pages::our_page::read::Versions, parts::TextArea, text::text},
    hand::Hand,
};
use crate::care::our_page::Said;
use dioxus::prelude::*;

#[component]
pub fn Saying(hand: Hand, said: Said, what: String) -> Element {
    let mut is_open = use_signal(|| false);
    // What was tapped is gone then: the focus goes to what stands in its place.
    let mut was_closed = use_hook(|| CopyValue::new(false));
    let mut was_tapped = use_hook(|| CopyValue::new(false));
    let slot = said.slot;
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
                    was_closed.set(true);
                    is_open.set(false);
                }, {text!("hand-done")} }
            }
        };
    }
    let has_said = hand.has_said(slot);
    let is_empty = said.is_empty();
    let is_crossed_out = has_said && words.read().trim().is_empty();
    let act = if words.read().is_empty() { text!("hand-write") } else { text!("hand-change") };
    rsx! {
        div { class: "saying",
            Standing { said: said.clone(), words, has_said, on_choose: move |words| {
                was_tapped.set(true);
                hand.say(slot, words);
            } }
            div { class: "actions",
                button { id: "change-{slot.0}", class: "button outlined", r#type: "button", "aria-label": label(act.clone()), onmounted: move |event| focus(event, was_closed), onclick: move |_| is_open.set(true), "{act}" }
                if is_crossed_out || has_said {
                    button { class: "quiet", r#type: "button", "aria-label": label(text!("hand-put-back")), onmounted: move |event| focus(event, was_tapped), onclick: move |_| {
                        match is_empty {
                            true => device::focus(&format!("change-{}", slot.0)),
                            false => was_tapped.set(true),
                        }
                        hand.leave_as_it_was(slot);
                    }, {text!("hand-put-back")} }
                } else if !is_empty {
                    button { class: "quiet", r#type: "button", "aria-label": label(text!("hand-cross-out")), onmounted: move |event| focus(event, was_tapped), onclick: move |_| {
                        was_tapped.set(true);
                        hand.say(slot, String::new());
                    }, {text!("hand-cross-out")} }
                }
            }
        }
    }
}

/// Once, where it was asked for.
async fn focus(event: Event<MountedData>, mut is_asked: CopyValue<bool>) {
    if is_asked.replace(false) {
        let _ = event.set_focus(true).await;
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
        (false, false) => rsx! { Versions { versions: said.versions, on_choose } },
        (_, true) => rsx! { p { class: "soft", {text!("hand-not-written")} } },
    }
}
