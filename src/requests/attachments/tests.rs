use super::*;
use crate::{
    care::Place,
    requests::{
        moved::BelongsTo,
        people::AddPerson,
        person::SetField,
        visits::{BeginVisit, Draft, KeepVisit, SaveDraft},
    },
};

/// As small as a photo can be, with something of its camera's in it.
fn taken() -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        &[0xFF, 0xD8, 0xFF, 0xE1, 0, 8],
        b"Exif\0\0",
        &[0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0],
        &[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0],
        &[5, 6, 7, 0xFF, 0xD9],
    ];
    parts.concat()
}

fn team() -> ([Store; 2], PersonId) {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    let mo = add(&mut ana, "Mo");
    Store::meet(&mut ana, &mut ben).unwrap();
    ([ana, ben], mo)
}

fn add(store: &mut Store, name: &str) -> PersonId {
    let fields = vec![("given_name".to_owned(), name.to_owned())];
    AddPerson { fields }.run(store).unwrap()
}

fn keep(store: &mut Store, person: PersonId, visit: Option<VisitId>) -> AttachmentId {
    let (words, jpeg) = (" The council ".to_owned(), taken());
    KeepAttachment { person, visit, words, jpeg, preview: taken() }.run(store).unwrap()
}

fn keep_visit(store: &mut Store, person: PersonId) -> VisitId {
    let today = store.now().utc_day();
    let begin = BeginVisit { person: Some(person), place: Place::Home, today };
    let visit = begin.run(store).unwrap();
    let mut written = Draft { visit }.run(store).unwrap().written;
    written.words.note = "Tea.".to_owned();
    SaveDraft { visit, written }.run(store).unwrap();
    KeepVisit { visit }.run(store).unwrap();
    visit
}

#[test]
fn a_photo_is_kept_without_where_it_was_taken_and_its_words_are_changed() {
    let ([mut ana, mut ben], person) = team();
    let attachment = keep(&mut ana, person, None);
    let page = Attachment { attachment }.run(&mut ana).unwrap();
    assert!(!page.bytes.windows(4).any(|four| four == b"Exif"));
    assert_eq!(page.bytes.len(), taken().len() - 10);
    assert_eq!(page.line.preview, page.bytes);
    assert_eq!((page.line.words.value.as_str(), page.is_lead), ("The council", true));
    Store::meet(&mut ana, &mut ben).unwrap();
    let line = Attachments { person }.run(&mut ben).unwrap().remove(0);
    assert_eq!((line.state, line.by.worker.name.as_str()), (AttachmentState::NotHereYet, "Ana"));
    let set = |value: &str| SetField {
        thing: Thing::Attachment(attachment),
        field: "words".to_owned(),
        value: value.to_owned(),
        seen: line.words.seen.clone(),
        of: None,
    };
    assert_eq!(set(" ").run(&mut ben), Err(Trouble::NothingWritten));
    set("The council about the damp").run(&mut ben).unwrap();
    let line = Attachments { person }.run(&mut ben).unwrap().remove(0);
    assert_eq!(line.words.value, "The council about the damp");
    assert!(!Attachment { attachment }.run(&mut ben).unwrap().is_lead);
    assert_eq!(EraseAttachment { attachment }.run(&mut ben), Err(Trouble::LeadOnly));
}

#[test]
fn what_is_no_photo_or_has_no_words_is_not_kept() {
    let ([mut ana, _], person) = team();
    let keep = |words: &str, jpeg: &[u8]| KeepAttachment {
        person,
        visit: None,
        words: words.to_owned(),
        jpeg: jpeg.to_vec(),
        preview: Vec::new(),
    };
    let refused = [
        (keep(" ", &taken()), Trouble::NothingWritten),
        (keep("A letter", b"no photo"), Trouble::NotAPhoto),
        (
            KeepAttachment { person: PersonId::from_bytes([9; 16]), ..keep("A", &taken()) },
            Trouble::NotFound,
        ),
    ];
    for (keep, trouble) in refused {
        assert_eq!(keep.run(&mut ana), Err(trouble));
    }
    assert_eq!(Attachments { person }.run(&mut ana).unwrap(), []);
}

#[test]
fn a_photo_goes_with_its_visit_to_whom_that_belongs() {
    let ([mut ana, _], mo) = team();
    let jan = add(&mut ana, "Jan");
    let visit = keep_visit(&mut ana, mo);
    keep(&mut ana, mo, Some(visit));
    let beside = keep(&mut ana, mo, None);
    let anew = BelongsTo { visit, person: jan }.run(&mut ana).unwrap();
    ana.erase_visit(visit).unwrap();
    let left = Attachments { person: mo }.run(&mut ana).unwrap();
    assert_eq!(left.iter().map(|line| line.id).collect::<Vec<_>>(), [beside]);
    let moved = Attachments { person: jan }.run(&mut ana).unwrap().remove(0);
    assert_eq!((moved.visit, moved.words.value.as_str()), (Some(anew), "The council"));
    let page = Attachment { attachment: moved.id }.run(&mut ana).unwrap();
    assert_eq!(page.bytes.len(), taken().len() - 10);
}

#[test]
fn a_visit_whose_photo_is_elsewhere_is_not_moved_by_halves() {
    let ([mut ana, mut ben], mo) = team();
    let jan = add(&mut ben, "Jan");
    let visit = keep_visit(&mut ben, mo);
    Store::meet(&mut ana, &mut ben).unwrap();
    keep(&mut ana, mo, Some(visit));
    Store::meet(&mut ana, &mut ben).unwrap();
    let moved = BelongsTo { visit, person: jan }.run(&mut ben);
    assert_eq!(moved, Err(Trouble::PhotoNotHere));
    assert_eq!(ben.visits_of(jan).unwrap(), []);
}
