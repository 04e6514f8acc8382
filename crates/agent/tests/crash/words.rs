//! What a person said outlives a kill at every instant from the moment it is read.

use crate::instants::settle_at_most;
use crate::kinds::Kind;

#[tokio::test]
async fn a_yes_outlives_an_agent_killed_at_any_instant() {
    for polls in 1.. {
        // A person has allowed that the twin goes, and no agent has read it yet.
        let mut world = Kind::TwinOff.world().await;
        let ended = settle_at_most(&mut world, polls).await;
        world.restart().await;
        world.pass(Kind::TwinOff.aftermath()).await;
        assert!(
            Kind::TwinOff.took_effect(&world),
            "killed after {polls}: the twin is still on"
        );
        let waiting = world.ledger.pending_requests().await.unwrap();
        assert!(waiting.is_empty(), "killed after {polls}: {waiting:?}");
        if ended {
            return;
        }
    }
}
