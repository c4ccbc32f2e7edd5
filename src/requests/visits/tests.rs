//! A visit from its beginning to its later words.

use super::*;
use crate::{
    care::{Day, DeviceId, Moment, PersonId, Place},
    requests::{
        NextContact, Run, Seen, Trouble,
        people::{AddPerson, People, Whose},
        person::Person,
    },
    store::{DraftRow, Store},
};

const SUNDAY: &str = "2026-11-22T12:00:00Z";

fn mo() -> (Store, PersonId) {
    let mut store = Store::alone_at(SUNDAY);
    let fields = vec![("given_name".to_owned(), "Mo".to_owned())];
    let id = AddPerson { fields }.run(&mut store).unwrap();
    (store, id)
}

fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

fn begun(store: &mut Store, person: PersonId) -> (VisitId, Written) {
    let today = store.now().utc_day();
    let begin = BeginVisit { person: Some(person), place: Place::Home, today };
    let visit = begin.run(store).unwrap();
    (visit, Draft { visit }.run(store).unwrap().written)
}

fn keep(store: &mut Store, visit: VisitId, mut written: Written) -> VisitId {
    written.words.note = "Tea".to_owned();
    SaveDraft { visit, written }.run(store).unwrap();
    KeepVisit { visit }.run(store).unwrap().visit
}

/// A visit that ends with the next contact on this day.
fn agree(store: &mut Store, person: PersonId, on: &str) {
    let (visit, mut written) = begun(store, person);
    written.next_contact = NextContact { on: on.parse().ok(), how: Some(Place::Home) };
    written.next_seen = Some(Draft { visit }.run(store).unwrap().agreed_seen);
    keep(store, visit, written);
}

fn agreed(store: &mut Store, person: PersonId) -> String {
    let next = Person { person }.run(store).unwrap().next_contact;
    next.on.map(|on| on.to_string()).unwrap_or_default()
}

#[test]
fn a_visit_that_says_nothing_of_the_next_leaves_what_was_agreed() {
    let (mut store, mo) = mo();
    agree(&mut store, mo, "2026-11-26");
    let (visit, written) = begun(&mut store, mo);
    keep(&mut store, visit, written);
    assert_eq!(agreed(&mut store, mo), "2026-11-26");
}

#[test]
fn the_contact_that_was_agreed_is_agreed_no_more_when_it_was_this_one() {
    let (mut store, mo) = mo();
    agree(&mut store, mo, "2026-11-26");
    store.set_now("2026-11-26T10:00:00Z");
    let (visit, written) = begun(&mut store, mo);
    keep(&mut store, visit, written);
    assert_eq!(agreed(&mut store, mo), "");
}

#[test]
fn a_day_that_a_colleague_agreed_meanwhile_stands_beside_ours() {
    let (mut store, mo) = mo();
    let (visit, mut ours) = begun(&mut store, mo);
    ours.next_contact.on = "2026-11-30".parse().ok();
    ours.next_seen = Some(Draft { visit }.run(&mut store).unwrap().agreed_seen);
    ours.words.note = "Begun".to_owned();
    SaveDraft { visit, written: ours.clone() }.run(&mut store).unwrap();
    agree(&mut store, mo, "2026-11-26");
    keep(&mut store, visit, ours);
    let page = Person { person: mo }.run(&mut store).unwrap();
    assert_eq!(page.fields["next_contact_on"].versions.len(), 2);
}

#[test]
fn p17_three_words_in_the_room_are_there_in_the_car_and_enough_to_keep() {
    let (mut store, mo) = mo();
    let (visit, mut written) = begun(&mut store, mo);
    written.words.note = "Sang all along".to_owned();
    SaveDraft { visit, written: written.clone() }.run(&mut store).unwrap();
    store.set_now("2026-11-22T12:40:00Z");
    assert_eq!(Draft { visit }.run(&mut store).unwrap().written, written);
    let visit = KeepVisit { visit }.run(&mut store).unwrap().visit;
    assert_eq!(Visit { visit }.run(&mut store).unwrap().words.note, "Sang all along");
}

/// A word was typed while the visit was being kept, or it was kept on another phone.
#[test]
fn what_is_typed_after_the_visit_was_kept_is_to_be_finished_and_stands_beside_it() {
    let (mut store, mo) = mo();
    let (visit, mut written) = begun(&mut store, mo);
    keep(&mut store, visit, written.clone());
    let say = |store: &mut Store, written: &mut Written, note: &str| {
        written.words.note = note.to_owned();
        SaveDraft { visit, written: written.clone() }.run(store)
    };
    assert_eq!(say(&mut store, &mut written, "Tea"), Err(Trouble::AlreadyKept));
    assert_eq!(to_finish(&mut store), 0);
    for (note, beside) in [
        ("Tea and cake", &["Tea and cake"][..]),
        ("She told of Sid", &["Tea and cake", "She told of Sid"][..]),
    ] {
        say(&mut store, &mut written, note).unwrap();
        assert_eq!(to_finish(&mut store), 1);
        KeepVisit { visit }.run(&mut store).unwrap();
        assert_eq!(to_finish(&mut store), 0);
        let page = Visit { visit }.run(&mut store).unwrap();
        let others: Vec<_> = page.amendments.iter().map(|added| added.text.as_str()).collect();
        assert_eq!((page.words.note.as_str(), &others[..]), ("Tea", beside));
        assert_eq!(say(&mut store, &mut written, note), Err(Trouble::AlreadyKept));
    }
}

fn to_finish(store: &mut Store) -> usize {
    let today = store.now().utc_day();
    crate::requests::today::Today { today, has_time: false }.run(store).unwrap().begun.len()
}

/// Neither phone had met the other.
#[test]
fn of_a_draft_on_two_phones_nothing_is_left_out() {
    let (mut store, mo) = mo();
    let (_, mut here) = begun(&mut store, mo);
    let mut there = here.clone();
    let promise = |n: u8, text: &str| PromiseWritten {
        id: crate::care::PromiseId::from_bytes([n; 16]),
        text: text.to_owned(),
        by_worker: true,
        on: None,
        is_day_chosen: false,
    };
    (here.words.note, there.words.note) = ("Damp. A cough.".into(), "Damp. The landlord.".into());
    (here.words.said, there.words.said) = ("I am tired".into(), "I am tired of it".into());
    here.words.did = "Rang the council".into();
    (here.promises, there.promises) =
        (vec![promise(1, "Ring")], vec![promise(2, "Bring the form")]);
    let both = there.with(here);
    assert_eq!(both.words.note, "Damp. The landlord.\n\nDamp. A cough.");
    assert_eq!(both.words.said, "I am tired of it");
    assert_eq!(both.words.did, "Rang the council");
    assert_eq!(both.promises, [promise(2, "Bring the form"), promise(1, "Ring")]);
}

#[test]
fn a_draft_in_which_nothing_was_written_begins_anew() {
    let (mut store, mo) = mo();
    let (first, _) = begun(&mut store, mo);
    store.set_now("2026-11-26T10:00:00Z");
    let (second, written) = begun(&mut store, mo);
    assert_eq!((second, written.at), (first, store.now()));
}

#[test]
fn what_an_older_version_saved_of_a_draft_is_read() {
    let (mut store, mo) = mo();
    let (_, written) = begun(&mut store, mo);
    let mut json = serde_json::to_value(&written).unwrap();
    json.as_object_mut().unwrap().remove("next_seen").unwrap();
    assert_eq!(read_written(&json.to_string()), Ok(written));
}

#[test]
fn a_draft_that_only_a_newer_version_reads_is_in_nobodys_way() {
    let (mut store, mo) = mo();
    let (newer, written) = begun(&mut store, mo);
    let mut json = serde_json::to_value(&written).unwrap();
    json["place"] = "of a kind that is still to come".into();
    json["words"] = 7.into();
    store.save_draft(newer, Some(mo), &json.to_string()).unwrap();
    let (visit, written) = begun(&mut store, mo);
    assert_ne!(visit, newer);
    keep(&mut store, visit, written);
    let today = crate::requests::today::Today { today: today(), has_time: false };
    let begun = today.run(&mut store).unwrap().begun;
    assert_eq!(begun.iter().map(|line| line.visit).collect::<Vec<_>>(), [newer]);
    assert_eq!(Draft { visit: newer }.run(&mut store), Err(Trouble::NewerVersion));
    assert_eq!(crate::requests::export::drafts(&store).unwrap().len(), 1);
}

#[test]
fn a_draft_with_nothing_but_the_next_contact_is_gone_on_with() {
    let (mut store, mo) = mo();
    let (visit, mut written) = begun(&mut store, mo);
    written.next_contact.on = "2026-11-30".parse().ok();
    written.next_seen = Some(Seen::default());
    SaveDraft { visit, written }.run(&mut store).unwrap();
    store.set_now("2026-11-22T18:00:00Z");
    let (again, written) = begun(&mut store, mo);
    assert_eq!((again, written.at), (visit, store.now()));
    assert_eq!(written.next_contact.on, "2026-11-30".parse().ok());
    store.set_now("2026-12-06T10:00:00Z");
    let (again, written) = begun(&mut store, mo);
    assert_eq!(
        (again, written.next_seen),
        (visit, None),
        "what was meant weeks ago is agreed by nobody"
    );
}

#[test]
fn what_only_a_newer_version_reads_is_not_written_over() {
    let (mut store, mo) = mo();
    let (visit, mut written) = begun(&mut store, mo);
    written.words.note = "Tea".to_owned();
    SaveDraft { visit, written }.run(&mut store).unwrap();
    let sealed = store.drafts_to_send().unwrap().remove(0).sealed;
    store.keep_drafts_elsewhere(&[(DeviceId::from_bytes([8; 16]), sealed)]).unwrap();
    let newer = r#"{"note": "of a newer version"}"#;
    store.save_draft(visit, Some(mo), newer).unwrap();
    assert_eq!(GoOnHere { visit }.run(&mut store), Err(Trouble::NewerVersion));
    assert_eq!(store.draft(visit).unwrap().unwrap().written, newer);
}

#[test]
fn a_cursor_that_moved_says_nothing_later() {
    let (mut store, mo) = mo();
    let (visit, mut written) = begun(&mut store, mo);
    written.words.note = "Tea".to_owned();
    SaveDraft { visit, written: written.clone() }.run(&mut store).unwrap();
    let saved_at = store.draft(visit).unwrap().unwrap().saved_at;
    store.set_now("2026-11-22T12:40:00Z");
    written.caret = Some(("note".to_owned(), 1));
    SaveDraft { visit, written: written.clone() }.run(&mut store).unwrap();
    let row = store.draft(visit).unwrap().unwrap();
    assert_eq!((row.saved_at, read_written(&row.written)), (saved_at, Ok(written.clone())));
    written.words.note.push_str(" and cake");
    SaveDraft { visit, written }.run(&mut store).unwrap();
    assert_eq!(store.draft(visit).unwrap().unwrap().saved_at, store.now());
}

fn row(at: i64, written: &Written) -> DraftRow {
    let (visit, saved_at) = (VisitId::from_bytes([5; 16]), Moment(at));
    DraftRow { visit, saved_at, written: serde_json::to_string(written).unwrap() }
}

#[test]
fn of_one_note_on_two_phones_the_other_is_more_where_it_says_more_or_something_else_later() {
    let (mut store, mo) = mo();
    let (_, mut tea) = begun(&mut store, mo);
    tea.words.note = "Tea.".to_owned();
    let with = |change: fn(&mut Written)| {
        let mut written = tea.clone();
        change(&mut written);
        written
    };
    let is_more = |there: &Written, at: i64| is_more(&row(at, there), &row(10, &tea));
    assert!(
        is_more(&with(|it| it.words.note.push_str(" She sang.")), 5),
        "whatever the clocks say"
    );
    assert!(!is_more(&with(|it| it.words.note = "Te".to_owned()), 5));
    assert!(!is_more(&with(|it| it.words.note.push_str("\n\n")), 5));
    assert!(!is_more(&with(|it| it.caret = Some(("note".to_owned(), 3))), 15));
    let elsewhere = with(|it| it.place = Place::Phone);
    assert!(is_more(&elsewhere, 15) && !is_more(&elsewhere, 5));
    let waved_off = with(|it| it.waved_off = vec!["I will".to_owned()]);
    assert_eq!(waved_off.clone().with(waved_off.clone()), waved_off, "it grows with no tap");
}

#[test]
fn a_draft_in_which_nobody_wrote_goes_after_a_day() {
    let (mut store, mo) = mo();
    let begins = |store: &mut Store, person| {
        BeginVisit { person, place: Place::Home, today: today() }.run(store).unwrap();
        store.drafts().unwrap().len()
    };
    assert_eq!(begins(&mut store, Some(mo)), 1);
    assert_eq!(begins(&mut store, None), 2, "somebody may have it open");
    let (visit, mut written) = begun(&mut store, mo);
    written.words.note = "Two cups".to_owned();
    SaveDraft { visit, written }.run(&mut store).unwrap();
    store.set_now("2026-11-26T10:00:00Z");
    assert_eq!(begins(&mut store, Some(mo)), 2, "what was begun stays, and one is new");
}

#[test]
fn an_addition_is_found_with_its_visit() {
    let (mut store, mo) = mo();
    let (visit, written) = begun(&mut store, mo);
    let visit = keep(&mut store, visit, written);
    Amend { visit, text: "The usher is called Norbert.".into() }.run(&mut store).unwrap();
    let found = |store: &mut Store, words: &str| {
        let page = People { words: words.into(), whose: Whose::Mine, today: store.now().utc_day() }
            .run(store)
            .unwrap();
        page.notes.iter().map(|note| note.visit).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut store, "norbert"), [visit]);
    assert_eq!(found(&mut store, "tea"), [visit]);
}
