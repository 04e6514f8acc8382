//! A provider who allows few calls.

use std::time::Duration;

use crate::world::{Start, World};
use plan::{Reason, State};

/// Reading the server, the web application, the mode, the domains and a certificate takes more calls than one minute has.
#[tokio::test]
async fn what_a_minute_found_out_need_not_be_asked_in_the_next() {
    let mut start = Start::default();
    start.emulator.switches.rate_limit_per_minute = 3;
    let mut world = World::start(start).await;
    world.map_ready("customer.example");
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(
        world.stands("customer.example").await,
        Some((State::Secured, Reason::CertificateValid))
    );
    assert_eq!(world.panel.count("GET servers/{s}"), 1);
}
