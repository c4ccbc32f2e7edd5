//! A line over time, drawn for the one whose numbers they are: nothing to reach, nothing that falls.

use super::super::line::{Dot, HEIGHT, LEFT, WIDTH, dots, path, y_of};
use dioxus::prelude::*;

#[component]
pub fn OverTime(
    /// Moments in milliseconds and numbers, the earliest first.
    points: Vec<(i64, u16)>,
    low: u16,
    high: u16,
    /// All of it in a sentence, for who does not see it.
    label: String,
    /// The days at its ends.
    first: String,
    last: String,
) -> Element {
    let scale = (low, high);
    let dots = dots(&points, scale);
    let way = path(&dots);
    rsx! {
        figure { class: "over-time",
            svg { view_box: "0 0 {WIDTH} {HEIGHT}", role: "img", "aria-label": "{label}",
                for end in [high, low] {
                    line { key: "{end}", class: "over-time-edge", x1: "{LEFT}", x2: "{WIDTH}", y1: "{y_of(end, scale)}", y2: "{y_of(end, scale)}" }
                    text { class: "over-time-end", x: "{LEFT - 8.0}", y: "{y_of(end, scale) + 4.5}", text_anchor: "end", "{end}" }
                }
                path { class: "over-time-way", d: "{way}", fill: "none" }
                for (at, dot) in dots.into_iter().enumerate() {
                    Point { key: "{at}", dot }
                }
            }
            figcaption { class: "ends soft",
                span { "{first}" }
                span { "{last}" }
            }
        }
    }
}

#[component]
fn Point(dot: Dot) -> Element {
    let Dot { x, y, value, has_number, is_last } = dot;
    rsx! {
        circle { class: if is_last { "over-time-dot is-last" } else { "over-time-dot" }, cx: "{x}", cy: "{y}", r: if is_last { "6" } else { "4.5" } }
        if has_number {
            text { class: "over-time-number", x: "{x}", y: "{y - 11.0}", text_anchor: "middle", "{value}" }
        }
    }
}
