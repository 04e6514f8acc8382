//! From bytes to a syntax tree that can be trusted.

use tree_sitter::{Node, Parser, Tree};

/// No `wp-config.php` comes near this size, and work grows with it.
pub(crate) const MAX_FILE_BYTES: usize = 1024 * 1024;

/// Deeper trees than a person writes; bounds the recursion of the evaluator.
const MAX_DEPTH: usize = 400;

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SyntaxFault {
    /// The grammar found no way to read the file from this line on.
    Broken { line: usize },
    /// Expressions are nested too deeply.
    TooDeep { line: usize },
}

/// Parses a file. A tree that was repaired is refused as a whole: values read from it look right and are wrong.
pub(crate) fn parse(source: &[u8]) -> Result<Tree, SyntaxFault> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_php::LANGUAGE_PHP.into())
        .expect("the grammar and the parser are built for each other");
    let tree = parser
        .parse(source, None)
        .ok_or(SyntaxFault::Broken { line: 1 })?;
    check(&tree)?;
    Ok(tree)
}

/// The line of a node, counted from 1.
pub(crate) fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}

fn check(tree: &Tree) -> Result<(), SyntaxFault> {
    let broken = tree.root_node().has_error();
    let mut cursor = tree.walk();
    let mut depth = 0_usize;
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            return Err(SyntaxFault::Broken { line: line(node) });
        }
        if depth > MAX_DEPTH && !broken {
            return Err(SyntaxFault::TooDeep { line: line(node) });
        }
        if cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return if broken {
                    Err(SyntaxFault::Broken { line: 1 })
                } else {
                    Ok(())
                };
            }
            depth -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_a_string_that_never_ends_is_refused_as_a_whole() {
        let source = b"<?php\n$table_prefix = 'wp_';\ndefine('DB_NAME', 'wordpress);\ndefine('DB_USER', 'root');\n";
        assert!(matches!(parse(source), Err(SyntaxFault::Broken { .. })));
    }

    #[test]
    fn nesting_without_end_is_refused_before_anything_recurses() {
        let source = format!("<?php $a = {}1{};", "(".repeat(5000), ")".repeat(5000));
        assert!(matches!(
            parse(source.as_bytes()),
            Err(SyntaxFault::TooDeep { .. })
        ));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_no_syntax_error() {
        assert!(parse(b"<?php define('X', 'caf\xe9');").is_ok());
    }
}
