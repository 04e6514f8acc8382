//! The wall clock as a seam: the provider speaks of moments, tests hold them still.

use std::fmt;
use std::time::SystemTime;

/// Tells what time it is.
///
/// Only used to turn the provider's moments (`Retry-After` dates, reset times) into durations and
/// back. Waiting itself follows tokio's clock, so a wall clock that jumps cannot stall a call.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> SystemTime;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
