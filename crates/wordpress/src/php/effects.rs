//! What a stretch of code might do, where it is not known whether, how often or with what values it runs.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use super::doubt::Doubt;
use super::literal;
use super::state::State;
use super::syntax::line;

/// The key of what any function of the files may do to the file's variables: for calls that do not say which one runs.
/// No function has an empty name.
pub(crate) const SOME_FUNCTION: &str = "";

/// The names a stretch of code may bind, found by looking at every node of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    constants: BTreeSet<String>,
    variables: BTreeSet<String>,
    /// Variables that become two names of one value: a change of one changes the other.
    aliases: BTreeSet<String>,
    calls: BTreeSet<String>,
    /// Variables handed to a named function, which may take them by reference.
    handed: BTreeSet<(String, String)>,
    /// Code in here may define any constant.
    opens_constants: Option<usize>,
    /// Code in here may set any variable of the place it runs in.
    opens_variables: Option<usize>,
}

/// Where the code runs: it shares the file's variables, or has its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A loop, a branch: the file's variables.
    File,
    /// The body of a function: only what it names in `global`.
    Function,
}

impl Effects {
    /// Looks at every node below `root`.
    pub(crate) fn of(root: Node<'_>, source: &[u8], scope: Scope) -> Self {
        let mut effects = Self::default();
        let mut cursor = root.walk();
        loop {
            effects.note(cursor.node(), source, scope);
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return effects;
                }
            }
        }
    }

    /// Puts everything this code may touch in doubt, following calls to `functions` declared in the same files.
    pub(crate) fn apply(
        &self,
        state: &mut State,
        functions: &BTreeMap<String, Effects>,
        doubt: &Doubt,
    ) {
        let mut seen = BTreeSet::new();
        self.apply_once(state, functions, doubt, &mut seen);
    }

    fn apply_once(
        &self,
        state: &mut State,
        functions: &BTreeMap<String, Effects>,
        doubt: &Doubt,
        seen: &mut BTreeSet<String>,
    ) {
        for name in &self.constants {
            state.define(name, Err(doubt.clone()));
        }
        for name in &self.variables {
            state.assign(name, Err(doubt.clone()));
        }
        for name in &self.aliases {
            state.alias(name, doubt);
        }
        for (function, name) in &self.handed {
            if functions.contains_key(function) {
                state.assign(name, Err(doubt.clone()));
            }
        }
        if let Some(line) = self.opens_constants {
            state.open_constants(&Doubt::new(doubt.reason.clone(), line));
        }
        if let Some(line) = self.opens_variables {
            state.open_variables(&Doubt::new(doubt.reason.clone(), line));
        }
        for call in &self.calls {
            if let Some(callee) = functions.get(call)
                && seen.insert(call.clone())
            {
                callee.apply_once(state, functions, doubt, seen);
            }
        }
    }

    /// Adds the file's variables that the body of a function may set.
    pub(crate) fn may_set_what(&mut self, function: &Self) {
        self.variables.extend(function.variables.iter().cloned());
        self.opens_variables = self.opens_variables.or(function.opens_variables);
    }

    fn note(&mut self, node: Node<'_>, source: &[u8], scope: Scope) {
        match node.kind() {
            "assignment_expression" | "augmented_assignment_expression" => {
                if scope == Scope::File
                    && let Some(left) = node.child_by_field_name("left")
                {
                    self.note_target(left, source);
                }
            }
            "reference_assignment_expression" | "by_ref" => {
                for child in named_children(node) {
                    self.note_alias(child, source);
                }
            }
            "variable_name" if name_of(node, source) == "GLOBALS" => {
                self.opens_variables.get_or_insert(line(node));
            }
            "update_expression"
            | "unset_statement"
            | "foreach_statement"
            | "catch_clause"
            | "list_literal"
            | "static_variable_declaration"
                if scope == Scope::File =>
            {
                for child in named_children(node) {
                    self.note_target(child, source);
                }
            }
            "global_declaration" => {
                for child in named_children(node) {
                    self.note_target(child, source);
                }
            }
            "const_element" => {
                // A constant of a class is none of ours; taking it for one only adds doubt.
                if let Some(name) = node.named_child(0) {
                    self.constants.insert(name_of(name, source));
                }
            }
            "function_call_expression" => self.note_call(node, source, scope),
            // What `goto` jumps over is not run, and what was run may run again.
            "goto_statement"
            | "include_expression"
            | "include_once_expression"
            | "require_expression"
            | "require_once_expression" => self.open(node, Some(scope)),
            "scoped_call_expression"
            | "member_call_expression"
            | "nullsafe_member_call_expression"
            | "object_creation_expression" => {
                self.open(node, None);
                self.note_arguments(node, source, scope);
            }
            _ => {}
        }
    }

    fn note_call(&mut self, node: Node<'_>, source: &[u8], scope: Scope) {
        let Some(function) = node.child_by_field_name("function") else {
            return;
        };
        if !matches!(function.kind(), "name" | "qualified_name") {
            self.open(node, None);
            self.note_arguments(node, source, scope);
            return;
        }
        let name = function_name(function, source);
        match name.as_str() {
            "define" => {
                let literal = node
                    .child_by_field_name("arguments")
                    .and_then(|arguments| arguments.named_child(0))
                    .and_then(|argument| argument.named_child(0))
                    .and_then(|first| plain_text(first, source));
                match literal {
                    Some(name) => {
                        self.constants.insert(name);
                    }
                    None => self.open(node, None),
                }
            }
            "eval" | "extract" | "parse_str" => self.open(node, Some(scope)),
            _ if runs_what_it_is_given(&name) => {
                self.open(node, None);
                self.note_arguments(node, source, scope);
            }
            _ if writes_to_arguments(&name) => self.note_arguments(node, source, scope),
            _ => {
                let mut handed = Self::default();
                handed.note_arguments(node, source, scope);
                let pairs = handed
                    .variables
                    .into_iter()
                    .map(|variable| (name.clone(), variable));
                self.handed.extend(pairs);
                self.calls.insert(name);
            }
        }
    }

    /// Whatever is handed over may come back changed.
    fn note_arguments(&mut self, call: Node<'_>, source: &[u8], scope: Scope) {
        if scope == Scope::Function {
            return;
        }
        let lists = named_children(call)
            .into_iter()
            .filter(|child| child.kind() == "arguments");
        for argument in lists.flat_map(named_children) {
            for value in named_children(argument) {
                self.note_target(value, source);
            }
        }
    }

    fn note_alias(&mut self, target: Node<'_>, source: &[u8]) {
        let mut noted = Self::default();
        noted.note_target(target, source);
        self.aliases.extend(noted.variables);
        self.opens_variables = self.opens_variables.or(noted.opens_variables);
    }

    fn note_target(&mut self, target: Node<'_>, source: &[u8]) {
        match target.kind() {
            "variable_name" => {
                self.variables.insert(name_of(target, source));
            }
            "subscript_expression" | "list_literal" | "by_ref" | "pair" => {
                for child in named_children(target) {
                    self.note_target(child, source);
                }
            }
            "dynamic_variable_name" => {
                self.opens_variables.get_or_insert(line(target));
            }
            _ => {}
        }
    }

    fn open(&mut self, node: Node<'_>, shares: Option<Scope>) {
        self.opens_constants.get_or_insert(line(node));
        self.calls.insert(SOME_FUNCTION.to_owned());
        if shares == Some(Scope::File) {
            self.opens_variables.get_or_insert(line(node));
        }
    }
}

/// Whether a node declares code that runs when it is called: a function, a method, a closure.
pub(crate) fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "function_definition" | "method_declaration" | "anonymous_function" | "arrow_function"
    )
}

/// Whether a built-in function calls back code that it is handed.
pub(crate) fn runs_what_it_is_given(function: &str) -> bool {
    function.starts_with("call_user_func")
        || function.starts_with("forward_static_call")
        || function.starts_with("array_walk")
        || function.starts_with("preg_replace_callback")
        || matches!(
            function,
            "array_map"
                | "array_filter"
                | "array_reduce"
                | "usort"
                | "uasort"
                | "uksort"
                | "iterator_apply"
                | "spl_autoload_call"
                | "assert"
                | "create_function"
                | "header_register_callback"
                | "ob_start"
                | "register_tick_function"
                | "set_error_handler"
                | "spl_autoload_register"
        )
}

/// Whether a built-in function that a configuration might call changes what it is given.
pub(crate) fn writes_to_arguments(function: &str) -> bool {
    const MEMBERS: [&str; 29] = [
        "preg_match",
        "preg_match_all",
        "preg_replace",
        "array_push",
        "array_pop",
        "array_shift",
        "array_unshift",
        "array_splice",
        "array_multisort",
        "str_replace",
        "str_ireplace",
        "mb_parse_str",
        "settype",
        "exec",
        "system",
        "passthru",
        "sscanf",
        "fscanf",
        "getopt",
        "similar_text",
        "shuffle",
        "end",
        "reset",
        "next",
        "prev",
        "each",
        "is_callable",
        "headers_sent",
        "fsockopen",
    ];
    function.ends_with("sort") || function.starts_with("openssl_") || MEMBERS.contains(&function)
}

/// The lower-case name of a called function, without a leading backslash.
pub(crate) fn function_name(node: Node<'_>, source: &[u8]) -> String {
    name_of(node, source).to_ascii_lowercase()
}

/// The text of a name, without the `$` of a variable or a leading backslash.
pub(crate) fn name_of(node: Node<'_>, source: &[u8]) -> String {
    let raw = source.get(node.byte_range()).unwrap_or_default();
    String::from_utf8_lossy(raw)
        .trim_start_matches(['$', '\\'])
        .to_owned()
}

/// The children that carry meaning, comments left out.
pub(crate) fn named_children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| child.kind() != "comment")
        .collect()
}

/// A string without interpolation or escape that needs thought.
fn plain_text(node: Node<'_>, source: &[u8]) -> Option<String> {
    let raw = source.get(node.byte_range())?;
    let inner = raw.get(1..raw.len().checked_sub(1)?)?;
    match node.kind() {
        "string" => String::from_utf8(literal::single_quoted(inner)).ok(),
        "encapsed_string" if !inner.contains(&b'$') && !inner.contains(&b'\\') => {
            String::from_utf8(inner.to_vec()).ok()
        }
        _ => None,
    }
}
