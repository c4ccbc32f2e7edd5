//! What is being written when a phone is lost: it is on the worker's next phone.

use crate::{
    actors::{Bridge, PASSPHRASE, Team},
    together::{MO, mo},
};
use alongside::{
    care::{Place, VisitId},
    engine::Engine,
    requests::{
        door::{AtTheDoor, Door, Unlock},
        phone::SyncNow,
        team::RemoveDevice,
        today::{Begun, Today},
        visits::{BeginVisit, Draft, GoOnHere, KeepVisit, SaveDraft, Visit},
    },
    seal::Body,
    store::Arrival,
};
use std::fs;

pub async fn opened(bridge: &Bridge) -> Engine {
    let engine = Engine::in_folder(bridge.home.clone());
    engine.ask(Unlock { passphrase: PASSPHRASE.to_owned() }).await.unwrap();
    engine
}

fn today() -> alongside::care::Day {
    "2026-11-22".parse().unwrap()
}

async fn write(engine: &Engine, visit: VisitId, note: &str) {
    type_in(engine, visit, note).await;
    engine.ask(SyncNow {}).await.unwrap();
}

async fn type_in(engine: &Engine, visit: VisitId, note: &str) {
    let mut written = engine.ask(Draft { visit }).await.unwrap().written;
    written.words.note = note.to_owned();
    engine.ask(SaveDraft { visit, written }).await.unwrap();
}

/// With no network.
pub async fn keep(engine: &Engine, note: &str) {
    let visit = begin(engine).await;
    type_in(engine, visit, note).await;
    engine.ask(KeepVisit { visit }).await.unwrap();
}

async fn begin(engine: &Engine) -> VisitId {
    let person = Some(MO.parse().unwrap());
    engine.ask(BeginVisit { person, place: Place::Home, today: today() }).await.unwrap()
}

async fn begun(engine: &Engine) -> Vec<Begun> {
    engine.ask(SyncNow {}).await.unwrap();
    engine.ask(Today { today: today(), has_time: false }).await.unwrap().begun
}

/// Ana with Mo in her record, her next phone, and a colleague.
fn ana_twice() -> (Team, Bridge, Bridge, Bridge) {
    let (team, [ana, ben]) = Team::with_bridges(["ana", "ben"]);
    ana.ask(&["import", &team.file("mo.jsonl", &mo())]);
    ana.sync();
    let next = team.bridge("next");
    let link = ana.ask(&["invite", "--next-phone"]);
    next.ask(&["join", link["link"].as_str().unwrap()]);
    for bridge in [&next, &ben] {
        bridge.sync();
    }
    (team, ana, next, ben)
}

/// A note that Ana began on her phone and goes on with on the next one.
async fn a_note_on_two_phones() -> (Team, Engine, Engine, VisitId) {
    let (team, ana, next, _ben) = ana_twice();
    let phone = opened(&ana).await;
    let visit = begin(&phone).await;
    write(&phone, visit, "Damp.").await;
    let other = opened(&next).await;
    assert_eq!(begun(&other).await.len(), 1);
    other.ask(GoOnHere { visit }).await.unwrap();
    (team, phone, other, visit)
}

#[tokio::test]
async fn a_lost_phone_costs_no_word_of_a_draft() {
    let (team, ana, next, ben) = ana_twice();
    let lost = opened(&ana).await;
    let visit = begin(&lost).await;
    write(&lost, visit, "Damp in the back").await;
    write(&lost, visit, "Damp in the back bedroom").await;
    drop(lost);
    let phone = opened(&next).await;
    let found = begun(&phone).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].is_elsewhere && found[0].first_words == "Damp in the back bedroom");
    phone.ask(GoOnHere { visit }).await.unwrap();
    phone.ask(KeepVisit { visit }).await.unwrap();
    assert_eq!(begun(&phone).await, []);
    assert_eq!(begun(&opened(&ben).await).await, [], "it is Ana's alone");
    drop(phone);
    assert_eq!(next.notes(), ["Damp in the back bedroom"]);
    for file in ["alongside.db", "alongside.db-wal"] {
        let bytes = fs::read(team.server.data().join(file)).unwrap_or_default();
        assert!(!bytes.windows(8).any(|word| word == b"back bed"), "{file}");
    }
}

/// Written without a network; when there is one again, the phone is told that it was removed.
#[tokio::test]
async fn what_was_begun_on_a_phone_that_was_removed_is_on_the_workers_other_phone() {
    let (_team, ana, next, ben) = ana_twice();
    let lost = opened(&ana).await;
    let visit = begin(&lost).await;
    type_in(&lost, visit, "Damp in the back bedroom").await;
    let device = lost.with_store(|store| store.me().device).unwrap().to_string();
    next.ask(&["remove", &device]);
    next.sync();
    lost.ask(SyncNow {}).await.unwrap();
    let door = lost.ask(AtTheDoor {}).await.unwrap();
    assert_eq!(door, Door::Removed { n_unsent: 0, n_begun: 0, has_handed_in: false });
    assert_eq!(lost.with_store(|store| store.drafts_elsewhere().unwrap()), Ok(vec![]));
    let phone = opened(&next).await;
    let found = begun(&phone).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].is_elsewhere && found[0].first_words == "Damp in the back bedroom");
    phone.ask(GoOnHere { visit }).await.unwrap();
    phone.ask(KeepVisit { visit }).await.unwrap();
    assert_eq!(begun(&phone).await, []);
    assert_eq!(begun(&opened(&ben).await).await, [], "it is Ana's alone");
}

/// Whatever became of the note on the other phone meanwhile.
#[tokio::test]
async fn what_was_written_on_a_lost_phone_after_the_visit_was_kept_is_told_too() {
    let (_team, lost, phone, visit) = a_note_on_two_phones().await;
    assert!(begun(&phone).await.iter().all(|line| !line.is_elsewhere), "all of it is here");
    phone.ask(KeepVisit { visit }).await.unwrap();
    assert_eq!(begun(&phone).await, []);
    type_in(&lost, visit, "Damp. She coughs at night.").await;
    let device = lost.with_store(|store| store.me().device).unwrap();
    phone.ask(RemoveDevice { device }).await.unwrap();
    phone.ask(SyncNow {}).await.unwrap();
    lost.ask(SyncNow {}).await.unwrap();
    let found = begun(&phone).await;
    assert!(found.len() == 1 && found[0].is_elsewhere, "{found:?}");
    phone.ask(GoOnHere { visit }).await.unwrap();
    phone.ask(KeepVisit { visit }).await.unwrap();
    assert_eq!(begun(&phone).await, []);
    let page = phone.ask(Visit { visit }).await.unwrap();
    let beside: Vec<_> = page.amendments.iter().map(|added| added.text.as_str()).collect();
    assert_eq!((page.words.note.as_str(), beside), ("Damp.", vec!["Damp. She coughs at night."]));
}

/// Its joining was answered, and the answer did not arrive; by the next round it is in the team no more.
#[tokio::test]
async fn a_phone_that_does_not_know_that_it_has_joined_hears_that_it_was_removed() {
    let (_team, ana, next, _ben) = ana_twice();
    let (phone, lead) = (opened(&next).await, opened(&ana).await);
    let device = phone.with_store(|store| {
        let me = store.me().device;
        let mut entries =
            store.book().entries().map(|(_, entry)| entry.clone()).collect::<Vec<_>>();
        entries.retain(|entry| match entry.read().map(|entry| entry.body) {
            Ok(Body::Enrolment(enrolment)) => enrolment.device.id() == me,
            _ => false,
        });
        store.keep_arrival(&Arrival::Enrol { entries }).unwrap();
        me
    });
    keep(&phone, "Written before it knew").await;
    lead.ask(RemoveDevice { device: device.unwrap() }).await.unwrap();
    lead.ask(SyncNow {}).await.unwrap();
    phone.ask(SyncNow {}).await.unwrap();
    let door = phone.ask(AtTheDoor {}).await.unwrap();
    assert_eq!(door, Door::Removed { n_unsent: 0, n_begun: 0, has_handed_in: true });
}

#[tokio::test]
async fn a_note_on_two_phones_that_had_not_met_keeps_the_words_of_both() {
    let (_team, phone, other, visit) = a_note_on_two_phones().await;
    write(&phone, visit, "Damp. A cough.").await;
    write(&other, visit, "Damp. The landlord.").await;
    other.ask(SyncNow {}).await.unwrap();
    let found = begun(&phone).await;
    assert!(found.len() == 1 && found[0].is_elsewhere, "{found:?}");
    phone.ask(GoOnHere { visit }).await.unwrap();
    let note = phone.ask(Draft { visit }).await.unwrap().written.words.note;
    assert_eq!(note, "Damp. The landlord.\n\nDamp. A cough.");
    other.ask(KeepVisit { visit }).await.unwrap();
    other.ask(SyncNow {}).await.unwrap();
    let found = begun(&phone).await;
    assert!(found.len() == 1 && !found[0].is_elsewhere, "there is more to keep: {found:?}");
    phone.ask(KeepVisit { visit }).await.unwrap();
    assert_eq!(begun(&phone).await, []);
    assert_eq!(begun(&other).await, []);
    let page = other.ask(Visit { visit }).await.unwrap();
    let beside: Vec<_> = page.amendments.iter().map(|added| added.text.as_str()).collect();
    assert_eq!(page.words.note, "Damp. The landlord.");
    assert_eq!(beside, ["Damp. The landlord.\n\nDamp. A cough."]);
}

#[tokio::test]
async fn what_was_kept_or_let_go_is_told_nowhere_else_any_more() {
    let (_team, ana, next, _ben) = ana_twice();
    let phone = opened(&ana).await;
    let visit = begin(&phone).await;
    write(&phone, visit, "Tea").await;
    let other = opened(&next).await;
    assert_eq!(begun(&other).await.len(), 1);
    phone.ask(KeepVisit { visit }).await.unwrap();
    phone.ask(SyncNow {}).await.unwrap();
    assert_eq!(begun(&other).await, []);
}
