//! Killed, restored, killed again: what was acknowledged is there.

use crate::{
    actors::{Bridge, Team},
    together::{MO, mo},
};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const N_KILLS: u64 = 5;
const N_AT_ONCE: usize = 500;

fn ana_who_knows_mo() -> (Team, Bridge) {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    (team, ana)
}

#[test]
fn a_bridge_killed_right_after_its_word_has_every_visit_that_it_acknowledged() {
    let (_team, ana) = ana_who_knows_mo();
    let acknowledged: Vec<String> =
        (0..N_KILLS).map(|kill| keep_and_kill(&ana, &format!("note {kill}"))).collect();
    let kept: Vec<String> = ana.ask_all(&["visits"]).iter().map(id_of).collect();
    for id in &acknowledged {
        assert!(kept.contains(id), "{id} was acknowledged and is gone");
    }
    ana.sync();
}

/// Answers the visit's id, which the bridge said just before it was killed.
fn keep_and_kill(bridge: &Bridge, note: &str) -> String {
    let words = ["keep-visit", "--person", MO, "--place", "home", "--note", note];
    let mut child = bridge.command(&words).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    id_of(&serde_json::from_str(&line).unwrap())
}

fn id_of(told: &Value) -> String {
    told["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_bridge_killed_in_the_middle_of_writing_has_all_of_it_or_nothing() {
    let (team, ana) = ana_who_knows_mo();
    let mut notes = Vec::new();
    for kill in 0..N_KILLS {
        let acknowledged = format!("acknowledged {kill}");
        ana.keep_visit(MO, &acknowledged);
        notes.push(acknowledged);
        let many: Vec<String> = (0..N_AT_ONCE).map(|n| format!("killed {kill} {n}")).collect();
        import_and_kill(&ana, &team.file("many.jsonl", &visits(kill, &many)));
        let now = ana.notes();
        assert!([notes.len(), notes.len() + many.len()].contains(&now.len()), "{}", now.len());
        if now.len() > notes.len() {
            notes.extend(many);
        }
        notes.sort();
        assert_eq!(now, notes);
    }
    ana.sync();
}

fn visits(kill: u64, notes: &[String]) -> String {
    let line = |(n, note): (usize, &String)| {
        format!(
            r#"{{"kind":"visit","id":"018f0000-0000-7000-8{kill:03}-{n:012}","person":"{MO}","at":"2026-11-20T10:00:00Z","place":"home","note":"{note}"}}"#
        )
    };
    notes.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// Kills the bridge as soon as the database's log of writes has some of what it writes.
fn import_and_kill(bridge: &Bridge, file: &str) {
    const SOME_BYTES: u64 = 32 * 1024;
    let mut child = bridge.command(&["import", file]).stdout(Stdio::null()).spawn().unwrap();
    wait_for("the log of writes", || log_of_writes_bytes(&bridge.home) > SOME_BYTES);
    child.kill().unwrap();
    let killed_by = child.wait().unwrap().signal();
    assert_eq!(killed_by, Some(9), "it had ended before it was killed");
}

fn log_of_writes_bytes(home: &Path) -> u64 {
    let files = fs::read_dir(home).unwrap().filter_map(|entry| entry.ok());
    let logs = files.filter(|file| file.file_name().to_string_lossy().ends_with("-wal"));
    logs.filter_map(|log| log.metadata().ok()).map(|it| it.len()).sum()
}

fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_there() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what} does not come");
        thread::sleep(Duration::from_micros(100));
    }
}

/// Who pulls next is somebody new, so that nobody brings back what the server may have lost.
#[test]
fn a_server_killed_in_the_middle_of_rounds_has_every_note_that_it_acknowledged() {
    let (mut team, ana) = ana_who_knows_mo();
    let invite = |_| ana.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    let links: Vec<String> = (0..N_KILLS).map(invite).collect();
    let (mut acknowledged, mut n_in_the_middle) = (Vec::new(), 0);
    for (kill, link) in links.iter().enumerate() {
        let note = format!("whole round {kill}");
        ana.keep_visit(MO, &note);
        ana.sync();
        acknowledged.push(note);

        let note = format!("in the middle {kill}");
        ana.keep_visit(MO, &note);
        let n_rounds = rounds_answered(&team);
        let mut round = ana.command(&["sync"]);
        let round = round.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for("the round", || rounds_answered(&team) > n_rounds);
        thread::sleep(Duration::from_millis(2 * kill as u64));
        team.server.kill();
        let said = round.wait_with_output().unwrap().status.code();
        assert!(matches!(said, Some(0 | 1)), "{said:?}");
        if ana.ask(&["status"])["waiting"] == 0 {
            acknowledged.push(note);
            n_in_the_middle += 1;
        }

        team.server.start_again();
        let fresh = team.bridge(&format!("fresh {kill}"));
        fresh.ask(&["join", link, "--name", "fresh"]);
        fresh.sync();
        let there = fresh.notes();
        for note in &acknowledged {
            assert!(there.contains(note), "{note} was acknowledged and is gone");
        }
    }
    assert!(n_in_the_middle > 0, "nothing was acknowledged just before a kill");
}

/// How many rounds the server's log says were answered.
fn rounds_answered(team: &Team) -> usize {
    let log = fs::read_to_string(team.path("server-log")).unwrap();
    log.lines().filter(|line| line.contains("/v1/sync") && line.contains("answered")).count()
}

#[test]
fn yesterdays_folder_copied_back_is_healed_by_the_bridges() {
    let (mut team, ana) = ana_who_knows_mo();
    let ben = team.bridge("ben");
    ben.join_by(&ana, "ben");
    ana.keep_visit(MO, "yesterday");
    ana.sync();
    team.server.kill();
    let (data, yesterday) = (team.server.data(), team.path("yesterday"));
    team.server.copy_data(&data, &yesterday);
    team.server.start_again();
    ben.keep_visit(MO, "today, by ben");
    ben.sync();
    ana.keep_visit(MO, "today, by ana");
    ana.sync();
    team.server.kill();
    team.server.copy_data(&yesterday, &data);
    team.server.start_again();
    // Somebody who joins now has only what the bridges bring back.
    ben.ask(&["sync"]);
    ana.ask(&["sync"]);
    for bridge in [&ben, &ana] {
        bridge.sync();
    }
    let cy = team.bridge("cy");
    cy.join_by(&ana, "cy");
    for bridge in [&ana, &ben, &cy] {
        bridge.sync();
        assert_eq!(bridge.notes(), ["today, by ana", "today, by ben", "yesterday"]);
    }
}

#[test]
fn who_joined_after_the_backup_and_was_heard_of_by_nobody_is_let_in_again() {
    let (mut team, ana) = ana_who_knows_mo();
    team.server.kill();
    let (data, yesterday) = (team.server.data(), team.path("yesterday"));
    team.server.copy_data(&data, &yesterday);
    team.server.start_again();
    let ben = team.bridge("ben");
    ben.join_by(&ana, "ben");
    ben.keep_visit(MO, "Only ben has it");
    ben.sync();
    team.server.kill();
    team.server.copy_data(&yesterday, &data);
    team.server.start_again();
    ben.ask(&["sync"]);
    ben.sync();
    ana.sync();
    assert_eq!(ana.notes(), ["Only ben has it"]);
    let names = ana.ask_all(&["members"]);
    assert!(names.iter().any(|member| member["name"] == "ben"), "{names:?}");
}

#[test]
fn without_a_server_everything_works_but_the_round() {
    let (mut team, ana) = ana_who_knows_mo();
    team.server.kill();
    ana.keep_visit(MO, "No signal");
    assert_eq!(ana.notes(), ["No signal"]);
    assert!(ana.refusal(&["sync"], 1).contains("no network"));
    let status = ana.ask(&["status"]);
    assert_eq!((&status["status"], &status["waiting"]), (&"waiting".into(), &1.into()));
    team.server.start_again();
    ana.sync();
}
