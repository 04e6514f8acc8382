//! Expressions: what they are worth, and what they leave behind.

use tree_sitter::Node;

use super::PhpValue;
use super::doubt::Worth;
use super::effects::{name_of, named_children};
use super::evaluator::{Evaluator, or_null};
use super::literal;
use super::operator;
use super::path::dirname;
use super::state::Flow;

/// Arrays that PHP fills from outside.
const SUPERGLOBALS: [&str; 2] = ["_ENV", "_SERVER"];

impl Evaluator<'_> {
    /// What `node` is worth. Its side effects on names are carried out.
    pub(crate) fn worth(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        if !self.step(node) {
            return Err(self.doubt("the file does more than a configuration would", node));
        }
        let worth = self.follow(node, source);
        self.count_text(&worth);
        worth
    }

    fn follow(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let raw = source.get(node.byte_range()).unwrap_or_default();
        match node.kind() {
            "parenthesized_expression" | "argument" | "error_suppression_expression" => {
                match named_children(node)[..] {
                    [inner] => self.worth(inner, source),
                    _ => self.opaque(node, source, "it is not a plain expression"),
                }
            }
            "integer" => {
                literal::integer(raw).ok_or_else(|| self.doubt("the number does not fit", node))
            }
            "float" => literal::float(raw).ok_or_else(|| self.doubt("the number is odd", node)),
            "boolean" => Ok(PhpValue::Bool(raw.eq_ignore_ascii_case(b"true"))),
            "null" => Ok(PhpValue::Null),
            "string" => {
                // `b'…'` is an old spelling of the same thing.
                let quoted = raw
                    .strip_prefix(b"b")
                    .or_else(|| raw.strip_prefix(b"B"))
                    .unwrap_or(raw);
                let inside = quoted
                    .get(1..quoted.len().saturating_sub(1))
                    .unwrap_or_default();
                Ok(PhpValue::Bytes(literal::single_quoted(inside)))
            }
            "encapsed_string" | "heredoc" | "nowdoc" => self.text(node, source),
            "name" | "qualified_name" => self.constant(node, source),
            "variable_name" => or_null(self.state.variable(&name_of(node, source))),
            "subscript_expression" => self.subscript(node, source),
            "binary_expression" => self.binary(node, source),
            "unary_op_expression" => self.unary(node, source),
            "cast_expression" => self.cast(node, source),
            "conditional_expression" => self.conditional(node, source),
            "assignment_expression" => self.assign(node, source),
            "augmented_assignment_expression" => self.augment(node, source),
            "include_expression"
            | "include_once_expression"
            | "require_expression"
            | "require_once_expression" => self.include(node, source),
            "function_call_expression" => self.call(node, source),
            "throw_expression" => {
                self.leave(Flow::Exited);
                Ok(PhpValue::Null)
            }
            // A closure does nothing until it is called, and calls are looked at by themselves. What it shares with
            // the file may change from here on.
            "anonymous_function" | "arrow_function" => {
                let doubt = self.doubt("it is a function", node);
                let shared = named_children(node)
                    .into_iter()
                    .find(|child| child.kind() == "anonymous_function_use_clause");
                if let Some(shared) = shared {
                    self.blur(shared, source, &doubt);
                }
                Err(doubt)
            }
            _ => self.opaque(node, source, "it is made by code that is not followed"),
        }
    }

    /// Something that is not followed: its effects are in doubt, and so is its value.
    pub(crate) fn opaque(&mut self, node: Node<'_>, source: &[u8], reason: &str) -> Worth {
        let doubt = self.doubt(reason, node);
        self.blur(node, source, &doubt);
        Err(doubt)
    }

    fn constant(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let name = name_of(node, source);
        match name.to_ascii_uppercase().as_str() {
            "TRUE" => return Ok(PhpValue::Bool(true)),
            "FALSE" => return Ok(PhpValue::Bool(false)),
            "NULL" => return Ok(PhpValue::Null),
            "EXIT" | "DIE" => {
                self.leave(Flow::Exited);
                return Ok(PhpValue::Null);
            }
            "__FILE__" => return Ok(PhpValue::Bytes(self.file())),
            "__DIR__" => return Ok(PhpValue::Bytes(dirname(&self.file()))),
            "__LINE__" => return Ok(PhpValue::Int(line_of(node, source) as i64)),
            _ => {}
        }
        match name.as_str() {
            "PHP_EOL" => return Ok(PhpValue::text("\n")),
            "DIRECTORY_SEPARATOR" => return Ok(PhpValue::text("/")),
            _ => {}
        }
        self.state.constant(&name).unwrap_or_else(|| {
            Err(self.doubt(
                &format!("the constant `{}` is not defined here", shown(&name)),
                node,
            ))
        })
    }

    fn file(&self) -> Vec<u8> {
        self.files
            .last()
            .map(|file| file.as_os_str().as_encoded_bytes().to_vec())
            .unwrap_or_default()
    }

    fn subscript(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        match self.superglobal(node, source) {
            Some((key, name)) => {
                if let Some(worth) = self.state.variables.get(&key) {
                    return worth.clone();
                }
                if let Some(doubt) = &self.state.variables_open {
                    return Err(doubt.clone());
                }
                self.environment_variable(&name, node)
            }
            None => self.opaque(node, source, "arrays are not followed"),
        }
    }

    /// `$_ENV['X']` and `$_SERVER['X']`: the key we keep it under, and X.
    pub(crate) fn superglobal(
        &mut self,
        node: Node<'_>,
        source: &[u8],
    ) -> Option<(String, String)> {
        let [array, index] = named_children(node)[..] else {
            return None;
        };
        let array = (array.kind() == "variable_name").then(|| name_of(array, source))?;
        if !SUPERGLOBALS.contains(&array.as_str()) {
            return None;
        }
        let name = self.worth(index, source).ok()?.to_text()?;
        Some((format!("{array}[{name}]"), name))
    }

    /// The name and key a value is assigned to, if it is one we keep.
    fn target(&mut self, node: Node<'_>, source: &[u8]) -> Option<String> {
        match node.kind() {
            "variable_name" => Some(name_of(node, source)),
            "subscript_expression" => self.superglobal(node, source).map(|(key, _)| key),
            _ => None,
        }
    }

    fn assign(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let (Some(left), Some(right)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) else {
            return self.opaque(node, source, "it is not a plain assignment");
        };
        let worth = self.worth(right, source);
        match self.target(left, source) {
            Some(name) => {
                self.state.assign(&name, worth.clone());
                worth
            }
            None => self.opaque(node, source, "arrays and objects are not followed"),
        }
    }

    fn augment(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let (Some(left), Some(right), Some(operator)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
            node.child_by_field_name("operator"),
        ) else {
            return self.opaque(node, source, "it is not a plain assignment");
        };
        let Some(name) = self.target(left, source) else {
            return self.opaque(node, source, "arrays and objects are not followed");
        };
        let before = self.worth(left, source);
        let worth = match operator.kind() {
            "??=" => match before {
                Ok(PhpValue::Null) => self.worth(right, source),
                Ok(value) => Ok(value),
                Err(doubt) => {
                    self.blur(right, source, &doubt);
                    Err(doubt)
                }
            },
            other => {
                let operand = self.worth(right, source);
                let plain = other.trim_end_matches('=');
                match (before, operand) {
                    (Ok(before), Ok(operand)) => operator::apply(plain, &before, &operand)
                        .ok_or_else(|| self.doubt("the operator is not followed", node)),
                    (Err(doubt), _) | (_, Err(doubt)) => Err(doubt),
                }
            }
        };
        self.state.assign(&name, worth.clone());
        worth
    }

    fn conditional(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let (Some(condition), Some(alternative)) = (
            node.child_by_field_name("condition"),
            node.child_by_field_name("alternative"),
        ) else {
            return self.opaque(node, source, "it is not a plain condition");
        };
        let body = node.child_by_field_name("body");
        match self.worth(condition, source) {
            Ok(value) if value.is_truthy() => match body {
                Some(body) => self.worth(body, source),
                None => Ok(value),
            },
            Ok(_) => self.worth(alternative, source),
            Err(cause) => {
                let doubt = self.doubt(&cause.reason, node);
                let mut worths = (Err(cause.clone()), Err(cause));
                let (one, two) = (&mut worths.0, &mut worths.1);
                self.suppose(
                    &doubt,
                    |this| {
                        if let Some(body) = body {
                            *one = this.worth(body, source);
                        }
                    },
                    |this| *two = this.worth(alternative, source),
                );
                match worths {
                    (Ok(left), Ok(right)) if left == right => Ok(left),
                    _ => Err(doubt),
                }
            }
        }
    }

    fn unary(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let operand = node
            .child_by_field_name("argument")
            .or_else(|| node.named_child(0));
        let (Some(operand), Some(operator)) = (operand, node.child(0)) else {
            return self.opaque(node, source, "it is not a plain expression");
        };
        let value = self.worth(operand, source)?;
        operator::apply_unary(operator.kind(), &value)
            .ok_or_else(|| self.doubt("the operator is not followed", node))
    }

    fn cast(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let (Some(kind), Some(value)) = (
            node.child_by_field_name("type"),
            node.child_by_field_name("value"),
        ) else {
            return self.opaque(node, source, "it is not a plain expression");
        };
        let kind = name_of(kind, source).to_ascii_lowercase();
        let value = self.worth(value, source)?;
        operator::cast(&kind, &value).ok_or_else(|| self.doubt("the cast is not followed", node))
    }
}

/// The line of a node as PHP counts: a carriage return alone ends one too.
fn line_of(node: Node<'_>, source: &[u8]) -> usize {
    let before = source.get(..node.start_byte()).unwrap_or_default();
    let ends = before.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => source.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() + 1
}

/// A name short enough for a message.
pub(crate) fn shown(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_control())
        .take(64)
        .collect()
}
