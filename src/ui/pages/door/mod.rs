//! The door: before anything can be read.

mod clear;
mod first_steps;
mod found_team;
mod install;
mod join;
mod kit;
mod passphrase;
mod unlock;
mod use_kit;
mod windows;

pub use first_steps::FirstSteps;
pub use kit::KitToConfirm;
pub use unlock::Unlock;
pub use windows::{OpenElsewhere, Removed};

use crate::requests::Trouble;
use crate::ui::{parts::Mark, trouble};
use dioxus::prelude::*;

/// A page at the door: the mark, a heading, and room.
#[component]
fn DoorPage(title: String, children: Element) -> Element {
    rsx! {
        main { class: "page door",
            Mark {}
            h1 { "{title}" }
            {children}
        }
    }
}

/// What went wrong with what was just tried.
#[component]
fn Told(trouble: ReadSignal<Option<Trouble>>) -> Element {
    rsx! {
        div { role: "alert",
            if let Some(trouble) = trouble.read().as_ref() {
                p { class: "alert", {trouble::sentence_online(trouble)} }
            }
        }
    }
}
