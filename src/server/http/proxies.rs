//! Who calls: told by the connection, or by a reverse proxy that is believed.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

/// Networks whose word is taken for who calls, beside this machine's own.
#[derive(Clone, Default)]
pub struct Proxies(Arc<[Network]>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    n_bits: u32,
}

impl Proxies {
    pub fn of(networks: Vec<Network>) -> Self {
        Self(networks.into())
    }

    fn believes(&self, peer: IpAddr) -> bool {
        peer.is_loopback() || self.0.iter().any(|network| network.holds(peer))
    }
}

impl Network {
    fn holds(self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let is_other = own.to_bits() ^ other.to_bits();
                is_other.checked_shr(32 - self.n_bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let is_other = own.to_bits() ^ other.to_bits();
                is_other.checked_shr(128 - self.n_bits).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "an address like 10.0.0.7, or a network like 10.0.0.0/24, is wanted";
        let (address, n_bits) = text.split_once('/').unwrap_or((text, ""));
        let address: IpAddr = address.parse().map_err(|_| WANTED)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let n_bits = if n_bits.is_empty() { Ok(most) } else { n_bits.parse() };
        let n_bits = n_bits.map_err(|_| WANTED)?;
        if n_bits <= most { Ok(Self { address, n_bits }) } else { Err(WANTED) }
    }
}

/// The caller's network, never the whole address: a /24, or a /48.
pub(super) fn near(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    let proxies = request.extensions().get::<Proxies>().cloned().unwrap_or_default();
    let told = if proxies.believes(peer) { forwarded_for(request.headers()) } else { None };
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
    use axum::body::Body;

    #[test]
    fn only_the_network_of_an_address_is_known() {
        let of = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.77"), "192.0.2.0");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0");
    }

    #[test]
    fn a_proxy_is_believed_about_who_calls_and_a_stranger_is_not() {
        let near_of = |peer: &str, trusted: &str| {
            let mut request = Request::builder()
                .header("x-forwarded-for", "203.0.113.5, 198.51.100.9")
                .body(Body::empty())
                .unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
            request.extensions_mut().insert(Proxies::of(vec![trusted.parse().unwrap()]));
            near(&request).to_string()
        };
        assert_eq!(near_of("127.0.0.1", "10.0.0.0/8"), "198.51.100.0");
        assert_eq!(near_of("10.9.8.7", "10.0.0.0/8"), "198.51.100.0");
        assert_eq!(near_of("::ffff:10.9.8.7", "10.9.8.7"), "198.51.100.0");
        assert_eq!(near_of("11.9.8.7", "10.0.0.0/8"), "11.9.8.0");
        assert_eq!(near_of("11.9.8.7", "0.0.0.0/0"), "198.51.100.0");
        assert_eq!(near_of("2001:db8::1", "2001:db8::/32"), "198.51.100.0");
        for wrong in ["10.0.0.0/33", "10.0.0", "proxy", "10.0.0.0/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
