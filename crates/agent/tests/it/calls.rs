//! A monthly limit of calls: counted over restarts, kept for what domains need, and never passed without a person.

use std::time::Duration;

use crate::world::{Start, World};
use ledger::{LeaseOutcome, RequestKind};
use plan::{CallCount, Reason, State};

const LIMIT: u64 = 1000;
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const SECURED: Option<(State, Reason)> = Some((State::Secured, Reason::CertificateValid));
const WAITS: Reason = Reason::CallBudget;

/// A world in whose month so many calls of the limit were made already.
async fn limited(used: u64) -> World {
    let mut start = Start::default();
    start.policy.calls_per_month = Some(LIMIT);
    let world = World::start(start).await;
    let mut count = CallCount::default();
    count.add(used, world.now());
    let lease = world.ledger.acquire_lease("test", HOUR, world.now()).await;
    let LeaseOutcome::Held { fence, .. } = lease.unwrap() else {
        panic!("nobody else is there");
    };
    let text = serde_json::to_string(&count).unwrap();
    let saved = world.ledger.set_state(&fence, "calls", &text, world.now());
    saved.await.unwrap();
    world.ledger.release(&fence).await.unwrap();
    world
}

async fn counted(world: &World) -> u64 {
    let count = agent::calls(&world.ledger).await.unwrap();
    count.used(world.now())
}

fn made(world: &World) -> u64 {
    world.panel.calls().len().try_into().unwrap()
}

fn listings(world: &World) -> usize {
    let calls = world.calls();
    let listing = |call: &&String| call.starts_with("GET") && call.ends_with(" domains");
    calls.iter().filter(listing).count()
}

async fn reason(world: &World, host: &str) -> Reason {
    world.record(host).await.unwrap().standing.reason
}

#[tokio::test]
async fn calls_are_counted_over_kills_to_within_a_few_and_exactly_over_a_stop() {
    let mut world = limited(0).await;
    for kill in 1..=3 {
        for n in 0..8 {
            world.map_ready(&format!("customer{kill}-{n}.example"));
        }
        world.pass(Duration::from_mins(5)).await;
        let (counted, made) = (counted(&world).await, made(&world));
        assert!(counted <= made, "{counted} of {made}");
        assert!(made - counted < 10 * kill, "{counted} of {made}");
        world.restart().await;
    }
    world.settle().await;
    let (before, made_before) = (counted(&world).await, made(&world));
    world.map_ready("last.example");
    world.pass(Duration::from_mins(5)).await;
    let next = world.another_agent();
    let stopped = std::mem::replace(&mut world.agent, next);
    stopped.stop().await.unwrap();
    let new = counted(&world).await - before;
    assert!(
        new >= made(&world) - made_before,
        "nothing of this tenure is lost"
    );
}

#[tokio::test]
async fn when_calls_get_short_domains_are_served_and_listings_come_once_a_day() {
    let mut world = limited(850).await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    let before = listings(&world);
    world.pass_coarsely(3 * DAY, HOUR).await;
    assert_eq!(listings(&world) - before, 3);
    world.map_ready("next.example");
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("next.example").await, SECURED);
}

#[tokio::test]
async fn at_the_limit_only_what_a_person_asks_for_is_done_until_the_month_ends() {
    let mut world = limited(LIMIT - 3).await;
    world.settle().await;
    world.map_ready("one.example");
    world.map_ready("two.example");
    world.pass(Duration::from_mins(5)).await;
    let at_limit = made(&world);
    for host in ["one.example", "two.example"] {
        assert_eq!(reason(&world, host).await, WAITS, "{host}");
    }
    let told = world.operator_text("one.example").await;
    assert!(
        told.contains("all 1000 calls of this month are spent"),
        "{told}"
    );
    assert!(told.contains("2026-10-01"), "{told}");
    world.pass_coarsely(DAY, HOUR).await;
    assert_eq!(made(&world), at_limit, "not a single call");

    world
        .request(
            RequestKind::Retry,
            Some("one.example"),
            serde_json::Value::Null,
        )
        .await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("one.example").await, SECURED);
    assert_eq!(reason(&world, "two.example").await, WAITS);
    assert!(made(&world) > at_limit);

    world.pass_coarsely(9 * DAY, DAY / 2).await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("two.example").await, SECURED);
    assert!(counted(&world).await < 50, "a new month, a new count");
}

#[tokio::test]
async fn an_agent_that_starts_at_the_limit_makes_no_call_and_says_why() {
    let mut world = limited(LIMIT).await;
    world.map_ready("customer.example");
    world.pass_coarsely(6 * HOUR, HOUR).await;
    assert_eq!(made(&world), 0);
    let hold = agent::about(&world.ledger).await.unwrap().unwrap().hold;
    let hold = hold.unwrap();
    assert_eq!(hold.reason, WAITS);
    assert_eq!(hold.until.unwrap().to_string(), "2026-10-01T00:00:00Z");
    world
        .request(RequestKind::Apply, None, serde_json::Value::Null)
        .await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
}

#[tokio::test]
async fn without_the_setting_nothing_is_counted() {
    let mut world = World::new().await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.stands("customer.example").await, SECURED);
    assert_eq!(world.ledger.state("calls").await.unwrap(), None);
}
