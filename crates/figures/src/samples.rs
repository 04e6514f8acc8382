//! Times taken again and again, and what they come to.

use std::time::{Duration, Instant};

/// Times, the shortest first.
#[derive(Clone, Debug)]
pub struct Samples(Vec<Duration>);

impl FromIterator<Duration> for Samples {
    fn from_iter<T: IntoIterator<Item = Duration>>(times: T) -> Self {
        let mut times: Vec<Duration> = times.into_iter().collect();
        times.sort_unstable();
        Self(times)
    }
}

impl Samples {
    /// Times `work` so many times.
    pub fn take<T>(count: usize, mut work: impl FnMut() -> T) -> Self {
        (0..count).map(|_| timed(&mut work).1).collect()
    }

    /// The shortest.
    pub fn min(&self) -> Duration {
        self.0.first().copied().unwrap_or_default()
    }

    /// Half of them are no longer than this.
    pub fn median(&self) -> Duration {
        self.rank(50)
    }

    /// Nineteen of twenty are no longer than this.
    pub fn p95(&self) -> Duration {
        self.rank(95)
    }

    /// The longest.
    pub fn max(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }

    /// The smallest time that so many of a hundred do not pass.
    fn rank(&self, of_hundred: usize) -> Duration {
        let place = (self.0.len() * of_hundred).div_ceil(100);
        self.0
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

/// What `work` gave, and how long it took. The result is kept until the clock was read.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = std::hint::black_box(work());
    (result, start.elapsed())
}

/// A time with two or three digits that count.
pub fn words(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 10.0 {
        let text = format!("{millis:.1}");
        format!("{} ms", text.strip_suffix(".0").unwrap_or(&text))
    } else if millis < 1000.0 {
        format!("{millis:.0} ms")
    } else {
        format!("{:.2} s", millis / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_times_that_were_measured() {
        let samples: Samples = (1..=20).rev().map(Duration::from_secs).collect();
        let ranks = [
            samples.min(),
            samples.median(),
            samples.p95(),
            samples.max(),
        ];
        assert_eq!(ranks.map(|time| time.as_secs()), [1, 10, 19, 20]);
        let one: Samples = std::iter::once(Duration::from_secs(7)).collect();
        assert_eq!(one.median(), one.p95());
    }

    #[test]
    fn a_time_is_told_in_the_unit_that_fits() {
        let texts = [2_500, 15_000, 2_000_000].map(|micros| words(Duration::from_micros(micros)));
        assert_eq!(texts, ["2.5 ms", "15 ms", "2.00 s"]);
    }
}
