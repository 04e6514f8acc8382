//! Why the panel refuses a call.

/// A reply that is not a success: status, message, and the field it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) field: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            field: None,
        }
    }

    /// 422 about one field of the body.
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 422,
            message: message.into(),
            field: Some(field),
        }
    }

    /// 404 with the framework's text.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "Resource not found.")
    }
}
