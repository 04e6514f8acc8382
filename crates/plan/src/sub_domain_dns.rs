//! Whether the network's own sub-domains lead here: that is one record of the operator's, not a matter of each name.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;
use crate::{DomainName, NetworkKind};

/// Sub-domains of the network that do not lead here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubDomainDns {
    /// The network's own host.
    pub main_domain: DomainName,
    /// How many of its sub-domains do not lead here.
    pub lacking: usize,
    /// Where they should lead.
    pub addresses: Vec<IpAddr>,
}

impl SubDomainDns {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        let records = self.addresses.iter().map(|address| {
            let kind = if address.is_ipv4() { "A" } else { "AAAA" };
            format!("`*.{} {kind} {address}`", self.main_domain)
        });
        let records: Vec<String> = records.collect();
        format!(
            "add {} where the network's DNS is kept: then the name of each new site leads here",
            if records.is_empty() {
                format!("a record for `*.{}`", self.main_domain)
            } else {
                records.join(" and ")
            }
        )
    }
}

impl fmt::Display for SubDomainDns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, do_not) = if self.lacking == 1 {
            ("sub-domain", "does not")
        } else {
            ("sub-domains", "do not")
        };
        write!(
            f,
            "{} {names} of {} {do_not} lead here",
            self.lacking, self.main_domain
        )
    }
}

/// Counts the sub-domain sites that do not lead here by what DNS said last.
pub(crate) fn lacking(draft: &Draft<'_>) -> Option<SubDomainDns> {
    let network = draft.situation.network.value();
    if network.kind != NetworkKind::SubDomain {
        return None;
    }
    let standings = draft.plan.standings.iter();
    let astray = standings.filter(|(_, standing)| standing.reason.is_of_dns());
    let own = |host: &DomainName| {
        let unit = draft.situation.unit(host);
        unit.is_some_and(|unit| unit.below_main)
    };
    let lacking = astray.filter(|(host, _)| own(host)).count();
    (lacking > 0).then(|| SubDomainDns {
        main_domain: network.main_domain.clone(),
        lacking,
        addresses: draft.situation.panel.value().server.clone(),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::site;
    use crate::world::{HOUR, World};

    #[test]
    fn sub_domains_without_records_are_one_cause_with_the_record_to_add() {
        let mut world = World::new();
        let main = world.network.main_domain.clone();
        // What a wildcard answers needs nothing of its own.
        world.truth.retain(|object| !object.shown.starts_with("*."));
        world.list();
        for (id, label) in [(7, "one"), (8, "two"), (9, "three")] {
            world
                .network
                .sites
                .push(site(id, &format!("{label}.{main}")));
        }
        world.points(&[&format!("one.{main}")]);
        world.settle_for(HOUR);
        let found = world.plan().sub_domain_dns.unwrap();
        assert_eq!(
            found.to_string(),
            format!("2 sub-domains of {main} do not lead here")
        );
        assert!(
            found.advice().contains(&format!("`*.{main} A ")),
            "{}",
            found.advice()
        );
        world.points(&[&format!("two.{main}"), &format!("three.{main}")]);
        world.settle_for(3 * HOUR);
        assert_eq!(world.plan().sub_domain_dns, None);
    }
}
