//! The rate limit: requests in the current minute, and in the current month, of the emulator's clock.

use crate::switches::{RateHeaders, Switches};

const MINUTE_MS: i64 = 60_000;
const MONTH_MS: i64 = 30 * 24 * 60 * MINUTE_MS;

/// Counts requests in fixed windows that begin with the first request.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    minute: Window,
    month: Window,
}

#[derive(Debug, Default)]
struct Window {
    start: Option<i64>,
    used: u32,
}

/// What the meter says after counting one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// This request is one too many.
    pub(crate) is_spent: bool,
    /// Seconds to wait, where that is told.
    pub(crate) retry_after: Option<u64>,
    /// When the count of the minute starts anew.
    pub(crate) resets_at: i64,
    /// What the reply says of all this.
    pub(crate) headers: RateHeaders,
}

impl Meter {
    /// Counts one request.
    pub(crate) fn count(&mut self, switches: &Switches, now: i64) -> Allowance {
        let limit = switches.rate_limit_per_minute;
        let start = self.minute.roll(MINUTE_MS, switches.others_per_minute, now);
        self.month.roll(MONTH_MS, 0, now);
        let month = switches.calls_per_month.unwrap_or(u32::MAX);
        let (in_minute, in_month) = (self.minute.used < limit, self.month.used < month);
        if in_minute && in_month {
            self.minute.used += 1;
            self.month.used += 1;
        }
        let wait = ((start + MINUTE_MS - now).unsigned_abs()).div_ceil(1000);
        Allowance {
            limit,
            remaining: limit.saturating_sub(self.minute.used),
            is_spent: !(in_minute && in_month),
            retry_after: (!in_minute && in_month && switches.retry_after).then_some(wait),
            resets_at: start + MINUTE_MS,
            headers: switches.rate_headers,
        }
    }
}

impl Window {
    /// Begins anew where the time is over, with what others have used already; tells when it began.
    fn roll(&mut self, length: i64, used: u32, now: i64) -> i64 {
        let start = self
            .start
            .filter(|start| (*start..*start + length).contains(&now));
        if start.is_none() {
            self.used = used;
        }
        *self.start.insert(start.unwrap_or(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(allowance: Allowance) -> (u32, Option<u64>) {
        assert!(allowance.is_spent || allowance.retry_after.is_none());
        (allowance.remaining, allowance.retry_after)
    }

    #[test]
    fn the_limit_holds_for_a_minute_and_says_how_long_to_wait() {
        let mut meter = Meter::default();
        let switches = Switches {
            rate_limit_per_minute: 2,
            ..Switches::default()
        };
        for (now, expected) in [
            (1_000, (1, None)),
            (2_000, (0, None)),
            (3_500, (0, Some(58))),
            (61_000, (1, None)),
        ] {
            assert_eq!(told(meter.count(&switches, now)), expected, "{now}");
        }
    }

    #[test]
    fn others_use_the_same_minute() {
        let mut meter = Meter::default();
        let switches = Switches {
            rate_limit_per_minute: 3,
            others_per_minute: 2,
            ..Switches::default()
        };
        assert!(!meter.count(&switches, 0).is_spent);
        assert!(meter.count(&switches, 1).is_spent);
        assert!(!meter.count(&switches, MINUTE_MS).is_spent);
    }

    #[test]
    fn a_month_that_is_spent_is_spent_for_the_rest_of_it() {
        let mut meter = Meter::default();
        let switches = Switches {
            calls_per_month: Some(1),
            ..Switches::default()
        };
        assert!(!meter.count(&switches, 0).is_spent);
        let spent = meter.count(&switches, MONTH_MS - 1);
        assert!(spent.is_spent);
        assert_eq!(spent.retry_after, None);
        assert!(!meter.count(&switches, MONTH_MS).is_spent);
    }
}
