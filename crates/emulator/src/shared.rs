//! What all parts of a running emulator share: the world behind a lock, the clock, and the end.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use crate::authority::Authority;
use crate::settings::Clock;
use crate::world::World;
use crate::world::errands::Errand;

/// The world, and what is needed to show it.
pub(crate) struct Shared {
    world: Mutex<World>,
    pub(crate) authority: Authority,
    clock: Clock,
    errands: UnboundedSender<Errand>,
    stopped: watch::Receiver<()>,
}

impl Shared {
    /// `errands` takes what a real authority is to carry out; `stopped` ends when its sender is dropped.
    pub(crate) fn new(
        world: World,
        authority: Authority,
        clock: Clock,
        errands: UnboundedSender<Errand>,
        stopped: watch::Receiver<()>,
    ) -> Self {
        Self {
            world: Mutex::new(world),
            authority,
            clock,
            errands,
            stopped,
        }
    }

    /// Works with the world as it is now: whatever became due since the last look has happened.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut World, i64) -> T) -> T {
        let now = (self.clock)();
        let mut world = self.lock();
        world.settle(now);
        let done = work(&mut world, now);
        for errand in world.errands.drain(..) {
            // Without a real authority there are none; after the end nobody takes them.
            let _ = self.errands.send(errand);
        }
        done
    }

    /// Works with parts of the world that time does not change.
    pub(crate) fn peek<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        work(&mut self.lock())
    }

    /// The same, with the time at hand.
    pub(crate) fn peek_now<T>(&self, work: impl FnOnce(&mut World, i64) -> T) -> T {
        let now = (self.clock)();
        work(&mut self.lock(), now)
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        // A panic in a test's own closure must not hide behind a poisoned lock.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `event`, but not longer than the emulator runs.
    pub(crate) async fn unless_stopped(&self, event: impl Future<Output = ()>) {
        tokio::select! {
            () = event => {}
            () = self.until_stopped() => {}
        }
    }

    /// Waits for the end of the emulator.
    pub(crate) async fn until_stopped(&self) {
        // Nothing is ever sent: the only event is that the sender is gone.
        let _ = self.stopped.clone().changed().await;
    }
}
