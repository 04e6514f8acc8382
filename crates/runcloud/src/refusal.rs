//! Turns what is not a success into an [`Error`] with a class and a fate.

use std::time::Duration;

use crate::call::Call;
use crate::words::Words;
use crate::{Class, Error, Fate};

/// An answer other than 2xx.
pub(crate) fn refused(call: &Call, status: u16, words: Words, held_for: Option<Duration>) -> Error {
    let class = class(status, words.is_json, held_for);
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

fn class(status: u16, is_json: bool, held_for: Option<Duration>) -> Class {
    match status {
        400 if is_json => Class::Invalid,
        401 => Class::Unauthorized,
        403 => Class::Forbidden { edge: !is_json },
        404 | 410 => Class::NotFound,
        405 => Class::MethodNotAllowed,
        409 => Class::Conflict,
        422 => Class::Invalid,
        429 => Class::Throttled {
            retry_after: held_for,
        },
        408 | 500..=599 => Class::Transient,
        _ => Class::Other,
    }
}

/// Only a clear no of the 4xx kind promises that nothing has changed.
fn fate(status: u16) -> Fate {
    match status {
        408 => Fate::Unknown,
        400..=499 => Fate::Refused,
        _ => Fate::Unknown,
    }
}
