//! The handle, and the names of its tables.

use std::sync::Arc;

use plan::Timestamp;
use store::{Database, TablePrefix, Transaction};

use crate::error::During;
use crate::lease::LeaseClock;
use crate::{Result, migrate};

/// The ledger of one network; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) db: Database,
    pub(crate) tables: Arc<Tables>,
    pub(crate) lease_clock: LeaseClock,
}

/// Full table names.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) domains: String,
    pub(crate) history: String,
    pub(crate) requests: String,
    pub(crate) state: String,
}

impl Ledger {
    /// Opens the ledger, creating or upgrading its tables where that is needed.
    ///
    /// # Errors
    /// [`crate::Error::NewerSchema`] where a newer program was here; [`crate::Error::Store`] with a denied privilege where the
    /// account may not create tables.
    pub async fn open(db: Database, prefix: TablePrefix, now: Timestamp) -> Result<Self> {
        let ledger = Self::over(db, &prefix);
        migrate::upgrade(&ledger, &prefix, now).await?;
        Ok(ledger)
    }

    /// Opens the ledger without writing anything; `None` where there is none yet.
    ///
    /// # Errors
    /// [`crate::Error::NewerSchema`] and [`crate::Error::OlderSchema`] where the tables are not those of this program.
    pub async fn open_existing(db: Database, prefix: TablePrefix) -> Result<Option<Self>> {
        let ledger = Self::over(db, &prefix);
        Ok(migrate::is_current(&ledger).await?.then_some(ledger))
    }

    fn over(db: Database, prefix: &TablePrefix) -> Self {
        let tables = Arc::new(Tables {
            domains: prefix.table("runcloud_domains"),
            history: prefix.table("runcloud_history"),
            requests: prefix.table("runcloud_requests"),
            state: prefix.table("runcloud_state"),
        });
        Self {
            db,
            tables,
            lease_clock: LeaseClock::Servers,
        }
    }

    pub(crate) async fn begin(&self, task: &'static str) -> Result<Transaction> {
        self.db.begin().await.during(task)
    }
}
