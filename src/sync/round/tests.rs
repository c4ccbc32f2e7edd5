//! What a round sends, and that it ends, against answers made by hand.

use super::*;
use crate::{
    care::PersonId,
    log::{Thing, registry::person},
    seal::{Body, frame::Header},
    store::{Put, SystemSurroundings, Writing, open_in_memory},
    sync::protocol::{HeldFor, MOST_BODY_BYTES},
};

fn store() -> Store {
    Store::of_one_device(open_in_memory().unwrap(), Box::<SystemSurroundings>::default()).unwrap()
}

/// Words that cannot be packed.
fn noise(store: &mut Store, n_bytes: usize) -> String {
    let mut bytes = vec![0; n_bytes / 2];
    store.surroundings().random().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes of so many people, each in a frame of their own.
fn write(store: &mut Store, n_people: u8, n_bytes: usize) {
    for n in 0..n_people {
        let of = PersonId::from_bytes([n; 16]);
        let thing = Thing { kind: person::KIND, id: of.to_bytes() };
        let words = noise(store, n_bytes);
        let mut writing = Writing::at(Moment(1));
        writing.put(of, store.as_worker(), thing, vec![Put::new(person::MATTERS, words)]);
        store.write(writing).unwrap();
    }
}

fn down(up: &Up, verdict: Verdict) -> Down {
    Down {
        epoch: Epoch([1; 16]),
        entry_verdicts: vec![EntryVerdict::Duplicate; up.entries.len()],
        verdicts: vec![verdict; up.frames.len()],
        entries: Vec::new(),
        book_cursor: up.book_cursor,
        is_book_whole: true,
        frames: Vec::new(),
        cursor: up.cursor,
        is_complete: true,
        mark: ByteBuf::new(),
        digest: Digest::default(),
        is_set_unknown: false,
        held: Vec::new(),
        held_cursor: up.held_cursor,
        durable_to: 0,
    }
}

fn sync(outgoing: Option<Outgoing>) -> Up {
    match outgoing {
        Some(Outgoing::Sync(up)) => up,
        other => panic!("not a round: {other:?}"),
    }
}

fn begin(store: &mut Store) -> (Round, Up) {
    let (round, first) = Round::begin(store, Limits::default()).unwrap();
    (round, sync(Some(first)))
}

fn all_offered(store: &mut Store, verdict: Verdict) -> Vec<Up> {
    let (mut round, up) = begin(store);
    let mut ups = vec![up];
    while let Some(up) = ups.last() {
        let down = down(up, verdict.clone());
        match round.take(store, Incoming::Sync(down)).unwrap() {
            Some(next) => ups.push(sync(Some(next))),
            None => break,
        }
        assert!(ups.len() < 50, "a round does not end");
    }
    ups
}

/// One whose book the server has.
fn met() -> Store {
    let mut store = store();
    all_offered(&mut store, Verdict::Later);
    store
}

#[test]
fn what_is_written_goes_after_the_key_it_is_sealed_with() {
    let mut store = store();
    write(&mut store, 2, 100);
    let accepted = Verdict::Accepted { position: 1 };
    let ups = all_offered(&mut store, accepted);
    let n_offered: Vec<_> = ups.iter().map(|up| (up.entries.len(), up.frames.len())).collect();
    assert!(n_offered[0].0 > 0, "the key is in the book");
    assert_eq!(n_offered.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn a_held_frame_of_a_present_member_is_offered_once_a_round_and_delays_no_other() {
    let mut store = met();
    write(&mut store, 20, 100_000);
    for verdict in [Verdict::Held(HeldFor::NotTheirScope), Verdict::Later] {
        let ups = all_offered(&mut store, verdict);
        let offered: Vec<_> = ups.iter().flat_map(|up| &up.frames).collect();
        assert_eq!((ups.len(), offered.len()), (2, 20));
        assert_eq!(offered.iter().collect::<BTreeSet<_>>().len(), 20);
        assert_eq!(store.n_unsent_frames().unwrap(), 20);
    }
}

#[test]
fn what_the_server_did_not_take_for_now_is_counted() {
    let mut store = met();
    write(&mut store, 3, 100);
    let (mut round, up) = begin(&mut store);
    let n_frames = up.frames.len();
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    assert_eq!((n_frames, round.tally.n_put_off), (3, 3));
    let (mut round, up) = begin(&mut store);
    let taken = Verdict::Accepted { position: 5 };
    round.take(&mut store, Incoming::Sync(down(&up, taken))).unwrap();
    assert_eq!((round.tally.n_put_off, round.tally.n_sent), (0, n_frames));
}

#[test]
fn within_the_book_nothing_is_offered_also_by_the_round_after_one_that_broke_off_there() {
    let mut store = store();
    write(&mut store, 3, 100);
    all_offered(&mut store, Verdict::Later);
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.frames.len(), 3);
    let whole = down(&up, Verdict::Later);
    let within = Down { is_book_whole: false, is_complete: false, book_cursor: 1, ..whole };
    let next = round.take(&mut store, Incoming::Sync(within)).unwrap();
    assert!(matches!(next, Some(Outgoing::Pull(up)) if !up.has_offer()));
    let (mut round, up) = begin(&mut store);
    assert!(!up.has_offer());
    let whole = Down { book_cursor: 2, ..down(&up, Verdict::Later) };
    let up = sync(round.take(&mut store, Incoming::Sync(whole)).unwrap());
    assert_eq!(up.frames.len(), 3);
}

#[test]
fn in_a_long_round_what_is_unsent_is_told_as_it_was_until_the_last_of_it_goes_up() {
    let mut store = store();
    write(&mut store, 40, 100_000);
    let ups = all_offered(&mut store, Verdict::Accepted { position: 5 });
    let told: Vec<u32> = ups.iter().map(|up| up.n_unsent).collect();
    let (last, before) = told.split_last().unwrap();
    assert!(before.len() > 1 && before.iter().all(|told| *told == 40), "{told:?}");
    assert_eq!(*last, 0);
}

#[test]
fn an_answer_to_a_phone_that_was_cleared_meanwhile_is_not_taken_in_by_what_it_is_now() {
    let (mut before, mut now) = (store(), store());
    let (mut round, up) = begin(&mut before);
    let answer = Incoming::Sync(Down { cursor: 9, ..down(&up, Verdict::Later) });
    assert!(matches!(round.take(&mut now, answer), Err(StoreTrouble::NotEntitled)));
    assert_eq!(now.standing().unwrap().cursor, 0);
}

#[test]
fn entries_go_up_in_portions_that_a_body_can_hold() {
    let mut store = store();
    for n in 0..60 {
        let bytes = vec![n; 60_000];
        store.enter(Body::Unknown { kind: 99, bytes }).unwrap();
    }
    write(&mut store, 12, 150_000);
    let ups = all_offered(&mut store, Verdict::Later);
    for up in &ups {
        assert!(postcard::to_stdvec(up).unwrap().len() < MOST_BODY_BYTES);
    }
    let n_entries: usize = ups.iter().map(|up| up.entries.len()).sum();
    assert_eq!(n_entries, store.book().entries().count());
    assert!(store.unsent_entries().unwrap().is_empty());
}

#[test]
fn a_time_out_halves_both_ways_and_a_good_round_doubles_them() {
    let mut store = met();
    write(&mut store, 12, 100_000);
    let (mut round, first) = begin(&mut store);
    round.halve();
    round.halve();
    let again = sync(Some(round.again(&mut store).unwrap()));
    assert!(again.frames.len() < first.frames.len() / 2);
    assert!(again.most_bytes <= first.most_bytes);
    assert!(round.limits().down_bytes < Limits::default().down_bytes / 2);
    assert_eq!(round.limits().grown().grown(), Limits::default());
    let mut least = Limits::default();
    for _ in 0..40 {
        least = least.halved();
    }
    assert!(!least.may_halve() && least.up_bytes > 0);
}

/// A round in which the server has told of one frame more than the phone has.
fn that_has_to_compare(store: &mut Store) -> Round {
    let (mut round, up) = begin(store);
    let mut answer = down(&up, Verdict::Accepted { position: 1 });
    (answer.cursor, answer.digest.count) = (1, 7);
    let scopes = round.take(store, Incoming::Sync(answer)).unwrap();
    assert!(matches!(scopes, Some(Outgoing::Scopes(_))));
    round
}

fn nothing_lacks() -> Reconciled {
    Reconciled {
        lacking: Vec::new(),
        later: Vec::new(),
        erased: Vec::new(),
        frames: Vec::new(),
        is_complete: false,
    }
}

#[test]
fn an_answer_that_adds_nothing_ends_what_it_was_asked_for() {
    let mut store = store();
    write(&mut store, 1, 100);
    let mut round = that_has_to_compare(&mut store);
    let differ = ScopesThatDiffer { scopes: vec![ScopeId([1; 16])] };
    let ask = round.take(&mut store, Incoming::Scopes(differ)).unwrap();
    assert!(matches!(ask, Some(Outgoing::Reconcile(_))));
    let next = round.take(&mut store, Incoming::Reconcile(nothing_lacks())).unwrap();
    let up = sync(next);
    let unmoved = Down { is_complete: false, ..down(&up, Verdict::Later) };
    assert!(round.take(&mut store, Incoming::Sync(unmoved)).unwrap().is_none());
}

#[test]
fn a_frame_that_is_made_while_the_server_compares_is_not_taken_for_received() {
    for is_scope_settled_by_name in [false, true] {
        let mut store = store();
        write(&mut store, 1, 100);
        let mut round = that_has_to_compare(&mut store);
        let scope = store.frame_ids().unwrap()[0].0;
        let scopes = if is_scope_settled_by_name { vec![scope] } else { Vec::new() };
        let differ = Incoming::Scopes(ScopesThatDiffer { scopes });
        if is_scope_settled_by_name {
            round.take(&mut store, differ.clone()).unwrap();
        }
        write(&mut store, 1, 100);
        store.seal_outbox().unwrap();
        let answer = Incoming::Reconcile(nothing_lacks());
        round.take(&mut store, if is_scope_settled_by_name { answer } else { differ }).unwrap();
        assert_eq!(store.n_unsent_frames().unwrap(), 1);
    }
}

#[test]
fn a_refused_entry_is_not_sent_in_every_round() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    let mut answer = down(&up, Verdict::Later);
    answer.entry_verdicts = vec![EntryVerdict::Refused; up.entries.len()];
    assert!(round.take(&mut store, Incoming::Sync(answer)).unwrap().is_none());
    let (_, up) = begin(&mut store);
    assert!(up.entries.is_empty());
}

/// The whole book, and the first of the frames.
fn incomplete(up: &Up) -> Down {
    let position = up.cursor + 1;
    let frames = vec![FrameDown::Own { position, id: FrameId([9; 16]) }];
    Down { is_complete: false, cursor: position, frames, ..down(up, Verdict::Later) }
}

/// Whoever was removed before that is told nothing of a directory.
#[test]
fn a_new_phone_has_the_whole_book_before_it_asks_for_the_directory() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    let within_the_book = Down { frames: Vec::new(), book_cursor: 1, ..incomplete(&up) };
    let asked = pull(round.take(&mut store, Incoming::Sync(within_the_book)).unwrap());
    assert_eq!(asked.most_bytes, FIRST_ANSWER_BYTES);
    let next = round.take(&mut store, Incoming::Sync(incomplete(&asked))).unwrap();
    assert!(matches!(next, Some(Outgoing::Reconcile(_))), "not the directory: {next:?}");
}

#[test]
fn of_all_that_is_new_to_a_phone_who_there_is_comes_first_and_then_the_rest_in_one_go() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.most_bytes, FIRST_ANSWER_BYTES);
    let next = round.take(&mut store, Incoming::Sync(incomplete(&up))).unwrap();
    let Some(Outgoing::Reconcile(asked)) = next else { panic!("not the directory: {next:?}") };
    assert_eq!(Some(asked.scope), store.keyring().directory_scope());
    assert_eq!(asked.cursor, u64::MAX, "wherever its frames stand");
    let all = Reconciled { is_complete: true, ..nothing_lacks() };
    let mut next = round.take(&mut store, Incoming::Reconcile(all)).unwrap();
    for _ in 0..3 {
        let Some(Outgoing::Pull(up)) = next else { panic!("not all in one go: {next:?}") };
        assert_eq!((up.has_offer(), up.most_bytes), (false, Limits::default().down_bytes));
        next = round.take(&mut store, Incoming::Sync(incomplete(&up))).unwrap();
    }
}

/// Of a newcomer's phone to a team of so many: the directory, in frames of a few people.
fn directory_of(n_people: u16) -> (Store, Vec<FrameDown>) {
    let [mut ana, newcomer] = Store::of_a_team().unwrap();
    for n in 0..n_people {
        let mut id = [3; 16];
        id[..2].copy_from_slice(&n.to_le_bytes());
        let thing = Thing { kind: person::KIND, id };
        let mut writing = Writing::at(Moment(1));
        let of = PersonId::from_bytes(id);
        writing.put(of, ana.as_worker(), thing, vec![Put::new(person::GIVEN_NAME, "Mo")]);
        ana.write(writing).unwrap();
    }
    ana.seal_outbox().unwrap();
    let directory = ana.keyring().directory_scope().unwrap();
    let mut frames = ana.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap();
    frames.retain(|frame| Header::read(&frame.bytes).unwrap().scope == directory);
    let whole = |(n, frame): (u64, UnsentFrame)| FrameDown::Whole {
        position: n,
        bytes: ByteBuf::from(frame.bytes),
    };
    (newcomer, (100..).zip(frames).map(whole).collect())
}

/// What a newcomer asks for when the first answer and then the directory have come, twice, since the
/// network went away in between.
fn asks_when_it_knows_who_there_is(store: &mut Store, directory: Vec<FrameDown>) -> Followed {
    for _ in 0..2 {
        let (mut round, up) = begin(store);
        let next = round.take(store, Incoming::Sync(incomplete(&up))).unwrap();
        assert!(matches!(next, Some(Outgoing::Reconcile(_))), "not the directory: {next:?}");
    }
    let (mut round, up) = begin(store);
    round.take(store, Incoming::Sync(incomplete(&up))).unwrap();
    let all = Reconciled { is_complete: true, frames: directory, ..nothing_lacks() };
    pull(round.take(store, Incoming::Reconcile(all)).unwrap()).followed
}

#[test]
fn of_very_many_people_a_new_phone_follows_some_unless_it_was_told() {
    let (mut small, directory) = directory_of(1000);
    assert_eq!(asks_when_it_knows_who_there_is(&mut small, directory), Followed::All);
    let (mut large, directory) = directory_of(1001);
    let asked = asks_when_it_knows_who_there_is(&mut large, directory);
    let followed = large.followed().unwrap().unwrap();
    assert_eq!(asked, names(&followed));
    assert_eq!(followed, large.keyring().directory_scope().into_iter().collect());
    let (mut told, directory) = directory_of(1001);
    told.follow_all().unwrap();
    assert_eq!(asks_when_it_knows_who_there_is(&mut told, directory), Followed::All);
}

#[test]
fn a_phone_that_comes_back_asks_at_once_for_what_it_has_missed() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.most_bytes, Limits::default().down_bytes);
    let next = round.take(&mut store, Incoming::Sync(incomplete(&up))).unwrap();
    assert!(matches!(next, Some(Outgoing::Pull(_))));
}

#[test]
fn what_is_written_meanwhile_does_not_wait_for_all_that_comes() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    let (mut round, up) = begin(&mut store);
    write(&mut store, 1, 100);
    let next = round.take(&mut store, Incoming::Sync(incomplete(&up))).unwrap();
    assert_eq!(sync(next).frames.len(), 1);
}

fn pull(outgoing: Option<Outgoing>) -> Up {
    match outgoing {
        Some(Outgoing::Pull(up)) => up,
        other => panic!("nothing is fetched: {other:?}"),
    }
}

fn names(scopes: &BTreeSet<ScopeId>) -> Followed {
    Followed::Known(SetName::of(scopes))
}

/// Who follows some, after a first round, and the scope of somebody who was opened since.
fn who_has_opened_somebody() -> (Store, ScopeId) {
    let mut store = store();
    store.follow_some().unwrap();
    let (mut round, up) = begin(&mut store);
    let end = Down { cursor: 20, ..down(&up, Verdict::Later) };
    assert!(round.take(&mut store, Incoming::Sync(end)).unwrap().is_none());
    let of = PersonId::from_bytes([9; 16]);
    store.note_opened(of).unwrap();
    let scope = store.keyring().person_scope(of).unwrap();
    (store, scope)
}

#[test]
fn a_set_that_the_server_does_not_know_is_told_it_whole_and_once() {
    let mut store = store();
    store.follow_some().unwrap();
    let followed = store.followed().unwrap().unwrap();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.followed, names(&followed));
    let unknown =
        |up: &Up| Down { is_set_unknown: true, is_complete: false, ..down(up, Verdict::Later) };
    let told = sync(round.take(&mut store, Incoming::Sync(unknown(&up))).unwrap());
    assert_eq!(told.followed, Followed::These(followed));
    assert!(round.take(&mut store, Incoming::Sync(unknown(&told))).unwrap().is_none());
}

#[test]
fn whoever_is_opened_is_fetched_apart_and_the_cursor_stays() {
    let (mut store, scope) = who_has_opened_somebody();
    let (mut round, up) = begin(&mut store);
    let fetch = pull(round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap());
    assert_eq!((fetch.cursor, &fetch.followed), (0, &Followed::These([scope].into())));
    assert!(fetch.is_fetch && !fetch.has_offer());
    let first = Down { cursor: 9, is_complete: false, ..down(&fetch, Verdict::Later) };
    let further = pull(round.take(&mut store, Incoming::Sync(first)).unwrap());
    assert_eq!((further.cursor, store.standing().unwrap().cursor), (9, 20));
    let last = Down { cursor: 20, ..down(&further, Verdict::Later) };
    let next = sync(round.take(&mut store, Incoming::Sync(last)).unwrap());
    let followed = store.followed().unwrap().unwrap();
    assert!(followed.contains(&scope) && next.followed == Followed::These(followed));
}

#[test]
fn what_was_fetched_otherwise_than_the_server_has_it_is_not_agreed() {
    for digest in [Digest::default(), Digest { count: 1, xor: [1; 16] }] {
        let (mut store, _) = who_has_opened_somebody();
        let (mut round, up) = begin(&mut store);
        let fetch =
            pull(round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap());
        assert!(store.standing().unwrap().is_agreed);
        let whole = Down { cursor: 20, digest, ..down(&fetch, Verdict::Later) };
        round.take(&mut store, Incoming::Sync(whole)).unwrap();
        assert_eq!(store.standing().unwrap().is_agreed, digest == Digest::default());
    }
}

#[test]
fn what_a_phone_joined_with_and_the_server_does_not_have_is_offered() {
    let mut store = store();
    for entry in store.unsent_entries().unwrap() {
        store.take_entries(vec![entry], true).unwrap();
    }
    let (mut round, up) = begin(&mut store);
    assert!(up.entries.is_empty());
    let put_back = down(&up, Verdict::Later);
    let offer = sync(round.take(&mut store, Incoming::Sync(put_back)).unwrap());
    assert_eq!(offer.entries.len(), store.book().entries().count());
}

#[test]
fn a_fetch_that_leads_no_further_ends_the_round() {
    let (mut store, _) = who_has_opened_somebody();
    let (mut round, up) = begin(&mut store);
    let fetch = pull(round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap());
    let nothing = Down { is_complete: false, ..down(&fetch, Verdict::Later) };
    assert!(round.take(&mut store, Incoming::Sync(nothing)).unwrap().is_none());
}

#[test]
fn in_another_epoch_what_was_fetched_is_fetched_anew() {
    let (mut store, scope) = who_has_opened_somebody();
    let (mut round, up) = begin(&mut store);
    let fetch = pull(round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap());
    let first = Down { cursor: 9, is_complete: false, ..down(&fetch, Verdict::Later) };
    let further = pull(round.take(&mut store, Incoming::Sync(first)).unwrap());
    let other = Down { epoch: Epoch([2; 16]), cursor: 4, ..down(&further, Verdict::Later) };
    round.take(&mut store, Incoming::Sync(other)).unwrap();
    let to_fetch = store.to_fetch().unwrap().unwrap();
    assert_eq!((to_fetch.fetched_to, store.standing().unwrap().cursor), (0, 4));
    assert_eq!(to_fetch.which, Which::These([scope].into()));
}

#[test]
fn what_is_not_compared_is_not_taken_for_received() {
    let (mut store, scope) = who_has_opened_somebody();
    write(&mut store, 10, 100);
    let (mut round, up) = begin(&mut store);
    let differs = Digest { count: 1, xor: [1; 16] };
    let unlike = Down { digest: differs, ..down(&up, Verdict::Later) };
    let Some(Outgoing::Scopes(asked)) = round.take(&mut store, Incoming::Sync(unlike)).unwrap()
    else {
        panic!("nothing is compared");
    };
    assert!(!asked.is_all && asked.scopes.iter().all(|(named, _)| *named != scope));
    let n_unsent = store.n_unsent_frames().unwrap();
    assert!(store.frame_ids_of(scope).unwrap().len() == 1);
    let none = ScopesThatDiffer { scopes: Vec::new() };
    round.take(&mut store, Incoming::Scopes(none)).unwrap();
    assert_eq!(store.n_unsent_frames().unwrap(), n_unsent);
}

#[test]
fn the_mark_of_a_piece_is_shown_until_a_round_has_told_of_it() {
    let mut store = store();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.piece_mark, None);
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    store.keep_piece_mark(b"first").unwrap();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.piece_mark, Some(ByteBuf::from(b"first")));
    // Another comes while the server answers.
    store.keep_piece_mark(b"second").unwrap();
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    let (mut round, up) = begin(&mut store);
    assert_eq!(up.piece_mark, Some(ByteBuf::from(b"second")));
    round.take(&mut store, Incoming::Sync(down(&up, Verdict::Later))).unwrap();
    assert_eq!(begin(&mut store).1.piece_mark, None);
}
