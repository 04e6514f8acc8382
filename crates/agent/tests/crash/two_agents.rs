//! Two agents meet: one acts, the other takes over.

use std::time::Duration;

use agent::Turn;
use plan::{Reason, State, WwwPolicy};

use crate::kinds::SHOP;
use crate::world::{MAIN, World};

#[tokio::test]
async fn of_two_agents_one_acts_and_the_other_takes_over_when_it_is_gone() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let mut second = world.another_agent();
    world.settle().await;
    world.map_ready(SHOP);
    assert_eq!(second.settle().await.unwrap(), Turn::StandingBy);
    assert_eq!(world.panel.count("POST domains"), 0);
    for _ in 0..20 {
        world.pass(Duration::from_secs(5)).await;
        assert_eq!(second.settle().await.unwrap(), Turn::StandingBy);
    }
    assert_eq!(world.panel.count("POST domains"), 1);
    // The first one stops turning, without a word.
    world.map_ready("next.example");
    world.advance(Duration::from_secs(16)).await;
    assert_eq!(second.settle().await.unwrap(), Turn::Acting);
    assert_eq!(world.attached(), [MAIN, "next.example", SHOP]);
    assert_eq!(world.panel.count("POST domains"), 2, "each once");

    // It wakes up again: the lease is lost, so it does nothing.
    world.map_ready("third.example");
    assert_eq!(world.settle().await, Turn::StandingBy);
    assert_eq!(world.panel.count("POST domains"), 2);
    second.settle().await.unwrap();
    assert_eq!(world.panel.count("POST domains"), 3);
}

/// A copy that started first holds up nobody: the place that was confirmed takes the lease from it, and keeps it.
#[tokio::test]
async fn the_confirmed_place_takes_the_lease_from_a_copy_that_started_first() {
    let mut world = World::new().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world.settle().await;
    let mut copy = world.agent_at(|place| place.machine = "another machine".to_owned());
    // The confirmed place is restarted, and the copy is faster.
    world.advance(Duration::from_secs(16)).await;
    assert_eq!(copy.settle().await.unwrap(), Turn::Acting);
    let hold = copy.last_plan().hold.as_ref();
    assert!(hold.is_some_and(|hold| hold.reason == Reason::Fenced));
    // While the copy has the lease: nothing runs out.
    world.agent = world.another_agent();
    world.map_ready(SHOP);
    assert_eq!(world.settle().await, Turn::Acting);
    assert_eq!(world.panel.count("POST domains"), 1);
    for _ in 0..90 {
        world.pass(Duration::from_mins(1)).await;
        assert_eq!(copy.settle().await.unwrap(), Turn::StandingBy);
    }
    assert_eq!(world.state(SHOP).await, Some(State::Secured));
    // Without the confirmed place the copy takes the free lease, looks now and then, and says that it is held.
    world.advance(Duration::from_secs(16)).await;
    let calls = world.calls().len();
    for _ in 0..90 {
        world.advance(Duration::from_mins(1)).await;
        assert_eq!(copy.settle().await.unwrap(), Turn::Acting);
    }
    let about = agent::about(&world.ledger).await.unwrap().unwrap();
    assert!(about.hold.is_some_and(|hold| hold.reason == Reason::Fenced));
    let listings = world.calls().len() - calls;
    assert!(listings <= 20, "{listings}");
}

#[tokio::test]
async fn an_agent_that_loses_the_lease_in_the_middle_stops_and_can_come_back() {
    let mut world = World::basic().await;
    world.edit(|network| network.www = WwwPolicy::Never);
    let mut second = world.another_agent();
    world.map_ready(SHOP);
    world.settle().await;
    // Frozen for longer than its lease, while a shared order is due.
    world.advance(Duration::from_secs(30)).await;
    assert_eq!(second.settle().await.unwrap(), Turn::Acting);
    assert_eq!(world.settle().await, Turn::StandingBy);
    second.stop().await.unwrap();
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.state(SHOP).await, Some(State::Secured));
    assert_eq!(world.objects(SHOP), 1);
    assert_eq!(world.orders_for(SHOP), 1);
}
