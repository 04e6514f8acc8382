//! What DNS says about a name, and whether that leads to our server.

use std::fmt;
use std::mem::discriminant;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::DomainName;
use crate::proxy::is_accepted_proxy;

/// The answer to the question for all addresses of one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DnsAnswer {
    /// The names a CNAME chain led through, the asked name not included. Hostile text, shown only escaped.
    pub chain: Vec<String>,
    /// Every A and AAAA record at the end of the chain.
    pub addresses: Vec<IpAddr>,
    /// How the two questions (A, AAAA) ended.
    pub outcome: DnsOutcome,
}

/// How a look-up ended, both address families taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// Whether a name leads to our server. `Unknown` is not `No`, and neither is `Proxied`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsHere {
    /// Every address is one of ours.
    Yes,
    /// It is an alias of the network's own host, wherever that is at the moment.
    ByAlias,
    /// DNS does not tell, but a visit over the public path reached this WordPress.
    ByVisit,
    /// Every address that is not ours belongs to an accepted proxy; what stands behind it DNS does not tell.
    Proxied(Vec<IpAddr>),
    /// A definite answer that leads elsewhere.
    No(Elsewhere),
    /// No definite answer.
    Unknown(DnsOutcome),
}

/// What a definite answer says instead.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// The name exists and has no address.
    NoRecord,
    /// The name does not exist.
    NoSuchName,
    /// It is an alias of this name, which leads nowhere. Hostile text.
    DeadAlias(String),
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
        matches!(self, Self::Yes | Self::ByAlias | Self::ByVisit)
    }

    /// Whether a visit may know better: a proxy nobody listed may stand before the name.
    ///
    /// Not so with records of two kinds: the authority may take the wrong one.
    pub(crate) fn visit_decides(&self) -> bool {
        matches!(
            self,
            Self::ByVisit | Self::Proxied(_) | Self::No(Elsewhere::Other(_)) | Self::Unknown(_)
        )
    }

    /// Whether both are the same kind of answer: a name that leads here by other means still leads here.
    pub(crate) fn same_kind(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other) || self.is_yes() && other.is_yes()
    }

    /// Whether the answer is a definite no.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No(_))
    }
}

/// What counts as here.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The network's own host.
    pub main_domain: &'a DomainName,
    /// The addresses of the server, configured ones, and those of the main domain.
    pub addresses: &'a [IpAddr],
}

/// Judges an answer.
pub fn points_here(answer: &DnsAnswer, here: &Here<'_>) -> PointsHere {
    let alias_of = |name: &DomainName| {
        let plain = |text: &String| {
            text.trim_end_matches('.')
                .eq_ignore_ascii_case(name.as_str())
        };
        answer.chain.iter().any(plain)
    };
    match (answer.outcome, answer.chain.last()) {
        (DnsOutcome::Found, _) if answer.addresses.is_empty() => {
            PointsHere::Unknown(DnsOutcome::Malformed)
        }
        (DnsOutcome::Found, _) if alias_of(here.main_domain) => PointsHere::ByAlias,
        (DnsOutcome::Found, _) => judge(&answer.addresses, here.addresses),
        (DnsOutcome::NoAddress | DnsOutcome::NoSuchName, Some(target)) => {
            PointsHere::No(Elsewhere::DeadAlias(target.clone()))
        }
        (DnsOutcome::NoAddress, None) => PointsHere::No(Elsewhere::NoRecord),
        (DnsOutcome::NoSuchName, None) => PointsHere::No(Elsewhere::NoSuchName),
        (unknown, _) => PointsHere::Unknown(unknown),
    }
}

fn judge(addresses: &[IpAddr], ours: &[IpAddr]) -> PointsHere {
    let is_ours = |address: &IpAddr| {
        ours.iter()
            .any(|own| own.to_canonical() == address.to_canonical())
    };
    let others = addresses
        .iter()
        .copied()
        .filter(|address| !is_ours(address));
    let foreign: Vec<IpAddr> = others.collect();
    if foreign.is_empty() {
        return PointsHere::Yes;
    }
    if foreign.iter().all(|address| is_accepted_proxy(*address)) {
        return PointsHere::Proxied(foreign);
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

    fn judged(answer: &DnsAnswer, addresses: &[IpAddr]) -> PointsHere {
        let main_domain = &"network.example".parse().unwrap();
        points_here(
            answer,
            &Here {
                main_domain,
                addresses,
            },
        )
    }

    #[test]
    fn an_alias_of_the_main_domain_leads_here_and_one_of_nothing_is_told_apart() {
        let through = |target: &str, addresses: &[&str], outcome| DnsAnswer {
            chain: vec![target.to_owned()],
            outcome,
            ..found(addresses)
        };
        let alias = through("Network.Example.", &["198.51.100.1"], DnsOutcome::Found);
        assert_eq!(judged(&alias, &[]), PointsHere::ByAlias);
        let broken = through("network.example", &[], DnsOutcome::ServerFailure);
        assert!(matches!(judged(&broken, &[]), PointsHere::Unknown(_)));
        let dead = through("gone.example", &[], DnsOutcome::NoSuchName);
        let target = "gone.example".to_owned();
        assert_eq!(
            judged(&dead, &[]),
            PointsHere::No(Elsewhere::DeadAlias(target))
        );
    }

    #[test]
    fn an_accepted_proxy_is_neither_yes_nor_no() {
        let ours = [ip("203.0.113.10")];
        for addresses in [
            &["104.16.1.1", "2606:4700::1"][..],
            &["203.0.113.10", "104.16.1.1"],
        ] {
            let proxied = judged(&found(addresses), &ours);
            assert!(matches!(proxied, PointsHere::Proxied(_)), "{addresses:?}");
        }
        let mixed = judged(&found(&["104.16.1.1", "198.51.100.1"]), &ours);
        assert!(mixed.is_no());
    }

    #[test]
    fn all_addresses_have_to_be_ours() {
        let ours = [ip("203.0.113.10"), ip("2001:db8::10")];
        assert_eq!(judged(&found(&["203.0.113.10"]), &ours), PointsHere::Yes);
        assert_eq!(
            judged(&found(&["203.0.113.10", "2001:db8::10"]), &ours),
            PointsHere::Yes
        );
        assert_eq!(
            judged(&found(&["203.0.113.10", "2001:db8::7"]), &ours),
            PointsHere::No(Elsewhere::StaleIpv6(vec![ip("2001:db8::7")]))
        );
        assert_eq!(
            judged(&found(&["203.0.113.10", "198.51.100.1"]), &ours),
            PointsHere::No(Elsewhere::Mixed(vec![ip("198.51.100.1")]))
        );
        assert_eq!(
            judged(&found(&["2001:db8::7"]), &ours),
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
                judged(&answer, &[ip("203.0.113.10")]),
                PointsHere::Unknown(outcome)
            );
        }
        assert_eq!(
            judged(&found(&[]), &[]),
            PointsHere::Unknown(DnsOutcome::Malformed)
        );
    }
}
