//! One turn of one agent with all that could be seen of it from outside.

use std::collections::BTreeMap;

use agent::Turn;
use emulator::{Call, CertificateView, DomainView, Panel};
use plan::Network;

use crate::names::bare;

/// The panel at a moment.
#[derive(Clone, Debug)]
pub struct Sight {
    pub advanced: bool,
    pub domains: Vec<DomainView>,
    pub certificates: Vec<CertificateView>,
}

impl Sight {
    pub fn of(panel: &Panel) -> Self {
        Self {
            advanced: panel.mode().0,
            domains: panel.domains(),
            certificates: panel.certificates(),
        }
    }

    pub fn domain(&self, id: u64) -> Option<&DomainView> {
        self.domains.iter().find(|domain| domain.id == id)
    }

    /// The object that covers a host by its name or twin.
    pub fn covering(&self, host: &str) -> Option<&DomainView> {
        let covers = |domain: &&DomainView| {
            domain.name == host || (domain.www && host.strip_prefix("www.") == Some(&domain.name))
        };
        self.domains.iter().find(covers)
    }

    /// Every host that meets a valid certificate at the edge, and until when.
    pub fn answering(&self, now: i64) -> BTreeMap<String, i64> {
        let mut answering = BTreeMap::new();
        for domain in &self.domains {
            let mut hosts = vec![domain.name.clone()];
            if domain.www {
                hosts.push(format!("www.{}", domain.name));
            }
            for host in hosts {
                let serves = |certificate: &&CertificateView| {
                    let own = certificate
                        .domain
                        .as_ref()
                        .is_none_or(|of| *of == domain.name);
                    own && certificate.valid_until > now && certificate.names.contains(&host)
                };
                if let Some(certificate) = self.certificates.iter().find(serves) {
                    answering.insert(host, certificate.valid_until);
                }
            }
        }
        answering
    }
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An agent of the network, by its number.
    Agent(u32),
    /// The agent of a copy.
    Copy,
}

/// One turn.
#[derive(Debug)]
pub struct Window {
    pub actor: Actor,
    pub now: i64,
    pub before: Sight,
    pub after: Sight,
    pub calls: Vec<Call>,
    /// What the network said, and whether it could be read in whole.
    pub network: Network,
    pub readable: bool,
    /// What it came to; nothing where the agent was killed or the database failed.
    pub turn: Option<Turn>,
    /// How many intents are open afterwards.
    pub open_intents: usize,
}

impl Window {
    /// The calls that can change something.
    pub fn writes(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|call| call.method != "GET")
    }

    /// The objects that are gone since the turn began.
    pub fn removed(&self) -> impl Iterator<Item = &DomainView> {
        let before = self.before.domains.iter();
        before.filter(|domain| self.after.domain(domain.id).is_none())
    }

    /// The objects that are there since the turn began.
    pub fn added(&self) -> impl Iterator<Item = &DomainView> {
        let after = self.after.domains.iter();
        after.filter(|domain| self.before.domain(domain.id).is_none())
    }

    /// The domain a call is about, by the id in its path.
    pub fn about(&self, call: &Call) -> Option<&DomainView> {
        let id: u64 = call
            .path
            .split("/domains/")
            .nth(1)?
            .split(['/', '?'])
            .next()?
            .parse()
            .ok()?;
        self.before.domain(id).or_else(|| self.after.domain(id))
    }

    /// Whether any row or site names a host now.
    pub fn names(&self, host: &str) -> bool {
        crate::known::Known::named(&self.network).contains(&bare(host))
    }
}
