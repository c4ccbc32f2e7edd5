//! A lone visit in words: the time, and the message to a colleague. It names nobody who is visited.

use super::{text::text, when};
use crate::care::{Day, Moment};
use crate::requests::safety::ExpectedLine;

/// "15:40", and of a day before this one "15:40 yesterday". What is to come is half a day away at
/// most, and clear without its day.
pub fn time_in_words(at: Moment, today: Day) -> String {
    let (time, day) = (when::time_of(at), when::day_of(at));
    if day >= today {
        return time;
    }
    text!("safety-day-and-time", time: time, day: when::on_day_in_words(day, today))
}

/// What a colleague would be sent, by hand. Of a place it says only what the worker wrote.
pub fn message(line: &ExpectedLine, today: Day) -> String {
    let name = line.my_name.clone();
    let time = time_in_words(line.expected.back_at, today);
    match line.expected.whereabouts.trim().trim_end_matches('.') {
        "" => text!("safety-message", name: name, time: time),
        place => text!("safety-message-where", name: name, time: time, place: place.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::{PersonId, safety::Expected};
    use crate::requests::PersonLine;

    fn today() -> Day {
        "2026-11-22".parse().unwrap()
    }

    fn line(whereabouts: &str) -> ExpectedLine {
        let mo = PersonId::from_bytes([7; 16]);
        let person = PersonLine {
            is_here: true,
            id: mo,
            called: "Mo".into(),
            full_name: "Maureen Hartley".into(),
            born: None,
            last_contact_at: None,
            is_mine: true,
        };
        let back_at = when::from_local_input("2026-11-22T15:40").unwrap();
        let whereabouts = whereabouts.to_owned();
        ExpectedLine {
            expected: Expected { back_at, person: Some(mo), whereabouts },
            person: Some(person),
            my_name: "Jan".into(),
            colleague: None,
        }
    }

    #[test]
    fn the_message_names_nobody_who_is_visited() {
        let said = "This is Jan. I expected to be out by 15:40 and am not yet. Please ring me.";
        assert_eq!(message(&line(""), today()), said);
    }

    #[test]
    fn the_message_says_where_only_as_it_was_written() {
        let said = "This is Jan. I expected to be out by 15:40 and am not yet. \
                    Where I am: The flats by the mill. Please ring me.";
        assert_eq!(message(&line(" The flats by the mill. "), today()), said);
    }

    #[test]
    fn a_time_of_an_earlier_day_says_which() {
        let at = line("").expected.back_at;
        assert_eq!(time_in_words(at, today()), "15:40");
        assert_eq!(time_in_words(at, today().plus(-1)), "15:40");
        assert_eq!(time_in_words(at, today().plus(1)), "15:40 yesterday");
        assert_eq!(time_in_words(at, today().plus(30)), "15:40 on 22 November");
    }
}
