//! The handle every other part holds.

use std::path::Path;
use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::mysql::{MySql, MySqlArguments, MySqlConnection, MySqlPool};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqlitePool};

use crate::transaction::Transaction;
use crate::{ConnectError, Error, MySqlSettings, Row, Value, mysql, sqlite};

/// How long a statement may take, waiting for a connection not counted.
pub(crate) const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

/// A small pool of connections to one database; cloning it is cheap and shares the pool.
///
/// After a restart of the server the first statements fail with a transient [`Error`] at worst; later ones open new
/// connections by themselves. Dropping the future of a statement half-way leaves no connection in an unknown state.
#[derive(Clone, Debug)]
pub struct Database {
    pool: Backend,
}

/// Which SQL the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

#[derive(Clone, Debug)]
enum Backend {
    MySql(MySqlPool),
    Sqlite(SqlitePool),
}

impl Database {
    /// Logs in at the first candidate that answers.
    ///
    /// # Errors
    /// Says for every candidate tried why it was not the one.
    pub async fn mysql(settings: MySqlSettings) -> Result<Self, ConnectError> {
        let pool = Backend::MySql(mysql::open(&settings).await?);
        Ok(Self { pool })
    }

    /// Opens a SQLite file, creating it where it is missing.
    pub async fn sqlite(path: impl AsRef<Path>) -> Result<Self, Error> {
        let pool = Backend::Sqlite(sqlite::open_file(path.as_ref()).await?);
        Ok(Self { pool })
    }

    /// Opens an empty SQLite database that vanishes with its last handle.
    ///
    /// It has a single connection: a statement waits until an open [`Transaction`] ends.
    pub async fn sqlite_in_memory() -> Result<Self, Error> {
        let pool = Backend::Sqlite(sqlite::open_in_memory().await?);
        Ok(Self { pool })
    }

    /// Which SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        match self.pool {
            Backend::MySql(_) => Dialect::MySql,
            Backend::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Starts a transaction that reads and writes; in SQLite it is the only writer from now on.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        match &self.pool {
            Backend::MySql(pool) => Transaction::mysql(pool, false).await,
            Backend::Sqlite(pool) => Transaction::sqlite(pool, false).await,
        }
    }

    /// Starts a transaction that reads everything as it is at this moment, and cannot write.
    pub async fn begin_snapshot(&self) -> Result<Transaction, Error> {
        match &self.pool {
            Backend::MySql(pool) => Transaction::mysql(pool, true).await,
            Backend::Sqlite(pool) => Transaction::sqlite(pool, true).await,
        }
    }

    /// Runs a statement that answers with rows.
    pub async fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        match &self.pool {
            Backend::MySql(pool) => {
                let mut connection = pool.acquire().await?;
                let outcome = mysql_query(&mut connection, sql, values).await;
                give_back(connection, &outcome);
                outcome
            }
            Backend::Sqlite(pool) => sqlite_query(&mut *pool.acquire().await?, sql, values).await,
        }
    }

    /// Runs a statement and tells how many rows it matched (also where it left them as they were).
    pub async fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        Ok(self.run(sql, values).await?.affected)
    }

    /// Runs an `INSERT` and tells the id the database gave to the new row.
    pub async fn insert(&self, sql: &str, values: &[Value]) -> Result<i64, Error> {
        Ok(self.run(sql, values).await?.id)
    }

    /// Waits until every connection is given back and closes them.
    pub async fn close(&self) {
        match &self.pool {
            Backend::MySql(pool) => pool.close().await,
            Backend::Sqlite(pool) => pool.close().await,
        }
    }

    async fn run(&self, sql: &str, values: &[Value]) -> Result<Done, Error> {
        match &self.pool {
            Backend::MySql(pool) => {
                let mut connection = pool.acquire().await?;
                let outcome = mysql_execute(&mut connection, sql, values).await;
                give_back(connection, &outcome);
                outcome
            }
            Backend::Sqlite(pool) => sqlite_execute(&mut *pool.acquire().await?, sql, values).await,
        }
    }
}

/// What a statement without rows did.
pub(crate) struct Done {
    pub(crate) affected: u64,
    pub(crate) id: i64,
}

/// A connection whose server did not answer in time is closed: it may be lost on the way, and the server may still be
/// at work on it.
fn give_back<T>(connection: sqlx::pool::PoolConnection<MySql>, outcome: &Result<T, Error>) {
    if matches!(outcome, Err(Error::Timeout)) {
        drop(connection.detach());
    }
}

pub(crate) async fn mysql_query(
    connection: &mut MySqlConnection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, Error> {
    // Row by row, so that a large answer is not in memory twice.
    let rows = bind_mysql(sql, values).map(|row| Row::try_from(&row));
    limited(rows.fetch_all(connection))
        .await?
        .into_iter()
        .collect()
}

pub(crate) async fn mysql_execute(
    connection: &mut MySqlConnection,
    sql: &str,
    values: &[Value],
) -> Result<Done, Error> {
    let done = limited(bind_mysql(sql, values).execute(connection)).await?;
    Ok(Done {
        affected: done.rows_affected(),
        id: done.last_insert_id() as i64,
    })
}

pub(crate) async fn sqlite_query(
    connection: &mut SqliteConnection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, Error> {
    let rows = bind_sqlite(sql, values).map(|row| Row::try_from(&row));
    limited(rows.fetch_all(connection))
        .await?
        .into_iter()
        .collect()
}

pub(crate) async fn sqlite_execute(
    connection: &mut SqliteConnection,
    sql: &str,
    values: &[Value],
) -> Result<Done, Error> {
    let done = limited(bind_sqlite(sql, values).execute(connection)).await?;
    Ok(Done {
        affected: done.rows_affected(),
        id: done.last_insert_rowid(),
    })
}

pub(crate) async fn limited<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Error> {
    match tokio::time::timeout(STATEMENT_LIMIT, statement).await {
        Ok(outcome) => outcome.map_err(Error::from),
        Err(_) => Err(Error::Timeout),
    }
}

/// The one place where SQL made at run time is accepted: it holds placeholders and names from
/// [`crate::TablePrefix`], and everything a stranger wrote is bound.
fn bind_mysql<'q>(sql: &str, values: &[Value]) -> Query<'q, MySql, MySqlArguments> {
    values.iter().cloned().fold(
        sqlx::query(AssertSqlSafe(sql)),
        |query, value| match value {
            Value::Null => query.bind(None::<String>),
            Value::Int(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
        },
    )
}

fn bind_sqlite<'q>(sql: &str, values: &[Value]) -> Query<'q, Sqlite, SqliteArguments> {
    values.iter().cloned().fold(
        sqlx::query(AssertSqlSafe(sql)),
        |query, value| match value {
            Value::Null => query.bind(None::<String>),
            Value::Int(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
        },
    )
}
