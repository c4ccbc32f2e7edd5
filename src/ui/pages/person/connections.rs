//! Going along: the threads that are open with somebody, and the way to begin another.

use super::super::connection::{InTheWay, words};
use crate::care::{PersonId, Stage};
use crate::requests::{
    barriers::On,
    connections::{ConnectionLine, Connections as OpenThreads},
};
use crate::ui::{ask::use_answer, route::Route, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn Connections(person: ReadSignal<PersonId>, called: String) -> Element {
    let threads = use_answer(move || OpenThreads { person: person() });
    let threads = threads().and_then(Result::ok).unwrap_or_default();
    rsx! {
        section { class: "card", "aria-labelledby": "going-along",
            h2 { id: "going-along", {text!("going-along-title")} }
            if threads.is_empty() {
                p { class: "soft", {text!("going-along-none")} }
            }
            ul { class: "lines",
                for line in threads {
                    li { key: "{line.id}", Thread { line } }
                }
            }
            Link { class: "button outlined", to: Route::Find { person: person() }, {text!("find-with", name: called.clone())} }
            div { InTheWay { person: person(), called, on: On::Person } }
        }
    }
}

#[component]
fn Thread(line: ConnectionLine) -> Element {
    let stage = words::stage(&Stage::from_word(&line.stage.value));
    let stage = if line.stage.has_versions() { text!("going-along-apart") } else { stage };
    let (person, connection) = (line.person, line.id);
    rsx! {
        Link { class: "line", to: Route::Connection { person, connection },
            span { class: "name", dir: "auto", "{line.what}" }
            span { class: "soft", "{words::how(&line.how)} · {stage}" }
            if let Some(on) = line.on {
                span { class: "soft", {text!("going-along-next", day: when::on_day_in_words(on, when::today()))} }
            }
        }
    }
}
