//! A few words at the foot of the screen about what just happened, with a way to take it back.

use super::super::text::text;
use dioxus::prelude::*;
use std::rc::Rc;

#[derive(Clone)]
pub struct Toast {
    pub id: u32,
    pub words: String,
    /// It belongs to the root: the page where it was said may be gone.
    pub undo: Option<Rc<dyn Fn()>>,
}

impl PartialEq for Toast {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

#[component]
pub fn Toasts(toasts: ReadSignal<Vec<Toast>>, on_close: Callback<u32>) -> Element {
    rsx! {
        div { class: "toasts", role: "status", "aria-live": "polite",
            for toast in toasts() {
                div { key: "{toast.id}", class: "toast",
                    p { "{toast.words}" }
                    if let Some(undo) = toast.undo {
                        button {
                            class: "quiet",
                            r#type: "button",
                            onclick: move |_| {
                                on_close.call(toast.id);
                                undo();
                            },
                            {text!("toast-undo")}
                        }
                    }
                    button {
                        class: "quiet",
                        r#type: "button",
                        onclick: move |_| on_close.call(toast.id),
                        {text!("toast-close")}
                    }
                }
            }
        }
    }
}
