//! What a team's devices ask about the links that the team made.

use super::{Answer, Shared, bodies::Packed, callers::Present, now};
use crate::sync::protocol::{
    EndShare, FreshCode, LookAtShares, MakeShare, PublicContact, SharesSeen,
};
use axum::extract::State;

pub(super) async fn make(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(made): Packed<MakeShare>,
) -> Answer<()> {
    office.server.make_share(session, made, now()).await.map(Packed)
}

pub(super) async fn look(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(asked): Packed<LookAtShares>,
) -> Answer<SharesSeen> {
    office.server.look_at_shares(session, asked).await.map(Packed)
}

pub(super) async fn fresh_code(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(fresh): Packed<FreshCode>,
) -> Answer<()> {
    office.server.fresh_code(session, fresh, now()).await.map(Packed)
}

pub(super) async fn end(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(end): Packed<EndShare>,
) -> Answer<()> {
    office.server.end_share(session, end).await.map(Packed)
}

pub(super) async fn contact(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(contact): Packed<PublicContact>,
) -> Answer<()> {
    office.server.keep_contact(session, contact).await.map(Packed)
}
