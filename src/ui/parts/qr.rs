//! A QR code.

use super::super::squares::{self, MARGIN};
use dioxus::prelude::*;

#[component]
pub fn QrCode(rows: Vec<Vec<bool>>, label: String) -> Element {
    let side = rows.len() + 2 * MARGIN;
    let path = squares::path(&rows);
    rsx! {
        svg { class: "qr", view_box: "0 0 {side} {side}", role: "img", "aria-label": "{label}",
            rect { class: "qr-ground", width: "{side}", height: "{side}" }
            path { class: "qr-dark", d: "{path}" }
        }
    }
}
