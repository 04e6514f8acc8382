//! Kills the agent at every instant between two of its awaits, from before a step until all that follows from it is done.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::boundaries::{Before, Boundary, Standing, bring_up_to, check, reach};
use crate::kinds::Kind;
use crate::world::World;

/// Does what is due, but no further than so many steps of the executor; tells whether it came to the end.
pub(crate) async fn settle_at_most(world: &mut World, polls: usize) -> bool {
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

/// From the plan of the step to the end of everything that follows from it at once.
async fn killed_at_any_instant(kind: Kind) {
    for polls in 1.. {
        let context = format!("{kind:?} killed after {polls}");
        let mut world = kind.world().await;
        let before = Before::of(&world).await;
        bring_up_to(kind, &mut world).await;
        let ended = settle_at_most(&mut world, polls).await;
        world.restart().await;
        let standing = Standing::of(kind, &world).await;
        world.pass(kind.aftermath()).await;
        check(kind, &standing, &world, &before, &context).await;
        if ended {
            return;
        }
    }
}

/// The same while it learns from an intent that was left open.
async fn killed_at_any_instant_of_recovery(kind: Kind) {
    for polls in 1.. {
        let context = format!("{kind:?} recovered for {polls}");
        let mut world = kind.world().await;
        let before = Before::of(&world).await;
        reach(Boundary::EffectUnanswered, kind, &mut world).await;
        world.restart().await;
        let standing = Standing::of(kind, &world).await;
        let ended = settle_at_most(&mut world, polls).await;
        world.restart().await;
        world.pass(kind.aftermath()).await;
        check(kind, &standing, &world, &before, &context).await;
        if ended {
            return;
        }
    }
}

macro_rules! each_kind {
    ($($name:ident: $kind:expr;)+) => {
        mod an_agent_killed_at_any_instant_of {
            use super::*;
            $(
                #[tokio::test]
                async fn $name() {
                    killed_at_any_instant($kind).await;
                }
            )+
        }
    };
}

each_kind! {
    attaching: Kind::Attach;
    switching_a_twin_on: Kind::TwinOn;
    switching_a_twin_off: Kind::TwinOff;
    an_order: Kind::Order;
    an_order_anew: Kind::OrderAnew;
    a_shared_order: Kind::OrderShared;
    a_shared_order_anew: Kind::OrderSharedAnew;
    a_removal: Kind::Detach;
}

#[tokio::test]
async fn an_agent_killed_at_any_instant_of_its_recovery_does_nothing_twice() {
    for kind in [Kind::Attach, Kind::OrderShared] {
        Box::pin(killed_at_any_instant_of_recovery(kind)).await;
    }
}
