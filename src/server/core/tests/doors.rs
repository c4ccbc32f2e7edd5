//! Founding, inviting, enrolling, signing in.

use super::team::{HOUR_MS, Invited, Phone, Team, now};
use crate::{
    care::{Moment, WorkerId},
    seal::{
        Body, DeviceKeys, Entry, SignedEntry,
        entry::{Enrolment, Invitation, Removal, Role, Signer},
        link::LinkSecret,
    },
    server::{
        Gone, Trouble,
        core::Token,
        database::{Database, sqlite::Snapshot},
    },
    sync::protocol::{Enrol, EnrolAgain, EntryVerdict, Invite, Look, bytes_to_sign},
};
use serde_bytes::ByteBuf;

fn look(team: &mut Team, keys: &DeviceKeys) -> Result<crate::sync::protocol::Book, Trouble> {
    let nonce = team.server.challenge(team.now, &mut team.random).nonce;
    let signature = keys.sign(&bytes_to_sign(&nonce, super::team::ADDRESS));
    let look = Look { key: keys.public().sign, nonce, signature, after: None };
    now(team.server.look(look, team.now))
}

#[test]
fn a_long_book_is_looked_at_part_after_part() {
    let mut team = Team::founded();
    let kit = team.kit.keys();
    let whole = look(&mut team, &kit).unwrap();
    assert!(whole.is_complete && whole.entries.len() > 1);
    let mut team = Team { server: team.server.telling(1), ..team };
    let nonce = team.server.challenge(team.now, &mut team.random).nonce;
    let signature = kit.sign(&bytes_to_sign(&nonce, super::team::ADDRESS));
    let (mut after, mut parts) = (None, Vec::new());
    loop {
        let asked = Look { key: kit.public().sign, nonce, signature, after };
        let part = now(team.server.look(asked, team.now)).unwrap();
        assert_eq!(part.entries.len(), 1);
        after = part.entries.last().map(SignedEntry::id);
        parts.extend(part.entries);
        if part.is_complete {
            break;
        }
    }
    assert_eq!(parts, whole.entries);
}

#[test]
fn a_founding_link_founds_one_team_and_the_same_team_again() {
    let mut team = Team::founded();
    let secret = now(team.server.founding_secret(&mut team.random)).unwrap();
    let again = team.founding(&secret);
    let answer = now(team.server.found(again, team.now, &mut team.random));
    assert_eq!(answer, Err(Trouble::Refused), "the team is there already");
    let mut other = Team::founded();
    other.founder = Phone { keys: DeviceKeys::from_seed([9; 32]), ..other.founder };
    other.id = other.id_by_its_keys();
    let found = other.founding(&secret);
    for _ in 0..2 {
        let answer = now(team.server.found(found.clone(), team.now, &mut team.random));
        assert_eq!(answer, Ok(()));
    }
    assert!(!now(team.server.can_found(&secret)).unwrap());
    other.founder = Phone { keys: DeviceKeys::from_seed([8; 32]), ..other.founder };
    other.id = other.id_by_its_keys();
    let found = other.founding(&secret);
    let answer = now(team.server.found(found, team.now, &mut team.random));
    assert_eq!(answer, Err(Trouble::Gone(Gone::Used)));
}

#[test]
fn a_link_lets_one_newcomer_in() {
    let mut team = Team::founded();
    let ana = team.founder.clone();
    let invited = team.invite(&ana);
    let book = look(&mut team, &invited.secret.signing_keys()).unwrap();
    assert_eq!(book.keyring.unwrap(), b"sealed keyring");
    assert_eq!(book.invitation, Some(invited.id));
    let (_, enrol) = team.newcomer(&invited);
    for _ in 0..2 {
        assert_eq!(now(team.server.enrol(enrol.clone(), team.now)), Ok(()), "safe to repeat");
    }
    assert_eq!(team.enrol(&invited).err(), Some(Trouble::Gone(Gone::Used)));
    let again = look(&mut team, &invited.secret.signing_keys());
    assert_eq!(again.err(), Some(Trouble::Gone(Gone::Used)));
}

/// Nor by the phone of a colleague, which may send whatever any phone gives back.
#[test]
fn a_link_that_has_had_its_time_lets_nobody_in_by_a_round() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let [used, late, withdrawn] = [(); 3].map(|()| team.invite(&ana));
    team.enrol(&used).unwrap();
    let by = |team: &mut Team, phone: &mut Phone, invited: &Invited| {
        let (_, enrol) = team.newcomer(invited);
        team.round(phone, enrol.entries, Vec::new()).entry_verdicts
    };
    assert_eq!(by(&mut team, &mut ben, &used), [EntryVerdict::Refused]);
    team.now = Moment(team.now.0 + 73 * HOUR_MS);
    assert_eq!(by(&mut team, &mut ben, &late), [EntryVerdict::Refused]);
    assert_eq!(by(&mut team, &mut ana, &late), [EntryVerdict::Accepted], "as a lead's gives back");
    team.now = Moment(team.now.0 - 73 * HOUR_MS);
    let key = team.made_key();
    team.round(&mut ana, vec![key], Vec::new());
    assert_eq!(by(&mut team, &mut ben, &withdrawn), [EntryVerdict::Refused]);
}

/// Every phone of the team has to hold what stands in the book.
#[test]
fn one_worker_does_not_fill_the_book_and_keeps_no_other_out_of_it() {
    let mut team = Team::founded();
    let (mut ana, mut ben) = (team.founder.clone(), team.colleague());
    let unknown = |team: &Team, by: &Phone, n: u8| {
        team.entry(by, Body::Unknown { kind: 4711, bytes: vec![n; 50 * 1024] })
    };
    let entries: Vec<_> = (0..7).map(|n| unknown(&team, &ben, n)).collect();
    let verdicts = team.round(&mut ben, entries, Vec::new()).entry_verdicts;
    assert_eq!(verdicts.iter().filter(|it| **it == EntryVerdict::Accepted).count(), 5);
    assert_eq!(verdicts.iter().filter(|it| **it == EntryVerdict::Later).count(), 2);
    let stolen = team.entry(&ben, Body::Removal(Removal { device: ben.device() }));
    let verdicts = team.round(&mut ben, vec![stolen], Vec::new()).entry_verdicts;
    assert_eq!(verdicts, [EntryVerdict::Accepted], "what ends it has room");
    let hers = unknown(&team, &ana, 9);
    assert_eq!(
        team.round(&mut ana, vec![hers], Vec::new()).entry_verdicts,
        [EntryVerdict::Accepted]
    );
}

/// Each brings in a phone that invites the next, and they come the last first.
#[test]
fn a_long_chain_of_entries_in_the_wrong_order_is_taken_little_by_little() {
    const N_LINKS: usize = 50;
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let (mut by, mut chain) = (ana.clone(), Vec::new());
    for _ in 0..N_LINKS {
        let secret = LinkSecret::generate(&mut team.random);
        let invitation = Invitation {
            key: secret.signing_keys().public().sign,
            worker: by.worker,
            role: Role::Lead,
            expires_at: Moment(team.now.0 + HOUR_MS),
        };
        let entry = team.entry(&by, Body::Invitation(invitation));
        let invited = Invited { id: entry.id(), secret, worker: by.worker };
        let (next, enrol) = team.newcomer(&invited);
        chain.push(entry);
        chain.extend(enrol.entries);
        by = next;
    }
    chain.reverse();
    let verdicts = team.round(&mut ana, chain.clone(), Vec::new()).entry_verdicts;
    let is_taken = |it: &&EntryVerdict| **it == EntryVerdict::Accepted;
    assert_eq!(verdicts.iter().filter(is_taken).count(), 64);
    let is_put_off = |it: &&EntryVerdict| **it == EntryVerdict::Later;
    assert_eq!(verdicts.iter().filter(is_put_off).count(), 2 * N_LINKS - 64, "offered once more");
    let verdicts = team.round(&mut ana, chain, Vec::new()).entry_verdicts;
    assert_eq!(verdicts.iter().filter(is_taken).count(), 2 * N_LINKS - 64);
}

#[test]
fn a_link_ends_after_three_days_by_the_servers_clock_whatever_the_inviters_says() {
    for years_off in [-10, 0, 10] {
        let mut team = Team::founded();
        let ana = team.founder.clone();
        let servers_now = team.now;
        team.now = Moment(servers_now.0 + years_off * 365 * 24 * HOUR_MS);
        let (early, late) = (team.invite_at(&ana, servers_now), team.invite_at(&ana, servers_now));
        team.now = Moment(servers_now.0 + 71 * HOUR_MS);
        assert!(team.enrol(&early).is_ok());
        team.now = Moment(servers_now.0 + 73 * HOUR_MS);
        assert_eq!(team.enrol(&late).err(), Some(Trouble::Gone(Gone::Expired)));
    }
}

#[test]
fn removing_somebody_or_turning_the_key_ends_every_open_link() {
    let mut team = Team::founded();
    let (mut ana, ben) = (team.founder.clone(), team.colleague());
    let invited = team.invite(&ana);
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    assert_eq!(team.enrol(&invited).err(), Some(Trouble::Gone(Gone::Withdrawn)));
    let invited = team.invite(&ana);
    let key = team.made_key();
    team.round(&mut ana, vec![key], Vec::new());
    let looked = look(&mut team, &invited.secret.signing_keys());
    assert_eq!(looked.err(), Some(Trouble::Gone(Gone::Withdrawn)));
}

#[test]
fn somebody_elses_key_opens_no_door() {
    let mut team = Team::founded();
    let keys = DeviceKeys::from_seed([77; 32]);
    assert_eq!(look(&mut team, &keys).err(), Some(Trouble::NotKnown));
}

fn enrolled_by_kit(team: &Team, keys: &DeviceKeys) -> SignedEntry {
    let kit = team.kit.keys();
    let worker = WorkerId::from_bytes([44; 16]);
    let signer = Signer::Device(kit.public().id());
    let enrolment = Enrolment::of(keys, team.id, signer, worker, None);
    Entry { team: team.id, signer, at: team.now, body: Body::Enrolment(enrolment) }.signed_by(&kit)
}

#[test]
fn the_recovery_kit_lets_a_new_lead_in() {
    let mut team = Team::founded();
    let kit = team.kit.keys();
    let book = look(&mut team, &kit).unwrap();
    assert_eq!((book.entries.len(), book.keyring), (2, None));
    let keys = DeviceKeys::from_seed([78; 32]);
    let entries = vec![enrolled_by_kit(&team, &keys)];
    assert_eq!(now(team.server.enrol(Enrol { team: team.id, entries }, team.now)), Ok(()));
}

#[test]
fn a_newcomer_adds_nothing_in_anothers_name_and_then_nothing_is_kept() {
    let mut team = Team::founded();
    let ana = team.founder.clone();
    let invited = team.invite(&ana);
    let (phone, mut enrol) = team.newcomer(&invited);
    enrol.entries.push(team.made_key());
    assert_eq!(now(team.server.enrol(enrol, team.now)), Err(Trouble::Refused));
    assert_eq!(team.signs_in(&phone).err(), Some(Trouble::NotSignedIn));
    assert!(team.enrol(&invited).is_ok(), "the link is still good");
}

#[test]
fn a_challenge_is_answered_once_and_within_minutes() {
    let mut team = Team::founded();
    let ana = team.founder.clone();
    let nonce = team.server.challenge(team.now, &mut team.random).nonce;
    let answer = team.answer(&ana, nonce);
    let signed_in = now(team.server.sign_in(answer.clone(), team.now, &mut team.random)).unwrap();
    let again = now(team.server.sign_in(answer, team.now, &mut team.random));
    assert_eq!(again, Err(Trouble::NotSignedIn));
    let nonce = team.server.challenge(team.now, &mut team.random).nonce;
    let answer = team.answer(&ana, nonce);
    let later = Moment(team.now.0 + HOUR_MS);
    let late = now(team.server.sign_in(answer, later, &mut team.random));
    assert_eq!(late, Err(Trouble::NotSignedIn));
    let token = Token::read(&signed_in.token).unwrap();
    assert_eq!(now(team.server.session(&token, later)), Ok(team.session(&ana)));
    let next_day = Moment(team.now.0 + 25 * HOUR_MS);
    assert_eq!(now(team.server.session(&token, next_day)), Err(Trouble::NotSignedIn));
}

#[test]
fn a_removed_phones_token_is_gone_and_signing_in_again_says_so() {
    let mut team = Team::founded();
    let (mut ana, ben) = (team.founder.clone(), team.colleague());
    let token = Token::read(&team.signs_in(&ben).unwrap().token).unwrap();
    assert!(now(team.server.session(&token, team.now)).is_ok());
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    assert_eq!(now(team.server.session(&token, team.now)), Err(Trouble::NotSignedIn));
    assert!(team.signs_in(&ben).unwrap().is_removed);
    let session = team.session(&ben);
    assert_eq!(now(team.server.present(session)), Err(Trouble::NotAllowed));
    assert_eq!(now(team.server.seen(session, team.now)).err(), Some(Trouble::NotAllowed));
}

/// Ben joined after the backup that the server was put back to, and nobody else heard of it.
struct PutBack {
    team: Team,
    ana: Phone,
    ben: Phone,
    again: EnrolAgain,
}

impl PutBack {
    fn to_before_the_invitation() -> Self {
        let mut team = Team::founded();
        let (yesterday, ana) = (snapshot(&team), team.founder.clone());
        let invited = team.invite(&ana);
        Self::joined_by(team, &invited, &yesterday)
    }

    fn to_before_the_joining() -> Self {
        let mut team = Team::founded();
        let ana = team.founder.clone();
        let invited = team.invite(&ana);
        let yesterday = snapshot(&team);
        Self::joined_by(team, &invited, &yesterday)
    }

    fn joined_by(mut team: Team, invited: &Invited, yesterday: &Snapshot) -> Self {
        let ana = team.founder.clone();
        let (mut ben, enrol) = team.newcomer(invited);
        now(team.server.enrol(enrol.clone(), team.now)).unwrap();
        let frame = team.frame(5, "only ben has it");
        let down = team.sends(&mut ben, vec![frame]);
        let invitation = down.entries.iter().find(|entry| entry.id() == invited.id).unwrap();
        let again = EnrolAgain {
            team: team.id,
            invitation: invitation.clone(),
            enrolment: enrol.entries[0].clone(),
            mark: down.mark,
        };
        team.server.database().restore(yesterday).unwrap();
        team.now = Moment(team.now.0 + 100 * HOUR_MS);
        assert_eq!(team.signs_in(&ben).err(), Some(Trouble::NotSignedIn), "ben is not known");
        Self { team, ana, ben, again }
    }

    fn enrols_again(&mut self) -> Result<(), Trouble> {
        now(self.team.server.enrol_again(self.again.clone()))
    }
}

fn snapshot(team: &Team) -> Snapshot {
    team.server.database().snapshot().unwrap().unwrap()
}

#[test]
fn who_joined_after_the_backup_is_let_in_again_by_what_let_them_in_before() {
    for mut story in [PutBack::to_before_the_invitation(), PutBack::to_before_the_joining()] {
        for _ in 0..2 {
            assert_eq!(story.enrols_again(), Ok(()), "safe to repeat");
        }
        assert!(story.team.signs_in(&story.ben).is_ok());
        let known = story.ben.up.epoch;
        let down = story.team.sends(&mut story.ben, Vec::new());
        assert_ne!(Some(down.epoch), known, "the old receipts are void");
    }
}

#[test]
fn without_a_mark_of_its_own_nobody_is_let_in_again() {
    let mut story = PutBack::to_before_the_joining();
    let mut ana = story.ana.clone();
    story.again.mark = story.team.sends(&mut ana, Vec::new()).mark;
    assert_eq!(story.enrols_again(), Err(Trouble::NotSignedIn));
    story.again.mark.clear();
    assert_eq!(story.enrols_again(), Err(Trouble::NotSignedIn));
}

#[test]
fn a_removal_that_the_server_knows_of_still_wins() {
    let mut story = PutBack::to_before_the_joining();
    let (mut ana, removal) = (story.ana.clone(), story.team.removal(&story.ben));
    // Ana's phone heard of Ben before, and has removed his.
    let heard = vec![story.again.enrolment.clone(), removal];
    story.team.round(&mut ana, heard, Vec::new());
    assert_eq!(story.enrols_again(), Err(Trouble::Refused));

    let mut story = PutBack::to_before_the_invitation();
    let mut ana = story.ana.clone();
    let removal = story.team.removal(&ana);
    story.team.round(&mut ana, vec![removal], Vec::new());
    assert_eq!(story.enrols_again(), Err(Trouble::Refused), "who invited was removed");
}

#[test]
fn an_invitation_that_somebody_else_used_lets_nobody_in_again() {
    let mut team = Team::founded();
    let ana = team.founder.clone();
    let invited = team.invite(&ana);
    let yesterday = snapshot(&team);
    let (_, by_another) = team.newcomer(&invited);
    let mut story = PutBack::joined_by(team, &invited, &yesterday);
    story.team.now = Moment(story.team.now.0 - 100 * HOUR_MS);
    now(story.team.server.enrol(by_another, story.team.now)).unwrap();
    assert_eq!(story.enrols_again(), Err(Trouble::Gone(Gone::Used)));
}

/// Everything by which somebody could put an entry into the book.
#[test]
fn what_somebody_removed_has_signed_comes_in_by_no_door() {
    let mut team = Team::founded();
    let (mut ana, mut ben, mut carl) = (team.founder.clone(), team.colleague(), team.colleague());
    let secret = now(team.server.founding_secret(&mut team.random)).unwrap();
    let mut other = Team::founded();
    other.founder = Phone { keys: DeviceKeys::from_seed([9; 32]), ..other.founder };
    other.id = other.id_by_its_keys();
    let invited = team.invite(&ben);
    let (_, by_bens_link) = team.newcomer(&invited);
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    let bens = || Body::Unknown { kind: 99, bytes: vec![1] };
    let bens = team.entry(&ben, bens());
    let refused = vec![EntryVerdict::Refused];
    assert_eq!(team.round(&mut ben, vec![bens.clone()], Vec::new()).entry_verdicts, refused);
    assert_eq!(team.round(&mut carl, vec![bens.clone()], Vec::new()).entry_verdicts, refused);
    let enrolment = by_bens_link.entries.clone();
    assert_eq!(team.round(&mut carl, enrolment, Vec::new()).entry_verdicts, refused);
    assert!(now(team.server.enrol(by_bens_link, team.now)).is_err());
    let invite = Invite { entry: bens.clone(), keyring: ByteBuf::new() };
    assert!(now(team.server.invite(team.session(&ben), invite, team.now)).is_err());
    let again = Enrol { team: team.id, entries: vec![bens] };
    assert!(now(team.server.enrol(again, team.now)).is_err());
    // By a founding link, also one that this very team has used.
    let found = other.founding(&secret);
    assert_eq!(now(team.server.found(found.clone(), team.now, &mut team.random)), Ok(()));
    let session = other.session(&other.founder);
    let book = |team: &Team| now(team.server.database().book(session.team)).unwrap().unwrap();
    let before = book(&team);
    let mut more = found;
    more.entries.push(other.entry(&other.founder, Body::Unknown { kind: 99, bytes: vec![2] }));
    let answer = now(team.server.found(more, team.now, &mut team.random));
    assert_eq!(answer, Err(Trouble::Gone(Gone::Used)));
    assert_eq!(book(&team), before);
}

#[test]
fn what_a_phone_gives_back_of_the_past_is_taken_with_its_end() {
    let mut team = Team::founded();
    let mut ana = team.founder.clone();
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    let ben = team.colleague();
    let bens = team.entry(&ben, Body::Unknown { kind: 99, bytes: vec![1] });
    let removal = team.removal(&ben);
    let mut past = vec![removal, bens.clone()];
    past.extend(team.sends(&mut ana, Vec::new()).entries.into_iter().rev());
    team.server.database().restore(&yesterday).unwrap();
    let verdicts = team.round(&mut ana, past, Vec::new()).entry_verdicts;
    assert!(!verdicts.contains(&EntryVerdict::Refused), "{verdicts:?}");
    assert!(now(team.server.database().book(team.id)).unwrap().unwrap().holds(bens.id()));
}

#[test]
fn a_device_that_is_there_does_not_come_in_as_something_else() {
    let mut team = Team::founded();
    let (ana, ben) = (team.founder.clone(), team.colleague());
    let kit = team.kit.keys();
    for device in [&ben.keys, &kit] {
        let invited = team.invite(&ana);
        let signer = Signer::Invitation(invited.id);
        let enrolment = Enrolment::of(device, team.id, signer, invited.worker, None);
        let entry = Entry { team: team.id, signer, at: team.now, body: Body::Enrolment(enrolment) };
        let entries = vec![entry.signed_by(&invited.secret.signing_keys())];
        let answer = now(team.server.enrol(Enrol { team: team.id, entries }, team.now));
        assert_eq!(answer, Err(Trouble::Refused));
    }
    let book = look(&mut team, &kit);
    assert!(book.is_ok(), "the kit is still one");
}

#[test]
fn a_link_has_a_key_of_its_own() {
    let mut team = Team::founded();
    let (ana, ben) = (team.founder.clone(), team.colleague());
    let invited = team.invite(&ana);
    let session = team.session(&ben);
    let entry = team.invitation(&ben, &invited.secret, 1);
    let invite = Invite { entry, keyring: ByteBuf::new() };
    assert_eq!(now(team.server.invite(session, invite, team.now)), Err(Trouble::Refused));
}

#[test]
fn a_worker_invites_nobody_as_a_lead() {
    let mut team = Team::founded();
    let ben = team.colleague();
    let secret = crate::seal::link::LinkSecret::generate(&mut team.random);
    let key = secret.signing_keys().public().sign;
    let (worker, role, expires_at) = (ben.worker, Role::Lead, team.now);
    let body = Body::Invitation(Invitation { key, worker, role, expires_at });
    let invite = Invite { entry: team.entry(&ben, body), keyring: ByteBuf::new() };
    let answer = now(team.server.invite(team.session(&ben), invite, team.now));
    assert_eq!(answer, Err(Trouble::Refused));
}

#[test]
fn a_lead_gives_back_what_somebody_had_signed_before_they_were_removed() {
    let mut team = Team::founded();
    let (mut ana, mut carl) = (team.founder.clone(), team.colleague());
    let ben = team.colleague();
    let yesterday = team.server.database().snapshot().unwrap().unwrap();
    let bens = team.entry(&ben, Body::Unknown { kind: 99, bytes: vec![1] });
    team.server.database().restore(&yesterday).unwrap();
    let removal = team.removal(&ben);
    team.round(&mut ana, vec![removal], Vec::new());
    let by_carl = team.round(&mut carl, vec![bens.clone()], Vec::new()).entry_verdicts;
    assert_eq!(by_carl, [EntryVerdict::Refused]);
    let by_a_lead = team.round(&mut ana, vec![bens], Vec::new()).entry_verdicts;
    assert_eq!(by_a_lead, [EntryVerdict::Accepted]);
}
