//! Days told from today.
//!
//! - `0d`, `+3d`, `-12d`: so many days from today.
//! - `-2w tue`, `+1w fri`: that weekday, so many calendar weeks before or after this one. Whatever
//!   day it is today, `-1w` is over, `+1w` is to come, and a Tuesday stays a Tuesday.
//! - `thu`: the next Thursday, which may be today.
//!
//! A moment is a day and a time: `-2w tue 14:30`.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Weekday};

pub(super) fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(weekday) = text.parse::<Weekday>() {
        let mut this_week = (0..7).filter_map(|n_days| today.checked_add_days(Days::new(n_days)));
        return this_week.find(|on| on.weekday() == weekday);
    }
    match text.split_once(' ') {
        Some((weeks, weekday)) => {
            let n_weeks: i64 = weeks.strip_suffix('w')?.parse().ok()?;
            let weekday: Weekday = weekday.parse().ok()?;
            let monday = today.week(Weekday::Mon).checked_first_day()?;
            let that_monday = monday.checked_add_signed(TimeDelta::try_weeks(n_weeks)?)?;
            that_monday.checked_add_days(Days::new(weekday.num_days_from_monday().into()))
        }
        None => today.checked_add_signed(TimeDelta::try_days(n_days_in(text)?)?),
    }
}

fn n_days_in(text: &str) -> Option<i64> {
    text.strip_suffix('d')?.parse().ok()
}

/// The moment in RFC 3339, in UTC. One told in days that falls on a weekend is taken back to the
/// Friday, as the team works from Monday to Friday.
pub(super) fn moment(text: &str, today: NaiveDate) -> Option<String> {
    let (day_text, time) = text.rsplit_once(' ')?;
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    let on = day(day_text, today)?;
    let on = if n_days_in(day_text).is_some() { working_day(on)? } else { on };
    Some(on.and_time(time).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn working_day(on: NaiveDate) -> Option<NaiveDate> {
    let n_days_after_friday = on.weekday().num_days_from_monday().saturating_sub(4);
    on.checked_sub_days(Days::new(n_days_after_friday.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_told_from_today() {
        let sunday = on("2026-11-22");
        let told = [
            ("0d", "2026-11-22"),
            ("+3d", "2026-11-25"),
            ("-12d", "2026-11-10"),
            ("sun", "2026-11-22"),
            ("thu", "2026-11-26"),
            ("-1w fri", "2026-11-13"),
            ("-2w mon", "2026-11-02"),
            ("+1w tue", "2026-11-24"),
        ];
        for (text, expected) in told {
            assert_eq!(day(text, sunday), Some(on(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_day_is_nothing() {
        for text in ["", "d", "w", "3", "-2w", "-2w someday", "2026-11-22", "99999999999999d", "é"]
        {
            assert_eq!(day(text, on("2026-11-22")), None, "{text}");
        }
    }

    #[test]
    fn a_week_ago_is_over_and_next_week_is_to_come_whatever_day_it_is() {
        for n_days in 0..7 {
            let today = on("2026-11-16") + Days::new(n_days);
            for weekday in ["mon", "wed", "sun"] {
                assert!(day(&format!("-1w {weekday}"), today).unwrap() < today);
                assert!(day(&format!("+1w {weekday}"), today).unwrap() > today);
            }
        }
    }

    #[test]
    fn nobody_works_at_the_weekend_unless_it_says_so() {
        let sunday = on("2026-11-22");
        assert_eq!(moment("-1d 14:30", sunday).as_deref(), Some("2026-11-20T14:30:00Z"));
        assert_eq!(moment("-1w sun 10:00", sunday).as_deref(), Some("2026-11-15T10:00:00Z"));
        assert_eq!(moment("-3d 09:05", sunday).as_deref(), Some("2026-11-19T09:05:00Z"));
        assert_eq!(moment("-3d 25:05", sunday), None);
        assert_eq!(moment("14:30", sunday), None);
    }
}
