//! The clock by which things are deleted for good.

use crate::care::Moment;
use std::time::{Duration, Instant};

/// What has had its time is deleted by a clock that was not set by days since the server began, or has gone on
/// for a day since: months ahead for a moment, it would take away what is in use.
pub struct TrustedClock {
    since: (Moment, Instant),
    wait: Duration,
}

impl TrustedClock {
    const AFTER_IT_WAS_SET: Duration = Duration::from_secs(24 * 60 * 60);
    /// More than a machine sleeps between two looks, which is no time to itself.
    const SET_BY_AS_MUCH_MS: u64 = 3 * 24 * 60 * 60 * 1000;

    pub fn since(now: Moment, instant: Instant) -> Self {
        Self { since: (now, instant), wait: Duration::ZERO }
    }

    pub fn is_to_be_trusted(&mut self, now: Moment, instant: Instant) -> bool {
        let (moment, before) = self.since;
        let passed = instant.duration_since(before);
        let by_the_clock = now.0.saturating_sub(moment.0);
        let by_itself = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
        if by_the_clock.abs_diff(by_itself) > Self::SET_BY_AS_MUCH_MS {
            *self = Self { since: (now, instant), wait: Self::AFTER_IT_WAS_SET };
            return false;
        }
        passed >= self.wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_deletes_nothing_for_a_day() {
        const HOUR: Duration = Duration::from_secs(60 * 60);
        let start = Instant::now();
        let at = |hours: u32, off_by_days: i64| {
            let ms = i64::from(hours) * 60 * 60 * 1000 + off_by_days * 24 * 60 * 60 * 1000;
            (Moment(1_790_000_000_000 + ms), start + HOUR * hours)
        };
        let mut clock = TrustedClock::since(at(0, 0).0, start);
        let mut is_trusted = |hours, off_by_days| {
            let (now, instant) = at(hours, off_by_days);
            clock.is_to_be_trusted(now, instant)
        };
        assert!(is_trusted(1, 0) && is_trusted(100, 0));
        assert!(!is_trusted(101, 200) && !is_trusted(102, 200), "months ahead");
        assert!(!is_trusted(103, 0) && !is_trusted(126, 0), "put right");
        assert!(is_trusted(127, 0));
    }
}
