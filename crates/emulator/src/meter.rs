//! The rate limit: requests in the current minute of the emulator's clock.

const WINDOW_MS: i64 = 60_000;

/// Counts requests in fixed windows of a minute that begin with the first request.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    window_start: Option<i64>,
    used: u32,
}

/// What the meter says after counting one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds to wait, if this request is one too many.
    pub(crate) retry_after: Option<u64>,
}

impl Meter {
    /// Counts one request.
    pub(crate) fn count(&mut self, limit: u32, now: i64) -> Allowance {
        let start = self
            .window_start
            .filter(|start| (*start..*start + WINDOW_MS).contains(&now));
        if start.is_none() {
            self.used = 0;
        }
        let start = start.unwrap_or(now);
        self.window_start = Some(start);
        let allowed = self.used < limit;
        if allowed {
            self.used += 1;
        }
        let wait = ((start + WINDOW_MS - now).unsigned_abs()).div_ceil(1000);
        Allowance {
            limit,
            remaining: limit.saturating_sub(self.used),
            retry_after: (!allowed).then_some(wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_holds_for_a_minute_and_says_how_long_to_wait() {
        let mut meter = Meter::default();
        assert_eq!(
            meter.count(2, 1_000),
            Allowance {
                limit: 2,
                remaining: 1,
                retry_after: None
            }
        );
        assert_eq!(
            meter.count(2, 2_000),
            Allowance {
                limit: 2,
                remaining: 0,
                retry_after: None
            }
        );
        assert_eq!(
            meter.count(2, 3_500),
            Allowance {
                limit: 2,
                remaining: 0,
                retry_after: Some(58)
            }
        );
        assert_eq!(
            meter.count(2, 61_000),
            Allowance {
                limit: 2,
                remaining: 1,
                retry_after: None
            }
        );
    }
}
