//! Who may write what, and that no order of writing it makes a difference.

use super::{Book, Refusal};
use crate::{
    care::{Moment, WorkerId},
    log::{FrameId, ScopeId, TeamId},
    seal::{
        Body, DeviceKeys, Entry, KeyId, SignedEntry,
        entry::{
            Closing, Closure, Enrolment, EntryId, ErasedFrame, Erasure, Founding, Grant,
            Invitation, MadeKey, MoreWraps, NewKit, Purpose, Reader, Removal, Role, Signer, Wrap,
            newcomer, team_id,
        },
        text::SealedText,
    },
};
use proptest::prelude::*;

/// Everybody's keys come of one number each.
fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::from_seed([seed; 32])
}

const LEAD: u8 = 1;
const KIT: u8 = 2;
const WORKER: u8 = 3;
const REMOVED: u8 = 4;
const STRANGER: u8 = 5;
const LINK_OF_WORKER: u8 = 13;
const LINK_OF_REMOVED: u8 = 14;
const OPEN_LINK: u8 = 15;

fn founder() -> WorkerId {
    WorkerId::from_bytes([100; 16])
}

fn team() -> TeamId {
    team_id(&keys(LEAD).public(), &keys(KIT).public(), founder())
}

fn by_device(seed: u8) -> Signer {
    Signer::Device(keys(seed).public().id())
}

fn at(moment: i64, signer: Signer, with: u8, body: Body) -> SignedEntry {
    Entry { team: team(), signer, at: Moment(moment), body }.signed_by(&keys(with))
}

fn entry(with: u8, body: Body) -> SignedEntry {
    at(1, by_device(with), with, body)
}

fn text(text: &str) -> SealedText {
    SealedText { key: KeyId([0; 16]), bytes: text.into() }
}

fn founding(name: &str) -> Body {
    Body::Founding(Founding {
        device: keys(LEAD).public(),
        kit: keys(KIT).public(),
        worker: founder(),
        team_name: text("North"),
        worker_name: text(name),
    })
}

fn invitation(link: u8, worker: WorkerId, role: Role) -> Body {
    let key = keys(link).public().sign;
    Body::Invitation(Invitation { key, worker, role, expires_at: Moment(9) })
}

fn colleague(link: u8) -> WorkerId {
    newcomer(&keys(link).public().sign)
}

fn enrolment(device: u8, signer: Signer, worker: WorkerId, name: Option<&str>) -> Body {
    Body::Enrolment(Enrolment::of(&keys(device), team(), signer, worker, name.map(text)))
}

fn key(id: u8, purpose: Purpose, after: &[u8]) -> Body {
    let after = after.iter().map(|seed| keys(*seed).public().id()).collect();
    Body::Key(MadeKey { key: KeyId([id; 16]), purpose, after, wraps: wraps(&[LEAD]) })
}

fn wraps(devices: &[u8]) -> Vec<Wrap> {
    let wrap = |seed: &u8| Wrap { device: keys(*seed).public().id(), sealed: vec![*seed] };
    devices.iter().map(wrap).collect()
}

fn removal(of: u8) -> Body {
    Body::Removal(Removal { device: keys(of).public().id() })
}

fn closing(maker: WorkerId, closure: Closure, readers: &[WorkerId]) -> Closing {
    Closing { maker, closure, salt: [7; 16], readers: readers.into() }
}

/// What the worker has closed.
fn of_the_worker(closure: Closure) -> Closing {
    closing(colleague(LINK_OF_WORKER), closure, &[])
}

fn reader(closure: Closure, worker: WorkerId) -> Body {
    Body::Reader(Reader { scope: of_the_worker(closure).scope(), worker })
}

fn erasure() -> Body {
    let frames = vec![ErasedFrame { frame: FrameId([1; 16]), carried_on_by: None }];
    Body::Erasure(Erasure { scope: ScopeId([1; 16]), frames, changes: text("ids") })
}

/// Invites a colleague and lets a device in; answers both entries.
fn comes_in(link: u8, device: u8, name: &str) -> [SignedEntry; 2] {
    let invited = entry(LEAD, invitation(link, colleague(link), Role::Worker));
    let signer = Signer::Invitation(invited.id());
    let enrolled = enrolment(device, signer, colleague(link), Some(name));
    [invited, at(1, signer, link, enrolled)]
}

/// A lead with their kit, a worker, somebody who was removed, and a link that nobody has used.
fn a_team() -> Vec<SignedEntry> {
    let mut entries = vec![entry(LEAD, founding("Ana"))];
    entries.extend(comes_in(LINK_OF_WORKER, WORKER, "Ben"));
    entries.extend(comes_in(LINK_OF_REMOVED, REMOVED, "Carl"));
    entries.push(open_link());
    entries.push(entry(LEAD, removal(REMOVED)));
    for closure in [Closure::Own, Closure::Restricted] {
        entries.push(entry(WORKER, Body::Closing(of_the_worker(closure))));
    }
    entries
}

fn open_link() -> SignedEntry {
    entry(LEAD, invitation(OPEN_LINK, colleague(OPEN_LINK), Role::Worker))
}

fn book(entries: Vec<SignedEntry>) -> Book {
    let mut book = Book::of(team());
    assert_eq!(book.take(entries), []);
    assert_eq!(book.n_waiting(), 0);
    book
}

/// One row for every body: `x` where the book admits it from the lead, the worker, the kit, a
/// device that was removed, one that nobody knows, and whoever holds a link that is open.
///
/// What somebody removed has signed stays signed: the server lets nothing more of theirs in.
#[test]
fn everybody_writes_what_is_theirs_to_write() {
    let book = book(a_team());
    let of_worker = colleague(LINK_OF_WORKER);
    let link = Signer::Invitation(open_link().id());
    let signers = [
        (by_device(LEAD), LEAD),
        (by_device(WORKER), WORKER),
        (by_device(KIT), KIT),
        (by_device(REMOVED), REMOVED),
        (by_device(STRANGER), STRANGER),
        (link, OPEN_LINK),
    ];
    type Made<'a> = &'a dyn Fn(Signer) -> Body;
    let new_worker = colleague(90);
    let restricted = of_the_worker(Closure::Restricted).scope();
    let rows: [(&str, Made<'_>, &str); 22] = [
        ("a founding", &|_| founding("Another name"), "x....."),
        ("a newcomer", &|by| enrolment(50, by, colleague(OPEN_LINK), None), "..x..x"),
        ("a newcomer as the worker", &|by| enrolment(50, by, of_worker, None), "..x..."),
        ("a colleague", &|_| invitation(90, new_worker, Role::Worker), "xxxx.."),
        ("a colleague as lead", &|_| invitation(90, new_worker, Role::Lead), "x.x..."),
        ("a colleague as bridge", &|_| invitation(90, new_worker, Role::Bridge), "x.x..."),
        ("the worker's next phone", &|_| invitation(90, of_worker, Role::Worker), "xxx..."),
        ("the worker as lead", &|_| invitation(90, of_worker, Role::Lead), "x.x..."),
        ("the lead's next phone", &|_| invitation(90, founder(), Role::Worker), "x.x..."),
        ("a role", &|_| Body::Role(Grant { worker: of_worker, role: Role::Lead }), "x.x..."),
        ("the lead's removal", &|_| removal(LEAD), "x.x..."),
        ("the worker's removal", &|_| removal(WORKER), "xxx..."),
        ("a team key", &|_| key(1, Purpose::Team, &[]), "xxxx.."),
        ("a naming key", &|_| key(2, Purpose::Naming, &[]), "x....."),
        (
            "a wrap",
            &|_| Body::Wrap(MoreWraps { key: KeyId([1; 16]), wraps: wraps(&[WORKER]) }),
            "xxxx..",
        ),
        ("a kit", &|by| Body::Kit(NewKit::of(&keys(60), team(), by, founder())), "x.x..."),
        ("an erasure", &|_| erasure(), "x.x..."),
        ("the worker's own scope", &|_| Body::Closing(of_the_worker(Closure::Own)), ".x...."),
        (
            "an own scope that others read",
            &|_| Body::Closing(closing(of_worker, Closure::Own, &[founder()])),
            "......",
        ),
        ("a reader of a restricted scope", &|_| reader(Closure::Restricted, founder()), ".xx..."),
        ("a reader of an own scope", &|_| reader(Closure::Own, founder()), "......"),
        ("its key", &|_| key(4, Purpose::Closed(restricted), &[]), ".x...."),
    ];
    for (name, made, expected) in rows {
        let admitted = signers.map(|(signer, with)| {
            let signed = at(5, signer, with, made(signer));
            if book.check(&signed).is_ok() { 'x' } else { '.' }
        });
        assert_eq!(admitted.iter().collect::<String>(), expected, "{name}");
        let mut forged = at(5, signers[0].0, signers[0].1, made(signers[0].0));
        forged.signature[7] ^= 1;
        assert!(book.check(&forged).is_err(), "{name}, forged");
    }
}

#[test]
fn a_kind_that_nobody_knows_yet_is_taken_from_everybody_who_is_known() {
    let book = book(a_team());
    let unknown = |with| entry(with, Body::Unknown { kind: 4711, bytes: vec![1] });
    assert!(book.check(&unknown(WORKER)).is_ok());
    assert_eq!(book.check(&unknown(STRANGER)), Err(Refusal::NotEntitled));
}

#[test]
fn an_entry_of_another_team_is_refused_for_good() {
    let mut book = book(a_team());
    let signer = by_device(LEAD);
    let entry = Entry { team: TeamId([9; 16]), signer, at: Moment(1), body: removal(WORKER) };
    let signed = entry.signed_by(&keys(LEAD));
    assert_eq!(book.take([signed.clone()]), [(signed.id(), Refusal::AnotherTeam)]);
}

#[test]
fn nobody_brings_in_keys_that_are_not_theirs() {
    let mut book = book(a_team());
    let before = book.clone();
    let link = Signer::Invitation(open_link().id());
    for victim in [LEAD, KIT, WORKER] {
        let Body::Enrolment(mine) = enrolment(STRANGER, link, colleague(OPEN_LINK), None) else {
            panic!("not an enrolment");
        };
        let taken = Enrolment { device: keys(victim).public(), ..mine };
        let signed = at(5, link, OPEN_LINK, Body::Enrolment(taken));
        assert_eq!(book.take([signed.clone()]), [(signed.id(), Refusal::NotSigned)]);
    }
    let kit = NewKit::of(&keys(60), team(), by_device(LEAD), founder());
    let taken = entry(LEAD, Body::Kit(NewKit { kit: keys(WORKER).public(), ..kit }));
    assert_eq!(book.take([taken.clone()]), [(taken.id(), Refusal::NotSigned)]);
    assert_eq!(book, before);
}

#[test]
fn a_possession_is_for_one_invitation_and_one_worker() {
    let book = book(a_team());
    let link = Signer::Invitation(open_link().id());
    let elsewhere = Signer::Invitation(EntryId([3; 16]));
    let signed = at(5, link, OPEN_LINK, enrolment(50, elsewhere, colleague(OPEN_LINK), None));
    assert_eq!(book.check(&signed), Err(Refusal::NotSigned));
}

/// What could be asked of the order: names, roles, rights by a device that came in twice, keys,
/// forgeries, and what is never admitted.
fn a_long_story() -> Vec<SignedEntry> {
    let mut entries = a_team();
    entries.push(at(7, by_device(LEAD), LEAD, founding("Ana Maria")));
    // The worker comes in a second time by a lead's link, and acts as a lead with it.
    let as_lead = entry(LEAD, invitation(70, founder(), Role::Lead));
    let by_link = Signer::Invitation(as_lead.id());
    entries.push(at(2, by_link, 70, enrolment(WORKER, by_link, founder(), Some("Annie"))));
    entries.push(as_lead);
    let granted = Grant { worker: colleague(LINK_OF_REMOVED), role: Role::Lead };
    entries.push(entry(WORKER, Body::Role(granted)));
    entries.push(entry(REMOVED, removal(STRANGER)));
    entries.push(entry(WORKER, erasure()));
    // Two names at the same time.
    let link = Signer::Invitation(open_link().id());
    for (device, name) in [(50, "Dora"), (51, "Dorothea")] {
        entries.push(at(
            3,
            link,
            OPEN_LINK,
            enrolment(device, link, colleague(OPEN_LINK), Some(name)),
        ));
    }
    // A chain: whoever came by the link invites on.
    let next = entry(50, invitation(71, colleague(71), Role::Worker));
    let by_next = Signer::Invitation(next.id());
    entries.push(at(4, by_next, 71, enrolment(52, by_next, colleague(71), Some("Eli"))));
    entries.push(next);
    // The kit lets somebody in, and is replaced.
    let by_kit = by_device(KIT);
    let recovered = WorkerId::from_bytes([101; 16]);
    entries.push(at(5, by_kit, KIT, enrolment(53, by_kit, recovered, Some("Ana again"))));
    let by_lead = by_device(LEAD);
    entries.push(entry(LEAD, Body::Kit(NewKit::of(&keys(60), team(), by_lead, founder()))));
    entries.push(entry(LEAD, removal(KIT)));
    // Keys, told in pieces and by several.
    entries.push(entry(LEAD, key(2, Purpose::Naming, &[])));
    entries.push(entry(WORKER, key(2, Purpose::Team, &[])));
    entries.push(entry(LEAD, key(1, Purpose::Team, &[REMOVED])));
    entries.push(entry(50, key(1, Purpose::Team, &[KIT])));
    for (by, devices) in [(LEAD, [WORKER, 50]), (50, [50, 52]), (WORKER, [LEAD, KIT])] {
        let more = MoreWraps { key: KeyId([1; 16]), wraps: wraps(&devices) };
        entries.push(entry(by, Body::Wrap(more)));
    }
    // Whoever reads a closed scope names the next reader.
    let scope = of_the_worker(Closure::Restricted).scope();
    entries.push(entry(50, reader(Closure::Restricted, colleague(71))));
    entries.push(entry(WORKER, reader(Closure::Restricted, colleague(OPEN_LINK))));
    entries.push(entry(52, key(4, Purpose::Closed(scope), &[KIT])));
    // What is never admitted.
    entries.push(entry(52, reader(Closure::Own, colleague(71))));
    entries.push(entry(50, removal(LEAD)));
    entries.push(entry(52, invitation(72, founder(), Role::Lead)));
    entries.push(entry(52, key(3, Purpose::Naming, &[])));
    entries.push(entry(STRANGER, erasure()));
    let mut forged = entries[3].clone();
    forged.signature[0] ^= 1;
    entries.push(forged);
    entries
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// In any order, with any repeats, in any portions, entries make the same book.
    #[test]
    fn a_book_is_a_set(
        order in Just((0..a_long_story().len()).collect::<Vec<_>>()).prop_shuffle(),
        again in proptest::collection::vec(0..a_long_story().len(), 0..12),
        at_once in 1..9_usize,
    ) {
        let story = a_long_story();
        let mut expected = Book::of(team());
        expected.take(story.clone());
        let told: Vec<SignedEntry> =
            order.iter().chain(&again).map(|at| story[*at].clone()).collect();
        let mut book = Book::of(team());
        for portion in told.chunks(at_once) {
            book.take(portion.to_vec());
        }
        prop_assert_eq!(book, expected);
    }
}

#[test]
fn the_long_story_says_what_it_should() {
    let mut book = Book::of(team());
    book.take(a_long_story());
    assert_eq!(book.n_waiting(), 5);
    let named = |worker| book.worker(worker).and_then(|it| it.name()).cloned();
    assert_eq!(named(founder()), Some(text("Ana Maria")), "the latest name");
    assert!(book.is_lead(colleague(LINK_OF_REMOVED)), "granted by who came in twice");
    assert!(book.is_removed(keys(STRANGER).public().id()), "by who was granted it");
    let purposes = |id| {
        let key = book.keys().find(|(key, _)| key.0 == [id; 16]).unwrap().1;
        key.purposes().collect::<Vec<_>>()
    };
    assert_eq!(purposes(1), [Purpose::Team]);
    assert_eq!(purposes(2), [Purpose::Naming, Purpose::Team], "whoever holds it knows better");
    let readers = &book.closed(of_the_worker(Closure::Restricted).scope()).unwrap().readers;
    let named = [colleague(LINK_OF_WORKER), colleague(OPEN_LINK), colleague(71)];
    assert_eq!(*readers, named.into(), "one by one");
    assert_eq!(book.kits().map(|(id, _)| id).collect::<Vec<_>>(), [keys(60).public().id()]);
}
