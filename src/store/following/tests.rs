//! Whom a phone follows, what of it is to be fetched, and what it may let go.

use super::*;
use crate::{
    care::VisitId,
    log::{
        FrameId,
        registry::{person, visit},
    },
    store::{Put, Writing},
};

const BACKED_UP_TO: u64 = 10;

fn mo() -> PersonId {
    PersonId::from_bytes([7; 16])
}

/// Writes of somebody, and that the server has it at a position.
fn with_visit_at(store: &mut Store, of: PersonId, position: u64) -> VisitId {
    let id = VisitId::from_bytes(store.surroundings().fresh_id());
    let mut writing = Writing::at(store.now());
    let thing = Thing { kind: visit::KIND, id: id.to_bytes() };
    let puts = vec![
        Put::new(visit::PERSON, of.to_bytes()),
        Put::new(visit::AT, store.now().0.to_le_bytes()),
        Put::new(visit::NOTE, "two cups of tea"),
    ];
    writing.put(of, store.as_worker(), thing, puts);
    let person = Thing { kind: person::KIND, id: of.to_bytes() };
    writing.put(of, store.as_worker(), person, vec![Put::new(person::GIVEN_NAME, "Mo")]);
    store.write(writing).unwrap();
    store.seal_outbox().unwrap();
    let unsent = store.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap();
    for (_, frame) in store.frame_ids().unwrap() {
        if unsent.iter().any(|it| it.id == frame) {
            store.keep_receipt(frame, position).unwrap();
        }
    }
    id
}

fn stands(store: &Store, cursor: u64, durable_to: u64) {
    let mut standing = store.standing().unwrap();
    (standing.epoch, standing.cursor, standing.durable_to) = (Some([1; 16]), cursor, durable_to);
    store.keep_standing(&standing).unwrap();
}

/// One who follows some, with a visit to Mo at this position, of what is backed up to the tenth.
fn who_has_been_to_mo(position: u64) -> (Store, VisitId) {
    let [mut ana, _] = Store::of_a_team().unwrap();
    let visit = with_visit_at(&mut ana, mo(), position);
    stands(&ana, 20, BACKED_UP_TO);
    ana.follow_some().unwrap();
    (ana, visit)
}

fn lets_all_go(store: &mut Store) {
    while store.let_go_some().unwrap() > 0 {}
}

#[test]
fn all_that_is_here_is_followed_at_first_and_then_let_go_without_a_trace() {
    let (mut ana, visit) = who_has_been_to_mo(BACKED_UP_TO);
    assert!(ana.holds(mo()).unwrap());
    lets_all_go(&mut ana);
    assert!(!ana.holds(mo()).unwrap() && ana.visit(visit).unwrap().is_none());
    assert!(ana.visits_with("cups", 9).unwrap().is_empty());
    while ana.merge_all_words().unwrap() {}
    assert!(!ana.has_in_index("cups"));
    // The directory is everybody's.
    assert_eq!(ana.person(mo()).unwrap().unwrap().given_name, "Mo");
    let scopes: BTreeSet<_> =
        ana.frame_ids().unwrap().into_iter().map(|(scope, _)| scope).collect();
    assert_eq!(scopes, ana.keyring().directory_scope().into_iter().collect());
    let rows = ana.rows_for_reading().unwrap();
    ana.rebuild().unwrap();
    assert_eq!(ana.rows_for_reading().unwrap(), rows);
}

/// There nothing is fetched apart, so it would not come again.
#[test]
fn nothing_is_let_go_at_the_beginning() {
    let (mut ana, visit) = who_has_been_to_mo(1);
    stands(&ana, 0, BACKED_UP_TO);
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_some());
}

#[test]
fn what_no_verified_backup_holds_is_not_let_go() {
    for position in [BACKED_UP_TO + 1, 0] {
        let (mut ana, visit) = who_has_been_to_mo(position);
        lets_all_go(&mut ana);
        assert!(ana.visit(visit).unwrap().is_some(), "{position}");
    }
}

#[test]
fn what_is_unsent_or_unread_is_not_let_go() {
    let (mut ana, visit) = who_has_been_to_mo(1);
    let later = with_visit_at(&mut ana, mo(), 2);
    let frames: Vec<FrameId> = ana.frame_ids_of(ana.keyring().person_scope(mo()).unwrap()).unwrap();
    let last = *frames.last().unwrap();
    ana.void_receipt(last).unwrap();
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_some() && ana.visit(later).unwrap().is_some());
    ana.keep_receipt(last, 2).unwrap();
    ana.set_state(ana.frame_n(last).unwrap().unwrap(), 1).unwrap();
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_some());
}

#[test]
fn ones_own_people_and_whoever_was_opened_lately_stay() {
    let (mut ana, visit) = who_has_been_to_mo(1);
    ana.note_opened(mo()).unwrap();
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_some());

    ana.connection.execute("update opened set at = at - :long", [OPENED_LASTS_MS + 1]).unwrap();
    let thing = Thing { kind: person::KIND, id: mo().to_bytes() };
    let mut writing = Writing::at(ana.now());
    let worker = ana.me().worker.to_bytes();
    writing.put(mo(), ana.as_worker(), thing, vec![Put::new(person::WORKER, worker)]);
    ana.write(writing).unwrap();
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_some());

    let seen = ana.fields(thing).unwrap().seen(person::WORKER);
    let mut writing = Writing::at(ana.now());
    let gone = Put { field: person::WORKER, value: Vec::new(), seen };
    writing.put(mo(), ana.as_worker(), thing, vec![gone]);
    ana.write(writing).unwrap();
    lets_all_go(&mut ana);
    assert!(ana.visit(visit).unwrap().is_none());
}

#[test]
fn whoever_is_followed_late_is_fetched_from_the_first_frame_and_goes_on_where_it_broke_off() {
    let [mut ana, _] = Store::of_a_team().unwrap();
    ana.follow_some().unwrap();
    assert_eq!(ana.to_fetch().unwrap(), None, "nothing stands before the beginning");
    stands(&ana, 20, 0);
    ana.note_opened(mo()).unwrap();
    let scopes = BTreeSet::from([ana.keyring().person_scope(mo()).unwrap()]);
    let asked = ToFetch { which: Which::These(scopes.clone()), fetched_to: 0 };
    assert_eq!(ana.to_fetch().unwrap(), Some(asked.clone()));
    assert!(!ana.holds(mo()).unwrap());

    ana.note_fetched(&asked, 12, false).unwrap();
    let other = PersonId::from_bytes([8; 16]);
    ana.note_opened(other).unwrap();
    let begun = ToFetch { which: Which::These(scopes), fetched_to: 12 };
    assert_eq!(ana.to_fetch().unwrap(), Some(begun.clone()), "what was begun goes first");
    ana.note_fetched(&begun, 20, true).unwrap();
    assert!(ana.holds(mo()).unwrap() && !ana.holds(other).unwrap());
}

#[test]
fn to_hold_everybodys_again_what_is_not_here_is_fetched_first() {
    let (mut ana, _) = who_has_been_to_mo(1);
    lets_all_go(&mut ana);
    ana.follow_all().unwrap();
    let followed = ana.followed().unwrap().unwrap();
    let others = |fetched_to| ToFetch { which: Which::AllBut(followed.clone()), fetched_to };
    assert!(ana.is_to_follow_all().unwrap() && !ana.holds(mo()).unwrap());
    assert_eq!(ana.to_fetch().unwrap(), Some(others(0)));
    ana.note_fetched(&others(0), 12, false).unwrap();
    assert_eq!(ana.to_fetch().unwrap(), Some(others(12)));
    ana.note_fetched(&others(12), 20, true).unwrap();
    assert!(ana.holds(mo()).unwrap());
    assert_eq!((ana.followed().unwrap(), ana.to_fetch().unwrap()), (None, None));
}

#[test]
fn who_thinks_better_of_it_goes_on_with_those_who_were_followed() {
    let (mut ana, _) = who_has_been_to_mo(1);
    lets_all_go(&mut ana);
    let followed = ana.followed().unwrap();
    ana.follow_all().unwrap();
    ana.follow_some().unwrap();
    assert_eq!((ana.followed().unwrap(), ana.to_fetch().unwrap()), (followed, None));
}

/// Its frame was refused, as something else in it was erased; what is left of it comes in another.
#[test]
fn what_is_here_without_its_frame_is_followed_too() {
    let [mut ana, _] = Store::of_a_team().unwrap();
    with_visit_at(&mut ana, mo(), 1);
    for (_, frame) in ana.frame_ids().unwrap() {
        ana.forget_frame(frame).unwrap();
    }
    stands(&ana, 20, BACKED_UP_TO);
    ana.follow_some().unwrap();
    assert!(ana.holds(mo()).unwrap());
}

#[test]
fn what_comes_of_the_others_is_not_asked_for_one_by_one() {
    let (mut ana, _) = who_has_been_to_mo(1);
    ana.follow_all().unwrap();
    let asked = ana.to_fetch().unwrap();
    with_visit_at(&mut ana, PersonId::from_bytes([8; 16]), 3);
    ana.mind_following_whoever_is_here().unwrap();
    assert_eq!(ana.to_fetch().unwrap(), asked);
    ana.follow_some().unwrap();
    ana.mind_following_whoever_is_here().unwrap();
    let apart = ana.to_fetch().unwrap().unwrap();
    assert!(matches!(apart.which, Which::These(scopes) if scopes.len() == 1));
}
