//! The calls of a month in which nothing happens.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use emulator::Kind;
use figures::{Figure, Goal};
use plan::State;

use crate::outside::as_it_should_be;
use crate::world::{Start, World};

const DOMAINS: usize = 5000;
const MOST: usize = 15_000;
/// Every look and every reading comes several times in this; a whole month takes half an hour.
const WATCHED: Duration = Duration::from_hours(3 * 24);
/// So often it is in a month.
const TIMES: usize = 10;
/// How far time goes at once. Listings come by the minute, and one that is late is one that is missing.
const STRIDE: Duration = Duration::from_mins(9);

pub(crate) async fn figure() -> io::Result<()> {
    let mut world = secured().await;
    world.panel.clear_calls();
    world.pass_coarsely(WATCHED, STRIDE).await;
    let mut by_route: BTreeMap<String, usize> = BTreeMap::new();
    for route in world.calls() {
        *by_route.entry(route).or_default() += 1;
    }
    let all = by_route.values().sum::<usize>() * TIMES;
    let routes: Vec<String> = by_route
        .iter()
        .map(|(route, count)| format!("{count} `{route}`"))
        .collect();
    Figure {
        name: "calls of a month without a change, 5,000 domains",
        measured: all.to_string(),
        goal: Some(Goal {
            words: "at most 15,000".to_owned(),
            met: all <= MOST,
        }),
        how: format!(
            "3 days of held time in strides of 9 minutes, counted by the emulator, times ten; in the 3 days: {}",
            routes.join(", ")
        ),
    }
    .print()
}

/// A network whose domains were there before the agent was: it adopts them all.
async fn secured() -> World {
    let mut world = World::start(Start {
        outside: Some(as_it_should_be),
        ..Start::default()
    })
    .await;
    for (host, www) in figures::domains(DOMAINS) {
        world.panel.add_by_hand(&host, www, Kind::Alias);
        world.map(&host);
    }
    world.settle().await;
    // By then everything was looked at, and nothing is due at once any more.
    world.pass_coarsely(Duration::from_hours(12), STRIDE).await;
    let records = world.ledger.records().await.expect("the ledger is read");
    let secured = records.values();
    let secured = secured.filter(|record| record.standing.state == State::Secured);
    // The network's own host is one of them.
    assert_eq!(
        secured.count(),
        DOMAINS + 1,
        "all are secured to begin with"
    );
    world
}
