//! The words for how we do it, where it stands, and what stood in the way.

use crate::care::{AskBy, Cause, How, Stage};
use crate::ui::{parts::Choice, text::text};

/// As it is offered, said to the person.
pub fn offered(how: &How) -> String {
    match how {
        How::GoTogether => text!("how-go-together"),
        How::Introduce => text!("how-introduce"),
        How::RingAhead => text!("how-ring-ahead"),
        How::RingTogether => text!("how-ring-together"),
        How::TryIt => text!("how-try-it"),
        How::Unknown(word) => word.clone(),
    }
}

/// What it means, in a line.
pub fn meant(how: &How) -> String {
    match how {
        How::GoTogether => text!("how-go-together-means"),
        How::Introduce => text!("how-introduce-means"),
        How::RingAhead => text!("how-ring-ahead-means"),
        How::RingTogether => text!("how-ring-together-means"),
        How::TryIt => text!("how-try-it-means"),
        How::Unknown(_) => String::new(),
    }
}

/// As it is told afterwards.
pub fn how(how: &How) -> String {
    match how {
        How::GoTogether => text!("how-told-go-together"),
        How::Introduce => text!("how-told-introduce"),
        How::RingAhead => text!("how-told-ring-ahead"),
        How::RingTogether => text!("how-told-ring-together"),
        How::TryIt => text!("how-told-try-it"),
        How::Unknown(word) => word.clone(),
    }
}

pub fn stage(stage: &Stage) -> String {
    match stage {
        Stage::Arranged => text!("stage-arranged"),
        Stage::Tried => text!("stage-tried"),
        Stage::SettledIn => text!("stage-settled-in"),
        Stage::NotForMe => text!("stage-not-for-me"),
        Stage::NotYet => text!("stage-not-yet"),
        Stage::StoodInTheWay => text!("stage-stood-in-the-way"),
        Stage::Unknown(word) => word.clone(),
    }
}

pub fn ask_by(ask_by: &AskBy) -> String {
    match ask_by {
        AskBy::Phone => text!("ask-by-phone"),
        AskBy::NextVisit => text!("ask-by-next-visit"),
        AskBy::Text => text!("ask-by-text"),
        AskBy::Other => text!("ask-by-other"),
        AskBy::Unknown(word) => word.clone(),
    }
}

pub fn ways_of_asking() -> Vec<Choice> {
    AskBy::ALL.iter().map(|known| Choice::new(known.as_word(), ask_by(known))).collect()
}

pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::NoSuchService => text!("cause-no-such-service"),
        Cause::WaitingList => text!("cause-waiting-list"),
        Cause::Fares => text!("cause-fares"),
        Cause::Cost => text!("cause-cost"),
        Cause::BenefitDecision => text!("cause-benefit-decision"),
        Cause::Housing => text!("cause-housing"),
        Cause::PhoneOrData => text!("cause-phone-or-data"),
        Cause::OpeningHours => text!("cause-opening-hours"),
        Cause::Access => text!("cause-access"),
        Cause::Language => text!("cause-language"),
        Cause::Caring => text!("cause-caring"),
        Cause::Fear => text!("cause-fear"),
        Cause::Full => text!("cause-full"),
        Cause::Other => text!("cause-other"),
        Cause::Unknown(word) => word.clone(),
    }
}

pub fn causes() -> Vec<Choice> {
    Cause::ALL.iter().map(|known| Choice::new(known.as_word(), cause(known))).collect()
}
