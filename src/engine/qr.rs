//! A text as a QR code, in rows of dark and light modules.

pub fn modules(text: &str) -> Vec<Vec<bool>> {
    let Ok(code) = qrcode::QrCode::new(text) else { return Vec::new() };
    let colours = code.to_colors();
    let is_dark = |colour: &qrcode::Color| *colour == qrcode::Color::Dark;
    colours.chunks(code.width()).map(|row| row.iter().map(is_dark).collect()).collect()
}
