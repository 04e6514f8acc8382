//! How the values of the program become columns.

use plan::{DomainName, Timestamp};
use store::Value;

pub(crate) fn moment(at: Timestamp) -> Value {
    at.as_millis().into()
}

pub(crate) fn host(name: Option<&DomainName>) -> Value {
    name.map(DomainName::as_str).into()
}

/// The part of a text that fits a column of `most` bytes; what other sides say has no length one could rely on.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("Bücher", 2), "B");
        assert_eq!(cut("Bücher", 3), "Bü");
        assert_eq!(cut("Bücher", 99), "Bücher");
    }
}
