//! What the main job costs in calls to the provider, as counted by the provider.

use std::time::Duration;

use crate::world::{MAIN, World};
use plan::{State, WwwPolicy};

/// How many of these hosts are secured.
async fn secured(world: &World, hosts: &[String]) -> usize {
    let mut count = 0;
    for host in hosts {
        count += usize::from(world.state(host).await == Some(State::Secured));
    }
    count
}

fn hosts(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("shop{n}.example")).collect()
}

#[tokio::test]
async fn a_hundred_ready_domains_cost_two_calls_each_and_ten_more() {
    for www in [WwwPolicy::Never, WwwPolicy::Always] {
        let mut world = World::new().await;
        // Where twins are wanted, these have no DNS: they cost look-ups and no call.
        world.edit(|network| network.www = www);
        let hosts = hosts(100);
        for host in &hosts {
            world.map_ready(host);
        }
        world.agent.start_first_run();
        world.pass(Duration::from_mins(10)).await;
        assert_eq!(secured(&world, &hosts).await, 100, "{www:?}");
        let calls = world.calls();
        assert!(
            calls.len() <= 210,
            "{www:?}: {} calls, the first and last: {:?} {:?}",
            calls.len(),
            &calls[..10],
            &calls[calls.len() - 10..]
        );
        assert_eq!(world.panel.count("POST domains"), 100);
        assert_eq!(world.panel.count("POST domains/{d}/ssl"), 100);
    }
}

#[tokio::test]
async fn forty_ready_domains_in_basic_mode_cost_one_call_each_and_fifteen_more() {
    let mut world = World::basic().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let hosts = hosts(40);
    for host in &hosts {
        world.map_ready(host);
    }
    world.agent.start_first_run();
    world.pass(Duration::from_mins(15)).await;
    assert_eq!(secured(&world, &hosts).await, 40);
    let calls = world.calls();
    assert!(calls.len() <= 55, "{} calls: {calls:?}", calls.len());
    let orders = world.panel.count("POST ssl") + world.panel.count("PUT ssl/{id}");
    assert_eq!(orders, 1, "one shared order for all");
}

#[tokio::test]
async fn an_hour_with_nothing_to_do_costs_a_listing_and_at_most_two_calls() {
    for advanced in [true, false] {
        let mut world = if advanced {
            World::new().await
        } else {
            World::basic().await
        };
        for host in hosts(20) {
            world.map_ready(&host);
        }
        world.pass(Duration::from_hours(1)).await;
        for _ in 0..6 {
            world.panel.clear_calls();
            world.pass(Duration::from_hours(1)).await;
            let calls = world.calls();
            let beyond = calls.iter().filter(|call| *call != "GET domains").count();
            assert!(beyond <= 2, "advanced {advanced}: {calls:?}");
            assert!(calls.len() <= 3, "advanced {advanced}: {calls:?}");
        }
    }
}

#[tokio::test]
async fn a_new_row_is_planned_at_the_next_turn_and_posted_without_another_listing() {
    let mut world = World::new().await;
    world.map_ready("first.example");
    world.pass(Duration::from_mins(1)).await;
    world.panel.clear_calls();
    world.advance(Duration::from_millis(500)).await;
    world.map_ready("second.example");
    world.settle().await;
    assert_eq!(world.calls(), ["POST domains", "POST domains/{d}/ssl"]);
    world.pass(Duration::from_secs(30)).await;
    assert_eq!(world.state("second.example").await, Some(State::Secured));
    assert_eq!(
        world.calls(),
        ["POST domains", "POST domains/{d}/ssl"],
        "the handshake proves it; nobody asks the provider"
    );
    assert_eq!(world.attached(), ["first.example", MAIN, "second.example"]);
}

#[tokio::test]
async fn a_restart_costs_one_listing_and_what_rarely_changes() {
    let mut world = World::new().await;
    for host in hosts(20) {
        world.map_ready(&host);
    }
    world.pass(Duration::from_hours(1)).await;
    world.panel.clear_calls();
    world.restart().await;
    world.pass(Duration::from_mins(10)).await;
    let calls = world.calls();
    assert!(calls.len() <= 6, "{calls:?}");
    assert!(
        calls.iter().all(|call| call.starts_with("GET")),
        "{calls:?}"
    );
}
