//! The same reading on MariaDB, with the tables as Ultimate Multisite makes them.

use plan::{SiteId, Timestamp};
use store::{Database, TablePrefix};
use wordpress::{NetworkDatabase, NetworkHints, ReadError};

#[path = "../../store/tests/support/mariadb.rs"]
mod mariadb;

use mariadb::MariaDb;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

const TABLES: [&str; 7] = [
    "CREATE TABLE wp_site (id bigint(20) NOT NULL AUTO_INCREMENT, domain varchar(200) NOT NULL DEFAULT '',
        path varchar(100) NOT NULL DEFAULT '', PRIMARY KEY (id)) ENGINE=InnoDB",
    "CREATE TABLE wp_sitemeta (meta_id bigint(20) NOT NULL AUTO_INCREMENT, site_id bigint(20) NOT NULL DEFAULT 0,
        meta_key varchar(255), meta_value longtext, PRIMARY KEY (meta_id)) ENGINE=InnoDB",
    "CREATE TABLE wp_blogs (blog_id bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT, site_id bigint(20) NOT NULL DEFAULT 0,
        domain varchar(200) NOT NULL DEFAULT '', path varchar(100) NOT NULL DEFAULT '', archived tinyint(2) NOT NULL DEFAULT 0,
        spam tinyint(2) NOT NULL DEFAULT 0, deleted tinyint(2) NOT NULL DEFAULT 0, PRIMARY KEY (blog_id)) ENGINE=InnoDB",
    "CREATE TABLE wp_wu_domain_mappings (id bigint(20) NOT NULL AUTO_INCREMENT, blog_id bigint(20) NOT NULL,
        domain varchar(191) NOT NULL, active tinyint(4) DEFAULT 1, primary_domain tinyint(4) DEFAULT 0,
        secure tinyint(4) DEFAULT 0, stage enum('checking-dns','checking-ssl-cert','done-without-ssl','done','failed',
        'ssl-failed') DEFAULT 'checking-dns', date_created datetime, date_modified datetime, PRIMARY KEY (id)) ENGINE=InnoDB",
    "INSERT INTO wp_site (domain, path) VALUES ('network.example', '/')",
    "INSERT INTO wp_blogs (site_id, domain, path) VALUES (1, 'network.example', '/'), (1, 'shop.network.example', '/')",
    "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES
        (1, 'wu_host_integrations_enabled', 'a:1:{s:8:\"runcloud\";b:1;}')",
];

async fn run(db: &Database, sql: &str) {
    db.execute(sql, &[]).await.unwrap();
}

#[tokio::test]
async fn a_network_on_mariadb_is_read_and_every_change_of_it_is_noticed() {
    let mut server = MariaDb::start().await;
    let db = server.open("network").await;
    for sql in TABLES {
        run(&db, sql).await;
    }
    let reader = NetworkDatabase::new(
        db.clone(),
        TablePrefix::parse("wp_").unwrap(),
        NetworkHints::default(),
    );
    let empty = reader.change_token().await.unwrap();
    let mut seen = vec![empty.clone()];
    for (what, sql) in [
        (
            "mappings",
            "INSERT INTO wp_wu_domain_mappings (id, blog_id, domain) VALUES (1, 2, 'aaa.example'), (2, 2, 'bbb.example')",
        ),
        // Each host keeps its length, each row its id: the swap that a sum of CRC32 would often miss.
        (
            "a swap",
            "UPDATE wp_wu_domain_mappings SET domain = IF(id = 1, 'bbb.example', 'aaa.example')",
        ),
        (
            "a stage",
            "UPDATE wp_wu_domain_mappings SET stage = 'done' WHERE id = 2",
        ),
        (
            "no stage",
            "UPDATE wp_wu_domain_mappings SET stage = NULL WHERE id = 2",
        ),
        (
            "case",
            "UPDATE wp_wu_domain_mappings SET domain = 'BBB.example' WHERE id = 1",
        ),
        (
            "a quote",
            "UPDATE wp_wu_domain_mappings SET domain = 'bü''b,\\\\.example' WHERE id = 1",
        ),
        (
            "a site",
            "UPDATE wp_blogs SET domain = 'store.network.example' WHERE blog_id = 2",
        ),
        (
            "the switch",
            "UPDATE wp_sitemeta SET meta_value = 'a:1:{s:8:\"runcloud\";b:0;}'",
        ),
    ] {
        run(&db, sql).await;
        let token = reader.change_token().await.unwrap();
        assert!(!seen.contains(&token), "{what} was not noticed");
        assert_eq!(reader.change_token().await.unwrap(), token);
        seen.push(token);
    }

    let reading = reader.read(NOW).await.unwrap();
    let network = reading.complete().expect("nothing is missing").value();
    assert_eq!(network.main_domain.as_str(), "network.example");
    assert!(!network.enabled);
    assert_eq!(network.sites.len(), 2);
    let [first, second] = network.mappings.as_slice() else {
        panic!("two mappings")
    };
    assert_eq!(
        (first.host.as_str(), first.site, first.active),
        ("bü'b,\\.example", SiteId(2), true)
    );
    assert_eq!(
        (second.host.as_str(), second.stage.as_str()),
        ("aaa.example", "")
    );

    run(&db, "DROP TABLE wp_wu_domain_mappings").await;
    let error = reader.read(NOW).await.unwrap_err();
    assert!(
        matches!(&error, ReadError::MissingTable { .. }),
        "{error:?}"
    );
    assert!(
        error.hint().contains("Ultimate Multisite"),
        "{}",
        error.hint()
    );

    server.kill();
    assert!(reader.read(NOW).await.unwrap_err().is_transient());
}
