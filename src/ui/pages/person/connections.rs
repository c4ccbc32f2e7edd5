//! Going along: the threads that are open with somebody, and the way to begin another.

use super::super::connection::{InTheWay, words};
use crate::care::{Day, How, PersonId, Stage};
use crate::requests::{
    barriers::On,
    connections::{ConnectionLine, Connections as OpenThreads},
};
use crate::ui::{
    ask::use_answer,
    parts::{Later, screenfuls},
    route::Route,
    text::text,
    when,
};
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
                for (turn, threads) in screenfuls(threads) {
                    Later { key: "{turn}", turn,
                        for line in threads {
                            li { key: "{line.id}", Thread { line } }
                        }
                    }
                }
            }
            Link { class: "button outlined", to: Route::Find { person: person() }, {text!("find-with", name: called.clone())} }
            div { InTheWay { person: person(), called, on: On::Person } }
        }
    }
}

#[component]
fn Thread(line: ConnectionLine) -> Element {
    let stands = Stage::from_word(&line.stage.value);
    let stage = match line.stage.has_versions() {
        true => text!("going-along-apart"),
        false => words::stage(&stands),
    };
    let (person, connection) = (line.person, line.id);
    rsx! {
        Link { class: "line", to: Route::Connection { person, connection },
            span { class: "name", dir: "auto", "{line.what}" }
            span { class: "soft", "{words::how(&line.how)} · {stage}" }
            if let Some(on) = line.on {
                span { class: "soft", {next(&line.how, &stands, on)} }
            }
        }
    }
}

/// The day is one on which both go, until they have talked of how it was.
fn next(how: &How, stage: &Stage, on: Day) -> String {
    let day = when::on_day_in_words(on, when::today());
    match (how, stage) {
        (How::GoTogether, Stage::Arranged) if on < when::today() => {
            text!("going-along-went", day: day)
        }
        (How::GoTogether, Stage::Arranged) => text!("going-along-going", day: day),
        _ => text!("going-along-next", day: day),
    }
}
