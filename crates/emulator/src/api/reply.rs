//! Replies, before they become HTTP.

use serde_json::{Value, json};

use crate::switches::WriteReply;
use crate::world::refusal::Refusal;

/// A reply of the API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// JSON, as nearly always.
    Json { status: u16, body: Value },
    /// An HTML page with this text.
    Html { status: u16, text: String },
    /// No body at all.
    Empty { status: u16 },
}

impl Reply {
    /// 200 with this body.
    pub(crate) fn ok(body: Value) -> Self {
        Self::Json { status: 200, body }
    }

    pub(crate) fn message(status: u16, message: &str) -> Self {
        Self::Json {
            status,
            body: json!({ "message": message }),
        }
    }

    /// The answer to a change that worked.
    pub(crate) fn changed(form: WriteReply, object: impl FnOnce() -> Value) -> Self {
        match form {
            WriteReply::Object => Self::ok(object()),
            WriteReply::Empty => Self::ok(json!({})),
            WriteReply::Message => Self::message(200, "Done."),
            WriteReply::NoContent => Self::Empty { status: 204 },
        }
    }

    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Json { status, .. } | Self::Html { status, .. } | Self::Empty { status } => {
                *status
            }
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let body = match refusal.field {
            Some(field) => {
                json!({ "message": "The given data was invalid.", "errors": { field: [refusal.message] } })
            }
            None => json!({ "message": refusal.message }),
        };
        Self::Json {
            status: refusal.status,
            body,
        }
    }
}
