//! Days and moments in words, in the phone's own zone.

use super::text::text;
use crate::care::{Day, Moment};
use chrono::{DateTime, Datelike, Local, Timelike, Weekday};

pub fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis())
}

pub fn today() -> Day {
    day_of(now())
}

/// The day that a kitchen calendar showed at that moment.
pub fn day_of(at: Moment) -> Day {
    Day(local(at).date_naive())
}

fn local(at: Moment) -> DateTime<Local> {
    at.to_utc().with_timezone(&Local)
}

/// "Sunday 22 November": as it stands at the top of a page.
pub fn whole_day(day: Day) -> String {
    format!("{} {}", weekday(day.weekday()), date(day, day))
}

/// "3 March 1951"
pub fn date_in_words(day: Day) -> String {
    text!("when-date-year", day: day.0.day(), month: month(day.0.month()), year: day.0.year().to_string())
}

/// "November", "November 2025"
pub fn month_in_words(first_day: Day, today: Day) -> String {
    let month = month(first_day.0.month());
    if first_day.0.year() == today.0.year() {
        return month;
    }
    text!("when-month-year", month: month, year: first_day.0.year().to_string())
}

/// "today", "Thursday", "last Thursday", "3 November", "3 November 2025".
pub fn day_in_words(day: Day, today: Day) -> String {
    match day.days_since(today) {
        0 => text!("when-today"),
        1 => text!("when-tomorrow"),
        -1 => text!("when-yesterday"),
        2..=6 => weekday(day.weekday()),
        -6..=-2 => text!("when-last", weekday: weekday(day.weekday())),
        _ => date(day, today),
    }
}

/// The same where a sentence wants "on": "by Thursday" stays, "on 3 November" gets it.
pub fn on_day_in_words(day: Day, today: Day) -> String {
    let words = day_in_words(day, today);
    match day.days_since(today) {
        -6..=1 => words,
        _ => text!("when-on", day: words),
    }
}

pub fn moment_in_words(at: Moment, today: Day) -> String {
    let day = day_in_words(day_of(at), today);
    text!("when-at", day: day, time: time_of(at))
}

/// How long ago, as one says it: for what happened within this day, otherwise the day.
pub fn ago_in_words(at: Moment, now: Moment) -> String {
    let minutes = (now.0 - at.0) / 60_000;
    match minutes {
        i64::MIN..=0 => text!("when-just-now"),
        1..=59 => text!("when-minutes-ago", n: minutes),
        60..=359 => text!("when-hours-ago", n: minutes / 60),
        _ => moment_in_words(at, day_of(now)),
    }
}

/// "14:05"
pub fn time_of(at: Moment) -> String {
    let local = local(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// What `<input type="datetime-local">` holds.
pub fn local_input(at: Moment) -> String {
    format!("{}T{}", day_of(at), time_of(at))
}

/// Back from it; nothing for what is no moment here (the hour that a clock skips in spring).
pub fn from_local_input(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once('T')?;
    let Day(day) = day.parse().ok()?;
    let local = day.and_time(time.parse().ok()?).and_local_timezone(Local).earliest()?;
    Some(Moment(local.timestamp_millis()))
}

/// "every two weeks", "every 10 days"
pub fn every(n_days: u16) -> String {
    match n_days % 7 {
        0 => text!("rhythm-every-weeks", n: n_days / 7),
        _ => text!("rhythm-every-days", n: n_days),
    }
}

fn date(day: Day, today: Day) -> String {
    let month = month(day.0.month());
    if day.0.year() == today.0.year() {
        text!("when-date", day: day.0.day(), month: month)
    } else {
        text!("when-date-year", day: day.0.day(), month: month, year: day.0.year().to_string())
    }
}

pub fn weekday(weekday: Weekday) -> String {
    match weekday {
        Weekday::Mon => text!("when-monday"),
        Weekday::Tue => text!("when-tuesday"),
        Weekday::Wed => text!("when-wednesday"),
        Weekday::Thu => text!("when-thursday"),
        Weekday::Fri => text!("when-friday"),
        Weekday::Sat => text!("when-saturday"),
        Weekday::Sun => text!("when-sunday"),
    }
}

fn month(number: u32) -> String {
    match number {
        1 => text!("when-january"),
        2 => text!("when-february"),
        3 => text!("when-march"),
        4 => text!("when-april"),
        5 => text!("when-may"),
        6 => text!("when-june"),
        7 => text!("when-july"),
        8 => text!("when-august"),
        9 => text!("when-september"),
        10 => text!("when-october"),
        11 => text!("when-november"),
        _ => text!("when-december"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sunday() -> Day {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let said = |n_days| day_in_words(sunday().plus(n_days), sunday());
        assert_eq!(said(0), "today");
        assert_eq!(said(-1), "yesterday");
        assert_eq!(said(4), "Thursday");
        assert_eq!(said(-3), "last Thursday");
        assert_eq!(said(-19), "3 November");
        assert_eq!(said(-400), "18 October 2025");
        assert_eq!(on_day_in_words(sunday().plus(4), sunday()), "on Thursday");
        assert_eq!(whole_day(sunday()), "Sunday 22 November");
        assert_eq!(month_in_words(sunday(), sunday()), "November");
        assert_eq!(month_in_words(sunday().plus(-365), sunday()), "November 2025");
    }

    #[test]
    fn what_a_date_field_holds_comes_back_as_it_was() {
        let at = Moment(1_795_000_020_000);
        assert_eq!(from_local_input(&local_input(at)), Some(at));
        assert_eq!(from_local_input("soon"), None);
    }
}
