//! Calls: the few functions a configuration needs, and what any other call may do.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use tree_sitter::Node;

use super::PhpValue;
use super::doubt::Worth;
use super::effects::{function_name, named_children, runs_what_it_is_given, writes_to_arguments};
use super::evaluator::Evaluator;
use super::expression::shown;
use super::path::{basename, dirname};
use super::reserved::is_reserved;
use super::state::Flow;

/// Keys of `$_SERVER` that belong to a request or to PHP, never to the environment.
const REQUEST_PREFIXES: [&str; 12] = [
    "HTTP_",
    "HTTPS",
    "REQUEST_",
    "SERVER_",
    "REMOTE_",
    "REDIRECT_",
    "SCRIPT_",
    "DOCUMENT_",
    "QUERY_",
    "PATH_",
    "PHP_",
    "CONTENT_",
];

impl Evaluator<'_> {
    /// A call of a named function.
    pub(crate) fn call(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let arguments = arguments(node);
        let named = node
            .child_by_field_name("function")
            .filter(|function| matches!(function.kind(), "name" | "qualified_name"));
        let (Some(function), Some(arguments)) = (named, arguments) else {
            return self.opaque(node, source, "it is made by code that is not followed");
        };
        let function = function_name(function, source);
        if self.functions.contains_key(&function) {
            return self.opaque(node, source, "it is made by a function of its own");
        }
        match function.as_str() {
            "isset" => return self.isset(&arguments, source),
            "eval" | "extract" | "parse_str" => {
                return self.opaque(node, source, "code that is not followed ran before it");
            }
            _ if runs_what_it_is_given(&function) || writes_to_arguments(&function) => {
                return self.opaque(node, source, "it is made by code that is not followed");
            }
            _ => {}
        }
        let values: Vec<Worth> = arguments
            .iter()
            .map(|argument| self.worth(*argument, source))
            .collect();
        self.builtin(&function, &values, node)
    }

    fn builtin(&mut self, function: &str, values: &[Worth], node: Node<'_>) -> Worth {
        match (function, values) {
            ("define", [name, value, ..]) => self.define(name.clone(), value.clone(), node),
            ("defined", [name]) => self.defined(
                &text(name.clone(), || self.doubt("the name is not text", node))?,
                node,
            ),
            ("constant", [name]) => {
                let name = text(name.clone(), || self.doubt("the name is not text", node))?;
                self.state.constant(&name).unwrap_or_else(|| {
                    Err(self.doubt(
                        &format!("the constant `{}` is not defined here", shown(&name)),
                        node,
                    ))
                })
            }
            ("getenv", [name, ..]) => {
                let name = text(name.clone(), || self.doubt("the name is not text", node))?;
                self.environment_variable(&name, node)
            }
            ("putenv", _) => {
                let doubt = self.doubt("the file changes the environment before it", node);
                self.state.environment_open.get_or_insert(doubt.clone());
                Err(doubt)
            }
            ("empty", [value]) => Ok(PhpValue::Bool(!value.clone()?.is_truthy())),
            ("exit" | "die", _) => {
                self.leave(Flow::Exited);
                Ok(PhpValue::Null)
            }
            // What follows is data.
            ("__halt_compiler", _) => {
                self.leave(Flow::Returned);
                Ok(PhpValue::Null)
            }
            ("dirname", [path]) => bytes(path.clone()?, |path| Some(dirname(&path)))
                .ok_or_else(|| self.doubt("the path is not text", node)),
            ("dirname", [path, Ok(PhpValue::Int(levels @ 1..=64))]) => {
                let levels = *levels;
                bytes(path.clone()?, |path| {
                    Some((0..levels).fold(path, |path, _| dirname(&path)))
                })
                .ok_or_else(|| self.doubt("the path is not text", node))
            }
            ("basename", [path]) => bytes(path.clone()?, |path| Some(basename(&path)))
                .ok_or_else(|| self.doubt("the path is not text", node)),
            ("trim", [value]) => bytes(value.clone()?, |value| Some(trim(&value).to_vec()))
                .ok_or_else(|| self.doubt("the value is not text", node)),
            ("strtolower", [value]) => {
                bytes(value.clone()?, |value| Some(value.to_ascii_lowercase()))
                    .ok_or_else(|| self.doubt("the value is not text", node))
            }
            ("file_exists" | "is_file" | "is_readable" | "realpath", [path]) => {
                self.file_question(function, path.clone()?, node)
            }
            _ => {
                let name = shown(function);
                Err(self.doubt(
                    &format!("it is what `{name}()` returns when the file runs"),
                    node,
                ))
            }
        }
    }

    fn define(&mut self, name: Worth, value: Worth, node: Node<'_>) -> Worth {
        let Ok(Some(name)) = name.map(|name| name.to_text()) else {
            let doubt = self.doubt("a constant with a computed name is defined before it", node);
            self.state.open_constants(&doubt);
            return Err(doubt);
        };
        if is_reserved(&name) {
            let doubt = self.doubt("it is a name of PHP itself", node);
            self.state.define(&name, Err(doubt.clone()));
            return Err(doubt);
        }
        // `define` says whether it was the first.
        let answer = match self.state.constant(&name) {
            None => Ok(PhpValue::Bool(true)),
            Some(Ok(_)) => Ok(PhpValue::Bool(false)),
            Some(Err(doubt)) => Err(doubt),
        };
        self.state.define(&name, value);
        answer
    }

    fn defined(&self, name: &str, node: Node<'_>) -> Worth {
        match self.state.constants.get(name) {
            Some(Ok(_)) => return Ok(PhpValue::Bool(true)),
            Some(Err(doubt)) => return Err(doubt.clone()),
            None => {}
        }
        if let Some(doubt) = &self.state.constants_open {
            return Err(doubt.clone());
        }
        if is_reserved(name) {
            return Err(self.doubt(
                &format!("whether `{}` is defined depends on PHP", shown(name)),
                node,
            ));
        }
        Ok(PhpValue::Bool(false))
    }

    fn isset(&mut self, arguments: &[Node<'_>], source: &[u8]) -> Worth {
        let mut answer = true;
        for argument in arguments {
            let argument = named_children(*argument)
                .first()
                .copied()
                .unwrap_or(*argument);
            let worth = self.worth(argument, source)?;
            answer &= worth != PhpValue::Null;
        }
        Ok(PhpValue::Bool(answer))
    }

    /// A variable of PHP's environment: known only if it is set here too.
    pub(crate) fn environment_variable(&self, name: &str, node: Node<'_>) -> Worth {
        if let Some(doubt) = &self.state.environment_open {
            return Err(doubt.clone());
        }
        if REQUEST_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            return Err(self.doubt(
                &format!("it depends on the request (`{}`)", shown(name)),
                node,
            ));
        }
        match self.environment.get(name) {
            Some(value) => Ok(PhpValue::Bytes(value)),
            None => Err(self.doubt(
                &format!("it depends on the environment variable `{}`, which is not set here and may be set for PHP", shown(name)),
                node,
            )),
        }
    }

    fn file_question(&self, function: &str, path: PhpValue, node: Node<'_>) -> Worth {
        let PhpValue::Bytes(path) = path else {
            return Err(self.doubt("the path is not text", node));
        };
        let path = PathBuf::from(std::ffi::OsString::from_vec(path));
        match self.resolve(&path) {
            Ok(file) if function == "realpath" => {
                Ok(PhpValue::Bytes(file.into_os_string().into_vec()))
            }
            Ok(file) => Ok(PhpValue::Bool(function == "file_exists" || file.is_file())),
            Err("does not exist") if path.is_absolute() => Ok(PhpValue::Bool(false)),
            Err(_) => Err(self.doubt(
                &format!(
                    "it depends on the file `{}`",
                    shown(&path.display().to_string())
                ),
                node,
            )),
        }
    }
}

/// The arguments of a call; nothing where they are unpacked or named, which changes their order.
fn arguments(node: Node<'_>) -> Option<Vec<Node<'_>>> {
    let arguments = named_children(node.child_by_field_name("arguments")?);
    let plain = arguments.iter().all(|argument| {
        argument.kind() == "argument"
            && argument.child_by_field_name("name").is_none()
            && named_children(*argument)
                .iter()
                .all(|inner| inner.kind() != "variadic_unpacking")
    });
    plain.then_some(arguments)
}

fn text(worth: Worth, odd: impl FnOnce() -> super::Doubt) -> Result<String, super::Doubt> {
    worth?.to_text().ok_or_else(odd)
}

fn bytes(value: PhpValue, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> Option<PhpValue> {
    match value {
        PhpValue::Bytes(bytes) => change(bytes).map(PhpValue::Bytes),
        _ => None,
    }
}

/// What PHP's `trim` takes off.
fn trim(bytes: &[u8]) -> &[u8] {
    let white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0b);
    let start = bytes
        .iter()
        .position(|byte| !white(byte))
        .unwrap_or(bytes.len());
    let end = bytes
        .iter()
        .rposition(|byte| !white(byte))
        .map_or(start, |last| last + 1);
    bytes.get(start..end).unwrap_or_default()
}
