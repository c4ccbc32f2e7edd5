//! What somebody takes of a worker just now: a load is shared by weight and never by headcount. Being
//! there weighs as much as a visit (P5), and nobody weighs for ever as they do this month.

use serde::{Deserialize, Serialize};

/// How many days back the last weeks reach.
pub const LATELY_DAYS: i64 = 28;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Weight {
    CloseJustNow,
    Steadily,
    Lightly,
}

/// What the last weeks say of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// As it was agreed; none while they are left in peace.
    pub rhythm_days: Option<u16>,
    pub is_paused: bool,
    pub n_visits: usize,
    /// Holding of its own, and holding within visits.
    pub n_held: usize,
    /// Somebody of us is to go along.
    pub goes_along: bool,
    /// What we promised and is not done yet.
    pub n_ours: usize,
}

/// Why somebody weighs as they do, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Takes {
    Held,
    GoingAlong,
    OursToDo,
    OftenInTouch,
    InTouch,
    CloseRhythm,
    Paused,
}

/// As often as this, two people hardly lose sight of each other.
const CLOSE_RHYTHM: u16 = 10;
const STEADY_RHYTHM: u16 = 21;
const OFTEN: usize = 3;

impl Weight {
    pub const ALL: [Self; 3] = [Self::CloseJustNow, Self::Steadily, Self::Lightly];

    pub fn of(lately: &Lately) -> Self {
        let rhythm = match lately.rhythm_days {
            Some(1..=CLOSE_RHYTHM) => 2,
            Some(..=STEADY_RHYTHM) => 1,
            Some(_) | None => 0,
        };
        let going = if lately.goes_along { 2 } else { 0 };
        // A long list of small things to do is still one person.
        match lately.n_visits + lately.n_held + rhythm + going + lately.n_ours.min(2) {
            5.. => Self::CloseJustNow,
            2..=4 => Self::Steadily,
            0..=1 => Self::Lightly,
        }
    }
}

impl Lately {
    pub fn takes(&self) -> Vec<Takes> {
        let is_often = self.n_visits >= OFTEN;
        let has_close_rhythm = self.rhythm_days.is_some_and(|n| (1..=CLOSE_RHYTHM).contains(&n));
        let takes = [
            (self.n_held > 0, Takes::Held),
            (self.goes_along, Takes::GoingAlong),
            (self.n_ours > 0, Takes::OursToDo),
            (is_often, Takes::OftenInTouch),
            (self.n_visits > 0 && !is_often, Takes::InTouch),
            (has_close_rhythm, Takes::CloseRhythm),
            (self.is_paused, Takes::Paused),
        ];
        takes.into_iter().filter(|(is_so, _)| *is_so).map(|(_, takes)| takes).collect()
    }

    /// Whether something is still to be done for whoever was parted from.
    pub fn is_unfinished(&self) -> bool {
        self.goes_along || self.n_ours > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_who_was_only_held_weighs_as_much_as_who_was_visited() {
        for n in 0..8 {
            for rhythm_days in [None, Some(7), Some(14), Some(42)] {
                let held = Lately { n_held: n, rhythm_days, ..Lately::default() };
                let visited = Lately { n_visits: n, rhythm_days, ..Lately::default() };
                assert_eq!(Weight::of(&held), Weight::of(&visited));
            }
        }
        let held = Lately { n_held: 5, ..Lately::default() };
        assert_eq!(Weight::of(&held), Weight::CloseJustNow);
        assert_eq!(held.takes(), [Takes::Held]);
    }

    #[test]
    fn p6_going_along_weighs_before_anybody_has_gone() {
        let fortnightly = Lately { n_visits: 2, rhythm_days: Some(14), ..Lately::default() };
        assert_eq!(Weight::of(&fortnightly), Weight::Steadily);
        let going = Lately { goes_along: true, ..fortnightly };
        assert_eq!(Weight::of(&going), Weight::CloseJustNow);
        assert_eq!(going.takes(), [Takes::GoingAlong, Takes::InTouch]);
    }

    #[test]
    fn a_rhythm_alone_tells_a_little_and_a_long_list_of_small_things_no_more() {
        let weight = |lately: Lately| Weight::of(&lately);
        let with_rhythm = |n| Lately { rhythm_days: Some(n), ..Lately::default() };
        assert_eq!(weight(with_rhythm(0)), Weight::Lightly);
        assert_eq!(weight(with_rhythm(42)), Weight::Lightly);
        assert_eq!(weight(with_rhythm(7)), Weight::Steadily);
        assert_eq!(weight(Lately { n_ours: 40, ..Lately::default() }), Weight::Steadily);
    }

    #[test]
    fn who_is_paused_is_still_carried_and_it_is_said() {
        let paused = Lately { is_paused: true, n_ours: 1, ..Lately::default() };
        assert_eq!(Weight::of(&paused), Weight::Lightly);
        assert_eq!(paused.takes(), [Takes::OursToDo, Takes::Paused]);
        assert!(paused.is_unfinished() && !Lately::default().is_unfinished());
    }
}
