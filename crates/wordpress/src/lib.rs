//! Reads a WordPress Multisite network: its configuration statically, its database in one snapshot.
//!
//! [`locate`] finds an installation and evaluates its `wp-config.php` without running PHP; [`WpConfig`] answers with
//! three values, known, unset and unknown, and can ask PHP about the last. [`NetworkDatabase`] reads sites, mappings and options of the plugin
//! Ultimate Multisite. [`credentials`] puts together what is needed to talk to RunCloud.
//!
//! Nothing here writes, apart from [`sample`], an embedded network for demonstrations and tests.

mod auth_salt;
mod config;
mod credential_error;
mod credentials;
mod encrypted;
mod environment;
#[cfg(any(test, feature = "fuzzing"))]
pub mod hostile;
mod network;
mod php;
pub mod sample;
mod unserialize;

#[cfg(test)]
#[path = "../tests/support/php.rs"]
mod oracle;

pub use auth_salt::auth_salt;
pub use config::{
    ConfigError, Installation, Lookup, Mention, NetworkHints, Why, WpConfig, find_php, locate,
    locate_with,
};
pub use credential_error::{CredentialError, CredentialProblem, Trouble};
pub use credentials::{Auth, CredentialSource, Credentials, credentials};
pub use environment::{Environment, ProcessEnvironment};
pub use network::{ChangeToken, NetworkDatabase, NetworkOptions, ReadError};
pub use php::PhpValue;
