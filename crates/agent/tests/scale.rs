//! Many names at once: within the authority's limits, counted by the emulator, and by when the plan said.

mod world;

use std::time::Duration;

use plan::{State, WwwPolicy};
use world::World;

const HOUR: Duration = Duration::from_hours(1);

/// More than the account may order in three hours.
const NAMES: usize = 280;

#[tokio::test]
async fn hundreds_of_names_are_secured_within_the_limits_by_when_the_plan_said() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.agent.start_first_run();
    let hosts: Vec<String> = (0..NAMES).map(|n| format!("shop{n}.example")).collect();
    for host in &hosts {
        world.map_ready(host);
    }
    let began = world.now();
    world
        .pass_by(Duration::from_mins(10), Duration::from_mins(1))
        .await;
    let forecast = world.agent.last_plan().forecast;
    assert_eq!((forecast.now, forecast.later), (0, NAMES - 250));
    let promised = forecast.last_at.unwrap();
    world.pass_by(4 * HOUR, Duration::from_mins(10)).await;
    let records = world.ledger.records().await.unwrap();
    let secured = hosts.iter().map(|host| {
        let record = &records[&host.parse().unwrap()];
        assert_eq!(record.standing.state, State::Secured, "{host}");
        record.secured_at
    });
    let last = secured.max().flatten().unwrap();
    let took = last.since(began);
    let said = promised.since(began);
    let ratio = took.as_secs_f64() / said.as_secs_f64();
    assert!(
        (0.95..1.05).contains(&ratio),
        "{took:?} instead of {said:?}"
    );
    assert!(
        world.orders().iter().all(|order| order.ok),
        "no limit was reached"
    );
    assert_eq!(world.orders().len(), NAMES);
    // Two calls a name: one adds it, one orders. Whether the certificate came, handshakes tell.
    assert_eq!(world.panel.count("POST domains"), NAMES);
    assert_eq!(world.panel.count("POST domains/{d}/ssl"), NAMES);
    assert_eq!(
        world.panel.count("GET domains/{d}/ssl"),
        1,
        "that of the primary domain"
    );
}
