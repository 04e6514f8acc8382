//! One small face over MySQL, MariaDB and SQLite, so that every query is written once.
//!
//! A [`Database`] runs SQL with `?` placeholders and hands back [`Row`]s that decode numbers of any signedness and
//! text of any character set without a panic. Every statement has a time limit, a connection that died is replaced,
//! and every failure is one [`Error`] whose kind says whether a later try can succeed. Table names are made by
//! [`TablePrefix::table`] only; everything else that varies goes through a [`Value`].
//!
//! This crate knows no table. It does not translate SQL: queries stay within what both dialects understand, and
//! [`Dialect`] tells them apart where they do not.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use store::{Database, TablePrefix};
//!
//! let db = Database::sqlite_in_memory().await?;
//! let blogs = TablePrefix::parse("wp_")?.table("blogs");
//! db.execute(&format!("CREATE TABLE {blogs} (blog_id INTEGER PRIMARY KEY, domain TEXT)"), &[]).await?;
//! db.execute(&format!("INSERT INTO {blogs} VALUES (?, ?)"), &[1.into(), "network.example".into()]).await?;
//!
//! let rows = db.query(&format!("SELECT blog_id, domain FROM {blogs}"), &[]).await?;
//! assert_eq!(rows[0].get_i64(0)?, 1);
//! assert_eq!(rows[0].text(1)?, "network.example");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod database;
mod error;
mod mysql;
mod prefix;
mod row;
mod sqlite;
mod transaction;
mod value;

pub use database::{Database, Dialect};
pub use error::{Denied, Error};
pub use mysql::{Address, ConnectError, MySqlSettings, Tls};
pub use prefix::{InvalidPrefix, TablePrefix};
pub use row::Row;
pub use transaction::Transaction;
pub use value::Value;
