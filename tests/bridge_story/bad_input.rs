//! What bad input gets: a clear sentence, and nothing lost.

use crate::{
    actors::{Bridge, Team},
    together::{MO, mo},
};

#[test]
fn refused_lines_are_told_by_number_and_nothing_is_taken_in() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let nobody = mo().replace("person", "visit").replace("name", "person");
    let text = format!("{}\nnonsense\n{nobody}\n", mo());
    let refusal = ana.refusal(&["import", &team.file("bad.jsonl", &text)], 1);
    assert!(refusal.starts_with("nothing was imported\nline 2: this is not a JSON object"));
    assert!(refusal.contains("\nline 3: "), "{refusal}");
    assert_eq!(ana.text(&["people"]), "");
}

#[test]
fn every_kind_of_bad_line_is_refused_by_its_number_and_reason() {
    const VISIT: &str = "018f0000-0000-7000-8000-000000000002";
    let (team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    let visit = |more: &str| {
        let at = r#""at":"2026-11-20T10:00:00Z","place":"home""#;
        format!(r#"{{"kind":"visit","id":"{VISIT}","person":"{MO}",{at}{more}}}"#)
    };
    let in_two_days = chrono::Utc::now() + chrono::TimeDelta::days(2);
    let in_two_days = in_two_days.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let cases = [
        ("nonsense".to_owned(), "this is not a JSON object"),
        (visit("").replace(r#""id""#, r#""key""#), r#""id" is missing"#),
        (visit("").replace(MO, VISIT), "the person is neither in this file nor in the record"),
        (visit("").replace("2026-11-20T10:00:00Z", &in_two_days), r#""at" is more than a day in"#),
        (visit("").replace(r#","place":"home""#, ""), r#""place" is missing"#),
        (visit("").replace("home", "moon"), r#""place" is not one of home"#),
        (visit("").replace("visit", "dog"), r#""kind" is not person, visit, or another"#),
        (visit(r#","note":7"#), r#""note" is not a text"#),
        (visit(r#","note":"a","note":"b""#), r#""note" stands there twice"#),
        (
            visit(&format!(r#","note":"{}""#, "x".repeat(192 * 1024))),
            "more than one entry can hold",
        ),
        (visit(r#","versions":[]"#), r#""versions" is not an object"#),
        (format!("{}\n{}", visit(""), visit("")), "tells of the same thing"),
        (r#"{"kind":"draft","id":7}"#.to_owned(), r#""kind" is not a draft"#),
    ];
    for (line, reason) in cases {
        let n_lines = 1 + line.lines().count();
        let file = team.file("bad.jsonl", &format!("{}\n{line}\n", mo()));
        let refusal = ana.refusal(&["import", &file], 1);
        let expected = format!("nothing was imported\nline {n_lines}: ");
        assert!(refusal.starts_with(&expected) && refusal.contains(reason), "{reason}: {refusal}");
    }
    assert_eq!(ana.text(&["visits"]), "");
    ana.ask(&["import", &team.file("good.jsonl", &visit(""))]);
    assert_eq!(ana.notes(), [""]);
}

#[test]
fn control_characters_arrive_as_the_text_that_they_are() {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    let odd: String =
        (1..0x20).chain([0x7f, 0x85, 0x200b, 0x202e, 0xfeff]).filter_map(char::from_u32).collect();
    let note = format!("before{odd}after");
    let name = serde_json::Value::from("Mo\u{1}\u{1b}[31m");
    let line = mo().replace(r#""Maureen Hartley""#, &name.to_string());
    ana.ask(&["import", &team.file("mo.jsonl", &line)]);
    let file = team.file("note", &note);
    ana.ask(&["keep-visit", "--person", MO, "--place", "home", "--note-file", &file]);
    ana.sync();
    ben.sync();
    assert_eq!(ben.notes(), [note]);
    assert_eq!(ben.ask(&["people"])["name"], name);
    assert_eq!(ben.ask_all(&["search", "before"]).len(), 1);
}

#[test]
fn a_link_used_or_cut_short_says_so() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let link = ana.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    let ben = team.bridge("ben");
    let cut = &link[..link.len() - 3];
    assert!(ben.refusal(&["join", cut, "--name", "ben"], 1).contains("cut short"));
    ben.ask(&["join", &link, "--name", "ben"]);
    let cy = team.bridge("cy");
    assert!(cy.refusal(&["join", &link, "--name", "cy"], 1).contains("used already"));
    assert!(ben.refusal(&["join", &link, "--name", "ben"], 1).contains("home already"));
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_has_to_wait_after_some_tries() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let wrong = team.file("wrong", "the kettle sings at five each day");
    let people = ["--passphrase-file", &wrong, "people"];
    let with_wrong = |bridge: &Bridge| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alongside-bridge"));
        command.arg("--home").arg(&bridge.home).args(people).output().unwrap()
    };
    let said: Vec<String> = (0..4)
        .map(|_| {
            let output = with_wrong(&ana);
            assert_eq!(output.status.code(), Some(1));
            String::from_utf8(output.stderr).unwrap()
        })
        .collect();
    assert!(said[0].contains("does not open this home"), "{said:?}");
    assert!(said[3].contains("try again in"), "{said:?}");
}

#[test]
fn one_home_has_one_bridge_at_a_time() {
    let (_team, [ana]) = Team::with_bridges(["ana"]);
    // The first of them waits for an input that does not end.
    let mut import = ana.command(&["import", "-"]);
    let mut first = import.stdin(std::process::Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(ana.refusal(&["people"], 1).contains("another program"));
    first.kill().unwrap();
    first.wait().unwrap();
    ana.ask_all(&["people"]);
}

#[test]
fn wrong_usage_ends_with_2() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    ana.refusal(&["fly"], 2);
    ana.refusal(&["keep-visit", "--person", MO, "--place", "moon", "--note", "x"], 2);
    ana.refusal(&["keep-visit", "--person", MO, "--place", "home"], 2);
    let link = ana.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    let kit = team.path("another-kit");
    let join =
        ["join", &link, "--name", "x", "--team", "y", "--recovery-kit", kit.to_str().unwrap()];
    team.bridge("ben").refusal(&join, 2);
    assert!(!kit.exists());
}

#[test]
fn what_is_not_there_is_said_kindly() {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    let said = ana.refusal(&["keep-visit", "--person", MO, "--place", "home", "--note", "x"], 1);
    assert!(said.contains("nobody in the record"), "{said}");
    let said = ana.refusal(&["remove", MO], 1);
    assert!(said.contains("nobody in the team"), "{said}");
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    let said = ana.refusal(&["set", "--person", MO, "--field", "shoe", "--value", "4"], 1);
    assert!(said.contains("no field \"shoe\""), "{said}");
    assert!(team.bridge("ben").refusal(&["people"], 1).contains("no team in this home"));
}
