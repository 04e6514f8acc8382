//! The WordPress side as the planner sees it: rows as they are in the database, nothing judged yet.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::DomainName;

/// The id of a site, `blogs.blog_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(pub i64);

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One WordPress Multisite network, read in one snapshot.
#[derive(Clone, Debug)]
pub struct Network {
    /// The network's own host.
    pub main_domain: DomainName,
    /// Whether new sites get host names or paths.
    pub kind: NetworkKind,
    /// What Ultimate Multisite's `auto_create_www_subdomain` says.
    pub www: WwwPolicy,
    /// Whether the RunCloud integration is switched on in Ultimate Multisite.
    pub enabled: bool,
    /// Whether our own WordPress plugin is active in the network.
    pub plugin_active: bool,
    /// How many networks live in this database besides the main one.
    pub other_networks: u32,
    /// Sites of those, and their networks' own hosts: nothing of theirs is served or taken off here.
    pub sites_of_others: Vec<Site>,
    /// Sites that are closed to visitors.
    pub closed: BTreeMap<SiteId, SiteClosed>,
    /// All rows of the mapping table, whatever their stage.
    pub mappings: Vec<Mapping>,
    /// All sites of the network, whatever their flags.
    pub sites: Vec<Site>,
}

/// Why a site is closed to visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteClosed {
    /// `blogs.archived`.
    Archived,
    /// `blogs.deleted` or `blogs.spam`: what is attached stays, nothing new is done for it.
    Suspended,
}

/// Why a mapping row serves nobody (`Domain::is_active()` of Ultimate Multisite).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowClosed {
    /// Its stage is not open yet.
    NotOpened,
    /// It is switched off.
    SwitchedOff,
}

impl RowClosed {
    /// By the row's stage and its switch; nothing where it serves. A stage of another version counts as not open.
    pub fn of(stage: &str, active: bool) -> Option<Self> {
        match (stage, active) {
            ("done" | "done-without-ssl", true) => None,
            ("done" | "done-without-ssl", false) => Some(Self::SwitchedOff),
            _ => Some(Self::NotOpened),
        }
    }
}

/// How a network addresses its sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    /// Each site has a host name.
    SubDomain,
    /// Each site has a path below the main domain.
    SubDirectory,
}

/// Which names should also be served with a leading `www.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WwwPolicy {
    /// Every mapped domain.
    Always,
    /// Only domains that are a registered name themselves.
    MainOnly,
    /// None.
    Never,
}

/// A row of Ultimate Multisite's mapping table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mapping {
    /// The row's id; a lower id is the older claim.
    pub id: i64,
    /// The site the host is mapped to.
    pub site: SiteId,
    /// What the customer typed. Hostile until parsed.
    pub host: String,
    /// The stage, as text: unknown values count as pending.
    pub stage: String,
    /// Whether the row is switched on.
    pub active: bool,
    /// Whether the site's other hosts redirect to this one.
    pub primary: bool,
    /// Whether links are built with `https`.
    pub secure: bool,
}

/// A row of `blogs`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// The site's id.
    pub id: SiteId,
    /// The site's own host. Hostile until parsed.
    pub host: String,
    /// The site's path, `/` in a sub-domain network.
    pub path: String,
}
