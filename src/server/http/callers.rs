//! Who is calling, as an extractor: a handler that has a session has one that was checked.

use super::{Shared, now};
use crate::server::{Session, Trouble, core::Token};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

/// Any device that has signed in, one that was removed too.
pub(super) struct SignedInCaller(pub Session);

/// A device that is in the team.
pub(super) struct Present(pub Session);

impl FromRequestParts<Shared> for SignedInCaller {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, office: &Shared) -> Result<Self, Trouble> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = shown
            .and_then(|shown| shown.strip_prefix("Bearer "))
            .and_then(Token::read)
            .ok_or(Trouble::NotSignedIn)?;
        office.server.session(&token, now()).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Present {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, office: &Shared) -> Result<Self, Trouble> {
        let SignedInCaller(session) = SignedInCaller::from_request_parts(parts, office).await?;
        office.server.present(session).await.map(Self)
    }
}
