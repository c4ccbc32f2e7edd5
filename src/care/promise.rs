//! Promises, which go both ways, and catching them while somebody writes.

use super::day::Day;
use chrono::Weekday;
use serde::{Deserialize, Serialize};

super::visit::word_list! {
    /// What became of a promise. There is no word for a failing.
    Became {
        Kept = "kept",
        NotYet = "not_yet",
        LetGo = "let_go",
    }
}

/// A promise heard in a sentence that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caught {
    pub by_worker: bool,
    pub text: String,
    pub on: Option<Day>,
}

/// The promises in a text: "I'll ring the chapel by Thursday", "She will look out the photographs".
pub fn caught_in(text: &str, today: Day) -> Vec<Caught> {
    sentences(text).filter_map(|sentence| caught_in_sentence(sentence, today)).collect()
}

const MINE: &[&str] = &["i will ", "i'll ", "i promised to ", "i said i'd ", "i said i would "];
const THEIRS: &[&str] = &[
    "they will ",
    "they'll ",
    "she will ",
    "she'll ",
    "he will ",
    "he'll ",
    "she said she'd ",
    "he said he'd ",
    "they said they'd ",
];

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '\n', ';']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn caught_in_sentence(sentence: &str, today: Day) -> Option<Caught> {
    let plain = sentence.replace('’', "'");
    let lower = plain.to_lowercase();
    // Lower-casing may change lengths in some scripts; then positions would not fit.
    if lower.len() != plain.len() {
        return None;
    }
    let opening = |openings: &[&str]| {
        let found = openings.iter().filter_map(|words| {
            let at = position_of_words(&lower, words)?;
            Some((at, at + words.len()))
        });
        found.min()
    };
    let (by_worker, (_, after)) = match (opening(MINE), opening(THEIRS)) {
        (Some(mine), Some(theirs)) if theirs < mine => (false, theirs),
        (Some(mine), _) => (true, mine),
        (None, Some(theirs)) => (false, theirs),
        (None, None) => return None,
    };
    let promised = plain.get(after..)?.split(" — ").next()?.trim();
    let text = with_capital(promised);
    (!text.is_empty()).then(|| Caught { by_worker, on: day_named_in(&lower, today), text })
}

/// Where `words` stand in `text` at the beginning of a word.
fn position_of_words(text: &str, words: &str) -> Option<usize> {
    let starts_a_word = |at: usize| {
        text.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|c| !c.is_alphanumeric())
    };
    text.match_indices(words).map(|(at, _)| at).find(|at| starts_a_word(*at))
}

fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn day_named_in(lower: &str, today: Day) -> Option<Day> {
    let named = |word: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|found| found == word);
    if named("today") || named("tonight") {
        return Some(today);
    }
    if named("tomorrow") {
        return Some(today.plus(1));
    }
    const WEEK: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let (_, weekday) = WEEK.iter().find(|(name, _)| named(name))?;
    (1..=7).map(|n| today.plus(n)).find(|day| day.weekday() == *weekday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sunday() -> Day {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_promise_of_mine_is_caught_with_its_day() {
        let caught = caught_in("Damp is worse. I’ll ring the chapel by Thursday.", sunday());
        let expected = Caught {
            by_worker: true,
            text: "Ring the chapel by Thursday".into(),
            on: Some("2026-11-26".parse().unwrap()),
        };
        assert_eq!(caught, [expected]);
    }

    #[test]
    fn a_promise_of_theirs_is_told_from_mine() {
        let caught = caught_in("She'll look out the photographs", sunday());
        assert_eq!(caught.len(), 1);
        assert!(caught.iter().all(|promise| !promise.by_worker && promise.on.is_none()));
    }

    #[test]
    fn the_same_weekday_means_next_week() {
        let caught = caught_in("I will come again on Sunday", sunday());
        assert_eq!(
            caught.first().and_then(|promise| promise.on),
            Some("2026-11-29".parse().unwrap())
        );
    }

    #[test]
    fn a_word_that_only_looks_like_a_promise_is_left_alone() {
        assert_eq!(caught_in("Emi will be fifty. The hi-fi'll do.", sunday()), []);
        assert_eq!(caught_in("I will ", sunday()), []);
    }
}
