//! The face on SQLite.

use std::path::Path;

use store::{Database, Dialect, Error, Value};

async fn in_memory() -> Database {
    let db = Database::sqlite_in_memory().await.unwrap();
    table(&db).await;
    db
}

async fn in_file(folder: &Path) -> Database {
    Database::sqlite(folder.join("network.sqlite"))
        .await
        .unwrap()
}

async fn table(db: &Database) {
    db.execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b)",
        &[],
    )
    .await
    .unwrap();
}

async fn count(db: &Database) -> i64 {
    let rows = db.query("SELECT count(*) FROM t", &[]).await.unwrap();
    rows[0].get_i64(0).unwrap()
}

const INSERT: &str = "INSERT INTO t (a) VALUES (?)";

#[tokio::test]
async fn values_come_back_as_they_were_bound() {
    let db = in_memory().await;
    assert_eq!(db.dialect(), Dialect::Sqlite);
    let values = ["Bücher 🛒'; DROP TABLE t".into(), Value::Null];
    let id = db
        .insert("INSERT INTO t (a, b) VALUES (?, ?)", &values)
        .await
        .unwrap();

    let rows = db
        .query("SELECT id, a, b FROM t WHERE id = ?", &[id.into()])
        .await
        .unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), id);
    assert_eq!(rows[0].text(1).unwrap(), "Bücher 🛒'; DROP TABLE t");
    assert_eq!(rows[0].opt_text(2).unwrap(), None);
    assert_eq!(rows[0].opt_i64(2).unwrap(), None);
}

#[tokio::test]
async fn a_column_that_holds_something_else_is_an_error_that_names_it() {
    let db = in_memory().await;
    let rows = db
        .query("SELECT 'text', NULL, x'ff41', 1.5, 3.0, '12'", &[])
        .await
        .unwrap();
    let row = &rows[0];
    for (outcome, column) in [
        (row.get_i64(0), 0),
        (row.get_i64(1), 1),
        (row.get_i64(3), 3),
        (row.get_i64(9), 9),
        (row.text(1).map(|_| 0), 1),
    ] {
        assert!(
            matches!(&outcome, Err(Error::Column { column: named, .. }) if *named == column),
            "{outcome:?}"
        );
    }
    assert_eq!(row.text(2).unwrap(), "\u{fffd}A", "not UTF-8");
    assert_eq!(row.opt_bytes(2).unwrap(), Some(&b"\xffA"[..]));
    assert_eq!(row.get_i64(4).unwrap(), 3);
    assert_eq!(row.get_i64(5).unwrap(), 12);
}

#[tokio::test]
async fn a_row_does_not_show_its_content_in_debug_output() {
    let db = in_memory().await;
    let rows = db.query("SELECT 's3cret'", &[]).await.unwrap();
    assert!(!format!("{rows:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_missing_table_is_told_by_name() {
    let db = in_memory().await;
    let error = db.query("SELECT 1 FROM wp_blogs", &[]).await.unwrap_err();
    assert!(
        matches!(&error, Error::MissingTable { name } if name == "wp_blogs"),
        "{error:?}"
    );
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_second_row_with_the_same_key_is_a_duplicate() {
    let db = in_memory().await;
    db.execute("INSERT INTO t (id) VALUES (1)", &[])
        .await
        .unwrap();
    let error = db
        .execute("INSERT INTO t (id) VALUES (1)", &[])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Duplicate), "{error:?}");
}

#[tokio::test]
async fn a_transaction_takes_effect_at_its_commit_and_not_when_it_is_dropped() {
    let db = in_memory().await;
    let mut dropped = db.begin().await.unwrap();
    dropped.execute(INSERT, &["lost".into()]).await.unwrap();
    drop(dropped);
    assert_eq!(count(&db).await, 0);

    let mut given_up = db.begin().await.unwrap();
    given_up.execute(INSERT, &["lost".into()]).await.unwrap();
    given_up.rollback().await.unwrap();
    assert_eq!(count(&db).await, 0);

    let mut kept = db.begin().await.unwrap();
    assert_eq!(kept.insert(INSERT, &["kept".into()]).await.unwrap(), 1);
    kept.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_snapshot_does_not_see_what_was_written_after_it_began_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let db = in_file(folder.path()).await;
    table(&db).await;
    let mut snapshot = db.begin_snapshot().await.unwrap();
    db.execute(INSERT, &["late".into()]).await.unwrap();

    let rows = snapshot.query("SELECT count(*) FROM t", &[]).await.unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), 0);
    assert!(matches!(
        snapshot.execute(INSERT, &[1.into()]).await,
        Err(Error::ReadOnly)
    ));
    snapshot.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_second_writer_waits_and_is_then_told_of_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let db = in_file(folder.path()).await;
    table(&db).await;
    let mut first = db.begin().await.unwrap();
    first.execute(INSERT, &["first".into()]).await.unwrap();

    let error = db.execute(INSERT, &["second".into()]).await.unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    assert!(error.is_transient());
    first.commit().await.unwrap();
    db.execute(INSERT, &["second".into()]).await.unwrap();
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn affected_rows_count_what_was_matched() {
    let db = in_memory().await;
    db.execute(INSERT, &["same".into()]).await.unwrap();
    assert_eq!(db.execute("UPDATE t SET a = 'same'", &[]).await.unwrap(), 1);
    assert_eq!(
        db.execute("UPDATE t SET a = 'x' WHERE id = 99", &[])
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn handles_travel_between_tasks() {
    let db = in_memory().await;
    let other = db.clone();
    tokio::spawn(async move {
        let mut transaction = other.begin().await.unwrap();
        transaction
            .execute(INSERT, &["from a task".into()])
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    })
    .await
    .unwrap();
    assert_eq!(count(&db).await, 1);
}
