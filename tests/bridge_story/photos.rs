//! Photos of letters: kept without a signal, carried piece by piece, opened by a colleague, erased.

use crate::{
    actors::{Bridge, PASSPHRASE, Team},
    together::{MO, who_know_mo},
};
use alongside::{
    engine::Engine,
    requests::{
        door::{Lock, Unlock},
        phone::SyncNow,
    },
};
use serde_json::Value;
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::PathBuf,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

const PLACE: &[u8] = b"Exif\0\0GPS 51.4816 -3.1791";
const PIECE_BYTES: usize = 128 * 1024 - 4;

/// A JPEG as a camera writes it, and as it is to come out.
struct Letter {
    taken: Vec<u8>,
    kept: Vec<u8>,
}

impl Letter {
    /// No picture that anybody could look at, but built like one.
    fn of(n_bytes: usize) -> Self {
        let segment = |marker: u8, content: &[u8]| {
            let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, marker], &length[..], content].concat()
        };
        let start = [vec![0xFF, 0xD8], segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0")].concat();
        let scan: Vec<u8> = (0..n_bytes).map(|at| (at * 7 % 251) as u8).collect();
        let shown = [
            segment(0xC0, &[8, 0, 16, 0, 16, 1, 1, 0x11, 0]),
            segment(0xDA, &[1, 1, 0, 0, 63, 0]),
            scan,
            vec![0xFF, 0xD9],
        ]
        .concat();
        let taken = [start.clone(), segment(0xE1, PLACE), shown.clone()].concat();
        Self { taken, kept: [start, shown].concat() }
    }

    fn n_pieces(&self) -> usize {
        self.kept.len().div_ceil(PIECE_BYTES)
    }
}

fn add(team: &Team, bridge: &Bridge, letter: &Letter, words: &str) -> String {
    let file = team.path("taken.jpg");
    fs::write(&file, &letter.taken).unwrap();
    let file = file.to_str().unwrap();
    let told = bridge.ask(&["add-photo", MO, file, "--words", words]);
    told["id"].as_str().unwrap().to_owned()
}

fn photos(bridge: &Bridge) -> Vec<Value> {
    bridge.ask_all(&["photos", "--person", MO])
}

fn state(bridge: &Bridge) -> String {
    photos(bridge)[0]["state"].as_str().unwrap().to_owned()
}

/// Into a new file.
fn opened(team: &Team, bridge: &Bridge, id: &str, name: &str) -> PathBuf {
    let to = team.path(name);
    bridge.ask(&["photo", id, "--to", to.to_str().unwrap()]);
    to
}

fn n_put(team: &Team) -> usize {
    let log = team.server.log();
    log.lines().filter(|line| line.contains("/v1/pieces/put") && line.contains("answered")).count()
}

/// Whether it was killed before its end, as soon as the server had answered to one more piece.
fn killed_while_sending(team: &Team, bridge: &Bridge) -> bool {
    let n_before = n_put(team);
    let mut sync = bridge.command(&["sync"]);
    let mut sync = sync.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    while n_put(team) == n_before {
        assert!(began.elapsed() < Duration::from_secs(60), "no piece is sent");
        thread::sleep(Duration::from_micros(200));
    }
    sync.kill().unwrap();
    sync.wait().unwrap().signal() == Some(9)
}

#[test]
fn a_photo_kept_without_a_signal_goes_on_after_a_kill_and_opens_byte_for_byte_elsewhere() {
    let (mut team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let letter = Letter::of(40 * PIECE_BYTES);
    team.server.kill();
    let id = add(&team, &ana, &letter, "The council about the damp");
    assert_eq!(state(&ana), "waiting");
    let here = opened(&team, &ana, &id, "here.jpg");
    assert_eq!(fs::metadata(&here).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read(here).unwrap() == letter.kept, "without what the camera wrote into it");
    ana.refusal(&["sync"], 1);
    team.server.start_again();

    let n_kills = (0..3).filter(|_| killed_while_sending(&team, &ana)).count();
    assert!(n_kills > 0, "it had always ended before it was killed");
    assert_eq!(ana.sync()["photo_pieces"]["left"], 0);
    assert_eq!(state(&ana), "in_team_record");
    let n_put = n_put(&team);
    assert!(n_put <= letter.n_pieces() + n_kills, "{n_put} pieces were put, most of them again");

    ben.sync();
    assert_eq!((photos(&ben).len(), state(&ben)), (1, "elsewhere".to_owned()));
    assert_eq!(photos(&ben)[0]["words"], "The council about the damp");
    let there = opened(&team, &ben, &id, "there.jpg");
    assert!(fs::read(there).unwrap() == letter.kept);
    assert_eq!(state(&ben), "in_team_record");
    let twice = ben.refusal(&["photo", &id, "--to", team.path("there.jpg").to_str().unwrap()], 1);
    assert!(twice.contains("nothing was written"), "{twice}");
}

/// A round alone, as while the network is gone before the photos have their turn.
fn has_a_round(bridge: &Bridge) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = Engine::in_folder(bridge.home.clone());
        engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
        engine.ask(SyncNow {}).await.unwrap();
        engine.ask(Lock {}).await.unwrap();
    });
}

/// Since when there is something on a device that is nowhere else, by what its lead is told.
fn alone_since(lead: &Bridge, name: &str) -> Value {
    lead.sync();
    let members = lead.ask_all(&["members"]);
    members.iter().find(|member| member["name"] == name).unwrap()["devices"][0]["alone_since"]
        .clone()
}

#[test]
fn the_lead_is_told_of_a_photo_that_is_on_one_device_alone_until_it_is_sent() {
    let (team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    assert_eq!(alone_since(&ana, "ben"), Value::Null);
    add(&team, &ben, &Letter::of(300), "The council about the damp");
    has_a_round(&ben);
    assert_eq!(alone_since(&ana, "ben"), photos(&ben)[0]["at"]);
    ben.sync();
    assert_eq!(alone_since(&ana, "ben"), Value::Null);
}

#[test]
fn a_photo_that_is_nowhere_near_is_told_and_comes_when_there_is_a_network() {
    let (mut team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let letter = Letter::of(1000);
    let id = add(&team, &ana, &letter, "A benefit decision");
    ana.sync();
    ben.sync();
    team.server.kill();
    let to = team.path("there.jpg");
    let refused = ben.refusal(&["photo", &id, "--to", to.to_str().unwrap()], 1);
    assert!(refused.contains("not in this home yet") && !to.exists(), "{refused}");
    team.server.start_again();
    // Somebody has asked for it, so it comes with the next round.
    assert_eq!(ben.sync()["photo_pieces"]["fetched"], 1);
    assert_eq!(state(&ben), "in_team_record");
}

#[test]
fn an_erased_photo_leaves_every_home_and_the_server() {
    let (mut team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    let letter = Letter::of(2 * PIECE_BYTES);
    let id = add(&team, &ana, &letter, "Of somebody else");
    let visit = ana.keep_visit(MO, "on the wrong person");
    let file = team.path("taken.jpg");
    let of_visit = ["add-photo", MO, file.to_str().unwrap(), "--words", "Too", "--visit", &visit];
    ana.ask(&of_visit);
    ana.sync();
    ben.sync();
    opened(&team, &ben, &id, "there.jpg");
    assert_eq!(ben.refusal(&["erase-photo", &id], 1), "only a lead can do this\n");
    ana.ask(&["erase-photo", &id]);
    ana.ask(&["erase", &visit]);
    for bridge in [&ana, &ben] {
        bridge.sync();
        assert_eq!(photos(bridge), Vec::<Value>::new());
        let to = team.path("gone.jpg");
        bridge.refusal(&["photo", &id, "--to", to.to_str().unwrap()], 1);
    }
    team.server.kill();
    let database = rusqlite::Connection::open(team.server.data().join("alongside.db")).unwrap();
    let left = "select count(*) from piece where length(bytes) > 0";
    let n_left: i64 = database.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(n_left, 0);
}

#[test]
fn a_server_put_back_to_before_a_photo_gets_it_from_whoever_has_it() {
    let (mut team, [ana, ben]) = who_know_mo(["ana", "ben"]);
    team.server.kill();
    let (data, yesterday) = (team.server.data(), team.path("yesterday"));
    team.server.copy_data(&data, &yesterday);
    team.server.start_again();
    let letter = Letter::of(2 * PIECE_BYTES);
    let id = add(&team, &ana, &letter, "From the hospital");
    ana.sync();
    ben.sync();
    opened(&team, &ben, &id, "there.jpg");
    team.server.kill();
    team.server.copy_data(&yesterday, &data);
    team.server.start_again();
    // Who took it is away: a colleague brings it back.
    ben.ask(&["sync"]);
    ben.sync();
    let cy = team.bridge("cy");
    cy.join_by(&ben, "cy");
    cy.sync();
    assert!(fs::read(opened(&team, &cy, &id, "again.jpg")).unwrap() == letter.kept);
}

#[test]
fn what_is_no_photo_is_refused_in_a_sentence_and_nothing_is_kept() {
    let (team, [ana]) = who_know_mo(["ana"]);
    let whole = Letter::of(1000).taken;
    let large = Letter::of(10 * 1024 * 1024).taken;
    for (bytes, words, told) in [
        (&b"%PDF-1.7"[..], "A letter", "not a whole JPEG"),
        (&whole[..500], "A letter", "not a whole JPEG"),
        (&[], "A letter", "not a whole JPEG"),
        (&large, "A letter", "more than 10 MB"),
        (&whole, "  ", "nothing was written"),
    ] {
        let file = team.path("it");
        fs::write(&file, bytes).unwrap();
        let said = ana.refusal(&["add-photo", MO, file.to_str().unwrap(), "--words", words], 1);
        assert!(said.contains(told) && said.contains("nothing was kept"), "{said}");
    }
    assert_eq!(photos(&ana), Vec::<Value>::new());
}

#[test]
fn an_export_tells_of_a_photo_in_words_and_elsewhere_those_come_along_alone() {
    let (team, [ana]) = who_know_mo(["ana"]);
    let letter = Letter::of(1000);
    let id = add(&team, &ana, &letter, "A benefit decision");
    let lines = ana.text(&["export"]);
    let line = lines.lines().find(|line| line.contains(r#""kind":"attachment""#)).unwrap();
    let told: Value = serde_json::from_str(line).unwrap();
    assert_eq!(told["words"], "A benefit decision");
    assert_eq!((&told["person"], &told["media"]), (&MO.into(), &"image/jpeg".into()));
    assert_eq!(told["n_bytes"], letter.kept.len());
    assert_eq!((told.get("pieces"), told.get("preview")), (None, None));
    let file = team.file("export.jsonl", &lines);
    assert_eq!(ana.ask(&["import", &file])["changed"], 0);
    let (others, [cy]) = Team::with_bridges(["cy"]);
    cy.ask(&["import", &file]);
    assert_eq!(state(&cy), "words_alone");
    let to = others.path("it.jpg");
    let refused = cy.refusal(&["photo", &id, "--to", to.to_str().unwrap()], 1);
    assert!(refused.contains("only the words"), "{refused}");
}
