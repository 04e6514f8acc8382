//! What matters most, on the database that production uses. One server, a fresh database for each part.

use ledger::{Error, Ledger};
use serde_json::Value;
use store::Database;

use super::mariadb_server::MariaDb;
use super::migration::{columns, indexed};
use super::{at, hold, in_memory, intents, leases, migration, prefix, record, records};

async fn fresh(server: &MariaDb, name: &str) -> Database {
    let root = server.open("mysql").await;
    root.execute(&format!("CREATE DATABASE {name} CHARACTER SET latin1"), &[])
        .await
        .unwrap();
    root.close().await;
    server.open(name).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_holds_on_mariadb() {
    let server = MariaDb::start().await;

    migration::starts_race(&fresh(&server, "a").await).await;
    leases::agents_race(&fresh(&server, "b").await).await;
    leases::a_lost_lease_writes_nothing(&fresh(&server, "c").await).await;
    intents::intents_are_whole(&fresh(&server, "d").await).await;
    records::many_records(&fresh(&server, "f").await).await;
    intents::pruning_keeps_open_intents(&fresh(&server, "e").await).await;
}

#[tokio::test]
async fn invariant_7_an_intent_survives_the_crash_of_the_database() {
    let mut server = MariaDb::start().await;
    let ledger = Ledger::open(fresh(&server, "crash").await, prefix(), at(0))
        .await
        .unwrap();
    let fence = hold(&ledger, "a", at(0)).await;
    let id = ledger
        .open_intent(&fence, &intents::attach("shop.example", at(1)))
        .await
        .unwrap();

    server.kill();
    let records = [record("shop.example")];
    let outcome = ledger
        .close_intent(&fence, id, "attached", Value::Null, &records, at(2))
        .await;
    assert!(
        outcome.as_ref().is_err_and(Error::is_transient),
        "{outcome:?}"
    );

    server.run().await;
    assert_eq!(ledger.open_intents().await.unwrap()[0].id, id);
    ledger
        .close_intent(&fence, id, "attached", Value::Null, &records, at(3))
        .await
        .unwrap();
    assert!(ledger.open_intents().await.unwrap().is_empty());
    assert_eq!(ledger.records().await.unwrap().len(), 1);
}

#[tokio::test]
async fn both_dialects_have_the_same_tables() {
    let server = MariaDb::start().await;
    let mariadb = fresh(&server, "tables").await;
    Ledger::open(mariadb.clone(), prefix(), at(0))
        .await
        .unwrap();
    let (sqlite, _) = in_memory().await;
    for table in ["domains", "history", "requests", "state"] {
        let table = format!("wp_runcloud_{table}");
        let expected = columns(&mariadb, &table).await;
        assert!(!expected.is_empty());
        assert_eq!(columns(&sqlite, &table).await, expected, "{table}");
        assert_eq!(
            indexed(&sqlite, &table).await,
            indexed(&mariadb, &table).await,
            "{table}"
        );
    }
}
