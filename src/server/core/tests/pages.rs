//! A long answer, page by page.

use super::{
    accepted,
    team::{Phone, Team, now},
};
use crate::{
    server::Trouble,
    sync::protocol::{Down, FrameDown, Up, Verdict},
};

const N_FRAMES: u64 = 5;

/// A team in whose record there is more than one page for Ben, who was not there yet.
fn with_much_to_tell() -> (Team, Phone, Phone) {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let frames = (0..N_FRAMES).map(|n| team.frame(5, &format!("visit {n}"))).collect();
    let verdicts = team.sends(&mut ana, frames).verdicts;
    assert_eq!(verdicts, (1..=N_FRAMES).map(accepted).collect::<Vec<Verdict>>());
    ben.up.most_bytes = 1;
    (team, ana, ben)
}

fn page(team: &mut Team, of: &Phone, up: Up) -> (Down, Option<Up>) {
    let session = team.session(of);
    now(team.server.page(session, up, team.now, &mut team.random)).unwrap()
}

#[test]
fn the_pages_of_a_long_answer_say_what_rounds_would_have_said() {
    let (mut team, _, mut ben) = with_much_to_tell();
    let (mut next, mut pages) = (Some(ben.up.clone()), Vec::new());
    while let Some(up) = next {
        let (down, further) = page(&mut team, &ben, up);
        pages.push(down);
        next = further;
    }
    let rounds: Vec<Down> = (0..N_FRAMES).map(|_| team.sends(&mut ben, Vec::new())).collect();
    assert_eq!(pages, rounds);
    let last = pages.last().unwrap();
    assert!(last.is_complete && last.digest == ben.digest());
}

#[test]
fn a_long_answer_goes_on_from_where_the_device_is() {
    let (mut team, _, mut ben) = with_much_to_tell();
    for _ in 0..3 {
        team.sends(&mut ben, Vec::new());
    }
    let (down, next) = page(&mut team, &ben, ben.up.clone());
    assert!(matches!(down.frames[..], [FrameDown::Whole { position: 4, .. }]));
    assert_eq!(next.map(|up| up.cursor), Some(4));
}

#[test]
fn who_is_removed_in_the_middle_of_a_long_answer_is_told_so_and_no_more() {
    let (mut team, mut ana, ben) = with_much_to_tell();
    let (first, next) = page(&mut team, &ben, ben.up.clone());
    assert_eq!((first.frames.len(), first.is_complete), (1, false));
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal.clone()], Vec::new());
    let (second, next) = page(&mut team, &ben, next.unwrap());
    assert!(second.frames.is_empty() && second.entries.contains(&removal));
    assert_eq!(next, None);
}

#[test]
fn a_book_that_is_too_long_for_one_answer_comes_before_any_frame() {
    let (team, _, mut ben) = with_much_to_tell();
    let mut team = Team { server: team.server.telling(1), ..team };
    let (mut told, mut next) = (Vec::new(), Some(ben.up.clone()));
    let first_frame = loop {
        let (down, further) = page(&mut team, &ben, next.take().unwrap());
        assert_eq!(down.entries.len(), 1);
        told.extend(down.entries);
        assert_eq!(down.is_book_whole, !down.frames.is_empty());
        if down.is_book_whole {
            break down.frames[0].position();
        }
        assert_eq!((down.cursor, down.held_cursor, down.is_complete), (0, 0, false));
        assert_eq!(down.book_cursor, told.len() as u64);
        next = further;
    };
    assert_eq!(first_frame, 1);
    ben.up.most_bytes = u32::MAX;
    let rest = Team { server: team.server.telling(u64::MAX), ..team }.sends(&mut ben, Vec::new());
    assert_eq!(rest.entries, told);
    assert!(told.len() > 2 && rest.is_complete);
}

#[test]
fn nothing_is_taken_by_the_way_of_a_long_answer() {
    let (mut team, ana, _) = with_much_to_tell();
    let up = Up { frames: vec![team.frame(5, "one more")], ..ana.up.clone() };
    let (session, at) = (team.session(&ana), team.now);
    let answer = now(team.server.page(session, up, at, &mut team.random));
    assert!(matches!(answer, Err(Trouble::NotUnderstood)));
}
