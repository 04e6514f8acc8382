//! The harness itself: what it installs is a real network.

use anyhow::Result;
use e2e::{Credentials, Install, MariaDb, Reach, WordPress};

#[test]
fn a_network_has_the_tables_of_wordpress_and_of_the_plugin() -> Result<()> {
    let database = MariaDb::start()?;
    let network = WordPress::install(&database, install("wp_", Reach::Socket))?;
    let sql = network.sql();

    assert_eq!(
        sql.sql("SELECT domain, path FROM wp_site")?,
        [["network.test", "/"]]
    );
    assert_eq!(
        sql.sql("SELECT blog_id, domain, path FROM wp_blogs")?,
        [["1", "network.test", "/"]]
    );
    assert_eq!(sql.value(&option("wp_", "subdomain_install"))?, "1");
    assert_eq!(
        sql.value(&option("wp_", "wu_host_integrations_enabled"))?,
        r#"a:2:{s:8:"runcloud";b:1;s:9:"cloudways";b:0;}"#,
    );
    assert_eq!(
        sql.sql(
            "SELECT column_name, is_nullable, column_type FROM information_schema.columns
                 WHERE table_name = 'wp_wu_domain_mappings' ORDER BY ordinal_position"
        )?,
        [
            ["id", "NO", "bigint(20)"],
            ["blog_id", "NO", "bigint(20)"],
            ["domain", "NO", "varchar(191)"],
            ["active", "YES", "tinyint(4)"],
            ["primary_domain", "YES", "tinyint(4)"],
            ["secure", "YES", "tinyint(4)"],
            [
                "stage",
                "YES",
                "enum('checking-dns','checking-ssl-cert','done','done-without-ssl','failed','ssl-failed')"
            ],
            ["date_created", "YES", "datetime"],
            ["date_modified", "YES", "datetime"],
        ],
    );
    Ok(())
}

#[test]
fn sites_come_move_and_go_through_wordpress_with_a_prefix_of_its_own() -> Result<()> {
    let database = MariaDb::start()?;
    let network = WordPress::install(&database, install("net7_", Reach::Tcp))?;
    let sites = "SELECT blog_id, domain FROM net7_blogs ORDER BY blog_id";

    let shop = network.create_site("shop")?;
    let blog = network.create_site("blog")?;
    assert_eq!(shop.host, "shop.network.test");
    assert_eq!(
        network.sql().sql(sites)?,
        [
            ["1", "network.test"],
            ["2", "shop.network.test"],
            ["3", "blog.network.test"]
        ],
    );
    assert_eq!(
        network
            .sql()
            .value("SELECT COUNT(*) FROM net7_2_options WHERE option_name = 'siteurl'")?,
        "1"
    );

    network.move_site(&blog, "news.network.test")?;
    network.delete_site(&shop)?;
    assert_eq!(
        network.sql().sql(sites)?,
        [["1", "network.test"], ["3", "news.network.test"]]
    );
    assert!(
        network.sql().sql("SELECT 1 FROM net7_2_options").is_err(),
        "the tables of a deleted site are gone"
    );
    Ok(())
}

#[test]
fn mappings_and_the_switch_are_rows_like_the_plugins() -> Result<()> {
    let database = MariaDb::start()?;
    let network = WordPress::install(&database, install("wp_", Reach::Socket))?;
    let rows = "SELECT id, blog_id, domain, active, stage FROM wp_wu_domain_mappings";

    let shop = network.create_site("shop")?;
    let mapping = network.map_domain(&shop, "customer.example")?;
    let id = mapping.0.to_string();
    assert_eq!(
        network.sql().sql(rows)?,
        [[&*id, "2", "customer.example", "1", "checking-dns"]]
    );

    network.rename_mapping(mapping, "renamed.example")?;
    assert_eq!(
        network.sql().sql(rows)?,
        [[&*id, "2", "renamed.example", "1", "checking-dns"]]
    );

    network.delete_mapping(mapping)?;
    assert!(network.sql().sql(rows)?.is_empty());

    network.switch_integration(false)?;
    assert_eq!(
        network
            .sql()
            .value(&option("wp_", "wu_host_integrations_enabled"))?,
        r#"a:2:{s:8:"runcloud";b:0;s:9:"cloudways";b:0;}"#,
    );
    Ok(())
}

#[test]
fn wordpress_works_again_after_its_database_was_restarted() -> Result<()> {
    let mut database = MariaDb::start()?;
    let network = WordPress::install(&database, install("wp_", Reach::Tcp))?;
    database.stop()?;
    assert!(
        network.create_site("early").is_err(),
        "no site without a database"
    );
    database.resume()?;
    assert_eq!(network.create_site("late")?.host, "late.network.test");
    Ok(())
}

fn install(table_prefix: &str, reach: Reach) -> Install {
    Install {
        table_prefix: table_prefix.into(),
        main_domain: "network.test".into(),
        reach,
        credentials: Credentials::Token("token-of-the-tests".into()),
        server_id: 501,
        web_app_id: 9001,
    }
}

fn option(prefix: &str, name: &str) -> String {
    format!("SELECT meta_value FROM {prefix}sitemeta WHERE meta_key = '{name}'")
}
