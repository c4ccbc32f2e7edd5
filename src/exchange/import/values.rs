//! One value of the import form in the log's encoding.

use super::super::{line::Line, refusals::Reason};
use crate::{
    care::{
        AskBy, Became, Cause, Day, Holding, How, KeptApart, Moment, Part, Place, Stage,
        contact::fits_in_a_line,
        measure::{Question, Score},
        no_answer::TryInstead,
        our_page::{Agreed, Reviewed, TellGp, Who},
        relation::Nearness,
        tried::StepBecame,
    },
    log::{
        Kind,
        registry::{
            self, FieldSpec, Home, Shape, barrier, connection, contact, goal, holding, mark,
            measure, no_answer, person, promise, relation, review, risk, same_person, service,
            step, talk, tried, visit,
        },
    },
};
use serde_json::value::RawValue;
use std::borrow::Cow;
use uuid::Uuid;

const A_DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub fn text<'a>(field: &str, value: &'a RawValue) -> Result<Cow<'a, str>, Reason> {
    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let Text(text) = serde_json::from_str(value.get()).map_err(|_| wrong(field, "a text"))?;
    Ok(text)
}

pub fn id(field: &str, value: &RawValue) -> Result<Uuid, Reason> {
    let not_an_id = || wrong(field, "a UUID");
    let text = text(field, value).map_err(|_| not_an_id())?;
    Uuid::parse_str(text.trim()).map_err(|_| not_an_id())
}

pub fn moment(field: &str, value: &RawValue) -> Result<Moment, Reason> {
    let not_a_moment = || wrong(field, "a date and time as in 2026-11-22T14:30:00Z");
    let text = text(field, value).map_err(|_| not_a_moment())?;
    Moment::from_rfc3339(text.trim()).ok_or_else(not_a_moment)
}

pub fn of(spec: &FieldSpec, value: &RawValue) -> Result<Vec<u8>, Reason> {
    match spec.shape {
        Shape::Text => Ok(text(spec.name, value)?.into_owned().into_bytes()),
        Shape::Word => word(spec, value),
        Shape::Day => day(spec.name, value),
        Shape::Moment => Ok(moment(spec.name, value)?.0.to_le_bytes().to_vec()),
        Shape::Id => Ok(id(spec.name, value)?.as_bytes().to_vec()),
        Shape::Number => number(spec, value),
        Shape::Count => count(spec, value),
        Shape::Ids | Shape::Bytes => {
            Err(wrong(spec.name, "left out: no photo goes with this form"))
        }
    }
}

fn word(spec: &FieldSpec, value: &RawValue) -> Result<Vec<u8>, Reason> {
    let word = text(spec.name, value)?;
    let (is_known, wanted) = match (spec.kind, spec.number) {
        (visit::KIND, visit::PLACE)
        | (no_answer::KIND, no_answer::PLACE)
        | (person::KIND, person::NEXT_CONTACT_HOW) => {
            (Place::from_word(&word).is_known(), "one of home, phone, community, clinic, other")
        }
        (promise::KIND, promise::BY) => {
            (["worker", "person"].contains(&&*word), "one of worker, person")
        }
        (promise::KIND, promise::BECAME) => {
            (Became::from_word(&word).is_known(), "one of kept, not_yet, let_go")
        }
        (mark::KIND, mark::PART) => {
            let wanted = "one of note, how_they_were, noticed, said, did, thought";
            (Part::from_word(&word).is_some(), wanted)
        }
        (mark::KIND, mark::WHAT) => {
            (KeptApart::from_word(&word).is_known(), "one of third party, not for their eyes yet")
        }
        (no_answer::KIND, no_answer::TRY) => {
            let wanted = "one of another time, another way, another place, another person";
            (TryInstead::from_word(&word).is_known(), wanted)
        }
        (same_person::KIND, same_person::IS_UNDONE) => (word == "yes", "yes, or left out"),
        (visit::KIND, visit::HOLDING) | (holding::KIND, holding::HOW) => {
            let wanted = "one of waiting with, steadying, listening, being alongside";
            (Holding::from_word(&word).is_known(), wanted)
        }
        (relation::KIND, relation::NEARNESS) => {
            (Nearness::from_word(&word).is_known(), "one of close, further, hard")
        }
        (tried::KIND, tried::BECAME) => {
            let wanted = "one of adjusted, parked, swapped, done, life happened, \
                some of it, not yet, not any more";
            (StepBecame::from_word(&word).is_known(), wanted)
        }
        (goal::KIND, goal::STEP_WHO) | (step::KIND, step::WHO) => {
            (Who::from_word(&word).is_known(), "one of me, you, both, somebody else")
        }
        (person::KIND, person::TELL_GP) => {
            (TellGp::from_word(&word).is_known(), "one of yes, ask first, no")
        }
        (review::KIND, review::HOW) => {
            (Reviewed::from_word(&word).is_known(), "one of handed over, their own phone")
        }
        (review::KIND, review::AGREED) => {
            (Agreed::from_word(&word).is_known(), "one of agreed, not yet")
        }
        (measure::KIND, measure::QUESTION) => {
            (Question::from_word(&word).is_known(), "a question that the README names")
        }
        (connection::KIND, connection::HOW) => {
            let wanted = "one of going together, introduction, ringing ahead, ringing together, \
                trying it";
            (How::from_word(&word).is_known(), wanted)
        }
        (connection::KIND, connection::STAGE) | (talk::KIND, talk::STAGE) => {
            let wanted = "one of arranged, tried, settled in, not for me, not yet, \
                stood in the way";
            (Stage::from_word(&word).is_known(), wanted)
        }
        (connection::KIND, connection::ASK_BY) => {
            (AskBy::from_word(&word).is_known(), "one of phone, next visit, text, other")
        }
        (barrier::KIND, barrier::CAUSE) => {
            let wanted = "one of no such service, waiting list, fares, cost, benefit decision, \
                housing, phone or data, opening hours, access, language, caring, fear, full, other";
            (Cause::from_word(&word).is_known(), wanted)
        }
        _ => (true, ""),
    };
    let may_be_empty = spec.number != visit::PLACE || spec.kind != visit::KIND;
    if is_known || (word.is_empty() && may_be_empty) {
        Ok(word.into_owned().into_bytes())
    } else {
        Err(wrong(spec.name, wanted))
    }
}

fn day(field: &str, value: &RawValue) -> Result<Vec<u8>, Reason> {
    let not_a_day = || wrong(field, "a day as in 2026-11-22");
    let text = text(field, value).map_err(|_| not_a_day())?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let day: Day = text.trim().parse().map_err(|_| not_a_day())?;
    Ok(day.to_string().into_bytes())
}

fn number(spec: &FieldSpec, value: &RawValue) -> Result<Vec<u8>, Reason> {
    let (most, wanted) = match (spec.kind, spec.number) {
        (goal::KIND, goal::GOING | goal::IMPORTANCE | goal::STEP_SURE) => {
            (10, "a whole number from 0 to 10")
        }
        (step::KIND, step::SURE) => (10, "a whole number from 0 to 10"),
        _ => (u16::MAX, "a whole number from 0 to 65535"),
    };
    let number: Option<u16> = serde_json::from_str(value.get()).ok();
    let number = number.filter(|number| *number <= most);
    number.map(|n| n.to_le_bytes().to_vec()).ok_or_else(|| wrong(spec.name, wanted))
}

fn count(spec: &FieldSpec, value: &RawValue) -> Result<Vec<u8>, Reason> {
    let number: Option<u32> = serde_json::from_str(value.get()).ok();
    let wanted = "a whole number from 0 to 4294967295";
    number.map(|n| n.to_le_bytes().to_vec()).ok_or_else(|| wrong(spec.name, wanted))
}

/// An answer is one of the scale of its question.
pub fn check_answer(line: &Line) -> Result<(), Reason> {
    if line.thing.kind != measure::KIND {
        return Ok(());
    }
    let word = line.value(measure::QUESTION).and_then(|word| std::str::from_utf8(word).ok());
    let answer = line.value(measure::ANSWER).and_then(registry::number);
    let (Some(word), Some(whole)) = (word, answer) else { return Ok(()) };
    let question = Question::from_word(word);
    let hundredths = line.value(measure::HUNDREDTHS).and_then(registry::number).unwrap_or_default();
    match (question.takes(whole), question.takes_score(Score { whole, hundredths })) {
        (true, true) => Ok(()),
        (false, _) => Err(wrong("answer", "a whole number on the scale of its question")),
        (true, false) => Err(wrong("hundredths", "from 0 to 99, of a tool that gives them")),
    }
}

/// What does not fit in a line is taken by no server.
pub fn check_contact(line: &Line) -> Result<(), Reason> {
    if line.thing.kind != contact::KIND {
        return Ok(());
    }
    for (field, name) in [(contact::NAME, "name"), (contact::TELEPHONE, "telephone")] {
        let value = line.value(field).and_then(|value| std::str::from_utf8(value).ok());
        if !value.is_none_or(fits_in_a_line) {
            return Err(wrong(name, "one line, of a hundred characters at most"));
        }
    }
    Ok(())
}

fn wrong(field: &str, wanted: &'static str) -> Reason {
    Reason::WrongShape { field: field.to_owned(), wanted }
}

/// What has happened cannot be more than a day ahead; what is planned can.
pub fn check_future(line: &Line, now: Moment) -> Result<(), Reason> {
    if line.at.is_some_and(|at| at.0 > now.0.saturating_add(A_DAY_MS)) {
        return Err(Reason::InTheFuture("at"));
    }
    let happened: &[(u16, &'static str)] = match line.thing.kind {
        person::KIND => &[(person::BORN, "born"), (person::NO_KNOWN_RISKS_ON, "no_known_risks_on")],
        risk::KIND => &[(risk::CHECKED_ON, "checked_on")],
        service::KIND => &[(service::CHECKED_ON, "checked_on")],
        Kind(_) => &[],
    };
    let is_ahead = |field: u16| {
        let text = line.value(field).and_then(|value| std::str::from_utf8(value).ok());
        let day: Option<Day> = text.and_then(|text| text.parse().ok());
        day.is_some_and(|day| day.days_since(now.utc_day()) > 1)
    };
    match happened.iter().find(|(field, _)| is_ahead(*field)) {
        Some((_, name)) => Err(Reason::InTheFuture(name)),
        None => Ok(()),
    }
}

/// About how long the longest change of this line will be: one for each scope.
pub fn encoded_bytes(line: &Line) -> usize {
    const HEAD_BYTES: usize = 110;
    const SET_BYTES: usize = 9;
    let n_bytes = |home: Home| {
        let at_home = line.fields.iter().filter(|(field, _)| {
            let spec = crate::log::registry::field(line.thing.kind, *field);
            spec.map_or(Home::Person, |spec| spec.home) == home
        });
        at_home.map(|(_, value)| SET_BYTES + value.len()).sum::<usize>()
    };
    HEAD_BYTES + n_bytes(Home::Person).max(n_bytes(Home::Directory))
}
