//! One certificate for all names: one name that fails spoils it for all, so an order is made only when all are ready.

use std::time::Duration;

use crate::world::{MAIN, Start, World};
use emulator::{CertificateFault, DnsFault, Kind, Record as Dns};
use plan::{Reason, State, WwwPolicy};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

async fn basic() -> World {
    let world = World::basic().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world
}

#[tokio::test]
async fn names_that_come_together_share_one_order() {
    let mut world = basic().await;
    let hosts = ["a.example", "b.example", "c.example"];
    for host in hosts {
        world.map_ready(host);
        world.pass(Duration::from_secs(5)).await;
    }
    world.pass(Duration::from_mins(2)).await;
    for host in hosts {
        assert_eq!(world.stands(host).await, SECURED, "{host}");
    }
    assert_eq!(world.panel.count("PUT ssl/{id}"), 1);
    assert_eq!(world.panel.count("POST ssl"), 0);
    world.map_ready("later.example");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("later.example").await, SECURED);
    assert_eq!(world.panel.count("PUT ssl/{id}"), 2);
    assert!(world.answers(MAIN).await);
}

#[tokio::test]
async fn without_a_certificate_the_first_one_is_installed() {
    let mut world = basic().await;
    world.panel.remove_certificate(None);
    world.map_ready("a.example");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("a.example").await, SECURED);
    assert_eq!(world.panel.count("POST ssl"), 1);
    assert!(world.answers(MAIN).await);
}

#[tokio::test]
async fn a_name_that_would_fail_the_order_is_not_attached_and_holds_nobody_up() {
    let mut world = basic().await;
    world
        .panel
        .set_records("away.example", &[Dns::A("198.51.100.7".parse().unwrap())]);
    world.map("away.example");
    world.map("missing.example");
    world.map_ready("good.example");
    world.pass_by(HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("good.example").await, SECURED);
    assert_eq!(world.attached(), ["good.example", MAIN]);
    assert_eq!(
        world.stands("away.example").await,
        Some((State::WaitingDns, Reason::DnsElsewhere))
    );
    world.panel.point_here("away.example");
    world.pass_by(HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("away.example").await, SECURED);
    assert!(world.orders().iter().all(|order| order.ok));
}

#[tokio::test]
async fn an_attached_name_that_fails_blocks_the_order_and_is_named() {
    let mut world = basic().await;
    world
        .panel
        .add_by_hand("foreign.example", false, Kind::Alias);
    world.map_ready("good.example");
    world.pass_by(HOUR, Duration::from_mins(1)).await;
    let good = world.record("good.example").await.unwrap().standing;
    assert_eq!(good.reason, Reason::SharedOrderBlocked);
    assert!(good.detail.contains("foreign.example"), "{good:?}");
    assert_eq!(world.orders().len(), 0);
    assert!(world.attached().contains(&"foreign.example".to_owned()));
    assert!(world.answers(MAIN).await, "what works stays as it is");
    world.panel.point_here("foreign.example");
    world.pass_by(2 * HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("good.example").await, SECURED);
}

#[tokio::test]
async fn a_secured_name_that_moved_away_blocks_the_next_order_before_it_is_made() {
    let mut world = basic().await;
    world.map_ready("moved.example");
    world.pass(Duration::from_mins(2)).await;
    world
        .panel
        .set_records("moved.example", &[Dns::A("198.51.100.7".parse().unwrap())]);
    world.map_ready("good.example");
    world.pass_by(HOUR, Duration::from_mins(1)).await;
    let good = world.record("good.example").await.unwrap().standing;
    assert_eq!(good.reason, Reason::SharedOrderBlocked, "{good:?}");
    assert!(good.detail.contains("moved.example"), "{good:?}");
    assert!(
        world.orders().iter().all(|order| order.ok),
        "no order is spoiled by what was true an hour ago"
    );
    assert!(world.attached().contains(&"moved.example".to_owned()));
    world.panel.point_here("moved.example");
    world.pass_by(2 * HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("good.example").await, SECURED);
}

#[tokio::test]
async fn a_refused_order_leaves_what_works_and_is_repeated_sparingly() {
    let mut world = basic().await;
    world.map_ready("good.example");
    world.pass(Duration::from_mins(2)).await;
    let refused = CertificateFault::Refused("CAA says no".to_owned());
    world.panel.certificate_fault("bad.example", refused);
    world.map_ready("bad.example");
    world.pass_by(DAY, Duration::from_mins(5)).await;
    let bad = world.record("bad.example").await.unwrap().standing;
    assert_eq!(bad.reason, Reason::CertificateRefused);
    assert!(bad.detail.contains("CAA says no"));
    assert_eq!(world.stands("good.example").await, SECURED);
    assert!(world.answers(MAIN).await);
    let orders = world.orders().len();
    assert!((3..=9).contains(&orders), "{orders} orders in a day");
    world.panel.clear_certificate_fault("bad.example");
    world.pass_by(2 * DAY, Duration::from_mins(30)).await;
    assert_eq!(world.stands("bad.example").await, SECURED);
}

#[tokio::test]
async fn a_removal_orders_nothing() {
    let mut world = basic().await;
    world.map_ready("a.example");
    world.map_ready("b.example");
    world.pass(Duration::from_mins(2)).await;
    let orders = world.orders().len();
    world.unmap("a.example");
    world.record_removal("a.example").await;
    world.pass_by(DAY, Duration::from_mins(30)).await;
    assert_eq!(world.attached(), ["b.example", MAIN]);
    assert_eq!(world.orders().len(), orders);
}

#[tokio::test]
async fn a_full_certificate_takes_no_more_names_and_says_so() {
    let mut start = Start::default();
    start.emulator.advanced_ssl = false;
    start.policy.names_per_certificate = 3;
    let mut world = World::start(start).await;
    for host in ["a.example", "b.example", "c.example"] {
        world.map_ready(host);
    }
    world.pass_by(HOUR, Duration::from_mins(1)).await;
    let mut stands = Vec::new();
    for host in ["a.example", "b.example", "c.example"] {
        stands.extend(world.stands(host).await);
    }
    stands.sort();
    assert_eq!(
        stands,
        [
            (State::Attention, Reason::SharedCertificateFull),
            (State::Secured, Reason::CertificateValid),
            (State::Secured, Reason::CertificateValid),
        ]
    );
    assert_eq!(world.attached().len(), 3);
}

#[tokio::test]
async fn a_shared_certificate_of_somebodys_own_is_never_replaced() {
    let mut world = basic().await;
    world
        .panel
        .install_custom_certificate(None, &[MAIN, "in.example"]);
    let before = world.panel.certificates();
    world.map_ready("in.example");
    world.map_ready("out.example");
    world.pass_by(DAY, Duration::from_mins(30)).await;
    assert_eq!(world.stands("in.example").await, SECURED);
    assert_eq!(
        world.stands("out.example").await,
        Some((State::Attention, Reason::CustomCertificate))
    );
    assert_eq!(world.panel.certificates(), before);
    assert_eq!(world.orders().len(), 0);
}

#[tokio::test]
async fn a_shared_certificate_that_nobody_renews_is_ordered_anew_in_time() {
    let mut world = basic().await;
    world.panel.switches(|switches| switches.renews = false);
    world.map_ready("a.example");
    world.map_ready("b.example");
    world.pass_by(66 * DAY, 3 * HOUR).await;
    assert_eq!(world.orders().len(), 1);
    world.pass_by(3 * DAY, HOUR).await;
    assert_eq!(world.orders().len(), 2);
    for host in [MAIN, "a.example", "b.example"] {
        assert!(world.answers(host).await, "{host}");
    }
}

#[tokio::test]
async fn auto_ssl_is_given_time_first() {
    for (delay, orders) in [(5 * 60_000, 0), (i64::MAX / 4, 1)] {
        let mut start = Start::default();
        start.emulator.advanced_ssl = false;
        start.emulator.auto_ssl = true;
        start.emulator.switches.auto_ssl_delay_ms = delay;
        let mut world = World::start(start).await;
        world.map_ready("customer.example");
        world.pass(Duration::from_mins(9)).await;
        assert_eq!(world.orders().len(), 0, "{delay}");
        world.pass(Duration::from_mins(5)).await;
        assert_eq!(world.stands("customer.example").await, SECURED, "{delay}");
        assert_eq!(world.orders().len(), orders, "{delay}");
    }
}

#[tokio::test]
async fn a_certificate_that_keeps_its_first_names_is_not_ordered_over_and_over() {
    let mut world = basic().await;
    world
        .panel
        .switches(|switches| switches.redeploy_keeps_names = true);
    world.map_ready("a.example");
    world.pass_by(DAY, Duration::from_mins(5)).await;
    assert_eq!(
        world.stands("a.example").await,
        Some((State::Attention, Reason::CertificateNeverCame))
    );
    assert!(world.orders().len() <= 8, "{} orders", world.orders().len());
    assert!(world.answers(MAIN).await);
}

#[tokio::test]
async fn forty_names_are_secured_by_one_order_and_five_bad_ones_are_never_part_of_it() {
    let mut world = World::basic().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.agent.start_first_run();
    let ready: Vec<String> = (0..40).map(|n| format!("ready{n}.example")).collect();
    let bad = [
        "gone.example",
        "away.example",
        "ipv6.example",
        "servfail.example",
        "caa.example",
    ];
    let here = || Dns::A("203.0.113.10".parse().unwrap());
    let panel = world.panel.clone();
    panel.set_records("away.example", &[Dns::A("198.51.100.7".parse().unwrap())]);
    let stale = Dns::Aaaa("2001:db8::7".parse().unwrap());
    panel.set_records("ipv6.example", &[here(), stale]);
    panel.dns_rcode("servfail.example", DnsFault::ServFail);
    panel.set_records(
        "caa.example",
        &[here(), Dns::Caa("other-ca.example".to_owned())],
    );
    for host in &ready {
        world.map_ready(host);
    }
    for host in bad {
        world.map(host);
    }
    world
        .pass_by(Duration::from_hours(2), Duration::from_mins(2))
        .await;
    for host in &ready {
        assert_eq!(world.state(host).await, Some(State::Secured), "{host}");
    }
    assert_eq!(world.orders().len(), 1, "one order for all");
    let ordered = &world.orders()[0].names;
    for host in bad {
        assert!(!ordered.iter().any(|name| name == host), "{host}");
        assert_eq!(world.state(host).await, Some(State::WaitingDns), "{host}");
        assert!(!world.attached().contains(&host.to_owned()), "{host}");
    }
}
