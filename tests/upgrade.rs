//! A phone's database as every past version left it is opened by this one, with all that was in it.
//!
//! `tests/upgrade/001` and so on are homes of bridges, each made by the version whose last migration
//! has that number.

#![cfg(feature = "bridge")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alongside::{
    engine::Engine,
    requests::{
        door::{Lock, Unlock},
        following::{IsInOrder, PutInOrder},
        people::{People, Whose},
        person::Person,
        phone::ExportAll,
        story::{Filter, Story},
        typed::SaveTyped,
    },
    seal::slots::{DatabaseKey, Slots},
    store::open_kept,
};
use std::{cell::Cell, collections::BTreeMap, path::Path, process::Command, rc::Rc};

const PASSPHRASE: &str = "the kettle sings at four each day";
const MO: &str = "018f0000-0000-7000-8000-000000000001";

fn opened(version: &str) -> (tempfile::TempDir, Engine) {
    let home = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade").join(version);
    for file in ["alongside.db", "slots"] {
        std::fs::copy(kept.join(file), home.path().join(file)).unwrap();
    }
    let engine = Engine::in_folder(home.path().to_owned());
    (home, engine)
}

#[tokio::test]
async fn the_record_of_every_past_version_is_all_there() {
    // The promise of the first was made in its visit, and is told with it.
    for (version, n_expected) in [("001", 2), ("006", 3), ("016", 4), ("018", 5)] {
        the_record_is_all_there(version, n_expected).await;
    }
}

async fn the_record_is_all_there(version: &str, n_expected: usize) {
    let (_home, engine) = opened(version);
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    engine.ask(PutInOrder {}).await.unwrap();
    let mo = engine.ask(Person { person: MO.parse().unwrap() }).await.unwrap();
    assert_eq!(mo.fields["matters"].value, "I used to sing.");
    assert_eq!((mo.goals.len(), mo.promises.len()), (1, 1));
    assert_eq!(mo.line.born, "1951-03-02".parse().ok(), "the tables for reading were made anew");
    assert_eq!(n_told(&engine).await, n_expected);
    let words = "norbert".to_owned();
    let today = "2026-11-22".parse().unwrap();
    let found = engine.ask(People { words, whose: Whose::Mine, today }).await.unwrap();
    assert_eq!(found.notes.len(), 1, "and the index with them");
    let place = "a field".to_owned();
    engine
        .ask(SaveTyped { place, fields: Some([("text".into(), "x".into())].into()) })
        .await
        .unwrap();
}

async fn n_told(engine: &Engine) -> usize {
    let (person, filter, words) = (MO.parse().unwrap(), Filter::Everything, String::new());
    engine.ask(Story { person, filter, words, most: 10 }).await.unwrap().told.len()
}

/// Before that some of it may not be shown, and whoever is opened comes first.
#[tokio::test]
async fn the_app_is_used_while_the_tables_of_the_version_before_are_made_anew() {
    let (_home, engine) = opened("006");
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    assert_eq!((n_told(&engine).await, engine.ask(IsInOrder {}).await), (1, Ok(false)));
    let n_told_of_change = Rc::new(Cell::new(0));
    let counted = Rc::clone(&n_told_of_change);
    engine.on_changed(move || counted.set(counted.get() + 1));
    engine.ask(Person { person: MO.parse().unwrap() }).await.unwrap();
    assert_eq!(n_told(&engine).await, 3);
    assert_eq!(n_told_of_change.get(), 1, "what was asked before is asked again");
}

#[tokio::test]
async fn an_export_waits_for_all_tables() {
    let (_home, engine) = opened("006");
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    engine.ask(ExportAll {}).await.unwrap();
    assert_eq!(engine.ask(IsInOrder {}).await, Ok(true));
}

/// A home is kept of every form that there will ever be to upgrade from.
#[tokio::test]
async fn of_the_newest_form_a_home_is_kept_here_too() {
    let (home, engine) = opened("001");
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    engine.ask(Lock {}).await.unwrap();
    let upgraded = open_kept(&home.path().join("alongside.db"), &key_of(home.path())).unwrap();
    let newest: u32 = upgraded.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/upgrade/{newest:03}"));
    assert!(kept.join("alongside.db").exists(), "a home of version {newest} is to be kept");
}

/// What the app after this one may have made of a home.
const NEWER: &str =
    "pragma user_version = 4711; create table of_tomorrow (it text not null) strict;
                     insert into of_tomorrow values ('kept')";

fn key_of(home: &Path) -> DatabaseKey {
    let slots: Slots = postcard::from_bytes(&std::fs::read(home.join("slots")).unwrap()).unwrap();
    slots.passphrase.unwrap().open(PASSPHRASE).unwrap()
}

/// The files of a home and their bytes.
fn files(home: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(home).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
    });
    files.collect()
}

/// A home as the app after this one left it when it ended, and as it left it when it was killed.
fn of_tomorrow() -> [tempfile::TempDir; 2] {
    let (home, _) = opened("006");
    let newer = open_kept(&home.path().join("alongside.db"), &key_of(home.path())).unwrap();
    newer.execute_batch(NEWER).unwrap();
    let killed = tempfile::tempdir().unwrap();
    for (name, bytes) in files(home.path()) {
        std::fs::write(killed.path().join(name), bytes).unwrap();
    }
    newer.close().unwrap();
    [home, killed]
}

#[test]
fn what_a_newer_version_wrote_is_left_byte_for_byte_as_it_was() {
    let homes = of_tomorrow();
    assert!(files(homes[1].path()).contains_key("alongside.db-wal"));
    for home in homes {
        let passphrase = home.path().join("passphrase");
        std::fs::write(&passphrase, PASSPHRASE).unwrap();
        let before = files(home.path());
        for command in ["status", "people", "sync"] {
            let output = Command::new(env!("CARGO_BIN_EXE_alongside-bridge"))
                .arg("--home")
                .arg(home.path())
                .arg("--passphrase-file")
                .arg(&passphrase)
                .arg(command)
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(1), "{command}");
            assert_eq!(
                String::from_utf8(output.stderr).unwrap(),
                "a newer version of this program wrote what is in this home; it was left as it is: \
                 open it with that version\n"
            );
            assert!(files(home.path()) == before, "{command} changed something");
        }
    }
}
