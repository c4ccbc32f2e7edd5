//! The drill: a team loses its server, and gets everything back from a backup and its own devices.

use crate::{
    actors::{Bridge, Team},
    together::{MO, who_know_mo},
};
use age::{secrecy::ExposeSecret, x25519::Identity};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const N_NOTES_EACH: [usize; 3] = [34, 33, 33];

/// The keys of whoever looks after the server: one in the office, one in the safe.
pub struct Keys {
    public: [String; 2],
    secret: [PathBuf; 2],
}

impl Keys {
    pub fn made(team: &Team) -> Self {
        let keys = [Identity::generate(), Identity::generate()];
        let secret = [team.path("office"), team.path("safe")];
        for (key, file) in keys.iter().zip(&secret) {
            fs::write(file, key.to_string().expose_secret()).unwrap();
        }
        Self { public: keys.map(|key| key.to_public().to_string()), secret }
    }
}

fn server(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alongside-server"));
    let output = command.args(arguments).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Makes a backup, and reads it back with the office's key, of which phones then hear.
pub fn backed_up(team: &Team, keys: &Keys) -> PathBuf {
    let (data, file) = (team.server.data(), team.path("monday.backup"));
    let [one, two] = &keys.public;
    let to = ["backup", "--data", text(&data), "--to", text(&file)];
    server(&[to.as_slice(), &["--recipient", one, "--recipient", two]].concat());
    let key = text(&keys.secret[0]);
    let verify = ["backup-verify", text(&file), "--identity", key, "--data", text(&data)];
    server(&[verify.as_slice(), &["--kept-elsewhere"]].concat());
    file
}

fn durable_to(bridge: &Bridge) -> u64 {
    bridge.ask(&["status"])["durable_to"].as_u64().unwrap()
}

/// Answers the notes, which are all written and all acknowledged by the server.
fn a_days_work(team: &Team, bridges: &[Bridge; 3]) -> Vec<String> {
    let mut notes = Vec::new();
    for (who, (bridge, n_notes)) in bridges.iter().zip(N_NOTES_EACH).enumerate() {
        let own: Vec<String> = (0..n_notes).map(|n| format!("of {who}, the note {n}")).collect();
        let line = |(n, note): (usize, &String)| {
            format!(
                r#"{{"kind":"visit","id":"018f0000-0000-7000-8{who:03}-{n:012}","person":"{MO}","at":"2026-11-20T10:00:00Z","place":"home","note":"{note}"}}"#
            )
        };
        let lines: Vec<String> = own.iter().enumerate().map(line).collect();
        bridge.ask(&["import", &team.file("visits.jsonl", &lines.join("\n"))]);
        bridge.sync();
        notes.extend(own);
    }
    notes
}

/// All rounds that a new epoch takes, after which everybody has everything.
fn all_sync(bridges: &[Bridge; 3]) {
    for _ in 0..2 {
        bridges.iter().for_each(|bridge| drop(bridge.ask(&["sync"])));
    }
    bridges.iter().for_each(|bridge| drop(bridge.sync()));
}

/// The notes are on every device, and a newcomer, who has only what the server has, gets them too.
fn everything_is_everywhere(team: &Team, bridges: &[Bridge; 3], mut notes: Vec<String>) {
    notes.sort();
    let newcomer = team.bridge("newcomer");
    newcomer.join_by(&bridges[0], "newcomer");
    newcomer.sync();
    let record = newcomer.record();
    assert_eq!(newcomer.notes(), notes);
    for bridge in bridges {
        bridge.sync();
        assert_eq!(bridge.notes(), notes);
        assert_eq!(bridge.record(), record);
    }
}

#[test]
fn a_destroyed_server_is_restored_from_its_backup_and_the_devices_bring_back_the_rest() {
    let (mut team, bridges) = who_know_mo(["ana", "ben", "cy"]);
    let keys = Keys::made(&team);
    bridges[1].keep_visit(MO, "before the backup");
    all_sync(&bridges);
    bridges.iter().for_each(|bridge| assert_eq!(durable_to(bridge), 0));
    let backup = backed_up(&team, &keys);
    all_sync(&bridges);
    let reaches = durable_to(&bridges[0]);
    assert!(reaches > 0);
    bridges.iter().for_each(|bridge| assert_eq!(durable_to(bridge), reaches));

    let mut notes = a_days_work(&team, &bridges);
    assert_eq!(notes.len(), 100);
    notes.push("before the backup".into());
    team.server.kill();
    let data = team.server.data();
    fs::remove_dir_all(&data).unwrap();
    let key = text(&keys.secret[1]);
    server(&["restore", text(&backup), "--identity", key, "--data", text(&data)]);
    team.server.start_again();

    all_sync(&bridges);
    bridges.iter().for_each(|bridge| assert_eq!(durable_to(bridge), 0));
    everything_is_everywhere(&team, &bridges, notes);
    fs::remove_file(&backup).unwrap();
    backed_up(&team, &keys);
    all_sync(&bridges);
    bridges.iter().for_each(|bridge| assert!(durable_to(bridge) > reaches));
}

#[test]
fn a_folder_copied_back_by_hand_is_noticed_and_healed_and_its_old_backup_counts_no_more() {
    let (mut team, bridges) = who_know_mo(["ana", "ben", "cy"]);
    let keys = Keys::made(&team);
    let yesterday = team.path("yesterday");
    backed_up(&team, &keys);
    all_sync(&bridges);
    assert!(durable_to(&bridges[2]) > 0);
    team.server.kill();
    team.server.copy_data(&team.server.data(), &yesterday);
    team.server.start_again();
    let notes = a_days_work(&team, &bridges);

    team.server.kill();
    team.server.copy_data(&yesterday, &team.server.data());
    team.server.start_again();
    all_sync(&bridges);
    bridges.iter().for_each(|bridge| assert_eq!(durable_to(bridge), 0));
    everything_is_everywhere(&team, &bridges, notes);
}
