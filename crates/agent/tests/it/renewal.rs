//! RunCloud tells when it renews a certificate; a week later this program does.

use std::time::Duration;

use crate::world::{Start, World};
use plan::{Handshake, Reason, State};

const DAY: Duration = Duration::from_hours(24);
const HOST: &str = "customer.example";

async fn ends(world: &World) -> plan::Timestamp {
    match world.record(HOST).await.unwrap().tls.unwrap().value {
        Handshake::Valid(leaf) => leaf.not_after,
        other => panic!("no certificate is shown: {other:?}"),
    }
}

#[tokio::test]
async fn the_shared_certificate_is_ordered_a_week_after_the_date_that_a_listing_told() {
    let mut start = Start::default();
    start.emulator.advanced_ssl = false;
    // RunCloud forgets.
    start.emulator.switches.renews = false;
    let mut world = World::start(start).await;
    // The certificate of the main domain alone has a date too, days before.
    world.pass_coarsely(5 * DAY, DAY).await;
    world.map_ready(HOST);
    world.pass(Duration::from_mins(10)).await;
    let (first, placed) = (ends(&world).await, world.orders().len());
    world.pass_coarsely(66 * DAY, DAY).await;
    assert_eq!(world.orders().len(), placed, "renewal is RunCloud's");
    world.pass_coarsely(2 * DAY, DAY / 4).await;
    assert_eq!(world.orders().len(), placed + 1);
    assert!(ends(&world).await > first + 60 * DAY);
    let secured = Some((State::Secured, Reason::CertificateValid));
    assert_eq!(world.stands(HOST).await, secured);
    world.pass_coarsely(60 * DAY, DAY).await;
    assert_eq!(
        world.orders().len(),
        placed + 1,
        "and the new one has a date of its own"
    );
}
