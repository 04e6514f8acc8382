//! From rows to the hosts a network wants served: validated, deduplicated, and nothing dropped silently.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    DomainName, InvalidName, Mapping, Network, NetworkKind, Reason, RowClosed, SiteClosed, SiteId,
    WwwPolicy,
};

/// What a network wants, and what it asks for in vain.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// One entry for each pair of `example.com` and `www.example.com`, by the bare name.
    pub units: BTreeMap<DomainName, Unit>,
    /// Rows that are not served, with the reason.
    pub rejected: Vec<Rejected>,
    /// Every bare name that any row or site names, served or not: none of these is ever detached.
    pub named: BTreeSet<DomainName>,
}

/// A wanted host with its twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The name without `www.`.
    pub bare: DomainName,
    /// The site it belongs to.
    pub site: SiteId,
    /// Whether a row or site asks for the bare name.
    pub asks_bare: bool,
    /// Whether a row or site asks for the `www.` name.
    pub asks_www: bool,
    /// Whether the other form should be served too where it leads here.
    pub twin_wanted: bool,
    /// The oldest mapping row that asks for it; none where only the site itself does.
    pub mapping: Option<i64>,
    /// Why no row of its serves visitors, where none does.
    pub row_closed: Option<RowClosed>,
    /// Why its site is closed to visitors, where it is.
    pub site_closed: Option<SiteClosed>,
    /// Whether it is a name below the network's main domain.
    pub below_main: bool,
}

impl Unit {
    /// The host by which the unit is known: the bare name unless only the `www.` name is asked for.
    pub fn host(&self) -> DomainName {
        let twin = if self.asks_bare {
            None
        } else {
            self.bare.twin()
        };
        twin.unwrap_or_else(|| self.bare.clone())
    }

    /// The names that rows or sites ask for by themselves.
    pub fn asked(&self) -> Vec<DomainName> {
        let www = if self.asks_www {
            self.bare.twin()
        } else {
            None
        };
        self.asks_bare
            .then(|| self.bare.clone())
            .into_iter()
            .chain(www)
            .collect()
    }
}

/// A row that is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The host, where the text is one.
    pub host: Option<DomainName>,
    /// What the row says, hostile.
    pub text: String,
    /// The row, where it is one.
    pub mapping: Option<i64>,
    /// The site it claims the host for.
    pub site: SiteId,
    /// Why it is not served.
    pub reason: Reason,
    /// Which rule the text breaks, where it is no host name.
    pub invalid: Option<InvalidName>,
}

/// Somebody asks for a host.
struct Claim<'a> {
    host: DomainName,
    text: &'a str,
    site: SiteId,
    mapping: Option<i64>,
    closed: Option<RowClosed>,
}

/// Works out what the network wants.
pub fn wanted(network: &Network) -> Wanted {
    let mut result = Wanted::default();
    let own_hosts = own_hosts(network);
    let sites: BTreeSet<SiteId> = network.sites.iter().map(|site| site.id).collect();

    let others: BTreeSet<SiteId> = network.sites_of_others.iter().map(|site| site.id).collect();
    let hosts = network.sites_of_others.iter();
    let hosts = hosts.filter_map(|site| DomainName::parse(&site.host).ok());
    result.named.extend(hosts.map(|host| host.bare()));

    let mut claims: Vec<Claim<'_>> = Vec::new();
    for row in &network.mappings {
        let Some(host) = parse(&mut result, row) else {
            continue;
        };
        result.named.insert(host.bare());
        let reason = if sites.contains(&row.site) {
            reject(network, &own_hosts, &host, row.site)
        } else if others.contains(&row.site) {
            Some(Reason::OtherNetwork)
        } else {
            Some(Reason::SiteGone)
        };
        match reason {
            Some(reason) => result.rejected.push(rejected(&host, row, reason)),
            None => claims.push(Claim {
                host,
                text: &row.host,
                site: row.site,
                mapping: Some(row.id),
                closed: RowClosed::of(&row.stage, row.active),
            }),
        }
    }
    for site in &network.sites {
        let Ok(host) = DomainName::parse(&site.host) else {
            let invalid = DomainName::parse(&site.host).err();
            if network.kind == NetworkKind::SubDomain {
                let text = site.host.clone();
                let reason = Reason::InvalidHost;
                result.rejected.push(Rejected {
                    host: None,
                    text,
                    mapping: None,
                    site: site.id,
                    reason,
                    invalid,
                });
            }
            continue;
        };
        if host.bare() == network.main_domain.bare() {
            continue;
        }
        result.named.insert(host.bare());
        if host.is_public_suffix() {
            let text = site.host.clone();
            let reason = Reason::InvalidHost;
            result.rejected.push(Rejected {
                host: Some(host),
                text,
                mapping: None,
                site: site.id,
                reason,
                invalid: None,
            });
            continue;
        }
        claims.push(Claim {
            host,
            text: &site.host,
            site: site.id,
            mapping: None,
            closed: None,
        });
    }
    // A site's own host is the oldest claim there is; among rows the lower id is older.
    claims.sort_by(|a, b| (a.mapping, &a.host, a.site).cmp(&(b.mapping, &b.host, b.site)));
    for claim in claims {
        take(network, &mut result, claim);
    }
    let age = |row: &Rejected| (row.mapping, row.site, row.text.clone());
    result.rejected.sort_by_key(age);
    result
}

/// The hosts of the sites themselves, the main domain left out. Several sites may share one, told apart by path.
fn own_hosts(network: &Network) -> BTreeMap<DomainName, BTreeSet<SiteId>> {
    let mut hosts: BTreeMap<DomainName, BTreeSet<SiteId>> = BTreeMap::new();
    for site in network.sites.iter().chain(&network.sites_of_others) {
        if let Ok(host) = DomainName::parse(&site.host)
            && host.bare() != network.main_domain.bare()
        {
            hosts.entry(host.bare()).or_default().insert(site.id);
        }
    }
    hosts
}

fn parse(result: &mut Wanted, row: &Mapping) -> Option<DomainName> {
    match DomainName::parse(&row.host) {
        Ok(host) => Some(host),
        Err(invalid) => {
            // Rows by other means may hold `Example.com.` or `example.com:443`: not served, but never detached either.
            let near = row.host.trim().trim_end_matches('.');
            let near = near.split_once(':').map_or(near, |(host, _)| host);
            if let Ok(near) = DomainName::parse(near) {
                result.named.insert(near.bare());
            }
            result.rejected.push(Rejected {
                host: None,
                text: row.host.clone(),
                mapping: Some(row.id),
                site: row.site,
                reason: Reason::InvalidHost,
                invalid: Some(invalid),
            });
            None
        }
    }
}

fn reject(
    network: &Network,
    own_hosts: &BTreeMap<DomainName, BTreeSet<SiteId>>,
    host: &DomainName,
    site: SiteId,
) -> Option<Reason> {
    let bare = host.bare();
    if bare == network.main_domain.bare() {
        return Some(Reason::ClaimsMainDomain);
    }
    if host.is_public_suffix() || bare.is_public_suffix() {
        return Some(Reason::InvalidHost);
    }
    match own_hosts.get(&bare) {
        Some(owners) if owners.contains(&site) => None,
        Some(_) => Some(Reason::ClaimsOtherSite),
        None if bare.is_below(&network.main_domain.bare()) => Some(Reason::ClaimsNetworkName),
        None => None,
    }
}

fn rejected(host: &DomainName, row: &Mapping, reason: Reason) -> Rejected {
    Rejected {
        host: Some(host.clone()),
        text: row.host.clone(),
        mapping: Some(row.id),
        site: row.site,
        reason,
        invalid: None,
    }
}

fn take(network: &Network, result: &mut Wanted, claim: Claim<'_>) {
    let bare = claim.host.bare();
    let is_www = claim.host.is_www();
    if let Some(unit) = result.units.get_mut(&bare) {
        if unit.site != claim.site {
            // Sites that share a host by path want the same thing.
            if claim.mapping.is_none() {
                return;
            }
            result.rejected.push(Rejected {
                host: Some(claim.host),
                text: claim.text.to_owned(),
                mapping: claim.mapping,
                site: claim.site,
                reason: Reason::ClaimedTwice,
                invalid: None,
            });
            return;
        }
        unit.asks_www |= is_www;
        unit.asks_bare |= !is_www;
        unit.twin_wanted |= unit.asks_bare && unit.asks_www;
        // One row that serves is enough; which one is asked does not matter to visitors.
        unit.row_closed = match (unit.mapping, claim.mapping) {
            (Some(_), Some(_)) => unit.row_closed.and(claim.closed),
            (None, _) => claim.closed,
            (Some(_), None) => unit.row_closed,
        };
        unit.mapping = unit.mapping.or(claim.mapping);
        return;
    }
    let below_main = bare.is_below(&network.main_domain.bare());
    let twin_wanted = match network.www {
        WwwPolicy::Never => false,
        WwwPolicy::Always => !below_main,
        WwwPolicy::MainOnly => !below_main && bare.registered() == bare.as_str(),
    };
    let unit = Unit {
        site: claim.site,
        asks_bare: !is_www,
        asks_www: is_www,
        twin_wanted,
        mapping: claim.mapping,
        row_closed: claim.closed,
        site_closed: network.closed.get(&claim.site).copied(),
        below_main,
        bare: bare.clone(),
    };
    result.units.insert(bare, unit);
}
