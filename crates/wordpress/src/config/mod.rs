//! `wp-config.php`: where it lies, and what it says.

mod database;
mod error;
mod hints;
mod locate;
mod lookup;
mod salts;
mod wp_config;

#[cfg(test)]
mod tests;

pub use error::ConfigError;
pub use hints::NetworkHints;
pub use locate::{Installation, locate, locate_with};
pub use lookup::Lookup;
pub(crate) use salts::NoSalt;
pub use wp_config::WpConfig;
