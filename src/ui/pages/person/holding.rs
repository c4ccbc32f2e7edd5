//! Being beside somebody, kept in one tap: waiting with, steadying, listening (P5).

use super::super::said;
use crate::care::{Holding, PersonId};
use crate::requests::{Thing, holding::Hold, things::TakeBack};
use crate::ui::{root::use_root, text::text};
use dioxus::prelude::*;

#[component]
pub fn Beside(person: PersonId, called: String) -> Element {
    let root = use_root();
    let hold = move |how: &Holding| {
        let done = text!("holding-done", how: said::holding(how));
        let hold = Hold { person, how: how.clone(), line: String::new() };
        root.perform_then(hold, move |id| {
            let back = TakeBack { thing: Thing::Holding(id) };
            root.say_with_undo(done, move || root.perform(back));
        });
    };
    rsx! {
        section { class: "card", "aria-labelledby": "beside",
            h2 { id: "beside", dir: "auto", {text!("holding-title", name: called)} }
            p { class: "soft", {text!("holding-what")} }
            div { class: "chips",
                for how in Holding::ALL {
                    button { key: "{how.as_word()}", class: "chip toggle", r#type: "button", onclick: move |_| hold(how),
                        span { {said::holding(how)} }
                    }
                }
            }
        }
    }
}
