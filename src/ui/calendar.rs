//! The next contact as an entry for the phone's calendar. It names nobody: calendars are shared
//! with families and copied to strangers' servers.

use crate::care::{Day, Moment};
use chrono::SecondsFormat;

/// An iCalendar file (RFC 5545) with one entry of a whole day. `uid` tells it from all others.
pub fn entry(uid: &str, on: Day, now: Moment, title: &str) -> String {
    let bare = |iso: String| iso.replace(['-', ':'], "");
    let day = |day: Day| bare(day.to_string());
    [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Alongside//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}@alongside"),
        format!("DTSTAMP:{}", bare(now.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true))),
        format!("DTSTART;VALUE=DATE:{}", day(on)),
        format!("DTEND;VALUE=DATE:{}", day(on.plus(1))),
        format!("SUMMARY:{}", escaped(title)),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR\r\n".to_owned(),
    ]
    .join("\r\n")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_its_whole_day_and_names_nobody() {
        let on = "2026-12-31".parse().unwrap();
        let file = entry("7", on, Moment(0), "Alongside: visit");
        assert!(file.contains("\r\nDTSTAMP:19700101T000000Z\r\n"));
        assert!(file.contains("\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(file.contains("\r\nSUMMARY:Alongside: visit\r\n"));
        assert!(file.ends_with("END:VCALENDAR\r\n"));
    }
}
