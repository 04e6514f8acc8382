//! Days on which everything is odd: hostile names, flapping DNS, toggling rows, hands in the panel, changed modes.

use std::time::Duration;

use crate::world::{MAIN, Start, World};
use emulator::{DnsFault, Kind};
use ledger::RequestKind;
use plan::{Class, Reason, State, WwwPolicy};
use serde_json::json;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));

async fn with_customer() -> World {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    world
}

fn id(world: &World, name: &str) -> u64 {
    let mut domains = world.panel.domains().into_iter();
    domains.find(|domain| domain.name == name).unwrap().id
}

fn writes(world: &World) -> Vec<String> {
    let calls = world.calls().into_iter();
    calls.filter(|route| !route.starts_with("GET")).collect()
}

#[tokio::test]
async fn hostile_rows_reach_no_call_and_hold_nobody_up() {
    let mut world = World::new().await;
    let long = "a".repeat(4000);
    let hostile = [
        "",
        " ",
        ".",
        "..",
        "*",
        "*.evil.example",
        "evil.example/../../domains/1",
        "evil.example?x=1",
        "evil.example#",
        "evil.example\r\nX-Evil: 1",
        "evil.example:8080",
        "user@evil.example",
        "http://evil.example/",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "co.uk",
        "www.www.evil.example",
        "evil..example",
        "-evil.example",
        "evil.example\u{0}",
        "\u{202e}elpmaxe.live",
        "'; DROP TABLE wp_runcloud_domains; --",
        "<script>alert(1)</script>.example",
        "xn--a.example",
        "${jndi:ldap://evil.example}",
        MAIN,
        "www.network.example.com",
        "other.network.example.com",
        &long,
    ];
    for host in hostile {
        world.map(host);
    }
    world.map_ready("good.example");
    world.pass_by(2 * HOUR, Duration::from_mins(5)).await;
    assert_eq!(world.stands("good.example").await, SECURED);
    assert_eq!(world.attached(), ["good.example", MAIN]);
    assert_eq!(writes(&world), ["POST domains", "POST domains/{d}/ssl"]);
    assert!(world.agent.last_plan().rejected.len() >= hostile.len());
}

#[tokio::test]
async fn hostile_objects_of_the_panel_stay_and_hold_nobody_up() {
    let mut world = World::new().await;
    let odd = [
        "*.star.example",
        "with space.example",
        "'; --.example",
        "münchen.example",
        "UPPER.example",
        "trailing.example.",
    ];
    for name in odd {
        world.panel.add_by_hand(name, true, Kind::Alias);
    }
    let before = world.panel.domains();
    world.map_ready("good.example");
    world.map_ready("upper.example");
    world.pass_by(DAY, HOUR).await;
    assert_eq!(world.stands("good.example").await, SECURED);
    assert_eq!(world.panel.domains()[..before.len()], before);
    assert_eq!(world.attached().len(), before.len() + 1);
    world.unmap("upper.example");
    world.unmap("good.example");
    world.pass_by(2 * DAY, HOUR).await;
    let after = world.panel.domains();
    for domain in before
        .iter()
        .filter(|domain| domain.name != "upper.example")
    {
        assert!(after.contains(domain), "{domain:?}");
    }
}

#[tokio::test]
async fn duplicate_objects_are_left_as_they_are() {
    let mut world = World::new().await;
    world.panel.point_here("twice.example");
    world.panel.point_here("www.twice.example");
    world.panel.add_by_hand("twice.example", false, Kind::Alias);
    world
        .panel
        .add_by_hand("www.twice.example", false, Kind::Alias);
    world.panel.add_by_hand("twice.example", true, Kind::Alias);
    let before = world.panel.domains();
    world.map("twice.example");
    world.pass_by(DAY, HOUR).await;
    assert_eq!(world.panel.domains(), before);
    assert!(world.answers("twice.example").await);
    assert!(writes(&world).len() <= 8, "{:?}", writes(&world));
}

#[tokio::test]
async fn an_object_made_anew_under_another_id_is_adopted_and_served() {
    let mut world = with_customer().await;
    world.panel.remove_by_hand(id(&world, "customer.example"));
    world
        .panel
        .add_by_hand("customer.example", false, Kind::Alias);
    world.pass_by(3 * HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert!(world.answers("customer.example").await);
    assert_eq!(
        world.record("customer.example").await.unwrap().class,
        Class::Adopted
    );
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
}

#[tokio::test]
async fn an_object_that_was_replaced_just_before_its_removal_stays() {
    let mut world = with_customer().await;
    let old = id(&world, "customer.example");
    world.panel.remove_by_hand(old);
    let new = world
        .panel
        .add_by_hand("customer.example", false, Kind::Alias);
    world.unmap("customer.example");
    world.record_removal("customer.example").await;
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.panel.count("DELETE domains/{d}"), 0);
    assert_eq!(id(&world, "customer.example"), new);
}

#[tokio::test]
async fn a_domain_removed_by_hand_is_attached_again_while_it_is_wanted() {
    let mut world = with_customer().await;
    world.panel.remove_by_hand(id(&world, "customer.example"));
    world.pass_by(2 * HOUR, Duration::from_mins(1)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert!(world.answers("customer.example").await);
    assert_eq!(world.panel.count("POST domains"), 2);
}

#[tokio::test]
async fn a_row_that_comes_and_goes_at_every_turn_costs_no_storm_of_calls() {
    let mut world = with_customer().await;
    world.panel.point_here("toggle.example");
    for _ in 0..60 {
        let row = world.map("toggle.example");
        world.pass(Duration::from_secs(1)).await;
        world.edit(|network| network.mappings.retain(|mapping| mapping.id != row));
        world.pass(Duration::from_secs(1)).await;
    }
    assert!(writes(&world).len() <= 5, "{:?}", writes(&world));
    assert_eq!(world.stands("customer.example").await, SECURED);
}

#[tokio::test]
async fn a_row_removed_with_a_record_and_added_again_at_every_turn_stays_within_bounds() {
    let mut world = with_customer().await;
    world.panel.point_here("toggle.example");
    for _ in 0..30 {
        world.map("toggle.example");
        world.pass(Duration::from_secs(2)).await;
        world.unmap("toggle.example");
        world.record_removal("toggle.example").await;
        world.pass(Duration::from_secs(2)).await;
    }
    let orders = world.orders_for("toggle.example");
    assert!(orders <= 20, "{orders} orders");
    world.map("toggle.example");
    world.pass_by(8 * DAY, HOUR).await;
    assert_eq!(world.stands("toggle.example").await, SECURED);
    assert_eq!(world.stands("customer.example").await, SECURED);
}

#[tokio::test]
async fn flapping_dns_changes_nothing_that_works() {
    let mut world = World::new().await;
    world.panel.point_here("www.customer.example");
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(1)).await;
    let before = world.panel.domains();
    let (orders, writes_before) = (world.orders().len(), writes(&world).len());
    for round in 0..40 {
        match round % 4 {
            0 => world
                .panel
                .dns_rcode("customer.example", DnsFault::ServFail),
            1 => world.panel.clear_records("customer.example"),
            2 => world.panel.clear_records("www.customer.example"),
            _ => {
                world.panel.point_here("customer.example");
                world.panel.point_here("www.customer.example");
            }
        }
        world.pass_by(8 * HOUR, HOUR).await;
    }
    assert_eq!(world.panel.domains(), before);
    assert_eq!(world.orders().len(), orders);
    assert_eq!(writes(&world).len(), writes_before);
    assert!(world.answers("customer.example").await);
}

#[tokio::test]
async fn the_main_domain_off_the_web_application_closes_the_fence_until_it_is_back() {
    let mut world = with_customer().await;
    world.panel.remove_by_hand(id(&world, MAIN));
    world.pass_by(2 * HOUR, Duration::from_mins(5)).await;
    world.panel.clear_calls();
    world.map_ready("later.example");
    world.unmap("customer.example");
    world.record_removal("customer.example").await;
    world.pass_by(HOUR, Duration::from_mins(5)).await;
    assert!(writes(&world).is_empty(), "{:?}", writes(&world));
    assert_eq!(
        world
            .agent
            .last_plan()
            .hold
            .as_ref()
            .map(|hold| hold.reason),
        Some(Reason::MainDomainMissing)
    );
    // No yes takes its place, and whoever gives one is told so.
    let yes = json!({ "what": "identity", "identity": world.identity(|_| {}) });
    let id = world.request(RequestKind::Confirm, None, yes).await;
    world.pass_by(HOUR, Duration::from_mins(5)).await;
    let result = world.result(id).await.unwrap_or_default();
    assert!(
        result.starts_with("this changes nothing: the main domain"),
        "{result}"
    );
    world.panel.add_by_hand(MAIN, false, Kind::Primary);
    world.pass_by(2 * HOUR, Duration::from_mins(5)).await;
    assert_eq!(world.stands("later.example").await, SECURED);
    assert!(!world.attached().contains(&"customer.example".to_owned()));
}

#[tokio::test]
async fn a_change_of_mode_in_mid_flight_ends_with_every_name_secured() {
    for advanced in [true, false] {
        let mut world = if advanced {
            World::new().await
        } else {
            World::basic().await
        };
        world.edit(|network| network.www = WwwPolicy::Never);
        for n in 0..4 {
            world.map_ready(&format!("shop{n}.example"));
        }
        world.settle().await;
        world.panel.set_mode(!advanced, false);
        world.map_ready("shop4.example");
        world.pass_by(4 * HOUR, Duration::from_mins(1)).await;
        for n in 0..5 {
            let host = format!("shop{n}.example");
            assert_eq!(world.stands(&host).await, SECURED, "{host}, {advanced}");
            assert!(world.answers(&host).await, "{host}, {advanced}");
        }
        world.panel.set_mode(advanced, false);
        world.pass_by(30 * HOUR, Duration::from_mins(10)).await;
        for n in 0..5 {
            let host = format!("shop{n}.example");
            assert_eq!(
                world.stands(&host).await,
                SECURED,
                "{host}, back to {advanced}"
            );
            assert!(world.answers(&host).await, "{host}, back to {advanced}");
        }
        assert_eq!(world.panel.count("POST domains"), 5);
        assert!(writes(&world).len() < 40, "{:?}", writes(&world));
    }
}

#[tokio::test]
async fn certificates_that_a_change_of_mode_took_away_are_missed_at_the_next_reading() {
    for advanced in [true, false] {
        let mut start = Start::default();
        start.emulator.advanced_ssl = advanced;
        start.emulator.switches.mode_change_drops = true;
        let mut world = World::start(start).await;
        world.map_ready("customer.example");
        world.pass_by(HOUR / 2, Duration::from_mins(1)).await;
        assert_eq!(world.stands("customer.example").await, SECURED);
        world.panel.set_mode(!advanced, false);
        assert!(!world.answers("customer.example").await, "it is dropped");
        // The next reading of the web application is an hour after the first one.
        world.pass_by(HOUR, Duration::from_mins(1)).await;
        assert_eq!(world.stands("customer.example").await, SECURED);
        assert!(world.answers("customer.example").await, "{advanced}");
    }
}
