//! How the team has been going over the months, to see a drift and to talk about it (P18). It is said
//! of the team as a whole: no rule here knows a worker.

use super::{connection::How, day::Day, visit::Place};
use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One side of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    AtHome,
    ByPhone,
    Elsewhere,
    Together,
    Introduced,
    OnTheirOwn,
    AskedAfter,
    NotYetAsked,
}

pub const WHERE_WE_MET: &[Side] = &[Side::AtHome, Side::ByPhone, Side::Elsewhere];
pub const HOW_WE_WENT: &[Side] = &[Side::Together, Side::Introduced, Side::OnTheirOwn];
pub const WHETHER_WE_ASKED: &[Side] = &[Side::AskedAfter, Side::NotYetAsked];

impl Side {
    pub fn where_met(place: &Place) -> Self {
        match place {
            Place::Home => Self::AtHome,
            Place::Phone => Self::ByPhone,
            Place::Community | Place::Clinic | Place::Other | Place::Unknown(_) => Self::Elsewhere,
        }
    }

    /// `None`: a word of a newer version, of which nothing is made.
    pub fn how_went(how: &How) -> Option<Self> {
        match how {
            How::GoTogether => Some(Self::Together),
            How::Introduce | How::RingAhead | How::RingTogether => Some(Self::Introduced),
            How::TryIt => Some(Self::OnTheirOwn),
            How::Unknown(_) => None,
        }
    }
}

/// How large a part of a whole is, as one says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HowMuch {
    All,
    Most,
    Half,
    Some,
    None,
}

/// A part of a whole: to be drawn, and to be said. How large the whole is nobody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub per_thousand: u16,
    pub how_much: HowMuch,
}

impl Share {
    pub fn of(part: usize, whole: usize) -> Self {
        let per_thousand = part.saturating_mul(1000).checked_div(whole).unwrap_or_default();
        let how_much = match per_thousand {
            _ if part == 0 => HowMuch::None,
            _ if part == whole => HowMuch::All,
            551.. => HowMuch::Most,
            450..=550 => HowMuch::Half,
            0..450 => HowMuch::Some,
        };
        Self { per_thousand: u16::try_from(per_thousand).unwrap_or(1000), how_much }
    }
}

/// A month of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    pub first_day: Day,
    /// Empty: too little for a balance to say anything.
    pub sides: Vec<(Side, Share)>,
}

const N_MONTHS: u32 = 6;

/// The first days of this month and those before it, the longest ago first.
fn months(today: Day) -> Vec<Day> {
    let this = first_of_month(today);
    let before = |n| this.0.checked_sub_months(Months::new(n)).map(Day);
    (0..N_MONTHS).rev().filter_map(before).collect()
}

fn first_of_month(day: Day) -> Day {
    day.plus(-i64::from(day.0.day0()))
}

/// How far back a balance looks.
pub fn since(today: Day) -> Day {
    months(today).first().copied().unwrap_or(today)
}

/// What happened, month by month, on which side. Where it was less than `few` nothing is made of it.
pub fn over_months(
    today: Day,
    sides: &[Side],
    few: usize,
    happened: impl IntoIterator<Item = (Day, Side)>,
) -> Vec<Month> {
    let mut by_month: BTreeMap<Day, Vec<Side>> = BTreeMap::new();
    for (on, side) in happened.into_iter().filter(|(on, _)| *on <= today) {
        by_month.entry(first_of_month(on)).or_default().push(side);
    }
    let month = |first_day: Day| {
        let these = by_month.get(&first_day).filter(|these| these.len() >= few.max(1));
        let share = |these: &Vec<Side>, side: Side| {
            let n = these.iter().filter(|it| **it == side).count();
            (side, Share::of(n, these.len()))
        };
        let sides = these.map(|these| sides.iter().map(|side| share(these, *side)).collect());
        Month { first_day, sides: sides.unwrap_or_default() }
    };
    months(today).into_iter().map(month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn half_a_year_ends_with_this_month_and_begins_on_a_first() {
        assert_eq!(since(day("2026-11-26")), day("2026-06-01"));
        assert_eq!(since(day("2027-02-28")), day("2026-09-01"));
        let months: Vec<Day> = months(day("2027-01-31"));
        assert_eq!(months.last(), Some(&day("2027-01-01")));
        assert_eq!(months.len(), 6);
    }

    #[test]
    fn p18_a_balance_is_said_in_words_and_its_whole_is_not_told() {
        let much = |part, whole| Share::of(part, whole).how_much;
        assert_eq!((much(0, 9), much(9, 9)), (HowMuch::None, HowMuch::All));
        assert_eq!(
            (much(6, 9), much(3, 9), much(5, 10)),
            (HowMuch::Most, HowMuch::Some, HowMuch::Half)
        );
        assert_eq!(Share::of(3, 9), Share::of(3_000, 9_000));
        assert_eq!(Share::of(0, 0), Share { per_thousand: 0, how_much: HowMuch::None });
    }

    #[test]
    fn p18_of_a_small_month_nothing_is_made() {
        let today = day("2026-11-26");
        let happened = [
            (day("2026-11-02"), Side::AtHome),
            (day("2026-11-26"), Side::ByPhone),
            (day("2026-11-27"), Side::ByPhone),
            (day("2026-10-31"), Side::AtHome),
            (day("2026-01-31"), Side::AtHome),
        ];
        let months = over_months(today, WHERE_WE_MET, 2, happened);
        let [.., october, november] = &months[..] else { panic!() };
        assert_eq!((months.len(), &october.sides[..]), (6, &[][..]));
        let half = Share { per_thousand: 500, how_much: HowMuch::Half };
        let none = Share { per_thousand: 0, how_much: HowMuch::None };
        assert_eq!(
            november.sides,
            [(Side::AtHome, half), (Side::ByPhone, half), (Side::Elsewhere, none)]
        );
    }

    #[test]
    fn p6_only_going_with_somebody_is_going_together() {
        let together = How::ALL.iter().filter(|how| Side::how_went(how) == Some(Side::Together));
        assert_eq!(together.collect::<Vec<_>>(), [&How::GoTogether]);
        assert_eq!(Side::how_went(&How::Unknown("by boat".into())), None);
    }
}
