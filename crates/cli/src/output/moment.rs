//! Times in JSON: RFC 3339 in UTC.

use plan::Timestamp;
use serde::{Serialize, Serializer};

/// For `#[serde(serialize_with = "rfc3339")]`: `2026-01-31T12:00:00Z`.
///
/// # Errors
/// Whatever the serializer says.
pub fn rfc3339<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

/// The same for a time that may be absent; then `null`.
///
/// # Errors
/// Whatever the serializer says.
pub fn rfc3339_or_null<S: Serializer>(
    moment: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    moment
        .map(|moment| moment.to_string())
        .serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Times {
        #[serde(serialize_with = "rfc3339")]
        taken_at: Timestamp,
        #[serde(serialize_with = "rfc3339_or_null")]
        next_look: Option<Timestamp>,
        #[serde(serialize_with = "rfc3339_or_null")]
        valid_until: Option<Timestamp>,
    }

    #[test]
    fn times_are_written_in_utc_and_absent_ones_as_null() {
        let moment = Timestamp::from_millis(1_767_225_600_000);
        let times = Times {
            taken_at: moment,
            next_look: Some(moment),
            valid_until: None,
        };
        assert_eq!(
            serde_json::to_string(&times).unwrap(),
            r#"{"taken_at":"2026-01-01T00:00:00Z","next_look":"2026-01-01T00:00:00Z","valid_until":null}"#
        );
    }
}
