//! The story's own time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent::SystemClock;
use async_trait::async_trait;
use plan::Timestamp;

/// Monday, 2 March 2026, nine o'clock UTC: a story that always begins at the same moment is the same each time.
const BEGINNING: Timestamp = Timestamp::from_millis(1_772_442_000_000);

/// A clock that stands until the story moves on, shared by everything in it; let go, it runs like any other.
#[derive(Clone, Debug)]
pub(super) struct StoryClock(Arc<Mutex<Time>>);

#[derive(Clone, Copy, Debug)]
enum Time {
    Held(Timestamp),
    /// So far behind the machine's clock, or before it where negative, in milliseconds.
    Running {
        behind: i64,
    },
}

impl StoryClock {
    /// A clock that stands at the beginning of the story.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Time::Held(BEGINNING))))
    }

    /// The story's moment.
    pub(super) fn moment(&self) -> Timestamp {
        match *self.time() {
            Time::Held(moment) => moment,
            Time::Running { behind } => Timestamp::from_millis(machine() - behind),
        }
    }

    /// Moves a clock that stands on; one that runs moves on by itself.
    pub(super) fn advance(&self, by: Duration) {
        let mut time = self.time();
        if let Time::Held(moment) = &mut *time {
            *moment = *moment + by;
        }
    }

    /// Lets the clock run from where it stands.
    pub(super) fn let_go(&self) {
        let behind = machine() - self.moment().as_millis();
        *self.time() = Time::Running { behind };
    }

    fn time(&self) -> std::sync::MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn machine() -> i64 {
    agent::Clock::now(&SystemClock).as_millis()
}

#[async_trait]
impl agent::Clock for StoryClock {
    fn now(&self) -> Timestamp {
        self.moment()
    }

    fn steady(&self) -> Duration {
        self.moment().since(Timestamp::default())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

impl runcloud::Clock for StoryClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + self.moment().since(Timestamp::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_until_it_is_moved_and_all_its_copies_agree() {
        let clock = StoryClock::new();
        let copy = clock.clone();
        assert_eq!(clock.moment().to_string(), "2026-03-02T09:00:00Z");
        copy.advance(Duration::from_mins(20));
        assert_eq!(clock.moment().to_string(), "2026-03-02T09:20:00Z");
        let since = runcloud::Clock::now(&clock).duration_since(UNIX_EPOCH);
        assert_eq!(since.unwrap().as_secs(), 1_772_443_200);
    }

    #[test]
    fn let_go_it_runs_on_from_where_it_stood() {
        let clock = StoryClock::new();
        clock.let_go();
        assert!(clock.moment() >= BEGINNING);
        clock.advance(Duration::from_hours(1000));
        assert!(clock.moment() < BEGINNING + Duration::from_hours(1000));
    }
}
