//! Words as they are sought: without capitals and without marks over letters.

use crate::letters::{decomposed, is_mark};

/// "Llŷr" and "llyr" are the same to somebody who looks for him.
pub fn folded(text: &str) -> String {
    decomposed(text).chars().filter(|sign| !is_mark(*sign)).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_capitals_are_no_hindrance() {
        assert_eq!(folded("Llŷr Ó Súilleabháin"), "llyr o suilleabhain");
        assert_eq!(folded("أحمد"), folded("احمد"));
    }
}
