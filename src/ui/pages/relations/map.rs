//! The map: the person in the middle, the others on rings around.

use super::nearness_words;
use crate::care::{RelationId, relation::Nearness};
use crate::requests::relations::RelationLine;
use crate::ui::{
    rings::{self, LINE, MIDDLE, Place, WIDTH, map},
    text::text,
};
use dioxus::prelude::*;

#[component]
pub fn Map(
    called: String,
    relations: Vec<RelationLine>,
    chosen: Option<RelationId>,
    on_choose: Callback<RelationId>,
) -> Element {
    let people: Vec<_> =
        relations.iter().map(|line| (line.name.value.clone(), line.near.clone())).collect();
    let map = map(&called, &people);
    let spots = relations.iter().zip(map.places.clone());
    rsx! {
        svg {
            class: "their-map",
            view_box: "0 0 {WIDTH} {map.height}",
            role: "group",
            "aria-label": text!("relations-map", name: called),
            Ground { map: map.clone() }
            for (line, place) in spots.clone() {
                if line.near != Nearness::Hard {
                    line { key: "{line.id}", class: "spoke {line.near.as_word()}", x1: "{map.x}", y1: "{map.y}", x2: "{place.x}", y2: "{place.y}" }
                }
            }
            g { class: "middle", "aria-hidden": "true",
                circle { cx: "{map.x}", cy: "{map.y}", r: "{MIDDLE}" }
                Name { x: map.x, y: map.y, lines: map.middle.clone() }
            }
            for (line, place) in spots {
                Spot { key: "{line.id}", id: line.id, name: line.name.value.clone(), near: line.near.clone(), place, is_chosen: chosen == Some(line.id), on_choose }
            }
        }
    }
}

/// The rings, and the place at the foot.
#[component]
fn Ground(map: rings::Map) -> Element {
    rsx! {
        g { "aria-hidden": "true",
            ellipse { class: "ring further", cx: "{map.x}", cy: "{map.y}", rx: "{map.further.0}", ry: "{map.further.1}" }
            ellipse { class: "ring close", cx: "{map.x}", cy: "{map.y}", rx: "{map.close.0}", ry: "{map.close.1}" }
            if let Some(from) = map.hard_from {
                line { class: "apart", x1: "3", x2: "{WIDTH - 3.0}", y1: "{from}", y2: "{from}" }
                text { class: "apart-words", x: "{map.x}", y: "{from + 19.0}", text_anchor: "middle", {text!("relations-hard")} }
            }
        }
    }
}

#[component]
fn Spot(
    id: RelationId,
    name: String,
    near: Nearness,
    place: Place,
    is_chosen: bool,
    on_choose: Callback<RelationId>,
) -> Element {
    let Place { x, y, width, height, lines } = place;
    let state = if is_chosen { "is-chosen" } else { "" };
    rsx! {
        g {
            class: "spot {near.as_word()} {state}",
            role: "button",
            tabindex: "0",
            "aria-label": text!("relations-spot", person: name, nearness: nearness_words(&near)),
            "aria-pressed": is_chosen,
            onclick: move |_| on_choose.call(id),
            onkeydown: move |event| {
                if event.key() == Key::Enter || event.key() == Key::Character(" ".to_owned()) {
                    event.prevent_default();
                    on_choose.call(id);
                }
            },
            rect { x: "{x - width / 2.0}", y: "{y - height / 2.0}", width: "{width}", height: "{height}", rx: "22" }
        }
        // Beside the button: a long name is drawn cut short, and the button is called by all of it.
        g { class: "spot-name {state}", "aria-hidden": "true",
            Name { x, y, lines }
        }
    }
}

/// One line or two, in the middle of where they stand.
#[component]
fn Name(x: f64, y: f64, lines: Vec<String>) -> Element {
    let first = y + 5.0 - LINE * (lines.len().saturating_sub(1) as f64) / 2.0;
    rsx! {
        text { x: "{x}", y: "{first}", text_anchor: "middle",
            for (at, line) in lines.into_iter().enumerate() {
                tspan { key: "{at}", x: "{x}", dy: if at == 0 { "0" } else { "{LINE}" }, "{line}" }
            }
        }
    }
}
