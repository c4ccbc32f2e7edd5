//! Whom to be in touch with today, and why: at most five, nothing counted, nothing late.

use super::{
    connection::{AskBy, How},
    day::Day,
    ids::{ConnectionId, PersonId, PromiseId, ReviewId},
    visit::Place,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const MOST_WEIGHT: u8 = 3;

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
    /// They were introduced somewhere, and the day has come to ask how it went, or to go together.
    HowDidItGo {
        connection: ConnectionId,
        /// Where to, or what it is.
        what: String,
        on: Day,
        how: How,
        ask_by: AskBy,
        /// The colleague who brought them on the way.
        by: Option<String>,
    },
    /// They wrote on their page by themselves, and nobody has answered yet.
    WroteOnTheirPage { review: ReviewId, on: Day },
    /// A pause that was agreed is over: the door was open all the time.
    PauseOver { on: Day },
    /// They parted together, and a hello was planned for later.
    HelloAgain { on: Day },
    /// In a handover: the old worker says goodbye.
    Goodbye { on: Day },
    /// In a handover: the new worker says hello.
    Hello { on: Day },
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
            // Let rest for this day; on another that is agreed it comes up again.
            Self::HowDidItGo { connection, on, .. } => format!("connection {connection} {on}"),
            Self::WroteOnTheirPage { review, .. } => format!("wrote {review}"),
            Self::PauseOver { on } => format!("pause over {on}"),
            Self::HelloAgain { on } => format!("hello again {on}"),
            Self::Goodbye { on } => format!("goodbye {on}"),
            Self::Hello { on } => format!("hello {on}"),
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
            Self::Agreed { .. }
            | Self::HowDidItGo { .. }
            | Self::WroteOnTheirPage { .. }
            | Self::PauseOver { .. }
            | Self::HelloAgain { .. }
            | Self::Goodbye { .. }
            | Self::Hello { .. } => 1,
            Self::ColleaguesPromise { .. } | Self::TheirPromise { .. } => 2,
            Self::Quiet { .. } => MOST_WEIGHT,
        }
    }

    fn on(&self) -> Option<Day> {
        match self {
            Self::MyPromise { on, .. }
            | Self::ColleaguesPromise { on, .. }
            | Self::TheirPromise { on, .. }
            | Self::WroteOnTheirPage { on, .. }
            | Self::PauseOver { on }
            | Self::HelloAgain { on }
            | Self::HowDidItGo { on, .. }
            | Self::Goodbye { on }
            | Self::Hello { on }
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

/// So many people a day: more than can be thought of at once helps nobody.
pub const MOST_SUGGESTIONS: usize = 5;

/// Who is suggested, and who has to wait for whoever has the time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub suggestions: Vec<(PersonId, Why)>,
    pub waiting: Vec<(PersonId, Why)>,
    /// Those among the waiting who have gone quiet, whatever else they wait for.
    pub also_quiet: Vec<PersonId>,
}

/// One suggestion a person, at most five people a day, counted with those who were suggested on that
/// day before. Kinds of reasons take turns, the oldest first, so that many promises never hide that
/// somebody has gone quiet.
pub fn suggestions(reasons: Vec<(PersonId, Why)>, before: &BTreeSet<PersonId>) -> Chosen {
    let is_quiet =
        |(person, why): &(PersonId, Why)| matches!(why, Why::Quiet { .. }).then_some(*person);
    let quiet: BTreeSet<PersonId> = reasons.iter().filter_map(is_quiet).collect();
    let all = in_turns(reasons);
    let n_away = before.iter().filter(|person| all.iter().all(|(other, _)| other != *person));
    let n_places = MOST_SUGGESTIONS.saturating_sub(n_away.count());
    // Who was on the page this morning is not gone from it because somebody else came up.
    let (mut suggestions, mut rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(person, _)| before.contains(person));
    let n_free = n_places.saturating_sub(suggestions.len());
    let waiting = rest.split_off(n_free.min(rest.len()));
    suggestions.extend(rest);
    let also_quiet =
        waiting.iter().map(|(person, _)| *person).filter(|person| quiet.contains(person));
    Chosen { also_quiet: also_quiet.collect(), suggestions: in_turns(suggestions), waiting }
}

/// The weightiest reason of each person, and the kinds of reasons in turn.
pub fn in_turns(mut reasons: Vec<(PersonId, Why)>) -> Vec<(PersonId, Why)> {
    reasons.sort_by_key(|(person, why)| (why.weight(), why.on(), *person));
    let mut people = BTreeSet::new();
    reasons.retain(|(person, _)| people.insert(*person));
    let mut n_of_kind = [0_usize; 1 + MOST_WEIGHT as usize];
    let mut turns = Vec::new();
    for (person, why) in reasons {
        let n = n_of_kind.get_mut(usize::from(why.weight()));
        let turn = n.as_deref().copied().unwrap_or_default();
        if let Some(n) = n {
            *n += 1;
        }
        turns.push((turn, why.weight(), person, why));
    }
    turns.sort_by_key(|(turn, weight, ..)| (*turn, *weight));
    turns.into_iter().map(|(_, _, person, why)| (person, why)).collect()
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

    fn promised(n: u8) -> Why {
        let on: Day = "2026-11-20".parse().unwrap();
        Why::MyPromise { promise: PromiseId::from_bytes([n; 16]), text: "Ring".into(), on }
    }
    fn chosen(reasons: Vec<(PersonId, Why)>, before: &[u8]) -> Vec<(PersonId, Why)> {
        suggestions(reasons, &before.iter().map(|n| person(*n)).collect()).suggestions
    }

    #[test]
    fn at_most_five_people_are_suggested_and_nobody_twice() {
        let reasons = (0..9).flat_map(|n| [(person(n), quiet()), (person(n), quiet())]).collect();
        let chosen = suggestions(reasons, &BTreeSet::new());
        assert_eq!(chosen.waiting.len(), 4);
        assert_eq!(chosen.suggestions.len(), 5);
        let people: BTreeSet<_> = chosen.suggestions.iter().map(|(id, _)| *id).collect();
        assert_eq!(people.len(), 5);
    }

    #[test]
    fn our_own_promise_comes_before_their_silence() {
        let chosen = chosen(vec![(person(1), quiet()), (person(2), promised(1))], &[]);
        assert_eq!(chosen.first(), Some(&(person(2), promised(1))));
    }

    #[test]
    fn many_promises_do_not_hide_that_somebody_has_gone_quiet() {
        let mut reasons: Vec<_> = (0..9).map(|n| (person(n), promised(n))).collect();
        reasons.push((person(20), quiet()));
        assert!(chosen(reasons, &[]).contains(&(person(20), quiet())));
    }

    #[test]
    fn who_was_seen_to_today_is_counted_and_who_was_suggested_stays() {
        let reasons: Vec<_> = (0..9).map(|n| (person(n), quiet())).collect();
        assert_eq!(chosen(reasons.clone(), &[100, 101, 102, 103, 104]), []);
        let with_two_left = chosen(reasons.clone(), &[100, 101, 102, 7, 8]);
        assert_eq!(with_two_left, [(person(7), quiet()), (person(8), quiet())]);
        assert_eq!(chosen(reasons, &[100, 8]).len(), 4);
    }
}
