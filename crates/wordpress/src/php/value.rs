//! The scalar values of PHP.

use std::borrow::Cow;
use std::fmt;

/// A scalar as PHP would hold it. Text is bytes, as in PHP.
///
/// `Debug` shows the kind and the size only, because the values of `wp-config.php` are mostly secrets.
#[derive(Clone, PartialEq)]
pub enum PhpValue {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string, in whatever charset the file has.
    Bytes(Vec<u8>),
}

impl PhpValue {
    pub(crate) fn text(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }

    /// What PHP makes of the value in a condition.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Bytes(bytes) => !bytes.is_empty() && bytes != b"0",
        }
    }

    /// What PHP makes of the value where a string is wanted; nothing for a fraction, whose text depends on settings.
    pub fn to_bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Null | Self::Bool(false) => Some(Cow::Borrowed(b"")),
            Self::Bool(true) => Some(Cow::Borrowed(b"1")),
            Self::Int(value) => Some(Cow::Owned(value.to_string().into_bytes())),
            Self::Float(_) => None,
            Self::Bytes(bytes) => Some(Cow::Borrowed(bytes)),
        }
    }

    /// The value as text, if it is text or a whole number in UTF-8.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Int(_) | Self::Bytes(_) => String::from_utf8(self.to_bytes()?.into_owned()).ok(),
            _ => None,
        }
    }
}

impl fmt::Debug for PhpValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(_) => f.write_str("int"),
            Self::Float(_) => f.write_str("float"),
            Self::Bytes(bytes) => write!(f, "string of {} bytes", bytes.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_never_shows_what_a_secret_says() {
        let secret = PhpValue::text("hunter2");
        assert_eq!(format!("{secret:?}"), "string of 7 bytes");
        assert_eq!(format!("{:?}", PhpValue::Int(4711)), "int");
    }

    #[test]
    fn the_text_zero_is_false_and_the_text_double_zero_is_true() {
        assert!(!PhpValue::text("0").is_truthy());
        assert!(PhpValue::text("00").is_truthy());
        assert!(!PhpValue::text("").is_truthy());
    }
}
