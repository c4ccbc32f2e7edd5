use super::*;
use crate::{
    care::{AttachmentId, PersonId},
    log::{Thing, registry::person},
    store::{NewAttachment, Put, Standing, Whereabouts, Writing},
    sync::{Limits, Outgoing, Round, protocol::Epoch},
};

const MO: PersonId = PersonId(uuid::Uuid::from_bytes([3; 16]));
const EPOCH: [u8; 16] = [9; 16];

/// Ana has photos of so many bytes; Ben has heard of them. Both have had a round.
fn with_photos(n_bytes: &[usize]) -> ([Store; 2], Vec<AttachmentId>) {
    let [mut ana, mut ben] = Store::of_two_workers().unwrap();
    let mut writing = Writing::at(ana.now());
    let thing = Thing { kind: person::KIND, id: MO.to_bytes() };
    writing.put(MO, ana.as_worker(), thing, vec![Put::new(person::GIVEN_NAME, "Mo")]);
    ana.write(writing).unwrap();
    let photos = n_bytes.iter().map(|n_bytes| keep(&mut ana, *n_bytes)).collect();
    Store::meet(&mut ana, &mut ben).unwrap();
    for store in [&ana, &ben] {
        store.keep_standing(&Standing { epoch: Some(EPOCH), ..Standing::default() }).unwrap();
    }
    ([ana, ben], photos)
}

fn goes_to_see_mo(store: &mut Store) {
    let mut writing = Writing::at(store.now());
    let thing = Thing { kind: person::KIND, id: MO.to_bytes() };
    let worker = Put::new(person::WORKER, store.me().worker.to_bytes());
    writing.put(MO, store.as_worker(), thing, vec![worker]);
    store.write(writing).unwrap();
}

fn keep(store: &mut Store, n_bytes: usize) -> AttachmentId {
    let id = AttachmentId::from_bytes(store.surroundings().fresh_id());
    let new = NewAttachment {
        id,
        person: MO,
        visit: None,
        by: store.as_worker(),
        at: store.now(),
        words: "A letter",
        media: "image/jpeg",
        bytes: &vec![7; n_bytes],
        preview: &[],
    };
    store.keep_attachment(&new).unwrap();
    id
}

/// A server that does as it is told, and remembers what it was asked.
#[derive(Default)]
struct Server {
    has: Vec<Vec<u8>>,
    erased: Vec<PieceId>,
    is_full: bool,
    refuses: Option<PieceVerdict>,
    asked: Vec<&'static str>,
}

fn receipt() -> Receipt {
    Receipt { epoch: Epoch(EPOCH), end: 7, mark: ByteBuf::from(b"mark".to_vec()) }
}

impl Server {
    fn answer(&mut self, call: Call) -> Answer {
        let receipt = receipt();
        let ids: Vec<_> = self.has.iter().map(|bytes| piece_id(bytes)).collect();
        match call {
            Call::Offer(up) => {
                self.asked.push("offer");
                let (erased, others): (Vec<_>, Vec<_>) =
                    up.ids.into_iter().partition(|id| self.erased.contains(id));
                let lacking = others.into_iter().filter(|id| !ids.contains(id)).collect();
                Answer::Offered(PiecesOffered { lacking, erased, receipt })
            }
            Call::Put(up) => {
                self.asked.push("put");
                if self.is_full {
                    return Answer::Put(PiecePut { verdict: PieceVerdict::Later, receipt });
                }
                if let Some(verdict) = self.refuses.take() {
                    return Answer::Put(PiecePut { verdict, receipt });
                }
                self.has.push(up.bytes.into_vec());
                Answer::Put(PiecePut { verdict: PieceVerdict::Accepted, receipt })
            }
            Call::Get(up) => {
                self.asked.push("get");
                let named = up.ids.iter().filter_map(|id| ids.iter().position(|it| it == id));
                // As much as one whole piece leaves room for.
                let few = named.take(1).map(|at| ByteBuf::from(self.has[at].clone()));
                Answer::Got(PiecesDown { pieces: few.collect(), receipt })
            }
        }
    }

    fn serves(&mut self, store: &mut Store, travel: Travel) -> Carried {
        let (mut lane, mut next) = Lane::begin(store, travel).unwrap();
        while let Some(call) = next {
            next = lane.take(store, self.answer(call)).unwrap();
        }
        lane.carried
    }
}

#[test]
fn all_pieces_are_sent_one_a_call_and_the_next_lane_has_nothing_to_say() {
    let ([mut ana, _], _) = with_photos(&[300_000, 50]);
    let mut server = Server::default();
    let carried = server.serves(&mut ana, Travel::All);
    assert_eq!(carried, Carried { n_sent: 4, n_fetched: 0 });
    assert_eq!(server.asked, ["offer", "put", "put", "put", "put"]);
    assert!(server.has[0].len() < 1000, "the small one first");
    assert_eq!(server.serves(&mut ana, Travel::All), Carried::default());
    assert_eq!(server.asked.len(), 5);
}

#[test]
fn photos_that_are_not_all_sent_are_told_beside_what_else_is_unsent() {
    let ([mut ana, _], _) = with_photos(&[300_000, 50]);
    for entry in ana.unsent_entries().unwrap() {
        ana.keep_entry_receipt(entry.id()).unwrap();
    }
    let told = |store: &mut Store| match Round::begin(store, Limits::default()).unwrap().1 {
        Outgoing::Sync(up) => (up.n_unsent, up.oldest_unsent_at),
        other => panic!("{other:?}"),
    };
    let at = ana.now();
    assert_eq!((ana.unsent_photos().unwrap(), told(&mut ana)), ((2, Some(at)), (2, Some(at))));
    Server::default().serves(&mut ana, Travel::All);
    assert_eq!((ana.unsent_photos().unwrap(), told(&mut ana)), ((0, None), (0, None)));
}

#[test]
fn what_broke_off_goes_on_with_what_the_server_lacks() {
    let ([mut ana, _], _) = with_photos(&[300_000]);
    let mut server = Server::default();
    let (mut lane, first) = Lane::begin(&ana, Travel::All).unwrap();
    let put = lane.take(&mut ana, server.answer(first.unwrap())).unwrap();
    // It arrives, and its answer does not.
    server.answer(put.unwrap());
    assert_eq!(server.serves(&mut ana, Travel::All).n_sent, 2);
    assert_eq!((server.has.len(), ana.n_unsent_pieces().unwrap()), (3, 0));
}

#[test]
fn what_somebody_waits_for_comes_before_anything_is_sent_and_all_of_it() {
    let ([mut ana, mut ben], photos) = with_photos(&[300_000]);
    let mut server = Server::default();
    server.serves(&mut ana, Travel::All);
    keep(&mut ben, 50);
    ben.ask_for_attachment(photos[0]).unwrap();
    server.asked.clear();
    let carried = server.serves(&mut ben, Travel::All);
    assert_eq!(carried, Carried { n_sent: 1, n_fetched: 3 });
    assert_eq!(server.asked, ["get", "get", "get", "offer", "put"]);
    assert_eq!(ben.attachment_bytes(photos[0]).unwrap().unwrap().len(), 300_000);
}

#[test]
fn where_bytes_cost_something_only_what_was_asked_for_travels() {
    let ([mut ana, mut ben], photos) = with_photos(&[50, 70]);
    let mut server = Server::default();
    assert_eq!(server.serves(&mut ana, Travel::AskedFor), Carried::default());
    assert_eq!(server.asked, Vec::<&str>::new());
    server.serves(&mut ana, Travel::All);
    goes_to_see_mo(&mut ben);
    ben.ask_for_attachment(photos[0]).unwrap();
    keep(&mut ben, 60);
    assert_eq!(server.serves(&mut ben, Travel::AskedFor), Carried { n_sent: 0, n_fetched: 1 });
    assert_eq!(server.serves(&mut ben, Travel::All), Carried { n_sent: 1, n_fetched: 1 });
}

#[test]
fn a_photo_that_is_not_there_yet_is_asked_for_once_and_another_time_again() {
    let ([_, mut ben], photos) = with_photos(&[300_000]);
    ben.ask_for_attachment(photos[0]).unwrap();
    let mut server = Server::default();
    assert_eq!(server.serves(&mut ben, Travel::All), Carried::default());
    assert_eq!(server.asked, ["get"]);
    server.serves(&mut ben, Travel::All);
    assert_eq!(server.asked, ["get", "get"]);
}

#[test]
fn a_server_without_room_is_not_pressed() {
    let ([mut ana, _], photos) = with_photos(&[300_000, 50]);
    let mut server = Server { is_full: true, ..Server::default() };
    assert_eq!(server.serves(&mut ana, Travel::All), Carried::default());
    assert_eq!(server.asked, ["offer", "put"]);
    assert_eq!(ana.whereabouts(photos[0]).unwrap(), Whereabouts::OnThisPhone);
    server.is_full = false;
    assert_eq!(server.serves(&mut ana, Travel::All).n_sent, 4);
}

#[test]
fn what_an_erasure_names_is_not_sent_again_and_waits_for_its_entry() {
    let ([mut ana, _], photos) = with_photos(&[50]);
    let mut server = Server { erased: ana.unsent_pieces().unwrap(), ..Server::default() };
    server.serves(&mut ana, Travel::All);
    assert_eq!(server.asked, ["offer"]);
    assert!(ana.attachment_bytes(photos[0]).unwrap().is_some(), "no server deletes anything");
    server.serves(&mut ana, Travel::All);
    assert_eq!(server.asked, ["offer"]);
}

#[test]
fn a_receipt_of_another_history_is_none() {
    let ([mut ana, _], _) = with_photos(&[50]);
    let (mut lane, first) = Lane::begin(&ana, Travel::All).unwrap();
    assert!(matches!(first, Some(Call::Offer(_))));
    let receipt = Receipt { epoch: Epoch([8; 16]), ..receipt() };
    let had = PiecesOffered { lacking: Vec::new(), erased: Vec::new(), receipt };
    assert!(lane.take(&mut ana, Answer::Offered(had)).unwrap().is_none());
    assert_eq!(ana.n_unsent_pieces().unwrap(), 1);
}

#[test]
fn before_the_first_round_there_is_no_lane() {
    let ([ana, _], _) = with_photos(&[50]);
    ana.keep_standing(&Standing::default()).unwrap();
    assert!(Lane::begin(&ana, Travel::All).unwrap().1.is_none());
}

#[test]
fn a_piece_that_the_server_will_not_take_is_told_and_not_sent_in_every_lane() {
    for verdict in [PieceVerdict::TooBig, PieceVerdict::NotAPiece] {
        let ([mut ana, _], _) = with_photos(&[300_000]);
        let mut server = Server { refuses: Some(verdict), ..Server::default() };
        assert_eq!(server.serves(&mut ana, Travel::All).n_sent, 2, "the others go on");
        assert_eq!((ana.n_set_aside().unwrap(), ana.n_unsent_pieces().unwrap()), (1, 0));
        server.asked.clear();
        server.serves(&mut ana, Travel::All);
        assert_eq!(server.asked, Vec::<&str>::new());
    }
}

/// Another server, or a newer one, may take it.
#[test]
fn a_piece_that_was_set_aside_is_offered_again_in_a_new_epoch() {
    let ([mut ana, _], _) = with_photos(&[50]);
    let mut server = Server { refuses: Some(PieceVerdict::NotAPiece), ..Server::default() };
    server.serves(&mut ana, Travel::All);
    assert_eq!(ana.n_set_aside().unwrap(), 1);
    ana.void_receipts().unwrap();
    assert_eq!((ana.n_set_aside().unwrap(), ana.n_unsent_pieces().unwrap()), (0, 1));
    assert_eq!(server.serves(&mut ana, Travel::All).n_sent, 1);
}
