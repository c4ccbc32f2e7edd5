//! Days (as a calendar on a kitchen wall has them) and moments (as a clock has them).

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A calendar day, in no time zone: the day that two people agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub NaiveDate);

impl Day {
    pub fn plus(self, n_days: i64) -> Self {
        let moved = if n_days >= 0 {
            self.0.checked_add_days(Days::new(n_days.unsigned_abs()))
        } else {
            self.0.checked_sub_days(Days::new(n_days.unsigned_abs()))
        };
        Self(moved.unwrap_or(self.0))
    }

    /// Days from `earlier` to this one; negative when this one is before it.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    pub fn weekday(self) -> chrono::Weekday {
        self.0.weekday()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Milliseconds since 1970 in UTC. Shown to people, never used to decide which edit wins.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment(pub i64);

impl Moment {
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The day of this moment in UTC; screens use the phone's own zone instead.
    pub fn utc_day(self) -> Day {
        Day(self.to_utc().date_naive())
    }

    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(parsed.timestamp_millis()))
    }

    pub fn to_rfc3339(self) -> String {
        self.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }
}
