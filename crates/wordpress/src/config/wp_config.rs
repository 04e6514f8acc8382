//! What a `wp-config.php` says once it is evaluated.

use std::path::{Path, PathBuf};

use store::TablePrefix;

use super::{ConfigError, Lookup};
use crate::environment::Environment;
use crate::php::{self, Doubt, Folders, MAX_FILE_BYTES, Outcome, PhpValue, Refusal, SyntaxFault};

/// The constants and variables of an evaluated `wp-config.php`.
#[derive(Clone, Debug)]
pub struct WpConfig {
    file: PathBuf,
    outcome: Outcome,
}

impl WpConfig {
    pub(crate) fn evaluate(
        file: &Path,
        source: &[u8],
        folders: &Folders,
        environment: &dyn Environment,
    ) -> Result<Self, ConfigError> {
        let outcome = php::evaluate(file, source, folders, environment).map_err(refused)?;
        Ok(Self {
            file: file.to_owned(),
            outcome,
        })
    }

    /// The file itself.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A constant, by its exact name.
    pub fn constant(&self, name: &str) -> Lookup<PhpValue> {
        lookup(self.outcome.state.constant(name))
    }

    /// A variable of the file, without its `$`.
    pub fn variable(&self, name: &str) -> Lookup<PhpValue> {
        lookup(self.outcome.state.variable(name))
    }

    /// The prefix of the network's tables, `$table_prefix`.
    pub fn table_prefix(&self) -> Result<TablePrefix, ConfigError> {
        const NAME: &str = "$table_prefix";
        let text = self.required(NAME, self.variable("table_prefix"))?;
        TablePrefix::parse(&text)
            .map_err(|problem| self.invalid(NAME, format!("is not usable: {problem}")))
    }

    /// Whether the file ends by loading WordPress, as it should. Where it does not, the end may have been missed.
    pub fn loads_wordpress(&self) -> bool {
        self.outcome.loads_wordpress
    }

    /// A value that must be there, as text.
    pub(crate) fn required(
        &self,
        name: &'static str,
        found: Lookup<PhpValue>,
    ) -> Result<String, ConfigError> {
        match found {
            Lookup::Known(value) => value
                .to_text()
                .ok_or_else(|| self.invalid(name, "is not text in UTF-8".into())),
            Lookup::Unset => Err(ConfigError::Unset {
                name,
                path: self.file.clone(),
            }),
            Lookup::Unknown { reason, line } => Err(self.unknown(name, reason, line)),
        }
    }

    /// A value that may be missing but not in doubt.
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<PhpValue>, ConfigError> {
        match self.constant(name) {
            Lookup::Known(value) => Ok(Some(value)),
            Lookup::Unset => Ok(None),
            Lookup::Unknown { reason, line } => Err(self.unknown(name, reason, line)),
        }
    }

    pub(crate) fn invalid(&self, name: &'static str, problem: String) -> ConfigError {
        ConfigError::Invalid {
            name,
            path: self.file.clone(),
            problem,
        }
    }

    fn unknown(&self, name: &'static str, reason: String, line: usize) -> ConfigError {
        ConfigError::Unknown {
            name,
            path: self.file.clone(),
            reason,
            line,
        }
    }
}

fn lookup(worth: Option<Result<PhpValue, Doubt>>) -> Lookup<PhpValue> {
    match worth {
        Some(Ok(value)) => Lookup::Known(value),
        Some(Err(doubt)) => Lookup::Unknown {
            reason: doubt.reason.as_ref().to_owned(),
            line: doubt.line,
        },
        None => Lookup::Unset,
    }
}

fn refused(refusal: Refusal) -> ConfigError {
    match refusal {
        Refusal::TooLarge { file } => ConfigError::TooLarge {
            path: file,
            limit: MAX_FILE_BYTES,
        },
        Refusal::NoThread { file, problem } => ConfigError::Read {
            path: file,
            source: problem,
        },
        Refusal::Syntax { file, fault } => ConfigError::Syntax {
            path: file,
            line: match fault {
                SyntaxFault::Broken { line } | SyntaxFault::TooDeep { line } => line,
            },
        },
    }
}
