//! What the engine keeps and checks, also where something breaks off.

#![allow(clippy::unwrap_used)]

use super::Engine;
use crate::{
    care::{Moment, PersonId, WorkerId},
    log::{Thing, registry::person},
    requests::{
        Trouble,
        door::{AtTheDoor, Door, Lock, Unlock},
        phone::SyncNow,
    },
    seal::{
        Body, DeviceKeys, Keyring,
        entry::{Founding, Purpose, team_id},
        keyring::Key,
        text::seal_text,
    },
    store::{
        Me, Put, Store, StoreTrouble, Surroundings, SystemSurroundings, Writing, open_in_memory,
    },
};
use std::{collections::BTreeSet, path::Path};

const PASSPHRASE: &str = "the kettle sings at four each day";
/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

fn somebody(seed: u8) -> (Me, Keyring, Founding, Key, Key) {
    let mut random = SystemSurroundings::default();
    let random = random.random();
    let (keys, kit) = (DeviceKeys::from_seed([seed; 32]), DeviceKeys::generate(random));
    let (naming, key) = (Key::generate(random), Key::generate(random));
    let mut keyring = Keyring::default();
    keyring.take_naming(naming.clone());
    keyring.take_team_key(key.clone());
    let worker = WorkerId::from_bytes([1; 16]);
    let founding = Founding {
        device: keys.public(),
        kit: kit.public(),
        worker,
        team_name: seal_text(&key, b"North", random),
        worker_name: seal_text(&key, b"Ana", random),
    };
    let team = team_id(&keys.public(), &kit.public(), worker);
    (Me::new(team, &keys, worker, NOWHERE.into()), keyring, founding, naming, key)
}

/// A phone with a team of its own, which no server has heard of.
async fn phone(folder: &Path) -> Engine {
    let engine = Engine::in_folder(folder.to_owned());
    let (me, keyring, founding, naming, key) = somebody(1);
    engine
        .move_in(me, keyring, PASSPHRASE, |store| {
            store.enter(Body::Founding(founding))?;
            store.make_key(&naming, Purpose::Naming)?;
            store.make_key(&key, Purpose::Team)
        })
        .await
        .unwrap();
    engine
}

/// Takes in what another copy of this phone has written, as a round does.
fn brings_something(engine: &Engine) {
    engine
        .with_store(|store| {
            let (me, keyring) = (store.me().clone(), store.keyring().clone());
            let surroundings = Box::<SystemSurroundings>::default();
            let memory = open_in_memory().unwrap();
            let mut clone = Store::create(memory, surroundings, me, keyring).unwrap();
            let book = store.book().entries().map(|(_, entry)| entry.clone());
            clone.take_entries(book.collect(), true).unwrap();
            let of = PersonId::from_bytes([7; 16]);
            let thing = Thing { kind: person::KIND, id: of.to_bytes() };
            let mut writing = Writing::at(Moment(1));
            writing.put(of, clone.as_worker(), thing, vec![Put::new(person::MATTERS, "Choir")]);
            clone.write(writing).unwrap();
            clone.seal_outbox().unwrap();
            for frame in clone.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap() {
                store.take_frame(&frame.bytes, Some(1)).unwrap();
            }
        })
        .unwrap();
    assert!(n_unchecked(engine) > 0);
}

fn n_unchecked(engine: &Engine) -> usize {
    engine.with_store(|store| store.n_unchecked().unwrap()).unwrap()
}

#[tokio::test]
async fn a_phone_that_dies_before_its_slots_are_written_can_simply_join_again() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::in_folder(folder.path().to_owned());
    let (me, keyring, ..) = somebody(1);
    let dies = engine.move_in(me, keyring, PASSPHRASE, |_| Err(StoreTrouble::Full)).await;
    assert_eq!(dies, Err(Trouble::StorageFull));
    assert_eq!(engine.home.read_slots().await.unwrap(), None);
    assert_eq!(engine.ask(AtTheDoor {}).await, Ok(Door::NoTeam));
    drop(engine);
    let engine = phone(folder.path()).await;
    assert!(matches!(engine.ask(AtTheDoor {}).await, Ok(Door::Open { .. })));
}

#[tokio::test]
async fn signatures_are_checked_also_where_a_round_breaks_off() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    brings_something(&engine);
    assert_eq!(engine.ask(SyncNow {}).await, Err(Trouble::NoNetwork));
    assert_eq!(n_unchecked(&engine), 0);
}

#[tokio::test]
async fn signatures_are_checked_before_an_unlocked_phone_answers() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    brings_something(&engine);
    engine.ask(Lock {}).await.unwrap();
    engine.ask(Unlock { passphrase: PASSPHRASE.into() }).await.unwrap();
    assert_eq!(n_unchecked(&engine), 0);
}
