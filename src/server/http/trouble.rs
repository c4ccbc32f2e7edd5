//! How each trouble is told: its status, and one line.

use crate::server::{Gone, Trouble};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Left in the answer for the log, since the caller is told less.
#[derive(Clone)]
pub(super) struct Cause(pub String);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::NotUnderstood => StatusCode::BAD_REQUEST,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::NotAllowed | Self::WrongCode { .. } => StatusCode::FORBIDDEN,
            Self::Locked => StatusCode::LOCKED,
            Self::NotKnown => StatusCode::NOT_FOUND,
            // By the status alone a phone tells a used link from one that has expired.
            Self::Refused | Self::Gone(Gone::Used) => StatusCode::CONFLICT,
            Self::Gone(Gone::Expired | Gone::Withdrawn) => StatusCode::GONE,
            Self::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Damaged(_) | Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let told = match &self {
            Self::Damaged(_) | Self::Broken(_) => {
                "something is broken here; it is in the log\n".to_owned()
            }
            Self::WrongCode { n_left } => n_left.to_string(),
            trouble => format!("{trouble}\n"),
        };
        let mut response = (status, [(header::CACHE_CONTROL, "no-store")], told).into_response();
        response.extensions_mut().insert(Cause(self.to_string()));
        response
    }
}
