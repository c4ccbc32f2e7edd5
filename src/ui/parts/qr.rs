//! A QR code, drawn as one path.

use dioxus::prelude::*;
use std::fmt::Write;

/// Around it stays a margin of four modules, as readers want it.
const MARGIN: usize = 4;

#[component]
pub fn QrCode(rows: Vec<Vec<bool>>, label: String) -> Element {
    let side = rows.len() + 2 * MARGIN;
    let path = path(&rows);
    rsx! {
        svg { class: "qr", view_box: "0 0 {side} {side}", role: "img", "aria-label": "{label}",
            rect { class: "qr-ground", width: "{side}", height: "{side}" }
            path { class: "qr-dark", d: "{path}" }
        }
    }
}

fn path(rows: &[Vec<bool>]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dark_module_is_one_square() {
        assert_eq!(path(&[vec![true, false], vec![false, true]]), "M4 4h1v1h-1zM5 5h1v1h-1z");
    }
}
