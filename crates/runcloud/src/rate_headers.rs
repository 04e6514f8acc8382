//! What a reply's headers say about the provider's pace.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// No announced wait is taken for longer than this: beyond it the number is more likely a mistake,
/// and a call once an hour does no harm.
pub(crate) const LONGEST_HOLD: Duration = Duration::from_hours(1);

/// A reset above this many seconds is a moment since 1970, below it a duration.
const EPOCH_FROM: u64 = 1_000_000_000;

/// The pace headers of one reply. Only `X-RateLimit-Limit` and `-Remaining` are documented;
/// the other two are usual for the framework behind the API and may be absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RateHeaders {
    pub(crate) limit: Option<u64>,
    pub(crate) remaining: Option<u64>,
    pub(crate) reset_in: Option<Duration>,
    pub(crate) retry_after: Option<Duration>,
    /// When the reply was made, by the provider's clock.
    pub(crate) date: Option<SystemTime>,
}

impl RateHeaders {
    /// Reads the headers. Moments are compared with the reply's own `Date` where it has one, so that
    /// a wrong clock on our side does not stretch the wait; else with `now`.
    pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Self {
        let date = text(headers, &DATE).and_then(moment);
        let now = date.unwrap_or(now);
        Self {
            date,
            limit: number(headers, "x-ratelimit-limit"),
            remaining: number(headers, "x-ratelimit-remaining"),
            reset_in: number(headers, "x-ratelimit-reset").map(|reset| reset_in(reset, now)),
            retry_after: text(headers, &RETRY_AFTER).and_then(|value| wait(value, now)),
        }
    }
}

fn reset_in(reset: u64, now: SystemTime) -> Duration {
    if reset < EPOCH_FROM {
        return Duration::from_secs(reset).min(LONGEST_HOLD);
    }
    SystemTime::UNIX_EPOCH
        .checked_add(Duration::from_secs(reset))
        .map_or(LONGEST_HOLD, |moment| until(moment, now))
}

/// `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3).
fn wait(value: &str, now: SystemTime) -> Option<Duration> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        let seconds = value.parse().map_or(LONGEST_HOLD, Duration::from_secs);
        return Some(seconds.min(LONGEST_HOLD));
    }
    moment(value).map(|moment| until(moment, now))
}

fn until(moment: SystemTime, now: SystemTime) -> Duration {
    moment
        .duration_since(now)
        .unwrap_or_default()
        .min(LONGEST_HOLD)
}

fn moment(date: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(date, &Rfc2822)
        .ok()
        .map(SystemTime::from)
}

fn number(headers: &HeaderMap, name: &'static str) -> Option<u64> {
    text(headers, &HeaderName::from_static(name))?.parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_000_000;

    fn read(pairs: &[(&'static str, &str)]) -> RateHeaders {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header value"));
        }
        RateHeaders::read(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(
            read(&[("retry-after", "17")]).retry_after,
            Some(seconds(17))
        );
        assert_eq!(read(&[("retry-after", "0")]).retry_after, Some(seconds(0)));
        let dates = [
            ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"),
        ];
        assert_eq!(read(&dates).retry_after, Some(seconds(30)));
        let past = [
            ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"),
        ];
        assert_eq!(read(&past).retry_after, Some(seconds(0)));
    }

    #[test]
    fn reset_is_a_moment_or_a_duration() {
        assert_eq!(
            read(&[("x-ratelimit-reset", "42")]).reset_in,
            Some(seconds(42))
        );
        let moment = (NOW + 42).to_string();
        assert_eq!(
            read(&[("x-ratelimit-reset", &moment)]).reset_in,
            Some(seconds(42))
        );
    }

    #[test]
    fn absurd_waits_are_taken_for_an_hour_and_nonsense_for_nothing() {
        for value in [
            "86400",
            "99999999999999999999999",
            "Sun, 06 Nov 2994 08:49:37 GMT",
        ] {
            assert_eq!(
                read(&[("retry-after", value)]).retry_after,
                Some(LONGEST_HOLD),
                "{value}"
            );
        }
        for value in ["86400", "18446744073709551615", "9999999999"] {
            assert_eq!(
                read(&[("x-ratelimit-reset", value)]).reset_in,
                Some(LONGEST_HOLD),
                "{value}"
            );
        }
        for value in ["", "soon", "-5", "1.5"] {
            assert_eq!(
                read(&[("retry-after", value)]).retry_after,
                None,
                "{value:?}"
            );
        }
    }
}
