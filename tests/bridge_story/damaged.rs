//! A home whose files came to harm: it says so and keeps every byte, and its device comes back by a link.

use crate::{
    actors::{Bridge, Team, is_long},
    drafts,
    together::{MO, who_know_mo},
};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{fs, path::Path};

const SEED: u64 = 3;
const PAGE_BYTES: usize = 4096;

const DAMAGED: &str = "the record in this home is damaged, or not there; nothing was deleted, and what the \
                       team has is safe, but what was not sent yet cannot be read any more: ask for a new \
                       link and join here again, which keeps the old record in a folder beside the new\n";

/// What happens to the bytes of a database; `None` takes the file away.
type Harm = fn(Vec<u8>) -> Option<Vec<u8>>;

const HARMS: [(&str, Harm); 8] = [
    ("gone", |_| None),
    ("empty", |_| Some(Vec::new())),
    ("cut within its first page", |bytes| Some(bytes[..1000].to_vec())),
    ("cut to its first page", |bytes| Some(bytes[..PAGE_BYTES].to_vec())),
    ("cut in the middle", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
    ("without its last page", |bytes| Some(bytes[..bytes.len() - PAGE_BYTES].to_vec())),
    ("with another salt", |bytes| Some(flipped(bytes, 3))),
    ("with a bit flipped in its first page", |bytes| Some(flipped(bytes, 100))),
];

fn flipped(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
    bytes[at] ^= 4;
    bytes
}

/// Ben invites, and ana has a note that nobody else has, beside those that the team has.
fn ana_with_something_unsent() -> (Team, [Bridge; 2]) {
    let (team, [ben, ana]) = who_know_mo(["ben", "ana"]);
    for note in ["one", "two", "three"] {
        ana.keep_visit(MO, note);
    }
    ana.sync();
    ben.sync();
    ana.keep_visit(MO, "not sent");
    (team, [ben, ana])
}

fn harm(bridge: &Bridge, harm: Harm) -> Option<Vec<u8>> {
    let harmed = harm(fs::read(bridge.database()).unwrap());
    match &harmed {
        Some(bytes) => fs::write(bridge.database(), bytes).unwrap(),
        None => fs::remove_file(bridge.database()).unwrap(),
    }
    harmed
}

fn bytes_of(file: &Path) -> Option<Vec<u8>> {
    fs::read(file).ok()
}

#[test]
fn a_damaged_record_says_so_and_stays_as_it_is_byte_for_byte() {
    let (team, [_, ana]) = ana_with_something_unsent();
    for (what, does) in HARMS {
        let harmed = ana.copied(&team.path("harmed"));
        let left = harm(&harmed, does);
        for command in ["status", "visits", "sync"] {
            assert_eq!(harmed.refusal(&[command], 1), DAMAGED, "{what}: {command}");
            assert!(bytes_of(&harmed.database()) == left, "{what}: {command} changed it");
        }
    }
}

/// Pages that were read well before may come to harm too.
#[test]
fn a_flipped_bit_on_any_page_is_told_or_changes_nothing() {
    let (team, [_, ana]) = ana_with_something_unsent();
    let record = ana.record();
    let whole = fs::read(ana.database()).unwrap();
    let n_pages = whole.len() / PAGE_BYTES;
    let mut chance = ChaCha12Rng::seed_from_u64(SEED);
    let mut n_told = 0;
    for page in (1..n_pages).step_by(if is_long() { 1 } else { 5 }) {
        let harmed = ana.copied(&team.path("harmed"));
        let left =
            flipped(whole.clone(), page * PAGE_BYTES + chance.next_u32() as usize % PAGE_BYTES);
        fs::write(harmed.database(), &left).unwrap();
        let is_told = |command| match harmed.command(&[command]).output().unwrap() {
            output if output.status.success() => None,
            output => Some(String::from_utf8(output.stderr).unwrap()),
        };
        match is_told("status") {
            Some(said) => {
                n_told += 1;
                assert_eq!(said, DAMAGED, "page {page}");
            }
            None => assert_eq!(harmed.record(), record, "page {page}"),
        }
        if let Some(said) = is_told("export") {
            assert_eq!(said, DAMAGED, "page {page}");
        }
        assert!(bytes_of(&harmed.database()) == Some(left), "page {page} was changed");
        if let Some(said) = is_told("sync") {
            assert_eq!(said, DAMAGED, "page {page}");
        }
    }
    assert!(n_told > 0, "nothing was ever told");
}

#[test]
fn whoever_comes_back_has_all_that_the_team_has_and_the_old_record_is_kept() {
    let (team, [ben, ana]) = ana_with_something_unsent();
    let worker = ana.ask(&["status"])["worker"].as_str().unwrap().to_owned();
    let harms: [(&str, Harm); 3] = [HARMS[0], HARMS[1], HARMS[4]];
    for (n, (what, does)) in harms.into_iter().enumerate() {
        let again = ana.copied(&team.path(&format!("again {n}")));
        let left = harm(&again, does);
        let link = ben.ask(&["invite", "--again", &worker])["link"].as_str().unwrap().to_owned();
        let slots = bytes_of(&again.home.join("slots"));
        let said = again.ask(&["join", &link]);
        assert_eq!(said["worker"], worker.as_str(), "{what}: she is who she was");
        again.sync();
        assert_eq!(again.notes(), ["one", "three", "two"], "{what}");
        let aside = again.home.join("damaged-1");
        assert!(bytes_of(&aside.join("alongside.db")) == left, "{what}: the old record is kept");
        assert!(bytes_of(&aside.join("slots")) == slots, "{what}: and what opens it");
    }
}

#[test]
fn slots_that_came_to_harm_open_nothing_and_nothing_is_deleted() {
    let (team, [ben, ana]) = ana_with_something_unsent();
    let record = bytes_of(&ana.database());
    for (n, bytes) in [Vec::new(), vec![0xff; 200]].into_iter().enumerate() {
        let harmed = ana.copied(&team.path(&format!("harmed {n}")));
        fs::write(harmed.home.join("slots"), &bytes).unwrap();
        assert_eq!(harmed.refusal(&["status"], 1), DAMAGED);
        let link = ben.ask(&["invite"])["link"].as_str().unwrap().to_owned();
        harmed.ask(&["join", &link, "--name", "ana"]);
        assert!(bytes_of(&harmed.home.join("damaged-1/alongside.db")) == record);
    }
    let harmed = ana.copied(&team.path("without slots"));
    fs::remove_file(harmed.home.join("slots")).unwrap();
    assert!(harmed.refusal(&["status"], 1).contains("no team"));
    let link = ben.ask(&["invite"])["link"].as_str().unwrap().to_owned();
    harmed.ask(&["join", &link, "--name", "ana"]);
    assert!(bytes_of(&harmed.home.join("damaged-1/alongside.db")) == record);
}

/// What stood only there is lost with it, and nobody can tell; all else is as it was.
#[tokio::test]
async fn without_its_log_of_writes_a_record_is_what_it_was_before_them() {
    let (team, [ben, ana]) = ana_with_something_unsent();
    // Copied while it is open, as a power cut leaves it: one that closes writes its log back.
    let open = drafts::opened(&ana).await;
    drafts::keep(&open, "only in the log").await;
    let harms: [fn(&Path); 3] = [
        |log| fs::remove_file(log).unwrap(),
        |log| fs::write(log, []).unwrap(),
        |log| fs::write(log, flipped(fs::read(log).unwrap(), 5000)).unwrap(),
    ];
    for (n, harm) in harms.into_iter().enumerate() {
        let harmed = ana.copied(&team.path(&format!("harmed {n}")));
        let log = harmed.home.join("alongside.db-wal");
        assert!(fs::metadata(&log).unwrap().len() > 5000, "the note stands in the log");
        harm(&log);
        assert_eq!(harmed.notes(), ["not sent", "one", "three", "two"]);
        harmed.is_sound();
        harmed.sync();
    }
    ben.sync();
    assert_eq!(ben.notes(), ["not sent", "one", "three", "two"]);
}

/// The server's newest rows were in its log of writes: it is a server of yesterday, which phones heal.
#[test]
fn a_server_without_its_log_of_writes_is_healed_by_its_devices() {
    let (mut team, [ben, ana]) = ana_with_something_unsent();
    team.server.stop();
    team.server.start_again();
    ana.sync();
    ben.sync();
    team.server.kill();
    let log = team.server.data().join("alongside.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0, "the newest rows stand in the log");
    fs::write(&log, vec![0x5a; 9000]).unwrap();
    team.server.start_again();
    for bridge in [&ben, &ana] {
        bridge.ask(&["sync"]);
    }
    for bridge in [&ben, &ana] {
        bridge.sync();
    }
    let cy = team.bridge("cy");
    cy.join_by(&ben, "cy");
    cy.sync();
    assert_eq!(cy.notes(), ["not sent", "one", "three", "two"]);
}
