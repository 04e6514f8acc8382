//! The web server gets a name some seconds after RunCloud's reply, and the authority asks the web server.

use std::time::Duration;

use plan::{Reason, State};

use crate::world::{Start, World};

const SECOND: Duration = Duration::from_secs(1);

async fn slow(delay_ms: i64, advanced: bool) -> World {
    let mut start = Start::default();
    start.emulator.advanced_ssl = advanced;
    start.emulator.switches.attach_delay_ms = delay_ms;
    World::start(start).await
}

#[tokio::test]
async fn the_first_order_waits_for_the_web_server_and_succeeds() {
    for advanced in [true, false] {
        let mut world = slow(10_000, advanced).await;
        world.map_ready("new.example");
        let mut waited = false;
        for _ in 0..60 {
            world.settle().await;
            let reason = world.stands("new.example").await.map(|stands| stands.1);
            waited |= reason == Some(Reason::VirtualHostAwaited);
            world.advance(SECOND).await;
        }
        assert!(waited || !advanced);
        assert_eq!(
            world.state("new.example").await,
            Some(State::Secured),
            "{advanced}"
        );
        assert!(world.answers("new.example").await);
        assert_eq!(
            world.orders().len(),
            1,
            "{advanced}: the first one succeeds"
        );
        assert!(world.orders()[0].ok, "{advanced}");
    }
}

#[tokio::test]
async fn a_server_that_is_quick_is_not_waited_for() {
    let mut world = slow(0, true).await;
    world.map_ready("new.example");
    world.settle().await;
    assert_eq!(world.orders().len(), 1, "within the same moment");
}
