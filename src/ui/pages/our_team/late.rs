//! What waits for somebody to decide: late work, and notes that belong to somebody else.

use crate::requests::{
    late::{Admit, Late, LeaveOut, LeftOut, Written},
    team::{Erase, NoteToErase},
};
use crate::ui::{
    pages::said,
    parts::{Dialog, Folded, TypedArea},
    root::use_root,
    route::Route,
    text::text,
    typing::use_typing,
    when,
};
use dioxus::prelude::*;

#[component]
pub fn LateNotes(late: Vec<Late>) -> Element {
    let (left_out, waiting): (Vec<_>, Vec<_>) =
        late.into_iter().partition(|late| late.left_out.is_some());
    rsx! {
        if !waiting.is_empty() {
            section { class: "card notice", "aria-labelledby": "late",
                h2 { id: "late", {text!("late-title")} }
                p { {text!("late-what")} }
                ul { class: "lines",
                    for note in waiting {
                        LateNote { key: "{note.frame}", note }
                    }
                }
            }
        }
        if !left_out.is_empty() {
            section { class: "card",
                Folded { summary: text!("late-left-out"),
                    ul { class: "lines",
                        for note in left_out {
                            LateNote { key: "{note.frame}", note }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn LateNote(note: Late) -> Element {
    let root = use_root();
    let frame = note.frame;
    let admit = {
        let frame = frame.clone();
        move |_| {
            let admitted = Admit { frame: frame.clone() };
            root.perform_then(admitted, move |()| root.say(text!("late-taken-in")));
        }
    };
    let ago = when::ago_in_words(note.held_at, when::now());
    rsx! {
        li { class: "late",
            p { class: "soft", dir: "auto", {text!("late-from", name: note.from, ago: ago)} }
            if note.holds.is_empty() {
                p { {text!("late-unread")} }
            }
            for (at, written) in note.holds.into_iter().enumerate() {
                p { key: "{at}", class: "name", dir: "auto", {in_words(&written)} }
            }
            if let Some(left_out) = note.left_out.clone() {
                WhyLeftOut { left_out }
            }
            div { class: "actions",
                button { class: "button outlined", r#type: "button", onclick: admit, {text!("late-take-in")} }
            }
            if note.left_out.is_none() {
                Folded { summary: text!("late-leave-out"),
                    LeavingOut { frame }
                }
            }
        }
    }
}

fn in_words(written: &Written) -> String {
    let name = written.of.as_ref().map(|of| of.full_name.clone()).filter(|name| !name.is_empty());
    let visit = written
        .visit
        .as_ref()
        .map(|(at, words)| (when::day_in_words(when::day_of(*at), when::today()), words.clone()));
    match (name, visit) {
        (Some(name), Some((day, words))) => text!("late-visit", name: name, day: day, words: words),
        (None, Some((day, words))) => text!("late-visit-unknown", day: day, words: words),
        (Some(name), None) => text!("late-about", name: name),
        (None, None) => text!("late-about-unknown"),
    }
}

/// Two who gave a reason at the same time both have theirs read.
#[component]
fn WhyLeftOut(left_out: LeftOut) -> Element {
    let ago = when::ago_in_words(left_out.at, when::now());
    let reasons: Vec<String> = if left_out.why.has_versions() {
        left_out.why.versions.iter().map(|version| version.value.clone()).collect()
    } else {
        vec![left_out.why.value.clone()]
    };
    rsx! {
        for (at, why) in reasons.into_iter().enumerate() {
            p { key: "{at}", dir: "auto", {text!("late-why-not", why: why)} }
        }
        p { class: "soft", dir: "auto", {text!("late-left-out-by", name: said::author(&left_out.by), ago: ago)} }
    }
}

#[component]
fn LeavingOut(frame: String) -> Element {
    let root = use_root();
    let typing = use_typing(|| format!("leave out {frame}"));
    let id = format!("why-not-{frame}");
    let leave = move |event: FormEvent| {
        event.prevent_default();
        let asked = LeaveOut { frame: frame.clone(), why: typing.text("why") };
        let close = typing.closing(root);
        root.perform_then(asked, move |()| {
            close();
            root.say(text!("late-left-out-done"));
        });
    };
    rsx! {
        form { class: "stack", onsubmit: leave,
            TypedArea { id, typing, field: "why", label: text!("late-why"), hint: text!("late-why-hint") }
            button { class: "button outlined", r#type: "submit", {text!("late-leave-out-yes")} }
        }
    }
}

#[component]
pub fn ToErase(visits: Vec<NoteToErase>) -> Element {
    if visits.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card notice", "aria-labelledby": "erase",
            h2 { id: "erase", {text!("erase-title")} }
            p { {text!("erase-what")} }
            ul { class: "lines",
                for note in visits {
                    OneToErase { key: "{note.visit}", note }
                }
            }
        }
    }
}

/// It cannot be undone, so it is asked.
#[component]
fn OneToErase(note: NoteToErase) -> Element {
    let root = use_root();
    let visit = note.visit;
    let day = when::day_in_words(when::day_of(note.at), when::today());
    let mut is_asked = use_signal(|| false);
    rsx! {
        li { class: "line",
            span { class: "name", dir: "auto", {text!("erase-whose", name: note.person.full_name, day: day)} }
            Link { class: "quiet", to: Route::Visit { visit }, {text!("erase-read")} }
            button { class: "quiet", r#type: "button", onclick: move |_| is_asked.set(true), {text!("erase-go")} }
            if is_asked() {
                Dialog {
                    id: "erase-{visit}",
                    title: text!("erase-ask"),
                    yes: text!("erase-yes"),
                    on_yes: move |()| {
                        is_asked.set(false);
                        root.perform_then(Erase { visit }, move |()| root.say(text!("erase-done")));
                    },
                    on_close: move |()| is_asked.set(false),
                    p { {text!("erase-ask-words")} }
                }
            }
        }
    }
}
