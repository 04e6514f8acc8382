//! Runs the readable part of a PHP file in the head: which constants and variables would there be?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tree_sitter::Node;

use super::doubt::{Doubt, Worth};
use super::effects::{Effects, SOME_FUNCTION, Scope, function_name, is_function};
use super::include::Folders;
use super::state::{Flow, State};
use super::syntax::{self, SyntaxFault, line};
use super::{MAX_FILE_BYTES, PhpValue};
use crate::environment::Environment;

/// Statements and expressions looked at before a file counts as a program rather than a configuration.
const MAX_STEPS: usize = 50_000;

/// Text that all values together may take, each counted wherever it is handed on. What doubles itself line by line
/// fills any memory.
const MAX_TEXT: usize = 2 * MAX_FILE_BYTES;

/// Room for the deepest nesting in the longest chain of includes; only what is used is taken from the system.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What a program leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) state: State,
    /// Whether `wp-settings.php` would have been reached.
    pub(crate) loads_wordpress: bool,
}

/// Why a file could not be evaluated at all.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// PHP would not run this file either, or it is too large to be a configuration.
    Syntax { file: PathBuf, fault: SyntaxFault },
    /// Larger than [`MAX_FILE_BYTES`].
    TooLarge { file: PathBuf },
    /// The system has no room for the thread that evaluates.
    NoThread {
        file: PathBuf,
        problem: std::io::Error,
    },
}

/// Evaluates `source`, the content of `file`, as WordPress would load it.
///
/// It follows the nesting of the file by recursion, on a stack of its own: that of the caller may be small.
pub(crate) fn evaluate(
    file: &Path,
    source: &[u8],
    folders: &Folders,
    environment: &dyn Environment,
) -> Result<Outcome, Refusal> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || evaluate_here(file, source, folders, environment))
            .map_err(|problem| Refusal::NoThread {
                file: file.to_owned(),
                problem,
            })?
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn evaluate_here(
    file: &Path,
    source: &[u8],
    folders: &Folders,
    environment: &dyn Environment,
) -> Result<Outcome, Refusal> {
    let mut evaluator = Evaluator {
        environment,
        folders,
        state: State::new(),
        functions: BTreeMap::new(),
        files: Vec::new(),
        supposing: 0,
        steps: 0,
        text: 0,
        refusal: None,
    };
    // `wp-load.php` defines it before it looks for the configuration.
    evaluator
        .state
        .define("ABSPATH", Ok(PhpValue::Bytes(folders.abspath())));
    evaluator.run_file(file, source)?;
    if let Some(refusal) = evaluator.refusal {
        return Err(refusal);
    }
    let loads_wordpress = evaluator.state.flow == Flow::Loaded;
    Ok(Outcome {
        state: evaluator.state,
        loads_wordpress,
    })
}

/// The evaluation of one configuration with everything it includes.
pub(crate) struct Evaluator<'a> {
    pub(crate) environment: &'a dyn Environment,
    pub(crate) folders: &'a Folders,
    pub(crate) state: State,
    pub(crate) functions: BTreeMap<String, Effects>,
    /// The files being evaluated, the innermost last.
    pub(crate) files: Vec<PathBuf>,
    /// How many undecided conditions we are inside of.
    pub(crate) supposing: usize,
    steps: usize,
    text: usize,
    pub(crate) refusal: Option<Refusal>,
}

impl Evaluator<'_> {
    /// Evaluates one file to its end, its `return`, or the end of everything.
    pub(crate) fn run_file(&mut self, file: &Path, source: &[u8]) -> Result<(), Refusal> {
        if source.len() > MAX_FILE_BYTES {
            return Err(Refusal::TooLarge {
                file: file.to_owned(),
            });
        }
        let tree = syntax::parse(source).map_err(|fault| Refusal::Syntax {
            file: file.to_owned(),
            fault,
        })?;
        self.files.push(file.to_owned());
        self.declare_functions(tree.root_node(), source);
        self.run_block(tree.root_node(), source);
        self.files.pop();
        if self.state.flow == Flow::Returned {
            self.state.flow = Flow::Running;
        }
        Ok(())
    }

    /// A doubt about `node`; names the file when it is not the configuration itself.
    pub(crate) fn doubt(&self, reason: &str, node: Node<'_>) -> Doubt {
        let reason: Arc<str> = match self.files.as_slice() {
            [_, .., inner] => format!("{reason} (in `{}`)", inner.display()).into(),
            _ => reason.into(),
        };
        Doubt::new(reason, line(node))
    }

    /// Counts one step; false once there were too many to be a configuration.
    pub(crate) fn step(&mut self, node: Node<'_>) -> bool {
        self.steps += 1;
        if self.steps <= MAX_STEPS && self.text <= MAX_TEXT {
            return true;
        }
        let doubt = self.doubt("the file does more than a configuration would", node);
        self.state.open_constants(&doubt);
        self.state.open_variables(&doubt);
        false
    }

    /// Counts the text of a value that is handed on.
    pub(crate) fn count_text(&mut self, worth: &Worth) {
        if let Ok(PhpValue::Bytes(bytes)) = worth {
            self.text += bytes.len();
        }
    }

    /// Puts everything `node` may do in doubt, because it is not known whether or how it runs.
    pub(crate) fn blur(&mut self, node: Node<'_>, source: &[u8], doubt: &Doubt) {
        Effects::of(node, source, Scope::File).apply(&mut self.state, &self.functions, doubt);
    }

    /// Follows both ways of a condition nobody can decide, and joins what comes out.
    pub(crate) fn suppose(
        &mut self,
        doubt: &Doubt,
        if_true: impl FnOnce(&mut Self),
        if_false: impl FnOnce(&mut Self),
    ) {
        // What is remembered is copied: a long file with many conditions is work as well.
        self.steps += (self.state.constants.len() + self.state.variables.len()) / 16;
        let before = self.state.clone();
        self.supposing += 1;
        if_true(self);
        let after_true = std::mem::replace(&mut self.state, before);
        if_false(self);
        self.supposing -= 1;
        let after_false = std::mem::replace(&mut self.state, State::new());
        self.state = after_true.join(after_false, doubt);
    }

    /// PHP knows the functions of a file before it runs it.
    fn declare_functions(&mut self, root: Node<'_>, source: &[u8]) {
        let mut cursor = root.walk();
        loop {
            let node = cursor.node();
            if is_function(node)
                && let Some(body) = node.child_by_field_name("body")
            {
                let effects = Effects::of(body, source, Scope::Function);
                self.functions
                    .entry(SOME_FUNCTION.to_owned())
                    .or_default()
                    .may_set_what(&effects);
                if let Some(name) = node.child_by_field_name("name")
                    && node.kind() == "function_definition"
                {
                    self.functions.insert(function_name(name, source), effects);
                }
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }
}

/// Turns an unset name into the null that PHP sees.
pub(crate) fn or_null(worth: Option<Worth>) -> Worth {
    worth.unwrap_or(Ok(PhpValue::Null))
}
