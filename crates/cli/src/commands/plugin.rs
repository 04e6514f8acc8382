//! `plugin`: the WordPress plugin of the network.

pub(crate) mod install;
pub(crate) mod status;
mod view;

/// What only a person does: the program never writes into WordPress' own tables.
const ACTIVATE: &str =
    "activate it: Network Admin → Plugins → RunCloud for Ultimate Multisite → Network Activate";
