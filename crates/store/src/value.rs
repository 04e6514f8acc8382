//! What is put in the place of a `?`.

use std::fmt;

/// A value bound to a placeholder; its `Debug` form shows the kind and not the content.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// `NULL`
    Null,
    /// A whole number.
    Int(i64),
    /// Text, sent as UTF-8.
    Text(String),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Text(_) => "Text",
        })
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_repeat_what_was_bound() {
        let shown = format!(
            "{:?}",
            [Value::from("s3cret"), Value::from(4711), Value::Null]
        );
        assert_eq!(shown, "[Text, Int, Null]");
    }

    #[test]
    fn none_is_null() {
        assert_eq!(Value::from(None::<i64>), Value::Null);
        assert_eq!(Value::from(Some("a")), Value::from("a"));
    }
}
