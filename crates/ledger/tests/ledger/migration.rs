use std::collections::BTreeSet;

use ledger::{Error, Ledger};
use store::{Database, Dialect};

use super::{at, hold, in_file, in_memory, prefix, record};

#[tokio::test]
async fn starts_at_the_same_time_all_find_the_tables_complete() {
    let folder = tempfile::tempdir().unwrap();
    starts_race(&in_file(folder.path()).await).await;
}

pub(crate) async fn starts_race(db: &Database) {
    let starts: Vec<_> = (0..3)
        .map(|_| tokio::spawn(Ledger::open(db.clone(), prefix(), at(0))))
        .collect();
    for start in starts {
        let ledger = start.await.unwrap().unwrap();
        assert_eq!(ledger.records().await.unwrap().len(), 0);
    }
    let rows = db
        .query(
            "SELECT number, expires FROM wp_runcloud_state WHERE name = 'schema'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(
        (rows[0].get_i64(0).unwrap(), rows[0].get_i64(1).unwrap()),
        (1, 0)
    );
}

#[tokio::test]
async fn opening_again_keeps_what_is_there() {
    let (db, ledger) = in_memory().await;
    let fence = hold(&ledger, "a", at(0)).await;
    ledger
        .save(&fence, &[record("shop.example")], at(1))
        .await
        .unwrap();
    let again = Ledger::open(db, prefix(), at(2)).await.unwrap();
    assert_eq!(again.records().await.unwrap().len(), 1);
}

#[tokio::test]
async fn reading_alone_creates_no_table_and_finds_no_ledger() {
    let db = Database::sqlite_in_memory().await.unwrap();
    assert!(
        Ledger::open_existing(db.clone(), prefix())
            .await
            .unwrap()
            .is_none()
    );
    let rows = db
        .query("SELECT count(*) FROM sqlite_schema", &[])
        .await
        .unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), 0);

    Ledger::open(db.clone(), prefix(), at(0)).await.unwrap();
    assert!(Ledger::open_existing(db, prefix()).await.unwrap().is_some());
}

#[tokio::test]
async fn tables_that_the_plugin_made_first_are_taken_over_with_their_requests() {
    let (db, _) = in_memory().await;
    db.execute("DELETE FROM wp_runcloud_state", &[])
        .await
        .unwrap();
    db.execute(
        "INSERT INTO wp_runcloud_requests (at, kind) VALUES (1, 'look')",
        &[],
    )
    .await
    .unwrap();
    assert!(
        Ledger::open_existing(db.clone(), prefix())
            .await
            .unwrap()
            .is_none()
    );

    let ledger = Ledger::open(db, prefix(), at(0)).await.unwrap();
    assert_eq!(ledger.pending_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn newer_or_changed_tables_are_refused_and_left_alone() {
    let (db, _) = in_memory().await;
    db.execute(
        "UPDATE wp_runcloud_state SET value = 'other' WHERE name = 'schema'",
        &[],
    )
    .await
    .unwrap();
    let error = Ledger::open(db.clone(), prefix(), at(1)).await.unwrap_err();
    assert!(
        matches!(error, Error::ChangedSchema { version: 1 }),
        "{error:?}"
    );

    db.execute(
        "UPDATE wp_runcloud_state SET number = 7 WHERE name = 'schema'",
        &[],
    )
    .await
    .unwrap();
    for error in [
        Ledger::open(db.clone(), prefix(), at(1)).await.unwrap_err(),
        Ledger::open_existing(db.clone(), prefix())
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(error, Error::NewerSchema { found: 7, known: 1 }),
            "{error:?}"
        );
    }
    let rows = db
        .query(
            "SELECT number FROM wp_runcloud_state WHERE name = 'schema'",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), 7);
}

#[tokio::test]
async fn a_start_that_died_half_way_is_waited_for_and_then_replaced() {
    let (db, _) = in_memory().await;
    let halfway = format!(
        "UPDATE wp_runcloud_state SET number = 0, expires = {} WHERE name = 'schema'",
        at(60).as_millis()
    );
    db.execute(&halfway, &[]).await.unwrap();
    let error = Ledger::open(db.clone(), prefix(), at(59))
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Migrating) && error.is_transient(),
        "{error:?}"
    );
    Ledger::open(db, prefix(), at(60)).await.unwrap();
}

#[tokio::test]
async fn a_failed_upgrade_is_told_again_by_the_next_start_and_goes_on_once_the_cause_is_gone() {
    let (db, _) = in_memory().await;
    for statement in [
        "DROP TABLE wp_runcloud_domains",
        "CREATE TABLE wp_runcloud_domains (host)",
        "UPDATE wp_runcloud_state SET number = 0 WHERE name = 'schema'",
    ] {
        db.execute(statement, &[]).await.unwrap();
    }
    for _ in 0..2 {
        let error = Ledger::open(db.clone(), prefix(), at(0)).await.unwrap_err();
        assert!(matches!(error, Error::Store { .. }), "{error:?}");
    }
    db.execute("DROP TABLE wp_runcloud_domains", &[])
        .await
        .unwrap();
    let ledger = Ledger::open(db, prefix(), at(0)).await.unwrap();
    assert!(ledger.records().await.unwrap().is_empty());
}

/// The columns of each table, in order, and the indexed columns, as the database tells them.
pub(crate) async fn columns(db: &Database, table: &str) -> Vec<String> {
    let sql = match db.dialect() {
        Dialect::Sqlite => "SELECT name FROM pragma_table_info(?) ORDER BY cid",
        Dialect::MySql => {
            "SELECT column_name FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position"
        }
    };
    let rows = db.query(sql, &[table.into()]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

pub(crate) async fn indexed(db: &Database, table: &str) -> BTreeSet<String> {
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT group_concat(i.name) FROM pragma_index_list(?) l, pragma_index_info(l.name) i \
             WHERE l.origin = 'c' GROUP BY l.name"
        }
        Dialect::MySql => {
            "SELECT GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics \
             WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY' GROUP BY index_name"
        }
    };
    let rows = db.query(sql, &[table.into()]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}
