//! What matters most, on the database that production uses. One server, a fresh database for each part.

use ledger::{Error, Ledger};
use serde_json::Value;
use store::Database;

use super::mariadb_server::MariaDb;
use super::migration::{columns, indexed};
use super::{at, hold, in_memory, intents, leases, migration, prefix, record, records, requests};

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

    migration::starts_race(&fresh(&server, "starts_race").await).await;
    leases::agents_race(&fresh(&server, "agents_race").await).await;
    leases::a_lost_lease_writes_nothing(&fresh(&server, "a_lost_lease_writes_nothing").await).await;
    intents::intents_are_whole(&fresh(&server, "intents_are_whole").await).await;
    records::many_records(&fresh(&server, "many_records").await).await;
    intents::pruning_keeps_open_intents(&fresh(&server, "pruning_keeps_open_intents").await).await;
    intents::many_entries_keep_their_order(&fresh(&server, "many_entries").await).await;
    requests::requests_are_finished_once(&fresh(&server, "requests_are_finished_once").await).await;
    requests::plugin_requests_are_read(&fresh(&server, "plugin_requests_are_read").await).await;
    requests::requests_are_pruned(&fresh(&server, "requests_are_pruned").await).await;
    leases::state_values_are_kept(&fresh(&server, "state_values_are_kept").await).await;
    leases::leases_are_renewed_and_released(
        &fresh(&server, "leases_are_renewed_and_released").await,
    )
    .await;
    leases::tables_that_were_put_back_show(&fresh(&server, "tables_that_were_put_back").await)
        .await;
    leases::the_servers_clock_judges(&fresh(&server, "the_servers_clock_judges").await).await;
    leases::expired_leases_begin_nothing(&fresh(&server, "expired_leases_begin_nothing").await)
        .await;
    intents::every_order_counts(&fresh(&server, "every_order_counts").await).await;
    records::records_come_back(&fresh(&server, "records_come_back").await).await;
    records::columns_tell_the_same(&fresh(&server, "columns_tell_the_same").await).await;
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
