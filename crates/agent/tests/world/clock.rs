//! Held time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent::Clock;
use async_trait::async_trait;
use plan::Timestamp;

/// Time that only moves when told to: the world's, and that of a machine whose clock may be set.
#[derive(Clone, Debug)]
pub struct HeldClock {
    world: Arc<AtomicI64>,
    ahead: Arc<AtomicI64>,
}

impl HeldClock {
    pub fn at(millis: i64) -> Self {
        Self {
            world: Arc::new(AtomicI64::new(millis)),
            ahead: Arc::default(),
        }
    }

    /// What the machine's clock says.
    pub fn millis(&self) -> i64 {
        self.worlds() + self.ahead.load(Ordering::SeqCst)
    }

    /// What every other clock says.
    pub fn worlds(&self) -> i64 {
        self.world.load(Ordering::SeqCst)
    }

    /// Sets the machine's clock, so much ahead of all others.
    pub fn set_ahead(&self, millis: i64) {
        self.ahead.store(millis, Ordering::SeqCst);
    }

    pub fn advance(&self, by: Duration) {
        self.world
            .fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for HeldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis())
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.worlds()).unwrap())
    }

    async fn sleep(&self, _: Duration) {
        tokio::task::yield_now().await;
    }
}

impl runcloud::Clock for HeldClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(self.millis()).unwrap())
    }
}
