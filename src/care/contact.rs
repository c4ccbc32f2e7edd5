//! How a worker is reached, or the team: a name and a number, each in one line.

const MOST_CHARS: usize = 100;

pub fn fits_in_a_line(text: &str) -> bool {
    text.chars().count() <= MOST_CHARS
}
