//! Where a name leads: look-ups at the servers that decide, not at caches.
//!
//! Without a resolver of its own choice, [`DnsResolver`] asks the system's resolver only which servers are in charge of
//! a name, and then asks those, so that a cached "no such name" does not hold up a customer who has just added his
//! record. Where they do not answer with authority, the system's resolver has the last word.
//!
//! Queries are written and read with hickory's wire types but sent by this module: a resolver library answers some
//! names by itself (`localhost`, `invalid`), caches, retries and hides who said what.

mod caa;
mod chain;
mod exchange;
mod family;
#[cfg(any(test, feature = "fuzzing"))]
pub mod hostile;
mod reply;
mod servers;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod tests;
mod zone;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use async_trait::async_trait;
use hickory_resolver::proto::rr::{Name, RecordType};
use plan::{CaaAnswer, DnsAnswer, DnsOutcome, DomainName};
use tracing::debug;

use crate::Resolver;
use exchange::Exchange;
use family::{End, Family, merge};
use servers::Servers;
use zone::{Authority, Zones};

/// The port of every name server that a zone or the system names.
const DNS_PORT: u16 = 53;

/// One look takes at most this many times the patience with a single server: the way to the zone's servers, a few of
/// them silent, and the fall-back fit in; a zone built to waste time does not.
const MAX_PATIENCE: u32 = 6;

/// How [`DnsResolver`] looks.
#[derive(Clone, Debug)]
pub struct DnsSettings {
    /// The only server to ask. It may have a private address, and no authoritative server is asked beside it.
    pub resolver: Option<SocketAddr>,
    /// Patience with one server and one question. A whole look takes at most six times as long.
    pub timeout: Duration,
}

/// The system names no resolver; one has to be given.
#[derive(Debug, thiserror::Error)]
#[error("cannot tell which name server this machine uses, and none was given: {reason}")]
#[non_exhaustive]
pub struct NoNameServer {
    /// What reading the system's configuration ended with.
    pub reason: String,
}

/// Looks names up at their authoritative servers, or at one given server.
#[derive(Clone, Debug)]
pub struct DnsResolver {
    exchange: Exchange,
    /// The system's resolver or the given one.
    recursive: Servers,
    /// How to reach the servers in charge of a zone; none with a given resolver.
    authority: Option<Authority>,
}

impl DnsResolver {
    /// Prepares look-ups; no question is asked yet.
    ///
    /// # Errors
    /// When no resolver is given and the system's configuration names none.
    pub fn new(settings: &DnsSettings) -> Result<Self, NoNameServer> {
        let exchange = Exchange::new(settings.timeout);
        if let Some(given) = settings.resolver {
            return Ok(Self {
                exchange,
                recursive: Servers::recursive(vec![given]),
                authority: None,
            });
        }
        Ok(Self {
            exchange,
            recursive: Servers::recursive(system_servers()?),
            authority: Some(Authority {
                port: DNS_PORT,
                may_ask: crate::is_public,
            }),
        })
    }

    async fn both_families(&self, name: &Name) -> (Family, Family) {
        let zones = Zones::new(&self.exchange, &self.recursive, self.authority.as_ref());
        tokio::join!(
            chain::follow(&zones, name, RecordType::A),
            chain::follow(&zones, name, RecordType::AAAA),
        )
    }
}

#[async_trait]
impl Resolver for DnsResolver {
    async fn caa(&self, name: &DomainName) -> CaaAnswer {
        let Ok(absolute) = Name::from_ascii(format!("{name}.")) else {
            return caa::nothing(DnsOutcome::Malformed);
        };
        let patience = self.exchange.timeout.saturating_mul(MAX_PATIENCE);
        let zones = Zones::new(&self.exchange, &self.recursive, self.authority.as_ref());
        let answer = tokio::time::timeout(patience, caa::climb(&zones, &absolute)).await;
        let answer = answer.unwrap_or(caa::nothing(DnsOutcome::TimedOut));
        debug!(domain = %name, outcome = ?answer.outcome, records = answer.records.len(), "asked for CAA");
        answer
    }

    async fn look(&self, name: &DomainName) -> DnsAnswer {
        // The trailing dot keeps search domains out.
        let Ok(absolute) = Name::from_ascii(format!("{name}.")) else {
            return failed(DnsOutcome::Malformed);
        };
        let patience = self.exchange.timeout.saturating_mul(MAX_PATIENCE);
        let answer = match tokio::time::timeout(patience, self.both_families(&absolute)).await {
            Ok((ipv4, ipv6)) => merge(ipv4, ipv6),
            Err(_) => failed(DnsOutcome::TimedOut),
        };
        debug!(
            domain = %name,
            outcome = ?answer.outcome,
            addresses = answer.addresses.len(),
            "looked up"
        );
        answer
    }
}

fn failed(outcome: DnsOutcome) -> DnsAnswer {
    merge(
        Family::ended(End::Failed(outcome)),
        Family::ended(End::Failed(outcome)),
    )
}

fn system_servers() -> Result<Vec<SocketAddr>, NoNameServer> {
    let (config, _) =
        hickory_resolver::system_conf::read_system_conf().map_err(|error| NoNameServer {
            reason: error.to_string(),
        })?;
    let addresses: Vec<IpAddr> = config.name_servers().iter().map(|s| s.ip).collect();
    if addresses.is_empty() {
        return Err(NoNameServer {
            reason: "its configuration lists none".to_owned(),
        });
    }
    Ok(addresses
        .into_iter()
        .map(|ip| SocketAddr::new(ip, DNS_PORT))
        .collect())
}
