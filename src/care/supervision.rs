//! What a worker takes to supervision: discretion with a witness, and care for the carer (P13, P14).

use super::visit::word_list;
use serde::{Deserialize, Serialize};

word_list! {
    /// In the order in which it is talked over: what weighs goes first.
    Reflection {
        Heavy = "heavy visit",
        OutsideTheUsual = "outside the usual",
        Question = "question",
    }
}

impl Reflection {
    /// Where it stands on the agenda.
    pub fn rank(&self) -> usize {
        let known = Self::ALL.iter().position(|one| one == self);
        known.unwrap_or(Self::ALL.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p14_a_heavy_visit_is_talked_over_first_and_what_nobody_knows_yet_last() {
        let mut agenda = [
            Reflection::Unknown("a joy".into()),
            Reflection::Question,
            Reflection::Heavy,
            Reflection::OutsideTheUsual,
        ];
        agenda.sort_by_key(Reflection::rank);
        let words: Vec<String> = agenda.iter().map(|one| one.as_word().to_owned()).collect();
        assert_eq!(words, ["heavy visit", "outside the usual", "question", "a joy"]);
    }
}
