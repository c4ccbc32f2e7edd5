//! The core over HTTP: the whole of what is answered, on one screen.

mod app_files;
mod attachments;
mod bodies;
mod callers;
mod limits;
mod notes;
mod nudges;
mod proxies;
mod pulling;
pub mod serving;
mod share_page;
mod sharing;
mod trouble;

use super::{
    Trouble,
    core::Server,
    database::{AnyDatabase, Database},
    folder,
};
use crate::{
    care::Moment,
    sync::protocol::{
        Book, Challenge, Down, Drafts, DraftsElsewhere, Enrol, EnrolAgain, Found, Invite, Look,
        MOST_BODY_BYTES, Reconcile, Reconciled, Scopes, ScopesThatDiffer, Seen, SignIn, SignedIn,
        Up,
    },
};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use bodies::Packed;
use callers::{Present, SignedInCaller};
use limits::Limits;
pub use nudges::Nudges;
pub use proxies::{Network, Proxies};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tower_http::{compression::CompressionLayer, timeout::TimeoutLayer};

/// A key, a nonce and a signature.
const MOST_SIGNING_IN_BYTES: usize = 16 * 1024;
/// Long enough for two megabytes over a poor mobile connection.
const MOST_TIME: Duration = Duration::from_secs(120);

pub type Shared = Arc<Office>;

/// What every answer is made from.
pub struct Office {
    pub server: Server<AnyDatabase>,
    /// The server's folder.
    pub data: PathBuf,
    /// The built web app, where this server serves it.
    pub app: Option<PathBuf>,
    /// Who is believed about who calls.
    pub proxies: Proxies,
    pub nudges: Nudges,
    limits: Limits,
}

impl Office {
    pub fn new(server: Server<AnyDatabase>, data: PathBuf, app: Option<PathBuf>) -> Self {
        let (proxies, nudges, limits) = Default::default();
        Self { server, data, app, proxies, nudges, limits }
    }
}

pub fn router(office: Shared) -> Router {
    let signing_in = Router::new()
        .route("/v1/challenge", post(challenge))
        .route("/v1/sign-in", post(sign_in))
        // A long book is looked at part after part, each by a signature.
        .route("/v1/look", post(look))
        .route_layer(from_fn_with_state(office.clone(), limits::signing_in))
        // Whoever asks is nobody yet.
        .layer(DefaultBodyLimit::max(MOST_SIGNING_IN_BYTES));
    let doors = Router::new()
        .route("/v1/found", post(found))
        .route("/v1/enrol", post(enrol))
        .route("/v1/enrol-again", post(enrol_again))
        .route_layer(from_fn_with_state(office.clone(), limits::doors));
    let links = Router::new()
        .route("/share/{id}/open", post(share_page::open))
        .route("/share/{id}/answer", post(share_page::answer))
        .route_layer(from_fn_with_state(office.clone(), limits::links))
        .layer(DefaultBodyLimit::max(share_page::MOST_BODY_BYTES));
    // On an old phone, over 2G, every byte is waited for.
    let page_of_a_link = Router::new()
        .route("/share", get(share_page::nothing))
        .route("/share/page.css", get(share_page::style))
        .route("/share/page.js", get(share_page::script))
        .route("/share/{id}", get(share_page::page))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(signing_in)
        .merge(doors)
        .merge(links)
        .merge(page_of_a_link)
        .route("/v1/share", post(sharing::make))
        .route("/v1/share/look", post(sharing::look))
        .route("/v1/share/code", post(sharing::fresh_code))
        .route("/v1/share/end", post(sharing::end))
        .route("/v1/share/contact", post(sharing::contact))
        .route("/v1/wait", post(nudges::wait))
        .route("/v1/sync", post(sync))
        .route("/v1/pull", post(pulling::pull))
        .route("/v1/scopes", post(scopes))
        .route("/v1/reconcile", post(reconcile))
        .route("/v1/seen", post(seen))
        .route("/v1/drafts", post(drafts))
        .route("/v1/pieces/offer", post(attachments::offer))
        .route("/v1/pieces/put", post(attachments::put))
        .route("/v1/pieces/get", post(attachments::get))
        .route("/v1/invite", post(invite))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .fallback(app_files::serve)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, MOST_TIME))
        .layer(from_fn_with_state(office.clone(), app_files::with_policy))
        .layer(from_fn(notes::note))
        .layer(Extension(office.proxies.clone()))
        .with_state(office)
}

type Answer<T> = Result<Packed<T>, Trouble>;

pub fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis())
}

pub fn random() -> rand_core::UnwrapErr<getrandom::SysRng> {
    rand_core::UnwrapErr(getrandom::SysRng)
}

async fn challenge(State(office): State<Shared>) -> Answer<Challenge> {
    Ok(Packed(office.server.challenge(now(), &mut random())))
}

async fn sign_in(State(office): State<Shared>, Packed(asked): Packed<SignIn>) -> Answer<SignedIn> {
    office.server.sign_in(asked, now(), &mut random()).await.map(Packed)
}

async fn sync(
    State(office): State<Shared>,
    SignedInCaller(session): SignedInCaller,
    Packed(up): Packed<Up>,
) -> Answer<Down> {
    let has_offer = up.has_offer();
    let down = office.server.round(session, up, now(), &mut random()).await?;
    if has_offer {
        nudges::tell(&office, session.team).await;
    }
    Ok(Packed(down))
}

async fn scopes(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(theirs): Packed<Scopes>,
) -> Answer<ScopesThatDiffer> {
    office.server.scopes(session, theirs).await.map(Packed)
}

async fn reconcile(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(theirs): Packed<Reconcile>,
) -> Answer<Reconciled> {
    office.server.reconcile(session, theirs).await.map(Packed)
}

async fn seen(State(office): State<Shared>, Present(session): Present) -> Answer<Seen> {
    office.server.seen(session, now()).await.map(Packed)
}

async fn drafts(
    State(office): State<Shared>,
    SignedInCaller(session): SignedInCaller,
    Packed(theirs): Packed<Drafts>,
) -> Answer<DraftsElsewhere> {
    office.server.drafts(session, theirs, now()).await.map(Packed)
}

async fn invite(
    State(office): State<Shared>,
    Present(session): Present,
    Packed(invite): Packed<Invite>,
) -> Answer<()> {
    office.server.invite(session, invite, now()).await?;
    nudges::tell(&office, session.team).await;
    Ok(Packed(()))
}

async fn found(State(office): State<Shared>, Packed(found): Packed<Found>) -> Answer<()> {
    office.server.found(found, now(), &mut random()).await?;
    folder::forget_used_link(&office.server, &office.data).await;
    Ok(Packed(()))
}

async fn look(State(office): State<Shared>, Packed(look): Packed<Look>) -> Answer<Book> {
    office.server.look(look, now()).await.map(Packed)
}

async fn enrol(State(office): State<Shared>, Packed(enrol): Packed<Enrol>) -> Answer<()> {
    let team = enrol.team;
    office.server.enrol(enrol, now()).await?;
    nudges::tell(&office, team).await;
    Ok(Packed(()))
}

async fn enrol_again(
    State(office): State<Shared>,
    Packed(enrol): Packed<EnrolAgain>,
) -> Answer<()> {
    let team = enrol.team;
    office.server.enrol_again(enrol).await?;
    nudges::tell(&office, team).await;
    Ok(Packed(()))
}

/// Ready when something can be written, and some room is left after it.
async fn ready(State(office): State<Shared>) -> (StatusCode, &'static str) {
    if folder::free_bytes(&office.data).is_some_and(|free| free < MOST_BODY_BYTES as u64) {
        return (StatusCode::SERVICE_UNAVAILABLE, "the disk is nearly full\n");
    }
    match office.server.database().try_write().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "nothing can be written\n"),
    }
}
