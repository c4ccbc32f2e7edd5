//! A QR code as one path of an SVG.

use std::fmt::Write;

/// Around it stays a margin of four modules, as readers want it.
pub const MARGIN: usize = 4;

/// A square for every dark module.
pub fn path(rows: &[Vec<bool>]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
            // Writing to a String cannot go wrong.
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
