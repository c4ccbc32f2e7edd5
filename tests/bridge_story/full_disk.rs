//! A disk without room, on either side: nothing is kept by halves, it is said in words, and all goes on
//! when there is room.

use crate::{
    actors::{Bridge, Server, Team},
    together::{MO, mo},
};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const NO_ROOM: &str = "there is no room left where this home is; what was kept before is safe, and nothing \
                       is kept by halves: free some room and do it again\n";
const SERVER_HAS_NO_ROOM: &str = "the server's disk is full; what is in this home is safe, and waits: tell \
                                  whoever looks after the server\n";

/// A small disk of its own, which only those see that are run by it.
struct SmallDisk {
    holder: Child,
    path: PathBuf,
}

impl SmallDisk {
    /// `None` where this system lets nobody mount one, which is then said.
    fn mounted_at(path: &Path, n_mb: u32) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let ways: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
        let disk = ways.iter().find_map(|way| Self::by(way, path, n_mb));
        if disk.is_none() {
            // Not by a macro, whose words are shown of a test that fails and of no other.
            let _ =
                writeln!(io::stderr(), "NOT RUN: what a full disk does (no tmpfs can be mounted)");
        }
        disk
    }

    fn by(way: &[&str], path: &Path, n_mb: u32) -> Option<Self> {
        let script = format!("mount -t tmpfs -o size={n_mb}m tmpfs \"$0\" && echo mounted && cat");
        let mut holder = Command::new("unshare")
            .args(way)
            .args(["sh", "-c", &script])
            .arg(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(holder.stdout.as_mut()?).read_line(&mut line).ok()?;
        let disk = Self { holder, path: path.to_owned() };
        (line == "mounted\n").then_some(disk)
    }

    fn runs_by(&self) -> Vec<String> {
        let holder = self.holder.id().to_string();
        let words =
            ["nsenter", "--target", &holder, "--user", "--preserve-credentials", "--mount", "--"];
        // One's own namespace of users cannot be entered again.
        let has_own_users = fs::read_link("/proc/self/ns/user").ok()
            != fs::read_link(format!("/proc/{holder}/ns/user")).ok();
        let of_users = |word: &&str| ["--user", "--preserve-credentials"].contains(word);
        words
            .iter()
            .filter(|word| has_own_users || !of_users(word))
            .map(|&it| it.to_owned())
            .collect()
    }

    /// As whoever is on this disk sees it.
    fn seen(&self) -> PathBuf {
        let path = self.path.strip_prefix("/").unwrap();
        Path::new("/proc").join(self.holder.id().to_string()).join("root").join(path)
    }

    /// Leaves room for so many bytes.
    fn fill(&self, but_bytes: u64) {
        let mut filler = File::create(self.seen().join("filler")).unwrap();
        let mut n_bytes = 0;
        while let Ok(written) = filler.write(&[1; 4096]) {
            n_bytes += written as u64;
        }
        filler.set_len(n_bytes.saturating_sub(but_bytes)).unwrap();
    }

    fn has_room_again(&self) {
        fs::remove_file(self.seen().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

const MANY: usize = 200;

fn many(kind: &str, group: &str) -> String {
    let line = |n: usize| {
        format!(
            r#"{{"kind":"visit","id":"018f0000-0000-7000-{group}-{n:012}","person":"{MO}","at":"2026-11-20T10:00:00Z","place":"home","note":"{kind} {n} {}"}}"#,
            "and more words ".repeat(20)
        )
    };
    (0..MANY).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bridge_on_a_full_disk_says_so_keeps_nothing_by_halves_and_goes_on() {
    let (team, [ben]) = Team::with_bridges(["ben"]);
    let Some(disk) = SmallDisk::mounted_at(&team.path("small"), 8) else { return };
    let mut ana = team.bridge("small/ana");
    ana.runs_by = disk.runs_by();
    let link = ben.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    ana.ask(&["join", &link, "--name", "ana"]);
    Bridge::at(disk.seen().join("ana"), team.path("passphrase")).opens_at_once();
    ben.ask(&["import", &team.file("mo.jsonl", &mo())]);
    [&ben, &ana].iter().for_each(|bridge| drop(bridge.sync()));

    let mut notes = Vec::new();
    for but_kb in [0, 8, 24, 48, 96, 160] {
        disk.fill(but_kb * 1024);
        let note = format!("with {but_kb} KB left");
        if is_kept(&ana, &note) {
            notes.push(note);
        }
        notes.sort();
        assert_eq!(ana.notes(), notes, "what is there can be read on a full disk too");
        disk.has_room_again();
        ana.is_sound();
        assert_eq!(ana.notes(), notes);
    }
    assert!((1..6).contains(&notes.len()), "some had room and some had not: {notes:?}");

    ben.ask(&["import", &team.file("many.jsonl", &many("by ben", "8000"))]);
    ben.sync();
    disk.fill(32 * 1024);
    assert_eq!(ana.refusal(&["sync"], 1), NO_ROOM);
    let import = team.file("more.jsonl", &many("by ana", "8001"));
    assert_eq!(ana.refusal(&["import", &import], 1), NO_ROOM);
    disk.has_room_again();
    ana.is_sound();
    ana.ask(&["import", &import]);
    ana.sync();
    ben.sync();
    assert_eq!(ana.notes().len(), notes.len() + 2 * MANY);
    assert_eq!(ana.record(), ben.record());
}

fn is_kept(bridge: &Bridge, note: &str) -> bool {
    let words = ["keep-visit", "--person", MO, "--place", "home", "--note", note];
    let output = bridge.command(&words).output().unwrap();
    if !output.status.success() {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), NO_ROOM);
        assert!(output.stdout.is_empty());
    }
    output.status.success()
}

#[test]
fn a_server_on_a_full_disk_takes_nothing_loses_nothing_and_goes_on() {
    let folder = crate::actors::a_folder();
    let Some(disk) = SmallDisk::mounted_at(&folder.path().join("server"), 8) else { return };
    let server = Server::run_by(&disk.runs_by(), folder.path());
    let (mut team, [ana, ben]) = Team { folder, server }.of(["ana", "ben"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    [&ana, &ben].iter().for_each(|bridge| drop(bridge.sync()));
    let (mut notes, mut n_refused) = (Vec::new(), 0);
    for but_kb in [0, 8, 32, 64] {
        disk.fill(but_kb * 1024);
        let note = format!("with {but_kb} KB left");
        ana.keep_visit(MO, &note);
        notes.push(note);
        n_refused += usize::from(!is_taken(&ana));
        team.server.kill();
        let starts = team.server.starts();
        assert!(starts || team.server.log().contains("no room on the disk"));
        disk.has_room_again();
        if !starts {
            team.server.start_again();
        }
        ana.sync();
        ben.sync();
        notes.sort();
        assert_eq!(ben.notes(), notes);
    }
    assert!(n_refused > 0, "there was always room");
    // With room for some of it only.
    ana.ask(&["import", &team.file("many.jsonl", &many("by ana", "8001"))]);
    disk.fill(0);
    let _ = is_taken(&ana);
    team.server.kill();
    disk.has_room_again();
    team.server.start_again();
    ana.sync();
    ben.sync();
    assert_eq!(ben.record(), ana.record());
    assert_eq!(ben.notes().len(), notes.len() + MANY);
}

/// Whether all went into the team's record; what did not waits, and that is said.
fn is_taken(bridge: &Bridge) -> bool {
    let output = bridge.command(&["sync"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    if output.status.success() {
        let round: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(round["waiting"] == 0 || round["put_off"] != 0, "{round}");
        return round["waiting"] == 0;
    }
    assert_eq!((output.status.code(), error.as_str()), (Some(1), SERVER_HAS_NO_ROOM));
    assert!(bridge.ask(&["status"])["waiting"].as_u64() > Some(0));
    false
}
