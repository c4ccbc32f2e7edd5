//! Measures serve the talk (P7): each is one answer to one question. Any may be skipped, and none
//! is waited for.

use super::{
    day::{Day, Moment},
    visit::word_list,
};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::RangeInclusive, str::FromStr};

word_list! {
    /// What is asked. Of the tools that need a licence we hold no word, only the number.
    Question {
        Satisfied = "satisfied",
        Worthwhile = "worthwhile",
        HappyYesterday = "happy yesterday",
        AnxiousYesterday = "anxious yesterday",
        LackCompanionship = "lack companionship",
        LeftOut = "left out",
        Isolated = "isolated",
        Lonely = "lonely",
        Going = "going",
        Importance = "importance",
        Confidence = "confidence",
        Swemwbs = "swemwbs",
        Mycaw = "mycaw",
        OutcomesStar = "outcomes star",
        Pam = "pam",
    }
}

/// The four of the Office for National Statistics. They are four answers and never one number.
pub const WELLBEING: [Question; 4] = [
    Question::Satisfied,
    Question::Worthwhile,
    Question::HappyYesterday,
    Question::AnxiousYesterday,
];

/// The three that may be put together, and the direct one, which stands by itself.
pub const LONELINESS: [Question; 4] =
    [Question::LackCompanionship, Question::LeftOut, Question::Isolated, Question::Lonely];

/// About one hope. The first is ours, the others are of the national record standard.
pub const OF_A_GOAL: [Question; 3] = [Question::Going, Question::Importance, Question::Confidence];

pub const LICENSED: [Question; 4] =
    [Question::Swemwbs, Question::Mycaw, Question::OutcomesStar, Question::Pam];

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    ZeroToTen,
    OneToTen,
    /// 1 hardly ever or never, 2 some of the time, 3 often.
    HowOften,
    /// 1 often or always, down to 5 never. A word and no number.
    HowLonely,
    /// Whatever number the tool gives.
    OfItsTool,
}

/// A number as a tool gives it, with up to two places after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Score {
    pub whole: u16,
    pub hundredths: u16,
}

impl From<u16> for Score {
    fn from(whole: u16) -> Self {
        Self { whole, hundredths: 0 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAScore;

impl FromStr for Score {
    type Err = NotAScore;

    /// With a point or, as on many keyboards, a comma.
    fn from_str(text: &str) -> Result<Self, NotAScore> {
        let number = |digits: &str| match digits.bytes().all(|byte| byte.is_ascii_digit()) {
            true => digits.parse::<u16>().map_err(|_| NotAScore),
            false => Err(NotAScore),
        };
        let Some((whole, places)) = text.trim().split_once(['.', ',']) else {
            return Ok(number(text.trim())?.into());
        };
        let hundredths = match places.len() {
            1 => number(places)? * 10,
            2 => number(places)?,
            _ => return Err(NotAScore),
        };
        Ok(Self { whole: number(whole)?, hundredths })
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whole, hundredths } = self;
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", hundredths / 10),
            _ => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

impl Question {
    pub fn scale(&self) -> Scale {
        match self {
            Self::Satisfied | Self::Worthwhile | Self::HappyYesterday | Self::AnxiousYesterday => {
                Scale::ZeroToTen
            }
            Self::LackCompanionship | Self::LeftOut | Self::Isolated => Scale::HowOften,
            Self::Lonely => Scale::HowLonely,
            Self::Going => Scale::ZeroToTen,
            Self::Importance | Self::Confidence => Scale::OneToTen,
            Self::Swemwbs | Self::Mycaw | Self::OutcomesStar | Self::Pam | Self::Unknown(_) => {
                Scale::OfItsTool
            }
        }
    }

    pub fn takes(&self, answer: u16) -> bool {
        self.scale().range().contains(&answer)
    }

    /// Between the whole numbers of a scale of ours there is nothing.
    pub fn takes_score(&self, score: Score) -> bool {
        let range = self.scale().range();
        let is_within = Score::from(*range.start()) <= score && score <= Score::from(*range.end());
        let is_between = score.hundredths > 0;
        is_within && score.hundredths < 100 && (!is_between || self.scale() == Scale::OfItsTool)
    }

    /// Asked about one hope, and without it about nothing.
    pub fn is_of_a_goal(&self) -> bool {
        OF_A_GOAL.contains(self)
    }
}

impl Scale {
    pub fn range(self) -> RangeInclusive<u16> {
        match self {
            Self::ZeroToTen => 0..=10,
            Self::OneToTen => 1..=10,
            Self::HowOften => 1..=3,
            Self::HowLonely => 1..=5,
            Self::OfItsTool => 0..=1000,
        }
    }

    /// Numbers that somebody gave of themselves make a line; words do not.
    pub fn is_a_line(self) -> bool {
        match self {
            Self::ZeroToTen | Self::OneToTen => true,
            Self::HowOften | Self::HowLonely | Self::OfItsTool => false,
        }
    }
}

/// From 3 to 9, of the answers of one day: only when all three were given, and of no other
/// questions. Of several answers to one question the last counts.
pub fn loneliness(answers: &[(Question, u16)]) -> Option<u16> {
    let [one, other, third, _] = LONELINESS;
    let last = |question: Question| {
        let given = answers.iter().rev().find(|(asked, _)| *asked == question);
        given.map(|(_, answer)| *answer).filter(|answer| question.takes(*answer))
    };
    Some(last(one)? + last(other)? + last(third)?)
}

/// The days on which all three were answered, with what they come to.
pub fn loneliness_by_day(answers: &[(Day, Question, u16)]) -> Vec<(Day, u16)> {
    let mut days: Vec<Day> = answers.iter().map(|(day, ..)| *day).collect();
    days.sort_unstable();
    days.dedup();
    let of_day = |day: Day| {
        let given = answers.iter().filter(|(on, ..)| *on == day);
        let given: Vec<_> = given.map(|(_, asked, answer)| (asked.clone(), *answer)).collect();
        loneliness(&given).map(|total| (day, total))
    };
    days.into_iter().filter_map(of_day).collect()
}

/// As long as people sit together over a few questions. A second answer within it is the first one
/// thought over.
const SITTING_MS: i64 = 60 * 60 * 1000;

pub fn is_one_sitting(earlier: Moment, later: Moment) -> bool {
    (0..=SITTING_MS).contains(&(later.0 - earlier.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_THREE: [(Question, u16); 3] =
        [(Question::LackCompanionship, 3), (Question::LeftOut, 2), (Question::Isolated, 1)];

    #[test]
    fn p7_loneliness_is_a_total_only_when_whole() {
        assert_eq!(loneliness(&ALL_THREE), Some(6));
        for missing in 0..3 {
            let mut two = ALL_THREE.to_vec();
            two.remove(missing);
            assert_eq!(loneliness(&two), None);
        }
    }

    #[test]
    fn p7_loneliness_is_a_total_of_one_day_only() {
        let (one, other) = ("2026-11-20".parse().unwrap(), "2026-11-21".parse().unwrap());
        let on = |day: Day, at: usize| {
            let (question, answer) = ALL_THREE[at].clone();
            (day, question, answer)
        };
        let apart = [on(one, 0), on(one, 1), on(other, 2)];
        assert_eq!(loneliness_by_day(&apart), []);
        let together = [on(one, 0), on(other, 0), on(other, 1), on(other, 2)];
        assert_eq!(loneliness_by_day(&together), [(other, 6)]);
    }

    #[test]
    fn p7_the_four_of_wellbeing_and_the_direct_question_are_never_summed() {
        let mut others: Vec<_> = WELLBEING.into_iter().map(|asked| (asked, 2)).collect();
        others.push((Question::Lonely, 1));
        assert_eq!(loneliness(&others), None);
        let with_the_three: Vec<_> = others.into_iter().chain(ALL_THREE).collect();
        assert_eq!(loneliness(&with_the_three), Some(6));
    }

    #[test]
    fn an_answer_is_one_of_its_scale() {
        assert!(Question::Satisfied.takes(0) && Question::Satisfied.takes(10));
        assert!(!Question::Satisfied.takes(11));
        assert!(!Question::Importance.takes(0));
        assert!(!Question::Isolated.takes(4));
        assert!(Question::Lonely.takes(5) && !Question::Lonely.takes(6));
    }

    #[test]
    fn a_tool_gives_a_number_with_two_places_and_a_scale_of_ours_does_not() {
        let score = |text: &str| text.parse::<Score>();
        for (typed, shown) in
            [("22.35", "22.35"), (" 56,4 ", "56.4"), ("7.05", "7.05"), ("30", "30"), ("12.0", "12")]
        {
            assert_eq!(score(typed).unwrap().to_string(), shown);
            assert!(Question::Swemwbs.takes_score(score(typed).unwrap()));
        }
        for typed in ["", ".", "22.", ".5", "22.355", "-1", "+1", "1e2", "22.+1", "1.2.3", "70000"]
        {
            assert_eq!(score(typed), Err(NotAScore), "{typed:?}");
        }
        assert!(!Question::Pam.takes_score(score("1000.01").unwrap()));
        assert!(Question::Going.takes_score(score("7").unwrap()));
        assert!(!Question::Going.takes_score(score("7.5").unwrap()));
    }

    #[test]
    fn every_question_we_know_stands_in_one_place() {
        let groups = [WELLBEING.as_slice(), &LONELINESS, &OF_A_GOAL, &LICENSED].concat();
        assert_eq!(groups, Question::ALL);
    }
}
