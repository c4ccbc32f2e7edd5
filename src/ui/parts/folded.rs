//! What is folded away is made when it is first unfolded: a long page has hundreds of such.

use dioxus::prelude::*;

#[component]
pub fn Folded(
    summary: String,
    /// Which of several it is, for who does not see where it stands.
    #[props(default)]
    label: Option<String>,
    #[props(default)] class: String,
    #[props(default)] is_open: bool,
    children: Element,
) -> Element {
    let mut was_unfolded = use_signal(|| false);
    rsx! {
        details { class: (!class.is_empty()).then_some(class), open: is_open,
            summary { "aria-label": label, onclick: move |_| was_unfolded.set(true), "{summary}" }
            if is_open || was_unfolded() {
                {children}
            }
        }
    }
}
