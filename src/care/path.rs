//! The path of a hope over time: what was tried, what was learned, what came in between. It has one
//! direction. A set-back bends it to the side, and it goes on from there (P2, P4).

use super::{
    barrier::Cause,
    connection::{How, Stage},
    day::Moment,
    our_page::{Agreed, Reviewed, Version},
    tried::StepBecame,
};
use serde::{Deserialize, Serialize};

/// Its points in order of time, the hope first. There is no last one: what is next is open (P1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path<By> {
    points: Vec<Point<By>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point<By> {
    pub at: Moment,
    pub by: By,
    pub what: Happened,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    /// In the words that were said then.
    Hoped { words: Vec<Version> },
    Tried {
        /// As it was when it was tried. Empty where life happened to all of the plan.
        step: String,
        became: StepBecame,
        learned: Vec<Version>,
    },
    /// It belongs to the world (P8).
    InTheWay { cause: Cause, how_long: String, words: String },
    /// Somebody is introduced somewhere, for the sake of the hope.
    Connected { what: String, how: How },
    /// What was said of how it goes there.
    TalkedOver { what: String, stage: Stage, words: String },
    /// They looked at their page, and where that ended.
    LookedAt { how: Reviewed, agreed: Option<Agreed> },
}

/// How the path goes at a point. There is no way back and no way down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Begins,
    On,
    /// Round what is in the way, and on.
    Aside,
}

impl<By: Clone> Path<By> {
    /// Out of what was of this hope, and what was of the whole plan: that is on the path of a hope from
    /// the day on which it was hoped.
    pub fn of(hoped: Point<By>, its_own: Vec<Point<By>>, of_the_plan: &[Point<By>]) -> Self {
        let since = hoped.at;
        let with_it = of_the_plan.iter().filter(|point| point.at >= since).cloned();
        let mut later: Vec<Point<By>> = its_own.into_iter().chain(with_it).collect();
        // A phone whose clock was wrong does not put a step before its hope.
        later.sort_by_key(|point| point.at);
        Self { points: [vec![hoped], later].concat() }
    }
}

impl<By> Path<By> {
    pub fn points(&self) -> &[Point<By>] {
        &self.points
    }
}

impl Happened {
    pub fn way(&self) -> Way {
        match self {
            Self::Hoped { .. } => Way::Begins,
            Self::InTheWay { .. } => Way::Aside,
            Self::LookedAt { .. } | Self::Connected { .. } => Way::On,
            Self::TalkedOver { stage, .. } => match stage {
                Stage::NotYet | Stage::StoodInTheWay => Way::Aside,
                Stage::Arranged
                | Stage::Tried
                | Stage::SettledIn
                | Stage::NotForMe
                | Stage::Unknown(_) => Way::On,
            },
            Self::Tried { became, .. } => match became {
                StepBecame::LifeHappened | StepBecame::NotYet | StepBecame::Parked => Way::Aside,
                StepBecame::Adjusted
                | StepBecame::Swapped
                | StepBecame::Done
                | StepBecame::SomeOfIt
                | StepBecame::NotAnyMore
                | StepBecame::Unknown(_) => Way::On,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hoped(at: i64) -> Point<()> {
        Point { at: Moment(at), by: (), what: Happened::Hoped { words: Vec::new() } }
    }

    fn tried(at: i64, became: StepBecame) -> Point<()> {
        let (step, learned) = ("Ring the chapel".to_owned(), Vec::new());
        Point { at: Moment(at), by: (), what: Happened::Tried { step, became, learned } }
    }

    fn in_the_way(at: i64) -> Point<()> {
        let (cause, words) = (Cause::WaitingList, "The choir is full".to_owned());
        let what = Happened::InTheWay { cause, how_long: String::new(), words };
        Point { at: Moment(at), by: (), what }
    }

    fn ways(path: &Path<()>) -> Vec<Way> {
        path.points().iter().map(|point| point.what.way()).collect()
    }

    #[test]
    fn p2_a_set_back_is_a_bend_and_never_a_fall() {
        let set_backs = [StepBecame::NotYet, StepBecame::Parked, StepBecame::LifeHappened];
        let tried = set_backs.into_iter().enumerate().map(|(at, became)| tried(at as i64, became));
        let path = Path::of(hoped(0), tried.collect(), &[]);
        assert_eq!(ways(&path), [Way::Begins, Way::Aside, Way::Aside, Way::Aside]);
        let times: Vec<Moment> = path.points().iter().map(|point| point.at).collect();
        assert!(times.is_sorted(), "it leads on, through every bend");
    }

    #[test]
    fn p2_whatever_became_of_a_step_has_its_place_on_the_path() {
        for became in StepBecame::ALL {
            let path = Path::of(hoped(0), vec![tried(1, became.clone())], &[]);
            assert_eq!(path.points().len(), 2, "{became:?}");
        }
        for on in [StepBecame::Done, StepBecame::SomeOfIt, StepBecame::Swapped] {
            assert_eq!(tried(1, on).what.way(), Way::On);
        }
    }

    #[test]
    fn p1_what_is_said_of_a_thread_bends_or_leads_on_and_ends_nothing() {
        let way = |stage: &Stage| {
            let (what, words) = ("The choir".to_owned(), String::new());
            Happened::TalkedOver { what, stage: stage.clone(), words }.way()
        };
        let aside: Vec<&Stage> = Stage::ALL.iter().filter(|it| way(it) == Way::Aside).collect();
        assert_eq!(aside, [&Stage::NotYet, &Stage::StoodInTheWay]);
    }

    #[test]
    fn p4_life_happens_to_the_paths_that_had_begun_and_takes_nothing_from_them() {
        let life = tried(5, StepBecame::LifeHappened);
        let before = Path::of(hoped(0), vec![tried(3, StepBecame::Done)], &[]);
        let after =
            Path::of(hoped(0), vec![tried(3, StepBecame::Done)], std::slice::from_ref(&life));
        assert!(after.points().starts_with(before.points()));
        assert_eq!(ways(&after), [Way::Begins, Way::On, Way::Aside]);
        let later = Path::of(hoped(7), Vec::new(), &[life]);
        assert_eq!(ways(&later), [Way::Begins]);
    }

    #[test]
    fn p8_what_stood_in_the_way_bends_the_path() {
        assert_eq!(in_the_way(1).what.way(), Way::Aside);
    }

    #[test]
    fn the_hope_comes_first_though_a_clock_was_wrong() {
        let tried = vec![tried(9, StepBecame::Done), tried(2, StepBecame::Adjusted)];
        let path = Path::of(hoped(5), tried, &[]);
        assert_eq!(path.points().iter().map(|point| point.at.0).collect::<Vec<_>>(), [5, 2, 9]);
    }

    #[test]
    fn p12_that_they_do_not_agree_yet_is_no_set_back() {
        let (how, agreed) = (Reviewed::HandedOver, Some(Agreed::NotYet));
        assert_eq!(Happened::LookedAt { how, agreed }.way(), Way::On);
    }
}
