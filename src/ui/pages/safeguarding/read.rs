//! A worry that was written down: read, told to somebody, or opened to one reader more.

use super::super::said;
use crate::care::{ConcernId, WorkerId, telephone::dialled};
use crate::requests::{
    Thing, WorkerLine,
    safeguarding::{Colleague, ConcernLine, LetRead, TellingLine, Told},
    things::TakeBack,
};
use crate::ui::{
    parts::{Choice, Choices, TypedArea, TypedField},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
    when,
};
use dioxus::prelude::*;

#[component]
pub fn Concern(concern: ConcernLine, colleagues: Vec<Colleague>, ring: String) -> Element {
    let id = concern.id;
    let day = when::moment_in_words(concern.at, when::today());
    let is_new = |colleague: &Colleague| !concern.readers.contains(&colleague.worker);
    let others: Vec<_> = colleagues.into_iter().filter(is_new).map(|it| it.worker).collect();
    rsx! {
        article { class: "card told",
            p { class: "soft", dir: "auto", {text!("worry-by", by: said::author(&concern.by), day: day)} }
            Part { heading: text!("worry-fact"), words: concern.fact }
            if !concern.quote.is_empty() {
                p { class: "label", {text!("worry-quote")} }
                blockquote { class: "voice", dir: "auto", "{concern.quote}" }
            }
            Part { heading: text!("worry-view"), words: concern.view }
            p { class: "soft", dir: "auto", {who_reads(&concern.readers)} }
            Sent { is_sent: concern.is_in_team_record, is_alone: concern.readers.is_empty(), ring }
            Tellings { told: concern.told }
            TellForm { concern: id }
            if !others.is_empty() {
                LetReadForm { concern: id, others }
            }
        }
    }
}

#[component]
fn Part(heading: String, words: String) -> Element {
    if words.is_empty() {
        return rsx! {};
    }
    rsx! {
        p { class: "label", "{heading}" }
        p { class: "written", dir: "auto", "{words}" }
    }
}

fn who_reads(readers: &[WorkerLine]) -> String {
    let names: Vec<&str> = readers.iter().map(|worker| worker.name.as_str()).collect();
    if names.is_empty() {
        text!("worry-read-by-nobody")
    } else {
        text!("worry-read-by", names: names.join(", "))
    }
}

/// What nobody else can read yet helps nobody: somebody is rung.
#[component]
fn Sent(is_sent: bool, is_alone: bool, ring: String) -> Element {
    let words = match (is_sent, is_alone) {
        (true, _) => text!("worry-in-record"),
        (false, true) => text!("worry-not-sent-alone"),
        (false, false) => text!("worry-not-sent"),
    };
    let number = dialled(&ring).filter(|_| !is_sent);
    rsx! {
        p { class: if is_sent { "soft" } else { "alert" }, "{words}" }
        if let Some(number) = number {
            a { class: "button outlined", href: "tel:{number}", {text!("safety-step-ring", number: ring)} }
        }
    }
}

#[component]
fn Tellings(told: Vec<TellingLine>) -> Element {
    rsx! {
        h3 { {text!("worry-told-title")} }
        if told.is_empty() {
            p { class: "soft", {text!("worry-told-none")} }
        }
        for line in told {
            Telling { key: "{line.id}", line }
        }
    }
}

#[component]
fn Telling(line: TellingLine) -> Element {
    let day = when::moment_in_words(line.at, when::today());
    let heading = if line.whom.is_empty() {
        text!("worry-told-since", when: day)
    } else {
        text!("worry-told-line", whom: line.whom, when: day)
    };
    rsx! {
        div { class: "telling",
            p { class: "name", dir: "auto", "{heading}" }
            if !line.words.is_empty() {
                p { class: "written", dir: "auto", "{line.words}" }
            }
            p { class: "soft", dir: "auto", {text!("worry-told-by", by: said::author(&line.by))} }
        }
    }
}

#[component]
fn TellForm(concern: ConcernId) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("told of {concern}"));
    if !typing.is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| typing.open([]), {text!("worry-tell")} }
        };
    }
    rsx! {
        form { class: "stack",
            onsubmit: move |event| {
                event.prevent_default();
                tell(root, typing, concern);
            },
            TypedField { id: "told-whom-{concern}", typing, field: "whom", label: text!("worry-tell-whom"), hint: text!("worry-tell-whom-hint"), is_focused_first: true }
            TypedArea { id: "told-words-{concern}", typing, field: "words", label: text!("worry-tell-words") }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("worry-told-keep")} }
            }
        }
    }
}

fn tell(root: Root, typing: Typing, concern: ConcernId) {
    let (whom, words) = (typing.text("whom"), typing.text("words"));
    if whom.trim().is_empty() && words.trim().is_empty() {
        return typing.close(root);
    }
    let close = typing.closing(root);
    root.perform_then(Told { concern, whom, words }, move |id| {
        close();
        let back = TakeBack { thing: Thing::Telling(id) };
        root.say_with_undo(text!("worry-told-kept"), move || root.perform(back));
    });
}

#[component]
fn LetReadForm(concern: ConcernId, others: Vec<WorkerLine>) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let mut chosen = use_signal(String::new);
    if !is_open() {
        return rsx! {
            button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(true), {text!("worry-let-read")} }
        };
    }
    let choices = others.iter().map(|line| Choice::new(line.id.to_string(), line.name.clone()));
    let choices: Vec<_> = choices.collect();
    let let_read = move |event: FormEvent| {
        event.prevent_default();
        let worker = others.iter().find(|line| line.id.to_string() == *chosen.peek());
        if let Some(worker) = worker {
            is_open.set(false);
            let_one_read(root, concern, worker.id, worker.name.clone());
        }
    };
    rsx! {
        form { class: "stack", onsubmit: let_read,
            p { class: "soft", {text!("worry-let-read-what")} }
            Choices { name: "let-read-{concern}", legend: text!("worry-let-read-whom"), choices, chosen: chosen(), on_choose: move |key| chosen.set(key) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("new-leave")} }
                button { class: "button outlined", r#type: "submit", {text!("worry-let-read-go")} }
            }
        }
    }
}

fn let_one_read(root: Root, concern: ConcernId, worker: WorkerId, name: String) {
    root.perform_then(LetRead { concern, worker }, move |()| {
        root.say(text!("worry-let-read-done", name: name));
    });
}
