//! How often one address may knock. It spares the server work; secrets are safe without it.

use super::{Shared, proxies::near};
use crate::server::Trouble;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A whole service behind one address may come back within a minute.
const SIGNING_IN: Allowance = Allowance { at_once: 2000.0, each_second: 50.0 };
const DOORS: Allowance = Allowance { at_once: 100.0, each_second: 2.0 };
/// A house, or a library: codes are typed by hand. Guessing one is stopped by its five tries.
const LINKS: Allowance = Allowance { at_once: 40.0, each_second: 0.2 };
/// More addresses than this are forgotten, rather than kept without bound.
const MOST_ADDRESSES: usize = 20_000;

#[derive(Clone, Copy)]
struct Allowance {
    at_once: f64,
    each_second: f64,
}

#[derive(Default)]
pub struct Limits {
    signing_in: Mutex<HashMap<IpAddr, Left>>,
    doors: Mutex<HashMap<IpAddr, Left>>,
    links: Mutex<HashMap<IpAddr, Left>>,
}

struct Left {
    n: f64,
    at: Instant,
}

pub(super) async fn signing_in(
    State(office): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let near = near(&request);
    if takes_one(&office.limits.signing_in, SIGNING_IN, near, Instant::now()) {
        next.run(request).await
    } else {
        Trouble::TooOften.into_response()
    }
}

pub(super) async fn doors(State(office): State<Shared>, request: Request, next: Next) -> Response {
    let near = near(&request);
    if takes_one(&office.limits.doors, DOORS, near, Instant::now()) {
        next.run(request).await
    } else {
        Trouble::TooOften.into_response()
    }
}

pub(super) async fn links(State(office): State<Shared>, request: Request, next: Next) -> Response {
    let near = near(&request);
    if takes_one(&office.limits.links, LINKS, near, Instant::now()) {
        next.run(request).await
    } else {
        Trouble::TooOften.into_response()
    }
}

fn takes_one(
    left: &Mutex<HashMap<IpAddr, Left>>,
    allowance: Allowance,
    near: IpAddr,
    now: Instant,
) -> bool {
    let mut all = left.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MOST_ADDRESSES && !all.contains_key(&near) {
        all.clear();
    }
    let left = all.entry(near).or_insert(Left { n: allowance.at_once, at: now });
    let since = now.saturating_duration_since(left.at).as_secs_f64();
    left.n = (left.n + since * allowance.each_second).min(allowance.at_once);
    left.at = now;
    let may = left.n >= 1.0;
    if may {
        left.n -= 1.0;
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_address_that_knocks_too_often_waits_and_others_do_not() {
        let left = Mutex::default();
        let (one, other) = ([10, 0, 0, 0].into(), [10, 0, 1, 0].into());
        let now = Instant::now();
        let allowance = Allowance { at_once: 3.0, each_second: 1.0 };
        let may = |near, after| takes_one(&left, allowance, near, now + Duration::from_secs(after));
        assert_eq!([may(one, 0), may(one, 0), may(one, 0), may(one, 0)], [true, true, true, false]);
        assert!(may(other, 0));
        assert!(may(one, 2));
    }
}
