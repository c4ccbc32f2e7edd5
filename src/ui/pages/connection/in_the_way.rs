//! What stood in the way, written down: on a thread, a step, a visit, or by itself. It is about what
//! is out there and not about the person (P8).

use super::words;
use crate::care::{Cause, PersonId};
use crate::requests::{
    Thing,
    barriers::{AddBarrier, BarrierLine, On, Shared, SharedCauses, WhatStood},
    things::TakeBack,
};
use crate::ui::{
    ask::use_answer,
    pages::person::ThingField,
    parts::{Choice, Choices, TypedArea, TypedField, lead_here},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

/// A quiet button, and the form that it opens.
#[component]
pub fn InTheWay(
    person: PersonId,
    called: String,
    on: On,
    /// What the button says, and what the form begins with, where something else led to it.
    #[props(default)]
    opens_with: Option<String>,
    #[props(default)] cause: Option<Cause>,
    #[props(default)] line: String,
    /// Which of several it is on, for who does not see where it stands.
    #[props(default)]
    about: String,
) -> Element {
    let root = use_root();
    let place = match on {
        On::Person => format!("barrier {person}"),
        On::Goal(goal) => format!("barrier {goal}"),
        On::Visit(visit) => format!("barrier {visit}"),
    };
    let id = place.replace(' ', "-");
    let typing = use_typing(move || place);
    if !typing.is_open() {
        let open = move |_| {
            let cause = cause.as_ref().map(Cause::as_word).unwrap_or_default().to_owned();
            typing.open([("cause", cause), ("stood_words", line.clone())]);
        };
        let words = opens_with.unwrap_or_else(|| text!("barrier-add"));
        return rsx! {
            button {
                class: "quiet",
                r#type: "button",
                "aria-label": (!about.is_empty()).then(|| text!("label-of", what: words.clone(), of: about)),
                onclick: open,
                "{words}"
            }
        };
    }
    let add = move |event: FormEvent| {
        event.prevent_default();
        match stood(typing) {
            Some(what) => write_down(root, AddBarrier { person, on, what }, typing.closing(root)),
            None => root.say(text!("barrier-which")),
        }
    };
    rsx! {
        form { class: "card", tabindex: "-1", onmounted: lead_here, onsubmit: add,
            p { class: "soft", dir: "auto", {text!("barrier-world", name: called)} }
            Stood { id, typing }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("in-place-done")} }
            }
        }
    }
}

fn write_down(root: Root, add: AddBarrier, then: impl FnOnce() + 'static) {
    root.perform_then(add, move |written| {
        then();
        root.say_with_undo(text!("barrier-added"), move || {
            root.perform(TakeBack { thing: Thing::Barrier(written.barrier) });
            if let Some(cause) = written.named {
                root.perform(TakeBack { thing: Thing::SharedCause(cause) });
            }
        });
    });
}

/// The key of the chip for a cause that is to be named.
const NEW: &str = "new";

/// What is typed so far; nothing while no cause was chosen.
pub fn stood(typing: Typing) -> Option<WhatStood> {
    let cause = Some(typing.text("cause")).filter(|word| !word.is_empty())?;
    let shared = match typing.text("shared").as_str() {
        NEW => Some(Shared::New(typing.text("shared_words"))),
        id => id.parse().ok().map(Shared::Known),
    };
    Some(WhatStood {
        cause: Cause::from_word(&cause),
        words: typing.text("stood_words"),
        how_long: typing.text("how_long"),
        shared,
    })
}

/// Whether something was written of it, with or without a cause.
pub fn is_told(typing: Typing) -> bool {
    let texts = ["stood_words", "how_long", "shared_words"];
    texts.into_iter().any(|text| !typing.text(text).trim().is_empty())
}

/// The fields of it, in whatever form they stand.
#[component]
pub fn Stood(id: String, typing: Typing) -> Element {
    let root = use_root();
    let cause = typing.text("cause");
    rsx! {
        Choices { name: "cause-{id}", legend: text!("barrier-cause"), choices: words::causes(), chosen: cause.clone(), on_choose: move |key| typing.write(root, "cause", key) }
        if cause == Cause::WaitingList.as_word() {
            TypedField { id: "how-long-{id}", typing, field: "how_long", label: text!("barrier-how-long") }
        }
        TypedArea { id: "stood-{id}", typing, field: "stood_words", label: text!("barrier-words") }
        SharedWith { id: id.clone(), typing }
        if typing.text("shared") == NEW {
            TypedField { id: "shared-{id}", typing, field: "shared_words", label: text!("barrier-shared-words"), hint: text!("barrier-shared-hint") }
        }
    }
}

#[component]
fn SharedWith(id: String, typing: Typing) -> Element {
    let root = use_root();
    let causes = use_answer(|| SharedCauses {});
    let known = causes().and_then(Result::ok).unwrap_or_default();
    let mut choices = vec![Choice::new("", text!("barrier-shared-none"))];
    choices.extend(known.into_iter().map(|line| Choice::new(line.id.to_string(), line.words)));
    choices.push(Choice::new(NEW, text!("barrier-shared-new")));
    rsx! {
        Choices { name: "others-{id}", legend: text!("barrier-shared"), choices, chosen: typing.text("shared"), on_choose: move |key| typing.write(root, "shared", key) }
    }
}

/// What stood in the way, as it is told within something else.
#[component]
pub fn BarrierRead(barrier: ReadSignal<BarrierLine>) -> Element {
    let thing = Thing::Barrier(barrier.read().id);
    let cause = use_memo(move || barrier.read().cause.clone());
    let words = use_memo(move || barrier.read().words.clone());
    let how_long = use_memo(move || barrier.read().how_long.clone());
    rsx! {
        div { class: "barrier",
            if cause.read().has_versions() {
                ThingField { thing, field: "cause", view: cause }
            } else {
                p { class: "label", {told(&barrier.read())} }
            }
            if how_long.read().has_versions() {
                ThingField { thing, field: "how_long", view: how_long }
            }
            ThingField { thing, field: "words", view: words, is_long: true, about: words::cause(&Cause::from_word(&cause.read().value)) }
            if let Some(shared) = barrier.read().shared.clone() {
                p { class: "soft", dir: "auto", {text!("barrier-shared-is", words: shared)} }
            }
        }
    }
}

fn told(barrier: &BarrierLine) -> String {
    let cause = words::cause(&Cause::from_word(&barrier.cause.value)).to_lowercase();
    match barrier.how_long.value.as_str() {
        "" => text!("barrier-told", cause: cause),
        long => text!("barrier-told-long", cause: cause, long: long.to_owned()),
    }
}
