//! The WordPress side: an installation on this machine and its database.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use secrecy::ExposeSecret;

use store::{Database, TablePrefix};
use wordpress::{Installation, NetworkDatabase, NetworkHints};

use super::trouble;
use crate::args::Php;
use crate::output::Report;
use crate::settings::Settings;

/// A network's installation, its configuration read, its database open.
pub(crate) struct Home {
    pub(crate) installation: Installation,
    pub(crate) prefix: TablePrefix,
    pub(crate) database: Database,
    pub(crate) network: NetworkDatabase,
}

/// What `wp-config.php` says, before anything is opened.
pub(crate) struct Configured {
    pub(crate) installation: Installation,
    pub(crate) prefix: TablePrefix,
    pub(crate) hints: NetworkHints,
    pub(crate) database: store::MySqlSettings,
}

impl Home {
    /// Finds the installation that the settings mean and opens its database.
    ///
    /// # Errors
    /// A report on the first thing that is missing or out of reach.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Report> {
        Configured::read(settings)?.open().await
    }
}

impl Configured {
    /// Reads the configuration of the installation that the settings mean.
    ///
    /// # Errors
    /// A report where there is none, or where it does not say what is needed.
    pub(crate) fn read(settings: &Settings) -> Result<Self, Report> {
        let found = wordpress::locate(settings.wordpress()?);
        let mut installation = found.map_err(|error| trouble::of_config(&error))?;
        for (constant, value) in settings.given.values() {
            installation.config.give(constant, &value);
        }
        if installation.config.needs_php()
            && let Some(php) = php(&settings.php.value)
        {
            installation.config.ask_php(&php);
        }
        let config = &installation.config;
        let lacking = config.lacking();
        if !lacking.is_empty() {
            return Err(trouble::of_lacking(&lacking, config.php_said()));
        }
        let read = || Ok((config.hints()?, config.table_prefix()?, config.database()?));
        let (hints, prefix, database) =
            read().map_err(|error| trouble::of_lacking(&[error], config.php_said()))?;
        Ok(Self {
            installation,
            prefix,
            hints,
            database,
        })
    }

    /// Tells this configuration from any other; for comparing within this process.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let database = &self.database;
        (
            format!(
                "{:?} {:?} {:?}",
                database.candidates, database.tls, self.hints
            ),
            &database.user,
            database.password.expose_secret(),
            &database.database,
            self.prefix.table(""),
            &self.installation.web_root,
        )
            .hash(&mut hasher);
        hasher.finish()
    }

    /// Opens the database.
    ///
    /// # Errors
    /// A report that tells at which address it was tried, and what the server said.
    pub(crate) async fn open(self) -> Result<Home, Report> {
        let database = Database::mysql(self.database)
            .await
            .map_err(|error| trouble::of_connecting(&error))?;
        let network = NetworkDatabase::new(database.clone(), self.prefix.clone(), self.hints);
        Ok(Home {
            installation: self.installation,
            prefix: self.prefix,
            database,
            network,
        })
    }
}

fn php(setting: &Php) -> Option<PathBuf> {
    match setting {
        Php::Found => wordpress::find_php(),
        Php::At(path) => Some(path.clone()),
        Php::Never => None,
    }
}
