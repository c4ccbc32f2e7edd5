//! A record whose file came to harm: the server does not start on it, says what to do, and changes
//! nothing; so says the doctor.

use crate::{
    actors::{Phone, Running, program},
    copy, folder,
};
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{fs, path::Path, process::Command};

const SEED: u64 = 5;
const PAGE_BYTES: usize = 4096;
const RESTORE_IT: &str = "Nothing was changed. Leave the folder as it is, put the last backup into another \
                          one (alongside-server restore BACKUP --data OTHER)";

type Harm = fn(Vec<u8>) -> Option<Vec<u8>>;

const HARMS: [(&str, Harm); 6] = [
    ("gone", |_| None),
    ("empty", |_| Some(Vec::new())),
    ("cut within its first page", |bytes| Some(bytes[..700].to_vec())),
    ("cut in the middle", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
    ("not a database", |bytes| Some(vec![0x5a; bytes.len()])),
    ("with a bit flipped in its head", |bytes| Some(flipped(bytes, 9))),
];

fn flipped(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
    bytes[at] ^= 16;
    bytes
}

/// Where the server stopped as it should, so that all is in the one file. Answers the last frame.
async fn with_some_frames(data: &Path) -> Vec<u8> {
    let server = Running::on(data);
    let mut ana = Phone::founding(&server).await;
    let mut last = Vec::new();
    for n in 0..40 {
        let frame = ana.frame(&format!("visit {n}, and more words about it"));
        last = frame.to_vec();
        ana.sends(&server, vec![frame]).await;
    }
    assert!(server.stopped());
    last
}

/// Whether it went well, and all that was said.
fn said_by(command: &str, data: &Path) -> (bool, String) {
    // One that starts all the same would go on for ever.
    let mut asked = Command::new("timeout");
    asked.arg("20").arg(program().get_program()).arg(command).arg("--data").arg(data);
    if command == "serve" {
        asked.args(["--listen", "127.0.0.1:0"]);
    }
    let output = asked.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn a_damaged_record_starts_no_server_and_is_told_with_what_to_do() {
    let (kept, data) = folder();
    with_some_frames(&data).await;
    for (what, harm) in HARMS {
        let harmed = kept.path().join(what);
        copy(&data, &harmed);
        let file = harmed.join("alongside.db");
        let left = harm(fs::read(&file).unwrap());
        match &left {
            Some(bytes) => fs::write(&file, bytes).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let (is_well, said) = said_by("doctor", &harmed);
        assert!(!is_well && said.contains("LOOK  the record"), "{what}: {said}");
        assert!(said.contains(RESTORE_IT), "{what}: {said}");
        let (is_well, said) = said_by("serve", &harmed);
        assert!(!is_well && said.contains(RESTORE_IT), "{what}: {said}");
        assert!(!said.contains("There is no team yet"), "{what}: nothing begins anew");
        assert!(fs::read(&file).ok() == left, "{what}: the file was changed");
    }
}

/// Most bytes of a record are sealed: SQLite would never know that one of them is another.
#[tokio::test]
async fn a_flipped_bit_in_what_phones_sent_is_found_before_a_server_starts() {
    let (kept, data) = folder();
    let frame = with_some_frames(&data).await;
    let harmed = kept.path().join("harmed");
    copy(&data, &harmed);
    let file = harmed.join("alongside.db");
    let whole = fs::read(&file).unwrap();
    let mut chance = ChaCha12Rng::seed_from_u64(SEED);
    let mut found = Vec::new();
    for page in 1..whole.len() / PAGE_BYTES {
        let at = page * PAGE_BYTES + chance.next_u32() as usize % PAGE_BYTES;
        fs::write(&file, flipped(whole.clone(), at)).unwrap();
        let (_, said) = said_by("doctor", &harmed);
        if said.contains("LOOK  the record") {
            found.push(said);
        }
    }
    assert!(found.iter().any(|said| said.contains("frame")), "{found:?}");
    let part = &frame[80..96];
    let at = whole.windows(part.len()).position(|bytes| bytes == part).unwrap();
    fs::write(&file, flipped(whole, at)).unwrap();
    let (is_well, said) = said_by("serve", &harmed);
    assert!(!is_well && said.contains("frame 40 is not what its name says"), "{said}");
    assert!(said.contains(RESTORE_IT), "{said}");
}

#[tokio::test]
async fn a_first_start_that_was_broken_off_is_no_damage() {
    let (_kept, data) = folder();
    fs::create_dir(&data).unwrap();
    fs::write(data.join("alongside.db"), []).unwrap();
    let server = Running::on(&data);
    assert!(server.founding_link.is_some());
}

#[tokio::test]
async fn what_a_newer_server_wrote_is_left_as_it_was() {
    let (_kept, data) = folder();
    with_some_frames(&data).await;
    let file = data.join("alongside.db");
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer
        .execute_batch(
            "pragma user_version = 4711; create table of_tomorrow (it text not null) strict",
        )
        .unwrap();
    newer.close().unwrap();
    let before = fs::read(&file).unwrap();
    let (is_well, said) = said_by("serve", &data);
    assert!(!is_well && said.contains("A newer version of this program wrote"), "{said}");
    assert!(fs::read(&file).unwrap() == before);
}
