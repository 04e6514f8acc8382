//! What DNS says about a name, and whether that leads to our server.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// The answer to the question for all addresses of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsAnswer {
    /// The names a CNAME chain led through, the asked name not included. Hostile text, shown only escaped.
    pub chain: Vec<String>,
    /// Every A and AAAA record at the end of the chain.
    pub addresses: Vec<IpAddr>,
    /// How the two questions (A, AAAA) ended.
    pub outcome: DnsOutcome,
}

/// How a look-up ended, both address families taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsOutcome {
    /// At least one address, and no question failed.
    Found,
    /// The name exists and has no address.
    NoAddress,
    /// The name (or the end of its chain) does not exist.
    NoSuchName,
    /// A name server answered SERVFAIL.
    ServerFailure,
    /// A name server refused to answer, or is not authoritative where it should be.
    Refused,
    /// No name server answered in time.
    TimedOut,
    /// An answer that makes no sense: a chain without end, too many records.
    Malformed,
}

/// Whether a name leads to our server. `Unknown` is not `No`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsHere {
    /// Every address is one of ours.
    Yes,
    /// A definite answer that leads elsewhere.
    No(Elsewhere),
    /// No definite answer.
    Unknown(DnsOutcome),
}

/// What a definite answer says instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// The name has no record at all.
    NoRecord,
    /// The IPv4 side is right, but these IPv6 addresses are not ours: left over from another hoster as a rule.
    StaleIpv6(Vec<IpAddr>),
    /// Some addresses are ours and these are not.
    Mixed(Vec<IpAddr>),
    /// No address is ours.
    Other(Vec<IpAddr>),
}

impl PointsHere {
    /// Whether the answer is a definite yes.
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Whether the answer is a definite no.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No(_))
    }
}

/// Judges an answer against the addresses that count as ours.
pub fn points_here(answer: &DnsAnswer, ours: &[IpAddr]) -> PointsHere {
    match answer.outcome {
        DnsOutcome::Found if answer.addresses.is_empty() => {
            PointsHere::Unknown(DnsOutcome::Malformed)
        }
        DnsOutcome::Found => judge(&answer.addresses, ours),
        DnsOutcome::NoAddress | DnsOutcome::NoSuchName => PointsHere::No(Elsewhere::NoRecord),
        unknown => PointsHere::Unknown(unknown),
    }
}

fn judge(addresses: &[IpAddr], ours: &[IpAddr]) -> PointsHere {
    let is_ours = |address: &&IpAddr| {
        ours.iter()
            .any(|own| own.to_canonical() == address.to_canonical())
    };
    let foreign: Vec<IpAddr> = addresses
        .iter()
        .filter(|address| !is_ours(address))
        .copied()
        .collect();
    if foreign.is_empty() {
        return PointsHere::Yes;
    }
    if foreign.len() == addresses.len() {
        return PointsHere::No(Elsewhere::Other(foreign));
    }
    let only_ipv6 = foreign.iter().all(IpAddr::is_ipv6);
    PointsHere::No(if only_ipv6 {
        Elsewhere::StaleIpv6(foreign)
    } else {
        Elsewhere::Mixed(foreign)
    })
}

impl fmt::Display for DnsOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Found => "records were found",
            Self::NoAddress => "the name has no address record",
            Self::NoSuchName => "the name does not exist",
            Self::ServerFailure => "its name server answers SERVFAIL",
            Self::Refused => "its name server refuses to answer",
            Self::TimedOut => "its name servers do not answer",
            Self::Malformed => "its name servers answer nonsense",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn found(addresses: &[&str]) -> DnsAnswer {
        DnsAnswer {
            chain: vec![],
            addresses: addresses.iter().map(|a| ip(a)).collect(),
            outcome: DnsOutcome::Found,
        }
    }

    #[test]
    fn all_addresses_have_to_be_ours() {
        let ours = [ip("203.0.113.10"), ip("2001:db8::10")];
        assert_eq!(
            points_here(&found(&["203.0.113.10"]), &ours),
            PointsHere::Yes
        );
        assert_eq!(
            points_here(&found(&["203.0.113.10", "2001:db8::10"]), &ours),
            PointsHere::Yes
        );
        assert_eq!(
            points_here(&found(&["203.0.113.10", "2001:db8::7"]), &ours),
            PointsHere::No(Elsewhere::StaleIpv6(vec![ip("2001:db8::7")]))
        );
        assert_eq!(
            points_here(&found(&["203.0.113.10", "198.51.100.1"]), &ours),
            PointsHere::No(Elsewhere::Mixed(vec![ip("198.51.100.1")]))
        );
        assert_eq!(
            points_here(&found(&["2001:db8::7"]), &ours),
            PointsHere::No(Elsewhere::Other(vec![ip("2001:db8::7")]))
        );
    }

    #[test]
    fn a_failed_look_up_is_unknown_and_never_no() {
        for outcome in [
            DnsOutcome::ServerFailure,
            DnsOutcome::Refused,
            DnsOutcome::TimedOut,
            DnsOutcome::Malformed,
        ] {
            let answer = DnsAnswer {
                chain: vec![],
                addresses: vec![ip("198.51.100.1")],
                outcome,
            };
            assert_eq!(
                points_here(&answer, &[ip("203.0.113.10")]),
                PointsHere::Unknown(outcome)
            );
        }
        assert_eq!(
            points_here(&found(&[]), &[]),
            PointsHere::Unknown(DnsOutcome::Malformed)
        );
    }
}
