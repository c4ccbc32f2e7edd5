//! Our own icons: 24 px, strokes of 2 px with round ends, in the colour of the text around them.

use dioxus::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Today,
    People,
    Visit,
    Phone,
    Team,
    Back,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Today => {
                "M12 4v2M12 18v2M4 12h2M18 12h2M6.3 6.3l1.4 1.4M16.3 16.3l1.4 1.4M17.7 6.3l-1.4 1.4M7.7 16.3l-1.4 1.4M15 12a3 3 0 1 1-6 0a3 3 0 1 1 6 0"
            }
            Self::People => {
                "M12 8.5a3.5 3.5 0 1 1-7 0a3.5 3.5 0 1 1 7 0M2.5 20c0-4 2.5-6 6-6s6 2 6 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.5.7 4 2.6 4 5.5"
            }
            Self::Visit => "M12 5v14M5 12h14",
            Self::Phone => {
                "M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M11 17.5h2"
            }
            Self::Team => "M4 20V11l8-6l8 6v9M9.5 20v-5.5h5V20",
            Self::Back => "M14.5 5.5L8 12l6.5 6.5",
        }
    }
}

/// Decoration: what it means always stands beside it in words.
#[component]
pub fn Icon(glyph: Glyph) -> Element {
    rsx! {
        svg { class: "icon", view_box: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true",
            path {
                d: glyph.path(),
                fill: "none",
                stroke: "currentColor",
                stroke_width: "2",
                stroke_linecap: "round",
                stroke_linejoin: "round",
            }
        }
    }
}

/// Two strokes walking side by side.
#[component]
pub fn Mark() -> Element {
    rsx! {
        svg { class: "mark", view_box: "0 0 512 512", width: "56", height: "56", "aria-hidden": "true",
            rect { class: "mark-ground", width: "512", height: "512", rx: "112" }
            path { class: "mark-one", d: "M166 400C166 318 238 262 238 112" }
            path { class: "mark-other", d: "M284 400C284 336 346 292 346 184" }
        }
    }
}
