//! Alone in somebody's home: when one expects to be back, and whom to ring if not.

use super::{day::Moment, ids::PersonId};
use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;
/// So long after the time there is no hurry yet: the way to the car, the last words at the door.
const LONG_PAST_MINUTES: i64 = 15;
const LONGER_MINUTES: i64 = 30;
/// A visit does not last until tomorrow afternoon: that time was meant for today, and has passed.
const MOST_MINUTES: i64 = 12 * 60;

/// What somebody who visits alone said before the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    pub back_at: Moment,
    /// With whom, if it is known. It never stands in the message.
    pub person: Option<PersonId>,
    /// Where they are, in their own words; these do.
    pub whereabouts: String,
}

/// Who is rung or written to by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub name: String,
    pub telephone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No time runs.
    Out,
    WithinTime,
    /// A word to oneself is enough.
    Past,
    /// Now a colleague should know.
    LongPast,
}

pub fn standing(expected: Option<&Expected>, now: Moment) -> Standing {
    let Some(Expected { back_at, .. }) = expected else { return Standing::Out };
    match now.0 - back_at.0 {
        i64::MIN..=-1 => Standing::WithinTime,
        late if late < LONG_PAST_MINUTES * MINUTE_MS => Standing::Past,
        _ => Standing::LongPast,
    }
}

/// The whole minute that many minutes from now: what the screen shows is what holds.
pub fn in_minutes(now: Moment, n_minutes: i64) -> Moment {
    let at = now.0 + n_minutes * MINUTE_MS;
    Moment(at + (-at).rem_euclid(MINUTE_MS))
}

/// Half an hour more than was said; once that has passed, half an hour from now.
pub fn longer(back_at: Moment, now: Moment) -> Moment {
    in_minutes(back_at.max(now), LONGER_MINUTES)
}

/// Which of the moments a time on the clock means, today's or tomorrow's: the first to come, and
/// none where that is too far away to be meant.
pub fn meant(times: impl IntoIterator<Item = Moment>, now: Moment) -> Option<Moment> {
    let latest = Moment(now.0 + MOST_MINUTES * MINUTE_MS);
    times.into_iter().filter(|at| (now..=latest).contains(at) && *at != now).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(minutes: i64) -> Moment {
        Moment(1_795_000_020_000 + minutes * MINUTE_MS)
    }

    fn by(back_at: Moment) -> Expected {
        Expected { back_at, person: None, whereabouts: String::new() }
    }

    #[test]
    fn one_is_reminded_oneself_first_and_a_colleague_comes_in_a_quarter_of_an_hour_later() {
        let expected = by(at(60));
        let said = |minutes| standing(Some(&expected), at(minutes));
        assert_eq!(said(0), Standing::WithinTime);
        assert_eq!(standing(Some(&expected), Moment(at(60).0 - 1)), Standing::WithinTime);
        assert_eq!(said(60), Standing::Past);
        assert_eq!(standing(Some(&expected), Moment(at(75).0 - 1)), Standing::Past);
        assert_eq!(said(75), Standing::LongPast);
        assert_eq!(said(3000), Standing::LongPast);
    }

    #[test]
    fn whoever_is_out_is_not_reminded() {
        assert_eq!(standing(None, at(3000)), Standing::Out);
    }

    #[test]
    fn the_time_that_is_shown_is_the_time_that_holds() {
        assert_eq!(in_minutes(at(0), 60), at(60));
        assert_eq!(in_minutes(Moment(at(0).0 + 1), 60), at(61));
        assert_eq!(in_minutes(Moment(at(0).0 + 59_999), 60), at(61));
    }

    #[test]
    fn half_an_hour_longer_is_always_half_an_hour_that_is_to_come() {
        assert_eq!(longer(at(60), at(40)), at(90));
        assert_eq!(longer(at(60), at(60)), at(90));
        assert_eq!(longer(at(60), at(80)), at(110));
    }

    #[test]
    fn a_time_on_the_clock_is_the_next_one_unless_that_is_half_a_day_away() {
        const DAY: i64 = 24 * 60;
        assert_eq!(meant([at(30), at(30 + DAY)], at(0)), Some(at(30)));
        assert_eq!(meant([at(-720), at(DAY - 720)], at(0)), Some(at(720)));
        assert_eq!(meant([at(-60), at(DAY - 60)], at(0)), None);
        assert_eq!(meant([at(0), at(DAY)], at(0)), None);
    }
}
