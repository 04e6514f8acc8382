//! The network in an embedded database.

use plan::{NetworkKind, SiteId, Timestamp};
use store::{Database, TablePrefix};

use super::*;
use crate::config::NetworkHints;
use crate::sample::{self, SampleNetwork};

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

async fn network() -> (SampleNetwork, Database, TablePrefix) {
    let db = Database::sqlite_in_memory().await.unwrap();
    let prefix = TablePrefix::parse("net_").unwrap();
    let network = sample::create(&db, &prefix, "network.example")
        .await
        .unwrap();
    (network, db, prefix)
}

#[tokio::test]
async fn sites_and_mappings_of_all_stages_are_read_as_they_are() {
    let (network, _, _) = network().await;
    let shop = network.add_site("shop.network.example").await.unwrap();
    let pending = network.map(shop, "Shop.Example").await.unwrap();
    let failed = network.map(SiteId(99), "' OR 1=1 --").await.unwrap();
    network
        .set_stage(failed, "a stage of tomorrow")
        .await
        .unwrap();
    let reading = network.database().read(NOW).await.unwrap();
    assert_eq!(reading.taken_at(), NOW);
    let read = reading.complete().expect("nothing is missing").value();
    assert_eq!(read.main_domain.as_str(), "network.example");
    assert_eq!(read.kind, NetworkKind::SubDomain);
    assert!(read.enabled && !read.plugin_active);
    assert_eq!(read.other_networks, 0);
    let hosts: Vec<_> = read.sites.iter().map(|site| site.host.as_str()).collect();
    assert_eq!(hosts, ["network.example", "shop.network.example"]);
    let [first, second] = read.mappings.as_slice() else {
        panic!("two mappings")
    };
    assert_eq!(
        (first.id, first.site, first.host.as_str()),
        (pending, shop, "Shop.Example")
    );
    assert_eq!(
        (first.stage.as_str(), first.active, first.primary),
        ("done", true, false)
    );
    assert_eq!(
        (second.host.as_str(), second.stage.as_str()),
        ("' OR 1=1 --", "a stage of tomorrow")
    );
}

#[tokio::test]
async fn invariant_2_a_missing_table_is_an_error_and_never_an_empty_network() {
    for name in ["wu_domain_mappings", "blogs", "site", "sitemeta"] {
        let (network, db, prefix) = network().await;
        let table = prefix.table(name);
        db.execute(&format!("DROP TABLE {table}"), &[])
            .await
            .unwrap();
        let error = network.database().read(NOW).await.unwrap_err();
        assert!(
            matches!(&error, ReadError::MissingTable { table: missing } if missing.ends_with(&table)),
            "{error:?}"
        );
        assert!(!error.is_transient());
        assert!(network.database().change_token().await.is_err());
    }
}

#[tokio::test]
async fn a_network_that_is_not_there_is_an_error() {
    let (_, db, prefix) = network().await;
    let hints = NetworkHints {
        network_id: Some(7),
        ..NetworkHints::default()
    };
    let error = NetworkDatabase::new(db, prefix, hints)
        .read(NOW)
        .await
        .unwrap_err();
    assert!(matches!(error, ReadError::NoNetwork { id: 7 }));
}

#[tokio::test]
async fn without_constants_the_database_places_the_network_and_other_networks_are_counted() {
    let (network, db, prefix) = network().await;
    let (site, blogs) = (prefix.table("site"), prefix.table("blogs"));
    db.execute(
        &format!("INSERT INTO {site} (id, domain, path) VALUES (2, 'other.example', '/')"),
        &[],
    )
    .await
    .unwrap();
    db.execute(
        &format!("INSERT INTO {blogs} (site_id, domain, path) VALUES (2, 'x.other.example', '/')"),
        &[],
    )
    .await
    .unwrap();
    network.set_option("subdomain_install", "0").await.unwrap();
    let database = NetworkDatabase::new(db, prefix, NetworkHints::default());
    let reading = database.read(NOW).await.unwrap();
    let read = reading.value();
    assert_eq!(read.main_domain.as_str(), "network.example");
    assert_eq!(read.kind, NetworkKind::SubDirectory);
    assert_eq!(read.other_networks, 1);
    assert_eq!(read.sites.len(), 1, "the other network's site is not ours");
}

#[tokio::test]
async fn a_main_domain_that_is_no_host_name_is_an_error() {
    let (_, db, prefix) = network().await;
    let hints = NetworkHints {
        domain: Some("localhost:8080".into()),
        ..NetworkHints::default()
    };
    let error = NetworkDatabase::new(db, prefix, hints)
        .read(NOW)
        .await
        .unwrap_err();
    assert!(error.hint().contains("DOMAIN_CURRENT_SITE"), "{error}");
}

#[tokio::test]
async fn the_token_moves_with_every_change_and_stands_still_without_one() {
    let (network, db, prefix) = network().await;
    let reader = network.database();
    let mut seen = vec![reader.change_token().await.unwrap()];
    assert_eq!(reader.change_token().await.unwrap(), seen[0]);
    let mut moved = async |what: &str| {
        let token = reader.change_token().await.unwrap();
        assert!(!seen.contains(&token), "{what} was not noticed");
        seen.push(token);
    };
    let shop = network.add_site("shop.network.example").await.unwrap();
    moved("a site").await;
    let one = network.map(shop, "one.example").await.unwrap();
    moved("a mapping").await;
    let two = network.map(shop, "two.example").await.unwrap();
    moved("another mapping").await;
    network.rename(one, "two.example").await.unwrap();
    network.rename(two, "one.example").await.unwrap();
    moved("a swap of two hosts of one length").await;
    network.set_stage(one, "failed").await.unwrap();
    moved("a stage").await;
    network.unmap(one).await.unwrap();
    moved("a removal").await;
    network.set_enabled(false).await.unwrap();
    moved("the switch").await;
    network
        .set_option("wp-ultimo_v2_settings", "a:0:{}")
        .await
        .unwrap();
    moved("a setting").await;
    let blogs = prefix.table("blogs");
    db.execute(&format!("UPDATE {blogs} SET last_updated = 'now'"), &[])
        .await
        .unwrap();
    let token = reader.change_token().await.unwrap();
    assert_eq!(
        seen.last(),
        Some(&token),
        "a new post is no change of domains"
    );
}
