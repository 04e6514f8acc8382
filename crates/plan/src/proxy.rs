//! Proxies that customers put before their names, and that forward the authority's questions as well.

use std::net::IpAddr;

/// The ranges from which Cloudflare answers for the names it proxies.
/// Source: <https://www.cloudflare.com/ips/>, as of 2026-11.
const CLOUDFLARE: &[(&str, u8)] = &[
    ("173.245.48.0", 20),
    ("103.21.244.0", 22),
    ("103.22.200.0", 22),
    ("103.31.4.0", 22),
    ("141.101.64.0", 18),
    ("108.162.192.0", 18),
    ("190.93.240.0", 20),
    ("188.114.96.0", 20),
    ("197.234.240.0", 22),
    ("198.41.128.0", 17),
    ("162.158.0.0", 15),
    ("104.16.0.0", 13),
    ("104.24.0.0", 14),
    ("172.64.0.0", 13),
    ("131.0.72.0", 22),
    ("2400:cb00::", 32),
    ("2606:4700::", 32),
    ("2803:f800::", 32),
    ("2405:b500::", 32),
    ("2405:8100::", 32),
    ("2a06:98c0::", 29),
    ("2c0f:f248::", 32),
];

/// Whether an address belongs to a proxy that is accepted: where it leads to shows only a visit.
pub(crate) fn is_accepted_proxy(address: IpAddr) -> bool {
    let address = address.to_canonical();
    CLOUDFLARE.iter().any(|(network, length)| {
        let network: Option<IpAddr> = network.parse().ok();
        network.is_some_and(|network| same_prefix(address, network, *length))
    })
}

fn same_prefix(one: IpAddr, other: IpAddr, length: u8) -> bool {
    let shifted = |bits: u128, width: u8| bits >> (width - length);
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            let bits = |address: std::net::Ipv4Addr| u128::from(u32::from(address));
            shifted(bits(one), 32) == shifted(bits(other), 32)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            shifted(u128::from(one), 128) == shifted(u128::from(other), 128)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_parses_and_its_edges_are_right() {
        for (network, _) in CLOUDFLARE {
            assert!(is_accepted_proxy(network.parse().unwrap()), "{network}");
        }
        for (address, accepted) in [
            ("104.15.255.255", false),
            ("104.16.0.0", true),
            ("104.27.255.255", true),
            ("104.28.0.0", false),
            ("::ffff:104.16.0.1", true),
            ("2606:4700:ffff::1", true),
            ("2606:4701::1", false),
            ("2a06:98c7:ffff::1", true),
            ("2a06:98c8::1", false),
            ("203.0.113.10", false),
        ] {
            let parsed = address.parse().unwrap();
            assert_eq!(is_accepted_proxy(parsed), accepted, "{address}");
        }
    }
}
