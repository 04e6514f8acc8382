//! The ledger through its public face. What matters most runs on SQLite and on MariaDB.

#[path = "../../../store/tests/support/mariadb.rs"]
mod mariadb_server;

mod intents;
mod leases;
mod mariadb;
mod migration;
mod records;
mod requests;

use std::path::Path;
use std::time::Duration;

use ledger::{Fence, LeaseOutcome, Ledger, Texts};
use plan::{Class, DomainName, Record, Timestamp};
use store::{Database, TablePrefix};

const TTL: Duration = Duration::from_secs(30);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + seconds * 1000)
}

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

fn record(host: &str) -> (Record, Texts) {
    let texts = Texts {
        operator: format!("{host} is new"),
        customer: "we look after it".to_owned(),
    };
    (Record::new(name(host), Class::Created, at(0)), texts)
}

fn prefix() -> TablePrefix {
    TablePrefix::parse("wp_").unwrap()
}

async fn in_file(folder: &Path) -> Database {
    Database::sqlite(folder.join("network.sqlite"))
        .await
        .unwrap()
}

async fn in_memory() -> (Database, Ledger) {
    let db = Database::sqlite_in_memory().await.unwrap();
    let ledger = Ledger::open(db.clone(), prefix(), at(0)).await.unwrap();
    (db, ledger)
}

/// The ledger in a database whose clock does not count: these tests hold the time.
async fn open(db: &Database) -> Ledger {
    let ledger = Ledger::open(db.clone(), prefix(), at(0)).await.unwrap();
    ledger.by_the_callers_clock()
}

/// Takes the lease under a name of its own.
async fn hold(ledger: &Ledger, holder: &str, now: Timestamp) -> Fence {
    match ledger.acquire_lease(holder, TTL, now).await.unwrap() {
        LeaseOutcome::Held { fence, .. } => fence,
        other @ LeaseOutcome::HeldBy { .. } => panic!("{other:?}"),
    }
}
