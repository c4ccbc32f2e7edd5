//! The long answer to a device that is far behind: what round after round would tell it, in one body.
//! The next page is read when the last one is on its way, so that no more than one is in hand.

use super::{
    Shared,
    bodies::{self, Packed},
    callers::SignedInCaller,
    now, random,
};
use crate::{
    server::{Session, Trouble},
    sync::protocol::{Up, pieces::piece},
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::stream::{self, StreamExt, TryStreamExt};

/// A page costs some questions, however little is in it.
const LEAST_PAGE_BYTES: u32 = 16 * 1024;

pub(super) async fn pull(
    State(office): State<Shared>,
    SignedInCaller(session): SignedInCaller,
    Packed(mut up): Packed<Up>,
) -> Result<Response, Trouble> {
    up.most_bytes = up.most_bytes.max(LEAST_PAGE_BYTES);
    // Whatever stands in the way of all of it is told by the status.
    let (first, next) = page(&office, session, up).await?;
    let rest = stream::try_unfold(next, move |next| {
        let office = office.clone();
        async move {
            // A server that stops keeps nobody: a device asks for the rest when it is there again.
            let next = next.filter(|_| !office.nudges.is_stopping());
            let Some(up) = next else { return Ok(None) };
            page(&office, session, up).await.map(Some)
        }
    });
    let rest = rest.inspect_err(|why| tracing::warn!(%why, "a long answer broke off"));
    let body = Body::from_stream(stream::iter([Ok(first)]).chain(rest));
    Ok((bodies::HEADERS, body).into_response())
}

async fn page(office: &Shared, session: Session, up: Up) -> Result<(Vec<u8>, Option<Up>), Trouble> {
    let (down, next) = office.server.page(session, up, now(), &mut random()).await?;
    let bytes = piece(&down).map_err(|why| Trouble::Broken(why.to_string()))?;
    Ok((bytes, next))
}
