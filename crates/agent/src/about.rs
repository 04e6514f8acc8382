//! What the agent last said of itself, for those who only read the ledger.

use std::net::IpAddr;

use ledger::Ledger;
use plan::{DomainName, Reason, SslMode, SubDomainDns, SubDomains, Timestamp};
use serde::Deserialize;

use crate::memory::keys;

/// What the agent last said of itself. Fields that an older or newer agent does not write are empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    /// The version of the program.
    pub version: String,
    /// The network's own host.
    pub main_domain: Option<DomainName>,
    /// The provider's server id.
    pub server: u64,
    /// The provider's web application id.
    pub web_app: u64,
    /// How certificates are kept.
    pub ssl: Option<SslMode>,
    /// Whether RunCloud may issue by itself.
    pub auto_ssl: Option<bool>,
    /// The addresses that count as the server's.
    pub addresses: Option<Vec<IpAddr>>,
    /// When the panel was read last.
    pub panel_read_at: Option<Timestamp>,
    /// Why that reading missed something, where it did.
    pub panel_partial: Option<String>,
    /// Why nothing may be changed.
    pub hold: Option<AboutHold>,
    /// Removals that the brake holds back.
    pub braked: Vec<DomainName>,
    /// How many rows are not served.
    pub rejected_count: usize,
    /// The first of the rows that are not served.
    pub rejected: Vec<AboutRejected>,
    /// Where the sub-domains need more certificates than a week allows.
    pub sub_domains: Option<SubDomains>,
    /// Where the network's own sub-domains do not lead here.
    pub sub_domain_dns: Option<SubDomainDns>,
    /// Why the network cannot be read.
    pub source_error: Option<String>,
    /// Whether the built-in integration writes too.
    pub built_in_also_writes: bool,
    /// How many networks live in the database besides this one.
    pub other_networks: Option<u32>,
}

/// Why nothing may be changed.
#[derive(Clone, Debug, Deserialize)]
pub struct AboutHold {
    /// The reason.
    pub reason: Reason,
    /// What exactly, in words.
    pub detail: String,
    /// When the hold ends by itself.
    pub until: Option<Timestamp>,
}

/// A row that is not served.
#[derive(Clone, Debug, Deserialize)]
pub struct AboutRejected {
    /// The row, where it is one.
    pub mapping: Option<i64>,
    /// The site it claims the host for.
    pub site: i64,
    /// The host, where the text is one.
    pub host: Option<DomainName>,
    /// What the row says; hostile.
    pub text: String,
    /// Why it is not served.
    pub reason: Reason,
    /// Which rule the text breaks, where it is no host name.
    pub invalid: Option<String>,
}

/// What the agent last said of itself; nothing where none ever did, or in words this version does not know.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn about(ledger: &Ledger) -> Result<Option<About>, ledger::Error> {
    let text = ledger.state(keys::AGENT).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The places that were confirmed, as [`plan::Identity`] hashes them.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn confirmed(ledger: &Ledger) -> Result<Vec<String>, ledger::Error> {
    let text = ledger.state(keys::IDENTITY).await?.unwrap_or_default();
    Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use plan::{Mapping, Network, NetworkKind, Policy, Reading, SiteId, WwwPolicy};

    use super::*;
    use crate::{Mind, Place, memory};

    #[test]
    fn what_the_agent_writes_of_itself_can_be_read_again() {
        let place = Place {
            server: 501,
            web_app: 9001,
            machine: "m".to_owned(),
            path: "/srv/www".into(),
        };
        let mut mind = Mind::new(place, Policy::default());
        let network = Network {
            main_domain: "network.example".parse().unwrap(),
            kind: NetworkKind::SubDomain,
            www: WwwPolicy::Always,
            enabled: true,
            plugin_active: false,
            other_networks: 1,
            sites_of_others: Vec::new(),
            closed: std::collections::BTreeMap::new(),
            mappings: vec![Mapping {
                id: 7,
                site: SiteId(2),
                host: "not a host".to_owned(),
                stage: "done".to_owned(),
                active: true,
                primary: false,
                secure: false,
            }],
            sites: Vec::new(),
        };
        let now = Timestamp::from_millis(1_000);
        mind.take_network(Reading::whole(network, now));
        let plan = mind.plan(now).unwrap();
        mind.current_hold.clone_from(&plan.hold);
        mind.braked = vec!["old.example".parse().unwrap()];

        mind.sub_domains = Some(SubDomains {
            main_domain: "network.example".parse().unwrap(),
            lacking: 45,
            weekly: 40,
            last_at: now,
        });

        let about: About = serde_json::from_str(&memory::about(&mind)).unwrap();
        assert_eq!(about.rejected_count, 1);
        assert_eq!(about.main_domain, Some("network.example".parse().unwrap()));
        assert_eq!((about.server, about.web_app), (501, 9001));
        assert_eq!(about.hold.unwrap().reason, Reason::ProviderTrouble);
        assert_eq!(about.braked, mind.braked);
        assert_eq!(about.sub_domains, mind.sub_domains);
        assert_eq!(about.rejected[0].mapping, Some(7));
        assert!(about.built_in_also_writes);
        assert_eq!(about.other_networks, Some(1));

        // A table full of rows that nobody can serve must still fit into one value, and hide no other site's.
        let row = mind.wanted.rejected[0].clone();
        mind.wanted.rejected = vec![row.clone(); 20_000];
        let sites = (3..1_000).map(|site| plan::Rejected {
            site: SiteId(site),
            ..row.clone()
        });
        mind.wanted.rejected.extend(sites);
        let text = memory::about(&mind);
        assert!(text.len() < 500_000, "{}", text.len());
        let about: About = serde_json::from_str(&text).unwrap();
        assert_eq!((about.rejected_count, about.rejected.len()), (20_997, 300));
        let of_the_flood = about.rejected.iter().filter(|row| row.site == 2).count();
        assert_eq!(of_the_flood, 20);
    }
}
