//! A person: what to call them.

/// The name to say at the door: the preferred one, or else the given one, or else the family's.
pub fn called<'a>(preferred: &'a str, given: &'a str, family: &'a str) -> &'a str {
    [preferred, given, family].into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default()
}

/// The whole name as it would stand on an envelope. What they like to be called stands in for a given
/// name that is not known.
pub fn full_name(given: &str, family: &str, preferred: &str) -> String {
    let (given, family, preferred) = (given.trim(), family.trim(), preferred.trim());
    let first = if given.is_empty() { preferred } else { given };
    // "Mr Hughes" says it all.
    let has_family = first.split_whitespace().any(|word| word == family);
    let last = if given.is_empty() && has_family { "" } else { family };
    format!("{first} {last}").trim().to_owned()
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
    fn who_likes_to_be_called_something_has_a_whole_name_without_a_given_one() {
        assert_eq!(full_name("", "Hartley", "Maureen"), "Maureen Hartley");
        assert_eq!(full_name("Maureen", "Hartley", "Mo"), "Maureen Hartley");
        assert_eq!(full_name("", "Hughes", "Mr Hughes"), "Mr Hughes");
        assert_eq!(full_name("Hughes", "Hughes", ""), "Hughes Hughes");
        assert_eq!(full_name("", " ", "Mo"), "Mo");
        assert_eq!(full_name(" ", "Hartley", ""), "Hartley");
    }

    #[test]
    fn a_name_of_one_word_is_a_given_name() {
        assert_eq!(split_name("Mo"), ("Mo", ""));
        assert_eq!(split_name("Maureen Ann Hartley"), ("Maureen Ann", "Hartley"));
    }
}
