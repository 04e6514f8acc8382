//! The harness of the end-to-end tests: a private MariaDB, a real WordPress Multisite with the tables of
//! Ultimate Multisite, a private certificate authority, and the built program as a process.
//!
//! Read first: [`MariaDb`], [WordPress], [`Agent`]. Everything here is for tests; nothing of the product
//! depends on it, and it depends on nothing of the product, so that the two cannot share a mistake: sites are
//! made and deleted by WordPress' own functions, and mapping rows are written by plain SQL.
//!
//! What has to be on the machine (`mariadbd`, `php` with mysqli, `pebble`, Chromium with its driver, WordPress in
//! `.cache/wordpress`) is fetched by `scripts/test`. Where something is missing a test fails and says so; it never passes by not running.

mod agent;
mod browser;
mod mariadb;
mod output;
mod pebble;
mod php_server;
mod ports;
mod sql_client;
mod tools;
mod wait;
mod webdriver;
mod wordpress;
mod wp_config;

pub use agent::{Agent, AgentOptions, Finished, binary, run_once};
pub use browser::Browser;
pub use mariadb::{Account, MariaDb};
pub use pebble::Pebble;
pub use php_server::PhpServer;
pub use sql_client::SqlClient;
pub use wait::wait_until;
pub use wordpress::{Install, Layout, Mapping, PASSWORD, Site, WordPress};
pub use wp_config::{Credentials, Reach};
