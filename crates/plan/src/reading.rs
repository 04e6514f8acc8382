//! A view of one side, which may be partial, and the proof that it is not.

use crate::Timestamp;

/// A view of one side with the time it was taken.
///
/// A list alone does not say whether it is all there is. What may only follow from a whole view, such as a
/// removal, asks for the [`Complete`] that only [`Reading::complete`] hands out.
#[derive(Clone, Debug)]
pub struct Reading<T> {
    value: T,
    partial: Option<String>,
    taken_at: Timestamp,
}

impl<T> Reading<T> {
    /// A view that holds everything there is.
    pub fn whole(value: T, taken_at: Timestamp) -> Self {
        Self {
            value,
            partial: None,
            taken_at,
        }
    }

    /// A view that misses something, with the reason.
    pub fn part(value: T, taken_at: Timestamp, reason: impl Into<String>) -> Self {
        Self {
            value,
            partial: Some(reason.into()),
            taken_at,
        }
    }

    /// The same view, no longer taken for whole.
    #[must_use]
    pub fn doubted(self, reason: impl Into<String>) -> Self {
        Self {
            partial: Some(self.partial.unwrap_or_else(|| reason.into())),
            ..self
        }
    }

    /// What was seen, whole or not.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What was seen, to be corrected after an own change.
    pub fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// When the view was taken.
    pub fn taken_at(&self) -> Timestamp {
        self.taken_at
    }

    /// Why the view is not whole.
    pub fn partial_because(&self) -> Option<&str> {
        self.partial.as_deref()
    }

    /// The proof that nothing is missing, or nothing.
    pub fn complete(&self) -> Option<Complete<'_, T>> {
        self.partial
            .is_none()
            .then_some(Complete { value: &self.value })
    }
}

/// Proof that a view misses nothing. It can only come from [`Reading::complete`].
#[derive(Debug)]
pub struct Complete<'a, T> {
    value: &'a T,
}

impl<T> Clone for Complete<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Complete<'_, T> {}

impl<'a, T> Complete<'a, T> {
    /// What was seen.
    pub fn value(self) -> &'a T {
        self.value
    }
}
