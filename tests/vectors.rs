//! The formats are for ever: what a change, a frame and an entry look like, kept as files.
//!
//! A difference here means that old phones and new ones no longer understand each other. The files
//! in `tests/vectors` are only ever added to; `ALONGSIDE_NEW_VECTORS=1` writes those that are missing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use alongside::{
    care::{
        DeviceId, Moment, OurPage, PersonId, WorkerId,
        our_page::{
            Agreed, Answer, Hope, HowItWent, Promised, Rated, Said, Slot, Step, StepAnswer,
            Version, Voice,
        },
    },
    log::{
        ActionId, Actor, Change, ChangeId, Kind, ScopeId, Set, SignedChange, TeamId, Thing,
        change::change_id,
    },
    seal::{
        Body, DeviceKeys, Entry, Keyring, SignedEntry,
        entry::{Invitation, Role, Signer},
        frame::{frame_id, open_frame, seal_frame},
        keyring::Key,
        piece::{open_piece, piece_id, seal_piece},
        share::ShareSecret,
    },
};
use rand_chacha::{ChaCha12Rng, rand_core::SeedableRng};
use std::{fs, path::PathBuf};

fn keys() -> DeviceKeys {
    DeviceKeys::from_seed([7; 32])
}

fn change() -> Change {
    Change {
        team: TeamId([1; 16]),
        scope: ScopeId([2; 16]),
        writer: keys().public().id(),
        actor: Actor::Person(PersonId::from_bytes([4; 16])),
        action: ActionId([5; 16]),
        thing: Thing { kind: Kind(1), id: [6; 16] },
        at: Moment(1_790_000_000_123),
        sets: vec![
            Set {
                field: 18,
                operation: 0,
                parents: vec![ChangeId([8; 16]), ChangeId([9; 16])],
                value: "Clywed y côr eto 🎶".into(),
            },
            // Of a version that is still to come: an operation and a field that nobody knows.
            Set { field: 60_000, operation: 9, parents: vec![], value: vec![0, 255, 1] },
        ],
    }
}

fn entry() -> Entry {
    Entry {
        team: TeamId([1; 16]),
        signer: Signer::Device(DeviceId::from_bytes([3; 16])),
        at: Moment(1_790_000_000_456),
        body: Body::Invitation(Invitation {
            key: [10; 32],
            worker: WorkerId::from_bytes([11; 16]),
            role: Role::Worker,
            expires_at: Moment(1_790_259_200_456),
        }),
    }
}

fn team_key() -> Key {
    Key([12; 32])
}

fn hex(bytes: &[u8]) -> String {
    let lines = bytes.chunks(32).map(|line| line.iter().map(|b| format!("{b:02x}")).collect());
    lines.collect::<Vec<String>>().join("\n") + "\n"
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// The bytes in a file of vectors; a missing file is written only when that is asked for.
fn vector(name: &str, made: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    if !path.exists() && std::env::var("ALONGSIDE_NEW_VECTORS").is_ok() {
        fs::write(&path, hex(made)).unwrap();
    }
    bytes(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("no vector {name}")))
}

#[test]
fn a_change_is_encoded_named_and_signed_as_it_always_was() {
    let signed = keys().sign_change(&change()).unwrap();
    assert_eq!(signed.bytes, vector("change-1.hex", &signed.bytes));
    assert_eq!(signed.id().0.to_vec(), vector("change-1-id.hex", &signed.id().0));
    assert_eq!(signed.signature.to_vec(), vector("change-1-signature.hex", &signed.signature));
    assert_eq!(Change::decode(&signed.bytes).unwrap(), change());
    assert_eq!(signed.id(), change_id(&signed.bytes));
}

#[test]
fn an_entry_is_encoded_and_named_as_it_always_was() {
    let signed = entry().signed_by(&keys());
    assert_eq!(signed.bytes, vector("entry-1.hex", &signed.bytes));
    assert_eq!(signed.id().0.to_vec(), vector("entry-1-id.hex", &signed.id().0));
    assert_eq!(signed.read().unwrap(), entry());
}

#[test]
fn an_entry_of_an_unknown_kind_is_kept_as_it_is() {
    let body = Body::Unknown { kind: 4711, bytes: vec![1, 2, 3] };
    let signed = Entry { body, ..entry() }.signed_by(&keys());
    let relayed = SignedEntry { bytes: signed.bytes.clone(), signature: signed.signature };
    assert_eq!(relayed.read().unwrap().signed_by(&keys()), signed);
}

/// A packer of another version may give other bytes for the same content, so frames are only read.
/// The first has no dictionary, the second the first dictionary; the third leaves out what its header says,
/// and the fourth what zstd says.
#[test]
fn frames_of_every_version_open() {
    let signed = keys().sign_change(&change()).unwrap();
    for name in ["frame-1", "frame-2", "frame-3", "frame-4"] {
        let mut random = ChaCha12Rng::seed_from_u64(1);
        let changes = [signed.clone()];
        let made =
            seal_frame(TeamId([1; 16]), ScopeId([2; 16]), &team_key(), &changes, &mut random);
        let kept = vector(&format!("{name}.hex"), &made.unwrap());
        let mut keyring = Keyring::default();
        keyring.take_team_key(team_key());
        let opened: Vec<SignedChange> = open_frame(&kept, &keyring).unwrap();
        assert!(opened == changes, "{name}");
        let id = frame_id(&kept).0;
        assert_eq!(id.to_vec(), vector(&format!("{name}-id.hex"), &id));
    }
}

#[test]
fn a_piece_of_a_photo_is_sealed_and_named_as_it_always_was() {
    let plain = "the first bytes of a letter about the damp 🎶".as_bytes();
    let mut random = ChaCha12Rng::seed_from_u64(1);
    let made = seal_piece(TeamId([1; 16]), ScopeId([2; 16]), &team_key(), plain, &mut random);
    let made = made.unwrap();
    let kept = vector("piece-1.hex", &made);
    assert_eq!(made, kept);
    let mut keyring = Keyring::default();
    keyring.take_team_key(team_key());
    assert_eq!(open_piece(&kept, &keyring).unwrap(), plain);
    assert_eq!(piece_id(&kept).0.to_vec(), vector("piece-1-id.hex", &piece_id(&kept).0));
}

fn shared_page() -> OurPage {
    let said = |slot, words: &str, by| {
        let on = "2026-11-22".parse().unwrap();
        let versions = vec![Version { words: words.into(), by, on }];
        Said { slot: Slot(slot), versions, together: None }
    };
    let step = Step { words: said(5, "Ring the chapel", Voice::Theirs), ..Step::default() };
    let going = Rated { slot: Slot(4), number: Some(3) };
    let words = said(3, "Canu eto", Voice::Theirs);
    let promise = Promised {
        text: "Ask about the bus".into(),
        on: Some("2026-11-30".parse().unwrap()),
        became: None,
        became_words: String::new(),
    };
    OurPage {
        called: "Mo".into(),
        worker: "Ana".into(),
        matters: said(0, "Clywed y côr eto 🎶", Voice::Worker("Ana".into())),
        hopes: vec![Hope { words, going, step, ..Hope::default() }],
        promises: vec![promise],
        ..OurPage::default()
    }
}

fn shared_answer() -> Answer {
    let step = StepAnswer {
        how: Some(HowItWent::SomeOfIt),
        in_the_way: "The bus".into(),
        next: "Look out the number".into(),
    };
    Answer {
        at: Moment(1_790_000_000_123),
        said: [(Slot(0), "I sing in the kitchen. 🎶".into())].into(),
        numbers: [(Slot(4), 7)].into(),
        steps: [(Slot(5), step)].into(),
        line: "Thank you".into(),
        agreed: Some(Agreed::NotYet),
        agreed_words: String::new(),
        differently: "The stairs".into(),
    }
}

/// What is sealed here is opened by a browser's script, and the other way: `share_page.test.mjs` reads
/// the same files.
#[test]
fn a_page_behind_a_link_and_an_answer_to_it_open_as_they_always_did() {
    let secret = ShareSecret(*b"sixteen bytes ok");
    let id = secret.id().to_bytes();
    assert_eq!(id.to_vec(), vector("share-1-id.hex", &id));
    assert_eq!(secret.door().to_vec(), vector("share-1-door.hex", &secret.door()));
    let made = secret.seal_page(&shared_page(), &mut ChaCha12Rng::seed_from_u64(1)).unwrap();
    let page = vector("share-1-page.hex", &made);
    assert_eq!(secret.open_page::<OurPage>(&page).unwrap(), shared_page());
    let made = secret.seal_answer(&shared_answer(), &mut ChaCha12Rng::seed_from_u64(2)).unwrap();
    let answer = vector("share-1-answer.hex", &made);
    assert_eq!(secret.open_answer::<Answer>(&answer).unwrap(), shared_answer());
}
