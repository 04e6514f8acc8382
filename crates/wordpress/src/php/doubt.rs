//! Why a value cannot be known.

use std::sync::Arc;

use super::PhpValue;

/// The reason why something in a PHP file is not known, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    /// One clause in plain words; it never holds a value.
    pub(crate) reason: Arc<str>,
    /// The line, counted from 1.
    pub(crate) line: usize,
}

impl Doubt {
    pub(crate) fn new(reason: impl Into<Arc<str>>, line: usize) -> Self {
        Self {
            reason: reason.into(),
            line,
        }
    }
}

/// What an expression is worth.
pub(crate) type Worth = Result<PhpValue, Doubt>;
