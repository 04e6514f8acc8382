//! The face on MariaDB. Starting a server takes seconds, so each test looks at several things.

use store::{Address, Database, Denied, Dialect, Error, Value};

#[path = "support/mariadb.rs"]
mod mariadb;

use mariadb::MariaDb;

const INSERT: &str = "INSERT INTO t (a) VALUES (?)";

async fn count(db: &Database) -> i64 {
    let rows = db.query("SELECT COUNT(*) FROM t", &[]).await.unwrap();
    rows[0].get_i64(0).unwrap()
}

async fn table(db: &Database) {
    db.execute(
        "CREATE TABLE t (id BIGINT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20)) ENGINE=InnoDB",
        &[],
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn every_kind_of_column_decodes_or_says_that_it_needs_a_cast() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    assert_eq!(db.dialect(), Dialect::MySql);
    db.execute(
        "CREATE TABLE kinds (
            tiny TINYINT UNSIGNED, small SMALLINT UNSIGNED, medium MEDIUMINT UNSIGNED, wide INT UNSIGNED,
            big BIGINT UNSIGNED, huge BIGINT UNSIGNED, low BIGINT, flag TINYINT(1), price DECIMAL(10,2),
            ratio DOUBLE, latin VARCHAR(20) CHARACTER SET latin1, emoji LONGTEXT CHARACTER SET utf8mb4,
            raw BLOB, stage ENUM('done','failed'), at DATETIME, nothing INT, host VARCHAR(50) COLLATE utf8mb4_bin
        )",
        &[],
    )
    .await
    .unwrap();
    db.execute(
        "INSERT INTO kinds VALUES (200, 60000, 16000000, 4000000000, 5, 18446744073709551615, -7, 1, 12.50,
            0.25, ?, ?, x'ff41', 'failed', '2026-01-02 03:04:05', NULL, 'example.com')",
        &["Bücher".into(), "🛒".into()],
    )
    .await
    .unwrap();

    let rows = db.query("SELECT * FROM kinds", &[]).await.unwrap();
    let row = &rows[0];
    let numbers: Vec<_> = [0, 1, 2, 3, 4, 6, 7]
        .map(|i| row.get_i64(i).unwrap())
        .into();
    assert_eq!(numbers, [200, 60_000, 16_000_000, 4_000_000_000, 5, -7, 1]);
    assert!(matches!(
        row.get_i64(5),
        Err(Error::Column { column: 5, .. })
    ));
    assert_eq!(row.text(5).unwrap(), "18446744073709551615");
    assert_eq!(row.text(8).unwrap(), "12.50");
    assert_eq!(row.text(9).unwrap(), "0.25");
    assert_eq!(row.text(10).unwrap(), "Bücher");
    assert_eq!(row.text(11).unwrap(), "🛒");
    assert_eq!(row.text(12).unwrap(), "\u{fffd}A");
    assert_eq!(row.opt_bytes(12).unwrap(), Some(&b"\xffA"[..]));
    assert_eq!(row.text(13).unwrap(), "failed");
    assert!(row.text(14).unwrap_err().to_string().contains("CAST"));
    assert_eq!(row.opt_i64(15).unwrap(), None);
    assert_eq!(row.text(16).unwrap(), "example.com");

    let rows = db
        .query(
            "SELECT SUM(wide), CAST(at AS CHAR), COUNT(*), MAX(tiny) FROM kinds",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), 4_000_000_000);
    assert_eq!(rows[0].text(1).unwrap(), "2026-01-02 03:04:05");
    assert_eq!(rows[0].get_i64(2).unwrap(), 1);

    // A value that does not fit is an error, not cut short.
    table(&db).await;
    let long = Value::from("x".repeat(21));
    assert!(db.execute(INSERT, &[long]).await.is_err());
}

#[tokio::test]
async fn transactions_are_whole_and_snapshots_stand_still() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    table(&db).await;

    let mut dropped = db.begin().await.unwrap();
    assert_eq!(dropped.insert(INSERT, &["lost".into()]).await.unwrap(), 1);
    drop(dropped);
    let mut kept = db.begin().await.unwrap();
    kept.execute(INSERT, &["kept".into()]).await.unwrap();
    kept.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);

    let mut snapshot = db.begin_snapshot().await.unwrap();
    db.execute(INSERT, &["late".into()]).await.unwrap();
    let rows = snapshot.query("SELECT COUNT(*) FROM t", &[]).await.unwrap();
    assert_eq!(rows[0].get_i64(0).unwrap(), 1);
    assert!(matches!(
        snapshot.execute(INSERT, &["no".into()]).await,
        Err(Error::ReadOnly)
    ));
    snapshot.rollback().await.unwrap();

    // Matched, not changed, is what counts.
    assert_eq!(
        db.execute("UPDATE t SET a = 'late' WHERE a = 'late'", &[])
            .await
            .unwrap(),
        1
    );

    // The lock of one transaction is a transient conflict for the other.
    let mut holder = db.begin().await.unwrap();
    holder
        .query("SELECT a FROM t FOR UPDATE", &[])
        .await
        .unwrap();
    let error = db.execute("UPDATE t SET a = 'x'", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    drop(holder);

    // The server ends a statement that runs too long, and the pool goes on.
    let error = db.query("SELECT SLEEP(30)", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Timeout), "{error:?}");
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn a_restart_of_the_server_is_survived() {
    let mut server = MariaDb::start().await;
    let db = server.open("network").await;
    table(&db).await;
    let mut cut_off = db.begin().await.unwrap();
    cut_off.execute(INSERT, &["lost".into()]).await.unwrap();

    server.kill();
    let error = db.query("SELECT 1", &[]).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    let error = cut_off.commit().await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    let error = Database::mysql(server.settings("network"))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error}");

    server.run().await;
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn a_server_that_stops_answering_does_not_hold_anybody_up() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    table(&db).await;
    let mut open = db.begin().await.unwrap();
    open.execute(INSERT, &["lost".into()]).await.unwrap();

    server.freeze();
    let (inside, outside) = tokio::join!(open.query("SELECT 1", &[]), db.query("SELECT 1", &[]));
    assert!(matches!(inside, Err(Error::Timeout)), "{inside:?}");
    assert!(
        outside.as_ref().is_err_and(Error::is_transient),
        "{outside:?}"
    );
    drop(open);

    server.thaw();
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn each_reason_for_not_getting_in_is_told_apart() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    for statement in [
        "CREATE USER 'wp'@'localhost' IDENTIFIED BY 'right'",
        "CREATE USER 'nobody'@'localhost' IDENTIFIED VIA unix_socket",
        "GRANT SELECT ON network.* TO 'wp'@'localhost'",
    ] {
        db.execute(statement, &[]).await.unwrap();
    }
    let denied = |error: &Error| match error {
        Error::AccessDenied { denied, .. } => Some(*denied),
        _ => None,
    };
    let login = |user: &str, password: &str, database: &str| {
        let mut settings = server.settings(database);
        user.clone_into(&mut settings.user);
        settings.password = password.to_owned().into();
        Database::mysql(settings)
    };

    let wrong = login("wp", "wr0ng", "network").await.unwrap_err();
    assert_eq!(denied(wrong.decisive().unwrap()), Some(Denied::Password));
    assert!(!wrong.is_transient());
    assert!(!format!("{wrong} {wrong:?}").contains("wr0ng"));
    let user = login("nobody", "", "network").await.unwrap_err();
    assert_eq!(denied(user.decisive().unwrap()), Some(Denied::SystemUser));
    let database = login("wp", "right", "mysql").await.unwrap_err();
    assert_eq!(denied(database.decisive().unwrap()), Some(Denied::Database));
    let missing = login("root", "", "nowhere").await.unwrap_err();
    assert!(matches!(
        missing.decisive(),
        Some(Error::UnknownDatabase { .. })
    ));

    let reader = login("wp", "right", "network").await.unwrap();
    let error = reader
        .execute("CREATE TABLE x (a INT)", &[])
        .await
        .unwrap_err();
    assert_eq!(denied(&error), Some(Denied::Privilege), "{error:?}");
    let error = reader
        .query("SELECT 1 FROM wp_blogs", &[])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::MissingTable { .. }), "{error:?}");

    // A silent candidate is passed over, and the report of failure names each.
    let mut settings = server.settings("network");
    settings
        .candidates
        .insert(0, Address::Socket("/nonexistent/mysqld.sock".into()));
    Database::mysql(settings.clone()).await.unwrap();
    settings.candidates.pop();
    let silent = Database::mysql(settings).await.unwrap_err();
    assert!(
        silent.to_string().contains("/nonexistent/mysqld.sock"),
        "{silent}"
    );
    assert!(silent.is_transient());
}

/// What an operator's server says, and what becomes of it: the kind of error decides over exit code and remedy.
#[tokio::test]
async fn a_server_that_sets_conditions_is_understood() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    for statement in [
        "CREATE USER 'tls'@'localhost' IDENTIFIED BY 'right' REQUIRE SSL",
        "CREATE USER 'wp'@'localhost' IDENTIFIED BY 'right'",
        "CREATE USER 'few'@'localhost' IDENTIFIED BY 'right' WITH MAX_USER_CONNECTIONS 1",
        "CREATE USER 'locked'@'localhost' IDENTIFIED BY 'right' ACCOUNT LOCK",
        "GRANT ALL ON network.* TO 'tls'@'localhost'",
        "GRANT ALL ON network.* TO 'wp'@'localhost'",
        "GRANT ALL ON network.* TO 'few'@'localhost'",
    ] {
        db.execute(statement, &[]).await.unwrap();
    }
    let login = |user: &str| {
        let mut settings = server.settings("network");
        user.clone_into(&mut settings.user);
        settings.password = "right".to_owned().into();
        Database::mysql(settings)
    };

    // By socket, with TLS.
    let encrypted = login("tls").await.unwrap();
    let rows = encrypted
        .query("SHOW STATUS LIKE 'Ssl_cipher'", &[])
        .await
        .unwrap();
    assert_ne!(rows[0].text(1).unwrap(), "", "the connection is encrypted");

    let locked = login("locked").await.unwrap_err();
    let denied = matches!(
        locked.decisive(),
        Some(Error::AccessDenied {
            denied: Denied::Account,
            ..
        })
    );
    assert!(denied && !locked.is_transient(), "{locked:?}");

    let one = login("few").await.unwrap();
    let (first, second) = (one.begin().await.unwrap(), one.begin().await);
    let error = second.err().unwrap();
    let limited = matches!(
        error,
        Error::TooMany {
            of_account: true,
            ..
        }
    );
    assert!(
        limited || matches!(error, Error::Unreachable { .. }),
        "{error:?}"
    );
    drop(first);
    drop(one);

    table(&db).await;
    let writer = login("wp").await.unwrap();
    db.execute("SET GLOBAL read_only = ON", &[]).await.unwrap();
    let error = writer.execute(INSERT, &["x".into()]).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnlyServer { .. }), "{error:?}");
    assert!(!error.is_transient());
    db.execute("SET GLOBAL read_only = OFF", &[]).await.unwrap();

    let error = writer.query("SELECT secure FROM t", &[]).await.unwrap_err();
    assert!(matches!(error, Error::OtherTable { .. }), "{error:?}");
}

#[tokio::test]
async fn what_a_server_sets_for_everybody_neither_cuts_nor_forbids() {
    let server = MariaDb::start().await;
    let db = server.open("network").await;
    table(&db).await;
    for a in ["one", "two", "three"] {
        db.execute(INSERT, &[a.into()]).await.unwrap();
    }
    for setting in [
        "SET GLOBAL sql_select_limit = 2",
        "SET GLOBAL tx_read_only = ON",
        "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
        "SET GLOBAL autocommit = OFF",
    ] {
        db.execute(setting, &[]).await.unwrap();
    }
    let db = server.open("network").await;
    let rows = db.query("SELECT a FROM t", &[]).await.unwrap();
    assert_eq!(
        rows.len(),
        3,
        "a list that is cut looks like one that is whole"
    );
    db.execute(INSERT, &["four".into()]).await.unwrap();
    let mut transaction = db.begin().await.unwrap();
    transaction.execute(INSERT, &["five".into()]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(count(&server.open("network").await).await, 5);
}
