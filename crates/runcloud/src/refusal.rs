//! Turns what is not a success into an [`Error`] with a class and a fate.

use std::time::Duration;

use crate::call::Call;
use crate::words::Words;
use crate::{Class, Error, Fate};

/// An answer other than 2xx.
pub(crate) fn refused(call: &Call, status: u16, words: Words, held_for: Option<Duration>) -> Error {
    let class = class(status, &words, held_for);
    let mut error = call.error(class, fate(status));
    error.status = Some(status);
    error.message = words.message;
    error.fields = words.fields;
    if (300..400).contains(&status) {
        return error
            .because("the answer is a redirect, which is never followed: check the API origin");
    }
    error
}

/// No answer.
pub(crate) fn unanswered(call: &Call, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let (class, fate) = if error.is_builder() {
        (Class::Other, Fate::NotSent)
    } else if error.is_connect() {
        (Class::Transient, Fate::NotSent)
    } else {
        (Class::Transient, Fate::Unknown)
    };
    call.error(class, fate).because(error)
}

/// One row a meaning. The words decide where one status has two.
fn class(status: u16, words: &Words, held_for: Option<Duration>) -> Class {
    match status {
        400 if words.is_json => Class::Invalid,
        401 => Class::Unauthorized,
        402 => Class::Forbidden { edge: false },
        403 => Class::Forbidden {
            edge: !words.is_json,
        },
        404 | 410 => Class::NotFound,
        405 => Class::MethodNotAllowed,
        423 => Class::Busy,
        409 if says_busy(words) => Class::Busy,
        409 => Class::Conflict,
        422 => Class::Invalid,
        429 => Class::Throttled {
            retry_after: held_for,
        },
        503 if held_for.is_some() => Class::Maintenance {
            retry_after: held_for,
        },
        408 | 500..=599 => Class::Transient,
        _ => Class::Other,
    }
}

/// The provider's words for a server that works on something else are not known, so several count; those for a name that
/// is taken do not.
fn says_busy(words: &Words) -> bool {
    let texts = words.fields.values().flatten().chain(&words.message);
    let text: String = texts.map(|text| text.to_ascii_lowercase() + " ").collect();
    let any = |of: &[&str]| of.iter().any(|word| text.contains(word));
    any(&[
        "busy",
        "another job",
        "another task",
        "another operation",
        "another process",
        "in progress",
        "being processed",
        "is running",
        "still running",
        "locked",
        "try again",
        "please wait",
        "queued",
    ]) && !any(&[
        "taken",
        "already exist",
        "already in use",
        "already attached",
        "duplicate",
    ])
}

/// Only a clear no of the 4xx kind promises that nothing has changed.
fn fate(status: u16) -> Fate {
    match status {
        408 => Fate::Unknown,
        400..=499 => Fate::Refused,
        _ => Fate::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &str) -> Words {
        Words {
            is_json: !message.is_empty(),
            message: Some(message.to_owned()).filter(|text| !text.is_empty()),
            ..Words::default()
        }
    }

    /// The table that tells busy from taken, closed from overrun and forbidden from broken.
    #[test]
    fn a_status_and_its_words_have_one_meaning() {
        let minute = Some(Duration::from_mins(1));
        for (status, message, held_for, meaning) in [
            (409, "Server is busy: another job is running.", None, "busy"),
            (
                409,
                "Another operation is in progress, try again later",
                None,
                "busy",
            ),
            (
                409,
                "The domain is already in use, try again with another",
                None,
                "conflict",
            ),
            (409, "Conflict", None, "conflict"),
            (409, "", None, "conflict"),
            (423, "Locked", None, "busy"),
            (423, "", None, "busy"),
            (402, "Please upgrade your plan.", None, "forbidden"),
            (403, "This action is unauthorized.", None, "forbidden"),
            (403, "", None, "forbidden_at_edge"),
            (
                404,
                "No query results for model [Domain]",
                None,
                "not_found",
            ),
            (410, "", None, "not_found"),
            (422, "The given data was invalid.", None, "invalid"),
            (429, "Too Many Attempts.", minute, "throttled"),
            (503, "Down for maintenance", minute, "maintenance"),
            (503, "", None, "transient"),
            (502, "", minute, "transient"),
            (302, "", None, "other"),
        ] {
            let class = class(status, &words(message), held_for);
            assert_eq!(class.as_str(), meaning, "{status} {message}");
        }
    }
}
