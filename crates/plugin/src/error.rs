//! Why the plugin cannot be put in place.

use std::path::PathBuf;
use std::{fmt, io};

/// Why the plugin cannot be put in place, or what is there cannot be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration leaves open where the plugins are.
    #[error("{name} in wp-config.php cannot be told without running it: {reason} (line {line})")]
    Unknown {
        /// The constant.
        name: &'static str,
        /// Why, as a clause.
        reason: String,
        /// Where the doubt begins.
        line: usize,
    },
    /// The configuration names no absolute path.
    #[error("{name} in wp-config.php is not an absolute path")]
    NotAPath {
        /// The constant.
        name: &'static str,
    },
    /// There is no such folder.
    #[error("there is no folder {path}")]
    NoFolder {
        /// Where it should be.
        path: PathBuf,
    },
    /// A link leads out of the installation.
    #[error("{path} leads out of the installation, to {resolved}")]
    Outside {
        /// Where the plugins should be.
        path: PathBuf,
        /// Where they would be.
        resolved: PathBuf,
    },
    /// Something else has our place.
    #[error("{path} {why}")]
    NotOurs {
        /// Our place.
        path: PathBuf,
        /// What is there.
        why: NotOurs,
    },
    /// Another process installs it.
    #[error("another process is installing into {path}")]
    Busy {
        /// The plugins' folder.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot {task} {path}")]
    Io {
        /// What was tried.
        task: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What is in our place without being ours to replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOurs {
    /// A link, as those who develop the plugin make it.
    Link,
    /// A file or the like.
    NoFolder,
    /// A folder without our main file.
    Other,
}

impl fmt::Display for NotOurs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link => "is a link, and what it leads to is not replaced",
            Self::NoFolder => "is not a folder",
            Self::Other => "is not this plugin's folder",
        })
    }
}
