//! A piece of a path, beside the words that say the same.

use super::super::way::{MIDDLE, PIECE, Piece};
use dioxus::prelude::*;

#[component]
pub fn WayPiece(
    piece: Piece,
    /// Whose point it is shows in its colour; the words say it too.
    #[props(default)]
    is_theirs: bool,
) -> Element {
    let (x, y) = piece.dot();
    let (is_open, begins) = (piece == Piece::Open, piece == Piece::Begins);
    let dot = match (piece, is_theirs) {
        (Piece::Begins, _) => "way-dot begins",
        (Piece::Open, _) => "way-dot open",
        (Piece::On | Piece::Aside, true) => "way-dot theirs",
        (Piece::On | Piece::Aside, false) => "way-dot",
    };
    rsx! {
        svg { class: "way-piece", "aria-hidden": "true",
            if let Some((x, y)) = piece.stone() {
                ellipse { class: "way-stone", cx: "{x}", cy: "{y}", rx: "7.5", ry: "6" }
            }
            g { class: if is_open { "way-line open" } else { "way-line" },
                path { d: piece.drawn(), fill: "none" }
                if !begins {
                    line { x1: "{MIDDLE}", x2: "{MIDDLE}", y1: "{PIECE}", y2: "100%" }
                }
            }
            circle { class: dot, cx: "{x}", cy: "{y}", r: if begins || is_open { "7.5" } else { "6" } }
        }
    }
}
