//! Moments in few words.

use plan::Timestamp;

/// How long until a moment: `now`, `in 40 s`, `in 12 min`, `in 5 h`, `in 3 d`.
pub(crate) fn until(moment: Timestamp, now: Timestamp) -> String {
    match moment.since(now).as_secs() {
        0 => "now".to_owned(),
        seconds => format!("in {}", span(seconds)),
    }
}

/// How long ago a moment was: `just now`, `40 s ago`, `12 min ago`.
pub(crate) fn ago(moment: Timestamp, now: Timestamp) -> String {
    match now.since(moment).as_secs() {
        0 => "just now".to_owned(),
        seconds => format!("{} ago", span(seconds)),
    }
}

fn span(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / MINUTE),
        7200..172_800 => format!("{} h", seconds / HOUR),
        _ => format!("{} d", seconds / DAY),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn spans_are_told_in_the_unit_that_says_enough() {
        let now = Timestamp::from_millis(1_767_225_600_000);
        let later = |seconds| until(now + Duration::from_secs(seconds), now);
        let told = [0, 1, 119, 120, 7199, 7200, 172_799, 172_800].map(later);
        assert_eq!(
            told,
            [
                "now",
                "in 1 s",
                "in 119 s",
                "in 2 min",
                "in 119 min",
                "in 2 h",
                "in 47 h",
                "in 2 d"
            ]
        );
        assert_eq!(until(now - Duration::from_mins(1), now), "now");
        assert_eq!(ago(now - Duration::from_mins(1), now), "60 s ago");
    }
}
