//! Whom to be in touch with today, and why: at most five, nothing counted, nothing late.

use super::{
    day::Day,
    ids::{PersonId, PromiseId},
    visit::Place,
};
use serde::{Deserialize, Serialize};

/// Why somebody is suggested. The sentence is made from it by the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// The worker promised something for a day.
    MyPromise { promise: PromiseId, text: String, on: Day },
    /// A colleague promised something for a day to somebody whom the worker walks alongside.
    ColleaguesPromise { promise: PromiseId, text: String, on: Day, by: String },
    /// The person said they would do something; ask how it went.
    TheirPromise { promise: PromiseId, text: String, on: Day },
    /// The next contact was agreed for a day.
    Agreed { on: Day, how: Option<Place> },
    /// A pause that was agreed is over: the door was open all the time.
    PauseOver { on: Day },
    /// They parted together, and a hello was planned for later.
    HelloAgain { on: Day },
    /// Nothing was heard for longer than the rhythm that was agreed.
    Quiet { last_contact_on: Option<Day>, rhythm_words: String, rhythm_days: u16 },
}

impl Why {
    /// A stable name of the reason, under which "not now" and "let it rest" are remembered.
    pub fn key(&self) -> String {
        match self {
            Self::MyPromise { promise, .. }
            | Self::ColleaguesPromise { promise, .. }
            | Self::TheirPromise { promise, .. } => format!("promise {promise}"),
            Self::Agreed { on, .. } => format!("agreed {on}"),
            Self::PauseOver { on } => format!("pause over {on}"),
            Self::HelloAgain { on } => format!("hello again {on}"),
            Self::Quiet { last_contact_on, .. } => match last_contact_on {
                Some(on) => format!("quiet since {on}"),
                None => "quiet".to_owned(),
            },
        }
    }

    /// What comes first: a promise of ours, then what was agreed, then theirs, then silence.
    fn weight(&self) -> u8 {
        match self {
            Self::MyPromise { .. } => 0,
            Self::Agreed { .. } | Self::PauseOver { .. } | Self::HelloAgain { .. } => 1,
            Self::ColleaguesPromise { .. } | Self::TheirPromise { .. } => 2,
            Self::Quiet { .. } => 3,
        }
    }

    fn on(&self) -> Option<Day> {
        match self {
            Self::MyPromise { on, .. }
            | Self::ColleaguesPromise { on, .. }
            | Self::TheirPromise { on, .. }
            | Self::PauseOver { on }
            | Self::HelloAgain { on }
            | Self::Agreed { on, .. } => Some(*on),
            Self::Quiet { last_contact_on, .. } => *last_contact_on,
        }
    }
}

/// How a suggestion is put aside. None needs a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quieten {
    /// Not again today.
    NotNow,
    /// At the next contact with this person.
    NextTime,
    /// Not again for this reason.
    LetItRest,
}

pub const MOST_SUGGESTIONS: usize = 5;

/// One suggestion a person, the weightiest and oldest reason first, at most five.
pub fn suggestions(mut reasons: Vec<(PersonId, Why)>) -> Vec<(PersonId, Why)> {
    reasons.sort_by_key(|(person, why)| (why.weight(), why.on(), *person));
    let mut chosen: Vec<(PersonId, Why)> = Vec::new();
    for (person, why) in reasons {
        let is_chosen = chosen.iter().any(|(other, _)| *other == person);
        if !is_chosen && chosen.len() < MOST_SUGGESTIONS {
            chosen.push((person, why));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u8) -> PersonId {
        PersonId::from_bytes([n; 16])
    }
    fn quiet() -> Why {
        Why::Quiet { last_contact_on: None, rhythm_words: String::new(), rhythm_days: 7 }
    }

    #[test]
    fn at_most_five_people_are_suggested_and_nobody_twice() {
        let reasons = (0..9).flat_map(|n| [(person(n), quiet()), (person(n), quiet())]).collect();
        let chosen = suggestions(reasons);
        assert_eq!(chosen.len(), 5);
        let people: std::collections::BTreeSet<_> = chosen.iter().map(|(id, _)| *id).collect();
        assert_eq!(people.len(), 5);
    }

    #[test]
    fn our_own_promise_comes_before_their_silence() {
        let on: Day = "2026-11-20".parse().unwrap();
        let mine =
            Why::MyPromise { promise: PromiseId::from_bytes([1; 16]), text: "Ring".into(), on };
        let chosen = suggestions(vec![(person(1), quiet()), (person(2), mine.clone())]);
        assert_eq!(chosen.first(), Some(&(person(2), mine)));
    }
}
