use super::*;
use crate::{
    log::registry::{person, visit},
    seal::{
        Body, Entry, SignedEntry,
        entry::{Erasure, Removal},
    },
    store::StoreTrouble,
};
use std::collections::BTreeSet;

const MO: PersonId = PersonId(uuid::Uuid::from_bytes([3; 16]));
const OTHER: PersonId = PersonId(uuid::Uuid::from_bytes([4; 16]));

/// Ana, who leads, and Ben; Mo is Ana's.
fn team() -> [Store; 2] {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    add_person(&mut ana, MO, "Mo");
    Store::meet(&mut ana, &mut ben).unwrap();
    [ana, ben]
}

fn add_person(store: &mut Store, id: PersonId, name: &str) {
    let mut writing = Writing::at(store.now());
    let worker = store.me().worker.to_bytes();
    let puts = vec![Put::new(person::GIVEN_NAME, name), Put::new(person::WORKER, worker)];
    let thing = Thing { kind: person::KIND, id: id.to_bytes() };
    writing.put(id, store.as_worker(), thing, puts);
    store.write(writing).unwrap();
}

fn photo(n_bytes: usize) -> Vec<u8> {
    (0..n_bytes).map(|at| (at * 7 % 251) as u8).collect()
}

fn keep(store: &mut Store, n_bytes: usize, visit: Option<VisitId>) -> AttachmentId {
    let id = AttachmentId::from_bytes(store.surroundings().fresh_id());
    let (words, media, bytes) = ("The council about the damp", "image/jpeg", &photo(n_bytes)[..]);
    let (person, by, at) = (MO, store.as_worker(), store.now());
    let new = NewAttachment { id, person, visit, by, at, words, media, bytes, preview: b"small" };
    store.keep_attachment(&new).unwrap();
    id
}

fn keep_visit(store: &mut Store) -> VisitId {
    let id = VisitId::from_bytes(store.surroundings().fresh_id());
    let mut writing = Writing::at(store.now());
    let puts = vec![
        Put::new(visit::PERSON, MO.to_bytes()),
        Put::new(visit::AT, store.now().0.to_le_bytes()),
        Put::new(visit::NOTE, "on the wrong person"),
    ];
    let thing = Thing { kind: visit::KIND, id: id.to_bytes() };
    writing.put(MO, store.as_worker(), thing, puts);
    store.write(writing).unwrap();
    id
}

/// As the server would: everything that one wants and the other has.
fn fetch(from: &Store, to: &mut Store) -> usize {
    let wanted = to.wanted_pieces().unwrap().into_iter().flat_map(|of| of.pieces);
    let bytes = wanted.filter_map(|id| from.piece_bytes(id).unwrap()).collect::<Vec<_>>();
    bytes.iter().filter(|bytes| to.take_piece(bytes, 5).unwrap()).count()
}

/// The book comes, and what it says is done.
fn hear_of_erasures(store: &mut Store, from: &Store) {
    let entries: Vec<_> = from.book().entries().map(|(_, signed)| signed.clone()).collect();
    let heard = store.together(|store| {
        store.take_entries(entries, true)?;
        store.apply_erasures()?;
        store.erase_strays()
    });
    heard.unwrap();
}

fn n_pieces(store: &Store) -> usize {
    store.count("select count(*) from piece").unwrap()
}

#[test]
fn a_photo_is_cut_and_comes_together_again_on_a_colleagues_phone() {
    let [mut ana, mut ben] = team();
    let n_bytes = MOST_PLAIN_BYTES * 2 + 5;
    let id = keep(&mut ana, n_bytes, None);
    assert_eq!(ana.attachment_bytes(id).unwrap().unwrap(), photo(n_bytes));
    assert_eq!(ana.whereabouts(id).unwrap(), Whereabouts::OnThisPhone);
    Store::meet(&mut ana, &mut ben).unwrap();
    assert_eq!(ben.attachments_of(MO).unwrap(), [id]);
    assert_eq!(ben.whereabouts(id).unwrap(), Whereabouts::NotHereYet);
    assert_eq!(ben.attachment_bytes(id).unwrap(), None);
    assert_eq!(ben.wanted_pieces().unwrap(), [], "she is not his, and nobody asked");
    ben.ask_for_attachment(id).unwrap();
    assert_eq!(fetch(&ana, &mut ben), 3);
    assert_eq!(ben.attachment_bytes(id).unwrap().unwrap(), photo(n_bytes));
    assert_eq!(ben.count("select count(*) from attachment_asked").unwrap(), 0);
}

#[test]
fn a_photo_that_cannot_be_kept_whole_leaves_nothing() {
    let [mut ana, _] = team();
    let n_changes = ana.changes().unwrap().len();
    let no_room = "create temp trigger full before insert on piece
                   when (select count(*) from piece) >= 2
                   begin select raise(abort, 'no room'); end";
    ana.connection.execute_batch(no_room).unwrap();
    let bytes = photo(MOST_PLAIN_BYTES * 3);
    let id = AttachmentId::from_bytes([9; 16]);
    let (person, by, at, media) = (MO, ana.as_worker(), ana.now(), "image/jpeg");
    let new = NewAttachment {
        id,
        person,
        visit: None,
        by,
        at,
        words: "",
        media,
        bytes: &bytes,
        preview: b"",
    };
    ana.keep_attachment(&new).unwrap_err();
    assert_eq!((ana.changes().unwrap().len(), n_pieces(&ana)), (n_changes, 0));
    assert_eq!(ana.attachments_of(MO).unwrap(), []);
    let too_long = photo(MOST_ATTACHMENT_BYTES + 1);
    let refused = ana.keep_attachment(&NewAttachment { bytes: &too_long, ..new });
    assert!(matches!(refused, Err(StoreTrouble::TooLong(_))));
}

#[test]
fn the_smallest_photo_is_sent_and_fetched_first_and_what_is_asked_for_before_all() {
    let [mut ana, mut ben] = team();
    let large = keep(&mut ana, MOST_PLAIN_BYTES + 9, None);
    let small = keep(&mut ana, 100, None);
    let order = ana.unsent_pieces().unwrap();
    let of = |store: &Store, id| {
        let fields = store.fields(thing(id)).unwrap();
        registry::ids(fields.bytes(attachment::PIECES).unwrap()).unwrap()
    };
    let both = [of(&ana, small), of(&ana, large)].concat();
    assert_eq!(order.iter().map(|id| id.0).collect::<Vec<_>>(), both);
    Store::meet(&mut ana, &mut ben).unwrap();
    let mut writing = Writing::at(ben.now());
    let me = ben.me().worker.to_bytes();
    let mo = Thing { kind: person::KIND, id: MO.to_bytes() };
    let seen = ben.fields(mo).unwrap().seen(person::COVER);
    let cover = Put { field: person::COVER, value: me.to_vec(), seen };
    writing.put(MO, ben.as_worker(), mo, vec![cover]);
    ben.write(writing).unwrap();
    let wanted = |ben: &Store| -> Vec<AttachmentId> {
        ben.wanted_pieces().unwrap().iter().map(|of| of.attachment).collect()
    };
    assert_eq!(wanted(&ben), [small, large]);
    ben.ask_for_attachment(large).unwrap();
    assert_eq!(wanted(&ben), [large, small]);
}

#[test]
fn what_the_server_has_is_said_of_this_epoch_alone() {
    let [mut ana, _] = team();
    let id = keep(&mut ana, 100, None);
    let pieces = ana.unsent_pieces().unwrap();
    ana.keep_piece_receipt(pieces[0], 4).unwrap();
    assert_eq!(ana.unsent_pieces().unwrap(), []);
    assert_eq!(ana.whereabouts(id).unwrap(), Whereabouts::OnThisPhone, "its change is not sent");
    ana.void_receipts().unwrap();
    assert_eq!(ana.unsent_pieces().unwrap(), pieces);
}

#[test]
fn a_piece_of_which_no_photo_is_made_is_not_kept() {
    let [mut ana, mut ben] = team();
    keep(&mut ana, 100, None);
    let stray = ana.piece_bytes(ana.unsent_pieces().unwrap()[0]).unwrap().unwrap();
    assert!(!ben.take_piece(&stray, 1).unwrap());
    assert_eq!(n_pieces(&ben), 0);
}

#[test]
fn an_erased_visit_takes_its_photos_along_everywhere_and_they_do_not_come_back() {
    let [mut ana, mut ben] = team();
    let wrong = keep_visit(&mut ana);
    let id = keep(&mut ana, MOST_PLAIN_BYTES + 5, Some(wrong));
    let other = keep(&mut ana, 50, None);
    Store::meet(&mut ana, &mut ben).unwrap();
    ben.ask_for_attachment(id).unwrap();
    assert_eq!(fetch(&ana, &mut ben), 2);
    let pieces: Vec<_> = ben.unsent_pieces().unwrap();
    assert_eq!(pieces, [], "they came from the server");
    let sealed: Vec<Vec<u8>> = ben
        .connection
        .prepare("select bytes from piece")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    ana.erase_visit(wrong).unwrap();
    Store::meet(&mut ana, &mut ben).unwrap();
    hear_of_erasures(&mut ben, &ana);
    for (store, n_left) in [(&mut ana, 1), (&mut ben, 0)] {
        assert_eq!((store.attachments_of(MO).unwrap(), n_pieces(store)), (vec![other], n_left));
        for bytes in &sealed {
            assert!(!store.take_piece(bytes, 1).unwrap());
            assert!(!store.insert_piece(bytes).unwrap());
        }
    }
}

#[test]
fn a_photo_that_is_erased_by_itself_leaves_what_lies_beside_it() {
    let [mut ana, mut ben] = team();
    let (wrong, right) = (keep(&mut ana, 100, None), keep(&mut ana, 200, None));
    ana.erase_attachment(wrong).unwrap();
    Store::meet(&mut ana, &mut ben).unwrap();
    hear_of_erasures(&mut ben, &ana);
    assert_eq!(ana.attachments_of(MO).unwrap(), [right]);
    assert_eq!(ben.attachments_of(MO).unwrap(), [right]);
    assert_eq!((n_pieces(&ana), ana.whereabouts(wrong).unwrap()), (1, Whereabouts::Nowhere));
    assert!(matches!(ben.erase_attachment(right), Err(StoreTrouble::NotEntitled)));
    assert_eq!(ben.attachments_of(MO).unwrap(), [right]);
}

#[test]
fn a_photo_of_a_visit_that_was_erased_before_it_was_known_is_erased_with_its_pieces() {
    let [mut ana, mut ben] = team();
    let wrong = keep_visit(&mut ana);
    Store::meet(&mut ana, &mut ben).unwrap();
    keep(&mut ben, 100, Some(wrong));
    let piece = ben.unsent_pieces().unwrap()[0];
    ana.erase_visit(wrong).unwrap();
    ben.seal_outbox().unwrap();
    for frame in ben.unsent_frames(usize::MAX, &BTreeSet::new()).unwrap() {
        let take = ana.together(|store| {
            store.take_frame(&frame.bytes, Some(1))?;
            store.erase_strays()
        });
        take.unwrap();
    }
    let names = |entry: &SignedEntry| match entry.read().unwrap() {
        Entry { body: Body::Erasure(Erasure { frames, .. }), .. } => {
            frames.iter().any(|erased| erased.frame == piece.as_frame())
        }
        _ => false,
    };
    assert!(ana.book().entries().any(|(_, entry)| names(entry)));
    hear_of_erasures(&mut ben, &ana);
    assert_eq!((ben.attachments_of(MO).unwrap(), n_pieces(&ben)), (vec![], 0));
}

#[test]
fn nobody_puts_another_letter_in_the_place_of_the_one_that_was_taken() {
    let [mut ana, mut ben] = team();
    let id = keep(&mut ana, 100, None);
    Store::meet(&mut ana, &mut ben).unwrap();
    let fields = ben.fields(thing(id)).unwrap();
    let forged = [attachment::PIECES, attachment::WORDS].map(|field| Put {
        field,
        value: vec![7; 16],
        seen: fields.seen(field),
    });
    let mut writing = Writing::at(ben.now());
    writing.put(MO, ben.as_worker(), thing(id), forged.into());
    ben.write(writing).unwrap();
    Store::meet(&mut ana, &mut ben).unwrap();
    assert_eq!(ana.attachment_bytes(id).unwrap().unwrap(), photo(100));
    assert_eq!(ana.fields(thing(id)).unwrap().bytes(attachment::WORDS), Some(&[7; 16][..]));
}

#[test]
fn a_removed_phone_keeps_of_its_photos_what_no_verified_backup_holds_and_no_key() {
    let [mut ana, mut ben] = team();
    for n_bytes in [100, 200, 300] {
        keep(&mut ben, n_bytes, None);
    }
    let pieces = ben.unsent_pieces().unwrap();
    ben.keep_piece_receipt(pieces[0], 4).unwrap();
    ben.keep_piece_receipt(pieces[1], 5).unwrap();
    let mut standing = ben.standing().unwrap();
    standing.durable_to = 5;
    ben.keep_standing(&standing).unwrap();
    let removal = Body::Removal(Removal { device: ben.me().device });
    ana.enter(removal).unwrap();
    ben.take_entries(ana.unsent_entries().unwrap(), true).unwrap();
    ben.empty().unwrap();
    assert_eq!(ben.piece_bytes(pieces[0]).unwrap(), None);
    assert_eq!(ben.unsent_pieces().unwrap(), [pieces[2]]);
    assert!(ben.piece_bytes(pieces[1]).unwrap().is_some(), "that backup may be older than it");
    assert_eq!(ben.keyring().team_keys().count(), 0);
}

#[test]
fn photos_are_found_again_when_the_tables_are_made_anew() {
    let [mut ana, _] = team();
    add_person(&mut ana, OTHER, "Jan");
    let id = keep(&mut ana, MOST_PLAIN_BYTES + 5, None);
    ana.connection.execute_batch("delete from attachment; delete from piece_of").unwrap();
    ana.rebuild().unwrap();
    assert_eq!(ana.attachments_of(MO).unwrap(), [id]);
    assert_eq!(ana.attachments_of(OTHER).unwrap(), []);
    assert_eq!(ana.attachment_bytes(id).unwrap().unwrap(), photo(MOST_PLAIN_BYTES + 5));
}
