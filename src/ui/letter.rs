//! The sentences of a letter that is begun, in the order in which care says them.

use super::{
    own_words::{as_a_sentence, bare},
    text::text,
    when,
};
use crate::care::{
    Day, How, Place, Stage,
    letter::{About, By, Paragraph, Promised, Risk, Said, Thread, Tried},
    tried::StepBecame,
};

/// About somebody, by what they like to be called.
pub fn in_words(letter: &[Paragraph], called: &str) -> String {
    let paragraph = |said: &Paragraph| {
        let sentences: Vec<String> = said.iter().map(|said| sentence(said, called)).collect();
        sentences.join(" ")
    };
    letter.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn sentence(said: &Said, called: &str) -> String {
    let name = called.to_owned();
    match said {
        Said::Dear(Some(to)) => text!("letter-dear", to: to.clone()),
        Said::Dear(None) => text!("letter-dear-colleague"),
        Said::Meet { full_name, called } => meet(full_name, called),
        Said::About(about, words) => told(*about, words, name),
        Said::Hope(words) => text!("letter-hope", name: name, words: bare(words)),
        Said::Step(words) => text!("letter-step", words: as_a_sentence(words)),
        Said::OtherStep(words) => text!("letter-other-step", words: as_a_sentence(words)),
        Said::Tried(it) => tried(it),
        Said::Thread(it) => thread(it, name),
        Said::Promised(promise) => promised(promise, name),
        Said::Next { on, how } => next(*on, how.as_ref()),
        Said::RhythmDays(n_days) => text!("letter-rhythm-days", every: when::every(*n_days)),
        Said::Risk(it) => risk(it),
        Said::NoKnownRisks { on } => text!("letter-no-known-risks", day: when::whole_day(*on)),
        Said::NobodyLooked => text!("letter-nobody-looked"),
        Said::AskMe => text!("letter-ask-me", name: name),
        Said::Warmly(from) => format!("{}\n{from}", text!("letter-warmly")),
    }
}

fn meet(full_name: &str, called: &str) -> String {
    let name = called.to_owned();
    if full_name == called {
        return text!("letter-meet", name: name);
    }
    text!("letter-meet-called", full: full_name.to_owned(), name: name)
}

/// What they said stands within marks; of the others the words go on after a colon.
fn told(about: About, words: &str, name: String) -> String {
    let (said, told) = (words.trim().to_owned(), as_a_sentence(words));
    match about {
        About::Pronoun => text!("letter-pronoun", name: name, words: bare(words)),
        About::ContactBy => text!("letter-contact-by", name: name, words: told),
        About::Telephone => text!("letter-telephone", words: bare(words)),
        About::Access => text!("letter-access", words: told),
        About::Communication => text!("letter-communication", words: told),
        About::Matters => text!("letter-matters", name: name, words: said),
        About::PeopleImportant => text!("letter-people-important", name: name, words: said),
        About::Support => text!("letter-support", words: told),
        About::PleaseDo => text!("letter-please-do", name: name, words: told),
        About::PleaseDont => text!("letter-please-dont", words: told),
        About::AlsoWorthKnowing => text!("letter-also-worth-knowing", words: told),
        About::Rhythm => text!("letter-rhythm", words: told),
    }
}

fn tried(tried: &Tried) -> String {
    let words = as_a_sentence(&tried.step);
    let what = match &tried.became {
        StepBecame::LifeHappened if words.is_empty() => text!("letter-life"),
        _ if words.is_empty() => String::new(),
        StepBecame::Adjusted => text!("letter-tried-adjusted", words: words),
        StepBecame::Parked => text!("letter-tried-parked", words: words),
        StepBecame::Swapped => text!("letter-tried-swapped", words: words),
        StepBecame::Done => text!("letter-tried-done", words: words),
        StepBecame::SomeOfIt => text!("letter-tried-some", words: words),
        StepBecame::NotYet => text!("letter-tried-not-yet", words: words),
        StepBecame::NotAnyMore => text!("letter-tried-not-any-more", words: words),
        StepBecame::LifeHappened => text!("letter-tried-life", words: words),
        StepBecame::Unknown(_) => text!("letter-tried", words: words),
    };
    if tried.learned.trim().is_empty() {
        return what;
    }
    let learned = text!("letter-learned", words: as_a_sentence(&tried.learned));
    format!("{what} {learned}").trim().to_owned()
}

fn thread(thread: &Thread, name: String) -> String {
    let what = as_a_sentence(&thread.what);
    let day = thread.on.map(|on| text!("when-on", day: when::whole_day(on)));
    match (&thread.stage, &thread.how, day) {
        (Stage::Arranged, How::GoTogether, Some(day)) => {
            text!("letter-thread-going", day: day, what: what)
        }
        (Stage::Arranged, How::GoTogether, None) => text!("letter-thread-going-open", what: what),
        (Stage::Arranged, _, Some(day)) => {
            text!("letter-thread-asking", name: name, day: day, what: what)
        }
        (Stage::Arranged | Stage::Unknown(_), _, _) => {
            text!("letter-thread-asking-open", name: name, what: what)
        }
        (Stage::Tried, _, _) => text!("letter-thread-tried", name: name, what: what),
        (Stage::SettledIn, _, _) => text!("letter-thread-settled-in", name: name, what: what),
        (Stage::NotForMe, _, _) => text!("letter-thread-not-for-me", name: name, what: what),
        (Stage::NotYet, _, _) => text!("letter-thread-not-yet", what: what),
        (Stage::StoodInTheWay, _, _) => text!("letter-thread-stood-in-the-way", what: what),
    }
}

fn promised(promised: &Promised, name: String) -> String {
    let promise = as_a_sentence(&promised.text);
    match (&promised.by, promised.on.map(when::whole_day)) {
        (By::Me, None) => text!("letter-promised", name: name, promise: promise),
        (By::Me, Some(day)) => {
            text!("letter-promised-for", name: name, day: day, promise: promise)
        }
        (By::Colleague(by), None) => {
            text!("letter-colleague-promised", by: by.clone(), name: name, promise: promise)
        }
        (By::Colleague(by), Some(day)) => {
            text!("letter-colleague-promised-for", by: by.clone(), name: name, day: day, promise: promise)
        }
        (By::Person, None) => text!("letter-they-promised", name: name, promise: promise),
        (By::Person, Some(day)) => {
            text!("letter-they-promised-for", name: name, day: day, promise: promise)
        }
    }
}

fn next(on: Day, how: Option<&Place>) -> String {
    let day = when::whole_day(on);
    match how {
        Some(Place::Home) => text!("letter-next-home", day: day),
        Some(Place::Phone) => text!("letter-next-phone", day: day),
        Some(Place::Community) => text!("letter-next-community", day: day),
        Some(Place::Clinic) => text!("letter-next-clinic", day: day),
        Some(Place::Other | Place::Unknown(_)) | None => text!("letter-next", day: day),
    }
}

fn risk(risk: &Risk) -> String {
    let what = as_a_sentence(&risk.what);
    match risk.checked_on {
        Some(on) => text!("letter-risk", what: what, day: when::whole_day(on)),
        None => text!("letter-risk-unchecked", what: what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::letter::{Hope, Known, begun};

    fn mo() -> Known {
        let on = "2026-12-03".parse().ok();
        let about = [
            (About::Pronoun, "she/her"),
            (About::ContactBy, "Text before you come."),
            (About::Matters, "I used to sing. I’d like to hear it again."),
            (About::Support, "On a bad day, just sit with me."),
            (About::PleaseDont, "Come before ten"),
            (About::AlsoWorthKnowing, "The cat bites."),
            (About::Rhythm, "every two weeks"),
        ];
        let tried = Tried {
            step: "Ring the chapel".into(),
            became: StepBecame::Swapped,
            learned: "It rings in an empty vestry".into(),
        };
        let life =
            Tried { step: String::new(), became: StepBecame::LifeHappened, learned: String::new() };
        Known {
            to: "Ben".into(),
            from: "Ana".into(),
            called: "Mo".into(),
            full_name: "Maureen Hartley".into(),
            about: about.map(|(about, words)| (about, words.to_owned())).to_vec(),
            hopes: vec![Hope {
                words: "Hear the choir".into(),
                steps: vec!["Ask Brenda".into(), "Find the scarf".into()],
                tried: vec![tried],
            }],
            tried: vec![life],
            threads: vec![
                Thread {
                    what: "Chapel choir".into(),
                    how: How::GoTogether,
                    stage: Stage::Arranged,
                    on,
                },
                Thread {
                    what: "the repair café".into(),
                    how: How::TryIt,
                    stage: Stage::NotForMe,
                    on,
                },
            ],
            promises: vec![
                Promised { text: "GP letter".into(), on, by: By::Me },
                Promised { text: "Look out the dress.".into(), on: None, by: By::Person },
                Promised { text: "Ask Jean".into(), on: None, by: By::Colleague("Cem".into()) },
            ],
            next_on: on,
            next_how: Some(Place::Home),
            no_known_risks_on: "2026-11-03".parse().ok(),
            ..Known::default()
        }
    }

    #[test]
    fn p10_the_letter_has_what_they_told_so_that_nobody_tells_it_twice() {
        let letter = in_words(&begun(&mo()), "Mo");
        let expected = "Dear Ben,

I would like you to meet Maureen Hartley, who likes to be called Mo. Mo goes by she/her. This is how Mo likes to be reached: Text before you come.

What matters most, in Mo’s own words: “I used to sing. I’d like to hear it again.”

Mo told me of a hope: “Hear the choir”. We tried this, and then something else: Ring the chapel. What we learned from it: It rings in an empty vestry. The next small step that we have in mind: Ask Brenda. Another small step that we have in mind: Find the scarf.

Life happened in between.

We mean to go here together on Thursday 3 December: Chapel choir. This was not for Mo: the repair café.

I promised Mo, for Thursday 3 December: GP letter. Mo promised: Look out the dress. Cem promised Mo: Ask Jean.

We said that we would see each other at home on Thursday 3 December. We found a rhythm together: every two weeks.

This is when and how to be of support: On a bad day, just sit with me. About what not to do: Come before ten.

You may be glad to know this too: The cat bites.

I know of no risks, and last checked on Tuesday 3 November.

Ask me anything about Mo, at any time.

Warmly,
Ana";
        assert_eq!(letter, expected);
    }

    #[test]
    fn a_risk_is_told_with_the_day_it_was_checked() {
        let what = "A dog that jumps up".to_owned();
        let checked = Risk { what, checked_on: "2026-11-03".parse().ok() };
        let told =
            "Please look out for this: A dog that jumps up. I last checked on Tuesday 3 November.";
        assert_eq!(risk(&checked), told);
    }
}
