//! An address that leads nowhere.

use super::frame::Top;
use crate::ui::{route::Route, text::text};
use dioxus::prelude::*;

#[component]
pub fn NotFound(segments: Vec<String>) -> Element {
    // What stood in the address is not shown: it may be anything.
    let _ = segments;
    rsx! {
        Top { title: text!("nowhere-title") }
        p { {text!("nowhere-words")} }
        Link { class: "button filled", to: Route::Today {}, {text!("nowhere-today")} }
    }
}
