//! Statements: what runs, what may run, and what ends the file.

use tree_sitter::Node;

use super::effects::{name_of, named_children};
use super::evaluator::Evaluator;
use super::reserved::is_reserved;
use super::state::Flow;

impl Evaluator<'_> {
    /// Runs the statements inside a file, a block, or a bare statement.
    pub(crate) fn run_block(&mut self, block: Node<'_>, source: &[u8]) {
        match block.kind() {
            "program" | "compound_statement" | "colon_block" => {
                for child in named_children(block) {
                    if self.state.flow != Flow::Running {
                        return;
                    }
                    self.run(child, source);
                }
            }
            _ => self.run(block, source),
        }
    }

    fn run(&mut self, node: Node<'_>, source: &[u8]) {
        if !self.step(node) {
            return;
        }
        match node.kind() {
            "compound_statement" | "colon_block" => self.run_block(node, source),
            "expression_statement" | "echo_statement" => {
                for child in named_children(node) {
                    // Only what it leaves behind counts.
                    let _ = self.worth(child, source);
                }
            }
            "const_declaration" => self.run_const(node, source),
            "if_statement" => {
                let arms = arms(node);
                self.run_arms(&arms, source);
            }
            "return_statement" => {
                self.visit_children(node, source);
                self.leave(Flow::Returned);
            }
            "exit_statement" => {
                self.visit_children(node, source);
                self.leave(Flow::Exited);
            }
            "unset_statement" => {
                for child in named_children(node) {
                    if child.kind() == "variable_name" && self.state.variables_open.is_none() {
                        self.state.variables.remove(&name_of(child, source));
                    } else {
                        let doubt =
                            self.doubt("it is part of an `unset` that is not followed", child);
                        self.blur(node, source, &doubt);
                    }
                }
            }
            "declare_statement" | "namespace_definition" => {
                for child in named_children(node) {
                    if child.kind() == "compound_statement" {
                        self.run_block(child, source);
                    }
                }
            }
            // Declarations are followed when called; text and markers do nothing.
            "function_definition"
            | "class_declaration"
            | "interface_declaration"
            | "trait_declaration"
            | "enum_declaration"
            | "namespace_use_declaration"
            | "empty_statement"
            | "php_end_tag"
            | "text"
            | "comment"
            | "global_declaration"
            | "named_label_statement" => {}
            "php_tag" => self.begin_code(node, source),
            "text_interpolation" => {
                for child in named_children(node) {
                    if child.kind() == "php_tag" {
                        self.begin_code(child, source);
                    }
                }
            }
            "goto_statement" => {
                let doubt = self.doubt("the file jumps before it", node);
                drop(self.unread(doubt));
            }
            _ => {
                // Loops, `switch`, `try`: how often and with what is not followed.
                let doubt = self.doubt("it is set inside a loop, `switch` or `try`", node);
                self.blur(node, source, &doubt);
            }
        }
    }

    /// `<?` begins code only where PHP is set so, and `<?php` only before white space.
    fn begin_code(&mut self, tag: Node<'_>, source: &[u8]) {
        let raw = source.get(tag.byte_range()).unwrap_or_default();
        let next = source.get(tag.end_byte());
        let begins = match raw {
            b"<?=" => true,
            b"<?" => false,
            _ => next.is_none_or(u8::is_ascii_whitespace),
        };
        if !begins {
            let doubt = self.doubt("whether it is code depends on PHP", tag);
            drop(self.unread(doubt));
            // What follows may be text.
            self.leave(Flow::Returned);
        }
    }

    /// Ends the file or the request, unless that already happened inside.
    pub(crate) fn leave(&mut self, flow: Flow) {
        if self.state.flow == Flow::Running {
            self.state.flow = flow;
        }
    }

    fn visit_children(&mut self, node: Node<'_>, source: &[u8]) {
        for child in named_children(node) {
            let _ = self.worth(child, source);
        }
    }

    fn run_const(&mut self, node: Node<'_>, source: &[u8]) {
        for element in named_children(node) {
            if element.kind() == "const_element"
                && let [name, value] = named_children(element)[..]
            {
                let worth = self.worth(value, source);
                let name = namespace(node, source) + &name_of(name, source);
                let worth = if is_reserved(&name) {
                    Err(self.doubt("it is a name of PHP itself", element))
                } else {
                    worth
                };
                self.state.define(&name, worth);
            }
        }
    }

    fn run_arms(&mut self, arms: &[Arm<'_>], source: &[u8]) {
        let Some((arm, rest)) = arms.split_first() else {
            return;
        };
        let Some(condition) = arm.condition else {
            self.run_block(arm.body, source);
            return;
        };
        match self.worth(condition, source) {
            _ if self.state.flow != Flow::Running => {}
            Ok(value) if value.is_truthy() => self.run_block(arm.body, source),
            Ok(_) => self.run_arms(rest, source),
            Err(cause) => {
                let doubt = self.doubt(
                    &format!(
                        "it depends on a condition that cannot be decided here: {}",
                        cause.reason
                    ),
                    condition,
                );
                self.suppose(
                    &doubt,
                    |this| this.run_block(arm.body, source),
                    |this| this.run_arms(rest, source),
                );
            }
        }
    }
}

/// What goes before the name of a `const` here: `Some\Namespace\`, or nothing.
fn namespace(node: Node<'_>, source: &[u8]) -> String {
    let mut root = node;
    while let Some(parent) = root.parent() {
        root = parent;
    }
    named_children(root)
        .iter()
        .filter(|child| {
            child.kind() == "namespace_definition" && child.start_byte() < node.start_byte()
        })
        .filter_map(|child| child.child_by_field_name("name"))
        .next_back()
        .map(|name| name_of(name, source) + "\\")
        .unwrap_or_default()
}

/// One way through an `if`.
struct Arm<'t> {
    condition: Option<Node<'t>>,
    body: Node<'t>,
}

/// The arms of an `if` in both of PHP's spellings.
fn arms<'t>(node: Node<'t>) -> Vec<Arm<'t>> {
    let mut arms = Vec::new();
    let parts = |part: Node<'t>| {
        (
            part.child_by_field_name("condition"),
            part.child_by_field_name("body"),
        )
    };
    if let (condition, Some(body)) = parts(node) {
        arms.push(Arm { condition, body });
    }
    let mut cursor = node.walk();
    for part in node.children_by_field_name("alternative", &mut cursor) {
        if let (condition, Some(body)) = parts(part) {
            arms.push(Arm { condition, body });
        }
    }
    arms
}
