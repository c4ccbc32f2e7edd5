//! Killed, restored, killed again: what was acknowledged is there.

use crate::{
    actors::{Bridge, Team},
    together::{MO, mo},
};
use std::{process::Stdio, thread, time::Duration};

const N_KILLS: u64 = 5;

fn ana_who_knows_mo() -> (Team, Bridge) {
    let (team, [ana]) = Team::with_bridges(["ana"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    (team, ana)
}

#[test]
fn a_bridge_killed_while_it_keeps_visits_has_every_one_that_it_acknowledged() {
    let (_team, ana) = ana_who_knows_mo();
    let mut acknowledged = Vec::new();
    for kill in 0..N_KILLS {
        for n in 0..2 {
            acknowledged.push(ana.keep_visit(MO, &format!("note {kill} {n}")));
        }
        // From before it opens the database until after the answer.
        let patience = Duration::from_millis(60 + 60 * kill);
        acknowledged.extend(keep_and_kill(&ana, &format!("killed {kill}"), patience));
    }
    let kept: Vec<String> = ana
        .ask_all(&["visits"])
        .iter()
        .map(|visit| visit["id"].as_str().unwrap().to_owned())
        .collect();
    for id in &acknowledged {
        assert!(kept.contains(id), "{id} was acknowledged and is gone");
    }
    assert!(kept.len() <= acknowledged.len() + N_KILLS as usize);
    ana.sync();
}

/// The visit's id, if the bridge had said it before it was killed.
fn keep_and_kill(bridge: &Bridge, note: &str, after: Duration) -> Option<String> {
    let words = ["keep-visit", "--person", MO, "--place", "home", "--note", note];
    let mut child = bridge.command(&words).stdout(Stdio::piped()).spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.strip_suffix('\n')?;
    let told: serde_json::Value = serde_json::from_str(line).unwrap();
    Some(told["id"].as_str().unwrap().to_owned())
}

#[test]
fn a_server_killed_in_the_middle_of_rounds_has_every_note_that_it_acknowledged() {
    let (mut team, ana) = ana_who_knows_mo();
    let mut notes = Vec::new();
    for kill in 0..N_KILLS {
        let note = format!("note {kill}");
        ana.keep_visit(MO, &note);
        notes.push(note);
        let mut round = ana.command(&["sync"]);
        let round = round.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(110 + 15 * kill));
        team.server.kill();
        let said = round.wait_with_output().unwrap().status.code();
        assert!(matches!(said, Some(0 | 1)), "{said:?}");
        team.server.start_again();
        ana.sync();
    }
    let ben = team.bridge("ben");
    ben.join_by(&ana, "ben");
    assert_eq!(ben.notes(), notes);
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
