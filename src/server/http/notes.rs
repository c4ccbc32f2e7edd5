//! A line in the log for each call: no names, no texts, no tokens, no whole address.

use super::{proxies::near, trouble::Cause};
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::time::Instant;

pub(super) async fn note(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The route, not the path: a path is whatever somebody typed.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let near = near(&request);
    let response = next.run(request).await;
    let route = route.as_ref().map_or("app", MatchedPath::as_str);
    let status = response.status().as_u16();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match response.extensions().get::<Cause>() {
        Some(Cause(why)) if status >= 500 => {
            tracing::error!(%method, route, status, ms, %near, why, "not answered");
        }
        Some(Cause(why)) => tracing::warn!(%method, route, status, ms, %near, why, "refused"),
        None => tracing::info!(%method, route, status, ms, %near, "answered"),
    }
    response
}
