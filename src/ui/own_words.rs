//! Somebody's own words within a sentence of ours: they stay as they were said.

/// After a colon, at the end of ours: "Ring the chapel" and "Ring the chapel." both end once.
pub fn as_a_sentence(words: &str) -> String {
    let words = words.trim();
    let is_ended = words.ends_with(['.', '!', '?', '…', '”']);
    if is_ended || words.is_empty() { words.to_owned() } else { format!("{words}.") }
}

/// Within ours, which goes on or brings the full stop itself.
pub fn bare(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::text;

    #[test]
    fn p12_a_promise_is_told_in_its_own_words() {
        for promise in ["GP letter", "GP letter.", " GP letter "] {
            let promise = as_a_sentence(promise);
            let told = text!("why-my-promise", name: "Mo", day: "Thursday", promise: promise);
            assert_eq!(told, "You promised Mo, for Thursday: GP letter.");
        }
        let told = text!("why-their-promise", name: "Mo", day: "today", promise: as_a_sentence("Who has the key?"));
        assert_eq!(told, "Mo promised, for today: Who has the key? How did it go?");
    }

    #[test]
    fn what_is_ended_is_not_ended_twice() {
        assert_eq!(as_a_sentence("Ring first!"), "Ring first!");
        assert_eq!(as_a_sentence(""), "");
        assert_eq!(bare("Text before you come."), "Text before you come");
    }
}
