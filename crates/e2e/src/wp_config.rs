//! Writes a `wp-config.php` like the ones that grow on real servers: comments, leftovers, mixed styles.

use std::fmt::Write as _;

use crate::mariadb::MariaDb;

/// How WordPress reaches the database, that is, the form of `DB_HOST`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// `localhost:/path/of/the.sock`
    Socket,
    /// `127.0.0.1:port`
    Tcp,
}

/// The credentials of the RunCloud API in `wp-config.php`.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// `WU_RUNCLOUD_API_TOKEN`, for version 3 of the API.
    Token(String),
    /// `WU_RUNCLOUD_API_KEY` and `WU_RUNCLOUD_API_SECRET`, for version 2.
    KeyPair {
        /// The key: the user name of basic authentication.
        key: String,
        /// The secret: its password.
        secret: String,
    },
}

/// What goes into the file, beside the database.
pub(crate) struct WpConfig<'a> {
    pub(crate) table_prefix: &'a str,
    pub(crate) main_domain: &'a str,
    pub(crate) reach: Reach,
    pub(crate) credentials: &'a Credentials,
    pub(crate) server_id: u64,
    pub(crate) web_app_id: u64,
    /// The network constants go in only after the network's tables exist, as in the installation guide.
    pub(crate) multisite: bool,
}

impl WpConfig<'_> {
    /// The text of the file.
    pub(crate) fn render(&self, database: &MariaDb) -> String {
        let account = database.account();
        let host = match self.reach {
            Reach::Socket => format!("localhost:{}", database.socket().display()),
            Reach::Tcp => format!("127.0.0.1:{}", database.port()),
        };
        let mut text = String::from(HEAD);
        define(&mut text, "DB_NAME", &account.database);
        define(&mut text, "DB_USER", &account.user);
        text.push_str("// define( 'DB_PASSWORD', 'the-one-before-the-move' );\n");
        define(&mut text, "DB_PASSWORD", &account.password);
        define(&mut text, "DB_HOST", &host);
        text.push_str(DATABASE_DETAILS);
        for name in SALTS {
            define(
                &mut text,
                name,
                &format!("{name} of the tests: |+-;'\\ {}", self.main_domain),
            );
        }
        let _ = writeln!(
            text,
            "\n$table_prefix = {};\n",
            php_string(self.table_prefix)
        );
        self.runcloud_constants(&mut text);
        if self.multisite {
            self.network_constants(&mut text);
        }
        text.push_str(TAIL);
        text
    }

    /// Written by hand or by the plugin; the trailing remark is the plugin's.
    fn runcloud_constants(&self, text: &mut String) {
        match self.credentials {
            Credentials::Token(token) => define(text, "WU_RUNCLOUD_API_TOKEN", token),
            Credentials::KeyPair { key, secret } => {
                define(text, "WU_RUNCLOUD_API_KEY", key);
                define(text, "WU_RUNCLOUD_API_SECRET", secret);
            }
        }
        let _ = writeln!(
            text,
            "define( 'WU_RUNCLOUD_SERVER_ID', '{}' );     // Automatically injected by Ultimate Multisite;",
            self.server_id
        );
        let _ = writeln!(text, "const WU_RUNCLOUD_APP_ID = {};", self.web_app_id);
    }

    fn network_constants(&self, text: &mut String) {
        text.push_str(
            "\n# The network\ndefine('WP_ALLOW_MULTISITE', true);\ndefine('MULTISITE', TRUE);\n\
             define('SUBDOMAIN_INSTALL', true);\ndefined( 'SUNRISE' ) || define( 'SUNRISE', true );\n",
        );
        define(text, "DOMAIN_CURRENT_SITE", self.main_domain);
        text.push_str(
            "define('PATH_CURRENT_SITE', '/');\ndefine('SITE_ID_CURRENT_SITE', 1);\ndefine('BLOG_ID_CURRENT_SITE', 1);\n",
        );
    }
}

fn define(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "define( '{name}', {} );", php_string(value));
}

/// A single-quoted PHP string knows two escapes only.
fn php_string(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

const SALTS: [&str; 8] = [
    "AUTH_KEY",
    "SECURE_AUTH_KEY",
    "LOGGED_IN_KEY",
    "NONCE_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_SALT",
    "NONCE_SALT",
];

const HEAD: &str = r"<?php
/**
 * The base configuration for WordPress
 *
 * define( 'DB_NAME', 'database_name_here' );
 *
 * @package WordPress
 */

// ** Database settings ** //
";

const DATABASE_DETAILS: &str = r#"define( 'DB_CHARSET', "utf8mb4" );
define( 'DB_COLLATE', '' );

/* Moved from the old server in spring; ask before touching.
$table_prefix = 'old_';
*/
"#;

const TAIL: &str = r"
if ( ! defined( 'WP_DEBUG' ) ) {
	define( 'WP_DEBUG', false );
}
define( 'DISABLE_WP_CRON', true );

/* That's all, stop editing! Happy publishing. */

/** Absolute path to the WordPress directory. */
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

/** Sets up WordPress vars and included files. */
require_once ABSPATH . 'wp-settings.php';
";
