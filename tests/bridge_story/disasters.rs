//! Killed, restored, killed again: what was acknowledged is there.

use crate::{
    actors::{Bridge, Team, is_long},
    together::{MO, mo, who_know_mo},
};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
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

const SEED: u64 = 11;
const N_AT_ONCE: usize = 500;

fn n_kills() -> u64 {
    if is_long() { 200 } else { 10 }
}

fn ana_who_knows_mo() -> (Team, Bridge) {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    (team, ana)
}

#[test]
fn a_bridge_killed_right_after_its_word_has_every_visit_that_it_acknowledged() {
    let (_team, ana) = ana_who_knows_mo();
    let mut acknowledged = Vec::new();
    for kill in 0..n_kills() {
        acknowledged.push(keep_and_kill(&ana, &format!("note {kill}")));
        let kept: Vec<String> = ana.ask_all(&["visits"]).iter().map(id_of).collect();
        for id in &acknowledged {
            assert!(kept.contains(id), "{id} was acknowledged and is gone");
        }
    }
    ana.sync();
    ana.is_sound();
}

/// Answers the visit's id, which the bridge said just before it was killed.
pub fn keep_and_kill(bridge: &Bridge, note: &str) -> String {
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
    for kill in 0..n_kills() {
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
    ana.is_sound();
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

/// Rounds in both directions: what comes in and what goes out are both cut off somewhere.
#[test]
fn a_bridge_killed_in_the_middle_of_rounds_loses_nothing_and_gets_everything() {
    let (team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let mut chance = ChaCha12Rng::seed_from_u64(SEED);
    let (mut by_ana, mut all, mut n_in_the_middle) = (Vec::new(), Vec::new(), 0);
    for kill in 0..n_kills() {
        ben.keep_visit(MO, &format!("by ben {kill}"));
        ben.sync();
        by_ana.push(format!("by ana {kill}"));
        ana.keep_visit(MO, &by_ana[by_ana.len() - 1]);
        let (path, after) = (["/v1/sign-in", "/v1/sync"][kill as usize % 2], chance.next_u32() % 4);
        n_in_the_middle += usize::from(killed_in_a_round(&team, &ana, path, after));
        all.extend([format!("by ben {kill}"), format!("by ana {kill}")]);
        let there = ana.notes();
        for note in &by_ana {
            assert!(there.contains(note), "{note} was acknowledged and is gone");
        }
    }
    assert!(n_in_the_middle > 0, "every round had ended before it was killed");
    all.sort();
    for bridge in [&ana, &ben] {
        bridge.sync();
        assert_eq!(bridge.notes(), all);
        bridge.is_sound();
    }
}

/// Whether the bridge was killed before its end: so many ms after the server answered at this path.
fn killed_in_a_round(team: &Team, bridge: &Bridge, path: &str, after_ms: u32) -> bool {
    let n_before = n_answered(team, path);
    let mut round = bridge.command(&["sync"]);
    let mut round = round.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for("the round", || n_answered(team, path) > n_before);
    thread::sleep(Duration::from_millis(after_ms.into()));
    round.kill().unwrap();
    round.wait().unwrap().signal() == Some(9)
}

/// Who looks after each kill comes with nothing, so that nobody brings back what the server may have
/// lost: a copy of a device as it was when it had joined.
#[test]
fn a_server_killed_in_the_middle_of_rounds_has_every_note_that_it_acknowledged() {
    let (mut team, [ana, fresh]) = who_know_mo(["ana", "fresh"]);
    let (mut acknowledged, mut n_in_the_middle) = (Vec::new(), 0);
    for kill in 0..n_kills() {
        let note = format!("whole round {kill}");
        ana.keep_visit(MO, &note);
        ana.sync();
        acknowledged.push(note);

        let note = format!("in the middle {kill}");
        ana.keep_visit(MO, &note);
        let n_rounds = n_answered(&team, "/v1/sync");
        let mut round = ana.command(&["sync"]);
        let round = round.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for("the round", || n_answered(&team, "/v1/sync") > n_rounds);
        thread::sleep(Duration::from_millis(2 * (kill % 10)));
        team.server.kill();
        let said = round.wait_with_output().unwrap().status.code();
        assert!(matches!(said, Some(0 | 1)), "{said:?}");
        if ana.ask(&["status"])["waiting"] == 0 {
            acknowledged.push(note);
            n_in_the_middle += 1;
        }

        team.server.start_again();
        let looking = fresh.copied(&team.path("looking"));
        looking.sync();
        let there = looking.notes();
        for note in &acknowledged {
            assert!(there.contains(note), "{note} was acknowledged and is gone");
        }
    }
    assert!(n_in_the_middle > 0, "nothing was acknowledged just before a kill");
    team.server.kill();
    team.server.is_sound();
}

/// How many requests to this path the server's log says were answered.
fn n_answered(team: &Team, path: &str) -> usize {
    let log = fs::read_to_string(team.path("server-log")).unwrap();
    log.lines().filter(|line| line.contains(path) && line.contains("answered")).count()
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
