//! What a `wp-config.php` says once it is evaluated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use store::TablePrefix;

use super::ask_php::{self, Answers};
use super::mention::{Mention, mentions};
use super::names::{CREDENTIALS, DATABASE, all};
use super::{ConfigError, Lookup};
use crate::environment::Environment;
use crate::php::{self, Doubt, Folders, MAX_FILE_BYTES, Outcome, PhpValue, Refusal, SyntaxFault};

/// The constants and variables of an evaluated `wp-config.php`.
#[derive(Clone, Debug)]
pub struct WpConfig {
    file: PathBuf,
    web_root: PathBuf,
    outcome: Outcome,
    /// Given by whoever runs the program; that wins.
    given: BTreeMap<String, PhpValue>,
    /// What PHP told, where it was asked; or why it could not be.
    told: Option<Result<Answers, String>>,
    mentions: Vec<Mention>,
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
            web_root: folders.web_root.clone(),
            outcome,
            given: BTreeMap::new(),
            told: None,
            mentions: mentions(source, &all().collect::<Vec<_>>()),
        })
    }

    /// The file itself.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A constant, by its exact name.
    pub fn constant(&self, name: &str) -> Lookup<PhpValue> {
        self.settled(name, || lookup(self.outcome.state.constant(name)))
    }

    /// Takes a value from whoever runs the program: it counts instead of what the file says. `$table_prefix` with its `$`.
    pub fn give(&mut self, name: &str, value: &str) {
        self.given.insert(name.to_owned(), PhpValue::text(value));
    }

    /// Asks PHP, where something that is needed cannot be told by reading. Waits for it, five seconds at most each of two
    /// times.
    pub fn ask_php(&mut self, php: &Path) {
        self.ask_php_with(php, &[]);
    }

    pub(crate) fn ask_php_with(&mut self, php: &Path, environment: &[(&str, &str)]) {
        self.told = Some(ask_php::ask(
            php,
            (&self.file, &self.web_root),
            &all().collect::<Vec<_>>(),
            environment,
        ));
    }

    /// Whether something that is needed cannot be told by reading, and PHP may know it.
    pub fn needs_php(&self) -> bool {
        let doubtful = |name: &str| match self.find(name) {
            Lookup::Unknown { reason, .. } => !is_of_the_request(&reason),
            _ => false,
        };
        let lacking = self.lacking();
        let mut lacking = lacking.iter().filter_map(|error| match error {
            ConfigError::Unknown { name, .. } => Some(*name),
            _ => None,
        });
        // A host that wins over the database's, the salts of visits, and the credentials count besides.
        let beside = ["DOMAIN_CURRENT_SITE", "AUTH_KEY", "AUTH_SALT"];
        let mut beside = beside.into_iter().chain(CREDENTIALS);
        lacking.any(doubtful) || beside.any(doubtful)
    }

    /// Whether PHP was asked; why it could not tell, where it could not.
    pub fn php_said(&self) -> Option<Result<(), &str>> {
        let told = self.told.as_ref()?;
        Some(told.as_ref().map(drop).map_err(String::as_str))
    }

    /// Where the text of the file names a constant although it is not defined.
    pub fn mention(&self, name: &str) -> Option<&Mention> {
        self.mentions.iter().find(|mention| mention.name == name)
    }

    /// What is certainly needed and not told, all of it.
    pub fn lacking(&self) -> Vec<ConfigError> {
        let needed = DATABASE.into_iter();
        let lacking = needed.filter_map(|name| self.required(name, self.find(name)).err());
        lacking.chain(self.hints().err()).collect()
    }

    fn find(&self, name: &str) -> Lookup<PhpValue> {
        match name.strip_prefix('$') {
            Some(variable) => self.variable(variable),
            None => self.constant(name),
        }
    }

    /// What is given wins; what reading leaves open is told by PHP, unless it depends on the request, which PHP on the
    /// command line has none of.
    fn settled(&self, name: &str, read: impl FnOnce() -> Lookup<PhpValue>) -> Lookup<PhpValue> {
        if let Some(given) = self.given.get(name) {
            return Lookup::Known(given.clone());
        }
        match (read(), &self.told) {
            (Lookup::Unknown { reason, line }, Some(Ok(told)))
                if all().any(|known| known == name) && !is_of_the_request(&reason) =>
            {
                match told.get(name) {
                    Some(Some(value)) => Lookup::Known(value.clone()),
                    Some(None) => Lookup::Unknown { reason, line },
                    None => Lookup::Unset,
                }
            }
            (found, _) => found,
        }
    }

    /// A variable of the file, without its `$`.
    pub fn variable(&self, name: &str) -> Lookup<PhpValue> {
        self.settled(&format!("${name}"), || {
            lookup(self.outcome.state.variable(name))
        })
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

/// Whether a value may be another one for another visitor.
fn is_of_the_request(reason: &str) -> bool {
    reason.contains("depends on the request")
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
