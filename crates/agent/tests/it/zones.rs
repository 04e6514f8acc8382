//! Zones that answer badly: a "no" that is remembered, servers that are not in charge, servers that do not know CAA.

use std::time::Duration;

use crate::world::World;
use emulator::{DnsFailure, DnsFault};
use plan::{Reason, State, WwwPolicy};

const HOST: &str = "customer.example";
const MINUTE: Duration = Duration::from_mins(1);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

async fn one_name() -> World {
    let world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world
}

#[tokio::test]
async fn a_remembered_no_delays_a_name_and_costs_no_order() {
    let mut world = one_name().await;
    world
        .panel
        .switches(|switches| switches.negative_cache_secs = 15 * 60);
    world.map(HOST);
    world.pass(MINUTE).await;
    assert_eq!(
        world.stands(HOST).await,
        Some((State::WaitingDns, Reason::DnsNoSuchName))
    );
    // The record is there, and the resolver denies it for some minutes more.
    world.panel.point_here(HOST);
    world.pass(10 * MINUTE).await;
    assert_eq!(
        world.stands(HOST).await,
        Some((State::WaitingDns, Reason::DnsNoSuchName))
    );
    assert!(world.orders().is_empty());
    world.pass(20 * MINUTE).await;
    assert_eq!(world.stands(HOST).await, SECURED);
    assert_eq!(world.orders().len(), 1);
}

#[tokio::test]
async fn servers_that_are_not_in_charge_of_a_name_cost_no_order() {
    let mut world = one_name().await;
    world.panel.dns_rcode(HOST, DnsFault::Lame);
    world.map(HOST);
    world.pass(10 * MINUTE).await;
    // A given resolver passes on an answer without data; only authoritative servers show who is in charge.
    assert_eq!(
        world.stands(HOST).await,
        Some((State::WaitingDns, Reason::DnsMissing))
    );
    assert!(world.orders().is_empty());
    world.panel.point_here(HOST);
    world.pass(20 * MINUTE).await;
    assert_eq!(world.stands(HOST).await, SECURED);
}

#[tokio::test]
async fn where_only_caa_records_cannot_be_had_an_order_is_tried_and_the_authority_says_why_not() {
    let mut world = one_name().await;
    world
        .panel
        .switches(|switches| switches.dns_failure = DnsFailure::AtOnce422);
    world.panel.point_here(HOST);
    world.panel.dns_rcode(HOST, DnsFault::CaaServFail);
    world.map(HOST);
    world.pass(12 * MINUTE).await;
    let record = world.record(HOST).await.unwrap();
    assert_eq!(record.standing.state, State::Attention);
    assert!(
        record.standing.detail.contains("SERVFAIL looking up CAA"),
        "{:?}",
        record.standing
    );
    assert_eq!(world.orders().len(), 1, "no storm of failed validations");
    world.panel.point_here(HOST);
    world.pass(30 * MINUTE).await;
    assert_eq!(world.stands(HOST).await, SECURED);
    assert_eq!(world.orders().len(), 2);
}
