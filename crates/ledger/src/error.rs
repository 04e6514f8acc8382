//! What can go wrong with the ledger.

use crate::IntentId;

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error("could not {task}: {source}")]
    Store {
        /// What was being done.
        task: &'static str,
        /// How it failed.
        source: store::Error,
    },
    /// Another agent took the lease, or it ran out; nothing was written. Acquire it anew before anything else.
    #[error("the lease is lost: another agent may act now")]
    LeaseLost,
    /// The tables were made by a newer version of this program, which may mean other things by them.
    #[error(
        "the tables have version {found} and this program knows versions up to {known}; use the newer program"
    )]
    NewerSchema {
        /// The version found.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The tables are older than this program; starting the agent brings them up to date.
    #[error("the tables have version {found} and this program needs {known}; start the agent once")]
    OlderSchema {
        /// The version found.
        found: i64,
        /// The version needed.
        known: i64,
    },
    /// The tables were made by other statements than this program has for the same version.
    #[error(
        "the tables of version {version} were made by a different build of this program; use that one or a newer one"
    )]
    ChangedSchema {
        /// The version both have.
        version: i64,
    },
    /// Another start of the program is preparing the tables at this moment.
    #[error("another start of this program is preparing the tables; try again in a minute")]
    Migrating,
    /// What is remembered of a host cannot be read; nothing may be decided about it.
    #[error(
        "the record of {host} is unreadable: {problem}; restore its row in the table of domains"
    )]
    Record {
        /// The host, as the row names it.
        host: String,
        /// What is wrong.
        problem: String,
    },
    /// An open intent cannot be read, so what it did outside cannot be looked up.
    #[error(
        "the open intent {id} is unreadable: {problem}; restore its row in the table of history"
    )]
    Intent {
        /// The id of the row.
        id: i64,
        /// What is wrong.
        problem: String,
    },
    /// The intent is closed already, or never was.
    #[error("there is no open intent {0}")]
    NoSuchIntent(IntentId),
    /// The name of a state value is one the ledger uses itself.
    #[error("the state `{0}` belongs to the ledger")]
    ReservedState(String),
}

impl Error {
    /// Whether the same thing can succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store { source, .. } => source.is_transient(),
            Self::Migrating => true,
            _ => false,
        }
    }
}

/// Names the task that failed, once, where the crate's own terms end.
pub(crate) trait During<T> {
    fn during(self, task: &'static str) -> Result<T, Error>;
}

impl<T> During<T> for Result<T, store::Error> {
    fn during(self, task: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::Store { task, source })
    }
}
