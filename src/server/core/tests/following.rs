//! A device is told of what it follows, and of nothing else.

use super::team::{Phone, Team, now};
use crate::{
    log::ScopeId,
    seal::frame::frame_id,
    sync::protocol::{Digest, Down, Followed, FrameDown, Scopes, SetName, Up},
};
use std::collections::BTreeSet;

const MOS: ScopeId = ScopeId([5; 16]);
const DANS: ScopeId = ScopeId([6; 16]);

/// Four frames, of Mo and Dan in turn, all of Ana's; and Ben.
fn team_with_frames() -> (Team, Phone, Phone, Vec<[u8; 16]>) {
    let mut team = Team::founded();
    let (mut ana, ben) = (team.founder.clone(), team.colleague());
    let frames: Vec<_> = (0..4).map(|n| team.frame(5 + n % 2, &n.to_string())).collect();
    let ids = frames.iter().map(|frame| frame_id(frame).0).collect();
    team.sends(&mut ana, frames);
    (team, ana, ben, ids)
}

fn asks(team: &mut Team, phone: &Phone, up: Up) -> Down {
    let session = team.session(phone);
    now(team.server.round(session, up, team.now, &mut team.random)).unwrap()
}

fn these(scopes: &[ScopeId]) -> Followed {
    Followed::These(scopes.iter().copied().collect())
}

fn positions(down: &Down) -> Vec<u64> {
    down.frames.iter().map(FrameDown::position).collect()
}

#[test]
fn frames_and_digest_are_of_what_is_followed() {
    let (mut team, _, ben, ids) = team_with_frames();
    let down = asks(&mut team, &ben, Up { followed: these(&[MOS]), ..ben.up.clone() });
    assert_eq!((positions(&down), down.cursor, down.is_complete), (vec![1, 3], 4, true));
    assert_eq!(down.digest, Digest::of([ids[0], ids[2]]));
    let page = Up { followed: these(&[MOS]), most_bytes: 1, ..ben.up.clone() };
    let first = asks(&mut team, &ben, page);
    assert_eq!((positions(&first), first.cursor, first.is_complete), (vec![1], 1, false));
    assert_eq!(first.digest, Digest::of([ids[0]]));
    let none = asks(&mut team, &ben, Up { followed: these(&[]), ..ben.up.clone() });
    assert_eq!((none.frames.len(), none.digest), (0, Digest::default()));
}

#[test]
fn a_set_is_named_once_it_was_told() {
    let (mut team, _, ben, _) = team_with_frames();
    let named = Followed::Known(SetName::of(&BTreeSet::from([DANS])));
    let up = Up { followed: named, ..ben.up.clone() };
    let unknown = asks(&mut team, &ben, up.clone());
    assert!(unknown.is_set_unknown && !unknown.is_complete && unknown.frames.is_empty());
    assert_eq!(unknown.cursor, ben.up.cursor);
    let told = asks(&mut team, &ben, Up { followed: these(&[DANS]), ..ben.up.clone() });
    assert_eq!(positions(&told), [2, 4]);
    let known = asks(&mut team, &ben, up);
    assert_eq!((known.frames, known.is_set_unknown), (told.frames, false));
}

#[test]
fn what_a_device_let_go_of_its_own_comes_whole_when_it_is_fetched() {
    let (mut team, ana, _, _) = team_with_frames();
    let from_the_start = Up { followed: these(&[MOS]), cursor: 0, ..ana.up.clone() };
    let own = asks(&mut team, &ana, from_the_start.clone());
    assert!(own.frames.iter().all(|frame| matches!(frame, FrameDown::Own { .. })));
    let fetched = asks(&mut team, &ana, Up { is_fetch: true, ..from_the_start });
    assert!(fetched.frames.iter().all(|frame| matches!(frame, FrameDown::Whole { .. })));
    assert_eq!(positions(&fetched), [1, 3]);
}

#[test]
fn who_follows_some_is_told_only_of_those_that_differ_among_them() {
    let (team, _, ben, ids) = team_with_frames();
    let scopes = vec![(MOS, Digest::of([ids[0]]))];
    let session = team.session(&ben);
    let theirs = |is_all| Scopes { cursor: 4, scopes: scopes.clone(), is_all };
    assert_eq!(now(team.server.scopes(session, theirs(false))).unwrap().scopes, [MOS]);
    assert_eq!(now(team.server.scopes(session, theirs(true))).unwrap().scopes, [MOS, DANS]);
}
