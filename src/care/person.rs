//! A person: what to call them.

/// The name to say at the door: the preferred one, or else the given one, or else the family's.
pub fn called<'a>(preferred: &'a str, given: &'a str, family: &'a str) -> &'a str {
    [preferred, given, family].into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default()
}

/// The whole name as it would stand on an envelope.
pub fn full_name(given: &str, family: &str, preferred: &str) -> String {
    let whole = format!("{} {}", given.trim(), family.trim());
    let whole = whole.trim();
    if whole.is_empty() { preferred.trim().to_owned() } else { whole.to_owned() }
}

/// Given and family name out of a name written whole: all but the last word is given.
pub fn split_name(whole: &str) -> (&str, &str) {
    whole.trim().rsplit_once(char::is_whitespace).unwrap_or((whole.trim(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_called_what_they_prefer() {
        assert_eq!(called("Mo", "Maureen", "Hartley"), "Mo");
        assert_eq!(called(" ", "Maureen", "Hartley"), "Maureen");
        assert_eq!(called("", "", "Hartley"), "Hartley");
    }

    #[test]
    fn a_name_of_one_word_is_a_given_name() {
        assert_eq!(split_name("Mo"), ("Mo", ""));
        assert_eq!(split_name("Maureen Ann Hartley"), ("Maureen Ann", "Hartley"));
    }
}
