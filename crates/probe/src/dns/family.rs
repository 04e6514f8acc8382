//! How the question for one address family ended, and what two such ends make together.

use std::net::IpAddr;

use hickory_resolver::proto::rr::Name;
use plan::{DnsAnswer, DnsOutcome};

/// The answer to the question for A or for AAAA records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Family {
    /// The aliases on the way, in order.
    pub(super) chain: Vec<Name>,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) end: End,
}

/// How the question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Found,
    NoData,
    NoName,
    /// No definite answer; never one of the outcomes that are.
    Failed(DnsOutcome),
}

impl Family {
    pub(super) fn ended(end: End) -> Self {
        Self {
            chain: Vec::new(),
            addresses: Vec::new(),
            end,
        }
    }
}

/// Puts the two families together.
pub(super) fn merge(ipv4: Family, ipv6: Family) -> DnsAnswer {
    let outcome = outcome(ipv4.end, ipv6.end);
    let chain = if ipv6.chain.len() > ipv4.chain.len() {
        ipv6.chain
    } else {
        ipv4.chain
    };
    let mut addresses = ipv4.addresses;
    addresses.extend(ipv6.addresses);
    // Servers rotate their records; what is stored about a name must not change with every look.
    addresses.sort_unstable();
    addresses.dedup();
    DnsAnswer {
        chain: chain.iter().map(text).collect(),
        addresses,
        outcome,
    }
}

/// A name for people: lower case, without the final dot, bytes that no host name has escaped as `\ddd`.
fn text(name: &Name) -> String {
    let ascii = name.to_lowercase().to_ascii();
    ascii.strip_suffix('.').unwrap_or(&ascii).to_owned()
}

/// A failure on either side is the outcome: a certificate authority may well ask the family that we did not get to see.
/// Addresses on one side count although the other side claims that the name does not exist, because it does.
fn outcome(ipv4: End, ipv6: End) -> DnsOutcome {
    match (ipv4, ipv6) {
        (End::Failed(one), End::Failed(other)) => {
            if one == DnsOutcome::TimedOut {
                // Silence says less than any answer.
                other
            } else {
                one
            }
        }
        (End::Failed(failure), _) | (_, End::Failed(failure)) => failure,
        (End::Found, _) | (_, End::Found) => DnsOutcome::Found,
        (End::NoName, End::NoName) => DnsOutcome::NoSuchName,
        (End::NoData | End::NoName, End::NoData | End::NoName) => DnsOutcome::NoAddress,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn addresses_come_in_one_order_whichever_the_server_chose_today() {
        let family = |addresses: &[&str]| Family {
            chain: vec![],
            addresses: ips(addresses),
            end: End::Found,
        };
        let answer = merge(
            family(&["198.51.100.8", "198.51.100.7"]),
            family(&["2001:db8::8", "2001:db8::7"]),
        );
        let sorted = ips(&["198.51.100.7", "198.51.100.8", "2001:db8::7", "2001:db8::8"]);
        assert_eq!(answer.addresses, sorted);
    }

    #[test]
    fn unknown_on_either_side_is_unknown_and_no_name_needs_both() {
        use End::{Failed, Found, NoData, NoName};
        let servfail = Failed(DnsOutcome::ServerFailure);
        let refused = Failed(DnsOutcome::Refused);
        let silence = Failed(DnsOutcome::TimedOut);
        for (one, other, expected) in [
            (Found, Found, DnsOutcome::Found),
            (Found, NoData, DnsOutcome::Found),
            (Found, NoName, DnsOutcome::Found),
            (Found, servfail, DnsOutcome::ServerFailure),
            (Found, refused, DnsOutcome::Refused),
            (Found, silence, DnsOutcome::TimedOut),
            (Found, Failed(DnsOutcome::Malformed), DnsOutcome::Malformed),
            (NoData, NoData, DnsOutcome::NoAddress),
            (NoData, NoName, DnsOutcome::NoAddress),
            (NoName, NoName, DnsOutcome::NoSuchName),
            (NoData, servfail, DnsOutcome::ServerFailure),
            (NoName, servfail, DnsOutcome::ServerFailure),
            (NoName, silence, DnsOutcome::TimedOut),
            (silence, servfail, DnsOutcome::ServerFailure),
            (silence, silence, DnsOutcome::TimedOut),
        ] {
            assert_eq!(outcome(one, other), expected, "{one:?} and {other:?}");
            assert_eq!(outcome(other, one), expected, "{other:?} and {one:?}");
        }
    }

    #[test]
    fn addresses_of_both_families_are_kept_even_beside_a_failure() {
        let ipv4 = Family {
            chain: vec![],
            addresses: ips(&["198.51.100.7"]),
            end: End::Found,
        };
        let mut ipv6 = Family::ended(End::Failed(DnsOutcome::TimedOut));
        ipv6.chain = vec![Name::from_labels([&b"a\x1b["[..], b"Shop", b"test"]).unwrap()];
        assert_eq!(
            merge(ipv4, ipv6),
            DnsAnswer {
                chain: vec![r"a\033\[.shop.test".to_owned()],
                addresses: ips(&["198.51.100.7"]),
                outcome: DnsOutcome::TimedOut,
            }
        );
    }
}
