//! Reads a WordPress Multisite network: its configuration statically, its database in one snapshot.

mod config;
mod environment;
mod php;

pub use config::{ConfigError, Installation, Lookup, NetworkHints, WpConfig, locate, locate_with};
pub use environment::{Environment, ProcessEnvironment};
pub use php::PhpValue;
