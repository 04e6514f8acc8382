//! The salt by which WordPress proves to itself that a request is its own.

use secrecy::SecretSlice;

use crate::config::WpConfig;
use crate::network::NetworkOptions;

/// `wp_salt('auth')` of this network; nothing where it cannot be told without running PHP.
pub fn auth_salt(config: &WpConfig, options: &NetworkOptions) -> Option<SecretSlice<u8>> {
    let stored = (options.auth_key.as_ref(), options.auth_salt.as_ref());
    config.auth_salt(stored.0, stored.1).ok()
}
