//! How often one address may knock. It spares the server work; secrets are safe without it.

use super::Shared;
use crate::server::Trouble;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
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

/// The caller's network, never the whole address: a /24, or a /48.
pub(super) fn near(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    // Only what stands on this machine in front of the server is believed about others.
    let told = if peer.is_loopback() { forwarded_for(request.headers()) } else { None };
    network_of(told.unwrap_or(peer))
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let told = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    told.rsplit(',').next()?.trim().parse().ok()
}

fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & 0xffff_ff00)),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (!0 << 80))),
    }
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

    #[test]
    fn only_the_network_of_an_address_is_known() {
        let of = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.77"), "192.0.2.0");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0");
    }
}
