//! With whom it has been quiet for longer than was agreed, and who has nobody alongside.

use super::super::{broken::Troubled, people::last_contact};
use crate::requests::{
    PersonLine,
    quiet::{self, QuietLine},
};
use crate::ui::{ask::use_answer, route::Route, text::text, when};
use dioxus::prelude::*;

#[component]
pub fn GoneQuiet() -> Element {
    let page = use_answer(|| quiet::GoneQuiet { today: when::today() });
    match page() {
        Some(Ok(page)) => rsx! {
            Quiet { lines: page.quiet }
            WithoutAnybody { people: page.without_anybody }
        },
        Some(Err(trouble)) => rsx! { Troubled { trouble } },
        None => rsx! {},
    }
}

#[component]
fn Quiet(lines: Vec<QuietLine>) -> Element {
    rsx! {
        section { "aria-labelledby": "quiet",
            h2 { id: "quiet", {text!("quiet-title")} }
            if lines.is_empty() {
                p { class: "calm", {text!("quiet-none")} }
            } else {
                ul { class: "card lines",
                    for line in lines {
                        li { key: "{line.person.id}",
                            Link { class: "line", to: Route::Person { person: line.person.id },
                                span { class: "name", dir: "auto", "{line.person.full_name}" }
                                span { class: "soft", {with_whom(&line)} }
                                span { class: "soft", dir: "auto", {text!("quiet-agreed", rhythm: rhythm(&line))} }
                                span { class: "soft", {last_contact(&line.person)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn with_whom(line: &QuietLine) -> String {
    match &line.worker {
        Some(worker) if worker.is_me => text!("quiet-with-me"),
        Some(worker) => text!("quiet-with", name: worker.name.clone()),
        None => text!("quiet-with-nobody"),
    }
}

fn rhythm(line: &QuietLine) -> String {
    if line.rhythm_words.is_empty() {
        return when::every(line.rhythm_days);
    }
    line.rhythm_words.clone()
}

#[component]
fn WithoutAnybody(people: Vec<PersonLine>) -> Element {
    if people.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { "aria-labelledby": "without-anybody",
            h2 { id: "without-anybody", {text!("quiet-without-anybody")} }
            ul { class: "card lines",
                for person in people {
                    li { key: "{person.id}",
                        Link { class: "line", to: Route::Person { person: person.id },
                            span { class: "name", dir: "auto", "{person.full_name}" }
                            span { class: "soft", {last_contact(&person)} }
                        }
                    }
                }
            }
        }
    }
}
