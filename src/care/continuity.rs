//! Continuity: pauses, endings made together, and cards that may be of one person.

use super::{day::Day, folding::folded, visit::word_list};
use serde::{Deserialize, Serialize};

/// Where two people stand with each other. The door is open in each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    InTouch,
    Paused {
        until: Day,
        what_for: PauseFor,
    },
    /// The day that they agreed on is still to come.
    EndingOn {
        on: Day,
    },
    EndedTogether {
        on: Day,
    },
}

word_list! {
    /// What a pause is for; other words stand as they were written.
    PauseFor {
        InHospital = "in hospital",
        Away = "away",
        WantedABreak = "wanted a break",
    }
}

/// An ending that has come is more than a pause, and a pause more than one still to come.
pub fn standing(
    today: Day,
    paused_until: Option<Day>,
    paused_for: &str,
    ended_together_on: Option<Day>,
) -> Standing {
    if let Some(on) = ended_together_on.filter(|on| *on <= today) {
        return Standing::EndedTogether { on };
    }
    if let Some(until) = paused_until.filter(|until| today < *until) {
        return Standing::Paused { until, what_for: PauseFor::from_word(paused_for) };
    }
    ended_together_on.map_or(Standing::InTouch, |on| Standing::EndingOn { on })
}

/// How a rhythm slows down before an ending: twice as long, then four times.
pub fn tapering(every_days: Option<u16>) -> Vec<u16> {
    let Some(every_days) = every_days.filter(|n_days| *n_days > 0) else { return Vec::new() };
    [2, 4].into_iter().filter_map(|times| every_days.checked_mul(times)).collect()
}

/// What is known of a card, to find another of the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card<'a> {
    pub names: [&'a str; 3],
    pub born: Option<Day>,
}

/// Whether two cards may be of one person: born on one day, or called alike. It only asks.
pub fn may_be_the_same(one: Card<'_>, other: Card<'_>) -> bool {
    if one.born.is_some() && one.born == other.born {
        return true;
    }
    let (ours, theirs) = (words(one), words(other));
    let n_shared = ours.iter().filter(|word| theirs.iter().any(|it| is_alike(word, it))).count();
    let n_fewest = ours.len().min(theirs.len());
    n_shared > 0 && n_shared >= n_fewest.min(2)
}

/// The words of all names, each once.
fn words(card: Card<'_>) -> Vec<String> {
    let mut words: Vec<String> =
        card.names.iter().flat_map(|name| name.split_whitespace()).map(folded).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The same, or but for one letter in a word of some length.
fn is_alike(one: &str, other: &str) -> bool {
    const LONG: usize = 5;
    if one == other {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < LONG || one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let n_before = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let after = |word: &[char], n_left_out: usize| -> Vec<char> {
        word.iter().skip(n_before + n_left_out).copied().collect()
    };
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Equal => after(&one, 1) == after(&other, 1),
        std::cmp::Ordering::Less => after(&one, 0) == after(&other, 1),
        std::cmp::Ordering::Greater => after(&one, 1) == after(&other, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn p16_a_pause_is_over_on_its_day_and_an_ending_begins_on_its_own() {
        let until = day("2026-12-20");
        let at = |today| standing(today, Some(until), "away", None);
        assert_eq!(at(until.plus(-1)), Standing::Paused { until, what_for: PauseFor::Away });
        assert_eq!(at(until), Standing::InTouch);
        let ends = |today| standing(today, None, "", Some(until));
        assert_eq!(ends(until.plus(-1)), Standing::EndingOn { on: until });
        assert_eq!(ends(until), Standing::EndedTogether { on: until });
    }

    #[test]
    fn p16_a_rhythm_slows_down_and_none_is_made_up() {
        assert_eq!(tapering(Some(14)), [28, 56]);
        assert_eq!(tapering(Some(40_000)), [0; 0]);
        assert_eq!((tapering(None), tapering(Some(0))), (vec![], vec![]));
    }

    #[test]
    fn cards_that_may_be_of_one_person_are_found() {
        let card = |names: [&'static str; 3], born: &str| Card { names, born: born.parse().ok() };
        let maureen = card(["Maureen", "Hartley", "Mo"], "1951-03-02");
        assert!(may_be_the_same(maureen, card(["Mauren", "Hartley", ""], "")));
        assert!(may_be_the_same(maureen, card(["", "", "Mo"], "")));
        assert!(may_be_the_same(maureen, card(["Mary", "Stone", ""], "1951-03-02")));
        assert!(!may_be_the_same(maureen, card(["Derek", "Hartley", ""], "1944-03-02")));
        assert!(!may_be_the_same(maureen, card(["", "", ""], "")));
    }
}
