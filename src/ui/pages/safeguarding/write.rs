//! Writing a worry down: what was seen, what was said, what one thinks, and who may read it.

use crate::care::{PersonId, WorkerId};
use crate::requests::{
    Thing,
    safeguarding::{Colleague, WriteConcern},
    things::TakeBack,
};
use crate::ui::{
    parts::{Toggle, TypedArea},
    root::{Root, use_root},
    text::text,
    typing::{Typing, use_typing},
};
use dioxus::prelude::*;

#[component]
pub fn WriteForm(person: PersonId, colleagues: ReadSignal<Vec<Colleague>>) -> Element {
    let root = use_root();
    let typing = use_typing(move || format!("worry {person}"));
    if !typing.is_open() {
        return rsx! {
            button { class: "button outlined", r#type: "button", onclick: move |_| open(typing, &colleagues.peek()), {text!("worry-new")} }
        };
    }
    rsx! {
        form { class: "card", "aria-labelledby": "new-worry",
            onsubmit: move |event| {
                event.prevent_default();
                write(root, typing, person);
            },
            h2 { id: "new-worry", {text!("worry-new")} }
            p { class: "soft", {text!("worry-new-what")} }
            TypedArea { id: "worry-fact", typing, field: "fact", label: text!("worry-fact"), hint: text!("worry-fact-hint"), is_focused_first: true }
            TypedArea { id: "worry-quote", typing, field: "quote", label: text!("worry-quote") }
            TypedArea { id: "worry-view", typing, field: "view", label: text!("worry-view"), hint: text!("worry-view-hint") }
            Readers { typing, colleagues }
            div { class: "actions",
                button { class: "quiet", r#type: "button", onclick: move |_| typing.close(root), {text!("new-leave")} }
                button { class: "button filled", r#type: "submit", {text!("worry-keep")} }
            }
        }
    }
}

/// Whoever leads reads it, unless somebody says otherwise.
fn open(typing: Typing, colleagues: &[Colleague]) {
    let leads = colleagues.iter().filter(|colleague| colleague.is_lead);
    let leads: Vec<String> = leads.map(|lead| lead.worker.id.to_string()).collect();
    typing.open([("readers", leads.join(" "))]);
}

fn readers(typing: Typing) -> Vec<WorkerId> {
    typing.text("readers").split(' ').filter_map(|id| id.parse().ok()).collect()
}

#[component]
fn Readers(typing: Typing, colleagues: ReadSignal<Vec<Colleague>>) -> Element {
    let root = use_root();
    let chosen = readers(typing);
    let toggle = move |worker: WorkerId| {
        let mut chosen = readers(typing);
        match chosen.iter().position(|one| *one == worker) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(worker),
        }
        let chosen: Vec<String> = chosen.iter().map(WorkerId::to_string).collect();
        typing.write(root, "readers", chosen.join(" "));
    };
    rsx! {
        fieldset { class: "choices",
            legend { {text!("worry-readers")} }
            for Colleague { worker, is_lead } in colleagues.read().clone() {
                Toggle {
                    key: "{worker.id}",
                    label: if is_lead { text!("worry-reader-lead", name: worker.name) } else { worker.name },
                    is_on: chosen.contains(&worker.id),
                    on_toggle: move |()| toggle(worker.id),
                }
            }
            if colleagues.read().is_empty() {
                p { class: "soft", {text!("worry-readers-none")} }
            }
        }
    }
}

fn write(root: Root, typing: Typing, person: PersonId) {
    let [fact, quote, view] = ["fact", "quote", "view"].map(|field| typing.text(field));
    if [&fact, &quote, &view].iter().all(|words| words.trim().is_empty()) {
        return root.say(text!("worry-nothing"));
    }
    let (close, reopen) = (typing.closing(root), typing.reopening(root));
    let write = WriteConcern { person, fact, quote, view, readers: readers(typing) };
    root.perform_then(write, move |id| {
        close();
        let back = TakeBack { thing: Thing::Concern(id) };
        root.say_with_undo(text!("worry-kept"), move || {
            reopen();
            root.perform(back);
        });
    });
}
