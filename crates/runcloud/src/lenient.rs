//! Reads optional fields without ever failing the object they are in: what has another type than
//! expected counts as absent.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A text; a number counts as its digits.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A switch: `true`, `1`, `"1"` or `"true"` and their opposites.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(on) => Some(on),
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.as_str() {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            _ => None,
        },
        _ => None,
    })
}

/// A switch that is off unless it says otherwise.
pub(crate) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(flag(deserializer)?.unwrap_or(false))
}

/// A moment: `2026-12-01 10:00:00` (no zone is given; taken for UTC) or RFC 3339.
pub(crate) fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SystemTime>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => parse_moment(text.trim()),
        _ => None,
    })
}

fn parse_moment(text: &str) -> Option<SystemTime> {
    let moment = match text.split_once(' ') {
        Some((date, time)) => OffsetDateTime::parse(&format!("{date}T{time}Z"), &Rfc3339),
        None => OffsetDateTime::parse(text, &Rfc3339),
    }
    .ok()?;
    // Years before 1970 mean a zero date; `SystemTime` is built by hand to stay within its range.
    let seconds = u64::try_from(moment.unix_timestamp()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(deserialize_with = "moment")]
        moment: Option<SystemTime>,
    }

    fn sample(json: &str) -> Sample {
        serde_json::from_str(json).expect("never fails the object")
    }

    #[test]
    fn what_has_another_type_counts_as_absent() {
        for odd in ["null", "[]", "{}", "[1]", "{\"a\":1}", "-1.5e300"] {
            let read = sample(&format!(r#"{{"flag":{odd},"moment":{odd}}}"#));
            assert_eq!(read, Sample::default(), "{odd}");
        }
        assert_eq!(sample(r#"{"text":["x"],"flag":"yes"}"#), Sample::default());
        assert_eq!(sample("{}"), Sample::default());
    }

    #[test]
    fn switches_come_as_booleans_numbers_and_strings() {
        for (json, on) in [
            ("true", true),
            ("1", true),
            ("\"1\"", true),
            ("false", false),
            ("0", false),
            ("\"0\"", false),
        ] {
            assert_eq!(
                sample(&format!(r#"{{"flag":{json}}}"#)).flag,
                Some(on),
                "{json}"
            );
        }
        assert_eq!(sample(r#"{"flag":2}"#).flag, None);
    }

    #[test]
    fn moments_without_a_zone_are_utc() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(
            sample(r#"{"moment":"2001-09-09 01:46:40"}"#).moment,
            at(1_000_000_000)
        );
        assert_eq!(
            sample(r#"{"moment":"2001-09-09T01:46:40.000000Z"}"#).moment,
            at(1_000_000_000)
        );
        assert_eq!(
            sample(r#"{"moment":"2001-09-09T03:46:40+02:00"}"#).moment,
            at(1_000_000_000)
        );
    }

    #[test]
    fn zero_dates_and_rubbish_are_no_moments() {
        for text in [
            "",
            "0000-00-00 00:00:00",
            "0001-01-01 00:00:00",
            "2026-02-30 00:00:00",
            "soon",
        ] {
            assert_eq!(
                sample(&format!(r#"{{"moment":"{text}"}}"#)).moment,
                None,
                "{text}"
            );
        }
    }
}
