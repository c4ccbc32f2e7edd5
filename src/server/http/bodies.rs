//! Bodies as the protocol has them: postcard, both ways.

use crate::server::Trouble;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

pub(super) const HEADERS: [(header::HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];

pub(super) struct Packed<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Packed<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let body = Bytes::from_request(request, state).await.map_err(|rejected| {
            let is_too_big = rejected.status() == StatusCode::PAYLOAD_TOO_LARGE;
            if is_too_big { Trouble::TooBig } else { Trouble::NotUnderstood }
        })?;
        postcard::from_bytes(&body).map(Self).map_err(|_| Trouble::NotUnderstood)
    }
}

impl<T: Serialize> IntoResponse for Packed<T> {
    fn into_response(self) -> Response {
        match postcard::to_stdvec(&self.0) {
            Ok(bytes) => (HEADERS, bytes).into_response(),
            Err(error) => Trouble::Broken(error.to_string()).into_response(),
        }
    }
}
