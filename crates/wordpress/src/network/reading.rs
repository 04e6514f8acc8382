//! Sites and mappings in one consistent snapshot.

use std::collections::BTreeMap;

use plan::{
    DomainName, Mapping, Network, NetworkKind, Reading, Site, SiteClosed, SiteId, Timestamp,
};
use store::{Database, Row, TablePrefix, Transaction, Value};

use super::{NetworkOptions, ReadError};
use crate::config::NetworkHints;

/// More sites or mappings than any network has.
const MAX_ROWS: usize = 500_000;
/// More networks than any database has.
const MAX_NETWORKS: usize = 10_000;

/// The tables of one network, for reading.
#[derive(Clone)]
pub struct NetworkDatabase {
    pub(crate) db: Database,
    pub(crate) prefix: TablePrefix,
    hints: NetworkHints,
}

impl NetworkDatabase {
    /// The network in `db` whose tables begin with `prefix`; `hints` is what `wp-config.php` says about it.
    pub fn new(db: Database, prefix: TablePrefix, hints: NetworkHints) -> Self {
        Self { db, prefix, hints }
    }

    /// Reads the whole network in one snapshot.
    ///
    /// # Errors
    /// Anything that keeps the reading from being whole. A missing table is an error, never an empty network.
    pub async fn read(&self, now: Timestamp) -> Result<Reading<Network>, ReadError> {
        let mut transaction = self.begin().await?;
        let (id, domain, others) = self.identify(&mut transaction).await?;
        let networks = others.len() + 1;
        let options = NetworkOptions::read(&mut transaction, &self.prefix, id).await?;
        let (sites, mut sites_of_others, closed) = self.sites(&mut transaction, id).await?;
        sites_of_others.extend(others);
        let mappings = self.mappings(&mut transaction).await?;
        finish(transaction).await?;
        let main_domain = self.hints.domain.as_deref().unwrap_or(&domain);
        let main_domain =
            DomainName::parse(main_domain).map_err(|problem| ReadError::MainDomain { problem })?;
        let sub_domains = self
            .hints
            .subdomain_install
            .or(options.subdomain_install)
            .unwrap_or(false);
        let network = Network {
            main_domain,
            kind: if sub_domains {
                NetworkKind::SubDomain
            } else {
                NetworkKind::SubDirectory
            },
            www: options.www,
            enabled: options.enabled,
            plugin_active: options.plugin_active,
            other_networks: u32::try_from(networks.saturating_sub(1)).unwrap_or(u32::MAX),
            mappings,
            sites,
            sites_of_others,
            closed,
        };
        Ok(Reading::whole(network, now))
    }

    /// Reads the network's options alone.
    ///
    /// # Errors
    /// As [`NetworkDatabase::read`].
    pub async fn options(&self) -> Result<NetworkOptions, ReadError> {
        let mut transaction = self.begin().await?;
        let (id, _, _) = self.identify(&mut transaction).await?;
        let options = NetworkOptions::read(&mut transaction, &self.prefix, id).await?;
        finish(transaction).await?;
        Ok(options)
    }

    async fn begin(&self) -> Result<Transaction, ReadError> {
        self.db
            .begin_snapshot()
            .await
            .map_err(ReadError::store("the network"))
    }

    /// The network's id and host in the database, and the hosts of other networks.
    async fn identify(
        &self,
        transaction: &mut Transaction,
    ) -> Result<(i64, String, Vec<Site>), ReadError> {
        const WHAT: &str = "the table of networks";
        let table = self.prefix.table("site");
        let limit = MAX_NETWORKS + 1;
        let rows = transaction
            .query(
                &format!("SELECT id, domain FROM {table} ORDER BY id LIMIT {limit}"),
                &[],
            )
            .await
            .map_err(ReadError::store(WHAT))?;
        if rows.len() > MAX_NETWORKS {
            return Err(ReadError::TooManyRows {
                what: WHAT,
                limit: MAX_NETWORKS,
            });
        }
        // With DOMAIN_CURRENT_SITE and no id, WordPress takes 1; with neither, the lowest.
        let wanted = self
            .hints
            .network_id
            .or(self.hints.domain.is_some().then_some(1));
        let mut found = None;
        let mut others = Vec::new();
        for row in &rows {
            let id = row.get_i64(0).map_err(ReadError::store(WHAT))?;
            let domain = text(row, 1, WHAT)?;
            if found.is_none() && wanted.is_none_or(|wanted| wanted == id) {
                found = Some((id, domain));
            } else {
                others.push(Site {
                    // No site has this id: the host is its network's.
                    id: SiteId(0),
                    host: domain,
                    path: "/".to_owned(),
                });
            }
        }
        let (id, domain) = found.ok_or(ReadError::NoNetwork {
            id: wanted.unwrap_or(1),
        })?;
        Ok((id, domain, others))
    }

    /// The sites of the network, those of others, and those that are closed.
    async fn sites(
        &self,
        transaction: &mut Transaction,
        network: i64,
    ) -> Result<(Vec<Site>, Vec<Site>, BTreeMap<SiteId, SiteClosed>), ReadError> {
        const WHAT: &str = "the table of sites";
        let blogs = self.prefix.table("blogs");
        let sql = format!(
            "SELECT blog_id, domain, path, site_id, archived, spam, deleted FROM {blogs} ORDER BY blog_id"
        );
        let (mut own, mut others, mut closed) = (Vec::new(), Vec::new(), BTreeMap::new());
        for row in rows(transaction, &sql, &[], WHAT).await? {
            let flag = |column| {
                row.opt_i64(column)
                    .map(|value| value.unwrap_or(0) != 0)
                    .map_err(ReadError::store(WHAT))
            };
            let site = Site {
                id: SiteId(row.get_i64(0).map_err(ReadError::store(WHAT))?),
                host: text(&row, 1, WHAT)?,
                path: text(&row, 2, WHAT)?,
            };
            if flag(5)? || flag(6)? {
                closed.insert(site.id, SiteClosed::Suspended);
            } else if flag(4)? {
                closed.insert(site.id, SiteClosed::Archived);
            }
            if row.get_i64(3).map_err(ReadError::store(WHAT))? == network {
                own.push(site);
            } else {
                others.push(site);
            }
        }
        Ok((own, others, closed))
    }

    async fn mappings(&self, transaction: &mut Transaction) -> Result<Vec<Mapping>, ReadError> {
        const WHAT: &str = "the table of mapped domains";
        let mappings = self.prefix.table("wu_domain_mappings");
        // Dates stay out: old installations hold 0000-00-00, and nothing here needs them.
        let sql = format!(
            "SELECT id, blog_id, domain, stage, active, primary_domain, secure FROM {mappings} ORDER BY id"
        );
        rows(transaction, &sql, &[], WHAT)
            .await?
            .iter()
            .map(|row| {
                let flag = |column| {
                    row.opt_i64(column)
                        .map(|value| value.unwrap_or(0) != 0)
                        .map_err(ReadError::store(WHAT))
                };
                Ok(Mapping {
                    id: row.get_i64(0).map_err(ReadError::store(WHAT))?,
                    site: SiteId(row.get_i64(1).map_err(ReadError::store(WHAT))?),
                    host: text(row, 2, WHAT)?,
                    stage: text(row, 3, WHAT)?,
                    active: flag(4)?,
                    primary: flag(5)?,
                    secure: flag(6)?,
                })
            })
            .collect()
    }
}

/// All rows of a query, or an error where they are too many to be true.
async fn rows(
    transaction: &mut Transaction,
    sql: &str,
    values: &[Value],
    what: &'static str,
) -> Result<Vec<Row>, ReadError> {
    let limit = MAX_ROWS + 1;
    let rows = transaction
        .query(&format!("{sql} LIMIT {limit}"), values)
        .await
        .map_err(ReadError::store(what))?;
    if rows.len() > MAX_ROWS {
        return Err(ReadError::TooManyRows {
            what,
            limit: MAX_ROWS,
        });
    }
    Ok(rows)
}

/// Text that should not be NULL; where it is, it is as good as empty, and the planner refuses it by name.
fn text(row: &Row, column: usize, what: &'static str) -> Result<String, ReadError> {
    row.opt_text(column)
        .map(Option::unwrap_or_default)
        .map_err(ReadError::store(what))
}

async fn finish(transaction: Transaction) -> Result<(), ReadError> {
    transaction
        .commit()
        .await
        .map_err(ReadError::store("the network"))
}
