//! Links to pages: who gets in, how often, and for how long.

use super::team::{HOUR_MS, Phone, Team, now};
use crate::{
    care::Moment,
    seal::share::{MOST_ANSWER_BYTES, MOST_PAGE_BYTES, ShareSecret},
    server::{Gone, Trouble, database::Database},
    sync::protocol::{EndShare, FreshCode, LookAtShares, MakeShare, PublicContact, ShareSeen},
};
use serde_bytes::ByteBuf;

const DAY_MS: i64 = 24 * HOUR_MS;
const CODE: &str = "042137";
const WRONG: &str = "042138";
const PAGE: &[u8] = b"sealed page";

struct Shared {
    team: Team,
    ana: Phone,
    secret: ShareSecret,
}

impl Shared {
    fn made() -> Self {
        let team = Team::founded();
        let (ana, secret) = (team.founder.clone(), ShareSecret([5; 16]));
        let mut shared = Self { team, ana, secret };
        shared.make(14).unwrap();
        shared
    }

    fn make(&mut self, n_days: i64) -> Result<(), Trouble> {
        let made = MakeShare {
            id: self.secret.id(),
            door: self.secret.door(),
            code: CODE.into(),
            ends_at: Moment(self.team.now.0 + n_days * DAY_MS),
            page: ByteBuf::from(PAGE.to_vec()),
        };
        now(self.team.server.make_share(self.team.session(&self.ana), made, self.team.now))
    }

    fn open(&self, code: &str) -> Result<[u8; 32], Trouble> {
        let (id, door) = (self.secret.id(), self.secret.door());
        let opened = now(self.team.server.open_share(id, &door, code, self.team.now))?;
        assert_eq!(opened.sealed, PAGE);
        Ok(opened.pass)
    }

    fn answer(&self, pass: &[u8; 32], sealed: &[u8]) -> Result<(), Trouble> {
        now(self.team.server.answer_share(self.secret.id(), pass, sealed, self.team.now))
    }

    fn fresh_code(&self, code: &str) -> Result<(), Trouble> {
        let fresh = FreshCode { id: self.secret.id(), code: code.into() };
        now(self.team.server.fresh_code(self.team.session(&self.ana), fresh, self.team.now))
    }

    fn end(&self) -> Result<(), Trouble> {
        let end = EndShare { id: self.secret.id() };
        now(self.team.server.end_share(self.team.session(&self.ana), end))
    }

    fn seen_after(&self, n_known: u32) -> ShareSeen {
        let asked = LookAtShares { shares: vec![(self.secret.id(), n_known)] };
        let session = self.team.session(&self.ana);
        now(self.team.server.look_at_shares(session, asked)).unwrap().shares.remove(0)
    }

    fn wait(&mut self, ms: i64) {
        self.team.now = Moment(self.team.now.0 + ms);
    }

    fn is_open(&self) -> bool {
        now(self.team.server.share_standing(self.secret.id(), self.team.now)).unwrap().is_open
    }
}

#[test]
fn whoever_has_link_and_code_is_given_the_page_and_the_worker_sees_when() {
    let mut shared = Shared::made();
    assert_eq!((shared.seen_after(0).n_opened, shared.seen_after(0).opened_at), (0, None));
    shared.wait(HOUR_MS);
    shared.open(CODE).unwrap();
    let seen = shared.seen_after(0);
    assert_eq!((seen.n_opened, seen.opened_at), (1, Some(shared.team.now)));
}

#[test]
fn following_the_link_changes_nothing() {
    let shared = Shared::made();
    let before = shared.seen_after(0);
    for _ in 0..20 {
        assert!(shared.is_open());
    }
    assert_eq!(shared.seen_after(0), before);
}

#[test]
fn after_five_wrong_codes_the_right_one_opens_nothing_and_the_worker_is_told() {
    let shared = Shared::made();
    for n_left in [4, 3, 2, 1] {
        assert_eq!(shared.open(WRONG), Err(Trouble::WrongCode { n_left }));
    }
    assert_eq!(shared.open(WRONG), Err(Trouble::Locked));
    assert_eq!(shared.open(CODE), Err(Trouble::Locked));
    assert_eq!(shared.seen_after(0).n_tries_left, 0);
    shared.fresh_code("777001").unwrap();
    assert_eq!(shared.open(CODE), Err(Trouble::WrongCode { n_left: 4 }), "the old one is over");
    assert!(shared.open("777001").is_ok());
}

#[test]
fn whoever_has_not_the_link_uses_up_no_try() {
    let shared = Shared::made();
    for door in [[0; 32], [7; 32]] {
        for code in [CODE, WRONG] {
            let id = shared.secret.id();
            let answer = now(shared.team.server.open_share(id, &door, code, shared.team.now));
            assert_eq!(answer, Err(Trouble::NotKnown));
        }
    }
    assert_eq!(shared.seen_after(0).n_tries_left, 5);
}

#[test]
fn an_answer_is_kept_once_also_when_the_code_is_locked_meanwhile() {
    let shared = Shared::made();
    let pass = shared.open(CODE).unwrap();
    for _ in 0..5 {
        let _ = shared.open(WRONG);
    }
    for sealed in [b"one".as_slice(), b"one", b"two"] {
        shared.answer(&pass, sealed).unwrap();
    }
    let seen = shared.seen_after(0);
    assert_eq!((seen.n_answers, seen.answers.len()), (2, 2));
    assert_eq!(seen.answers, [b"one", b"two"]);
    assert_eq!(shared.seen_after(1).answers, [ByteBuf::from(b"two".to_vec())]);
    assert!(shared.seen_after(2).answers.is_empty());
}

#[test]
fn nobody_answers_without_having_known_the_code() {
    let shared = Shared::made();
    assert_eq!(shared.answer(&[0; 32], b"one"), Err(Trouble::NotKnown));
    let mut other = Shared::made();
    other.secret = ShareSecret([6; 16]);
    other.make(14).unwrap();
    let pass_of_another = other.open(CODE).unwrap();
    assert_eq!(shared.answer(&pass_of_another, b"one"), Err(Trouble::NotKnown));
}

#[test]
fn a_withdrawn_link_is_shut_at_once_and_for_ever() {
    let mut shared = Shared::made();
    let pass = shared.open(CODE).unwrap();
    shared.answer(&pass, b"said before").unwrap();
    shared.end().unwrap();
    let gone = Trouble::Gone(Gone::Withdrawn);
    assert_eq!(shared.open(CODE), Err(gone.clone()));
    assert_eq!(shared.answer(&pass, b"said after"), Err(gone.clone()));
    assert_eq!(shared.fresh_code(CODE), Err(gone.clone()));
    shared.make(14).unwrap();
    assert_eq!(shared.open(CODE), Err(gone), "the same link again does not open it");
    let seen = shared.seen_after(0);
    assert!(seen.is_withdrawn && seen.answers == [b"said before".as_slice()]);
    assert!(!shared.is_open());
}

#[test]
fn a_link_ends_by_the_servers_clock_and_after_thirty_days_at_most() {
    let mut shared = Shared::made();
    shared.wait(14 * DAY_MS - 1);
    assert!(shared.is_open() && shared.open(CODE).is_ok());
    shared.wait(1);
    assert_eq!(shared.open(CODE), Err(Trouble::Gone(Gone::Expired)));
    let mut long = Shared::made();
    long.secret = ShareSecret([6; 16]);
    long.make(4_000).unwrap();
    long.wait(30 * DAY_MS - 1);
    assert!(long.is_open());
    long.wait(1);
    assert!(!long.is_open());
}

#[test]
fn what_has_ended_says_so_for_a_while_and_is_then_forgotten() {
    let mut shared = Shared::made();
    shared.wait(15 * DAY_MS);
    now(shared.team.server.database().tidy(shared.team.now)).unwrap();
    let standing = now(shared.team.server.share_standing(shared.secret.id(), shared.team.now));
    assert!(standing.unwrap().is_known);
    shared.wait(100 * DAY_MS);
    now(shared.team.server.database().tidy(shared.team.now)).unwrap();
    let standing = now(shared.team.server.share_standing(shared.secret.id(), shared.team.now));
    assert!(!standing.unwrap().is_known);
}

#[test]
fn another_team_neither_sees_nor_ends_a_link() {
    let shared = Shared::made();
    let mut theirs = shared.team.session(&shared.ana);
    theirs.team = crate::log::TeamId([9; 16]);
    let asked = LookAtShares { shares: vec![(shared.secret.id(), 0)] };
    assert!(now(shared.team.server.look_at_shares(theirs, asked)).unwrap().shares.is_empty());
    let end = EndShare { id: shared.secret.id() };
    assert_eq!(now(shared.team.server.end_share(theirs, end)), Err(Trouble::NotKnown));
    assert!(shared.is_open());
}

#[test]
fn what_is_too_big_or_is_no_code_is_refused() {
    let mut shared = Shared::made();
    let pass = shared.open(CODE).unwrap();
    let huge = vec![1; MOST_ANSWER_BYTES + 1];
    assert_eq!(shared.answer(&pass, &huge), Err(Trouble::TooBig));
    assert!(shared.answer(&pass, &huge[1..]).is_ok());
    for code in ["", "12345", "1234567", "12345a", "１２"] {
        assert_eq!(shared.open(code), Err(Trouble::NotUnderstood), "{code}");
    }
    let made = MakeShare {
        id: ShareSecret([8; 16]).id(),
        door: [1; 32],
        code: CODE.into(),
        ends_at: Moment(i64::MAX),
        page: ByteBuf::from(vec![0; MOST_PAGE_BYTES + 1]),
    };
    let session = shared.team.session(&shared.ana);
    let answer = now(shared.team.server.make_share(session, made, shared.team.now));
    assert_eq!(answer, Err(Trouble::TooBig));
    shared.wait(1);
}

#[test]
fn twenty_answers_are_enough() {
    let shared = Shared::made();
    let pass = shared.open(CODE).unwrap();
    for n in 0..20_u8 {
        shared.answer(&pass, &[n]).unwrap();
    }
    assert_eq!(shared.answer(&pass, &[20]), Err(Trouble::TooOften));
    assert!(shared.answer(&pass, &[3]).is_ok(), "one that is here already");
}

/// By a phone whose clock is behind.
#[test]
fn a_link_whose_time_is_over_by_the_servers_clock_is_not_said_to_be_made() {
    let mut shared = Shared::made();
    for n_days in [-1, 0] {
        assert_eq!(shared.make(n_days), Err(Trouble::Gone(Gone::Expired)));
    }
    assert_eq!(shared.make(1), Ok(()));
}

/// Which one of the databases keeps in no text.
#[test]
fn a_zero_is_no_part_of_a_name_or_a_number() {
    let shared = Shared::made();
    let session = shared.team.session(&shared.ana);
    let contact = PublicContact { name: "No\0rth".into(), telephone: "0191".into() };
    let answer = now(shared.team.server.keep_contact(session, contact));
    assert_eq!(answer, Err(Trouble::NotUnderstood));
}

#[test]
fn only_a_lead_says_how_the_team_is_reached() {
    let mut shared = Shared::made();
    let ben = shared.team.colleague();
    let contact = PublicContact { name: "North".into(), telephone: "0191 498".into() };
    let by = |phone: &Phone| {
        let session = shared.team.session(phone);
        now(shared.team.server.keep_contact(session, contact.clone()))
    };
    assert_eq!(by(&ben), Err(Trouble::NotAllowed));
    assert_eq!(by(&shared.ana), Ok(()));
    let standing = now(shared.team.server.share_standing(shared.secret.id(), shared.team.now));
    assert_eq!(standing.unwrap().contact, contact);
}
