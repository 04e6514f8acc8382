//! Times as the API writes them.

use time::OffsetDateTime;
use time::macros::format_description;

use crate::switches::TimeForm;

/// A moment for the `time` crate; times it cannot hold become 1970.
pub(crate) fn date_time(epoch_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(epoch_ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

const EIGHT_HOURS_MS: i64 = 8 * 60 * 60 * 1000;

/// A moment as the switch has it.
pub(crate) fn text(epoch_ms: i64, form: TimeForm) -> String {
    match form {
        TimeForm::Utc => plain(epoch_ms),
        TimeForm::EightHoursAhead => plain(epoch_ms.saturating_add(EIGHT_HOURS_MS)),
        TimeForm::Rfc3339 => format!("{}.000000Z", plain(epoch_ms).replace(' ', "T")),
    }
}

/// `YYYY-MM-DD HH:MM:SS`, UTC.
pub(crate) fn plain(epoch_ms: i64) -> String {
    date_time(epoch_ms)
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute]:[second]"
        ))
        .expect("every part of the format exists in a date with time")
}

/// As HTTP writes it (RFC 9110, section 5.6.7).
pub(crate) fn http(epoch_ms: i64) -> String {
    date_time(epoch_ms)
        .format(format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        ))
        .expect("every part of the format exists in a date with time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_without_a_zone_unless_wanted_otherwise() {
        for (form, expected) in [
            (TimeForm::Utc, "2024-07-18 01:31:10"),
            (TimeForm::EightHoursAhead, "2024-07-18 09:31:10"),
            (TimeForm::Rfc3339, "2024-07-18T01:31:10.000000Z"),
        ] {
            assert_eq!(text(1_721_266_270_999, form), expected);
        }
    }
}
