//! Keeps to the provider's pace: counts what is left, and holds calls back before the limit bites.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::rate_headers::RateHeaders;

/// The window assumed where the provider does not say when the count starts anew.
const ASSUMED_WINDOW: Duration = Duration::from_mins(1);

/// What the provider's headers said last about its rate limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quota {
    /// Calls allowed in a window.
    pub limit: Option<u64>,
    /// Calls left in the present window, ours in flight already taken off; none once it is over.
    pub remaining: Option<u64>,
    /// When the window ends: as announced, else assumed to be a minute after its first reply.
    pub resets_at: Option<SystemTime>,
}

/// Shared by all clones of a client. Waiting is the caller's part: this only counts.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    quota: Quota,
    /// The count of the last reply, without what was taken off since.
    heard_remaining: Option<u64>,
    window_ends: Option<Instant>,
    held_until: Option<Instant>,
    /// Whether it is held since the provider is closed, not since calls were too many.
    closed: bool,
}

/// Why a call has to wait, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) time: Duration,
    pub(crate) closed: bool,
}

impl Pace {
    /// Takes one call from the quota, or says how long to wait before asking again.
    pub(crate) fn take(&self, now: Instant) -> Result<(), Wait> {
        let mut state = self.state();
        state.roll(now);
        if state.quota.remaining == Some(0)
            && let Some(end) = state.window_ends
        {
            state.hold(end);
        }
        if let Some(until) = state.held_until {
            return Err(Wait {
                time: until - now,
                closed: state.closed,
            });
        }
        // Replies in flight have not reported yet: without this a burst would overrun the limit.
        state.quota.remaining = state.quota.remaining.map(|left| left.saturating_sub(1));
        Ok(())
    }

    /// Learns from the headers of a reply. Returns how long calls are held back from now, if they are.
    pub(crate) fn learn(
        &self,
        status: u16,
        heard: &RateHeaders,
        now: Instant,
        wall: SystemTime,
    ) -> Option<Duration> {
        let mut state = self.state();
        state.roll(now);
        state.count(heard, now, wall);
        let told_to_wait = status == 429 || (status == 503 && heard.retry_after.is_some());
        if told_to_wait {
            state.closed = status == 503;
        }
        if told_to_wait && let Some(wait) = heard.retry_after {
            state.hold(now + wait);
        } else if (told_to_wait || heard.remaining == Some(0))
            && let Some(end) = state.window_ends
        {
            state.hold(end);
        }
        state
            .held_until
            .map(|until| until.saturating_duration_since(now))
    }

    pub(crate) fn quota(&self, now: Instant) -> Quota {
        let mut state = self.state();
        state.roll(now);
        state.quota
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each update leaves the state whole, so a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets what has passed.
    fn roll(&mut self, now: Instant) {
        if self.held_until.is_some_and(|until| until <= now) {
            self.held_until = None;
            self.closed = false;
        }
        if self.window_ends.is_some_and(|end| end <= now) {
            self.window_ends = None;
            self.heard_remaining = None;
            self.quota.remaining = None;
            self.quota.resets_at = None;
        }
    }

    fn count(&mut self, heard: &RateHeaders, now: Instant, wall: SystemTime) {
        // More left than before: the provider's window is newer than the one we assumed.
        let newer = match (self.heard_remaining, heard.remaining) {
            (Some(before), Some(left)) => left > before,
            _ => false,
        };
        let length = match heard.reset_in {
            Some(announced) => Some(announced),
            None if self.window_ends.is_none() || newer => Some(ASSUMED_WINDOW),
            None => None,
        };
        if let Some(length) = length {
            self.window_ends = Some(now + length);
            self.quota.resets_at = wall.checked_add(length);
        }
        self.quota.limit = heard.limit.or(self.quota.limit);
        if heard.remaining.is_some() {
            self.heard_remaining = heard.remaining;
            self.quota.remaining = heard.remaining;
        }
    }

    fn hold(&mut self, until: Instant) {
        self.held_until = self.held_until.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALL: SystemTime = SystemTime::UNIX_EPOCH;

    fn left(remaining: u64) -> RateHeaders {
        RateHeaders {
            limit: Some(60),
            remaining: Some(remaining),
            ..RateHeaders::default()
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn without_any_header_nothing_is_held_back() {
        let (pace, now) = (Pace::default(), Instant::now());
        for _ in 0..1000 {
            assert_eq!(pace.take(now), Ok(()));
            assert_eq!(pace.learn(200, &RateHeaders::default(), now, WALL), None);
        }
    }

    #[test]
    fn spent_without_a_reset_holds_to_the_end_of_a_minute_from_the_windows_first_reply() {
        let (pace, start) = (Pace::default(), Instant::now());
        pace.learn(200, &left(2), start, WALL);
        pace.learn(200, &left(0), start + seconds(20), WALL);
        assert_eq!(
            pace.take(start + seconds(20)).map_err(|wait| wait.time),
            Err(seconds(40))
        );
        assert_eq!(pace.take(start + seconds(60)), Ok(()));
    }

    #[test]
    fn spent_with_a_reset_holds_until_the_reset() {
        let (pace, start) = (Pace::default(), Instant::now());
        let spent = RateHeaders {
            reset_in: Some(seconds(7)),
            ..left(0)
        };
        assert_eq!(pace.learn(200, &spent, start, WALL), Some(seconds(7)));
        assert_eq!(pace.take(start).map_err(|wait| wait.time), Err(seconds(7)));
        assert_eq!(pace.quota(start).resets_at, Some(WALL + seconds(7)));
        assert_eq!(pace.take(start + seconds(7)), Ok(()));
    }

    #[test]
    fn calls_in_flight_count_before_their_replies_come() {
        let (pace, now) = (Pace::default(), Instant::now());
        pace.learn(200, &left(2), now, WALL);
        assert_eq!(pace.take(now), Ok(()));
        assert_eq!(pace.take(now), Ok(()));
        assert_eq!(
            pace.take(now).map_err(|wait| wait.time),
            Err(ASSUMED_WINDOW)
        );
    }

    #[test]
    fn a_429_holds_for_what_it_says_even_if_calls_seem_left() {
        let (pace, now) = (Pace::default(), Instant::now());
        let refused = RateHeaders {
            retry_after: Some(seconds(90)),
            ..left(5)
        };
        assert_eq!(pace.learn(429, &refused, now, WALL), Some(seconds(90)));
        assert_eq!(
            pace.take(now + seconds(89)).map_err(|wait| wait.time),
            Err(seconds(1))
        );
    }

    #[test]
    fn a_shorter_wait_told_later_does_not_shorten_a_longer_one() {
        let (pace, now) = (Pace::default(), Instant::now());
        let told = |wait| RateHeaders {
            retry_after: Some(seconds(wait)),
            ..RateHeaders::default()
        };
        pace.learn(429, &told(90), now, WALL);
        assert_eq!(pace.learn(429, &told(5), now, WALL), Some(seconds(90)));
    }

    #[test]
    fn a_wait_told_with_any_other_status_is_not_about_the_pace() {
        let (pace, now) = (Pace::default(), Instant::now());
        let told = RateHeaders {
            retry_after: Some(seconds(90)),
            ..RateHeaders::default()
        };
        for status in [200, 202, 301, 404] {
            assert_eq!(pace.learn(status, &told, now, WALL), None, "{status}");
        }
    }

    #[test]
    fn a_bare_429_holds_for_a_window() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(
            pace.learn(429, &RateHeaders::default(), now, WALL),
            Some(ASSUMED_WINDOW)
        );
    }

    #[test]
    fn a_503_holds_only_if_it_says_for_how_long() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(pace.learn(503, &RateHeaders::default(), now, WALL), None);
        let told = RateHeaders {
            retry_after: Some(seconds(5)),
            ..RateHeaders::default()
        };
        assert_eq!(pace.learn(503, &told, now, WALL), Some(seconds(5)));
    }

    #[test]
    fn a_late_reply_with_calls_left_does_not_lift_a_hold() {
        let (pace, now) = (Pace::default(), Instant::now());
        pace.learn(200, &left(0), now, WALL);
        pace.learn(200, &left(3), now, WALL);
        assert!(pace.take(now).is_err());
    }

    #[test]
    fn a_count_that_rises_starts_a_new_window() {
        let (pace, start) = (Pace::default(), Instant::now());
        pace.learn(200, &left(3), start, WALL);
        pace.learn(200, &left(59), start + seconds(30), WALL);
        pace.learn(200, &left(0), start + seconds(40), WALL);
        assert_eq!(
            pace.take(start + seconds(40)).map_err(|wait| wait.time),
            Err(seconds(50))
        );
    }

    #[test]
    fn the_quota_forgets_the_count_when_its_window_is_over() {
        let (pace, start) = (Pace::default(), Instant::now());
        pace.learn(200, &left(12), start, WALL);
        assert_eq!(pace.quota(start).remaining, Some(12));
        let later = pace.quota(start + ASSUMED_WINDOW);
        assert_eq!(
            (later.limit, later.remaining, later.resets_at),
            (Some(60), None, None)
        );
    }
}
