//! The finished plan: steps, and for every domain without one the reason and the time of the next look.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    DomainName, Forecast, Reason, Rejected, SharedOrder, Standing, Step, SubDomainDns, SubDomains,
    Timestamp,
};

/// What is to be done, and why nothing is done for the rest.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Plan {
    /// The steps, in the order they begin.
    pub steps: Vec<Step>,
    /// Where every known host stands.
    pub standings: BTreeMap<DomainName, Standing>,
    /// Looks from outside (DNS, handshake) that are due now and that the plan would like to know.
    pub looks: Vec<Look>,
    /// Why none of the steps may be carried out.
    pub hold: Option<Hold>,
    /// Removals that the brake holds back.
    pub braked: Vec<DomainName>,
    /// Names that keep the shared certificate from being ordered.
    pub blockers: Vec<DomainName>,
    /// The next order of the shared certificate, where names wait for one or are left out of it.
    pub shared_order: Option<SharedOrder>,
    /// Rows that are not served.
    pub rejected: Vec<Rejected>,
    /// The certificates that are due, and by when they can be ordered.
    pub forecast: Forecast,
    /// Where the sub-domains need more certificates than a week allows.
    pub sub_domains: Option<SubDomains>,
    /// Where the network's own sub-domains do not lead here.
    pub sub_domain_dns: Option<SubDomainDns>,
    /// A listing of the panel is needed, because the fate of a call is not known.
    pub read_panel: bool,
    /// A fresh reading of the network is needed before a removal.
    pub read_network: bool,
    /// Hosts that may be forgotten.
    pub forget: Vec<DomainName>,
    /// When a plan may look different without anything having changed outside.
    pub next_look: Option<Timestamp>,
}

/// A look from outside at one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The host.
    pub host: DomainName,
    /// The other form, where it is of interest.
    pub twin: Option<DomainName>,
    /// Ask DNS, CAA records of an attached name included.
    pub dns: bool,
    /// Shake hands at the server.
    pub tls: bool,
    /// Visit it over the public path.
    pub visit: bool,
    /// Ask the server whether it has a virtual host for it.
    pub virtual_host: bool,
}

/// Why nothing may be changed at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// The reason.
    pub reason: Reason,
    /// What exactly, in words.
    pub detail: String,
    /// When the hold ends by itself.
    pub until: Option<Timestamp>,
}

/// A fingerprint of the steps of a plan, short enough to be copied by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PlanDigest(String);

impl Plan {
    /// The fingerprint of what the plan would change. Questions and the times of evidence do not count.
    pub fn digest(&self) -> PlanDigest {
        let mut lines: Vec<String> = self
            .steps
            .iter()
            .filter(|step| step.changes())
            .map(line)
            .collect();
        lines.sort();
        let digest = Sha256::digest(lines.join("\n").as_bytes());
        PlanDigest(hex(&digest[..6]))
    }

    /// The hosts that a step is for; for one about the shared certificate those that wait for it.
    pub(crate) fn concerned(&self, step: &Step) -> Vec<DomainName> {
        match step {
            Step::OrderShared { hosts, .. } => hosts.clone(),
            Step::ReadSharedCertificate => {
                let standings = self.standings.iter();
                let waiting = standings.filter(|(_, own)| own.reason == Reason::SharedOrderPending);
                waiting.map(|(host, _)| host.clone()).collect()
            }
            step => step.host().into_iter().cloned().collect(),
        }
    }

    /// Whether the plan would change something at the provider.
    pub fn changes(&self) -> bool {
        self.steps.iter().any(Step::changes)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend(
            [byte >> 4, byte & 0xf]
                .iter()
                .filter_map(|digit| char::from_digit(u32::from(*digit), 16)),
        );
    }
    text
}

fn line(step: &Step) -> String {
    match step {
        Step::Attach { name, www, .. } => format!("attach {name} {www}"),
        Step::SwitchTwin { host, on, .. } => format!("twin {host} {on}"),
        Step::Order { host, names, .. } => format!("order {host} {names:?}"),
        Step::OrderShared { names, .. } => format!("order shared {names:?}"),
        Step::Detach { host, object, .. } => format!("detach {host} {object}"),
        Step::ReadCertificate { .. } | Step::ReadSharedCertificate => String::new(),
    }
}

impl std::fmt::Display for PlanDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not the fingerprint of any plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plan's digest is 12 hexadecimal digits, as printed with the plan")]
pub struct InvalidDigest;

impl std::str::FromStr for PlanDigest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let text = text.trim().to_ascii_lowercase();
        let fits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then_some(Self(text)).ok_or(InvalidDigest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_that_was_copied_is_read_back_and_nothing_else_is() {
        let digest = Plan::default().digest();
        let copied = format!(" {} ", digest.to_string().to_uppercase());
        assert_eq!(copied.parse(), Ok(digest));
        for text in ["", "5f0c3a9d", "5f0c3a9d27bz", "5f0c3a9d27b1a", "äöüäöü"] {
            assert_eq!(text.parse::<PlanDigest>(), Err(InvalidDigest), "{text}");
        }
    }
}
