//! Pieces of photos: kept once, told to the team, and gone for good when an erasure names them.

use super::team::{Phone, Team, now};
use crate::{
    log::{PieceId, ScopeId},
    seal::{
        Body,
        entry::{Closing, Closure},
        frame::{CLOSED, SHARED},
        piece::{MOST_PIECE_BYTES, MOST_PLAIN_BYTES, piece_id, seal_piece},
    },
    server::Trouble,
    sync::protocol::{
        EntryVerdict, HeldFor,
        attachments::{GetPieces, OfferPieces, PiecePut, PieceVerdict, PiecesOffered, PutPiece},
    },
};
use serde_bytes::ByteBuf;

pub fn piece(team: &mut Team, text: &str) -> Vec<u8> {
    let (id, key) = (team.id, team.key.clone());
    seal_piece(id, ScopeId([5; 16]), &key, text.as_bytes(), &mut team.random).unwrap()
}

/// The phone remembers where the server stood, as it does after a round.
pub fn put(team: &mut Team, phone: &mut Phone, bytes: &[u8]) -> PiecePut {
    let put = PutPiece { mark: phone.up.mark.clone(), bytes: ByteBuf::from(bytes) };
    let session = team.session(phone);
    let put = now(team.server.put_piece(session, put, team.now, &mut team.random)).unwrap();
    phone.up.mark = Some(put.receipt.mark.clone());
    put
}

fn offer(team: &mut Team, phone: &Phone, ids: &[PieceId]) -> PiecesOffered {
    let offer = OfferPieces { mark: phone.up.mark.clone(), ids: ids.to_vec() };
    let session = team.session(phone);
    now(team.server.offer_pieces(session, offer, &mut team.random)).unwrap()
}

fn get(team: &mut Team, phone: &Phone, ids: &[PieceId]) -> Result<Vec<ByteBuf>, Trouble> {
    let get = GetPieces { mark: None, ids: ids.to_vec(), most_bytes: 1 << 20 };
    let session = team.session(phone);
    now(team.server.get_pieces(session, get, &mut team.random)).map(|down| down.pieces)
}

#[test]
fn a_piece_put_by_one_phone_is_fetched_by_another_byte_for_byte() {
    let mut team = Team::founded();
    let (mut ana, ben) = (team.founder.clone(), team.colleague());
    let [one, two] = ["one", "two"].map(|text| piece(&mut team, text));
    let ids = [piece_id(&one), piece_id(&two)];
    assert_eq!(offer(&mut team, &ana, &ids).lacking, ids);
    assert_eq!(put(&mut team, &mut ana, &one).verdict, PieceVerdict::Accepted);
    assert_eq!(put(&mut team, &mut ana, &one).verdict, PieceVerdict::Duplicate);
    assert_eq!(offer(&mut team, &ana, &ids).lacking, [ids[1]]);
    put(&mut team, &mut ana, &two);
    let [one, two] = [one, two].map(ByteBuf::from);
    let backwards = [ids[1], PieceId([9; 16]), ids[0]];
    assert_eq!(get(&mut team, &ben, &backwards).unwrap(), [two, one]);
}

#[test]
fn an_answer_stays_within_what_was_asked_for_but_brings_at_least_one_piece() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let pieces = ["one", "two", "three"].map(|text| piece(&mut team, text));
    for piece in &pieces {
        put(&mut team, &mut ana, piece);
    }
    let ids = pieces.each_ref().map(|piece| piece_id(piece));
    for (most_bytes, n_pieces) in [(1, 1), (300, 2), (1000, 3)] {
        let get = GetPieces { mark: None, ids: ids.to_vec(), most_bytes };
        let session = team.session(&ana);
        let down = now(team.server.get_pieces(session, get, &mut team.random)).unwrap();
        assert_eq!(down.pieces.len(), n_pieces, "of {most_bytes} bytes");
    }
}

#[test]
fn what_is_no_piece_of_this_team_is_not_taken() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let good = piece(&mut team, "good");
    let mut of_others = good.clone();
    of_others[1] ^= 1;
    let mut newer = good.clone();
    newer[0] += 1;
    let mut closed = good.clone();
    closed[33] = CLOSED;
    let frame = team.frame(5, "a visit").into_vec();
    let largest = piece(&mut team, &"x".repeat(MOST_PLAIN_BYTES));
    let too_big = [largest.clone(), vec![0]].concat();
    for (bytes, verdict) in [
        (&of_others, PieceVerdict::NotAPiece),
        (&newer, PieceVerdict::Later),
        (&closed, PieceVerdict::NotAPiece),
        (&frame, PieceVerdict::NotAPiece),
        (&too_big, PieceVerdict::TooBig),
        (&Vec::new(), PieceVerdict::NotAPiece),
        (&largest, PieceVerdict::Accepted),
    ] {
        assert_eq!(put(&mut team, &mut ana, bytes).verdict, verdict, "{} bytes", bytes.len());
    }
    assert_eq!(largest.len(), MOST_PIECE_BYTES);
}

#[test]
fn a_piece_of_a_closed_scope_is_not_taken_whatever_it_calls_itself() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let (maker, closure) = (ana.worker, Closure::Restricted);
    let closing = Closing { maker, closure, salt: [7; 16], readers: Vec::new() };
    let scope = closing.scope();
    let entry = team.entry(&ana, Body::Closing(closing));
    team.round(&mut ana, vec![entry], Vec::new());
    let (id, key) = (team.id, team.key.clone());
    let mut bytes = seal_piece(id, scope, &key, b"a bruise", &mut team.random).unwrap();
    for kind in [SHARED, CLOSED] {
        bytes[33] = kind;
        assert_eq!(put(&mut team, &mut ana, &bytes).verdict, PieceVerdict::NotAPiece);
    }
}

#[test]
fn an_erased_piece_leaves_no_byte_and_is_never_taken_again() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let [wrong, late, right] = ["wrong", "late", "right"].map(|text| piece(&mut team, text));
    put(&mut team, &mut ben, &wrong);
    put(&mut team, &mut ben, &right);
    let ids = [&wrong, &late, &right].map(|piece| piece_id(piece));
    let named = ids[..2].iter().map(|id| (id.as_frame(), None)).collect();
    let erasure = team.erasure(named);
    let down = team.round(&mut ana, vec![erasure], Vec::new());
    assert_eq!(down.entry_verdicts, [EntryVerdict::Accepted]);
    let offered = offer(&mut team, &ben, &ids);
    assert_eq!((offered.lacking, offered.erased), (vec![], ids[..2].to_vec()));
    for piece in [&wrong, &late] {
        assert_eq!(put(&mut team, &mut ben, piece).verdict, PieceVerdict::Erased);
    }
    assert_eq!(get(&mut team, &ana, &ids).unwrap(), [ByteBuf::from(right)]);
}

#[test]
fn an_erased_last_piece_does_not_look_like_a_server_that_was_put_back() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let last = piece(&mut team, "last");
    put(&mut team, &mut ana, &last);
    let erasure = team.erasure(vec![(piece_id(&last).as_frame(), None)]);
    let before = team.round(&mut ana, vec![erasure], Vec::new()).epoch;
    assert_eq!(team.sends(&mut ana, Vec::new()).epoch, before);
}

#[test]
fn a_server_put_back_to_before_a_piece_came_gets_a_new_epoch_though_no_frame_is_missing() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let frame = team.frame(5, "a visit");
    let old = team.sends(&mut ana, vec![frame]).epoch;
    let one = piece(&mut team, "one");
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    assert_eq!(put(&mut team, &mut ana, &one).receipt.epoch, old);
    for asks_by_round in [true, false] {
        team.server.database().restore(&yesterday).unwrap();
        let mut phone = ana.clone();
        let epoch = if asks_by_round {
            team.sends(&mut phone, Vec::new()).epoch
        } else {
            put(&mut team, &mut phone, &one).receipt.epoch
        };
        assert_ne!(epoch, old);
    }
    team.server.database().restore(&yesterday).unwrap();
    assert_eq!(offer(&mut team, &ana, &[piece_id(&one)]).lacking, [piece_id(&one)]);
}

#[test]
fn a_removed_phone_hands_its_pieces_in_and_gets_none() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let late = piece(&mut team, "kept before he knew");
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    for _ in 0..2 {
        let verdict = put(&mut team, &mut ben, &late).verdict;
        assert_eq!(verdict, PieceVerdict::Held(HeldFor::SenderRemoved));
    }
    let id = piece_id(&late);
    assert_eq!(offer(&mut team, &ben, &[id]).lacking, []);
    assert_eq!(get(&mut team, &ben, &[id]), Err(Trouble::NotAllowed));
    assert_eq!(get(&mut team, &ana, &[id]).unwrap(), [ByteBuf::from(late)]);
}

#[test]
fn a_stranger_neither_puts_a_piece_nor_learns_which_there_are() {
    let mut team = Team::founded();
    let mut other = Team::founded();
    let founder = other.founder.clone();
    let stranger = other.invite(&founder);
    let (phone, _) = team.newcomer(&stranger);
    let session = team.session(&phone);
    let bytes = ByteBuf::from(piece(&mut team, "mine"));
    let offer = OfferPieces { mark: None, ids: vec![piece_id(&bytes)] };
    let put = PutPiece { mark: None, bytes };
    let put = now(team.server.put_piece(session, put, team.now, &mut team.random));
    assert_eq!(put.err(), Some(Trouble::NotSignedIn));
    let offered = now(team.server.offer_pieces(session, offer, &mut team.random));
    assert_eq!(offered.err(), Some(Trouble::NotSignedIn));
}

#[test]
fn a_full_disk_is_later_and_the_piece_is_taken_when_there_is_room() {
    let mut team = Team::founded_in_memory();
    let mut ana = team.founder.clone();
    let big = piece(&mut team, &"more than is left ".repeat(5000));
    assert!(team.server.database().leave_room_for(Some(2)));
    assert_eq!(put(&mut team, &mut ana, &big).verdict, PieceVerdict::Later);
    assert!(team.server.database().leave_room_for(None));
    assert_eq!(put(&mut team, &mut ana, &big).verdict, PieceVerdict::Accepted);
}
