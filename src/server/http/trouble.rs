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
            Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Damaged(_) | Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let told = match &self {
            Self::Damaged(_) | Self::Broken(_) => {
                "something is broken here; it is in the log\n".to_owned()
            }
            Self::Away(_) => "the database cannot be reached; try again in a while\n".to_owned(),
            Self::WrongCode { n_left } => n_left.to_string(),
            trouble => format!("{trouble}\n"),
        };
        let mut response = (status, [(header::CACHE_CONTROL, "no-store")], told).into_response();
        response.extensions_mut().insert(Cause(self.to_string()));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phones and the bridge have words for these, by the number alone.
    #[test]
    fn what_phones_tell_apart_has_a_status_of_its_own() {
        let told = [
            (Trouble::NotUnderstood, 400),
            (Trouble::NotSignedIn, 401),
            (Trouble::NotKnown, 404),
            (Trouble::Gone(Gone::Used), 409),
            (Trouble::Gone(Gone::Expired), 410),
            (Trouble::TooOften, 429),
            (Trouble::Away(String::new()), 503),
            (Trouble::Full, 507),
        ];
        for (trouble, status) in told {
            assert_eq!(trouble.into_response().status(), status);
        }
    }
}
