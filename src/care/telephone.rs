//! Telephone numbers as people write them.

/// The first number in a text as a phone dials it; none where there is none. "0114 496 0000, ask for
/// Ann", "+44 (0)114 496 0000" and "0114 496 0000 ext 23" all give the number itself.
pub fn dialled(text: &str) -> Option<String> {
    const LEAST: usize = 3;
    let starts =
        text.char_indices().filter(|(_, letter)| *letter == '+' || letter.is_ascii_digit());
    starts
        .map(|(at, _)| digits_from(text.get(at..).unwrap_or_default()))
        .find(|digits| digits.len() >= LEAST)
}

fn digits_from(text: &str) -> String {
    /// A British number has eleven digits; what follows is the next number.
    const MOST_AT_HOME: usize = 11;
    let is_abroad = text.starts_with('+');
    let text = if is_abroad { text.replacen("(0)", "", 1) } else { text.to_owned() };
    let is_part = |letter: &char| letter.is_ascii_digit() || "+ .-()\u{a0}".contains(*letter);
    let number = text.chars().take_while(is_part).enumerate();
    let digits =
        number.filter(|(at, letter)| letter.is_ascii_digit() || (*at == 0 && *letter == '+'));
    let most = if text.starts_with('0') { MOST_AT_HOME } else { usize::MAX };
    digits.map(|(_, letter)| letter).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(dialled(text).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn the_number_is_found_among_what_people_write_beside_it() {
        check("0114 496 0000", "01144960000");
        check("+44 (0)114 496 0000", "+441144960000");
        check("0114 496 0000 ext 23", "01144960000");
        check("07700 900123 01144 960000", "07700900123");
        check("07700 900123 / 0114 496 0000", "07700900123");
        check("Ann: 07700-900123", "07700900123");
        check("999", "999");
    }

    #[test]
    fn words_alone_are_no_number() {
        check("ask her daughter", "");
        check("flat 2", "");
        check("", "");
    }
}
