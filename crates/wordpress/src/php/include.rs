//! Included files: which are read, and what it means when one is not.

use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use tree_sitter::Node;

use super::MAX_FILE_BYTES;
use super::PhpValue;
use super::doubt::{Doubt, Worth};
use super::effects::named_children;
use super::evaluator::Evaluator;
use super::path::basename;
use super::state::Flow;

/// A chain longer than this is no configuration.
const MAX_DEPTH: usize = 8;

/// The folders of one installation. No file outside of them is opened, whatever a configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// Where `wp-settings.php` lies, links resolved.
    pub(crate) web_root: PathBuf,
    /// Where `wp-config.php` lies, links resolved.
    pub(crate) config: PathBuf,
}

impl Folders {
    /// What WordPress defines as `ABSPATH`.
    pub(crate) fn abspath(&self) -> Vec<u8> {
        let mut path = self.web_root.as_os_str().as_bytes().to_vec();
        if path.last() != Some(&b'/') {
            path.push(b'/');
        }
        path
    }

    /// Whether a file belongs to the installation: the web root, the folder above it, or the configuration's folder.
    fn contain(&self, file: &Path) -> bool {
        let above = self
            .web_root
            .parent()
            .filter(|folder| folder.parent().is_some());
        file.starts_with(&self.web_root)
            || file.starts_with(&self.config)
            || above.is_some_and(|above| file.starts_with(above))
    }
}

impl Evaluator<'_> {
    /// `include`, `require` and their `_once` forms.
    pub(crate) fn include(&mut self, node: Node<'_>, source: &[u8]) -> Worth {
        let target = match named_children(node)[..] {
            [target] => self.worth(target, source),
            _ => Err(self.doubt("the file to include is not a plain expression", node)),
        };
        let path = match target {
            Ok(value) => value.to_bytes().map(std::borrow::Cow::into_owned),
            Err(_) if mentions_wp_settings(node, source) => {
                self.leave(Flow::Loaded);
                return Ok(PhpValue::Int(1));
            }
            Err(doubt) => {
                let reason = format!("an included file before it is not known: {}", doubt.reason);
                return self.unread(Doubt::new(reason, doubt.line));
            }
        };
        let Some(path) = path.filter(|path| !path.is_empty()) else {
            let doubt = self.doubt("an included file before it is not known", node);
            return self.unread(doubt);
        };
        if basename(&path) == b"wp-settings.php" {
            self.leave(Flow::Loaded);
            return Ok(PhpValue::Int(1));
        }
        self.include_file(&path, node)
    }

    fn include_file(&mut self, path: &[u8], node: Node<'_>) -> Worth {
        let once = node.kind().ends_with("once_expression");
        let path = PathBuf::from(std::ffi::OsString::from_vec(path.to_vec()));
        let file = match self.resolve(&path) {
            Ok(file) => file,
            Err(problem) => {
                let reason = format!("`{}`, included before it, {problem}", shown_path(&path));
                let doubt = self.doubt(&reason, node);
                return self.unread(doubt);
            }
        };
        if once && (self.state.included.contains(&file) || self.files.contains(&file)) {
            return Ok(PhpValue::Bool(true));
        }
        let content = match read(&file) {
            Ok(content) => content,
            Err(problem) => {
                let reason = format!("`{}`, included before it, {problem}", shown_path(&path));
                let doubt = self.doubt(&reason, node);
                return self.unread(doubt);
            }
        };
        if once && self.state.maybe_included.contains(&file) {
            let doubt = self.doubt("it depends on whether a file was included before", node);
            self.suppose(
                &doubt,
                |_| {},
                |this| this.run_included(&file, &content, node),
            );
        } else {
            self.run_included(&file, &content, node);
        }
        Err(self.doubt("it is what an included file returns", node))
    }

    fn run_included(&mut self, file: &Path, content: &[u8], node: Node<'_>) {
        if self.files.len() >= MAX_DEPTH {
            let doubt = self.doubt("files include each other too deeply", node);
            let _ = self.unread(doubt);
            return;
        }
        self.state.included.insert(file.to_owned());
        if let Err(refusal) = self.run_file(file, content) {
            if self.supposing == 0 && self.refusal.is_none() {
                self.refusal = Some(refusal);
                self.leave(Flow::Exited);
            } else {
                let doubt = self.doubt("a file included before it is broken", node);
                let _ = self.unread(doubt);
            }
        }
    }

    /// From here on nothing that is not yet defined is known.
    pub(crate) fn unread(&mut self, doubt: Doubt) -> Worth {
        self.state.open_constants(&doubt);
        self.state.open_variables(&doubt);
        Err(doubt)
    }

    /// The real path of a file of this installation.
    pub(crate) fn resolve(&self, path: &Path) -> Result<PathBuf, &'static str> {
        // PHP looks for a relative path in several folders; the including file's own is the one people mean.
        let full = match self.files.last().and_then(|file| file.parent()) {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        };
        let file = full
            .canonicalize()
            .map_err(|problem| match problem.kind() {
                std::io::ErrorKind::NotFound => "does not exist",
                _ => "cannot be read by this user",
            })?;
        if !self.folders.contain(&file) {
            return Err("lies outside of the installation and is not read");
        }
        Ok(file)
    }
}

fn read(file: &Path) -> Result<Vec<u8>, &'static str> {
    const UNREADABLE: &str = "cannot be read by this user";
    let meta = file.metadata().map_err(|_| UNREADABLE)?;
    if !meta.is_file() {
        return Err("is not a file");
    }
    let mut content = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| {
            open.take(MAX_FILE_BYTES as u64 + 1)
                .read_to_end(&mut content)
        })
        .map_err(|_| UNREADABLE)?;
    Ok(content)
}

fn mentions_wp_settings(node: Node<'_>, source: &[u8]) -> bool {
    let raw = source.get(node.byte_range()).unwrap_or_default();
    raw.windows(b"wp-settings.php".len())
        .any(|window| window == b"wp-settings.php")
}

fn shown_path(path: &Path) -> String {
    super::expression::shown(&path.display().to_string())
}
