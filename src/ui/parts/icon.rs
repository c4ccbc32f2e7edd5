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
    Heart,
    Star,
    Promise,
    Hope,
    Step,
    Helps,
    Wall,
    Cloud,
    Calendar,
    Agreed,
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
            Self::Heart => {
                "M12 20C5 15 3 11.5 3 8.5A4.5 4.5 0 0 1 12 6.8A4.5 4.5 0 0 1 21 8.5C21 11.5 19 15 12 20"
            }
            Self::Star => {
                "M12 3.5l2.6 5.4l6 .8l-4.4 4.1l1.1 5.9L12 16.8l-5.3 2.9l1.1-5.9L3.4 9.7l6-.8z"
            }
            Self::Promise => "M4 5h16v11h-8l-4 4v-4H4zM8.5 10.5l2.5 2.5l4.5-4.5",
            Self::Hope => "M2 20l7-11l5 8l2.5-4L22 20zM17 4a2 2 0 1 1 0 4a2 2 0 1 1 0-4",
            Self::Step => "M3 20h6v-5h5v-5h5V5h3",
            Self::Helps => {
                "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M12 8a4 4 0 1 1 0 8a4 4 0 1 1 0-8M5.6 5.6l3.6 3.6M14.8 14.8l3.6 3.6M18.4 5.6l-3.6 3.6M9.2 14.8l-3.6 3.6"
            }
            Self::Wall => {
                "M3 6h18v13H3zM3 12.5h18M9 6v6.5M15 6v6.5M6 12.5V19M12 12.5V19M18 12.5V19"
            }
            Self::Cloud => {
                "M7 15a4 4 0 0 1 0-8a5 5 0 0 1 9.6 1.2A3.5 3.5 0 0 1 17 15zM8 18l-1 2.5M12.5 18l-1 2.5M17 18l-1 2.5"
            }
            Self::Calendar => "M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7",
            Self::Agreed => "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M8 12.5l2.8 2.8L16 9.8",
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

/// An icon large enough to be read by itself; what it means stands beside it all the same.
#[component]
pub fn Picture(glyph: Glyph) -> Element {
    rsx! {
        span { class: "picture", Icon { glyph } }
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
