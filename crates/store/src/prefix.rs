//! The prefix that WordPress puts before every table name.

use std::fmt;

/// A table prefix such as `wp_`: at most 40 ASCII letters, digits and underscores, so that a name made with it needs
/// no quoting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TablePrefix(String);

/// A text that cannot be a [`TablePrefix`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a table prefix has at most 40 letters, digits and underscores")]
pub struct InvalidPrefix;

/// MySQL allows identifiers of 64 characters; the longest name put behind a prefix has 24.
const MAX_LENGTH: usize = 40;

impl TablePrefix {
    /// Parses the `$table_prefix` of a network; the empty prefix is one.
    ///
    /// # Errors
    /// The text is too long or has a character outside `[A-Za-z0-9_]`.
    pub fn parse(text: &str) -> Result<Self, InvalidPrefix> {
        let fits = text.len() <= MAX_LENGTH
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        fits.then(|| Self(text.to_owned())).ok_or(InvalidPrefix)
    }

    /// The full name of a table, safe to stand in a query as it is.
    pub fn table(&self, name: &'static str) -> String {
        format!("{}{name}", self.0)
    }

    /// The prefix itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TablePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_that_needs_quoting_is_refused() {
        for text in [
            "wp-",
            "wp_`",
            "wp_; DROP TABLE x",
            "wp ",
            "wé_",
            &"a".repeat(41),
        ] {
            assert_eq!(TablePrefix::parse(text), Err(InvalidPrefix), "{text:?}");
        }
    }

    #[test]
    fn the_prefix_stands_before_the_table_name() {
        assert_eq!(
            TablePrefix::parse("wp7_").unwrap().table("blogs"),
            "wp7_blogs"
        );
        assert_eq!(TablePrefix::parse("").unwrap().table("blogs"), "blogs");
    }
}
