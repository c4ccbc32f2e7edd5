//! Which words of a wording are new beside the one before it.

use serde::{Deserialize, Serialize};

/// Some of the words of a wording, with the room after them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub text: String,
    pub are_new: bool,
}

/// Texts beyond this, in words of the one by words of the other, are not compared: they would be long
/// to wait for.
const MOST_COMPARED: usize = 40_000;

/// All of a wording, in its order. Where little of the one before is left it is another wording, and no
/// word of it is pointed at.
pub fn reworded(before: &str, now: &str) -> Vec<Words> {
    let (was, is): (Vec<&str>, Vec<&str>) = (words_of(before), words_of(now));
    let kept = if was.is_empty() { None } else { kept(&was, &is) };
    let kept = kept.unwrap_or_else(|| vec![true; is.len()]);
    let n_kept = kept.iter().filter(|kept| **kept).count();
    let is_another = n_kept * 3 < is.len();
    let (mut pieces, mut room, mut was_new) = (Vec::new(), "", false);
    for (word, kept) in is.into_iter().zip(kept) {
        let are_new = !kept && !is_another;
        // The room between new words is theirs; that after the last of them is not.
        push(&mut pieces, room, was_new && are_new);
        let (text, after) = word.split_at(word.trim_end().len());
        push(&mut pieces, text, are_new);
        (room, was_new) = (after, are_new);
    }
    push(&mut pieces, room, false);
    pieces
}

fn push(pieces: &mut Vec<Words>, text: &str, are_new: bool) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut().filter(|piece| piece.are_new == are_new) {
        Some(piece) => piece.text.push_str(text),
        None => pieces.push(Words { text: text.to_owned(), are_new }),
    }
}

/// Each with the room after it.
pub(super) fn words_of(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Of every word of the later one, whether it stood in the earlier one in the same order.
fn kept(was: &[&str], is: &[&str]) -> Option<Vec<bool>> {
    let mut kept = vec![false; is.len()];
    for (_, at) in common(was, is, is_same)? {
        *kept.get_mut(at)? = true;
    }
    Some(kept)
}

/// Where the words stand that both have in the same order: the longest such row of words. `None`: they
/// are too long to be compared.
pub(super) fn common(
    was: &[&str],
    is: &[&str],
    is_same: fn(&str, &str) -> bool,
) -> Option<Vec<(usize, usize)>> {
    if was.len().saturating_mul(is.len()) > MOST_COMPARED {
        return None;
    }
    let longest = longest_from(was, is, is_same);
    let from = |at: usize, to: usize| longest.get(at).and_then(|row| row.get(to)).copied();
    let (mut at, mut to, mut common) = (0, 0, Vec::new());
    while let (Some(old), Some(word)) = (was.get(at), is.get(to)) {
        if is_same(old, word) {
            common.push((at, to));
            (at, to) = (at + 1, to + 1);
        } else if from(at + 1, to) >= from(at, to + 1) {
            at += 1;
        } else {
            to += 1;
        }
    }
    Some(common)
}

/// For every place in the one and every place in the other, how long the row is that is common to both
/// from there on.
fn longest_from(was: &[&str], is: &[&str], is_same: fn(&str, &str) -> bool) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![0; is.len() + 1]];
    for old in was.iter().rev() {
        let below = rows.last().map(Vec::as_slice).unwrap_or_default();
        let under = |to: usize| below.get(to).copied().unwrap_or_default();
        let mut row = vec![0];
        for (to, word) in is.iter().enumerate().rev() {
            let beside = row.last().copied().unwrap_or_default();
            let one_more = is_same(old, word).then(|| under(to + 1) + 1);
            row.push(one_more.unwrap_or_else(|| under(to).max(beside)));
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// A comma or a capital does not make it another word.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn new(before: &str, now: &str) -> Vec<String> {
        let new = reworded(before, now).into_iter().filter(|words| words.are_new);
        new.map(|words| words.text).collect()
    }

    #[test]
    fn what_is_new_is_pointed_at_word_by_word() {
        let before = "I used to sing, you know, in the chapel.";
        assert_eq!(new(before, "I used to sing, in the big chapel."), ["big"]);
        assert_eq!(new(before, "Once I used to sing, you know, at the chapel."), ["Once", "at"]);
        let later = "I used to sing in the chapel, and in the kitchen now.";
        assert_eq!(new(before, later), ["and in the kitchen now."]);
        assert_eq!(new(before, before), [""; 0]);
    }

    #[test]
    fn other_words_altogether_are_pointed_at_nowhere() {
        assert_eq!(new("I used to sing in the chapel.", "Pigeons, mostly."), [""; 0]);
        assert_eq!(new("", "Pigeons, mostly."), [""; 0]);
        assert_eq!(new("Pigeons, mostly.", ""), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_none_added(before in "[ab \n]{0,30}", now in "[ab \n]{0,30}") {
            let told: String = reworded(&before, &now).into_iter().map(|words| words.text).collect();
            prop_assert_eq!(told, now);
        }
    }
}
