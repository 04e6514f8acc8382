//! The DNS records of a domain: those that are, as far as looks tell, and those that should be.

use std::net::IpAddr;

use agent::About;
use plan::{DomainName, Elsewhere, PointsHere, Reason, Record, Seen, State, plain};
use serde::Serialize;

/// A record that leads a name here.
#[derive(Serialize)]
pub(crate) struct DnsRecord {
    name: DomainName,
    #[serde(rename = "type")]
    kind: &'static str,
    value: IpAddr,
}

/// What DNS said last about a name.
#[derive(Serialize)]
pub(crate) struct DnsSeen {
    name: DomainName,
    points_here: &'static str,
    /// The addresses that are not ours.
    elsewhere: Vec<IpAddr>,
    /// In a few words.
    words: String,
}

/// The records that lead a host here, and its other form where that is waited for or served; none for a host that is not
/// to be served.
pub(crate) fn should_be(record: &Record, about: &About) -> Vec<DnsRecord> {
    let gone = matches!(record.standing.state, State::Removed | State::Removing);
    if !record.is_ours() || gone {
        return Vec::new();
    }
    let served = |twin: &DomainName| {
        let object = record.object.as_ref();
        object.is_some_and(|object| object.names(twin))
    };
    let awaited = matches!(
        record.standing.reason,
        Reason::TwinElsewhere | Reason::TwinForced
    );
    let twin = record.host.twin();
    let twin = twin.filter(|twin| awaited || served(twin));
    let names = std::iter::once(record.host.clone()).chain(twin);
    let records = names.flat_map(|name| {
        let addresses = about.addresses.iter().flatten();
        addresses.map(move |address| DnsRecord {
            name: name.clone(),
            kind: if address.is_ipv4() { "A" } else { "AAAA" },
            value: *address,
        })
    });
    records.collect()
}

/// What DNS said last about a host and its other form; nothing of one that was never asked about.
pub(crate) fn are(record: &Record) -> Vec<DnsSeen> {
    let own = record.dns.as_ref().map(|seen| (record.host.clone(), seen));
    let twin = record.host.twin().zip(record.twin_dns.as_ref());
    let both = own.into_iter().chain(twin);
    both.map(|(name, seen)| DnsSeen::of(name, seen)).collect()
}

/// The word for an answer.
pub(crate) fn points_here(answer: &PointsHere) -> &'static str {
    match answer {
        PointsHere::Yes | PointsHere::ByAlias | PointsHere::ByVisit => "yes",
        PointsHere::Proxied(_) => "proxied",
        PointsHere::No(_) => "no",
        PointsHere::Unknown(_) => "unknown",
    }
}

impl DnsRecord {
    pub(crate) fn line(&self) -> String {
        format!("  {} {} {}", self.name, self.kind, self.value)
    }
}

impl DnsSeen {
    fn of(name: DomainName, seen: &Seen<PointsHere>) -> Self {
        let (words, elsewhere) = match &seen.value {
            PointsHere::Yes => ("leads here".to_owned(), Vec::new()),
            PointsHere::ByAlias => (
                "leads here, as an alias of the network's host".to_owned(),
                Vec::new(),
            ),
            PointsHere::ByVisit => ("leads here, as a visit proved".to_owned(), Vec::new()),
            PointsHere::Proxied(found) => ("is behind a proxy".to_owned(), found.clone()),
            PointsHere::No(Elsewhere::NoSuchName) => ("does not exist".to_owned(), Vec::new()),
            PointsHere::No(Elsewhere::DeadAlias(target)) => (
                format!("is an alias of {}, which leads nowhere", plain(target)),
                Vec::new(),
            ),
            PointsHere::No(Elsewhere::NoRecord) => ("has no address record".to_owned(), Vec::new()),
            PointsHere::No(
                Elsewhere::StaleIpv6(found) | Elsewhere::Mixed(found) | Elsewhere::Other(found),
            ) => {
                let mut found = found.clone();
                found.sort_unstable();
                let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
                (
                    format!("has addresses that are not ours: {}", texts.join(", ")),
                    found,
                )
            }
            PointsHere::Unknown(outcome) => (format!("is not known: {outcome}"), Vec::new()),
        };
        Self {
            name,
            points_here: points_here(&seen.value),
            elsewhere,
            words,
        }
    }

    pub(crate) fn line(&self) -> String {
        format!("  {} {}", self.name, self.words)
    }
}
