//! How often two people agreed to be in touch, and what follows from it.

use super::day::Day;

/// When to be in touch next, in the person's rhythm. Nothing was agreed: nothing is proposed.
pub fn next_contact_on(from: Day, every_days: Option<u16>) -> Option<Day> {
    every_days.filter(|n_days| *n_days > 0).map(|n_days| from.plus(i64::from(n_days)))
}

/// Whether it has been quiet for longer than was agreed. A few days more are nobody's concern.
pub fn is_gone_quiet(today: Day, last_contact_on: Day, every_days: u16) -> bool {
    let leeway = i64::from(every_days / 7).max(2);
    every_days > 0 && today.days_since(last_contact_on) > i64::from(every_days) + leeway
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fortnight_has_two_days_of_leeway() {
        let last: Day = "2026-11-01".parse().unwrap();
        assert!(!is_gone_quiet(last.plus(16), last, 14));
        assert!(is_gone_quiet(last.plus(17), last, 14));
        assert!(!is_gone_quiet(last.plus(400), last, 0));
    }
}
