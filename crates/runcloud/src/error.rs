//! What went wrong with one call, in terms a caller can act upon.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::Operation;

/// A call failed. Shows what was tried on what, the class, and the provider's words; never a
/// secret and never a whole reply. What to do about it is the caller's to say.
#[derive(Debug)]
pub struct Error {
    /// What was tried.
    pub operation: Operation,
    /// On what, in words such as ``domain 4218 of web app 9001 on server 501``.
    pub subject: String,
    /// The kind of failure.
    pub class: Class,
    /// The HTTP status, where a reply came.
    pub status: Option<u16>,
    /// The provider's words: one line, at most 300 characters.
    pub message: Option<String>,
    /// The provider's complaints about single fields of the request, by field name.
    pub fields: BTreeMap<String, Vec<String>>,
    /// What became of the request; it matters for writes.
    pub fate: Fate,
    pub(crate) cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kind of a failure. The class is a promise; texts may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Connection, time-out or 5xx: later it may work by itself.
    Transient,
    /// The provider's pace is exhausted: by a 429, or foreseen, and then no call was made.
    Throttled {
        /// How long the client holds back further calls, where known; at most an hour.
        retry_after: Option<Duration>,
    },
    /// 423, or 409 in such words: the server works on another change. Nothing was done; soon it can be tried again.
    Busy,
    /// 503 with the time it takes: the API is closed for a while.
    Maintenance {
        /// How long the client holds back further calls; at most an hour.
        retry_after: Option<Duration>,
    },
    /// 401: a wrong credential, or our address is missing on the account's allow-list.
    Unauthorized,
    /// 403.
    Forbidden {
        /// The body is not the API's: something in front of it (a filter at the edge) refused.
        edge: bool,
    },
    /// 404 or 410: the thing, or this generation of the API, is not there.
    NotFound,
    /// 405: the provider does not know this way of asking.
    MethodNotAllowed,
    /// 409.
    Conflict,
    /// 422, or 400 with the provider's reasons: the data was refused.
    Invalid,
    /// This generation of the API cannot do it; no call was made.
    Unsupported,
    /// A success by its status, but the body is a web page or of the wrong shape.
    Malformed,
    /// Anything else, such as a redirect (which is never followed).
    Other,
}

/// What became of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It never left: nothing has changed.
    NotSent,
    /// The provider answered no: nothing has changed.
    Refused,
    /// Time-out, reset, 5xx or an unreadable reply: only a later reading tells.
    Unknown,
}

impl Error {
    /// An error without a reply. Public so that a stand-in for this client can fail like it.
    pub fn new(operation: Operation, subject: impl Into<String>, class: Class, fate: Fate) -> Self {
        Self {
            operation,
            subject: subject.into(),
            class,
            status: None,
            message: None,
            fields: BTreeMap::new(),
            fate,
            cause: None,
        }
    }

    pub(crate) fn because(
        mut self,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

impl Class {
    /// A short constant name, for a metric's label or a stored status.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Throttled { .. } => "throttled",
            Self::Busy => "busy",
            Self::Maintenance { .. } => "maintenance",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden { edge: false } => "forbidden",
            Self::Forbidden { edge: true } => "forbidden_at_edge",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::Unsupported => "unsupported",
            Self::Malformed => "malformed",
            Self::Other => "other",
        }
    }

    /// What it means, in a few words that stay the same.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Transient => "the provider cannot be reached or is failing",
            Self::Throttled { .. } => "too many requests for now",
            Self::Busy => "the server works on another change",
            Self::Maintenance { .. } => "the provider is closed for maintenance",
            Self::Unauthorized => "the credentials or this address are not accepted",
            Self::Forbidden { edge: false } => "the account may not do this",
            Self::Forbidden { edge: true } => "a filter in front of the API refused the request",
            Self::NotFound => "not found",
            Self::MethodNotAllowed => "the API does not offer this",
            Self::Conflict => "it conflicts with the present state",
            Self::Invalid => "the data was refused",
            Self::Unsupported => "this generation of the API cannot do it",
            Self::Malformed => "the reply cannot be understood",
            Self::Other => "unexpected reply",
        }
    }
}

// No duration and no request id in here: stored beside a domain, the text must not flap.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, subject) = (self.operation, &self.subject);
        write!(
            f,
            "cannot {operation} ({subject}): {}",
            self.class.in_words()
        )?;
        if let Some(status) = self.status {
            write!(f, ", HTTP {status}")?;
        }
        if let Some(message) = &self.message {
            write!(f, ", the provider says: {message}")?;
        }
        for (field, complaints) in &self.fields {
            write!(f, " [{field}: {}]", complaints.join("; "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause
            .as_deref()
            .map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_was_tried_on_what_and_the_providers_words() {
        let mut error = Error::new(
            Operation::AddDomain,
            "shop.example to web app 9 on server 5",
            Class::Invalid,
            Fate::Refused,
        );
        error.status = Some(422);
        error.message = Some("The given data was invalid.".into());
        error
            .fields
            .insert("name".into(), vec!["taken".into(), "odd".into()]);
        assert_eq!(
            error.to_string(),
            "cannot add domain (shop.example to web app 9 on server 5): the data was refused, HTTP 422, \
             the provider says: The given data was invalid. [name: taken; odd]"
        );
    }

    #[test]
    fn the_text_of_a_throttled_call_does_not_change_with_the_wait() {
        let text = |seconds| {
            let class = Class::Throttled {
                retry_after: Some(Duration::from_secs(seconds)),
            };
            Error::new(Operation::Ping, "the API", class, Fate::NotSent).to_string()
        };
        assert_eq!(text(7), text(8));
    }
}
