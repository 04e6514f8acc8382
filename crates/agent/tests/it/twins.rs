//! The `www` twin of a domain: when it is served too, when no more, and that it never costs the domain itself anything.

use std::time::Duration;

use emulator::{DomainShape, Kind};
use plan::{Reason, State};
use runcloud::{Credentials, SecretString};

use crate::world::{Start, World};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

fn www(world: &World, name: &str) -> bool {
    let mut domains = world.panel.domains().into_iter();
    domains.find(|domain| domain.name == name).unwrap().www
}

async fn with_twin() -> World {
    let mut world = World::new().await;
    world.panel.point_here("www.customer.example");
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert!(world.answers("www.customer.example").await);
    world
}

#[tokio::test]
async fn a_twin_that_comes_later_is_switched_on_and_gets_into_the_certificate() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(HOUR).await;
    assert!(!www(&world, "customer.example"));
    world.panel.point_here("www.customer.example");
    world.pass_by(2 * HOUR, Duration::from_mins(1)).await;
    assert!(www(&world, "customer.example"));
    assert!(world.answers("www.customer.example").await);
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.panel.count("PUT domains/{d}/ssl/{id}"), 1);
    assert_eq!(world.panel.count("POST domains/{d}/ssl"), 1);
}

#[tokio::test]
async fn a_twin_of_an_adopted_domain_is_switched_neither_on_nor_off() {
    let mut world = World::new().await;
    for name in ["on.example", "off.example"] {
        world
            .panel
            .add_by_hand(name, name == "on.example", Kind::Alias);
        world.panel.point_here(name);
        world.map(name);
    }
    world.panel.point_here("www.off.example");
    world.pass_by(9 * DAY, HOUR).await;
    assert!(www(&world, "on.example"));
    assert!(!www(&world, "off.example"));
    assert_eq!(world.panel.count("PATCH domains/{d}/meta"), 0);
    assert_eq!(
        world.stands("on.example").await,
        Some((State::WaitingDns, Reason::TwinElsewhere))
    );
}

#[tokio::test]
async fn a_twin_that_went_away_never_costs_the_domain_its_certificate() {
    let mut world = with_twin().await;
    world.pass_by(10 * DAY, 3 * HOUR).await;
    world.panel.clear_records("www.customer.example");
    // RunCloud cannot renew while the twin is on and leads nowhere.
    for _ in 0..100 {
        world.pass_by(DAY, 3 * HOUR).await;
        assert!(
            world.answers("customer.example").await,
            "{:?}",
            world.record("customer.example").await.unwrap().standing
        );
    }
    assert!(!www(&world, "customer.example"));
    assert_eq!(world.stands("customer.example").await, SECURED);
}

#[tokio::test]
async fn a_twin_whose_name_server_fails_is_not_switched_off() {
    let mut world = with_twin().await;
    world
        .panel
        .dns_rcode("www.customer.example", emulator::DnsFault::ServFail);
    world.pass_by(20 * DAY, 3 * HOUR).await;
    assert!(www(&world, "customer.example"));
    assert!(world.answers("www.customer.example").await);
}

#[tokio::test]
async fn a_twin_that_no_reply_tells_of_is_not_attached_a_second_time() {
    let mut start = Start::default();
    start.credentials = Credentials::KeyPair {
        key: SecretString::from("emulator-key".to_owned()),
        secret: SecretString::from(start.emulator.secret.clone()),
    };
    start.emulator.switches.domain_shape = DomainShape::Bare;
    let mut world = World::start(start).await;
    world.panel.point_here("www.customer.example");
    let row = world.map_ready("customer.example");
    world.pass(2 * HOUR).await;
    assert!(www(&world, "customer.example"));
    world.restart().await;
    // The customer asks for the other form now.
    world.rename(row, "www.customer.example");
    world.pass(2 * HOUR).await;
    assert_eq!(world.objects("www.customer.example"), 0);
    assert_eq!(world.stands("customer.example").await, SECURED);
}
