//! A worry about somebody's safety: what the team does, what was seen and said, and who was told.

mod read;
mod steps;
mod write;

use super::{broken::Troubled, frame::Top};
use crate::care::PersonId;
use crate::requests::safeguarding::{Concerns, ConcernsPage};
use crate::ui::{ask::use_answer, route::Route, text::text};
use dioxus::prelude::*;
use read::Concern;
use steps::Steps;
pub use steps::TheTeamsSteps;
use write::WriteForm;

/// The number that helps in the United Kingdom when somebody is in danger now.
const EMERGENCY: &str = "999";

#[component]
pub fn Worries(person: ReadSignal<PersonId>) -> Element {
    let page = use_answer(move || Concerns { person: person() });
    match page() {
        Some(Ok(page)) => rsx! { Page { person: person(), page } },
        Some(Err(trouble)) => rsx! {
            Top { title: text!("worries-steps-team"), back: Route::People {} }
            Troubled { trouble }
        },
        None => rsx! {},
    }
}

#[component]
fn Page(person: PersonId, page: ConcernsPage) -> Element {
    let ring = page.steps.iter().map(|step| step.telephone.value.clone());
    let ring = ring.into_iter().find(|number| !number.is_empty()).unwrap_or_default();
    rsx! {
        Top { title: text!("worries-title", name: page.called.clone()), back: Route::Person { person } }
        section { class: "card notice",
            p { {text!("worries-danger")} }
            a { class: "button outlined", href: "tel:{EMERGENCY}", {text!("safety-step-ring", number: EMERGENCY)} }
        }
        Steps { steps: page.steps, title: text!("worries-steps") }
        for concern in page.concerns {
            Concern { key: "{concern.id}", concern, colleagues: page.colleagues.clone(), ring: ring.clone() }
        }
        WriteForm { person, colleagues: page.colleagues }
    }
}
