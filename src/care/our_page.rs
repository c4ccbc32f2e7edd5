//! Our page: the plan that two people keep, as its person sees it. It has no room for a note, a
//! risk or anybody else; whoever shows it is given this value and nothing more.

use super::{
    day::{Day, Moment},
    promise::Became,
    visit::{Place, word_list},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an older version has sealed for a browser lacks what came since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OurPage {
    /// What they like to be called.
    pub called: String,
    /// Who walks alongside.
    pub worker: String,
    pub matters: Said,
    /// What they are good at, and what works already: before what is hard.
    pub strengths: Said,
    pub hopes: Vec<Hope>,
    pub helps: Said,
    pub in_the_way: Said,
    pub if_hard: IfHard,
    /// What the worker promised, open ones first.
    pub promises: Vec<Promised>,
    pub next: Option<Next>,
    pub reach: Reach,
    pub look_again_on: Option<Day>,
    pub sharing: Sharing,
}

/// A place on the page where something can be said. An answer names it, and nothing else of the
/// record.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Slot(pub u16);

/// What stands in a place: nothing, one thing, or what two people wrote who had not met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub slot: Slot,
    /// The latest first.
    pub versions: Vec<Version>,
    /// Of two versions what fits together.
    #[serde(default)]
    pub together: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub words: String,
    pub by: Voice,
    pub on: Day,
}

/// Whose words they are. A worker's stand beside the person's and never in their place (P12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voice {
    Theirs,
    Worker(String),
}

/// The most that a number on the page can be.
pub const MOST_RATED: u8 = 10;

/// A number on the page that may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    pub slot: Slot,
    pub number: Option<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hope {
    pub words: Said,
    /// How the worker would put it.
    pub wording: String,
    /// From 1 to 10.
    pub importance: Rated,
    /// From 0 to 10.
    pub going: Rated,
    pub step: Step,
    /// Beside that one. A page that an older version sealed has none.
    #[serde(default)]
    pub other_steps: Vec<Step>,
}

/// One small thing to try next. Without words there is none at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub words: Said,
    pub who: Option<Who>,
    /// "After her appointment", "on a dry day".
    pub when: String,
    /// How sure they feel, from 1 to 10.
    pub sure: Rated,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IfHard {
    pub signs: Said,
    pub helps: Said,
    pub whom: Said,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    pub text: String,
    pub on: Option<Day>,
    pub became: Option<Became>,
    pub became_words: String,
}

/// Who sees what, and what they wish about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    pub team: String,
    /// Everybody in the team, by name: all of them can read it.
    pub readers: Vec<String>,
    pub wishes: Said,
    /// One of `TellGp`.
    pub tell_gp: Said,
}

/// At which numbers they can ring, where one was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reach {
    /// The worker's.
    pub worker: String,
    pub team: String,
    /// As the team calls itself before everybody.
    pub team_name: String,
}

impl Reach {
    pub fn is_empty(&self) -> bool {
        self.worker.is_empty() && self.team.is_empty()
    }
}

/// When and how the two are in touch next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub on: Day,
    pub how: Option<Place>,
}

word_list! {
    /// Who takes a step, as the person would say it.
    Who {
        Me = "me",
        You = "you",
        Both = "both",
        SomebodyElse = "somebody else",
    }
}

word_list! {
    /// Whether the GP is told what the two are doing.
    TellGp {
        Yes = "yes",
        AskFirst = "ask first",
        No = "no",
    }
}

word_list! {
    /// How a step went. There is no word for a failing.
    HowItWent {
        DidIt = "did it",
        SomeOfIt = "some of it",
        NotYet = "not yet",
        NotAnyMore = "not any more",
    }
}

word_list! {
    /// How somebody looked at their page by themselves.
    Reviewed {
        HandedOver = "handed over",
        OwnPhone = "their own phone",
    }
}

word_list! {
    /// Where a review ended, which is also all right.
    Agreed {
        Agreed = "agreed",
        NotYet = "not yet",
    }
}

/// What somebody said of their page, looking at it by themselves. Whatever is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    pub at: Moment,
    /// New words for a place; empty ones cross out what stood there.
    pub said: BTreeMap<Slot, String>,
    pub numbers: BTreeMap<Slot, u8>,
    /// By the place of the step's words.
    pub steps: BTreeMap<Slot, StepAnswer>,
    /// A line to the worker.
    pub line: String,
    pub agreed: Option<Agreed>,
    pub agreed_words: String,
    /// Where the two see it differently. Both views are kept.
    pub differently: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAnswer {
    pub how: Option<HowItWent>,
    pub in_the_way: String,
    /// A smaller next step.
    pub next: String,
}

impl Said {
    /// What is shown first: the latest.
    pub fn words(&self) -> &str {
        self.versions.first().map(|version| version.words.as_str()).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.words().is_empty()
    }

    pub fn has_two_versions(&self) -> bool {
        self.versions.len() > 1
    }
}

impl OurPage {
    pub fn has_two_versions(&self) -> bool {
        self.places().any(Said::has_two_versions)
    }

    /// Nothing was written yet that the person could look at.
    pub fn is_empty(&self) -> bool {
        self.places().all(Said::is_empty) && self.promises.is_empty()
    }

    fn places(&self) -> impl Iterator<Item = &Said> {
        let hopes = self.hopes.iter().flat_map(|hope| {
            let others = hope.other_steps.iter().map(|step| &step.words);
            [&hope.words, &hope.step.words].into_iter().chain(others)
        });
        let IfHard { signs, helps, whom } = &self.if_hard;
        [&self.matters, &self.strengths, &self.helps, &self.in_the_way, signs, helps, whom]
            .into_iter()
            .chain(hopes)
    }
}

impl Answer {
    /// Nothing was said at all: whoever gave the phone back at once did not review anything.
    pub fn is_empty(&self) -> bool {
        *self == Self { at: self.at, ..Self::default() }
    }
}

impl HowItWent {
    /// Whether the step makes room when no other was put in its place.
    pub fn is_over(&self) -> bool {
        match self {
            Self::DidIt | Self::NotAnyMore => true,
            Self::SomeOfIt | Self::NotYet | Self::Unknown(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_an_older_version_sealed_has_one_step_to_a_hope_and_opens() {
        let page = OurPage { hopes: vec![Hope::default()], ..OurPage::default() };
        let sealed = serde_json::to_string(&page).unwrap();
        let older = sealed.replace(r#","other_steps":[]"#, "");
        assert_ne!(older, sealed);
        assert_eq!(serde_json::from_str::<OurPage>(&older).unwrap(), page);
    }
}
