//! Where nothing can be done here: open in another window, or no longer in the team.

use super::DoorPage;
use crate::requests::door::BeginAnew;
use crate::ui::{
    root::{Window, use_root},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn OpenElsewhere() -> Element {
    let mut root = use_root();
    let take_over = move |_| {
        root.window.set(Window::Starting);
        root.engine().take_over();
    };
    rsx! {
        DoorPage { title: text!("elsewhere-title"),
            p { class: "lead", {text!("elsewhere-what")} }
            button { class: "button filled", r#type: "button", onclick: take_over, {text!("elsewhere-here")} }
        }
    }
}

#[component]
pub fn Removed(n_unsent: u32, n_begun: u32, has_handed_in: bool) -> Element {
    let root = use_root();
    rsx! {
        DoorPage { title: text!("removed-title"),
            p { class: "lead", {text!("removed-what")} }
            if has_handed_in {
                p { {text!("removed-handed-in")} }
            }
            if n_unsent > 0 {
                p { {text!("removed-unsent", n: n_unsent)} }
            }
            if n_begun > 0 {
                p { {text!("removed-begun", n: n_begun)} }
            }
            if n_unsent + n_begun == 0 {
                p { {text!("removed-anew-what")} }
                button {
                    class: "button outlined",
                    r#type: "button",
                    onclick: move |_| root.perform_then(BeginAnew {}, move |()| {
                        root.forget_unsaved();
                        root.changed();
                    }),
                    {text!("removed-anew")}
                }
            }
        }
    }
}
