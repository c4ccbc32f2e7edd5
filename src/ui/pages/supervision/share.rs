//! Sharing some of it with one colleague: nothing is shared that was not chosen.

use super::what_words;
use crate::care::{ReflectionId, WorkerId};
use crate::requests::{
    Thing, WorkerLine,
    supervision::{ReflectionLine, ShareReflections},
    things::TakeBack,
};
use crate::ui::{
    parts::{Choice, Choices, Toggle},
    root::{Root, use_root},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Share(mine: Vec<ReflectionLine>, colleagues: Vec<WorkerLine>) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let mut chosen = use_signal(Vec::<ReflectionId>::new);
    let mut with = use_signal(String::new);
    let private: Vec<_> = mine.into_iter().filter(|line| line.shared_with.is_empty()).collect();
    if private.is_empty() || colleagues.is_empty() {
        return rsx! {};
    }
    if !is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| is_open.set(true), {text!("supervision-share-title")} }
        };
    }
    let choices = colleagues.iter().map(|line| Choice::new(line.id.to_string(), line.name.clone()));
    let choices: Vec<_> = choices.collect();
    let share = move |event: FormEvent| {
        event.prevent_default();
        let colleague = colleagues.iter().find(|line| line.id.to_string() == *with.peek());
        if let Some(colleague) = colleague.filter(|_| !chosen.peek().is_empty()) {
            share_with(root, colleague.id, colleague.name.clone(), chosen.peek().clone());
            is_open.set(false);
            chosen.write().clear();
        } else {
            root.say(text!("supervision-share-nothing"));
        }
    };
    rsx! {
        form { class: "card", onsubmit: share,
            p { class: "soft", {text!("supervision-share-what")} }
            fieldset { class: "choices",
                legend { {text!("supervision-share-which")} }
                for line in private {
                    Toggle { key: "{line.id}", label: in_short(&line), is_on: chosen.read().contains(&line.id), on_toggle: move |()| toggle(chosen, line.id) }
                }
            }
            Choices { name: "supervision-with", legend: text!("supervision-share-with"), choices, chosen: with(), on_choose: move |key| with.set(key) }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| is_open.set(false), {text!("new-leave")} }
                button { class: "button filled", r#type: "submit", {text!("supervision-share")} }
            }
        }
    }
}

fn toggle(mut chosen: Signal<Vec<ReflectionId>>, id: ReflectionId) {
    let mut chosen = chosen.write();
    match chosen.iter().position(|one| *one == id) {
        Some(at) => drop(chosen.remove(at)),
        None => chosen.push(id),
    }
}

fn in_short(line: &ReflectionLine) -> String {
    let words = super::super::said::in_short(&line.words.value);
    if words.is_empty() { what_words(&line.what) } else { words }
}

fn share_with(root: Root, with: WorkerId, name: String, reflections: Vec<ReflectionId>) {
    root.perform_then(ShareReflections { reflections, with }, move |shared| {
        root.say_with_undo(text!("supervision-shared-done", name: name), move || {
            for id in &shared {
                root.perform(TakeBack { thing: Thing::Reflection(*id) });
            }
        });
    });
}
