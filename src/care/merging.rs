//! Two wordings by people who had not met, put together where both fit into what stood there before.

use super::rewording::{common, words_of};

/// What both of them changed of the words before, in one. `None` where they changed the same place, or
/// where one of them says all that the other does.
pub fn together(before: &str, one: &str, other: &str) -> Option<String> {
    let whole = merged(&words_of(before), &words_of(one), &words_of(other))?;
    let is_new = whole.trim() != one.trim() && whole.trim() != other.trim();
    (is_new && !whole.trim().is_empty()).then_some(whole)
}

/// Between two words that all three have, at most one of them may have changed anything.
fn merged(before: &[&str], one: &[&str], other: &[&str]) -> Option<String> {
    let (in_one, in_other) = (places_in(before, one)?, places_in(before, other)?);
    let (mut whole, mut from) = (String::new(), (0, 0, 0));
    for (at, word) in before.iter().enumerate() {
        let (Some(Some(in_one)), Some(Some(in_other))) = (in_one.get(at), in_other.get(at)) else {
            continue;
        };
        let (was, is_one, is_other) =
            (before.get(from.0..at)?, one.get(from.1..*in_one)?, other.get(from.2..*in_other)?);
        push(&mut whole, &changed(was, is_one, is_other)?);
        push(&mut whole, &[with_room(word, one.get(*in_one)?, other.get(*in_other)?)]);
        from = (at + 1, in_one + 1, in_other + 1);
    }
    push(&mut whole, &changed(before.get(from.0..)?, one.get(from.1..)?, other.get(from.2..)?)?);
    Some(whole)
}

/// Of every word where it stands in the other text, if it still does. `None`: they are too long to be
/// compared.
fn places_in(before: &[&str], now: &[&str]) -> Option<Vec<Option<usize>>> {
    let mut places = vec![None; before.len()];
    for (was, is) in common(before, now, |one, other| one.trim_end() == other.trim_end())? {
        *places.get_mut(was)? = Some(is);
    }
    Some(places)
}

fn changed<'a>(was: &[&str], one: &[&'a str], other: &[&'a str]) -> Option<Vec<&'a str>> {
    if is_same(was, one) || is_same(one, other) {
        Some(other.to_vec())
    } else if is_same(was, other) {
        Some(one.to_vec())
    } else {
        None
    }
}

fn is_same(one: &[&str], other: &[&str]) -> bool {
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| one.trim_end() == other.trim_end())
}

/// A word with the room after it, as whoever changed that has it.
fn with_room<'a>(was: &str, one: &'a str, other: &'a str) -> &'a str {
    if was == one { other } else { one }
}

fn push(whole: &mut String, words: &[&str]) {
    for word in words {
        // The last word of a text has no room after it.
        if !whole.is_empty() && !whole.ends_with(char::is_whitespace) {
            whole.push(' ');
        }
        whole.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SANG: &str = "I used to sing in the chapel on Sundays.";

    #[test]
    fn what_two_changed_in_two_places_fits_together() {
        let one = "I used to sing alto in the chapel on Sundays.";
        let other = "I used to sing in the chapel on Sundays. I miss it.";
        let both = "I used to sing alto in the chapel on Sundays. I miss it.";
        assert_eq!(together(SANG, one, other).as_deref(), Some(both));
        assert_eq!(together(SANG, other, one).as_deref(), Some(both));
        let shorter = "I used to sing on Sundays.";
        let both = "I used to sing on Sundays. I miss it.";
        assert_eq!(together(SANG, shorter, other).as_deref(), Some(both));
    }

    #[test]
    fn what_two_changed_in_one_place_is_for_them_to_settle() {
        let one = "I used to sing in the choir on Sundays.";
        let other = "I used to sing in the kitchen on Sundays.";
        assert_eq!(together(SANG, one, other), None);
        assert_eq!(together(SANG, "", "I sing."), None);
        assert_eq!(together("", "I sang.", "She loves hymns."), None);
    }

    #[test]
    fn where_one_says_it_all_nothing_is_proposed() {
        let more = "I used to sing alto in the chapel on Sundays.";
        assert_eq!(together(SANG, more, SANG), None);
        assert_eq!(together(SANG, more, more), None);
        assert_eq!(together(SANG, "", SANG), None);
    }

    #[test]
    fn a_line_of_its_own_stays_one() {
        let before = "Tea.\nThen a walk.";
        let (one, other) = ("Strong tea.\nThen a walk.", "Tea.\nThen a walk.\nThen home.");
        let both = "Strong tea.\nThen a walk.\nThen home.";
        assert_eq!(together(before, one, other).as_deref(), Some(both));
    }

    proptest! {
        #[test]
        fn it_is_the_same_whoever_comes_first(
            before in "[abc ]{0,16}", one in "[abc ]{0,16}", other in "[abc ]{0,16}",
        ) {
            let words = |text: Option<String>| text.map(|text| {
                text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            });
            let this = words(together(&before, &one, &other));
            prop_assert_eq!(&this, &words(together(&before, &other, &one)));
            for word in this.unwrap_or_default() {
                let stands = |text: &str| text.split_whitespace().any(|its| its == word);
                prop_assert!(stands(&one) || stands(&other), "{} was written by nobody", word);
            }
        }
    }
}
