//! One way of writing what can be typed in several: letters and their marks, in one sign or in two.

/// A letter and its accent in one sign, a wide letter as the letter it is: NFKC.
pub fn composed(text: &str) -> String {
    normal(text, "NFKC")
}

/// A letter and its accent in two signs: NFD.
pub fn decomposed(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { normal(text, "NFD") }
}

/// Accents, vowel signs and the like, which stand on another letter.
pub fn is_mark(sign: char) -> bool {
    matches!(sign,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(not(target_family = "wasm"))]
fn normal(text: &str, form: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if form == "NFD" { text.nfd().collect() } else { text.nfkc().collect() }
}

/// A browser has the tables for this already; ours would be a tenth of what a phone downloads.
#[cfg(target_family = "wasm")]
fn normal(text: &str, form: &str) -> String {
    js_sys::JsString::from(text).normalize(form).into()
}
