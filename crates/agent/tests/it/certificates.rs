//! Certificates where each domain has its own: what an order waits for, what proves it, and what happens when it fails.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::world::{MAIN, Start, World};
use emulator::{CertificateFault, DnsFault, Kind, OrderedBy, Record as Dns};
use plan::{Class, Handshake, Reason, State, WwwPolicy};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

fn here() -> Dns {
    Dns::A("203.0.113.10".parse().unwrap())
}

fn a(address: &str) -> Dns {
    Dns::A(address.parse().unwrap())
}

fn aaaa(address: &str) -> Dns {
    Dns::Aaaa(address.parse().unwrap())
}

async fn quick_to_give_up_on_dns() -> World {
    let start = Start {
        dns_timeout: Duration::from_millis(200),
        ..Start::default()
    };
    World::start(start).await
}

#[tokio::test]
async fn an_order_waits_until_every_address_leads_here_and_the_reason_is_told() {
    let mut world = quick_to_give_up_on_dns().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let panel = world.panel.clone();
    panel.set_records("ipv6.example", &[here(), aaaa("2001:db8::7")]);
    panel.set_records("mixed.example", &[here(), a("198.51.100.7")]);
    panel.set_records("away.example", &[a("198.51.100.7")]);
    panel.set_records("chain.example", &[Dns::Cname("away.example".to_owned())]);
    panel.dns_rcode("servfail.example", DnsFault::ServFail);
    panel.dns_rcode("refused.example", DnsFault::Refused);
    panel.dns_rcode("silent.example", DnsFault::Silent);
    panel.set_records("good-chain.example", &[Dns::Cname(MAIN.to_owned())]);
    let waits = [
        ("ipv6.example", Reason::DnsStaleIpv6),
        ("mixed.example", Reason::DnsMixed),
        ("away.example", Reason::DnsElsewhere),
        ("chain.example", Reason::DnsElsewhere),
        ("gone.example", Reason::DnsNoSuchName),
        ("servfail.example", Reason::DnsServfail),
        ("refused.example", Reason::DnsLame),
        ("silent.example", Reason::DnsTimeout),
    ];
    for (host, _) in waits {
        world.map(host);
    }
    world.map("good-chain.example");
    world
        .pass_by(Duration::from_mins(10), Duration::from_mins(1))
        .await;
    assert_eq!(world.stands("good-chain.example").await, SECURED);
    for (host, reason) in waits {
        assert_eq!(
            world.stands(host).await,
            Some((State::WaitingDns, reason)),
            "{host}"
        );
        assert!(world.attached().contains(&host.to_owned()), "{host}");
    }
    assert_eq!(
        world.orders().len(),
        1,
        "an order that must fail is never made"
    );
    for (host, _) in waits {
        panel.point_here(host);
    }
    world.pass_by(HOUR, Duration::from_mins(5)).await;
    for (host, _) in waits {
        assert_eq!(world.stands(host).await, SECURED, "{host}");
    }
    assert!(world.orders().iter().all(|order| order.ok));
}

#[tokio::test]
async fn a_name_that_points_here_without_a_record_for_its_twin_does_not_wait_for_it() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world
        .panel
        .dns_rcode("www.customer.example", DnsFault::ServFail);
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert!(world.panel.domains().iter().all(|domain| !domain.www));
}

#[tokio::test]
async fn a_handshake_is_what_proves_a_certificate_and_what_it_showed_is_recorded() {
    let mut world = World::new().await;
    world.panel.point_here("www.customer.example");
    world.map_ready("customer.example");
    world.settle().await;
    assert_ne!(world.state("customer.example").await, Some(State::Secured));
    world.pass(Duration::from_mins(1)).await;
    let record = world.record("customer.example").await.unwrap();
    assert_eq!(record.standing.state, State::Secured);
    for seen in [record.tls, record.twin_tls] {
        let Some(Handshake::Valid(leaf)) = seen.map(|seen| seen.value) else {
            panic!("not proved");
        };
        let names: BTreeSet<&str> = leaf.names.iter().map(String::as_str).collect();
        assert_eq!(
            names,
            BTreeSet::from(["customer.example", "www.customer.example"])
        );
        assert!(!leaf.issuer.is_empty());
        assert!(leaf.not_after.since(world.now()) > 89 * DAY);
    }
}

#[tokio::test]
async fn an_order_that_goes_wrong_is_never_taken_for_a_success_and_is_repeated_sparingly() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let cases = [
        (
            "refused.example",
            CertificateFault::Refused("CAA says no".to_owned()),
            Reason::CertificateRefused,
        ),
        (
            "never.example",
            CertificateFault::Never,
            Reason::CertificateNeverCame,
        ),
        (
            "wrong.example",
            CertificateFault::WrongNames,
            Reason::CertificateNeverCame,
        ),
        (
            "expired.example",
            CertificateFault::Expired,
            Reason::CertificateNeverCame,
        ),
        (
            "untrusted.example",
            CertificateFault::Untrusted,
            Reason::CertificateNeverCame,
        ),
        (
            "undeployed.example",
            CertificateFault::NotDeployed,
            Reason::CertificateNeverCame,
        ),
    ];
    for (host, fault, _) in &cases {
        world.panel.certificate_fault(host, fault.clone());
        world.map_ready(host);
    }
    world.map_ready("good.example");
    world.pass_by(DAY, Duration::from_mins(5)).await;
    assert_eq!(world.stands("good.example").await, SECURED);
    for (host, _, reason) in &cases {
        let record = world.record(host).await.unwrap();
        assert_eq!(
            (record.standing.state, record.standing.reason),
            (State::Attention, *reason),
            "{host}"
        );
        assert!(record.standing.next_look.is_some(), "{host}");
        let tries = world.orders();
        let tries = tries.iter().filter(|order| order.names == [*host]).count();
        assert!((2..=8).contains(&tries), "{host}: {tries} orders in a day");
    }
    let refused = world.record("refused.example").await.unwrap();
    assert!(refused.standing.detail.contains("CAA says no"));
    for (host, _, _) in &cases {
        world.panel.clear_certificate_fault(host);
    }
    // Certificates that were issued and do not work count at the authority: five a week for the same names.
    world.pass_by(9 * DAY, HOUR).await;
    for (host, _, _) in &cases {
        assert_eq!(world.stands(host).await, SECURED, "{host}");
    }
}

#[tokio::test]
async fn a_slow_certificate_is_waited_for_with_one_order() {
    let mut world = World::new().await;
    world
        .panel
        .switches(|switches| switches.certificate_delay_ms = 8 * 60_000);
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(7)).await;
    assert_eq!(
        world.stands("customer.example").await,
        Some((State::Ordering, Reason::CertificateOrdered))
    );
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.orders().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_comes_after_the_patience_is_over_is_noticed() {
    let mut world = World::new().await;
    world
        .panel
        .switches(|switches| switches.certificate_delay_ms = 20 * 60_000);
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(12)).await;
    assert_eq!(
        world.stands("customer.example").await,
        Some((State::Attention, Reason::CertificateNeverCame))
    );
    world.pass(Duration::from_mins(20)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(
        world.orders().len(),
        1,
        "it is there before another is ordered"
    );
}

async fn with_auto_ssl(delay: i64) -> World {
    let mut start = Start::default();
    start.emulator.auto_ssl = true;
    start.emulator.switches.auto_ssl_delay_ms = delay;
    World::start(start).await
}

#[tokio::test]
async fn auto_ssl_is_given_time_first() {
    let mut world = with_auto_ssl(5 * 60_000).await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(4)).await;
    assert_eq!(
        world.stands("customer.example").await,
        Some((State::Ordering, Reason::AutoSslExpected))
    );
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.orders().len(), 0, "RunCloud did it by itself");
}

#[tokio::test]
async fn where_auto_ssl_does_nothing_the_certificate_is_ordered_after_a_while() {
    let mut world = with_auto_ssl(i64::MAX / 4).await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(9)).await;
    assert_eq!(world.orders().len(), 0);
    world.pass(Duration::from_mins(3)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.orders().len(), 1);
}

#[tokio::test]
async fn a_certificate_of_somebodys_own_is_never_replaced() {
    let mut world = World::new().await;
    world.panel.add_by_hand("own.example", false, Kind::Alias);
    world.panel.point_here("own.example");
    world
        .panel
        .install_custom_certificate(Some("own.example"), &["elsewhere.example"]);
    let before = world.panel.certificates();
    world.map("own.example");
    world.pass_by(2 * DAY, Duration::from_mins(30)).await;
    assert_eq!(
        world.stands("own.example").await,
        Some((State::Attention, Reason::CustomCertificate))
    );
    assert_eq!(world.panel.certificates(), before);
    assert_eq!(world.orders().len(), 0);
}

#[tokio::test]
async fn an_adopted_domain_gets_the_certificate_it_lacks_and_is_removed_only_on_evidence() {
    let mut world = World::new().await;
    let id = world.panel.add_by_hand("old.example", true, Kind::Alias);
    world.panel.point_here("old.example");
    world.panel.point_here("www.old.example");
    world.map("old.example");
    world.pass(Duration::from_mins(2)).await;
    let record = world.record("old.example").await.unwrap();
    assert_eq!(record.class, Class::Adopted);
    assert_eq!(world.stands("old.example").await, SECURED);
    assert!(world.answers("www.old.example").await);
    assert_eq!(world.panel.count("POST domains"), 0);
    assert!(world.panel.domains().iter().any(|domain| domain.id == id));
    world.unmap("old.example");
    world.record_removal("old.example").await;
    world.pass(Duration::from_secs(5)).await;
    assert_eq!(world.attached(), [MAIN]);
}

#[tokio::test]
async fn renewal_is_left_to_runcloud_while_it_does_it() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass_by(100 * DAY, 3 * HOUR).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.orders().len(), 1, "only the first order is ours");
    let renewals = world.panel.orders();
    assert!(renewals.iter().any(|order| order.by == OrderedBy::Renewal));
}

#[tokio::test]
async fn a_certificate_that_nobody_renews_is_ordered_anew_when_a_sixth_is_left() {
    let mut world = World::new().await;
    world.panel.switches(|switches| switches.renews = false);
    world.map_ready("customer.example");
    world.pass_by(74 * DAY, 3 * HOUR).await;
    assert_eq!(world.orders().len(), 1);
    world.pass_by(3 * DAY, HOUR).await;
    assert_eq!(world.orders().len(), 2);
    assert_eq!(world.panel.count("PUT domains/{d}/ssl/{id}"), 1);
    assert!(world.answers("customer.example").await);
    let main = world.record(MAIN).await.unwrap();
    assert_eq!(
        (main.class, main.standing.reason),
        (Class::Foreign, Reason::MainDomain),
        "the main domain is watched, and nothing more"
    );
}

#[tokio::test]
async fn sixty_names_of_one_registered_domain_stay_within_the_limits_of_the_authority() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.agent.start_first_run();
    let hosts: Vec<String> = (0..60).map(|n| format!("s{n}.chain.example")).collect();
    for host in &hosts {
        world.map_ready(host);
    }
    let turn = (world.now() + 7 * DAY).day();
    let stops = world
        .pass_by(Duration::from_mins(59), Duration::from_mins(5))
        .await;
    assert_eq!(
        world.orders().len(),
        40,
        "of 50 a week, ten are left to others"
    );
    assert!(stops < 200, "{stops} stops in an hour");
    let mut waiting = 0;
    for host in &hosts {
        let standing = world.record(host).await.unwrap().standing;
        if standing.reason == Reason::CertificateBudget {
            waiting += 1;
            // It is looked at each hour, and its turn comes when the first forty are a week old.
            assert!(standing.next_look <= Some(world.now() + HOUR), "{host}");
            assert_eq!(standing.detail, turn, "{host}");
        }
    }
    assert_eq!(waiting, 20);
    world.pass_by(6 * DAY, HOUR).await;
    assert_eq!(world.orders().len(), 40, "a week");
    world.pass_by(3 * DAY, HOUR).await;
    assert!(world.orders().iter().all(|order| order.ok));
    for host in &hosts {
        assert_eq!(world.stands(host).await, SECURED, "{host}");
    }
    assert_eq!(world.orders().len(), 60);
}

#[tokio::test]
async fn a_wildcard_that_answers_for_the_sites_of_the_network_is_all_they_need() {
    let mut world = World::new().await;
    let main = world.panel.domains()[0].id;
    world.panel.set_wildcard(main, true);
    let star = format!("*.{MAIN}");
    world
        .panel
        .install_custom_certificate(Some(MAIN), &[MAIN, star.as_str()]);
    let shop = format!("shop.{MAIN}");
    world.panel.point_here(&shop);
    world.edit(|network| {
        network.sites.push(plan::Site {
            id: plan::SiteId(7),
            host: shop.clone(),
            path: "/".to_owned(),
        });
    });
    world.pass_by(DAY, HOUR).await;
    assert_eq!(
        world.stands(&shop).await,
        Some((State::Secured, Reason::CoveredByWildcard))
    );
    assert_eq!(world.attached(), [MAIN]);
    assert_eq!(world.orders().len(), 0);
}
