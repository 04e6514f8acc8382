//! Times as the API writes them.

use time::OffsetDateTime;
use time::macros::format_description;

/// A moment for the `time` crate; times it cannot hold become 1970.
pub(crate) fn date_time(epoch_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(epoch_ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `YYYY-MM-DD HH:MM:SS`, UTC.
pub(crate) fn text(epoch_ms: i64) -> String {
    date_time(epoch_ms)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute]:[second]"
        ))
        .expect("every part of the format exists in a date with time")
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_are_written_without_a_zone() {
        assert_eq!(super::text(1_721_266_270_999), "2024-07-18 01:31:10");
    }
}
