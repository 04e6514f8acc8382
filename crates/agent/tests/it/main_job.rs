//! The main job, from a mapping to a secured domain and back, on a whole world with held time.

use std::time::Duration;

use crate::world::{MAIN, World};
use plan::{Reason, State};

#[tokio::test]
async fn a_mapped_domain_that_points_here_is_attached_and_secured() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.settle().await;
    assert_eq!(world.attached(), ["customer.example", MAIN]);
    world.pass(Duration::from_secs(30)).await;
    let record = world.record("customer.example").await.unwrap();
    assert_eq!(
        record.standing.state,
        State::Secured,
        "{:?}",
        record.standing
    );
    assert_eq!(world.panel.count("POST domains"), 1);
    assert_eq!(world.panel.count("POST domains/{d}/ssl"), 1);
}

#[tokio::test]
async fn a_domain_without_dns_is_attached_at_once_and_ordered_when_it_points_here() {
    let mut world = World::new().await;
    world.map("later.example");
    world.pass(Duration::from_mins(10)).await;
    let record = world.record("later.example").await.unwrap();
    assert_eq!(
        (record.standing.state, record.standing.reason),
        (State::WaitingDns, Reason::DnsNoSuchName)
    );
    assert_eq!(
        world.panel.orders().len(),
        0,
        "an order that must fail is never made"
    );
    world.panel.point_here("later.example");
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.state("later.example").await, Some(State::Secured));
}

#[tokio::test]
async fn a_removed_mapping_is_detached_on_its_record_with_one_fresh_read_and_one_call() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(Duration::from_secs(30)).await;
    world.panel.clear_calls();
    world.clock.advance(Duration::from_secs(1));
    world.unmap("customer.example");
    world.record_removal("customer.example").await;
    world.settle().await;
    assert_eq!(world.calls(), ["GET domains/{d}", "DELETE domains/{d}"]);
    assert_eq!(world.attached(), [MAIN]);
    assert_eq!(world.state("customer.example").await, Some(State::Removed));
}

#[tokio::test]
async fn what_is_older_than_ninety_days_is_dropped_from_the_ledger() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(Duration::from_secs(30)).await;
    assert!(!world.ledger.history(None, 100).await.unwrap().is_empty());
    world.clock.advance(Duration::from_hours(91 * 24));
    world.settle().await;
    let limit = world.now() - Duration::from_hours(90 * 24);
    let entries = world.ledger.history(None, 100).await.unwrap();
    assert!(entries.iter().all(|entry| entry.at >= limit), "{entries:?}");
    assert!(
        world.record("customer.example").await.is_some(),
        "what is wanted is remembered"
    );
}
