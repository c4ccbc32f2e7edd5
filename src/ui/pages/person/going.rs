//! How a hope is going, in their own eyes: set where it stands.

use super::{super::measures, fields::ThingField};
use crate::care::{PersonId, measure::Question};
use crate::requests::{Thing, measures::Answer, person::GoalLine};
use crate::ui::{parts::ZeroToTen, root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Going(person: PersonId, goal: ReadSignal<GoalLine>) -> Element {
    let root = use_root();
    let mut is_open = use_signal(|| false);
    let view = use_memo(move || goal.read().going.clone());
    if view.read().has_versions() {
        return rsx! { ThingField { thing: Thing::Goal(goal.read().id), field: "going", view } };
    }
    let id = goal.read().id;
    let said = view.read().value.clone();
    let hope = goal.read().words.value.clone();
    let choose = move |number: u16| {
        is_open.set(false);
        let question = Question::Going;
        let (goal, going_seen) = (Some(id), view.peek().seen.clone());
        measures::answer(
            root,
            Answer { person, question, answer: number.into(), goal, on: None, going_seen },
        );
    };
    let what = if is_open() { text!("measures-going-close") } else { text!("measures-going-set") };
    let (low, high) = measures::words::ends(&Question::Going);
    rsx! {
        div { class: "going",
            if !said.is_empty() {
                p { class: "soft", {text!("measures-going-now", number: said)} }
            }
            button {
                class: "quiet small",
                r#type: "button",
                "aria-expanded": is_open(),
                "aria-label": text!("measures-going-label", what: what.clone(), hope: hope),
                onclick: move |_| is_open.toggle(),
                "{what}"
            }
            if is_open() {
                ZeroToTen { name: "going-{id}", legend: text!("measures-going"), chosen: None, low, high, on_choose: choose }
            }
        }
    }
}
