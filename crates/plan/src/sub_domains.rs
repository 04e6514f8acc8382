//! Whether the sub-domain sites of a network need more certificates of their own than the authority allows in a week: then
//! a wildcard is the better way, and only a person can set it up.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;
use crate::{Attached, DomainName, Handshake, NetworkKind, ObjectKind, Record, SslMode, Timestamp};

const DAY_MS: i64 = 24 * 3_600_000;

/// More sub-domains that need a certificate of their own than can be ordered in a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubDomains {
    /// The network's own host.
    pub main_domain: DomainName,
    /// Sub-domains without a valid certificate.
    pub lacking: usize,
    /// How many certificates are ordered in a week at most.
    pub weekly: usize,
    /// About when the last of them is ordered, to the day.
    pub last_at: Timestamp,
}

impl SubDomains {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        format!(
            "attach `*.{}` in RunCloud and give it a certificate by dns-01: then none of them needs its own",
            self.main_domain
        )
    }
}

impl fmt::Display for SubDomains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.last_at.day();
        write!(
            f,
            "{} sub-domains of {} have no certificate; {} are ordered a week, the last about {day}",
            self.lacking, self.main_domain, self.weekly
        )
    }
}

/// Counts the sub-domain sites that need a certificate of their own; nothing where a week is enough for them, or where
/// that is not known yet.
pub(crate) fn too_many(draft: &Draft<'_>) -> Option<SubDomains> {
    let situation = draft.situation;
    let network = situation.network.value();
    let panel = situation
        .panel
        .complete()
        .map(|_| situation.panel.value())?;
    if network.kind != NetworkKind::SubDomain || panel.ssl != SslMode::Advanced {
        return None;
    }
    let main = &network.main_domain;
    // A wildcard would answer for names with one label more alone.
    let wildcard = Attached::new(0, &format!("*.{main}"), ObjectKind::Alias, false, false);
    let units = situation.wanted.units.values();
    let own = units.filter(|unit| unit.below_main).map(crate::Unit::host);
    let own = own.filter(|host| wildcard.covers_by_wildcard(host));
    let own = own.filter(|host| !draft.index.wildcard_answers(host));
    let mut lacking = 0;
    for host in own {
        match situation
            .records
            .get(&host)
            .map(|record| has_one(record, draft.now()))
        {
            Some(Some(true)) => {}
            Some(Some(false)) | None => lacking += 1,
            // The first handshakes are under way; what they show decides.
            Some(None) => return None,
        }
    }
    let limit = &situation.policy.limits.registered_domain;
    let weekly = limit.used();
    if lacking <= weekly {
        return None;
    }
    let spent = situation.orders.of_registered(main, limit, draft.now());
    let first = spent.first().copied().unwrap_or_else(|| draft.now());
    let weeks = (lacking + spent.len() - 1) / weekly.max(1);
    let last = first + limit.window * u32::try_from(weeks).unwrap_or(u32::MAX);
    Some(SubDomains {
        main_domain: main.clone(),
        lacking,
        weekly,
        // What is told does not change from one pass to the next.
        last_at: Timestamp::from_millis(last.as_millis() / DAY_MS * DAY_MS),
    })
}

/// Whether visitors of a host get a valid certificate; nothing where it is attached and nobody looked yet.
fn has_one(record: &Record, now: Timestamp) -> Option<bool> {
    if record.object.is_none() {
        return Some(false);
    }
    let seen = record.tls.as_ref()?;
    Some(matches!(&seen.value, Handshake::Valid(leaf) if leaf.not_after > now))
}
