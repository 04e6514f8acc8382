//! An embedded network for demonstrations and tests: the tables of WordPress and Ultimate Multisite in SQLite.
//!
//! The columns are those of the real tables, so that the same queries read them. This module writes, and only into
//! a database that was made by [`create`].

use plan::SiteId;
use store::{Database, Error, TablePrefix, Value};

use crate::config::NetworkHints;
use crate::network::NetworkDatabase;

/// The id of the network and of its main site.
const FIRST: i64 = 1;

const TABLES: [(&str, &str); 4] = [
    (
        "site",
        "id INTEGER PRIMARY KEY AUTOINCREMENT, domain VARCHAR(200) NOT NULL DEFAULT '', \
         path VARCHAR(100) NOT NULL DEFAULT ''",
    ),
    (
        "sitemeta",
        "meta_id INTEGER PRIMARY KEY AUTOINCREMENT, site_id BIGINT NOT NULL DEFAULT 0, \
         meta_key VARCHAR(255), meta_value LONGTEXT",
    ),
    (
        "blogs",
        "blog_id INTEGER PRIMARY KEY AUTOINCREMENT, site_id BIGINT NOT NULL DEFAULT 0, \
         domain VARCHAR(200) NOT NULL DEFAULT '', path VARCHAR(100) NOT NULL DEFAULT '', \
         registered DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', \
         last_updated DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', \
         public TINYINT NOT NULL DEFAULT 1, archived TINYINT NOT NULL DEFAULT 0, \
         mature TINYINT NOT NULL DEFAULT 0, spam TINYINT NOT NULL DEFAULT 0, \
         deleted TINYINT NOT NULL DEFAULT 0, lang_id INT NOT NULL DEFAULT 0",
    ),
    (
        "wu_domain_mappings",
        "id INTEGER PRIMARY KEY AUTOINCREMENT, blog_id BIGINT NOT NULL, domain VARCHAR(191) NOT NULL, \
         active TINYINT DEFAULT 1, primary_domain TINYINT DEFAULT 0, secure TINYINT DEFAULT 0, \
         stage VARCHAR(20) DEFAULT 'done', date_created DATETIME, date_modified DATETIME",
    ),
];

/// A network made by [`create`].
#[derive(Clone)]
pub struct SampleNetwork {
    db: Database,
    prefix: TablePrefix,
    main_domain: String,
}

/// Makes the tables of a sub-domain network with its main site, the RunCloud integration switched on.
///
/// # Errors
/// The tables are there already, or the database fails.
pub async fn create(
    db: &Database,
    prefix: &TablePrefix,
    main_domain: &str,
) -> Result<SampleNetwork, Error> {
    for (name, columns) in TABLES {
        let table = prefix.table(name);
        db.execute(&format!("CREATE TABLE {table} ({columns})"), &[])
            .await?;
    }
    let network = SampleNetwork {
        db: db.clone(),
        prefix: prefix.clone(),
        main_domain: main_domain.to_owned(),
    };
    let site = prefix.table("site");
    db.execute(
        &format!("INSERT INTO {site} (id, domain, path) VALUES (?, ?, '/')"),
        &[FIRST.into(), main_domain.into()],
    )
    .await?;
    network.add_site(main_domain).await?;
    network.set_option("subdomain_install", "1").await?;
    network.set_enabled(true).await?;
    Ok(network)
}

impl SampleNetwork {
    /// The reading side of this network.
    pub fn database(&self) -> NetworkDatabase {
        let hints = NetworkHints {
            domain: Some(self.main_domain.clone()),
            network_id: Some(FIRST),
            subdomain_install: Some(true),
        };
        NetworkDatabase::new(self.db.clone(), self.prefix.clone(), hints)
    }

    /// Adds a site with a host of its own.
    ///
    /// # Errors
    /// The database fails; likewise below.
    pub async fn add_site(&self, host: &str) -> Result<SiteId, Error> {
        let blogs = self.prefix.table("blogs");
        let id = self
            .db
            .insert(
                &format!("INSERT INTO {blogs} (site_id, domain, path) VALUES (?, ?, '/')"),
                &[FIRST.into(), host.into()],
            )
            .await?;
        Ok(SiteId(id))
    }

    /// Removes a site; its mappings stay, as they do when mapping is not running.
    pub async fn remove_site(&self, site: SiteId) -> Result<(), Error> {
        let blogs = self.prefix.table("blogs");
        self.write(
            &format!("DELETE FROM {blogs} WHERE blog_id = ?"),
            &[site.0.into()],
        )
        .await
    }

    /// Maps a host to a site and gives the id of the row; nothing about the host is checked.
    pub async fn map(&self, site: SiteId, host: &str) -> Result<i64, Error> {
        let mappings = self.prefix.table("wu_domain_mappings");
        self.db
            .insert(
                &format!("INSERT INTO {mappings} (blog_id, domain) VALUES (?, ?)"),
                &[site.0.into(), host.into()],
            )
            .await
    }

    /// Gives a mapping another host, the id staying the same.
    pub async fn rename(&self, mapping: i64, host: &str) -> Result<(), Error> {
        let mappings = self.prefix.table("wu_domain_mappings");
        self.write(
            &format!("UPDATE {mappings} SET domain = ? WHERE id = ?"),
            &[host.into(), mapping.into()],
        )
        .await
    }

    /// Removes a mapping.
    pub async fn unmap(&self, mapping: i64) -> Result<(), Error> {
        let mappings = self.prefix.table("wu_domain_mappings");
        self.write(
            &format!("DELETE FROM {mappings} WHERE id = ?"),
            &[mapping.into()],
        )
        .await
    }

    /// Moves a mapping to a stage, such as `done`.
    pub async fn set_stage(&self, mapping: i64, stage: &str) -> Result<(), Error> {
        let mappings = self.prefix.table("wu_domain_mappings");
        self.write(
            &format!("UPDATE {mappings} SET stage = ? WHERE id = ?"),
            &[stage.into(), mapping.into()],
        )
        .await
    }

    /// Switches the RunCloud integration on or off.
    pub async fn set_enabled(&self, enabled: bool) -> Result<(), Error> {
        let value = format!(r#"a:1:{{s:8:"runcloud";b:{};}}"#, u8::from(enabled));
        self.set_option("wu_host_integrations_enabled", &value)
            .await
    }

    /// Sets a network option to its stored form.
    pub async fn set_option(&self, key: &str, value: &str) -> Result<(), Error> {
        let sitemeta = self.prefix.table("sitemeta");
        self.write(
            &format!("DELETE FROM {sitemeta} WHERE meta_key = ?"),
            &[key.into()],
        )
        .await?;
        self.write(
            &format!("INSERT INTO {sitemeta} (site_id, meta_key, meta_value) VALUES (?, ?, ?)"),
            &[FIRST.into(), key.into(), value.into()],
        )
        .await
    }

    async fn write(&self, sql: &str, values: &[Value]) -> Result<(), Error> {
        self.db.execute(sql, values).await.map(drop)
    }
}
