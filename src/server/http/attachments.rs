//! Pieces of photos over HTTP.

use super::{
    Answer, Shared,
    bodies::Packed,
    callers::{Present, SignedInCaller},
    now, random,
};
use crate::sync::protocol::attachments::{
    GetPieces, OfferPieces, PiecePut, PiecesDown, PiecesOffered, PutPiece,
};
use axum::extract::State;

pub(super) async fn offer(
    State(office): State<Shared>,
    SignedInCaller(session): SignedInCaller,
    Packed(theirs): Packed<OfferPieces>,
) -> Answer<PiecesOffered> {
    office.server.offer_pieces(session, theirs, &mut random()).await.map(Packed)
}

pub(super) async fn put(
    State(office): State<Shared>,
    SignedInCaller(session): SignedInCaller,
    Packed(piece): Packed<PutPiece>,
) -> Answer<PiecePut> {
    office.server.put_piece(session, piece, now(), &mut random()).await.map(Packed)
}

pub(super) async fn get(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(asked): Packed<GetPieces>,
) -> Answer<PiecesDown> {
    office.server.get_pieces(session, asked, &mut random()).await.map(Packed)
}
