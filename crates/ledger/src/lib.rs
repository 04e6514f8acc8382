//! The durable record: what is ours, what was tried, what was asked, who holds the lease.
//!
//! A [`Ledger`] keeps four tables in the network's own database, beside those of WordPress; `schema/tables.sql` defines
//! them for this crate and for the WordPress plugin. One agent acts at a time: it holds the lease, shows its [`Fence`]
//! with every write, and the write takes effect only while no other agent has taken the lease since. Every change
//! outside is an *intent*: written before, closed after, together with the records it changed.
//!
//! This crate decides nothing and reads no clock. Start with [`Ledger`], then [`Fence`], [`Intent`] and [`Request`].
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use std::time::Duration;
//!
//! use ledger::{LeaseOutcome, Ledger, Texts};
//! use plan::{Class, Record, Timestamp};
//! use store::{Database, TablePrefix};
//!
//! let now = Timestamp::from_millis(1_800_000_000_000);
//! let db = Database::sqlite_in_memory().await?;
//! let ledger = Ledger::open(db, TablePrefix::parse("wp_")?, now).await?;
//!
//! let LeaseOutcome::Held { fence, .. } = ledger.acquire_lease("this agent", Duration::from_secs(30), now).await? else {
//!     return Ok(());
//! };
//! let record = Record::new("shop.example".parse()?, Class::Created, now);
//! ledger.save(&fence, &[(record, Texts::default())], now).await?;
//! assert_eq!(ledger.records().await?.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod error;
mod fields;
mod history;
mod intents;
mod lease;
mod migrate;
mod records;
mod requests;
mod schema;
mod state;
mod tables;

pub use error::Error;
pub use history::{Entry, HistoryEntry, Kind};
pub use intents::{Intent, IntentId, OpenIntent};
pub use lease::{Fence, LeaseOutcome, Tenure};
pub use records::Texts;
pub use requests::{Effects, NewRequest, Request, RequestKind};
pub use tables::Ledger;

/// The outcome of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
