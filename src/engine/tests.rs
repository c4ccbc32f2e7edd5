//! What the engine keeps and checks, also where something breaks off.

#![allow(clippy::unwrap_used)]

use super::Engine;
use crate::{
    care::{Moment, PersonId, Place, WorkerId, our_page::Answer},
    log::{Thing, registry::person},
    requests::{
        Trouble,
        door::{AtTheDoor, Door, Lock, SetAside, Unlock},
        hand_over::{CameBack, HandOver, Handed, KeepAnswer},
        our_page::our_page,
        people::AddPerson,
        person::Person,
        phone::SyncNow,
        review::Reviews,
        visits::{BeginVisit, Draft, SaveDraft},
    },
    seal::{
        Body, DeviceKeys, Keyring,
        entry::{Founding, Purpose, team_id},
        keyring::Key,
        seal_to,
        text::seal_text,
    },
    store::{
        HandedOver, Me, Put, Store, StoreTrouble, Surroundings, SystemSurroundings, Writing,
        open_in_memory,
    },
};
use std::{cell::Cell, collections::BTreeSet, path::Path, rc::Rc};

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

/// What came is checked, all of it is backed up, and of people only those are followed who are to be.
fn follows_some_with_a_backup(engine: &Engine) {
    engine
        .with_store(|store| {
            store.check_signatures(usize::MAX).unwrap();
            store.seal_outbox().unwrap();
            for frame in store.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap() {
                store.keep_receipt(frame.id, 1).unwrap();
            }
            let mut standing = store.standing().unwrap();
            (standing.epoch, standing.cursor, standing.durable_to) = (Some([1; 16]), 1, 1);
            store.keep_standing(&standing).unwrap();
            store.follow_some().unwrap();
        })
        .unwrap();
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
    assert_eq!(engine.ask(AtTheDoor {}).await, Ok(Door::NoTeam { n_records_aside: 0 }));
    drop(engine);
    let engine = phone(folder.path()).await;
    assert!(matches!(engine.ask(AtTheDoor {}).await, Ok(Door::Open { .. })));
}

#[tokio::test]
async fn screens_hear_of_it_when_a_record_was_let_go_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    brings_something(&engine);
    follows_some_with_a_backup(&engine);
    let n_told = Rc::new(Cell::new(0));
    let told = n_told.clone();
    engine.on_changed(move || told.set(told.get() + 1));
    let somebody = PersonId::from_bytes([7; 16]);
    let is_here = || engine.with_store(|store| store.holds(somebody).unwrap()).unwrap();
    assert!(is_here());
    engine.rest().await;
    assert_eq!((is_here(), n_told.get()), (false, 1));
    engine.rest().await;
    assert_eq!(n_told.get(), 1);
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

#[tokio::test]
async fn photos_wait_for_what_was_written_since_the_last_round_and_for_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let writes = || {
        let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
        engine.ask(AddPerson { fields })
    };
    writes().await.unwrap();
    assert_eq!(engine.notes_wait(), Ok(true));
    let n_unsent = engine.with_store(|store| store.n_unsent().unwrap()).unwrap();
    engine.n_left_by_round.set(n_unsent);
    assert_eq!(engine.notes_wait(), Ok(false), "the server would not take it");
    writes().await.unwrap();
    assert_eq!(engine.notes_wait(), Ok(true));
}

#[tokio::test]
async fn a_record_is_put_aside_only_where_it_was_found_to_be_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    engine.ask(Lock {}).await.unwrap();
    assert_eq!(engine.ask(SetAside {}).await, Err(Trouble::TeamAlreadyHere));
    let database = engine.home.database();
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[100] ^= 4;
    std::fs::write(&database, &bytes).unwrap();
    assert_eq!(engine.ask(Unlock { passphrase: PASSPHRASE.into() }).await, Err(Trouble::Damaged));
    let door = engine.ask(AtTheDoor {}).await;
    assert!(matches!(door, Ok(Door::Locked { is_damaged: true, .. })));
    engine.ask(SetAside {}).await.unwrap();
    assert_eq!(engine.ask(AtTheDoor {}).await, Ok(Door::NoTeam { n_records_aside: 1 }));
    assert!(std::fs::read(folder.path().join("damaged-1/alongside.db")).unwrap() == bytes);
}

const TODAY: &str = "2026-11-26";

async fn handed_over(engine: &Engine) -> (PersonId, Handed) {
    let fields = [("given_name", "Mo"), ("matters", "I used to sing.")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mo = engine.ask(AddPerson { fields }).await.unwrap();
    let today = TODAY.parse().unwrap();
    (mo, engine.ask(HandOver { person: mo, today }).await.unwrap())
}

fn says(handed: &Handed, words: &str) -> KeepAnswer {
    let said = [(handed.page.matters.slot, words.to_owned())].into();
    let answer = Answer { at: Moment(1_790_000_000_000), said, ..Answer::default() };
    KeepAnswer { id: handed.id, public: handed.public, answer }
}

async fn unlock(engine: &Engine) {
    engine.ask(Unlock { passphrase: PASSPHRASE.into() }).await.unwrap();
}

async fn matters(engine: &Engine, person: PersonId) -> String {
    engine.ask(Person { person }).await.unwrap().fields["matters"].value.clone()
}

#[tokio::test]
async fn what_was_said_on_a_phone_that_was_handed_over_is_in_the_record_after_the_unlock() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, handed) = handed_over(&engine).await;
    assert!(matches!(engine.ask(AtTheDoor {}).await, Ok(Door::Locked { .. })));
    assert_eq!(engine.ask(Person { person: mo }).await, Err(Trouble::Locked));
    engine.ask(says(&handed, "I sing")).await.unwrap();
    // The phone dies, and what was said last is what counts.
    drop(engine);
    let engine = Engine::in_folder(folder.path().to_owned());
    engine.ask(says(&handed, "I sing in the kitchen.")).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I sing in the kitchen.");
    assert_eq!(engine.ask(Reviews { person: mo }).await.unwrap().len(), 1);
    assert_eq!(engine.ask(CameBack {}).await, Ok(Some(mo)));
    assert_eq!(engine.ask(CameBack {}).await, Ok(None));
    assert_eq!(engine.home.read_answers().await.unwrap(), None);
    assert!(engine.with_store(|store| store.handed_over().unwrap().is_empty()).unwrap());
}

#[tokio::test]
async fn what_was_said_lies_sealed_and_nobody_else_can_say_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, handed) = handed_over(&engine).await;
    engine.ask(says(&handed, "I sing in the kitchen.")).await.unwrap();
    let lies = engine.home.read_answers().await.unwrap().unwrap();
    assert!(!lies.windows(7).any(|seven| seven == b"kitchen"));
    let foreign = DeviceKeys::from_seed([9; 32]).public().seal;
    engine.ask(KeepAnswer { public: foreign, ..says(&handed, "Something else") }).await.unwrap();
    engine.ask(KeepAnswer { id: [5; 16], ..says(&handed, "Somebody else") }).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I used to sing.");
}

#[tokio::test]
async fn an_answer_that_cannot_be_taken_in_stays_sealed_and_keeps_no_other_out() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, first) = handed_over(&engine).await;
    engine.ask(says(&first, &"so much ".repeat(40_000))).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I used to sing.");
    let again = HandOver { person: mo, today: TODAY.parse().unwrap() };
    let second = engine.ask(again).await.unwrap();
    engine.ask(says(&second, "I sing in the kitchen.")).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I sing in the kitchen.");
    let left = engine.home.read_answers().await.unwrap();
    assert!(
        left.is_some_and(|sealed| sealed.len() > 100_000),
        "the first, for as long as it takes"
    );
    assert_eq!(engine.with_store(|store| store.handed_over().unwrap().len()), Ok(1));
}

#[tokio::test]
async fn on_a_phone_that_was_removed_nothing_is_written_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let today = TODAY.parse().unwrap();
    let begin = BeginVisit { person: None, place: Place::Home, today };
    let visit = engine.ask(begin).await.unwrap();
    let written = engine.ask(Draft { visit }).await.unwrap().written;
    engine.with_open_store(Store::empty).unwrap();
    let answer = engine.ask(SaveDraft { visit, written }).await;
    assert_eq!(answer, Err(Trouble::Removed));
    assert_eq!(engine.with_store(|store| store.drafts().unwrap().len()), Ok(0));
}

/// As another version may write it.
#[tokio::test]
async fn an_answer_that_cannot_be_read_stays_sealed_and_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, handed) = handed_over(&engine).await;
    let mut random = SystemSurroundings::default();
    let info = super::handing_over::info(handed.id);
    let answer = seal_to(&handed.public, &info, b"another form", random.random()).unwrap();
    let sealed = super::handing_over::Sealed { id: handed.id, answer };
    let lies = postcard::to_stdvec(&vec![sealed]).unwrap();
    engine.home.write_answers(&lies).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I used to sing.");
    assert_eq!(engine.home.read_answers().await.unwrap(), Some(lies));
    assert_eq!(engine.with_store(|store| store.handed_over().unwrap().len()), Ok(1));
    assert!(matches!(*engine.last_trouble.borrow(), Some(Trouble::Broken(_))));
}

#[tokio::test]
async fn what_was_cut_short_while_it_was_taken_in_is_taken_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, handed) = handed_over(&engine).await;
    unlock(&engine).await;
    let (_, places) =
        engine.with_store(|store| our_page(store, mo, TODAY.parse().unwrap())).unwrap().unwrap();
    let (id, seed) = ([6; 16], [7; 32]);
    let page = HandedOver { id, person: mo, at: Moment(1), seed, places };
    let public = DeviceKeys::from_seed(seed).public().seal;
    let hands_over =
        |engine: &Engine| engine.with_store(|store| store.keep_handed_over(page.clone()));
    hands_over(&engine).unwrap().unwrap();
    engine.ask(Lock {}).await.unwrap();
    engine.ask(KeepAnswer { id, public, ..says(&handed, "I sing in the kitchen.") }).await.unwrap();
    let lies = engine.home.read_answers().await.unwrap().unwrap();
    unlock(&engine).await;
    let n_changes = |engine: &Engine| engine.with_store(|store| store.changes().unwrap().len());
    let n_once = n_changes(&engine).unwrap();
    // After the commit, and before anything was tidied away.
    hands_over(&engine).unwrap().unwrap();
    engine.home.write_answers(&lies).await.unwrap();
    engine.ask(Lock {}).await.unwrap();
    unlock(&engine).await;
    assert_eq!(matters(&engine, mo).await, "I sing in the kitchen.");
    assert_eq!(n_changes(&engine).unwrap(), n_once);
}

#[tokio::test]
async fn an_open_record_takes_no_answer_and_a_phone_given_back_at_once_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let engine = phone(folder.path()).await;
    let (mo, handed) = handed_over(&engine).await;
    let nothing = Answer { at: Moment(1_790_000_000_000), ..Answer::default() };
    engine.ask(KeepAnswer { answer: nothing, ..says(&handed, "") }).await.unwrap();
    unlock(&engine).await;
    assert_eq!(engine.ask(Reviews { person: mo }).await, Ok(Vec::new()));
    assert_eq!(engine.ask(CameBack {}).await, Ok(None));
    assert_eq!(engine.ask(says(&handed, "I sing")).await, Err(Trouble::NotFound));
}
