//! What a server does for a team, told with the real core over both databases at once: one in memory,
//! and PostgreSQL, which has to give the same answers.

mod attachments;
mod doors;
mod drafts;
mod durable;
mod following;
mod pages;
mod sharing;
mod team;

use crate::{
    log::ScopeId,
    seal::{
        Body,
        entry::{Closing, Closure, Reader},
        frame::{CLOSED, SHARED, frame_id},
    },
    server::{
        Trouble,
        database::{Database, Ends},
        judge::MOST_HELD_BYTES,
    },
    sync::protocol::{
        Digest, EntryVerdict, Followed, FrameDown, HeldFor, Reconcile, Scopes, Up, Verdict,
    },
};
use attachments::{piece, put};
use serde_bytes::ByteBuf;
use team::{Phone, Team, now};

fn accepted(position: u64) -> Verdict {
    Verdict::Accepted { position }
}

#[test]
fn a_frame_sent_by_one_phone_comes_down_to_another_and_to_its_sender_as_an_id() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let frame = team.frame(5, "a visit");
    let down = team.sends(&mut ana, vec![frame.clone()]);
    assert_eq!(down.verdicts, [accepted(1)]);
    assert_eq!(down.frames, [FrameDown::Own { position: 1, id: frame_id(&frame) }]);
    let down = team.sends(&mut ben, Vec::new());
    assert_eq!(down.frames, [FrameDown::Whole { position: 1, bytes: frame }]);
    assert!(down.is_complete && down.cursor == 1 && down.entries.len() == 4);
    assert_eq!(down.digest, ben.digest());
}

#[test]
fn the_same_frame_twice_is_a_duplicate_at_its_place_also_within_one_round() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frame = team.frame(5, "a visit");
    let down = team.sends(&mut ana, vec![frame.clone(), frame.clone()]);
    assert_eq!(down.verdicts, [accepted(1), Verdict::Duplicate { position: 1 }]);
    let down = team.sends(&mut ana, vec![frame]);
    assert_eq!(down.verdicts, [Verdict::Duplicate { position: 1 }]);
}

#[test]
fn one_bad_frame_delays_nothing_else() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let good = team.frame(5, "good");
    let mut of_others = good.clone();
    of_others[1] ^= 1;
    let mut newer = good.clone();
    newer[0] = 9;
    let sent = vec![
        ByteBuf::from(vec![7; 300]),
        ByteBuf::from(vec![1; 300_000]),
        of_others,
        newer,
        ByteBuf::new(),
        good,
    ];
    let verdicts = team.sends(&mut ana, sent).verdicts;
    assert_eq!(
        verdicts[1..],
        [Verdict::TooBig, Verdict::NotAFrame, Verdict::Later, Verdict::NotAFrame, accepted(1)]
    );
}

#[test]
fn a_round_with_nothing_to_say_is_at_most_four_hundred_bytes_both_ways() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frames = (0..300).map(|n| team.frame(5, &n.to_string())).collect();
    team.sends(&mut ana, frames);
    let up = postcard::to_stdvec(&ana.up).unwrap().len();
    let down = postcard::to_stdvec(&team.sends(&mut ana, Vec::new())).unwrap().len();
    assert!(up + down <= 400, "{up} and {down}");
}

#[test]
fn an_answer_stays_within_what_was_asked_for_but_brings_at_least_one_frame() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let frames = (0..5).map(|n| team.frame(5, &format!("visit {n}"))).collect();
    team.sends(&mut ana, frames);
    ben.up.most_bytes = 1;
    for n in 1..=5 {
        let down = team.sends(&mut ben, Vec::new());
        assert_eq!((down.frames.len(), down.cursor, down.is_complete), (1, n, n == 5));
        assert_eq!(down.digest, ben.digest());
    }
}

#[test]
fn a_removed_phone_hands_in_what_it_has_and_gets_nothing_but_the_book() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let before = team.frame(5, "sent while in the team");
    team.sends(&mut ben, vec![before.clone()]);
    let removal = team.removal(&ben);
    let from_ana = team.frame(5, "later");
    let down = team.round(&mut ana, vec![removal.clone()], vec![from_ana]);
    assert_eq!(down.entry_verdicts, [EntryVerdict::Accepted]);
    let late = team.frame(5, "written before he knew");
    for _ in 0..2 {
        let down = team.sends(&mut ben, vec![late.clone(), before.clone()]);
        let held = Verdict::Held(HeldFor::SenderRemoved);
        assert_eq!(down.verdicts, [held, Verdict::Duplicate { position: 1 }]);
        assert!(down.frames.is_empty() && down.held.is_empty() && down.is_complete);
        ben.up.book_cursor = 0;
        assert!(down.entries.contains(&removal));
    }
    let down = team.sends(&mut ana, Vec::new());
    assert_eq!(down.held.len(), 1);
    assert_eq!((&down.held[0].bytes, down.held[0].from), (&late, ben.device()));
    assert_eq!(team.sends(&mut ana, Vec::new()).held.len(), 0);
}

#[test]
fn of_a_removed_phone_only_so_much_is_held_and_the_rest_waits_on_it() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    let (text, mut n_held) = ("x".repeat(200_000), 0);
    loop {
        let some: Vec<_> = (0..8).map(|_| team.frame(5, &text)).collect();
        let verdicts = team.sends(&mut ben, some).verdicts;
        n_held += verdicts.iter().filter(|it| matches!(it, Verdict::Held(_))).count();
        if verdicts.last() == Some(&Verdict::Later) {
            break;
        }
        assert!(n_held < 1000, "there is no bound");
    }
    assert_eq!(n_held, MOST_HELD_BYTES / team.frame(5, &text).len());
    let ours = team.frame(5, "of somebody who is here");
    assert_eq!(team.sends(&mut ana, vec![ours]).verdicts, [accepted(1)]);
}

#[test]
fn a_removed_phone_gets_no_entry_in() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    let body = Body::Unknown { kind: 99, bytes: vec![1] };
    let entry = team.entry(&ben, body);
    let down = team.round(&mut ben, vec![entry], Vec::new());
    assert_eq!(down.entry_verdicts, [EntryVerdict::Refused]);
}

#[test]
fn a_closed_scope_waits_for_its_entry_and_is_served_to_its_readers_alone() {
    let mut team = Team::founded();
    let (mut ana, mut ben, mut carl) = (team.founder.clone(), team.colleague(), team.colleague());
    let (closure, readers) = (Closure::Restricted, vec![ben.worker]);
    let closing = Closing { maker: ana.worker, closure, salt: [7; 16], readers };
    let scope = closing.scope();
    let concern = team.frame_of_kind(CLOSED, scope, "a bruise");
    let down = team.sends(&mut ana, vec![concern.clone()]);
    assert_eq!(down.verdicts, [Verdict::Later], "nobody has said yet who reads it");
    let entry = team.entry(&ana, Body::Closing(closing));
    let tea = team.frame(5, "tea");
    let down = team.round(&mut ana, vec![entry], vec![concern.clone(), tea]);
    assert_eq!(down.verdicts, [accepted(1), accepted(2)]);

    for (phone, n_frames) in [(&mut ben, 2), (&mut carl, 1)] {
        let down = team.sends(phone, Vec::new());
        assert_eq!((down.frames.len(), down.digest), (n_frames, phone.digest()));
    }
    let followed = Followed::These([scope].into());
    let up = Up { followed, is_fetch: true, cursor: 0, ..carl.up.clone() };
    let session = team.session(&carl);
    let down = now(team.server.round(session, up, team.now, &mut team.random)).unwrap();
    assert_eq!(
        (down.frames, down.digest),
        (Vec::new(), Digest::default()),
        "to name it is no way in"
    );
    let forged = team.frame_of_kind(CLOSED, scope, "no bruise");
    let as_shared = team.frame_of_kind(SHARED, scope, "no bruise");
    let down = team.sends(&mut carl, vec![forged, as_shared]);
    let held = Verdict::Held(HeldFor::NotTheirScope);
    assert_eq!(down.verdicts, [held.clone(), held]);
    assert!(team.sends(&mut ana, Vec::new()).held.is_empty());

    let (session, cursor) = (team.session(&carl), carl.up.cursor);
    let scopes = Scopes { cursor, scopes: vec![(scope, Digest::default())], is_all: true };
    let differ = now(team.server.scopes(session, scopes.clone())).unwrap();
    assert!(!differ.scopes.contains(&scope));
    let asked = Reconcile { scope, cursor, prefixes: Vec::new(), most_bytes: 1 << 20 };
    let answer = now(team.server.reconcile(session, asked.clone()));
    assert!(matches!(answer, Err(Trouble::NotAllowed)));

    let reader = Body::Reader(Reader { scope, worker: carl.worker });
    let reader = team.entry(&ben, reader);
    team.round(&mut ben, vec![reader], Vec::new());
    let down = team.sends(&mut carl, Vec::new());
    assert_ne!(down.digest, carl.digest(), "there is something to settle");
    assert!(now(team.server.scopes(session, scopes)).unwrap().scopes.contains(&scope));
    let settled = now(team.server.reconcile(session, asked)).unwrap();
    assert_eq!(settled.frames, [FrameDown::Whole { position: 1, bytes: concern }]);
}

#[test]
fn a_removed_readers_late_frame_is_shown_to_those_who_read_it() {
    let mut team = Team::founded();
    let (mut ana, mut ben, mut carl) = (team.founder.clone(), team.colleague(), team.colleague());
    let (closure, readers) = (Closure::Restricted, vec![ana.worker]);
    let closing = Closing { maker: ben.worker, closure, salt: [7; 16], readers };
    let scope = closing.scope();
    let (entry, removal) = (team.entry(&ben, Body::Closing(closing)), team.removal(&ben));
    team.round(&mut ben, vec![entry], Vec::new());
    team.round(&mut ana, vec![removal], Vec::new());
    let late = team.frame_of_kind(CLOSED, scope, "late");
    team.sends(&mut ben, vec![late]);
    assert_eq!(team.sends(&mut ana, Vec::new()).held.len(), 1);
    assert_eq!(team.sends(&mut carl, Vec::new()).held.len(), 0);
}

#[test]
fn entries_are_taken_in_any_order_and_a_forged_one_is_refused() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let (mut key, other) = (team.made_key(), team.made_key());
    key.signature[5] ^= 1;
    let down = team.round(&mut ana, vec![key, other.clone(), other], Vec::new());
    let verdicts = [EntryVerdict::Refused, EntryVerdict::Accepted, EntryVerdict::Duplicate];
    assert_eq!(down.entry_verdicts, verdicts);
}

#[test]
fn a_server_put_back_gets_a_new_epoch_and_phones_heal_it() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let (first, second) = (team.frame(5, "first"), team.frame(5, "second"));
    team.sends(&mut ana, vec![first.clone()]);
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    let old = team.sends(&mut ana, vec![second.clone()]).epoch;
    let carl = team.colleague();
    team.sends(&mut ben, Vec::new());
    let book: Vec<_> = {
        ben.up.book_cursor = 0;
        team.sends(&mut ben, Vec::new()).entries
    };
    team.server.database().restore(&yesterday).unwrap();
    let down = team.sends(&mut ben, Vec::new());
    assert_ne!(down.epoch, old);
    assert!(down.frames.is_empty() && down.is_complete && down.cursor == 1);
    assert_eq!(down.digest.count, 1);
    assert_eq!(down.entries.len(), 4, "the book comes whole");
    assert!(team.signs_in(&carl).is_err());
    let down = team.round(&mut ben, book.into_iter().rev().collect(), vec![second, first]);
    assert!(!down.entry_verdicts.contains(&EntryVerdict::Refused));
    assert_eq!(down.verdicts, [accepted(2), Verdict::Duplicate { position: 1 }]);
    assert!(team.signs_in(&carl).is_ok());
    let epoch = team.sends(&mut ana, Vec::new()).epoch;
    assert_eq!(epoch, down.epoch, "one putting back is one new epoch");
}

/// Ben hands in a first and a last thing, of which the server, put back, has the last again from Carl, in
/// the same place, and another in place of the first.
fn is_noticed_when_put_back_and_filled_again<T>(
    mut team: Team,
    [mut ben, mut carl]: [Phone; 2],
    [first, last, other]: [T; 3],
    hands_in: impl Fn(&mut Team, &mut Phone, &T),
) {
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    for thing in [&first, &last] {
        hands_in(&mut team, &mut ben, thing);
    }
    let full = ends(&team);
    team.server.database().restore(&yesterday).unwrap();
    for thing in [&other, &last] {
        hands_in(&mut team, &mut carl, thing);
    }
    let places =
        |ends: Ends| [ends.frame, ends.entry, ends.held, ends.piece].map(|end| end.position);
    assert_eq!(places(ends(&team)), places(full), "it looks as it did");
    assert_ne!(full, ends(&team));
    let old = ben.up.epoch;
    assert_ne!(Some(team.sends(&mut ben, Vec::new()).epoch), old);
}

fn ends(team: &Team) -> Ends {
    now(team.server.database().standing(team.id)).unwrap().ends
}

/// The words of [`is_noticed_when_put_back_and_filled_again`].
const THINGS: [&str; 3] = ["first", "last", "in place of the first"];

#[test]
fn a_server_put_back_that_got_the_last_frame_again_and_not_those_before_is_noticed() {
    let mut team = Team::founded();
    let phones = [team.colleague(), team.colleague()];
    let frames = THINGS.map(|text| team.frame(5, text));
    is_noticed_when_put_back_and_filled_again(team, phones, frames, |team, phone, frame| {
        team.sends(phone, vec![frame.clone()]);
    });
}

#[test]
fn a_server_put_back_that_got_the_last_entry_again_and_not_those_before_is_noticed() {
    let mut team = Team::founded();
    let phones = [team.colleague(), team.colleague()];
    let entries = THINGS.map(|_| team.made_key());
    is_noticed_when_put_back_and_filled_again(team, phones, entries, |team, phone, entry| {
        team.round(phone, vec![entry.clone()], Vec::new());
    });
}

#[test]
fn a_server_put_back_that_holds_the_last_frame_again_and_not_those_before_is_noticed() {
    let mut team = Team::founded();
    let phones = [team.colleague(), team.colleague()];
    let removals = phones.each_ref().map(|phone| team.removal(phone));
    let mut ana = team.founder.clone();
    team.round(&mut ana, removals.to_vec(), Vec::new());
    let frames = THINGS.map(|text| team.frame(5, text));
    is_noticed_when_put_back_and_filled_again(team, phones, frames, |team, phone, frame| {
        let held = Verdict::Held(HeldFor::SenderRemoved);
        assert_eq!(team.sends(phone, vec![frame.clone()]).verdicts, [held]);
    });
}

#[test]
fn a_server_put_back_that_got_the_last_piece_again_and_not_those_before_is_noticed() {
    let mut team = Team::founded();
    let mut phones = [team.colleague(), team.colleague()];
    team.sends(&mut phones[0], Vec::new());
    let pieces = THINGS.map(|text| piece(&mut team, text));
    is_noticed_when_put_back_and_filled_again(team, phones, pieces, |team, phone, piece| {
        put(team, phone, piece);
    });
}

#[test]
fn a_rolled_back_book_alone_is_noticed_too() {
    let mut team = Team::founded();
    let (mut ana, ben) = (team.founder.clone(), team.colleague());
    let old = team.sends(&mut ana, Vec::new()).epoch;
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    team.server.database().restore(&yesterday).unwrap();
    assert_ne!(team.sends(&mut ana, Vec::new()).epoch, old);
}

#[test]
fn a_mark_that_the_server_did_not_make_changes_nothing() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frame = team.frame(5, "first");
    let old = team.sends(&mut ana, vec![frame]).epoch;
    let mark = ana.up.mark.clone().unwrap();
    for at in 0..mark.len() {
        let mut forged = mark.clone();
        forged[at] ^= 4;
        ana.up.mark = Some(forged);
        assert_eq!(team.sends(&mut ana, Vec::new()).epoch, old);
    }
}

#[test]
fn an_erasure_waits_for_what_carries_on_and_then_leaves_only_an_id() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let (wrong, right) = (team.frame(5, "on the wrong person"), team.frame(6, "rightly"));
    team.sends(&mut ana, vec![wrong.clone()]);
    let erasure = team.erasure(vec![(frame_id(&wrong), Some(frame_id(&right)))]);
    let down = team.round(&mut ana, vec![erasure.clone()], Vec::new());
    assert_eq!(down.entry_verdicts, [EntryVerdict::Later]);
    let down = team.round(&mut ana, vec![erasure], vec![right.clone()]);
    assert_eq!(down.entry_verdicts, [EntryVerdict::Accepted]);
    let down = team.sends(&mut ben, vec![wrong.clone()]);
    assert_eq!(down.verdicts, [Verdict::Erased]);
    assert_eq!(down.frames, [FrameDown::Whole { position: 2, bytes: right }]);
    assert_eq!(down.digest, ben.digest());
    let prefix = *frame_id(&wrong).0.first_chunk().unwrap();
    let reconcile =
        Reconcile { scope: ScopeId([5; 16]), cursor: 2, prefixes: vec![prefix], most_bytes: 1000 };
    let settled = now(team.server.reconcile(team.session(&ben), reconcile)).unwrap();
    assert_eq!((settled.erased, settled.lacking), (vec![prefix], Vec::new()));
}

#[test]
fn a_frame_that_an_erasure_names_before_it_came_is_never_taken() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let wrong = team.frame(5, "on the wrong person");
    let erasure = team.erasure(vec![(frame_id(&wrong), None)]);
    let down = team.round(&mut ana, vec![erasure], vec![wrong]);
    assert_eq!(down.verdicts, [Verdict::Erased]);
}

#[test]
fn scopes_that_differ_are_told_and_settled() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frames: Vec<_> = (0..6).map(|n| team.frame(5 + n % 2, &n.to_string())).collect();
    let ids: Vec<_> = frames.iter().map(|frame| frame_id(frame)).collect();
    team.sends(&mut ana, frames[..5].to_vec());
    let session = team.session(&ana);
    let theirs = Scopes {
        cursor: 5,
        scopes: vec![
            (ScopeId([6; 16]), Digest::of([ids[1].0, ids[3].0])),
            (ScopeId([7; 16]), Digest::of([ids[5].0])),
        ],
        is_all: true,
    };
    let differ = now(team.server.scopes(session, theirs)).unwrap().scopes;
    assert_eq!(differ, [ScopeId([5; 16]), ScopeId([7; 16])]);
    let prefix = |n: usize| *ids[n].0.first_chunk::<8>().unwrap();
    let reconcile = Reconcile {
        scope: ScopeId([5; 16]),
        cursor: 3,
        prefixes: vec![prefix(0), prefix(4), prefix(5)],
        most_bytes: 1000,
    };
    let settled = now(team.server.reconcile(session, reconcile)).unwrap();
    assert_eq!((settled.lacking, settled.later), (vec![prefix(5)], vec![prefix(4)]));
    assert_eq!(settled.frames, [FrameDown::Whole { position: 3, bytes: frames[2].clone() }]);
    assert!(settled.is_complete);
}

#[test]
fn a_stranger_gets_nothing() {
    let mut team = Team::founded();
    let mut other = Team::founded();
    let founder = other.founder.clone();
    let stranger = other.invite(&founder);
    let (phone, _) = team.newcomer(&stranger);
    let session = team.session(&phone);
    let frame = team.frame(5, "mine");
    let up = Up { frames: vec![frame], ..phone.up.clone() };
    let down = now(team.server.round(session, up, team.now, &mut team.random));
    assert_eq!(down, Err(Trouble::NotSignedIn));
    assert_eq!(team.signs_in(&phone).err(), Some(Trouble::NotSignedIn));
}

#[test]
fn a_full_disk_is_later_and_what_was_there_still_comes_down() {
    let mut team = Team::founded_in_memory();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let small = team.frame(5, "small");
    team.sends(&mut ana, vec![small]);
    assert!(team.server.database().leave_room_for(Some(2)));
    let big = team.frame(5, &"more than is left ".repeat(5000));
    let key = team.made_key();
    let down = team.round(&mut ana, vec![key.clone()], vec![big.clone()]);
    assert_eq!(
        (down.verdicts, down.entry_verdicts),
        (vec![Verdict::Later], vec![EntryVerdict::Later])
    );
    assert_eq!(team.sends(&mut ben, Vec::new()).frames.len(), 1);
    assert!(team.server.database().leave_room_for(None));
    let down = team.round(&mut ana, vec![key], vec![big]);
    assert_eq!(
        (down.verdicts, down.entry_verdicts),
        (vec![accepted(2)], vec![EntryVerdict::Accepted])
    );
}
