//! Several statements that take effect together or not at all.

use sqlx::Executor;
use sqlx::mysql::{MySql, MySqlPool};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqlitePool};

use crate::database::{Done, limited, mysql_execute, mysql_query, sqlite_execute, sqlite_query};
use crate::{Error, Row, Value};

/// A transaction; dropped without [`Transaction::commit`] it is rolled back.
#[derive(Debug)]
pub struct Transaction {
    open: Open,
    reads_only: bool,
}

#[derive(Debug)]
enum Open {
    MySql(MySqlTransaction),
    Sqlite(sqlx::Transaction<'static, Sqlite>),
}

/// Holds a connection that goes back to the pool only from a finished transaction; otherwise it is closed, which the
/// server answers with a roll-back, also where it had stopped to answer.
#[derive(Debug)]
struct MySqlTransaction(Option<PoolConnection<MySql>>);

impl Transaction {
    pub(crate) async fn mysql(pool: &MySqlPool, snapshot: bool) -> Result<Self, Error> {
        let mut transaction = MySqlTransaction(Some(pool.acquire().await?));
        if snapshot {
            transaction
                .command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .await?;
            transaction
                .command("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
                .await?;
        } else {
            transaction.command("START TRANSACTION").await?;
        }
        Ok(Self {
            open: Open::MySql(transaction),
            reads_only: snapshot,
        })
    }

    pub(crate) async fn sqlite(pool: &SqlitePool, snapshot: bool) -> Result<Self, Error> {
        let begin = if snapshot {
            "BEGIN DEFERRED"
        } else {
            "BEGIN IMMEDIATE"
        };
        let mut transaction = limited(pool.begin_with(begin)).await?;
        if snapshot {
            // The snapshot is taken by the first read, not by BEGIN.
            sqlite_query(&mut transaction, "SELECT count(*) FROM sqlite_schema", &[]).await?;
        }
        Ok(Self {
            open: Open::Sqlite(transaction),
            reads_only: snapshot,
        })
    }

    /// Runs a statement that answers with rows.
    pub async fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        match &mut self.open {
            Open::MySql(transaction) => mysql_query(transaction.connection()?, sql, values).await,
            Open::Sqlite(transaction) => sqlite_query(transaction, sql, values).await,
        }
    }

    /// Runs a statement and tells how many rows it matched (also where it left them as they were).
    pub async fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        Ok(self.run(sql, values).await?.affected)
    }

    /// Runs an `INSERT` and tells the id the database gave to the new row.
    pub async fn insert(&mut self, sql: &str, values: &[Value]) -> Result<i64, Error> {
        Ok(self.run(sql, values).await?.id)
    }

    /// Makes everything take effect.
    ///
    /// # Errors
    /// After [`Error::Unreachable`] or [`Error::Timeout`] it is not known whether it did.
    pub async fn commit(self) -> Result<(), Error> {
        match self.open {
            Open::MySql(transaction) => transaction.finish("COMMIT").await,
            Open::Sqlite(transaction) => limited(transaction.commit()).await,
        }
    }

    /// Gives everything up.
    pub async fn rollback(self) -> Result<(), Error> {
        match self.open {
            Open::MySql(transaction) => transaction.finish("ROLLBACK").await,
            Open::Sqlite(transaction) => limited(transaction.rollback()).await,
        }
    }

    async fn run(&mut self, sql: &str, values: &[Value]) -> Result<Done, Error> {
        if self.reads_only {
            return Err(Error::ReadOnly);
        }
        match &mut self.open {
            Open::MySql(transaction) => mysql_execute(transaction.connection()?, sql, values).await,
            Open::Sqlite(transaction) => sqlite_execute(transaction, sql, values).await,
        }
    }
}

impl MySqlTransaction {
    fn connection(&mut self) -> Result<&mut PoolConnection<MySql>, Error> {
        self.0
            .as_mut()
            .ok_or_else(|| Error::other("the transaction is over"))
    }

    /// Transaction control is not part of the protocol for prepared statements.
    async fn command(&mut self, sql: &'static str) -> Result<(), Error> {
        limited((&mut **self.connection()?).execute(sql)).await?;
        Ok(())
    }

    async fn finish(mut self, command: &'static str) -> Result<(), Error> {
        self.command(command).await?;
        // Back to the pool.
        drop(self.0.take());
        Ok(())
    }
}

impl Drop for MySqlTransaction {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}
