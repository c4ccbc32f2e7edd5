//! A connection: somebody is introduced somewhere, in one of several ways, and asked how it went.
//! Going together is offered first (P6). Only talk ends the thread; no day that passes does (P1).

use super::{day::Day, visit::word_list};
use serde::{Deserialize, Serialize};

word_list! {
    /// How we do it, the best first. The last is the least.
    How {
        GoTogether = "going together",
        Introduce = "introduction",
        RingAhead = "ringing ahead",
        RingTogether = "ringing together",
        TryIt = "trying it",
    }
}

word_list! {
    /// Where a thread stands, as it was last talked about.
    Stage {
        Arranged = "arranged",
        Tried = "tried",
        SettledIn = "settled in",
        NotForMe = "not for me",
        NotYet = "not yet",
        StoodInTheWay = "stood in the way",
    }
}

word_list! {
    /// By which way it is asked how it went.
    AskBy {
        Phone = "phone",
        NextVisit = "next visit",
        Text = "text",
        Other = "other",
    }
}

impl How {
    /// Whether somebody of us is there in person: who goes and how is planned then.
    pub fn is_in_person(&self) -> bool {
        match self {
            Self::GoTogether | Self::Introduce => true,
            Self::RingAhead | Self::RingTogether | Self::TryIt | Self::Unknown(_) => false,
        }
    }
}

impl Stage {
    /// Whether there is still something to ask. A word of a newer version ends nothing.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Arranged
            | Self::Tried
            | Self::NotYet
            | Self::StoodInTheWay
            | Self::Unknown(_) => true,
            Self::SettledIn | Self::NotForMe => false,
        }
    }
}

/// In a week, unless another day is agreed.
const ASK_AFTER_DAYS: i64 = 7;

/// The day that is proposed for asking how it went.
pub fn ask_on(today: Day) -> Day {
    today.plus(ASK_AFTER_DAYS)
}

/// How many others on their way to one place are several for a small one.
const SEVERAL: usize = 3;

/// Whether a word with the place comes first (P15). Nobody is kept from going.
pub fn are_several_on_their_way(n_others: usize) -> bool {
    n_others >= SEVERAL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_going_together_is_offered_first_and_trying_alone_last() {
        assert_eq!(How::ALL.first(), Some(&How::GoTogether));
        assert_eq!(How::ALL.last(), Some(&How::TryIt));
    }

    #[test]
    fn p1_what_is_not_understood_ends_no_thread() {
        let open: Vec<_> = Stage::ALL.iter().filter(|stage| !stage.is_open()).collect();
        assert_eq!(open, [&Stage::SettledIn, &Stage::NotForMe]);
        assert!(Stage::Unknown("on hold".into()).is_open());
    }
}
