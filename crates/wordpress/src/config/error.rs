//! What can be wrong with a configuration, and what to do about it.

use std::path::PathBuf;

/// Why an installation or its configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no WordPress where we were told to look.
    #[error("no WordPress with a `wp-config.php` at `{}`", path.display())]
    NotFound {
        /// Where we looked.
        path: PathBuf,
    },
    /// Several installations could be meant.
    #[error("several WordPress installations lie below `{}`: {}", path.display(), found.join(", "))]
    Ambiguous {
        /// Where we looked.
        path: PathBuf,
        /// The folders that could be meant.
        found: Vec<String>,
    },
    /// A file is there but cannot be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is too large to be a configuration.
    #[error("`{}` is larger than a configuration file would be ({limit} bytes)", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most we read.
        limit: usize,
    },
    /// PHP would not run the file, or it is nested beyond reason. Nothing is taken from it.
    #[error("`{}` is not valid PHP: trouble near line {line}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line where the trouble shows, counted from 1; the cause is often a line above.
        line: usize,
    },
    /// A needed value is not there.
    #[error("{name} is not set in `{}`", path.display())]
    Unset {
        /// The constant or variable.
        name: &'static str,
        /// The configuration.
        path: PathBuf,
    },
    /// A needed value cannot be known without running PHP.
    #[error("{name} cannot be told from `{}`, line {line}: {reason}", path.display())]
    Unknown {
        /// The constant or variable.
        name: &'static str,
        /// The configuration.
        path: PathBuf,
        /// Why, as a clause.
        reason: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A value is there and cannot be right.
    #[error("{name} in `{}` {problem}", path.display())]
    Invalid {
        /// The constant or variable.
        name: &'static str,
        /// The configuration.
        path: PathBuf,
        /// What is wrong with it; the value is not repeated.
        problem: String,
    },
    /// WordPress runs here, but not as a network.
    #[error("`{}` configures a single site, not a network", path.display())]
    NotMultisite {
        /// The configuration.
        path: PathBuf,
    },
}

impl ConfigError {
    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotFound { .. } => {
                "give the folder that holds `wp-settings.php`, or the path of `wp-config.php`"
                    .into()
            }
            Self::Ambiguous { .. } => "give the folder of the one you mean".into(),
            Self::Read { path, .. } => format!(
                "run as the web application's system user, or let this user read `{}`",
                path.display()
            ),
            Self::TooLarge { .. } => "check that this is the right file".into(),
            Self::Syntax { path, .. } => {
                format!("`php -l {}` shows what PHP thinks", path.display())
            }
            Self::Unset { name, .. } => format!("define {name} in `wp-config.php`"),
            Self::Unknown { name, .. } => format!(
                "write {name} as a plain value before that line, or set the environment variable it depends on for this program too"
            ),
            Self::Invalid { name, .. } => format!("correct {name} in `wp-config.php`"),
            Self::NotMultisite { .. } => {
                "this program serves WordPress Multisite networks only; check the path".into()
            }
        }
    }
}
