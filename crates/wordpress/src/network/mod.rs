//! The network's database: sites, mappings and options, read in one snapshot.

mod change_token;
mod error;
mod options;
mod reading;
#[cfg(test)]
mod tests;

pub use change_token::ChangeToken;
pub use error::ReadError;
pub use options::NetworkOptions;
pub use reading::NetworkDatabase;
