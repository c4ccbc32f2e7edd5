//! Lines as people and programs write them, right and wrong; and the form out and in again.

use super::*;
use crate::exchange::{Beside, Version, demo, export};

const MO: &str = "018f0000-0000-7000-8000-000000000001";
const VISIT: &str = "018f0000-0000-7000-8000-000000000002";
const OTHER: &str = "018f0000-0000-7000-8000-000000000003";

fn now() -> Moment {
    Moment::from_rfc3339("2026-11-22T12:00:00Z").unwrap()
}

fn read_alone(text: &str) -> Result<Vec<Line>, Refusals> {
    read(text, now(), |_| false)
}

fn written(lines: &[Line]) -> String {
    lines.iter().map(|line| export::write(line, &Beside::default()) + "\n").collect()
}

fn person_line() -> String {
    format!(r#"{{"kind":"person","id":"{MO}","name":"Maureen Ann Hartley"}}"#)
}

fn visit_line(more: &str) -> String {
    format!(
        r#"{{"kind":"visit","id":"{VISIT}","person":"{MO}","at":"2026-11-20T10:00:00Z","place":"home"{more}}}"#
    )
}

/// Why the last of these lines is refused, the others being right.
fn reason(lines: &[&str]) -> Reason {
    let refusals = read_alone(&lines.join("\n")).unwrap_err();
    let [refused] = refusals.shown.as_slice() else { panic!("{refusals}") };
    assert_eq!(refused.line, lines.len());
    refused.reason.clone()
}

#[test]
fn a_whole_name_is_split_and_a_visit_is_of_its_own_moment() {
    let text = format!("{}\n\n{}\r\n", person_line(), visit_line(r#","note":"Tea.\nTwo cups.""#));
    let lines = read_alone(&text).unwrap();
    let [mo, visited] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(mo.value(person::GIVEN_NAME), Some(b"Maureen Ann".as_slice()));
    assert_eq!(mo.value(person::FAMILY_NAME), Some(b"Hartley".as_slice()));
    assert_eq!((mo.at, mo.number), (None, 1));
    assert_eq!(visited.value(visit::NOTE), Some(b"Tea.\nTwo cups.".as_slice()));
    assert_eq!(visited.at, Moment::from_rfc3339("2026-11-20T10:00:00Z"));
    assert_eq!(visited.number, 3);
}

#[test]
fn a_line_may_name_a_person_of_a_later_line_or_of_the_record() {
    assert!(read_alone(&[visit_line(""), person_line()].join("\n")).is_ok());
    assert!(read(&visit_line(""), now(), |thing| thing.kind == person::KIND).is_ok());
    assert_eq!(reason(&[&visit_line("")]), Reason::UnknownPerson);
}

fn connection_line(more: &str) -> String {
    format!(
        r#"{{"kind":"connection","id":"{OTHER}","person":"{MO}","what":"the choir","how":"going together"{more}}}"#
    )
}

#[test]
fn what_is_wrong_with_a_line_is_said() {
    let mo = person_line();
    let missing = |field| Reason::Missing(field);
    let wrong = |field: &str, wanted| Reason::WrongShape { field: field.to_owned(), wanted };
    let cases = [
        ("nonsense".to_owned(), Reason::NotJson { column: 2 }),
        ("[1]".to_owned(), Reason::NotJson { column: 0 }),
        (mo.replace(r#""id""#, r#""key""#), missing("id")),
        (mo.replace(MO, "7"), wrong("id", "a UUID")),
        (
            mo.replace("person", "dog"),
            wrong("kind", "person, visit, or another that the README names"),
        ),
        (format!(r#"{{"kind":"person","id":"{OTHER}","born":"1941-03-17"}}"#), Reason::NoName),
        (mo.clone(), Reason::ToldTwice(1)),
        (visit_line(r#","note":"a","note":"b""#), Reason::FieldTwice("note".to_owned())),
        (visit_line(r#","note":7"#), wrong("note", "a text")),
        (
            visit_line("").replace("home", "hom"),
            wrong("place", "one of home, phone, community, clinic, other"),
        ),
        (visit_line("").replace("2026-11-20", "2026-11-24"), Reason::InTheFuture("at")),
        (
            visit_line("").replace("T10:00:00Z", ""),
            wrong("at", "a date and time as in 2026-11-22T14:30:00Z"),
        ),
        (
            mo.replace(MO, OTHER).replace('}', r#","born":"2026-12-24"}"#),
            Reason::InTheFuture("born"),
        ),
        (
            format!(
                r#"{{"kind":"goal","id":"{OTHER}","person":"{MO}","words":"Sing","going":11}}"#
            ),
            wrong("going", "a whole number from 0 to 10"),
        ),
        (
            connection_line(r#","stage":"arranged""#),
            // P1: none without a day on which it is asked how it went.
            missing("on"),
        ),
        (
            connection_line(r#","stage":"closed","on":"2026-12-01""#),
            wrong(
                "stage",
                "one of arranged, tried, settled in, not for me, not yet, stood in the way",
            ),
        ),
        (
            format!(r#"{{"kind":"barrier","id":"{OTHER}","person":"{MO}","cause":"motivation"}}"#),
            wrong(
                "cause",
                "one of no such service, waiting list, fares, cost, benefit decision, housing, \
                 phone or data, opening hours, access, language, caring, fear, full, other",
            ),
        ),
        (
            format!(
                r#"{{"kind":"relation","id":"{OTHER}","person":"{MO}","name":"Jean","nearness":"near"}}"#
            ),
            wrong("nearness", "one of close, further, hard"),
        ),
        (
            format!(r#"{{"kind":"tried","id":"{OTHER}","person":"{MO}","became":"given up"}}"#),
            wrong(
                "became",
                "one of adjusted, parked, swapped, done, life happened, some of it, not yet, \
                    not any more",
            ),
        ),
        (
            format!(
                r#"{{"kind":"measure","id":"{OTHER}","person":"{MO}","at":"2026-11-20T10:00:00Z","question":"isolated","answer":4}}"#
            ),
            wrong("answer", "a whole number on the scale of its question"),
        ),
        (
            format!(
                r#"{{"kind":"measure","id":"{OTHER}","person":"{MO}","at":"2026-11-20T10:00:00Z","question":"isolated","answer":2,"hundredths":50}}"#
            ),
            wrong("hundredths", "from 0 to 99, of a tool that gives them"),
        ),
        (
            format!(
                r#"{{"kind":"amendment","id":"{OTHER}","person":"{MO}","visit":"{VISIT}","text":"No."}}"#
            ),
            Reason::UnknownVisit,
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(reason(&[&mo, &line]), expected, "{line}");
    }
}

#[test]
fn a_visit_tomorrow_in_some_other_time_zone_is_taken() {
    let line = visit_line("").replace("2026-11-20T10:00:00Z", "2026-11-23T14:00:00+04:00");
    assert!(read_alone(&[person_line(), line].join("\n")).is_ok());
}

#[test]
fn one_entry_holds_192_kilobytes_and_no_more() {
    let of_bytes = |n: usize| visit_line(&format!(r#","note":"{}""#, "x".repeat(n)));
    // The head, and four fields with an id, a moment and a word.
    let most = MOST_CHANGE_BYTES - 110 - 4 * 9 - 16 - 8 - "home".len();
    assert!(read_alone(&[person_line(), of_bytes(most)].join("\n")).is_ok());
    let expected =
        Reason::TooLong { n_bytes: MOST_CHANGE_BYTES + 1, most_bytes: MOST_CHANGE_BYTES };
    assert_eq!(reason(&[&person_line(), &of_bytes(most + 1)]), expected);
}

#[test]
fn ten_refused_lines_are_shown_and_the_others_counted() {
    let text = "nonsense\n".repeat(13);
    let refusals = read_alone(&text).unwrap_err();
    assert_eq!((refusals.shown.len(), refusals.n_more), (10, 3));
    assert!(refusals.to_string().ends_with(
        "line 10: this is not a JSON object (it stops making sense at column 2)\nand 3 more lines"
    ));
}

#[test]
fn a_visit_of_a_refused_person_is_not_refused_too() {
    let wrong = person_line().replace('}', r#","born":"in spring"}"#);
    let refusals = read_alone(&[wrong, visit_line("")].join("\n")).unwrap_err();
    assert_eq!(refusals.shown.iter().map(|refused| refused.line).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_reason_never_repeats_what_the_line_says() {
    let secret = "SECRET-WORDS";
    for line in [
        format!(r#""{secret}""#),
        format!(r#"{{"kind":"{secret}","id":"{MO}"}}"#),
        format!(r#"{{"kind":"person","id":"{secret}"}}"#),
        visit_line(&format!(r#","holding":"{secret}""#)),
    ] {
        let refusals = read_alone(&[person_line(), line].join("\n")).unwrap_err();
        assert!(!refusals.to_string().contains(secret), "{refusals}");
    }
}

#[test]
fn unknown_fields_go_out_again_as_they_came_in() {
    let odd = r#","shoe size":4.50,"big":123456789012345678901234567890,"deep":{"b": [1e2, null],"a":"\u00e9"},"extra":"kept""#;
    let text = format!("{}\n{}\n", person_line(), visit_line(odd));
    let out = written(&read_alone(&text).unwrap());
    assert!(out.ends_with(&format!("{odd}}}\n")), "{out}");
    assert_eq!(written(&read_alone(&out).unwrap()), out);
}

#[test]
fn what_stands_beside_goes_out_last_and_comes_back_as_it_stood() {
    let at = now();
    let version = |field, value: &str, by: &str| Version {
        field,
        value: value.into(),
        by: by.to_owned(),
        at,
    };
    let versions = vec![version(person::ACCESS, "Side door", "ben"), version(77, "x", "cy")];
    let beside = Beside { by: Some("ana".to_owned()), versions };
    let lines = read_alone(&person_line().replace('}', r#","shoe":4.50}"#)).unwrap();
    let out = export::write(&lines[0], &beside);
    let expected = concat!(
        r#","shoe":4.50,"by":"ana","versions":{"#,
        r#""access":[{"value":"Side door","by":"ben","at":"2026-11-22T12:00:00Z"}],"#,
        r##""#77":[{"value":"eA","by":"cy","at":"2026-11-22T12:00:00Z"}]}}"##
    );
    assert!(out.ends_with(expected), "{out}");
    assert_eq!(written(&read_alone(&out).unwrap()), format!("{out}\n"));

    // Elsewhere another version is added to those that came with it.
    let versions = vec![version(person::ACCESS, "Back door", "zoe")];
    let again = read_alone(&out).unwrap();
    let out = export::write(&again[0], &Beside { by: Some("zoe".to_owned()), versions });
    assert!(out.contains(r#""by":"ana","versions""#) && !out.contains(r#""by":"zoe","versions""#));
    let both = r#""at":"2026-11-22T12:00:00Z"},{"value":"Back door","by":"zoe","#;
    assert!(out.contains(both), "{out}");
}

#[test]
fn versions_are_an_object_or_are_refused() {
    let line = visit_line(r#","versions":3"#);
    let wanted = "an object with a list for each field";
    let expected = Reason::WrongShape { field: "versions".to_owned(), wanted };
    assert_eq!(reason(&[&person_line(), &line]), expected);
}

#[test]
fn a_draft_is_no_line_of_the_record_and_comes_back_whole() {
    let draft = draft::DraftLine {
        number: 2,
        visit: VISIT.parse().unwrap(),
        person: Some(MO.parse().unwrap()),
        saved_at: now(),
        written: r#"{"words":{"note":"Half a sen"}}"#.to_owned(),
    };
    let text = format!("{}\n{}\n", person_line(), draft::write(&draft));
    assert_eq!(read_alone(&text).unwrap().len(), 1);
    assert_eq!(draft::read(&text).unwrap(), [draft]);
    let refusals = draft::read(r#"{"kind":"draft","id":7}"#).unwrap_err();
    assert!(refusals.to_string().contains("line 1"), "{refusals}");
}

#[test]
fn a_field_of_a_newer_version_goes_out_and_in_by_its_number() {
    let mut lines = read_alone(&person_line()).unwrap();
    lines[0].fields.push((77, vec![0, 255, 1]));
    let out = written(&lines);
    assert_eq!(read_alone(&out).unwrap()[0].value(77), Some([0, 255, 1].as_slice()));
}

#[test]
fn the_demo_team_goes_in_and_out_and_in_unchanged() {
    let template = include_str!("../../../assets/demo/team.jsonl");
    let today = now().utc_day().0;
    let mut text = String::new();
    for worker in demo::workers(template).unwrap() {
        for line in demo::lines_for(template, &worker.key, today).unwrap() {
            text.push_str(&line);
            text.push('\n');
        }
    }
    let lines = read_alone(&text).unwrap();
    assert_eq!(lines.len(), text.lines().count());
    assert!(lines.iter().all(|line| line.value(EXTRA).is_none()), "a field that is not known");
    let promise = lines.iter().find(|line| line.thing.kind == promise::KIND).unwrap();
    assert!(promise.at.is_some(), "a promise is of the moment of its visit");
    assert_eq!(read_alone(&written(&lines)).unwrap(), lines);
}

proptest::proptest! {
    #[test]
    fn no_text_stops_the_reading(text in "\\PC{0,200}") {
        let _ = read_alone(&text);
    }

    #[test]
    fn any_note_comes_back(note in ".{1,200}") {
        let quoted = serde_json::Value::from(note.clone()).to_string();
        let text = [person_line(), visit_line(&format!(r#","note":{quoted}"#))].join("\n");
        let lines = read_alone(&text).unwrap();
        proptest::prop_assert_eq!(lines[1].value(visit::NOTE).unwrap(), note.as_bytes());
        proptest::prop_assert_eq!(read_alone(&written(&lines)).unwrap(), lines);
    }
}
