//! Tinkering: what became of a step that we tried, and what is next (P2, P4). There is no word for
//! a failing.

use super::visit::word_list;
use serde::{Deserialize, Serialize};

word_list! {
    StepBecame {
        Adjusted = "adjusted",
        Parked = "parked",
        Swapped = "swapped",
        Done = "done",
        LifeHappened = "life happened",
        /// As the person says it of their page.
        SomeOfIt = "some of it",
        NotYet = "not yet",
        NotAnyMore = "not any more",
    }
}

impl StepBecame {
    /// What a worker chooses from when they change a step together.
    pub const TOGETHER: [Self; 5] =
        [Self::Adjusted, Self::Parked, Self::Swapped, Self::Done, Self::LifeHappened];
}

/// The step that stands afterwards. What is said to be next is next; otherwise a step that only
/// changed, or that life came in between, stays where it is, and any other makes room.
pub fn step_after<'a>(became: &StepBecame, was: &'a str, next: &'a str) -> &'a str {
    let next = next.trim();
    if !next.is_empty() {
        return next;
    }
    match became {
        StepBecame::Adjusted
        | StepBecame::LifeHappened
        | StepBecame::SomeOfIt
        | StepBecame::NotYet
        | StepBecame::Unknown(_) => was,
        StepBecame::Parked | StepBecame::Swapped | StepBecame::Done | StepBecame::NotAnyMore => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p2_what_is_next_takes_the_place_of_what_was() {
        for became in StepBecame::ALL {
            assert_eq!(step_after(became, "Dinner on Thursday", " Tea at home "), "Tea at home");
        }
    }

    #[test]
    fn p4_when_life_happened_nothing_has_to_be_next() {
        let was = "Dinner on Thursday";
        assert_eq!(step_after(&StepBecame::LifeHappened, was, ""), was);
        assert_eq!(step_after(&StepBecame::Parked, was, ""), "");
    }
}
