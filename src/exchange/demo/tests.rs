//! The shipped template, read as a stranger would, and templates with something wrong in them.

use super::*;
use chrono::Days;
use std::collections::{BTreeMap, BTreeSet};

const TEAM: &str = include_str!("../../../assets/demo/team.jsonl");

/// What care.md bans from any text, as it would be found in lower case.
const BANNED: &[&str] = &[
    "activation score",
    "case closed",
    "client",
    "discharge",
    "dna",
    "failed",
    "failing",
    "failure",
    "hard to reach",
    "non-compliance",
    "non-compliant",
    "non-engaging",
    "overdue",
    "refusal",
    "refuse",
    "refused",
    "refuses",
    "target",
    "targets",
];

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn lines_of(worker: &str, today: NaiveDate) -> Vec<Value> {
    let lines = lines_for(TEAM, worker, today).unwrap();
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All lines of all workers, in the order in which they are imported.
fn whole_team(today: NaiveDate) -> Vec<Value> {
    workers(TEAM).unwrap().iter().flat_map(|worker| lines_of(&worker.key, today)).collect()
}

fn text<'a>(line: &'a Value, field: &str) -> &'a str {
    line[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {line}"))
}

fn of_kind<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["kind"] == kind).collect()
}

/// A template of a worker, a person, a visit, and the line to be tried.
fn with_line(line: &str) -> Result<Vec<String>, Trouble> {
    let template = format!(
        "{}\n{}\n{}\n\n{line}\n",
        r#"{"kind":"worker","key":"jan","name":"Jan","role":"lead"}"#,
        r#"{"kind":"person","key":"mo","by":"jan","given_name":"Maureen"}"#,
        r#"{"kind":"visit","key":"mo-1","person":"mo","by":"jan","at":"-3d 11:00"}"#,
    );
    lines_for(&template, "jan", today())
}

#[test]
fn every_line_of_the_template_reaches_the_import_form() {
    let n_lines = TEAM.lines().count();
    assert_eq!(whole_team(today()).len() + workers(TEAM).unwrap().len(), n_lines);
}

#[test]
fn twelve_people_are_visited_by_three_workers_of_whom_one_leads() {
    let lines = whole_team(today());
    let workers = workers(TEAM).unwrap();
    assert_eq!(workers.len(), 3);
    assert_eq!(workers.iter().filter(|worker| worker.is_lead).count(), 1);
    assert!(workers.first().unwrap().is_lead, "who founds the team is a lead");
    assert_eq!(of_kind(&lines, "person").len(), 12);
}

#[test]
fn everybody_has_five_to_eleven_visits_and_promises_both_ways() {
    let lines = whole_team(today());
    for person in of_kind(&lines, "person") {
        let theirs = |kind| {
            let lines = of_kind(&lines, kind).into_iter();
            lines.filter(|line| line["person"] == person["id"]).collect::<Vec<_>>()
        };
        let n_visits = theirs("visit").len();
        assert!((5..=11).contains(&n_visits), "{} has {n_visits} visits", person["given_name"]);
        let by: BTreeSet<_> = theirs("promise").iter().map(|promise| text(promise, "by")).collect();
        assert_eq!(by, BTreeSet::from(["person", "worker"]), "{}", person["given_name"]);
        assert!(!theirs("goal").is_empty(), "{}", person["given_name"]);
    }
}

#[test]
fn every_line_names_only_what_was_imported_before_it() {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for line in whole_team(today()) {
        for field in NAMED.into_iter().filter(|field| line.get(field).is_some()) {
            let named = &known[text(&line, field)];
            assert_eq!(named["kind"], field);
        }
        if line.get("person").is_some() {
            assert_eq!(known[text(&line, "person")]["kind"], "person");
        }
        assert_eq!(known.insert(text(&line, "id").to_owned(), line), None, "an id used twice");
    }
}

#[test]
fn every_promise_and_amendment_is_of_the_person_who_was_visited() {
    let lines = whole_team(today());
    let visits: BTreeMap<_, _> =
        of_kind(&lines, "visit").iter().map(|visit| (text(visit, "id"), *visit)).collect();
    for line in [of_kind(&lines, "promise"), of_kind(&lines, "amendment")].concat() {
        assert_eq!(visits[text(line, "visit")]["person"], line["person"], "{line}");
    }
}

#[test]
fn an_amendment_is_by_who_wrote_the_visit_and_later_than_it() {
    for worker in workers(TEAM).unwrap() {
        let lines = lines_of(&worker.key, today());
        for amendment in of_kind(&lines, "amendment") {
            let visit = lines.iter().find(|line| line["id"] == amendment["visit"]).unwrap();
            assert!(text(visit, "at") < text(amendment, "at"), "{amendment}");
        }
    }
}

#[test]
fn on_no_day_of_a_year_does_a_moment_lie_ahead_or_a_story_run_backwards() {
    let told = read(TEAM).unwrap();
    for n_days in 0..366 {
        let today = today() + Days::new(n_days);
        let mut last: BTreeMap<&str, String> = BTreeMap::new();
        for line in told.iter().filter(|line| line.fields.contains_key("at")) {
            let form: Value = serde_json::from_str(&line.to_import_form(today).unwrap()).unwrap();
            let at = text(&form, "at");
            assert!(at < today.to_string().as_str(), "{} on {today}", line.key);
            if line.kind == "visit" {
                let before = last.insert(line.text("person").unwrap(), at.to_owned());
                assert!(before.is_none_or(|before| *before < *at), "{} on {today}", line.key);
            }
        }
    }
}

#[test]
fn something_falls_due_yesterday_today_and_tomorrow() {
    let lines = whole_team(today());
    for on in ["2026-11-21", "2026-11-22", "2026-11-23"] {
        let is_open = |promise: &&Value| promise["on"] == on && promise.get("became").is_none();
        let n_open = of_kind(&lines, "promise").into_iter().filter(is_open).count();
        assert!(n_open > 0, "{on}");
    }
}

#[test]
fn a_risk_was_checked_or_no_risk_is_known_for_everybody() {
    let lines = whole_team(today());
    for person in of_kind(&lines, "person") {
        let risks = of_kind(&lines, "risk");
        let has_risk = risks.iter().any(|risk| risk["person"] == person["id"]);
        let none_known = person.get("no_known_risks_on").is_some();
        assert!(has_risk != none_known, "{}", person["given_name"]);
    }
}

#[test]
fn the_words_are_those_of_the_care_core() {
    use crate::care::{Became, Holding, Place};
    let lines = whole_team(today());
    let words = |field: &str| -> Vec<String> {
        lines.iter().filter_map(|line| line.get(field)?.as_str().map(str::to_owned)).collect()
    };
    let places = [words("place"), words("next_contact_how")].concat();
    assert!(places.iter().all(|word| Place::from_word(word).is_known()), "{places:?}");
    assert!(words("holding").iter().all(|word| Holding::from_word(word).is_known()));
    let became = of_kind(&lines, "promise").into_iter().filter_map(|line| line.get("became"));
    assert!(
        became.map(|word| word.as_str().unwrap()).all(|word| Became::from_word(word).is_known())
    );
    let going = of_kind(&lines, "goal").into_iter().map(|goal| goal["going"].as_u64().unwrap());
    assert!(going.max().unwrap() <= 10);
}

#[test]
fn no_banned_word_stands_in_any_text() {
    let plain: String = TEAM
        .replace("\\n", " ")
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { ' ' })
        .collect();
    let spaced = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    for word in BANNED {
        assert!(!spaced.contains(&format!(" {word} ")), "{word}");
    }
}

#[test]
fn every_telephone_is_of_the_ranges_kept_for_fiction() {
    for line in whole_team(today()) {
        for number in ["telephone", "referrer_contact"].iter().filter_map(|field| line.get(field)) {
            let number = number.as_str().unwrap();
            assert!(
                number.starts_with("01632 9600") || number.starts_with("07700 9000"),
                "{number}"
            );
            assert_eq!(number.len(), 12, "{number}");
        }
    }
}

#[test]
fn the_same_team_is_made_twice_with_the_same_ids() {
    let (now, later) = (whole_team(today()), whole_team(today() + Days::new(30)));
    let ids = |lines: &[Value]| lines.iter().map(|line| line["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&now), ids(&later));
    assert!(
        now.iter().all(|line| Uuid::parse_str(text(line, "id")).unwrap().get_version_num() == 8)
    );
}

#[test]
fn a_line_is_turned_into_the_import_form() {
    let line = r#"{"kind":"promise","key":"p","person":"mo","visit":"mo-1","by_worker":false,"by":"jan","text":"Sing","on":"+2d"}"#;
    let lines = with_line(line).unwrap();
    let (person, visit, id) =
        (id_of("person", "mo"), id_of("visit", "mo-1"), id_of("promise", "p"));
    let expected = format!(
        r#"{{"kind":"promise","id":"{id}","person":"{person}","visit":"{visit}","by":"person","text":"Sing","on":"2026-11-24"}}"#
    );
    assert_eq!(lines.last(), Some(&expected));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let told = [
        ("no json", "line 5: this is not a JSON object"),
        (r#"["a list"]"#, "line 5: this is not a JSON object"),
        (r#"{"kind":"visit","by":"jan"}"#, "line 5: \"key\" is missing"),
        (r#"{"kind":"visit","key":"v"}"#, "line 5: \"by\" is missing"),
        (
            r#"{"kind":"visit","key":"v","by":"ben","person":"mo"}"#,
            "line 5: no earlier line tells of the worker \"ben\"",
        ),
        (
            r#"{"kind":"visit","key":"v","by":"jan","person":"nobody"}"#,
            "line 5: no earlier line tells of the person \"nobody\"",
        ),
        (r#"{"kind":"visit","key":"v","by":"jan","person":7}"#, "line 5: \"person\" is missing"),
        (
            r#"{"kind":"promise","key":"p","by":"jan","visit":"mo-1","person":null}"#,
            "line 5: \"person\" is missing",
        ),
        (
            r#"{"kind":"promise","key":"p","by":"jan","visit":"mo-1"}"#,
            "line 5: no earlier line tells of the visit \"mo-1\"",
        ),
        (r#"{"kind":"person","key":"mo","by":"jan"}"#, "line 5: there is another person \"mo\""),
        (
            r#"{"kind":"visit","key":"v","by":"jan","person":"mo","at":"soon"}"#,
            "line 5: \"at\" says \"soon\"",
        ),
        (
            r#"{"kind":"risk","key":"r","by":"jan","person":"mo","checked_on":3}"#,
            "line 5: \"checked_on\" says \"3\"",
        ),
        (
            r#"{"kind":"promise","key":"p","by":"jan","person":"mo","by_worker":"yes"}"#,
            "line 5: \"by_worker\" is neither",
        ),
    ];
    for (line, expected) in told {
        let trouble = with_line(line).unwrap_err().to_string();
        assert!(trouble.starts_with(expected), "{line}: {trouble}");
    }
}

#[test]
fn a_worker_who_is_not_in_the_team_has_no_lines() {
    let trouble = lines_for(TEAM, "nobody", today()).unwrap_err();
    assert_eq!(trouble, Trouble::NoSuchWorker { key: "nobody".to_owned() });
}
