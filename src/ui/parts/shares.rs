//! How a whole falls into its parts: a bar for the eye. What it says stands beside it in words.

use dioxus::prelude::*;

const WIDTH: u16 = 1000;
/// So that two parts are told apart by more than their shade.
const GAP: u16 = 8;

#[component]
pub fn Shares(
    /// Of a thousand, in their order.
    parts: Vec<u16>,
) -> Element {
    let mut from = 0;
    let mut rects = Vec::new();
    for part in parts {
        rects.push((from, part.saturating_sub(GAP)));
        from = part.saturating_add(from);
    }
    rsx! {
        svg { class: "shares", view_box: "0 0 {WIDTH - GAP} 10", preserve_aspect_ratio: "none", "aria-hidden": "true",
            for (n, (x, width)) in rects.into_iter().enumerate() {
                rect { key: "{n}", class: "share-{n}", x: "{x}", y: "0", width: "{width}", height: "10" }
            }
        }
    }
}

/// Which shade is which.
#[component]
pub fn SharesLegend(words: Vec<String>) -> Element {
    rsx! {
        ul { class: "shares-legend soft",
            for (n, words) in words.into_iter().enumerate() {
                li { key: "{n}",
                    svg { view_box: "0 0 10 10", "aria-hidden": "true",
                        rect { class: "share-{n}", width: "10", height: "10" }
                    }
                    "{words}"
                }
            }
        }
    }
}
