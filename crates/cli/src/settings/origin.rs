//! Where a setting comes from.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::Key;

/// The layer that decided a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// A flag on the command line.
    Flag {
        /// As typed: `--api-url`.
        name: &'static str,
    },
    /// A variable of the environment.
    Environment {
        /// Its name.
        name: &'static str,
    },
    /// The configuration file.
    File {
        /// Its path.
        path: PathBuf,
    },
    /// Nobody said otherwise.
    Default,
}

/// A setting and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value in force.
    pub value: T,
    /// Who decided it.
    pub origin: Origin,
}

impl Origin {
    /// How a message names the setting: by the word that has to be corrected.
    pub(crate) fn label(&self, key: Key) -> String {
        match self {
            Self::Flag { name } | Self::Environment { name } => (*name).to_owned(),
            Self::File { path } => format!("{}: `{}`", path.display(), key.name()),
            Self::Default => format!("`{}`", key.name()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { name } => write!(f, "flag {name}"),
            Self::Environment { name } => write!(f, "environment {name}"),
            Self::File { path } => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

impl<T> Sourced<T> {
    pub(crate) fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub(crate) fn by_default(value: T) -> Self {
        Self::new(value, Origin::Default)
    }

    pub(crate) fn some(self) -> Sourced<Option<T>> {
        Sourced::new(Some(self.value), self.origin)
    }
}
