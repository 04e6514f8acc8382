//! Double-quoted strings, heredocs and nowdocs: raw bytes, indentation, interpolation.

use std::ops::Range;

use tree_sitter::Node;

use super::PhpValue;
use super::doubt::Worth;
use super::evaluator::Evaluator;
use super::literal::{self, Quoting};

impl Evaluator<'_> {
    /// The value of a string that may hold variables, or of a nowdoc.
    pub(crate) fn text(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        if node.kind() == "encapsed_string" {
            let whole = node.byte_range();
            if source.get(whole.start) != Some(&b'"') || whole.len() < 2 {
                return Err(self.doubt("the string is of a rare kind", node));
            }
            let range = whole.start + 1..whole.end - 1;
            return self.pieces(node, range, source, Quoting::Double, 0);
        }
        let Some((range, indentation)) = body(node, source) else {
            return Err(self.doubt("the heredoc has an odd shape", node));
        };
        if node.kind() == "nowdoc" {
            let raw = source.get(range).unwrap_or_default();
            return Ok(PhpValue::Bytes(outdent(raw, indentation, true)));
        }
        if let Some(value) = node.child_by_field_name("value") {
            return self.pieces(value, range, source, Quoting::Heredoc, indentation);
        }
        let raw = source.get(range).unwrap_or_default();
        Ok(PhpValue::Bytes(outdent(raw, indentation, true)))
    }

    fn pieces(
        &mut self,
        parent: Node<'_>,
        range: Range<usize>,
        source: &[u8],
        quoting: Quoting,
        indentation: usize,
    ) -> Worth {
        let mut out = Vec::new();
        let mut position = range.start;
        let mut first_doubt = None;
        for (hole, expression) in holes(parent) {
            let at_line_start = position == range.start;
            let raw = source.get(position..hole.start).unwrap_or_default();
            match literal::escaped(&outdent(raw, indentation, at_line_start), quoting) {
                Some(text) => out.extend(text),
                None => first_doubt = Some(self.doubt("PHP refuses an escape in it", parent)),
            }
            let worth = match expression {
                Some(expression) => self.worth(expression, source),
                None => Err(self.doubt("the interpolation is of a rare kind", parent)),
            };
            match worth.map(|value| value.to_bytes().map(std::borrow::Cow::into_owned)) {
                Ok(Some(text)) => out.extend(text),
                Ok(None) => {
                    first_doubt =
                        Some(self.doubt("PHP's text of a fraction depends on settings", parent));
                }
                Err(doubt) => first_doubt = Some(first_doubt.unwrap_or(doubt)),
            }
            position = hole.end;
        }
        let at_line_start = position == range.start;
        let raw = source.get(position..range.end).unwrap_or_default();
        match literal::escaped(&outdent(raw, indentation, at_line_start), quoting) {
            Some(text) => out.extend(text),
            None => first_doubt = Some(self.doubt("PHP refuses an escape in it", parent)),
        }
        match first_doubt {
            Some(doubt) => Err(doubt),
            None => Ok(PhpValue::Bytes(out)),
        }
    }
}

/// The places of a string that are not literal text, with the expression in them.
fn holes(parent: Node<'_>) -> Vec<(Range<usize>, Option<Node<'_>>)> {
    let mut cursor = parent.walk();
    let mut holes = Vec::new();
    let mut open: Option<(usize, &str, Option<Node<'_>>)> = None;
    for child in parent.children(&mut cursor) {
        match (child.kind(), &mut open) {
            (mark @ ("{" | "${"), None) => open = Some((child.start_byte(), mark, None)),
            ("}", Some((start, mark, expression))) => {
                // `${name}` reads the variable `name`, not the constant that stands there: not worth following.
                let expression = expression.filter(|_| *mark == "{");
                holes.push((*start..child.end_byte(), expression));
                open = None;
            }
            ("string_content" | "escape_sequence" | "\"", None) => {}
            (_, Some((_, _, expression))) => *expression = Some(child),
            (_, None) => holes.push((child.byte_range(), Some(child))),
        }
    }
    holes
}

/// The raw text of a heredoc or nowdoc, and how far its closing marker is indented.
fn body(node: Node<'_>, source: &[u8]) -> Option<(Range<usize>, usize)> {
    let opening = node.child_by_field_name("identifier")?;
    let closing = node.child_by_field_name("end_tag")?;
    let first_line = source.get(opening.end_byte()..closing.start_byte())?;
    let start = opening.end_byte() + first_line.iter().position(|&byte| byte == b'\n')? + 1;
    // The closing marker stands alone on its line, after white space.
    let before = source.get(start..closing.start_byte())?;
    let indentation = before
        .iter()
        .rev()
        .take_while(|&&byte| byte == b' ' || byte == b'\t')
        .count();
    let mut end = closing.start_byte() - indentation;
    if end == start {
        return Some((start..start, indentation));
    }
    // The line end before the marker is not part of the text.
    end = end
        .checked_sub(1)
        .filter(|_| source.get(end - 1) == Some(&b'\n'))?;
    if end > start && source.get(end - 1) == Some(&b'\r') {
        end -= 1;
    }
    Some((start..end, indentation))
}

/// Takes the marker's indentation off every line that begins in `raw`.
fn outdent(raw: &[u8], indentation: usize, mut at_line_start: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        let skip = if at_line_start {
            line.iter()
                .take(indentation)
                .take_while(|&&byte| byte == b' ' || byte == b'\t')
                .count()
        } else {
            0
        };
        out.extend_from_slice(&line[skip..]);
        at_line_start = true;
    }
    out
}
