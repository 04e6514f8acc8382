//! The three answers to "what is this constant?".

/// What is known about a name in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It has this value.
    Known(T),
    /// It is certainly not defined.
    Unset,
    /// It may be anything. It must not be guessed.
    Unknown {
        /// Why, as a clause in plain words; never holds a value.
        reason: String,
        /// The line where the doubt begins, counted from 1.
        line: usize,
    },
}

impl<T> Lookup<T> {
    /// Changes the value where there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Lookup<U> {
        match self {
            Self::Known(value) => Lookup::Known(change(value)),
            Self::Unset => Lookup::Unset,
            Self::Unknown { reason, line } => Lookup::Unknown { reason, line },
        }
    }
}
