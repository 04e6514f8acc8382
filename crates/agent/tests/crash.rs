//! Kills the agent wherever it stands, and lets two of them meet: whatever happened outside happened once.

mod world;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use agent::Turn;
use emulator::FaultKind;
use plan::{Class, State, WwwPolicy};
use world::{MAIN, Start, World};

const SHOP: &str = "shop.example";

async fn world() -> World {
    let world = World::start(Start {
        request_timeout: Duration::from_secs(2),
        ledger_file: true,
        ..Start::default()
    })
    .await;
    world.edit(|network| network.www = WwwPolicy::Never);
    world
}

/// Does what is due, but no further than so many steps of the executor; tells whether it came to the end.
async fn settle_at_most(world: &mut World, polls: usize) -> bool {
    let mut settling = pin!(world.agent.settle());
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match settling.as_mut().poll(context) {
            Poll::Ready(result) => {
                result.unwrap();
                Poll::Ready(true)
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn an_agent_killed_at_any_instant_of_attaching_attaches_once() {
    for polls in 1.. {
        let mut world = world().await;
        world.map_ready(SHOP);
        let ended = settle_at_most(&mut world, polls).await;
        world.restart().await;
        world.pass(Duration::from_mins(10)).await;
        assert_eq!(world.attached(), [MAIN, SHOP], "killed after {polls}");
        assert_eq!(
            world.state(SHOP).await,
            Some(State::Secured),
            "killed after {polls}: {:?}",
            world.record(SHOP).await
        );
        let took_effect = |route: &str| {
            let calls = world.panel.calls();
            calls
                .iter()
                .filter(|call| call.route == route && call.status == 200)
                .count()
        };
        assert!(took_effect("POST domains") <= 1, "killed after {polls}");
        let class = world.record(SHOP).await.map(|record| record.class);
        assert_eq!(
            class,
            Some(Class::Created),
            "killed after {polls}: it is ours"
        );
        assert_eq!(world.orders_for(SHOP), 1, "killed after {polls}");
        assert!(world.ledger.open_intents().await.unwrap().is_empty());
        if ended {
            return;
        }
    }
}

#[tokio::test]
async fn an_agent_killed_at_any_instant_of_a_removal_removes_once() {
    for polls in 1.. {
        let mut world = world().await;
        world.map_ready(SHOP);
        world.map_ready("other.example");
        world.pass(Duration::from_mins(2)).await;
        world.unmap(SHOP);
        world.record_removal(SHOP).await;
        world.advance(Duration::from_millis(500)).await;
        let ended = settle_at_most(&mut world, polls).await;
        world.restart().await;
        world.pass(Duration::from_mins(10)).await;
        assert_eq!(
            world.attached(),
            [MAIN, "other.example"],
            "killed after {polls}"
        );
        assert_eq!(
            world.state(SHOP).await,
            Some(State::Removed),
            "killed after {polls}"
        );
        assert!(world.ledger.open_intents().await.unwrap().is_empty());
        assert!(world.ledger.pending_requests().await.unwrap().is_empty());
        if ended {
            return;
        }
    }
}

/// Kills the agent while a call hangs or after its effect, at each kind of call.
#[tokio::test]
async fn a_call_that_was_under_way_is_looked_up_and_not_repeated() {
    for route in ["POST domains", "POST domains/{d}/ssl", "DELETE domains/{d}"] {
        for happened in [false, true] {
            let removal = route.starts_with("DELETE");
            let mut world = world().await;
            if removal {
                world.map_ready(SHOP);
                world.pass(Duration::from_mins(2)).await;
                world.unmap(SHOP);
                world.record_removal(SHOP).await;
                world.advance(Duration::from_millis(500)).await;
            }
            // `Delay` has its effect at once and its answer too late.
            let kind = if happened {
                FaultKind::Delay(60_000)
            } else {
                FaultKind::Hang
            };
            world.fail_times(route, Some(SHOP), kind, 1);
            if !removal {
                world.map_ready(SHOP);
            }
            let panel = world.panel.clone();
            let under_way = async {
                while panel.count(route) == 0 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                _ = world.agent.settle() => panic!("{route} was answered"),
                () = under_way => {}
            }
            world.restart().await;
            world.pass(Duration::from_mins(10)).await;
            let context = format!("{route}, happened: {happened}");
            let calls = 2 - usize::from(happened);
            assert_eq!(world.panel.count(route), calls, "{context}");
            if removal {
                assert_eq!(world.attached(), [MAIN], "{context}");
            } else {
                assert_eq!(world.attached(), [MAIN, SHOP], "{context}");
                assert_eq!(world.state(SHOP).await, Some(State::Secured), "{context}");
                assert_eq!(world.orders_for(SHOP), 1, "{context}");
            }
        }
    }
}

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
