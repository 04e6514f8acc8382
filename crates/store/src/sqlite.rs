//! SQLite, for the demo and for quick tests.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};

use crate::Error;
use crate::mysql::{ACQUIRE_LIMIT, MAX_CONNECTIONS};

/// Shorter than the limit of a statement, so that a busy file is reported as a conflict and not as a time-out.
const BUSY_LIMIT: Duration = Duration::from_secs(3);

/// Opens a file, creating it where it is missing. Readers do not wait for the writer; writers wait for each other.
pub(crate) async fn open_file(path: &Path) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY_LIMIT)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(ACQUIRE_LIMIT)
        // A connection of the same process does not go away meanwhile.
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Opens a database that lives as long as its single connection.
pub(crate) async fn open_in_memory() -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE_LIMIT)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}
