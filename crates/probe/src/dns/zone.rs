//! Who is in charge of a name, and what they say.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use plan::DnsOutcome;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::exchange::{Exchange, Question};
use super::reply::{self, Said, Verdict};
use super::servers::Servers;

/// The search for a zone starts at most this many labels deep; what lies deeper is reached by referral.
const MAX_LABELS: usize = 8;

/// How many of a zone's name servers are considered, and how many of their addresses.
pub(super) const MAX_NAME_SERVERS: usize = 4;
const MAX_ADDRESSES: usize = 6;

/// The authoritative way takes at most this many times the patience with a single server, so that time is left for
/// the fall-back.
const MAX_PATIENCE: u32 = 3;

/// How authoritative servers are reached.
#[derive(Clone, Debug)]
pub(super) struct Authority {
    pub(super) port: u16,
    /// Whether a server at this address may be asked: a stranger's zone chose it.
    pub(super) may_ask: fn(IpAddr) -> bool,
}

/// A zone and where its servers listen.
#[derive(Clone, Debug)]
struct Zone {
    apex: Name,
    servers: Vec<SocketAddr>,
}

/// What is known about zones during one look.
pub(super) struct Zones<'a> {
    exchange: &'a Exchange,
    recursive: &'a Servers,
    authority: Option<&'a Authority>,
    /// The questions for A and AAAA go through the same zones: the second one waits for what the first one finds.
    known: Mutex<HashMap<Name, Arc<OnceCell<Option<Zone>>>>>,
}

impl<'a> Zones<'a> {
    pub(super) fn new(
        exchange: &'a Exchange,
        recursive: &'a Servers,
        authority: Option<&'a Authority>,
    ) -> Self {
        Self {
            exchange,
            recursive,
            authority,
            known: Mutex::default(),
        }
    }

    /// What the zone of `name` says about it, or else what the resolver says.
    pub(super) async fn say(&self, name: &Name, kind: RecordType) -> Result<Said, DnsOutcome> {
        if let Some(authority) = self.authority {
            let patience = self.exchange.timeout.saturating_mul(MAX_PATIENCE);
            if let Ok(Some(said)) =
                timeout(patience, self.authoritative(authority, name, kind)).await
            {
                return Ok(said);
            }
        }
        self.recursive.say(self.exchange, name, kind).await
    }

    async fn authoritative(
        &self,
        authority: &Authority,
        name: &Name,
        kind: RecordType,
    ) -> Option<Said> {
        let mut zone = self.zone_of(authority, name).await?;
        // Comes to an end: a referral leads strictly down towards the name.
        loop {
            match self.ask_zone(&zone, name, kind).await? {
                Reply::Said(said) => return Some(said),
                Reply::Referral(referral) => {
                    let servers = self.reach(authority, &referral).await;
                    zone = Zone {
                        apex: referral.apex,
                        servers,
                    };
                }
            }
        }
    }

    async fn zone_of(&self, authority: &Authority, name: &Name) -> Option<Zone> {
        let cell = Arc::clone(
            self.known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(name.clone())
                .or_default(),
        );
        cell.get_or_init(|| self.find_zone(authority, name))
            .await
            .clone()
    }

    /// Walks up from `name` to the first ancestor that has name servers.
    async fn find_zone(&self, authority: &Authority, name: &Name) -> Option<Zone> {
        let mut apex = name.trim_to(MAX_LABELS);
        while !apex.is_root() {
            // A resolver that cannot tell has its reasons (a lame zone, a bogus signature): it has the last word.
            let message = self
                .recursive
                .ask(self.exchange, &apex, RecordType::NS)
                .await
                .ok()?;
            let names = name_servers(&message.answers, &apex);
            if names.is_empty() {
                apex = apex.base_name();
                continue;
            }
            let delegation = Delegation {
                apex,
                names,
                glue: Vec::new(),
            };
            let servers = self.reach(authority, &delegation).await;
            return Some(Zone {
                apex: delegation.apex,
                servers,
            });
        }
        None
    }

    /// The first statement with authority, or the first referral further down.
    async fn ask_zone(&self, zone: &Zone, name: &Name, kind: RecordType) -> Option<Reply> {
        let question = Question {
            name: name.clone(),
            kind,
            recursion: false,
        };
        for server in &zone.servers {
            let Ok(message) = self.exchange.ask(*server, &question).await else {
                continue;
            };
            if message.metadata.authoritative {
                if let Ok(said) = reply::read(&message, name, kind, &zone.apex) {
                    return Some(Reply::Said(said));
                }
            } else if let Some(delegation) = referral(message, &zone.apex, name) {
                return Some(Reply::Referral(delegation));
            }
        }
        None
    }

    /// The addresses at which the servers of a zone may be asked, IPv4 first.
    async fn reach(&self, authority: &Authority, delegation: &Delegation) -> Vec<SocketAddr> {
        let looks = delegation
            .names
            .iter()
            .map(|server| self.addresses_of(server, &delegation.glue));
        let mut addresses: Vec<IpAddr> = join_all(looks)
            .await
            .into_iter()
            .flatten()
            .filter(|address| (authority.may_ask)(*address))
            .collect();
        // Two names for one machine are common; IPv4 sorts first.
        addresses.sort_unstable();
        addresses.dedup();
        addresses.truncate(MAX_ADDRESSES);
        addresses
            .into_iter()
            .map(|address| SocketAddr::new(address, authority.port))
            .collect()
    }

    async fn addresses_of(&self, server: &Name, glue: &[Record]) -> Vec<IpAddr> {
        let glued: Vec<IpAddr> = glue
            .iter()
            .filter(|record| record.name == *server)
            .filter_map(|record| record.data.ip_addr())
            .collect();
        if !glued.is_empty() {
            return glued;
        }
        let (ipv4, ipv6) = tokio::join!(
            self.recursive.say(self.exchange, server, RecordType::A),
            self.recursive.say(self.exchange, server, RecordType::AAAA),
        );
        [ipv4, ipv6]
            .into_iter()
            .flatten()
            .flat_map(|said| match said.verdict {
                Verdict::Addresses(addresses) => addresses,
                Verdict::Caa(_) | Verdict::AskOn | Verdict::NoData | Verdict::NoName => Vec::new(),
            })
            .collect()
    }
}

enum Reply {
    Said(Said),
    Referral(Delegation),
}

/// The servers a zone is delegated to.
pub(super) struct Delegation {
    pub(super) apex: Name,
    pub(super) names: Vec<Name>,
    /// Addresses that came along and may be believed.
    pub(super) glue: Vec<Record>,
}

/// Reads a message without authority as a referral to a zone between `zone` and `name`; anything else is lame.
pub(super) fn referral(message: Message, zone: &Name, name: &Name) -> Option<Delegation> {
    if reply::failure(message.metadata.response_code).is_some() {
        return None;
    }
    let apex = message
        .authorities
        .iter()
        .filter(|record| record.record_type() == RecordType::NS)
        .map(|record| &record.name)
        .find(|apex| zone.zone_of(apex) && *apex != zone && apex.zone_of(name))?
        .clone();
    let names = name_servers(&message.authorities, &apex);
    let mut glue = message.additionals;
    glue.retain(|record| zone.zone_of(&record.name));
    Some(Delegation { apex, names, glue })
}

fn name_servers(records: &[Record], apex: &Name) -> Vec<Name> {
    records
        .iter()
        .filter(|record| record.name == *apex)
        .filter_map(|record| match &record.data {
            RData::NS(server) => Some(server.0.clone()),
            _ => None,
        })
        .take(MAX_NAME_SERVERS)
        .collect()
}
