//! Why the network could not be read.

use plan::InvalidName;

use crate::unserialize::Malformed;

/// Why a reading failed. A failed reading says nothing about the network; it is never an empty one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A table is not there: another prefix, or a plugin that is not installed.
    #[error("the table `{table}` does not exist")]
    MissingTable {
        /// Its full name.
        table: String,
    },
    /// The database did not answer, or not as expected.
    #[error("could not read {what}: {source}")]
    Store {
        /// What we were reading.
        what: &'static str,
        /// What happened.
        #[source]
        source: store::Error,
    },
    /// A table has more rows than any network.
    #[error("{what} has more than {limit} rows")]
    TooManyRows {
        /// The table in words.
        what: &'static str,
        /// The most we take.
        limit: usize,
    },
    /// The database has no network with the id that the configuration gives.
    #[error("the database has no network with the id {id}")]
    NoNetwork {
        /// The id.
        id: i64,
    },
    /// The main domain is not a host name.
    #[error("the main domain of the network is not usable: {problem}")]
    MainDomain {
        /// Which rule it breaks.
        problem: InvalidName,
    },
    /// A network option cannot be understood.
    #[error("the network option `{key}` is damaged: {problem}")]
    Option {
        /// Its key.
        key: &'static str,
        /// What is wrong, without its content.
        problem: String,
    },
}

impl ReadError {
    pub(crate) fn store(what: &'static str) -> impl FnOnce(store::Error) -> Self {
        move |source| match source {
            store::Error::MissingTable { name } => Self::MissingTable { table: name },
            source => Self::Store { what, source },
        }
    }

    pub(crate) fn option(key: &'static str) -> impl FnOnce(Malformed) -> Self {
        move |problem| Self::Option {
            key,
            problem: problem.to_string(),
        }
    }

    /// Whether the same reading can succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Store { source, .. } if source.is_transient())
    }

    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::MissingTable { table } if table.ends_with("wu_domain_mappings") => {
                "install and activate Ultimate Multisite, or check `$table_prefix` in `wp-config.php`".into()
            }
            Self::MissingTable { .. } => {
                "check `$table_prefix` and DB_NAME in `wp-config.php`; is this a multisite network?".into()
            }
            Self::Store { source, .. } if source.is_transient() => {
                "the next reading may succeed; check the database server if this goes on".into()
            }
            Self::Store { .. } => "check the database account in `wp-config.php`".into(),
            Self::TooManyRows { .. } => "check the table for rows that nobody wanted".into(),
            Self::NoNetwork { .. } => {
                "check SITE_ID_CURRENT_SITE in `wp-config.php` against the table of networks".into()
            }
            Self::MainDomain { .. } => {
                "check DOMAIN_CURRENT_SITE in `wp-config.php`, a host name without port".into()
            }
            Self::Option { key, .. } => {
                format!("save the settings that belong to `{key}` again in the network's admin area")
            }
        }
    }
}
