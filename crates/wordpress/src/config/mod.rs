//! `wp-config.php`: where it lies, and what it says.

mod ask_php;
mod database;
mod error;
mod hints;
mod locate;
mod lookup;
mod mention;
mod names;
mod salts;
mod wp_config;

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod tests;

pub use ask_php::find_php;
pub use error::ConfigError;
pub use hints::NetworkHints;
pub use locate::{Installation, locate, locate_with};
pub use lookup::Lookup;
pub use mention::{Mention, Why};
pub(crate) use names::{CREDENTIALS, KEY, SECRET, SERVER, TOKEN, WEB_APP};
pub(crate) use salts::NoSalt;
pub use wp_config::WpConfig;
