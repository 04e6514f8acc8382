//! Where the text of a configuration names a constant that it does not define: below the line that loads WordPress, or in a
//! comment.

/// A constant that is named and not defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The constant.
    pub name: &'static str,
    /// The line, counted from 1.
    pub line: usize,
    /// Why it does not count.
    pub why: Why,
}

/// Why a definition does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It stands below the line that loads WordPress.
    Late,
    /// It is commented out.
    Comment,
}

impl Mention {
    /// What a person has to do, as a sentence without its end.
    pub fn advice(&self) -> String {
        let line = self.line;
        match self.why {
            Why::Late => format!(
                "line {line} defines it after WordPress is loaded: move it above the line with `wp-settings.php`"
            ),
            Why::Comment => format!("line {line} has it commented out: take the comment sign away"),
        }
    }
}

/// Looks for definitions of these names that do not count.
pub(super) fn mentions(source: &[u8], names: &[&'static str]) -> Vec<Mention> {
    let text = String::from_utf8_lossy(source);
    let mut loaded = false;
    let mut block = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        block |= trimmed.starts_with("/*");
        let comment = block || trimmed.starts_with("//") || trimmed.starts_with('#');
        if line.contains("*/") {
            block = false;
        }
        let why = match (comment, loaded) {
            (true, _) => Some(Why::Comment),
            (false, true) => Some(Why::Late),
            (false, false) => None,
        };
        if let Some(why) = why
            && line.contains("define")
        {
            let quoted = |name: &str| ["'", "\""].map(|quote| format!("{quote}{name}{quote}"));
            let here = names
                .iter()
                .filter(|name| quoted(name).iter().any(|text| line.contains(text)));
            found.extend(here.map(|name| Mention {
                name,
                line: number + 1,
                why,
            }));
        }
        loaded |= !comment && line.contains("wp-settings.php");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_that_do_not_count_are_found_with_their_line() {
        let source = "<?php\n// define('A', 1);\ndefine('B', 1);\n/*\ndefine( \"C\", 1 );\n*/\nrequire_once ABSPATH . 'wp-settings.php';\ndefine('D', 1);\n# define('D', 2);\n";
        let found = mentions(source.as_bytes(), &["A", "B", "C", "D"]);
        let found: Vec<(&str, usize, Why)> =
            found.iter().map(|m| (m.name, m.line, m.why)).collect();
        assert_eq!(
            found,
            [
                ("A", 2, Why::Comment),
                ("C", 5, Why::Comment),
                ("D", 8, Why::Late),
                ("D", 9, Why::Comment)
            ]
        );
    }
}
