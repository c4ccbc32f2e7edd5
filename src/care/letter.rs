//! A handover reads as a letter, from one colleague to another (P10).
//!
//! What is begun here is the writer's own text from then on, so it stands here in whole sentences
//! and not among the texts of screens.

use super::{day::Day, visit::Place};

/// What is known of somebody and may be told on. Nothing of a note is in it, nor of what is not
/// for the person's own eyes: they read the letter too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// To whom; empty while nobody is chosen.
    pub to: String,
    pub from: String,
    pub called: String,
    pub full_name: String,
    pub pronoun: String,
    pub contact_by: String,
    pub telephone: String,
    pub access: String,
    pub communication: String,
    /// In their own words.
    pub matters: String,
    pub people_important: String,
    pub hopes: Vec<Hope>,
    pub promises: Vec<Promised>,
    pub next_on: Option<Day>,
    pub next_how: Option<Place>,
    pub rhythm: String,
    pub please_do: String,
    pub please_dont: String,
    pub risks: Vec<Risk>,
    pub no_known_risks_on: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hope {
    pub words: String,
    pub step: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    pub text: String,
    pub on: Option<Day>,
    pub by: By,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Whoever writes the letter.
    Me,
    Colleague(String),
    Person,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    pub what: String,
    pub checked_on: Option<Day>,
}

/// A letter to go on from: a paragraph for each thing that is known, and none for what is not.
pub fn begun(known: &Known) -> String {
    let paragraphs = [
        greeting(known),
        who(known),
        what_matters(known),
        known.hopes.iter().map(|hope| hoped(known, hope)).collect::<Vec<_>>().join("\n"),
        known.promises.iter().map(|one| promised(known, one)).collect::<Vec<_>>().join("\n"),
        next(known),
        manner(known),
        risks(known),
        farewell(known),
    ];
    let said: Vec<String> = paragraphs.into_iter().filter(|said| !said.is_empty()).collect();
    said.join("\n\n")
}

fn greeting(known: &Known) -> String {
    let to = if known.to.is_empty() { "colleague" } else { &known.to };
    format!("Dear {to},")
}

fn who(known: &Known) -> String {
    let called = &known.called;
    let mut said = vec![if known.full_name == *called {
        format!("I would like you to meet {called}.")
    } else {
        format!("I would like you to meet {}, who likes to be called {called}.", known.full_name)
    }];
    said.extend(of(&known.pronoun, |words| format!("The pronoun is {words}.")));
    said.extend(of(&known.contact_by, |words| format!("To get in touch: {words}.")));
    said.extend(of(&known.telephone, |words| format!("The number is {words}.")));
    said.extend(of(&known.access, |words| format!("At the door: {words}.")));
    said.extend(of(&known.communication, |words| format!("Talking with each other: {words}.")));
    said.join(" ")
}

fn what_matters(known: &Known) -> String {
    let called = &known.called;
    let mut said = Vec::new();
    said.extend(of_own(&known.matters, |words| {
        format!("What matters to {called}, in their own words: “{words}”")
    }));
    said.extend(of_own(&known.people_important, |words| {
        format!("The people important to them: “{words}”")
    }));
    said.join("\n")
}

fn hoped(known: &Known, hope: &Hope) -> String {
    let mut said = format!("{} hopes: “{}”.", known.called, bare(&hope.words));
    if let Some(step) = of(&hope.step, |step| format!(" The next small step is: {step}.")) {
        said.push_str(&step);
    }
    said
}

fn promised(known: &Known, promise: &Promised) -> String {
    let called = &known.called;
    let day = promise.on.map(|on| format!(", for {}", in_words(on))).unwrap_or_default();
    let text = bare(&promise.text);
    match &promise.by {
        By::Me => format!("I promised {called}: {text}{day}."),
        By::Colleague(name) => format!("{name} promised {called}: {text}{day}."),
        By::Person => format!("{called} said they would: {text}{day}."),
    }
}

fn next(known: &Known) -> String {
    let mut said = Vec::new();
    if let Some(on) = known.next_on {
        let how = known.next_how.as_ref().map(place).unwrap_or_default();
        said.push(format!("We agreed to be in touch next on {}{how}.", in_words(on)));
    }
    said.extend(of(&known.rhythm, |words| format!("Our rhythm: {words}.")));
    said.join(" ")
}

fn place(place: &Place) -> String {
    match place {
        Place::Home => ", at home".to_owned(),
        Place::Phone => ", on the phone".to_owned(),
        Place::Community => ", out together".to_owned(),
        Place::Clinic => ", at the clinic".to_owned(),
        Place::Other => String::new(),
        Place::Unknown(word) => format!(", {word}"),
    }
}

fn manner(known: &Known) -> String {
    let please = of(&known.please_do, |words| format!("Please do: {words}."));
    let please_dont = of(&known.please_dont, |words| format!("Please don’t: {words}."));
    please.into_iter().chain(please_dont).collect::<Vec<_>>().join("\n")
}

fn risks(known: &Known) -> String {
    let mut said: Vec<String> = known.risks.iter().map(risk).collect();
    match known.no_known_risks_on {
        Some(on) if said.is_empty() => {
            said.push(format!("I know of no risks; I last checked on {}.", in_words(on)));
        }
        _ if said.is_empty() => said.push("Nobody has looked at risks yet.".to_owned()),
        _ => {}
    }
    said.join("\n")
}

fn risk(risk: &Risk) -> String {
    match risk.checked_on {
        Some(on) => {
            format!("To look out for: {} (last checked on {}).", bare(&risk.what), in_words(on))
        }
        None => format!("To look out for: {} (not checked yet).", bare(&risk.what)),
    }
}

fn farewell(known: &Known) -> String {
    let called = &known.called;
    let words = format!("Ask me anything about {called}, at any time.");
    match known.from.is_empty() {
        true => words,
        false => format!("{words}\n\nWarmly,\n{}", known.from),
    }
}

/// A sentence about something, where there is something.
fn of(words: &str, sentence: impl FnOnce(&str) -> String) -> Option<String> {
    let words = bare(words);
    (!words.is_empty()).then(|| sentence(words))
}

/// The same with words that stay just as they were said.
fn of_own(words: &str, sentence: impl FnOnce(&str) -> String) -> Option<String> {
    let words = words.trim();
    (!words.is_empty()).then(|| sentence(words))
}

/// Without the full stop, which the sentence brings itself.
fn bare(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}

/// "Thursday 3 December": a letter is read on another day than it is written.
fn in_words(day: Day) -> String {
    day.0.format("%A %-d %B").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mo() -> Known {
        let on = "2026-12-03".parse().ok();
        Known {
            to: "Ben".into(),
            from: "Ana".into(),
            called: "Mo".into(),
            full_name: "Maureen Hartley".into(),
            contact_by: "Text before you come.".into(),
            matters: "I used to sing. I’d like to hear it again.".into(),
            hopes: vec![Hope { words: "Hear the choir".into(), step: "Ring the chapel".into() }],
            promises: vec![
                Promised { text: "Bring the photographs".into(), on, by: By::Me },
                Promised { text: "Look out the dress".into(), on: None, by: By::Person },
                Promised { text: "Ask Jean".into(), on: None, by: By::Colleague("Cem".into()) },
            ],
            next_on: on,
            next_how: Some(Place::Home),
            rhythm: "every two weeks".into(),
            please_dont: "Come before ten.".into(),
            no_known_risks_on: "2026-11-03".parse().ok(),
            ..Known::default()
        }
    }

    #[test]
    fn p10_the_letter_has_what_they_told_so_that_nobody_tells_it_twice() {
        let letter = begun(&mo());
        let told = [
            "Dear Ben,",
            "meet Maureen Hartley, who likes to be called Mo. To get in touch: Text before you come.",
            "in their own words: “I used to sing. I’d like to hear it again.”",
            "Mo hopes: “Hear the choir”. The next small step is: Ring the chapel.",
            "I promised Mo: Bring the photographs, for Thursday 3 December.",
            "Mo said they would: Look out the dress.",
            "Cem promised Mo: Ask Jean.",
            "We agreed to be in touch next on Thursday 3 December, at home. Our rhythm: every two weeks.",
            "Please don’t: Come before ten.",
            "I know of no risks; I last checked on Tuesday 3 November.",
            "Warmly,\nAna",
        ];
        for words in told {
            assert!(letter.contains(words), "{words} in: {letter}");
        }
    }

    #[test]
    fn p10_what_nobody_told_leaves_no_gap_in_the_letter() {
        let known = Known { called: "Mo".into(), full_name: "Mo".into(), ..Known::default() };
        let letter = begun(&known);
        let expected = "Dear colleague,\n\nI would like you to meet Mo.\n\n\
            Nobody has looked at risks yet.\n\nAsk me anything about Mo, at any time.";
        assert_eq!(letter, expected);
    }

    #[test]
    fn a_risk_is_told_with_the_day_it_was_checked() {
        let what = "A dog that jumps up.".to_owned();
        let risk = Risk { what, checked_on: "2026-11-03".parse().ok() };
        let letter = begun(&Known { risks: vec![risk], ..mo() });
        let words = "To look out for: A dog that jumps up (last checked on Tuesday 3 November).";
        assert!(letter.contains(words), "{letter}");
        assert!(!letter.contains("no risks"), "{letter}");
    }
}
