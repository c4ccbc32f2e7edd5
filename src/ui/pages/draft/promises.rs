//! Promises: heard while somebody writes, taken up with a tap, each with its day.

use super::{
    super::said::{self, Whose},
    Writing,
};
use crate::care::{
    PromiseId, ids,
    promise::{Caught, caught_in},
};
use crate::requests::visits::{PromiseWritten, Written};
use crate::ui::{parts::DayChoice, root::use_root, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Promises(writing: Writing, called: String) -> Element {
    let root = use_root();
    let heard = use_memo(move || heard(&writing.written.read()));
    let promises = writing.written.read().promises.clone();
    if promises.is_empty() && heard.read().is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "aria-label": text!("promises-title"),
            ul { class: "promises",
                for promise in promises {
                    TakenUp { key: "{promise.id}", writing, promise, called: called.clone() }
                }
                for (at, caught) in heard().into_iter().enumerate() {
                    HeardOne {
                        key: "{at}",
                        writing,
                        caught: caught.clone(),
                        called: called.clone(),
                        on_wave_off: move |()| writing.change(root, |written| written.waved_off.push(caught.text.clone())),
                    }
                }
            }
        }
    }
}

/// What was heard and neither taken up nor waved off.
fn heard(written: &Written) -> Vec<Caught> {
    let is_new = |caught: &Caught| {
        let is_taken_up = written.promises.iter().any(|promise| {
            promise.by_worker == caught.by_worker && is_beginning(&caught.text, &promise.text)
        });
        let is_waved_off = written.waved_off.iter().any(|other| is_beginning(&caught.text, other));
        !is_taken_up && !is_waved_off
    };
    caught(written).into_iter().filter(is_new).collect()
}

fn caught(written: &Written) -> Vec<Caught> {
    let words = &written.words;
    // What they said is theirs: "I'll sing again" is no promise of the worker's.
    let ours = [&words.note, &words.how_they_were, &words.noticed, &words.did];
    let day = when::day_of(written.at);
    ours.into_iter().flat_map(|part| caught_in(part, day)).collect()
}

/// One of the two is the other's beginning: the same promise, while it is being typed.
fn is_beginning(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A promise that was taken up in the middle of its sentence grows with the sentence, unless another
/// one is just that promise already.
pub fn follow_what_is_typed(written: &mut Written) {
    let caught = caught(written);
    let stands = |text: &str| caught.iter().any(|other| other.text == text);
    for one in &caught {
        let is_taken_up = written.promises.iter().any(|promise| promise.text == one.text);
        let grown = written.promises.iter_mut().find(|promise| {
            promise.by_worker == one.by_worker
                && one.text.starts_with(&promise.text)
                && !stands(&promise.text)
        });
        if let (false, Some(promise)) = (is_taken_up, grown) {
            promise.text = one.text.clone();
            if !promise.is_day_chosen {
                promise.on = one.on;
            }
        }
    }
}

#[component]
fn HeardOne(
    writing: Writing,
    caught: Caught,
    called: String,
    on_wave_off: Callback<()>,
) -> Element {
    let root = use_root();
    let words = caught.text.clone();
    let by_worker = caught.by_worker;
    let take_up = move |_| {
        let Some(id) = new_promise_id() else { return };
        let Caught { by_worker, text, on } = caught.clone();
        writing.change(root, |written| {
            written.promises.push(PromiseWritten { id, text, by_worker, on, is_day_chosen: false });
        });
    };
    rsx! {
        li { class: "promise heard",
            Whose { by_worker, called }
            div {
                p { dir: "auto", "{words}" }
                p { class: "soft", {text!("promise-heard")} }
                div { class: "actions",
                    button { class: "button outlined", r#type: "button", "aria-label": text!("promise-take-up-label", promise: words.clone()), onclick: take_up, {text!("promise-take-up")} }
                    button { class: "quiet", r#type: "button", onclick: move |_| on_wave_off.call(()), {text!("promise-wave-off")} }
                }
            }
        }
    }
}

fn new_promise_id() -> Option<PromiseId> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).ok()?;
    Some(PromiseId(ids::time_ordered(when::now().0, random)))
}

#[component]
fn TakenUp(writing: Writing, promise: PromiseWritten, called: String) -> Element {
    let root = use_root();
    let id = promise.id;
    rsx! {
        li { class: "promise",
            Whose { by_worker: promise.by_worker, called }
            div {
                p { dir: "auto", "{promise.text}" }
                div { class: "actions",
                    DayChoice {
                        id: "day-{id}",
                        label: text!("promises-day"),
                        phrase: said::by_day(promise.on),
                        day: promise.on,
                        on_choose: move |day| {
                            writing.change(root, |written| {
                                let promise = written.promises.iter_mut().find(|other| other.id == id);
                                if let Some(promise) = promise {
                                    promise.on = day;
                                    promise.is_day_chosen = true;
                                }
                            });
                        },
                    }
                    button {
                        class: "quiet small",
                        r#type: "button",
                        "aria-label": text!("promise-drop-label", promise: promise.text.clone()),
                        onclick: move |_| writing.change(root, |written| written.promises.retain(|other| other.id != id)),
                        {text!("promise-drop")}
                    }
                }
            }
        }
    }
}
