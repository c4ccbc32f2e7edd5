//! What a store keeps of the team's book and of frames, and what it lets go.

use super::{
    Me, Put, SealedDraft, ShareHere, ShareToMake, ShareTold, Store, StoreTrouble, Surroundings,
    Writing, open_file, open_in_memory,
};
use crate::{
    care::{DeviceId, Moment, PersonId, ShareId, VisitId},
    log::{
        ActionId, Change, Kind, ScopeId, Set, SignedChange, Thing,
        change::PUT,
        registry::{amendment, barrier, mark, promise, visit},
    },
    seal::{
        Body, DeviceKeys, Entry, SignedEntry,
        draft::MOST_DRAFTS,
        entry::{
            Enrolment, ErasedFrame, Erasure, Invitation, MOST_ENTRY_BYTES, MadeKey, Purpose,
            Removal, Role, Signer, Wrap, newcomer,
        },
        frame::{frame_id, open_frame, seal_frame},
        keyring::{Key, KeyId},
        kit::RecoveryKit,
        slots::DatabaseKey,
        text::seal_text,
    },
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use rusqlite::Connection;
use std::collections::BTreeSet;

struct Fixed(ChaCha12Rng);

impl Surroundings for Fixed {
    fn now(&self) -> Moment {
        Moment(1_790_000_000_000)
    }

    fn random(&mut self) -> &mut dyn rand_core::CryptoRng {
        &mut self.0
    }
}

fn fixed(seed: u64) -> Box<Fixed> {
    Box::new(Fixed(ChaCha12Rng::seed_from_u64(seed)))
}

fn ana() -> Store {
    Store::of_one_device(open_in_memory().unwrap(), fixed(1)).unwrap()
}

/// A colleague of Ana's, and the entries that brought them in; Ana has not heard of them.
fn colleague(of: &Store, connection: Connection, seed: u8) -> (Store, Vec<SignedEntry>) {
    let (keys, link) = (DeviceKeys::from_seed([seed; 32]), DeviceKeys::from_seed([seed + 100; 32]));
    let (me, at) = (of.me().clone(), Moment(1));
    let (key, worker) = (link.public().sign, newcomer(&link.public().sign));
    let invitation = Invitation { key, worker, role: Role::Worker, expires_at: Moment(9) };
    let signer = Signer::Device(me.device);
    let invited = Entry { team: me.team, signer, at, body: Body::Invitation(invitation) }
        .signed_by(&me.keys());
    let signer = Signer::Invitation(invited.id());
    let enrolment = Enrolment::of(&keys, me.team, signer, worker, None);
    let enrolled =
        Entry { team: me.team, signer, at, body: Body::Enrolment(enrolment) }.signed_by(&link);
    let theirs = Me::new(me.team, &keys, worker, String::new());
    let keyring = of.keyring().clone();
    let mut store = Store::create(connection, fixed(seed.into()), theirs, keyring).unwrap();
    store.take_entries(book_of(of), true).unwrap();
    store.take_entries(vec![invited.clone(), enrolled.clone()], true).unwrap();
    (store, vec![invited, enrolled])
}

fn book_of(store: &Store) -> Vec<SignedEntry> {
    store.book().entries().map(|(_, entry)| entry.clone()).collect()
}

fn mo() -> PersonId {
    PersonId::from_bytes([7; 16])
}

fn keep_visit(store: &mut Store, note: &str) -> VisitId {
    let id = VisitId::from_bytes(store.surroundings().fresh_id());
    let mut writing = Writing::at(store.now());
    let thing = Thing { kind: visit::KIND, id: id.to_bytes() };
    let puts = vec![
        Put::new(visit::PERSON, mo().to_bytes()),
        Put::new(visit::AT, store.now().0.to_le_bytes()),
        Put::new(visit::NOTE, note),
    ];
    writing.put(mo(), store.as_worker(), thing, puts);
    store.write(writing).unwrap();
    id
}

/// The sealed frames that a store has not sent yet.
fn frames(store: &mut Store) -> Vec<Vec<u8>> {
    store.seal_outbox().unwrap();
    let frames = store.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap();
    frames.into_iter().map(|frame| frame.bytes).collect()
}

fn take(store: &mut Store, frame: &[u8]) {
    store
        .together(|store| {
            store.take_frame(frame, Some(1))?;
            store.erase_strays()
        })
        .unwrap();
}

fn sealed(store: &Store, changes: &[SignedChange]) -> Vec<u8> {
    let scope = store.keyring().person_scope(mo()).unwrap();
    let key = store.keyring().team_keys().next().unwrap().clone();
    let mut random = ChaCha12Rng::seed_from_u64(99);
    seal_frame(store.me().team, scope, &key, changes, &mut random).unwrap()
}

fn bytes_of(store: &Store, frame: &[u8]) -> Vec<u8> {
    let sql = "select bytes from frame where id = ?1";
    store.connection.query_row(sql, [frame_id(frame).0], |row| row.get(0)).unwrap()
}

/// Every change in every frame that is there, opened anew.
fn inside_all_frames(store: &Store) -> Vec<SignedChange> {
    let mut select = store.connection.prepare("select bytes from frame where state <> 2").unwrap();
    let frames = select.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    frames.flat_map(|bytes| open_frame(&bytes.unwrap(), store.keyring()).unwrap()).collect()
}

fn erasures_of(store: &Store, frame: &[u8]) -> usize {
    let names = |erasure: &Erasure| erasure.frames.iter().any(|it| it.frame == frame_id(frame));
    store.book().erasures().filter(|(_, erasure)| names(erasure)).count()
}

#[test]
fn a_change_by_somebody_unknown_is_good_once_the_book_knows_them() {
    let mut ana = ana();
    let (mut ben, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    keep_visit(&mut ben, "by ben");
    for frame in frames(&mut ben) {
        take(&mut ana, &frame);
    }
    assert_eq!(ana.check_signatures(10).unwrap().n_bad, 1);
    assert_eq!((ana.n_visits().unwrap(), ana.n_set_aside().unwrap()), (0, 1));
    ana.take_entries(came_in, true).unwrap();
    assert_eq!((ana.n_visits().unwrap(), ana.n_set_aside().unwrap()), (1, 0));
}

#[test]
fn what_the_book_refuses_is_an_error_where_it_is_entered() {
    let mut ana = ana();
    let (mut ben, _) = colleague(&ana, open_in_memory().unwrap(), 2);
    let removal = Body::Removal(Removal { device: ana.me().device });
    assert!(matches!(ben.enter(removal), Err(StoreTrouble::NotEntitled)));
    assert_eq!((ben.unsent_entries().unwrap(), ben.book().n_waiting()), (vec![], 0));
    let erased = ErasedFrame { frame: frame_id(b"frame"), carried_on_by: None };
    let key = ana.keyring().team_keys().next().unwrap().clone();
    let changes = seal_text(&key, b"", ana.surroundings().random());
    let (scope, frames) = (ScopeId([1; 16]), vec![erased; 4_000]);
    let erasure = Body::Erasure(Erasure { scope, frames, changes });
    assert!(matches!(ana.enter(erasure), Err(StoreTrouble::TooLong(_))));
}

#[test]
fn a_key_is_wrapped_to_a_team_of_two_thousand_devices() {
    const N_DEVICES: u16 = 2_000;
    let mut ana = ana();
    let (_, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    let (team, signer) = (ana.me().team, Signer::Invitation(came_in[0].id()));
    let link = DeviceKeys::from_seed([102; 32]);
    let enrolled = |n: u16| {
        let [low, high] = n.to_le_bytes();
        let keys =
            DeviceKeys::from_seed([[low, high].as_slice(), &[9; 30]].concat().try_into().unwrap());
        let worker = newcomer(&link.public().sign);
        let body = Body::Enrolment(Enrolment::of(&keys, team, signer, worker, None));
        Entry { team, signer, at: Moment(1), body }.signed_by(&link)
    };
    let all = came_in.iter().cloned().chain((0..N_DEVICES).map(enrolled));
    ana.take_entries(all.collect(), true).unwrap();
    let key = Key::generate(ana.surroundings().random());
    ana.make_key(&key, Purpose::Team).unwrap();
    let entries = ana.unsent_entries().unwrap();
    assert!(entries.iter().all(|entry| entry.bytes.len() <= MOST_ENTRY_BYTES / 2));
    let made = ana.book().keys().find(|(id, _)| *id == key.id()).unwrap().1;
    assert!(ana.book().present().count() > usize::from(N_DEVICES));
    assert!(ana.book().present().all(|(device, _)| made.is_wrapped_to(device)));
}

#[test]
fn a_new_kit_is_made_whole_or_not_at_all() {
    let mut ana = ana();
    let kit = RecoveryKit::generate(ana.surroundings().random());
    let before = (ana.book().clone(), ana.keyring().clone());
    // The second entry of it, the old kit's removal, cannot be written.
    let n_entries = before.0.entries().count() + 1;
    ana.connection
        .execute_batch(&format!(
            "create temp trigger full before insert on entry
             when (select count(*) from entry) >= {n_entries}
             begin select raise(abort, 'no room'); end"
        ))
        .unwrap();
    assert!(ana.renew_kit(&kit).is_err());
    assert_eq!(ana.kit_to_confirm().unwrap(), None);
    assert_eq!((ana.book(), ana.keyring()), (&before.0, &before.1));
    ana.connection.execute_batch("drop trigger full").unwrap();
    ana.renew_kit(&kit).unwrap();
    assert_eq!(ana.kit_to_confirm().unwrap(), Some(*kit.secret()));
    let kits: Vec<_> = ana.book().kits().map(|(id, _)| id).collect();
    assert_eq!(kits, [kit.keys().public().id()]);
}

#[test]
fn an_entry_that_the_server_refused_waits_until_its_book_has_grown() {
    let mut ana = ana();
    let id = ana.enter(Body::Unknown { kind: 99, bytes: vec![1] }).unwrap().id();
    let is_offered =
        |store: &Store| store.unsent_entries().unwrap().iter().any(|entry| entry.id() == id);
    assert!(is_offered(&ana));
    ana.set_entry_aside(id).unwrap();
    assert!(!is_offered(&ana));
    ana.offer_refused_again().unwrap();
    assert!(is_offered(&ana));
}

#[test]
fn a_key_that_is_not_taken_from_its_maker_is_entered_by_whoever_holds_it() {
    let mut ana = ana();
    let (mut ben, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    ana.take_entries(came_in, true).unwrap();
    let (mut cy, came_in) = colleague(&ana, open_in_memory().unwrap(), 3);
    for colleague in [&mut ana, &mut ben] {
        colleague.take_entries(came_in.clone(), true).unwrap();
    }
    let key = Key::generate(ben.surroundings().random());
    ben.make_key(&key, Purpose::Team).unwrap();
    ana.take_entries(ben.unsent_entries().unwrap(), false).unwrap();
    ana.mind_keys().unwrap();
    let refused = ben.unsent_entries().unwrap()[0].id();
    ana.set_entry_aside(refused).unwrap();
    let offered = ana.unsent_entries().unwrap();
    let wraps = offered.iter().filter_map(|entry| match entry.read().unwrap().body {
        Body::Wrap(more) if more.key == key.id() => Some(more.wraps.len()),
        _ => None,
    });
    assert_eq!(wraps.collect::<Vec<_>>(), [4], "to ana, ben, cy and the kit");
    cy.take_entries(offered, true).unwrap();
    cy.mind_keys().unwrap();
    assert!(cy.keyring().holds(key.id()), "who knows only what the server took");
}

/// The server was put back to before Ana made it and shared it, and has taken meanwhile that she is gone.
#[test]
fn a_scope_whose_maker_is_removed_is_said_again_by_those_whom_she_named() {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    let scope = ana.restricted_scope(vec![ben.me().worker]).unwrap();
    ben.take_entries(ana.unsent_entries().unwrap(), false).unwrap();
    let of_ana: Vec<_> = book_of(&ben).into_iter().filter(|entry| closes(entry, scope)).collect();
    let [made] = &of_ana[..] else { panic!("one entry makes it") };
    ben.set_entry_aside(made.id()).unwrap();
    let said = ben.unsent_entries().unwrap();
    let said: Vec<_> = said.into_iter().filter(|entry| closes(entry, scope)).collect();
    let signers = said.iter().map(|entry| entry.read().unwrap().signer);
    assert_eq!(signers.collect::<Vec<_>>(), [Signer::Device(ben.me().device)]);
}

fn closes(entry: &SignedEntry, scope: ScopeId) -> bool {
    matches!(entry.read().unwrap().body, Body::Closing(closing) if closing.scope() == scope)
}

#[test]
fn a_frame_of_a_newer_format_is_kept_and_counts() {
    let mut ana = ana();
    keep_visit(&mut ana, "by ana");
    let mut frame = frames(&mut ana).remove(0);
    frame[0] = 9;
    take(&mut ana, &frame);
    assert!(ana.received_ids(5).unwrap().contains(&frame_id(&frame).0));
    assert_eq!(ana.n_set_aside().unwrap(), 1);
    assert_eq!(bytes_of(&ana, &frame), frame);
}

#[test]
fn what_this_version_cannot_read_is_carried_on_by_an_erasure() {
    let mut ana = ana();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let newer = SignedChange { bytes: vec![9, 1, 2, 3], signature: [4; 64] };
    let changes = [ana.changes().unwrap(), vec![newer.clone()]].concat();
    let together = sealed(&ana, &changes);
    take(&mut ana, &together);
    ana.erase_visit(wrong).unwrap();
    assert_eq!(bytes_of(&ana, &together), b"");
    let inside = inside_all_frames(&ana);
    assert!(inside == [newer], "{} changes are left", inside.len());
}

#[test]
fn an_erased_change_in_a_clones_frame_is_named_by_a_lead_and_by_nobody_else() {
    let mut ana = ana();
    let (mut ben, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    ana.take_entries(came_in, true).unwrap();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let erased = ana.changes().unwrap();
    keep_visit(&mut ana, "rightly");
    let clones = sealed(&ana, &ana.changes().unwrap());
    ana.erase_visit(wrong).unwrap();
    take(&mut ana, &clones);
    assert_eq!((erasures_of(&ana, &clones), bytes_of(&ana, &clones)), (1, Vec::new()));
    assert_eq!(ana.n_visits().unwrap(), 1);
    let left = inside_all_frames(&ana);
    assert!(!left.is_empty() && left.iter().all(|signed| !erased.contains(signed)));
    // Ben is no lead: he waits for her entry.
    let hers = book_of(&ana);
    let before = hers.into_iter().filter(|it| !names(&it.read().unwrap().body, &clones));
    ben.take_entries(before.collect(), true).unwrap();
    take(&mut ben, &clones);
    assert_eq!((erasures_of(&ben, &clones), bytes_of(&ben, &clones)), (0, clones.clone()));
    assert_eq!(ben.n_visits().unwrap(), 1);
}

fn names(body: &Body, frame: &[u8]) -> bool {
    let Body::Erasure(erasure) = body else { return false };
    erasure.frames.iter().any(|it| it.frame == frame_id(frame))
}

#[test]
fn an_erased_change_in_a_frame_of_this_phone_is_named_when_the_erasure_comes() {
    let mut ana = ana();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let mut other = ana.cloned(fixed(5)).unwrap();
    let hers = frames(&mut other);
    assert_eq!(hers.len(), 1);
    ana.erase_visit(wrong).unwrap();
    let erasures = ana.unsent_entries().unwrap();
    other
        .together(|store| {
            store.take_entries(erasures, true)?;
            store.apply_erasures()?;
            store.erase_strays()
        })
        .unwrap();
    for frame in hers {
        assert_eq!((erasures_of(&other, &frame), bytes_of(&other, &frame)), (1, Vec::new()));
    }
}

#[test]
fn a_held_frame_that_is_erased_leaves_no_byte_and_does_not_come_back() {
    let mut ana = ana();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let frame = frames(&mut ana).remove(0);
    let n_held = |store: &Store| store.count("select count(*) from held").unwrap();
    let (from, at) = (ana.me().device, ana.now());
    ana.keep_held(&frame, from, at).unwrap();
    assert_eq!(n_held(&ana), 1);
    ana.erase_visit(wrong).unwrap();
    assert_eq!(n_held(&ana), 0);
    ana.keep_held(&frame, from, at).unwrap();
    assert_eq!(n_held(&ana), 0);
}

#[test]
fn a_held_frame_with_an_erased_change_in_it_is_erased_by_a_lead() {
    let mut ana = ana();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let late = sealed(&ana, &ana.changes().unwrap());
    ana.erase_visit(wrong).unwrap();
    let (from, at) = (ana.me().device, ana.now());
    ana.together(|store| {
        store.keep_held(&late, from, at)?;
        store.take_strays_of_held()?;
        store.erase_strays()
    })
    .unwrap();
    assert_eq!((erasures_of(&ana, &late), bytes_of(&ana, &late)), (1, Vec::new()));
    assert_eq!(ana.count("select count(*) from held").unwrap(), 0);
}

#[test]
fn a_phone_that_receives_an_erasure_writes_its_log_back() {
    let mut ana = ana();
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("phone.db"), DatabaseKey([3; 32]));
    let (mut ben, came_in) = colleague(&ana, open_file(&path, &key).unwrap(), 2);
    ana.take_entries(came_in, true).unwrap();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    for frame in frames(&mut ana) {
        take(&mut ben, &frame);
    }
    ana.erase_visit(wrong).unwrap();
    let log = folder.path().join("phone.db-wal");
    let n_bytes = || std::fs::metadata(&log).unwrap().len();
    assert!(n_bytes() > 0);
    ben.together(|store| {
        store.take_entries(ana.unsent_entries()?, true)?;
        store.apply_erasures()
    })
    .unwrap();
    assert_eq!((ben.n_visits().unwrap(), n_bytes()), (0, 0));
}

#[test]
fn opening_writes_back_what_was_erased_just_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("phone.db"), DatabaseKey([3; 32]));
    let mut ana = Store::of_one_device(open_file(&path, &key).unwrap(), fixed(1)).unwrap();
    keep_visit(&mut ana, "on the wrong person");
    let log = folder.path().join("phone.db-wal");
    let n_bytes = || std::fs::metadata(&log).map_or(0, |about| about.len());
    assert!(n_bytes() > 0);
    // As a power cut leaves it.
    let (copy, copied_log) = (folder.path().join("copy.db"), folder.path().join("copy.db-wal"));
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(&log, &copied_log).unwrap();
    let again = Store::open(open_file(&copy, &key).unwrap(), fixed(2)).unwrap();
    assert_eq!(again.n_visits().unwrap(), 1);
    assert_eq!(std::fs::metadata(&copied_log).unwrap().len(), 0);
}

#[test]
fn the_log_of_writes_is_written_back_at_rest_where_much_is_in_it() {
    const SOME: usize = 20;
    const MUCH: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("phone.db"), DatabaseKey([3; 32]));
    let mut ana = Store::of_one_device(open_file(&path, &key).unwrap(), fixed(1)).unwrap();
    let n_in_the_file = || {
        let copy = folder.path().join("copy.db");
        std::fs::copy(&path, &copy).unwrap();
        Store::open(open_file(&copy, &key).unwrap(), fixed(2)).unwrap().n_visits().unwrap()
    };
    for n in 0..SOME {
        keep_visit(&mut ana, &format!("note {n}"));
    }
    ana.write_back_at_rest().unwrap();
    assert!(n_in_the_file() < SOME);
    for n in SOME..MUCH {
        keep_visit(&mut ana, &format!("note {n}"));
    }
    ana.write_back_at_rest().unwrap();
    assert_eq!(n_in_the_file(), MUCH);
}

/// As an import may have it: what was promised to one person in a visit to another.
#[test]
fn what_stands_beside_a_part_of_an_erased_visit_in_anothers_record_stays_there() {
    let mut ana = ana();
    let (mut ben, _) = colleague(&ana, open_in_memory().unwrap(), 2);
    let wrong = keep_visit(&mut ana, "on the wrong person");
    let other = PersonId::from_bytes([8; 16]);
    let promises = [("Ring", Some(wrong)), ("Bring the form", None)].map(|(text, visit)| {
        let thing = Thing { kind: promise::KIND, id: ana.surroundings().fresh_id() };
        let mut puts =
            vec![Put::new(promise::PERSON, other.to_bytes()), Put::new(promise::TEXT, text)];
        puts.extend(visit.map(|visit| Put::new(promise::VISIT, visit.to_bytes())));
        let mut writing = Writing::at(ana.now());
        writing.put(other, ana.as_worker(), thing, puts);
        ana.write(writing).unwrap();
        thing
    });
    let before = frames(&mut ana);
    assert_eq!(before.len(), 2, "of two scopes");
    ana.erase_visit(wrong).unwrap();
    for frame in before.iter().chain(&frames(&mut ana)) {
        take(&mut ben, frame);
    }
    hear_of_erasures(&mut ben, book_of(&ana));
    let texts = promises.map(|thing| ben.fields(thing).unwrap().text(promise::TEXT));
    assert_eq!(texts, ["", "Bring the form"]);
    assert_eq!((ben.n_set_aside().unwrap(), ben.n_visits().unwrap()), (0, 0));
}

/// Nobody's app makes such a frame: thousands of words on one erased visit, more than an entry can name.
#[test]
fn a_frame_that_cannot_be_erased_keeps_nothing_else_from_coming() {
    const TOO_MANY: u32 = 4_500;
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    ana.erase_visit(wrong).unwrap();
    let scope = ben.keyring().person_scope(mo()).unwrap();
    let said = (0..TOO_MANY).map(|n| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_le_bytes());
        let set = |field, value: [u8; 16]| Set {
            field,
            operation: PUT,
            parents: Vec::new(),
            value: value.to_vec(),
        };
        let change = Change {
            team: ben.me().team,
            scope,
            writer: ben.me().device,
            actor: ben.as_worker(),
            action: ActionId([0; 16]),
            thing: Thing { kind: amendment::KIND, id },
            at: ben.now(),
            sets: vec![
                set(amendment::PERSON, mo().to_bytes()),
                set(amendment::VISIT, wrong.to_bytes()),
            ],
        };
        SignedChange { bytes: change.encode().unwrap(), signature: [0; 64] }
    });
    let frame = sealed(&ben, &said.collect::<Vec<_>>());
    take(&mut ana, &frame);
    let is_stray = "select count(*) from stray join frame on frame.n = stray.frame
                    where frame.id = ?1";
    let n_strays = |ana: &Store| -> u32 {
        ana.connection.query_row(is_stray, [frame_id(&frame).0], |row| row.get(0)).unwrap()
    };
    let n_frames = frames(&mut ana).len();
    let right = keep_visit(&mut ben, "tea");
    for frame in frames(&mut ben) {
        take(&mut ana, &frame);
    }
    assert_eq!(n_strays(&ana), 1);
    assert_eq!(frames(&mut ana).len(), n_frames, "it is not carried on again and again");
    assert!(ana.visit(right).unwrap().is_some());
}

/// A part of a visit, written as this worker writes it.
fn put_part(store: &mut Store, kind: Kind, fields: &[(u16, &[u8])]) -> Thing {
    let thing = Thing { kind, id: store.surroundings().fresh_id() };
    put_into(store, thing, fields);
    thing
}

fn put_into(store: &mut Store, thing: Thing, fields: &[(u16, &[u8])]) {
    let mut writing = Writing::at(store.now());
    let puts = fields.iter().map(|(field, value)| Put::new(*field, *value));
    writing.put(mo(), store.as_worker(), thing, puts.collect());
    store.write(writing).unwrap();
}

fn say_of(store: &mut Store, visit: VisitId) {
    let (mo, visit) = (mo().to_bytes(), visit.to_bytes());
    let (of, said) = ((amendment::PERSON, &mo[..]), (amendment::TEXT, &b"said later"[..]));
    put_part(store, amendment::KIND, &[of, (amendment::VISIT, &visit), said]);
    let (of, said) = ((barrier::PERSON, &mo[..]), (barrier::WORDS, &b"said later"[..]));
    put_part(store, barrier::KIND, &[of, (barrier::VISIT, &visit), said]);
    let (of, said) = ((mark::PERSON, &mo[..]), (mark::WHY, &b"said later"[..]));
    put_part(store, mark::KIND, &[of, (mark::VISIT, &visit), said]);
}

fn has_words(store: &Store, words: &[u8]) -> bool {
    let is_in = |signed: &SignedChange| signed.bytes.windows(words.len()).any(|it| it == words);
    store.changes().unwrap().iter().any(is_in) || inside_all_frames(store).iter().any(is_in)
}

/// The book comes, and what it says is done.
fn hear_of_erasures(store: &mut Store, entries: Vec<SignedEntry>) {
    store
        .together(|store| {
            store.take_entries(entries, true)?;
            store.apply_erasures()?;
            store.erase_strays()
        })
        .unwrap();
}

/// Ana, who may erase, and Ben; both have a visit that was kept with the wrong person.
fn with_a_wrong_visit() -> (Store, Store, VisitId) {
    let mut ana = ana();
    let (mut ben, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    ana.take_entries(came_in, true).unwrap();
    let wrong = keep_visit(&mut ana, "on the wrong person");
    for frame in frames(&mut ana) {
        take(&mut ben, &frame);
    }
    (ana, ben, wrong)
}

#[test]
fn what_was_said_of_a_visit_before_its_erasure_was_known_is_erased_too() {
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    say_of(&mut ben, wrong);
    ana.erase_visit(wrong).unwrap();
    for frame in frames(&mut ben) {
        take(&mut ana, &frame);
        assert_eq!((erasures_of(&ana, &frame), bytes_of(&ana, &frame)), (1, Vec::new()));
    }
    hear_of_erasures(&mut ben, book_of(&ana));
    for store in [&ana, &ben] {
        assert!(!has_words(store, b"said later"));
        assert!(store.changes().unwrap().is_empty());
    }
}

#[test]
fn what_was_changed_of_an_erased_thing_is_erased_too_and_what_is_beside_it_stays() {
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    let (of, at) = (mo().to_bytes(), wrong.to_bytes());
    let fields = [(barrier::PERSON, &of[..]), (barrier::VISIT, &at), (barrier::CAUSE, b"fares")];
    let stood = put_part(&mut ana, barrier::KIND, &fields);
    let hers = frames(&mut ana).pop().unwrap();
    take(&mut ben, &hers);
    put_into(&mut ben, stood, &[(barrier::WORDS, b"said later")]);
    keep_visit(&mut ben, "rightly");
    ana.erase_visit(wrong).unwrap();
    for frame in frames(&mut ben) {
        take(&mut ana, &frame);
    }
    assert!(!has_words(&ana, b"said later"));
    assert_eq!(ana.n_visits().unwrap(), 1);
}

#[test]
fn what_a_lead_has_not_sent_yet_of_an_erased_visit_is_erased_when_the_erasure_comes() {
    let (mut ana, _, wrong) = with_a_wrong_visit();
    let mut other = ana.cloned(fixed(5)).unwrap();
    say_of(&mut other, wrong);
    ana.erase_visit(wrong).unwrap();
    hear_of_erasures(&mut other, book_of(&ana));
    assert!(!has_words(&other, b"said later"));
}

#[test]
fn a_held_frame_that_tells_of_an_erased_visit_is_erased_by_a_lead() {
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    say_of(&mut ben, wrong);
    ana.erase_visit(wrong).unwrap();
    let (from, at) = (ben.me().device, ana.now());
    for late in frames(&mut ben) {
        ana.together(|store| {
            store.keep_held(&late, from, at)?;
            store.take_strays_of_held()?;
            store.erase_strays()
        })
        .unwrap();
        assert_eq!(bytes_of(&ana, &late), b"");
    }
    assert_eq!(ana.count("select count(*) from held").unwrap(), 0);
}

#[test]
fn what_was_being_typed_about_an_erased_visit_leaves_the_phone() {
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    let typed = [format!("amendment {wrong}"), format!("barrier {wrong}")];
    let elsewhere = format!("amendment {}", VisitId::from_bytes([8; 16]));
    for place in typed.iter().chain([&elsewhere]) {
        ben.keep_typed(place, Some("half a sen")).unwrap();
    }
    ben.save_draft(wrong, Some(mo()), "half a sen").unwrap();
    ana.erase_visit(wrong).unwrap();
    hear_of_erasures(&mut ben, book_of(&ana));
    assert_eq!(ben.typed().unwrap().into_keys().collect::<Vec<_>>(), [elsewhere]);
    assert_eq!(ben.draft(wrong).unwrap(), None);
}

#[test]
fn what_comes_of_a_visit_that_was_erased_before_it_came_is_erased_by_another_lead() {
    let (mut ana, mut ben, wrong) = with_a_wrong_visit();
    say_of(&mut ben, wrong);
    let mut other = ana.cloned(fixed(5)).unwrap();
    // As a phone that has not got the visit yet.
    for table in ["change", "head", "frame", "frame_change", "visit"] {
        other.connection.execute(&format!("delete from {table}"), []).unwrap();
    }
    ana.erase_visit(wrong).unwrap();
    let (entries, frames) = (book_of(&ana), frames(&mut ben));
    let mut late = other.cloned(fixed(6)).unwrap();
    hear_of_erasures(&mut other, entries.clone());
    for frame in &frames {
        take(&mut other, frame);
        take(&mut late, frame);
    }
    hear_of_erasures(&mut late, entries);
    for store in [&other, &late] {
        assert!(!has_words(store, b"said later"));
    }
}

#[test]
fn a_phone_that_could_not_empty_itself_has_its_keys_still_and_seals_with_them() {
    let mut ana = ana();
    let no_room = "create temp trigger no_room before update on meta
                   begin select raise(abort, 'no room'); end";
    ana.connection.execute_batch(no_room).unwrap();
    ana.empty().unwrap_err();
    assert!(!ana.is_removed().unwrap());
    assert_eq!(ana.keyring().team_keys().count(), 1);
    ana.connection.execute_batch("drop trigger no_room").unwrap();
    keep_visit(&mut ana, "Tea.");
    ana.empty().unwrap();
    assert!(ana.is_removed().unwrap());
    assert_eq!(ana.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap().len(), 1);
}

/// Ben hears that somebody left, makes a key and writes; and is removed before anybody has that key.
#[test]
fn what_only_a_removed_phone_could_open_is_sealed_anew_for_those_who_stay() {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    let (kit, _) = ana.book().kits().next().unwrap();
    let [kit_goes, ben_goes] =
        [kit, ben.me().device].map(|device| ana.enter(Body::Removal(Removal { device })).unwrap());
    keep_visit(&mut ben, "Tea.");
    let known = frames(&mut ben);
    ben.take_entries(vec![kit_goes], true).unwrap();
    ben.mind_keys().unwrap();
    keep_visit(&mut ben, "Cake.");
    let [_, unknown] = &frames(&mut ben)[..] else { panic!("two visits, sealed one by one") };
    assert!(open_frame(unknown, ana.keyring()).is_err());
    let inside = open_frame(unknown, ben.keyring()).unwrap();
    ben.take_entries(vec![ben_goes], true).unwrap();
    ben.empty().unwrap();
    let left = frames(&mut ben);
    assert_eq!((left.len(), &left[..1]), (2, &known[..]), "what others can open stays as it was");
    assert!(open_frame(&left[1], ana.keyring()).unwrap() == inside);
}

#[test]
fn of_a_frame_that_is_erased_already_a_visit_can_be_erased_all_the_same() {
    let mut ana = ana();
    let (wrong, right) = (keep_visit(&mut ana, "on the wrong person"), keep_visit(&mut ana, "tea"));
    let [frame] = &frames(&mut ana)[..] else { panic!("two visits are in more than one frame") };
    // The server says that it is; the entry that says so comes later.
    ana.forget_frame(frame_id(frame)).unwrap();
    ana.erase_visit(wrong).unwrap();
    assert!(ana.visit(wrong).unwrap().is_none() && ana.visit(right).unwrap().is_some());
    let (_, erasure) = ana.book().erasures().next().unwrap();
    assert!(erasure.frames.is_empty());

    let (mut ben, _) = colleague(&ana, open_in_memory().unwrap(), 2);
    take(&mut ben, frame);
    assert!(ben.visit(wrong).unwrap().is_none() && ben.visit(right).unwrap().is_some());
}

#[test]
fn a_device_that_nothing_can_be_sealed_to_keeps_nobody_else_from_their_keys() {
    let mut ana = ana();
    let (keys, link) = (DeviceKeys::from_seed([50; 32]), DeviceKeys::from_seed([51; 32]));
    let (me, at, key) = (ana.me().clone(), Moment(1), link.public().sign);
    let worker = newcomer(&key);
    let invitation = Invitation { key, worker, role: Role::Worker, expires_at: Moment(9) };
    let invited = ana.enter(Body::Invitation(invitation)).unwrap();
    let signer = Signer::Invitation(invited.id());
    let enrolment = Enrolment::sealed_to_nobody(&keys, me.team, signer, worker);
    let device = enrolment.device.id();
    let enrolled =
        Entry { team: me.team, signer, at, body: Body::Enrolment(enrolment) }.signed_by(&link);
    let (ben, came_in) = colleague(&ana, open_in_memory().unwrap(), 2);
    ana.take_entries([vec![enrolled], came_in].concat(), true).unwrap();
    assert!(ana.book().is_present(device));

    ana.mind_keys().unwrap();
    let team_key = ana.sealing_key().unwrap().id();
    let wrapped_to = |store: &Store, device| {
        store.book().keys().any(|(id, made)| id == team_key && made.is_wrapped_to(device))
    };
    assert!(wrapped_to(&ana, ben.me().device) && !wrapped_to(&ana, device));
    let n_entries = ana.book().entries().count();
    ana.mind_keys().unwrap();
    assert_eq!(ana.book().entries().count(), n_entries, "it is not tried for ever");
    ana.remove(&[device]).unwrap();
    assert_ne!(ana.sealing_key().unwrap().id(), team_key);
}

/// A key made for the time after everybody who is there now has been removed, by somebody who is.
fn key_of_nobody(of: &Store, wraps: Vec<Wrap>) -> Body {
    let after = of.book().devices().map(|(id, _)| id).collect();
    Body::Key(MadeKey { key: KeyId([9; 16]), purpose: Purpose::Team, after, wraps })
}

#[test]
fn a_key_that_nobody_holds_stops_no_sending() {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    ben.enter(key_of_nobody(&ben, Vec::new())).unwrap();
    ana.take_entries(ben.unsent_entries().unwrap(), true).unwrap();
    assert!(ana.sealing_key().is_some(), "as before, while nobody was removed");
    ana.remove(&[ben.me().device]).unwrap();
    assert!(ana.sealing_key().is_some(), "a lead makes another");
}

#[test]
fn a_key_that_was_given_in_vain_stops_no_sending() {
    for (wraps, makes_another) in [(0, false), (1, true)] {
        let [mut ana, mut ben] = Store::of_two_workers().unwrap();
        let (founders, bens) = (ana.me().device, ben.me().device);
        let wraps = vec![Wrap { device: bens, sealed: vec![7; 80] }; wraps];
        ana.enter(key_of_nobody(&ana, wraps)).unwrap();
        ana.enter(Body::Removal(Removal { device: founders })).unwrap();
        ben.take_entries(ana.unsent_entries().unwrap(), true).unwrap();
        assert!(ben.sealing_key().is_none());
        ben.mind_keys().unwrap();
        assert_eq!(ben.sealing_key().is_some(), makes_another);
    }
}

/// Somebody asked for another code before the server had answered.
#[test]
fn a_code_that_was_asked_for_meanwhile_is_still_to_be_told() {
    let mut ana = ana();
    let id = ShareId::from_bytes([4; 16]);
    let told = |store: &mut Store, told: ShareTold| {
        store.note_share_told(id, &told).unwrap();
        let here = store.share_here(id).unwrap();
        (here.to_make, here.fresh_code, here.is_locked)
    };
    let to_make = ShareToMake { code: "1".to_owned(), page: vec![7] };
    let here = ana.share_here(id).unwrap();
    ana.keep_share_here(ShareHere { to_make: Some(to_make), is_locked: true, ..here }).unwrap();
    let second = ana.fresh_code(id).unwrap();
    let made = told(&mut ana, ShareTold::Made { code: "1".to_owned() });
    assert_eq!(made, (None, Some(second.clone()), true));
    let third = ana.fresh_code(id).unwrap();
    let renewed = told(&mut ana, ShareTold::FreshCode(second));
    assert_eq!(renewed, (None, Some(third.clone()), true));
    assert_eq!(told(&mut ana, ShareTold::FreshCode(third)), (None, None, false));
}

/// So that the server, which keeps no more, has no reason to refuse the others.
#[test]
fn of_many_drafts_the_newest_go_to_other_phones() {
    let mut ana = Store::alone_at("2026-11-22T12:00:00Z");
    let visit = |n: u32| VisitId::from_bytes(u128::from(n).to_be_bytes());
    let names = |sealed: &[SealedDraft]| sealed.iter().map(|it| it.name).collect::<BTreeSet<_>>();
    let begin = |ana: &mut Store, n| {
        ana.set_now(&format!("2026-11-22T13:{:02}:{:02}Z", n / 60, n % 60));
        ana.save_draft(visit(n), None, "{}").unwrap();
    };
    (0..200).for_each(|n| begin(&mut ana, n));
    let first = ana.drafts_to_send().unwrap();
    assert_eq!(names(&first).len(), MOST_DRAFTS);
    ana.note_drafts_sent(&first, &[]).unwrap();
    (200..203).for_each(|n| begin(&mut ana, n));
    let (then, gone) = (ana.drafts_to_send().unwrap(), ana.drafts_gone().unwrap());
    assert_eq!((then.len(), gone.len()), (3, 3));
    assert!(gone.iter().all(|name| names(&first).contains(name)));
    ana.note_drafts_sent(&then, &gone).unwrap();
    assert_eq!((ana.drafts_to_send().unwrap(), ana.drafts_gone().unwrap()), (vec![], vec![]));
    assert_eq!(ana.drafts().unwrap().len(), 203, "all are here");
}

#[test]
fn what_was_begun_on_a_phone_that_is_removed_is_left_sealed_until_it_is_handed_in() {
    let mut ana = ana();
    ana.save_draft(VisitId::from_bytes([5; 16]), None, "two cups of tea").unwrap();
    ana.empty().unwrap();
    assert_eq!((ana.drafts().unwrap().len(), ana.n_drafts_left().unwrap()), (0, 1));
    let left = ana.drafts_to_send().unwrap();
    assert!(!left[0].sealed.windows(4).any(|four| four == b"cups"));
    ana.note_drafts_sent(&left, &[]).unwrap();
    assert_eq!((ana.n_drafts_left().unwrap(), ana.drafts_to_send().unwrap()), (0, vec![]));
}

#[test]
fn a_server_that_was_put_back_is_told_anew_of_links_and_of_drafts() {
    let mut ana = ana();
    let here = ShareHere {
        id: ShareId::from_bytes([4; 16]),
        to_make: None,
        fresh_code: None,
        is_end_told: true,
        n_answers: 3,
        is_locked: false,
        n_opened: 1,
        opened_at: None,
    };
    ana.keep_share_here(here.clone()).unwrap();
    let visit = VisitId::from_bytes([5; 16]);
    ana.save_draft(visit, None, "{}").unwrap();
    let sent = ana.drafts_to_send().unwrap();
    ana.note_drafts_sent(&sent, &[]).unwrap();
    assert_eq!(ana.drafts_to_send().unwrap(), []);

    ana.void_receipts().unwrap();
    let before = ana.share_here(here.id).unwrap();
    assert_eq!(before, ShareHere { is_end_told: false, n_answers: 0, ..here });
    let again = ana.drafts_to_send().unwrap();
    assert_eq!(again.len(), 1);
    assert!(again[0].number > sent[0].number, "whatever the server still has is older");
}

#[test]
fn a_draft_that_may_have_reached_the_server_is_told_to_be_gone() {
    let mut ana = ana();
    let visit = VisitId::from_bytes([5; 16]);
    ana.save_draft(visit, None, "{}").unwrap();
    let name = ana.drafts_to_send().unwrap()[0].name;
    assert_eq!(ana.drafts_gone().unwrap(), Vec::<[u8; 16]>::new());
    assert_eq!(ana.drafts_to_send().unwrap().len(), 1, "no answer came");
    ana.let_draft_go(visit).unwrap();
    assert_eq!(ana.drafts_gone().unwrap(), [name]);
    ana.note_drafts_sent(&[], &[name]).unwrap();
    assert_eq!(ana.drafts_gone().unwrap(), Vec::<[u8; 16]>::new());
}

#[test]
fn what_was_taken_in_of_another_phone_is_told_again_when_more_is_written_there() {
    let mut ana = Store::alone_at("2026-11-22T12:00:00Z");
    let (visit, other) = (VisitId::from_bytes([5; 16]), DeviceId::from_bytes([8; 16]));
    let writes = |ana: &mut Store, at: &str, words: &str| {
        ana.set_now(at);
        ana.save_draft(visit, None, words).unwrap();
        let sealed = ana.drafts_to_send().unwrap().remove(0).sealed;
        ana.let_draft_go(visit).unwrap();
        ana.keep_drafts_elsewhere(&[(other, sealed)]).unwrap();
        ana.drafts_elsewhere().unwrap().into_iter().map(|row| row.written).collect::<Vec<_>>()
    };
    assert_eq!(writes(&mut ana, "2026-11-22T12:01:00Z", "Tea."), ["Tea."]);
    ana.note_drafts_taken(visit).unwrap();
    assert_eq!(ana.drafts_elsewhere().unwrap(), []);
    let more = writes(&mut ana, "2026-11-22T12:02:00Z", "Tea. She sang.");
    assert_eq!(more, ["Tea. She sang."]);
}

#[test]
fn a_draft_of_a_visit_that_was_erased_does_not_come_back_from_the_server() {
    let (mut ana, _, wrong) = with_a_wrong_visit();
    ana.save_draft(wrong, None, "{}").unwrap();
    let sent = ana.drafts_to_send().unwrap().remove(0).sealed;
    ana.let_draft_go(wrong).unwrap();
    let elsewhere = [(DeviceId::from_bytes([8; 16]), sent)];
    let comes_back = |ana: &mut Store| {
        ana.keep_drafts_elsewhere(&elsewhere).unwrap();
        let sql = "select count(*) from draft_elsewhere";
        ana.connection.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!(comes_back(&mut ana), 1);
    ana.erase_visit(wrong).unwrap();
    assert_eq!((comes_back(&mut ana), ana.drafts_elsewhere().unwrap()), (0, Vec::new()));
}
