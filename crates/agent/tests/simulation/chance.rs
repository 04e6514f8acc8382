//! Chance that comes out the same for the same seed.

use std::time::Duration;

/// The only source of chance of one simulation.
pub struct Chance(fastrand::Rng);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number from 0 up to but without `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        self.0.usize(least..=most)
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// One of those there are, if there is any.
    pub fn any<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| self.pick(from))
    }

    /// How long it takes until the next thing happens: mostly minutes, sometimes a day.
    pub fn pause(&mut self) -> Duration {
        match self.below(20) {
            0..5 => Duration::from_secs(self.between(1, 40) as u64),
            5..11 => Duration::from_secs(self.between(60, 600) as u64),
            11..16 => Duration::from_mins(self.between(12, 90) as u64),
            16..19 => Duration::from_hours(self.between(2, 9) as u64),
            _ => Duration::from_hours(self.between(24, 40) as u64),
        }
    }
}
