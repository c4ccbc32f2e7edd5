//! What phones are told of backups that were read back.

use super::team::{HOUR_MS, Team, now};
use crate::{
    care::Moment,
    log::TeamId,
    server::{
        backup::tally::{Counting, Tally},
        core::Reach,
        database::{Database, Durable},
    },
    sync::protocol::Epoch,
};

/// Of a copy of the record as it is.
fn tally(team: &Team) -> Tally {
    let standing = now(team.server.database().standing(team.id)).unwrap();
    Tally { ends: standing.ends, ..Counting::of(team.id, standing.epoch).finish() }
}

fn note(team: &Team, tally: &Tally, made_at: i64) -> Reach {
    now(team.server.note_backup(tally, Moment(made_at))).unwrap()
}

fn durable(team: &Team) -> Option<Durable> {
    now(team.server.database().standing(team.id)).unwrap().durable
}

#[test]
fn phones_are_told_how_far_a_backup_reaches_once_it_was_read_back() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let frames = vec![team.frame(5, "one"), team.frame(5, "two")];
    assert_eq!(team.sends(&mut ana, frames).durable_to, 0);
    let monday = tally(&team);
    let third = team.frame(5, "three");
    assert_eq!(team.sends(&mut ana, vec![third]).durable_to, 0);
    assert_eq!(note(&team, &monday, 1), Reach::To { position: 2, n_lacking: 1 });
    for phone in [&mut ana, &mut ben] {
        assert_eq!(team.sends(phone, Vec::new()).durable_to, 2);
    }
}

#[test]
fn the_mark_goes_only_forward_and_the_later_of_two_equal_backups_counts() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let (one, two) = (team.frame(5, "one"), team.frame(5, "two"));
    team.sends(&mut ana, vec![one]);
    let monday = tally(&team);
    team.sends(&mut ana, vec![two]);
    let tuesday = tally(&team);
    note(&team, &tuesday, 2 * HOUR_MS);
    assert_eq!(note(&team, &monday, 9 * HOUR_MS), Reach::To { position: 1, n_lacking: 1 });
    note(&team, &tuesday, HOUR_MS);
    let kept = durable(&team).unwrap();
    assert_eq!((kept.position, kept.made_at), (2, Moment(2 * HOUR_MS)));
    note(&team, &tuesday, 3 * HOUR_MS);
    assert_eq!(durable(&team).unwrap().made_at, Moment(3 * HOUR_MS));
}

#[test]
fn a_backup_of_another_history_moves_nothing() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frame = team.frame(5, "one");
    team.sends(&mut ana, vec![frame]);
    let ours = tally(&team);
    let mut others = [ours; 4];
    others[0].epoch = Epoch([9; 16]);
    others[1].ends.frame.xor[0] ^= 1;
    others[2].ends.frame.position += 1;
    others[3].team = TeamId([9; 16]);
    for other in others {
        assert_eq!(note(&team, &other, 1), Reach::OtherHistory);
    }
    assert_eq!(durable(&team), None);
    assert_eq!(team.sends(&mut ana, Vec::new()).durable_to, 0);
}

#[test]
fn a_server_that_is_put_back_relies_on_no_backup_from_before() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let (one, two) = (team.frame(5, "one"), team.frame(5, "two"));
    team.sends(&mut ana, vec![one]);
    note(&team, &tally(&team), 1);
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    assert_eq!(team.sends(&mut ana, vec![two.clone()]).durable_to, 1);
    team.server.database().restore(&yesterday).unwrap();
    assert!(durable(&team).is_some());
    assert_eq!(team.sends(&mut ana, Vec::new()).durable_to, 0);
    // A backup of the new history counts again, also where it reaches less far.
    note(&team, &tally(&team), 2);
    assert_eq!(team.sends(&mut ana, vec![two]).durable_to, 1);
}
