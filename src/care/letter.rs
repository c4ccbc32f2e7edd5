//! A handover reads as a letter, from one colleague to another (P10). What it says, and in which
//! order, is decided here; the sentences are among the texts of screens.

use super::{
    connection::{How, Stage},
    day::Day,
    tried::StepBecame,
    visit::Place,
};
use serde::{Deserialize, Serialize};

/// What is known of somebody and may be told on. Nothing of a note is in it, nor of what is not
/// for the person's own eyes: they read the letter too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// To whom; empty while nobody is chosen.
    pub to: String,
    pub from: String,
    pub called: String,
    pub full_name: String,
    /// What is told in a sentence each, as far as it is known.
    pub about: Vec<(About, String)>,
    pub hopes: Vec<Hope>,
    /// What was tried for none of the hopes: "life happened", mostly.
    pub tried: Vec<Tried>,
    pub threads: Vec<Thread>,
    pub promises: Vec<Promised>,
    pub next_on: Option<Day>,
    pub next_how: Option<Place>,
    /// Where no words for a rhythm were found.
    pub rhythm_days: Option<u16>,
    pub risks: Vec<Risk>,
    pub no_known_risks_on: Option<Day>,
}

/// What a sentence is about; what it says is somebody's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    Pronoun,
    ContactBy,
    Telephone,
    Access,
    Communication,
    Matters,
    PeopleImportant,
    Support,
    PleaseDo,
    PleaseDont,
    AlsoWorthKnowing,
    Rhythm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hope {
    pub words: String,
    /// The next first.
    pub steps: Vec<String>,
    /// The earliest first.
    pub tried: Vec<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub step: String,
    pub became: StepBecame,
    pub learned: String,
}

/// Somewhere they are on the way to, or have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub what: String,
    pub how: How,
    pub stage: Stage,
    pub on: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    pub text: String,
    pub on: Option<Day>,
    pub by: By,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// Whoever writes the letter.
    Me,
    Colleague(String),
    Person,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    pub what: String,
    pub checked_on: Option<Day>,
}

/// Something that the letter says, in a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    Dear(Option<String>),
    Meet {
        full_name: String,
        called: String,
    },
    About(About, String),
    Hope(String),
    Step(String),
    /// Beside that one.
    OtherStep(String),
    Tried(Tried),
    Thread(Thread),
    Promised(Promised),
    Next {
        on: Day,
        how: Option<Place>,
    },
    RhythmDays(u16),
    Risk(Risk),
    NoKnownRisks {
        on: Day,
    },
    NobodyLooked,
    AskMe,
    Warmly(String),
}

pub type Paragraph = Vec<Said>;

/// A letter to go on from: a paragraph for each thing that is known, and none for what is not.
pub fn begun(known: &Known) -> Vec<Paragraph> {
    let to = Some(known.to.clone()).filter(|to| !to.is_empty());
    let (full_name, called) = (known.full_name.clone(), known.called.clone());
    let meet = Said::Meet { full_name, called };
    let first = [About::Pronoun, About::ContactBy, About::Telephone, About::Access];
    let mut letter = vec![vec![Said::Dear(to)]];
    letter.push([vec![meet], about(known, &first), about(known, &[About::Communication])].concat());
    letter.push(about(known, &[About::Matters]));
    letter.push(about(known, &[About::PeopleImportant]));
    letter.extend(known.hopes.iter().map(hoped));
    letter.push(known.tried.iter().cloned().map(Said::Tried).collect());
    letter.push(known.threads.iter().cloned().map(Said::Thread).collect());
    letter.push(known.promises.iter().cloned().map(Said::Promised).collect());
    letter.push(next(known));
    letter.push(about(known, &[About::Support, About::PleaseDo, About::PleaseDont]));
    letter.push(about(known, &[About::AlsoWorthKnowing]));
    letter.push(risks(known));
    letter.push(vec![Said::AskMe]);
    letter.push(farewell(known));
    letter.retain(|paragraph| !paragraph.is_empty());
    letter
}

fn about(known: &Known, what: &[About]) -> Paragraph {
    let of = |what: &About| known.about.iter().find(|(about, _)| about == what);
    let told = what.iter().filter_map(of).filter(|(_, words)| !words.trim().is_empty());
    told.map(|(about, words)| Said::About(*about, words.clone())).collect()
}

fn hoped(hope: &Hope) -> Paragraph {
    let mut said = vec![Said::Hope(hope.words.clone())];
    said.extend(hope.tried.iter().cloned().map(Said::Tried));
    let mut steps = hope.steps.iter().filter(|step| !step.trim().is_empty()).cloned();
    said.extend(steps.next().map(Said::Step));
    said.extend(steps.map(Said::OtherStep));
    said
}

fn next(known: &Known) -> Paragraph {
    let next = known.next_on.map(|on| Said::Next { on, how: known.next_how.clone() });
    let mut rhythm = about(known, &[About::Rhythm]);
    if rhythm.is_empty() {
        rhythm.extend(known.rhythm_days.map(Said::RhythmDays));
    }
    next.into_iter().chain(rhythm).collect()
}

fn risks(known: &Known) -> Paragraph {
    if !known.risks.is_empty() {
        return known.risks.iter().cloned().map(Said::Risk).collect();
    }
    vec![known.no_known_risks_on.map_or(Said::NobodyLooked, |on| Said::NoKnownRisks { on })]
}

fn farewell(known: &Known) -> Paragraph {
    if known.from.is_empty() { Vec::new() } else { vec![Said::Warmly(known.from.clone())] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p10_what_nobody_told_leaves_no_gap_in_the_letter() {
        let known = Known { called: "Mo".into(), full_name: "Mo".into(), ..Known::default() };
        let meet = Said::Meet { full_name: "Mo".into(), called: "Mo".into() };
        let expected =
            [vec![Said::Dear(None)], vec![meet], vec![Said::NobodyLooked], vec![Said::AskMe]];
        assert_eq!(begun(&known), expected);
    }

    #[test]
    fn p2_what_was_tried_for_a_hope_stands_before_the_steps_that_are_next() {
        let tried = Tried {
            step: "Ring the chapel".into(),
            became: StepBecame::Swapped,
            learned: "It rings in an empty vestry".into(),
        };
        let hope = Hope {
            words: "To sing".into(),
            steps: vec![String::new(), "Ask Brenda".into(), "Find the scarf".into()],
            tried: vec![tried.clone()],
        };
        let letter = begun(&Known { hopes: vec![hope], ..Known::default() });
        let told = vec![
            Said::Hope("To sing".into()),
            Said::Tried(tried),
            Said::Step("Ask Brenda".into()),
            Said::OtherStep("Find the scarf".into()),
        ];
        assert!(letter.contains(&told), "{letter:?}");
    }

    #[test]
    fn a_risk_that_is_known_leaves_nobody_saying_that_there_is_none() {
        let risk = Risk { what: "A dog that jumps up".into(), checked_on: None };
        let no_known_risks_on = "2026-11-03".parse().ok();
        let letter =
            begun(&Known { risks: vec![risk.clone()], no_known_risks_on, ..Known::default() });
        assert!(letter.contains(&vec![Said::Risk(risk)]), "{letter:?}");
    }

    #[test]
    fn words_for_a_rhythm_come_before_its_days() {
        let known = Known { rhythm_days: Some(14), ..Known::default() };
        assert!(begun(&known).contains(&vec![Said::RhythmDays(14)]));
        let words = (About::Rhythm, "Tuesdays, text first".to_owned());
        let told = vec![Said::About(About::Rhythm, words.1.clone())];
        assert!(begun(&Known { about: vec![words], ..known }).contains(&told));
    }
}
