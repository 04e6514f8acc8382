//! A machine whose clock is wrong: for a moment, for long, from the start, or by what others say.

use std::time::Duration;

use plan::{Reason, State};

use crate::world::{MAIN, Start, World};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: i64 = 24 * 60 * 60 * 1000;

async fn secured(name: &str) -> World {
    let mut world = World::new().await;
    world.map_ready(name);
    world.pass(2 * MINUTE).await;
    assert_eq!(world.state(name).await, Some(State::Secured));
    world
}

fn held(world: &World) -> Option<Reason> {
    let hold = world.agent.last_plan().hold.as_ref();
    hold.map(|hold| hold.reason)
}

fn writes(world: &World) -> usize {
    let calls = world.calls().into_iter();
    calls.filter(|route| !route.starts_with("GET")).count()
}

/// Eight seconds; then the right clock, and everything goes on without a word of anybody.
#[tokio::test]
async fn a_clock_that_was_wrong_for_a_moment_blinds_nobody() {
    for days in [20, 95, -1, -100] {
        let mut world = secured("kept.example").await;
        let before = world.record("kept.example").await;
        world.clock.set_ahead(days * DAY);
        world.pass(Duration::from_secs(8)).await;
        assert_eq!(held(&world), Some(Reason::ClockWrong), "{days}");
        assert_eq!(world.record("kept.example").await, before, "{days}");
        world.clock.set_ahead(0);
        world.map_ready("new.example");
        world.pass(2 * MINUTE).await;
        assert_eq!(held(&world), None, "{days}");
        assert_eq!(world.state("new.example").await, Some(State::Secured));
        world.pass(3 * Duration::from_hours(1)).await;
        let next = world
            .record("kept.example")
            .await
            .unwrap()
            .standing
            .next_look;
        let most = world.now() + Duration::from_hours(30);
        assert!(next.is_none_or(|next| next <= most), "{days}: {next:?}");
        assert_eq!(world.orders().len(), 2, "{days}: nothing is ordered twice");
    }
}

/// For as long as the clock is wrong nothing is ordered, removed or forgotten; people read why.
#[tokio::test]
async fn a_clock_that_is_wrong_for_long_changes_nothing_until_it_is_right() {
    for days in [95, -2] {
        let mut world = secured("kept.example").await;
        world.map_ready("removed.example");
        world.pass(2 * MINUTE).await;
        let (calls, orders) = (writes(&world), world.orders().len());
        let history = world.ledger.history(None, 1000).await.unwrap().len();
        world.clock.set_ahead(days * DAY);
        world.unmap("removed.example");
        world.record_removal("removed.example").await;
        world.map_ready("new.example");
        world.pass(Duration::from_hours(3)).await;
        assert_eq!(held(&world), Some(Reason::ClockWrong), "{days}");
        let about = agent::about(&world.ledger).await.unwrap().unwrap();
        let said = about.hold.unwrap().detail;
        let expected = if days > 0 {
            "95 d ahead of RunCloud's"
        } else {
            "2 d behind RunCloud's"
        };
        assert_eq!(said, format!("this machine's clock is {expected}"));
        assert_eq!((writes(&world), world.orders().len()), (calls, orders));
        assert!(world.ledger.history(None, 1000).await.unwrap().len() >= history);
        world.clock.set_ahead(0);
        world.pass(5 * MINUTE).await;
        assert_eq!(
            world.attached(),
            ["kept.example", MAIN, "new.example"],
            "{days}"
        );
        assert_eq!(world.orders().len(), orders + 1, "{days}");
    }
}

/// After a start nobody has told the time yet; nothing that is remembered may be bent to a wrong clock.
#[tokio::test]
async fn a_clock_that_is_wrong_at_the_start_bends_nothing() {
    let mut world = secured("kept.example").await;
    let before = world.record("kept.example").await.unwrap();
    world.clock.set_ahead(-DAY);
    world.restart().await;
    world.map_ready("new.example");
    let calls = writes(&world);
    world.pass(MINUTE).await;
    assert_eq!(held(&world), Some(Reason::ClockWrong));
    assert_eq!(writes(&world), calls);
    let after = world.record("kept.example").await.unwrap();
    assert_eq!(after.secured_at, before.secured_at);
    assert_eq!(after.tls, before.tls);
    world.clock.set_ahead(0);
    world.pass(5 * MINUTE).await;
    assert_eq!(world.state("new.example").await, Some(State::Secured));
    assert_eq!(world.orders().len(), 2);
}

/// Some minutes are what machines without a time service differ by; nobody is held for that.
#[tokio::test]
async fn a_provider_whose_clock_differs_by_minutes_holds_nobody() {
    let mut start = Start::default();
    start.emulator.switches.clock_ahead_ms = 4 * 60 * 1000;
    let mut world = World::start(start).await;
    world.map_ready("new.example");
    world.pass(2 * MINUTE).await;
    assert_eq!(world.state("new.example").await, Some(State::Secured));
}
