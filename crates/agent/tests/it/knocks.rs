//! The WordPress plugin is told when there is news in the tables, and only then.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::world::{FakePlugin, MAIN, Start, World};
use ledger::Ledger;
use plan::{Reason, State, WwwPolicy};
use probe::Knock;

const HOST: &str = "customer.example";
const MINUTE: Duration = Duration::from_mins(1);

async fn with_plugin() -> (World, FakePlugin) {
    let plugin = FakePlugin::default();
    let start = Start {
        plugin: plugin.clone(),
        ..Start::default()
    };
    let mut world = World::start(start).await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.pass(MINUTE).await;
    (world, plugin)
}

#[tokio::test]
async fn a_name_that_got_its_certificate_is_told_at_once_and_nothing_is_told_twice() {
    let (mut world, plugin) = with_plugin().await;
    let before = plugin.heard().len();
    world.map_ready(HOST);
    world.pass(MINUTE).await;
    assert_eq!(world.state(HOST).await, Some(State::Secured));
    let record = world.record(HOST).await.unwrap();
    let secured = record.secured_at.unwrap();
    let heard = plugin.heard();
    let told = heard[before..].iter().find(|(at, _, _)| *at >= secured);
    let (at, host, addresses) = told.expect("somebody knocked");
    // The plugin heard of the attached name a moment before; then ten seconds have to pass, in steps of fifteen here.
    assert!(at.since(secured) <= Duration::from_secs(25));
    assert_eq!(host, MAIN);
    assert_eq!(
        addresses,
        &["203.0.113.10".parse::<std::net::IpAddr>().unwrap()]
    );
    for pair in heard.windows(2) {
        assert!(pair[1].0.since(pair[0].0) >= Duration::from_secs(10));
    }
    let known = heard.len();
    world.pass(Duration::from_mins(30)).await;
    assert_eq!(plugin.heard().len(), known, "there was no news");
}

#[tokio::test]
async fn while_rows_wait_to_be_moved_it_goes_on() {
    let (mut world, plugin) = with_plugin().await;
    plugin.answers(Ok(Knock {
        swept: true,
        moved: 1,
        waiting: 5,
    }));
    world.map_ready(HOST);
    world.pass(MINUTE).await;
    let known = plugin.heard().len();
    world.pass(MINUTE).await;
    assert!(plugin.heard().len() >= known + 4);
}

#[tokio::test]
async fn where_the_plugin_is_not_active_nobody_knocks() {
    let (mut world, plugin) = with_plugin().await;
    world.edit(|network| network.plugin_active = false);
    world.pass(MINUTE).await;
    let known = plugin.heard().len();
    world.map_ready(HOST);
    world.pass(MINUTE).await;
    assert_eq!(plugin.heard().len(), known);
}

#[tokio::test]
async fn a_door_that_stays_shut_costs_nothing_but_a_few_tries() {
    let (mut world, plugin) = with_plugin().await;
    plugin.answers(Err("HTTP 404".to_owned()));
    let known = plugin.heard().len();
    world.map_ready(HOST);
    world.pass(Duration::from_hours(3)).await;
    assert_eq!(world.state(HOST).await, Some(State::Secured));
    let tries = plugin.heard().len() - known;
    assert!((1..=6).contains(&tries), "{tries}");
}

#[tokio::test]
async fn where_domains_should_lead_is_written_down_for_the_plugin() {
    let (world, _) = with_plugin().await;
    let ledger: &Ledger = &world.ledger;
    let server = ledger.state("server").await.unwrap().unwrap();
    assert_eq!(server, r#"{"addresses":["203.0.113.10"]}"#);
    let agent = ledger.state("agent").await.unwrap().unwrap();
    let agent: serde_json::Value = serde_json::from_str(&agent).unwrap();
    let identity = agent["identity"].as_str().unwrap();
    assert!(identity.len() == 32 && identity.chars().all(|c| c.is_ascii_hexdigit()));
}

#[tokio::test]
async fn what_helps_with_each_reason_is_written_down_for_the_plugin() {
    let (world, _) = with_plugin().await;
    let remedies = world.ledger.state("remedies").await.unwrap().unwrap();
    let remedies: BTreeMap<String, String> = serde_json::from_str(&remedies).unwrap();
    for reason in Reason::ALL {
        let told = remedies.get(reason.as_str()).map(String::as_str);
        assert_eq!(told, plan::remedy(*reason), "{reason}");
    }
}
