//! The WordPress plugin's files, and putting them into a network without the internet.
//!
//! [`PluginsFolder::find`] finds where the plugins of an installation are, [`PluginsFolder::installed`] tells what is
//! there in our place, and [`PluginsFolder::install`] puts the files of this build there. The database is not touched:
//! a person activates the plugin.
//!
//! The folder belongs to the web application, and whoever broke into that may change names and links while root
//! works in it. So everything is done relative to a folder that is open, and no link is followed below it.

mod embedded;
mod error;
mod folder;
mod install;
mod installed;
#[cfg(test)]
mod stage;

pub use embedded::{FILES, SLUG, version};
pub use error::{Error, NotOurs};
pub use folder::PluginsFolder;
pub use install::Change;
pub use installed::Installed;
