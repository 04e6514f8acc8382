//! From settings to everything the program works with: the installation, its database, RunCloud, DNS and TLS.
//!
//! Nothing here changes anything. [`Home`] is the WordPress side, [`Access`] what is needed to talk to RunCloud, and
//! [`eyes`] puts together all that an agent looks with. Only `apply` and `run` add hands to that.

mod access;
mod agent;
mod eyes;
mod handshaker;
mod home;
mod place;
mod roots;
mod source;
mod trouble;
mod visitor;

pub(crate) use self::agent::{Crew, Surroundings, crew, policy};
pub(crate) use access::Access;
pub(crate) use eyes::{Sight, eyes, reader};
pub(crate) use handshaker::ServerHandshaker;
pub(crate) use home::{Configured, Home};
pub(crate) use place::{holder, place};
pub(crate) use source::DatabaseSource;
pub(crate) use trouble::{of_foresight, of_ledger, of_plugin, of_provider, of_reading, of_store};
pub(crate) use visitor::knocker;
