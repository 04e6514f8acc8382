//! What stands in the ledger for others to read.

use std::time::Duration;

use crate::world::World;

const HOST: &str = "shop.example";

/// What the plugin reads out to customers.
async fn told_to_customers(world: &World) -> String {
    let sql = "SELECT customer_text FROM wp_runcloud_domains WHERE host = ?";
    let rows = world.database.query(sql, &[HOST.into()]).await.unwrap();
    rows[0].text(0).unwrap()
}

async fn last_written(world: &World) -> Option<i64> {
    let sql = "SELECT MAX(updated_at) FROM wp_runcloud_domains";
    let rows = world.database.query(sql, &[]).await.unwrap();
    rows[0].opt_i64(0).unwrap()
}

#[tokio::test]
async fn another_run_says_it_in_its_own_words() {
    let mut world = World::new().await;
    world.map_ready(HOST);
    // By then it is looked at rarely: nothing else has it written again.
    world.pass(Duration::from_mins(310)).await;
    let words = told_to_customers(&world).await;

    // As another version would have said it.
    let spoil = "UPDATE wp_runcloud_domains SET customer_text = 'All is well.'";
    world.database.execute(spoil, &[]).await.unwrap();
    world.restart().await;
    world.settle().await;
    assert_eq!(told_to_customers(&world).await, words);
}

#[tokio::test]
async fn a_reading_that_shows_nothing_new_has_nothing_written() {
    let mut world = World::new().await;
    world.map_ready(HOST);
    world.pass(Duration::from_mins(310)).await;
    let looks = |record: plan::Record| (record.dns.unwrap().at, record.tls.unwrap().at);
    let before = (
        last_written(&world).await,
        looks(world.record(HOST).await.unwrap()),
    );

    // The network is read every five minutes, and another site comes.
    let readings = world.source.0.lock().unwrap().reads;
    world.edit(|network| network.sites.push(network.sites[0].clone()));
    world.pass(Duration::from_mins(20)).await;
    assert!(world.source.0.lock().unwrap().reads > readings + 2);
    let after = (
        last_written(&world).await,
        looks(world.record(HOST).await.unwrap()),
    );
    assert_eq!(before, after);
}

#[tokio::test]
async fn tables_that_were_put_back_to_yesterday_are_brought_up_to_date() {
    let mut world = World::new().await;
    world.map_ready(HOST);
    world.pass(Duration::from_mins(310)).await;
    let record = world.record(HOST).await.unwrap();
    assert!(record.created && record.secured_at.is_some());

    // Yesterday nobody had heard of the host, while the agent that runs had the lease already.
    for statement in [
        "DELETE FROM wp_runcloud_domains",
        "DELETE FROM wp_runcloud_state WHERE name = 'server'",
        "UPDATE wp_runcloud_state SET expires = expires - 86400000 WHERE name = 'lease'",
    ] {
        world.database.execute(statement, &[]).await.unwrap();
    }
    world.pass(Duration::from_secs(10)).await;
    let known = world.record(HOST).await.unwrap();
    assert_eq!(known.fingerprint(), record.fingerprint());
    assert!(world.ledger.state("server").await.unwrap().is_some());
}
