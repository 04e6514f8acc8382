//! A real WordPress Multisite in sub-domain mode, with the domain table of Ultimate Multisite.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::mariadb::MariaDb;
use crate::sql_client::{SqlClient, quoted};
use crate::tools;
use crate::wp_config::{Credentials, Reach, WpConfig};

/// What to install.
#[derive(Clone, Debug)]
pub struct Install {
    /// `$table_prefix`, such as `wp_`.
    pub table_prefix: String,
    /// The network's own host.
    pub main_domain: String,
    /// The form of `DB_HOST`.
    pub reach: Reach,
    /// The credentials of the RunCloud API.
    pub credentials: Credentials,
    /// `WU_RUNCLOUD_SERVER_ID`.
    pub server_id: u64,
    /// `WU_RUNCLOUD_APP_ID`.
    pub web_app_id: u64,
}

/// The password of everybody who can log in.
pub const PASSWORD: &str = "not-a-secret";

/// An installed network; its files are deleted on drop.
#[derive(Debug)]
pub struct WordPress {
    folder: TempDir,
    install: Install,
    sql: SqlClient,
}

/// A site of the network.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Site {
    /// `blog_id`.
    pub id: u64,
    /// `blogs.domain`.
    pub host: String,
}

/// The `id` of a row of the domain table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mapping(pub u64);

/// What stands where Ultimate Multisite would be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Layout {
    /// A stand-in with a registry of integrations, as newer versions have.
    Registry,
    /// A stand-in with host providers, as older versions have.
    Legacy,
    /// The real plugin, unpacked in this folder.
    Real(PathBuf),
}

impl WordPress {
    /// Installs WordPress into a new folder and turns it into a network, as a person would: first a single
    /// site, then the network's tables, then the constants. Marks Ultimate Multisite as set up, with RunCloud
    /// switched on.
    ///
    /// # Errors
    /// When PHP or WordPress is missing, or one of the steps fails.
    pub fn install(database: &MariaDb, install: Install) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("e2e-wordpress-")
            .tempdir()?;
        let network = Self {
            folder,
            install,
            sql: database.client(),
        };
        lay_out_files(network.path())?;
        network.write_config(database, false)?;
        network.php("install.php", &[])?;
        network.write_config(database, true)?;
        network.php("ultimate-multisite.php", &[])?;
        Ok(network)
    }

    /// The web root, with `wp-config.php`; what RunCloud calls the root path of the web app.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The network's own host.
    pub fn main_domain(&self) -> &str {
        &self.install.main_domain
    }

    /// The name of a table of this network: `table("blogs")` is `wp_blogs`.
    pub fn table(&self, name: &str) -> String {
        format!("{}{name}", self.install.table_prefix)
    }

    /// A handle for statements on the network's database.
    pub fn sql(&self) -> &SqlClient {
        &self.sql
    }

    /// Creates the site `label.main-domain` with all its tables.
    ///
    /// # Errors
    /// When WordPress refuses it.
    pub fn create_site(&self, label: &str) -> Result<Site> {
        let host = format!("{label}.{}", self.install.main_domain);
        let id = number(&self.php("site.php", &["create", &host])?)?;
        Ok(Site { id, host })
    }

    /// Gives a site another host of its own.
    ///
    /// # Errors
    /// When WordPress refuses it.
    pub fn move_site(&self, site: &Site, host: &str) -> Result<Site> {
        self.php("site.php", &["move", &site.id.to_string(), host])?;
        Ok(Site {
            id: site.id,
            host: host.to_owned(),
        })
    }

    /// Deletes a site with its tables. Its mapping rows stay, as they do where mapping was not started.
    ///
    /// # Errors
    /// When WordPress refuses it.
    pub fn delete_site(&self, site: &Site) -> Result<()> {
        self.php("site.php", &["delete", &site.id.to_string()])?;
        Ok(())
    }

    /// Switches the RunCloud integration on or off, as the network's settings page does.
    ///
    /// # Errors
    /// When WordPress refuses it.
    pub fn switch_integration(&self, on: bool) -> Result<()> {
        self.php("integration.php", &[if on { "on" } else { "off" }])?;
        Ok(())
    }

    /// Maps a host to a site: a new row that waits for its DNS, as the plugin's model writes it.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn map_domain(&self, site: &Site, host: &str) -> Result<Mapping> {
        let id = self.sql.value(&format!(
            "INSERT INTO {} (blog_id, domain, active, primary_domain, secure, stage, date_created, date_modified)
             VALUES ({}, {}, 1, 0, 0, 'checking-dns', UTC_TIMESTAMP(), UTC_TIMESTAMP());
             SELECT LAST_INSERT_ID();",
            self.mappings(),
            site.id,
            quoted(host),
        ))?;
        Ok(Mapping(number(&id)?))
    }

    /// Gives a mapping another host.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn rename_mapping(&self, mapping: Mapping, host: &str) -> Result<()> {
        self.sql.sql(&format!(
            "UPDATE {} SET domain = {}, date_modified = UTC_TIMESTAMP() WHERE id = {}",
            self.mappings(),
            quoted(host),
            mapping.0,
        ))?;
        Ok(())
    }

    /// Deletes a mapping.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn delete_mapping(&self, mapping: Mapping) -> Result<()> {
        self.sql.sql(&format!(
            "DELETE FROM {} WHERE id = {}",
            self.mappings(),
            mapping.0
        ))?;
        Ok(())
    }

    /// Installs this project's plugin beside Ultimate Multisite, or what stands in for it, and switches both on.
    ///
    /// # Errors
    /// When WordPress refuses one of them.
    pub fn add_plugins(&self, layout: &Layout) -> Result<()> {
        let ours = tools::repository().join("wordpress-plugin");
        let theirs = match layout {
            Layout::Registry => ours.join("tests/standin-registry"),
            Layout::Legacy => ours.join("tests/standin-legacy"),
            Layout::Real(folder) => fs::canonicalize(folder)?,
        };
        let content = self.path().join("wp-content");
        symlink(theirs, content.join("plugins/ultimate-multisite"))?;
        symlink(
            ours.join("runcloud-multisite"),
            content.join("plugins/runcloud-multisite"),
        )?;
        if !matches!(layout, Layout::Real(_)) {
            let pages = tools::php_scripts().join("walk/pages.php");
            fs::copy(pages, content.join("mu-plugins/walk-pages.php"))?;
        }
        self.php("plugins.php", &[])?;
        Ok(())
    }

    /// Adds a person who can log in with [`PASSWORD`] and who is no administrator.
    ///
    /// # Errors
    /// When WordPress refuses it.
    pub fn add_person(&self, name: &str) -> Result<()> {
        self.php("person.php", &[name, PASSWORD])?;
        Ok(())
    }

    /// Makes a person the customer of a site, as a checkout of the real Ultimate Multisite does.
    ///
    /// # Errors
    /// When it refuses that.
    pub fn add_customer(&self, name: &str, site: &Site) -> Result<()> {
        self.php("customer.php", &[name, &site.id.to_string()])?;
        Ok(())
    }

    /// Maps hosts to a site through Ultimate Multisite, as its owner does.
    ///
    /// # Errors
    /// When it refuses one.
    pub fn map_as_customer(&self, site: &Site, hosts: &[&str]) -> Result<()> {
        let id = site.id.to_string();
        let arguments = [&["create", id.as_str()], hosts].concat();
        self.php("mapping.php", &arguments)?;
        Ok(())
    }

    /// Takes mappings away through Ultimate Multisite.
    ///
    /// # Errors
    /// When one is not there.
    pub fn unmap_as_customer(&self, hosts: &[&str]) -> Result<()> {
        self.php("mapping.php", &[&["delete"], hosts].concat())?;
        Ok(())
    }

    /// Where Ultimate Multisite's own row of a host stands, such as `done secure active`.
    ///
    /// # Errors
    /// When there is none.
    pub fn standing_of_mapping(&self, host: &str) -> Result<String> {
        self.php("mapping.php", &["show", host])
    }

    /// Copies the files to another folder, as a backup or a staging tool does: the same `wp-config.php`, the same
    /// database.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn copy_of_files(&self) -> Result<TempDir> {
        let folder = tempfile::Builder::new().prefix("e2e-copy-").tempdir()?;
        lay_out_files(folder.path())?;
        fs::copy(
            self.path().join("wp-config.php"),
            folder.path().join("wp-config.php"),
        )?;
        Ok(folder)
    }

    fn mappings(&self) -> String {
        self.table("wu_domain_mappings")
    }

    fn write_config(&self, database: &MariaDb, multisite: bool) -> Result<()> {
        let config = WpConfig {
            table_prefix: &self.install.table_prefix,
            main_domain: &self.install.main_domain,
            reach: self.install.reach,
            credentials: &self.install.credentials,
            server_id: self.install.server_id,
            web_app_id: self.install.web_app_id,
            multisite,
        };
        fs::write(self.path().join("wp-config.php"), config.render(database))?;
        Ok(())
    }

    /// Runs one of the scripts in `tests/wordpress` inside this network.
    fn php(&self, script: &str, arguments: &[&str]) -> Result<String> {
        let script_path: PathBuf = tools::php_scripts().join(script);
        tools::stdout_of(
            Command::new(tools::program("php")?)
                .args(["-d", "display_errors=stderr", "-d", "log_errors=0"])
                .arg(script_path)
                .arg(self.path())
                .arg(&self.install.main_domain)
                .args(arguments),
        )
        .with_context(|| format!("`{script} {}` in WordPress", arguments.join(" ")))
    }
}

/// Lays out a web root. The large folders are shared with the unpacked source by links; what a network owns is
/// its own.
fn lay_out_files(web_root: &Path) -> Result<()> {
    for entry in fs::read_dir(tools::wordpress_source()?)? {
        let entry = entry?;
        let target = web_root.join(entry.file_name());
        if entry.file_name() == "wp-content" {
            fs::create_dir(&target)?;
        } else if entry.file_type()?.is_dir() {
            symlink(fs::canonicalize(entry.path())?, &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    let content = web_root.join("wp-content");
    // No theme is needed for sites without visitors.
    for folder in ["plugins", "themes", "mu-plugins"] {
        fs::create_dir(content.join(folder))?;
    }
    let offline = "mu-plugins/offline.php";
    fs::copy(tools::php_scripts().join(offline), content.join(offline))?;
    fs::copy(
        tools::php_scripts().join("sunrise.php"),
        content.join("sunrise.php"),
    )?;
    Ok(())
}

fn number(text: &str) -> Result<u64> {
    text.parse()
        .with_context(|| format!("expected a number, got `{text}`"))
}
