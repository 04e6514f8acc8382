//! The constants and variables that this program asks a configuration for.

/// The token of API v3.
pub(crate) const TOKEN: &str = "WU_RUNCLOUD_API_TOKEN";
/// The key of API v2.
pub(crate) const KEY: &str = "WU_RUNCLOUD_API_KEY";
/// The secret of API v2.
pub(crate) const SECRET: &str = "WU_RUNCLOUD_API_SECRET";
/// The server.
pub(crate) const SERVER: &str = "WU_RUNCLOUD_SERVER_ID";
/// The web application.
pub(crate) const WEB_APP: &str = "WU_RUNCLOUD_APP_ID";

/// What is needed to talk to RunCloud.
pub(crate) const CREDENTIALS: [&str; 5] = [TOKEN, KEY, SECRET, SERVER, WEB_APP];

/// Without these the network cannot be read.
pub(super) const DATABASE: [&str; 5] = [
    "DB_NAME",
    "DB_USER",
    "DB_PASSWORD",
    "DB_HOST",
    "$table_prefix",
];

/// What places the network.
const NETWORK: [&str; 6] = [
    "MULTISITE",
    "SUBDOMAIN_INSTALL",
    "VHOST",
    "SUNRISE",
    "DOMAIN_CURRENT_SITE",
    "SITE_ID_CURRENT_SITE",
];

/// WordPress' keys and salts, and the pair of the days before there were eight.
pub(super) const SALTS: [&str; 10] = [
    "AUTH_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_KEY",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_KEY",
    "LOGGED_IN_SALT",
    "NONCE_KEY",
    "NONCE_SALT",
    "SECRET_KEY",
    "SECRET_SALT",
];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    DATABASE
        .into_iter()
        .chain(NETWORK)
        .chain(SALTS)
        .chain(CREDENTIALS)
}
