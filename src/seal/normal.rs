//! One way of writing what can be typed in several.

/// A letter and its accent in one sign, a wide letter as the letter it is: NFKC.
#[cfg(not(target_family = "wasm"))]
pub fn composed(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkc(text).collect()
}

/// A browser has the tables for this already; ours would be a tenth of what a phone downloads.
#[cfg(target_family = "wasm")]
pub fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}
