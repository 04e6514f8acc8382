//! Finding and opening a MySQL or MariaDB server.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::mysql::{
    MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlPoolOptions, MySqlSslMode,
};
use sqlx::{ConnectOptions, Connection, Executor};

use crate::Error;

/// A guest in the network's database takes few of its connections.
pub(crate) const MAX_CONNECTIONS: u32 = 4;
/// How long a statement waits for a free or new connection.
pub(crate) const ACQUIRE_LIMIT: Duration = Duration::from_secs(3);

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A host name or IP address, and a port.
    Tcp {
        /// The host; an IPv6 address without brackets.
        host: String,
        /// The port, usually 3306.
        port: u16,
    },
    /// A Unix socket.
    Socket(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

/// How the way to the server is protected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// Encrypt where the server offers it, without verifying who it is, and do without it where it fails: WordPress
    /// itself uses none unless `MYSQL_CLIENT_FLAGS` asks for it.
    #[default]
    Preferred,
    /// Encrypt, and verify the certificate and its name, with the authorities of this PEM file or else the public ones.
    Verified(Option<PathBuf>),
}

/// What is needed to log in.
#[derive(Clone, Debug)]
pub struct MySqlSettings {
    /// Tried in this order; the first that answers, with a yes or a no, decides. `localhost` means a socket to PHP.
    pub candidates: Vec<Address>,
    /// The account.
    pub user: String,
    /// Its password; empty where it has none.
    pub password: SecretString,
    /// The database (schema).
    pub database: String,
    /// Protection of the way.
    pub tls: Tls,
}

/// No candidate let us in.
#[derive(Debug)]
pub struct ConnectError {
    attempts: Vec<(Address, Error)>,
}

impl ConnectError {
    /// What happened at each address, in the order of trying; the last one decided.
    pub fn attempts(&self) -> &[(Address, Error)] {
        &self.attempts
    }

    /// The failure that decided: the answer of the server, or the silence of the last candidate.
    pub fn decisive(&self) -> Option<&Error> {
        self.attempts.last().map(|(_, error)| error)
    }

    /// Whether the same settings can succeed later.
    pub fn is_transient(&self) -> bool {
        self.decisive().is_some_and(Error::is_transient)
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("could not open the database")?;
        if self.attempts.is_empty() {
            f.write_str(": no address to try")?;
        }
        for (address, error) in &self.attempts {
            write!(f, "; at {address}: {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConnectError {}

/// Finds the server among the candidates and opens a pool to it.
pub(crate) async fn open(settings: &MySqlSettings) -> Result<MySqlPool, ConnectError> {
    let mut attempts = Vec::new();
    for address in &settings.candidates {
        let mut options = options(settings, address);
        let mut login = try_login(&options).await;
        if settings.tls == Tls::Preferred && matches!(login, Err(Login { tls: true, .. })) {
            // Nobody asked for TLS, and WordPress would not use it: one that does not work keeps nobody out.
            options = options.ssl_mode(MySqlSslMode::Disabled);
            login = try_login(&options).await;
        }
        match login.map_err(|failed| failed.error) {
            Ok(()) => return Ok(pool(options)),
            Err(error) => {
                let answered = !matches!(error, Error::Unreachable { .. } | Error::Timeout);
                attempts.push((address.clone(), error));
                if answered {
                    break;
                }
            }
        }
    }
    Err(ConnectError { attempts })
}

/// A pool hides why it got no connection, so the first log-in is made by hand.
async fn try_login(options: &MySqlConnectOptions) -> Result<(), Login> {
    let login = async {
        let connection = MySqlConnection::connect_with(options).await?;
        // Logged in: how the goodbye goes does not matter. A server closes at once, and over TLS that is an error.
        connection.close().await.ok();
        Ok(())
    };
    match tokio::time::timeout(ACQUIRE_LIMIT, login).await {
        Ok(outcome) => outcome.map_err(|error: sqlx::Error| Login {
            // A server that breaks off while TLS begins says no more than that.
            tls: matches!(error, sqlx::Error::Tls(_) | sqlx::Error::Io(_)),
            error: error.into(),
        }),
        Err(_) => Err(Login {
            tls: false,
            error: Error::Timeout,
        }),
    }
}

/// A log-in that failed.
struct Login {
    /// Whether TLS may be why.
    tls: bool,
    error: Error,
}

fn options(settings: &MySqlSettings, address: &Address) -> MySqlConnectOptions {
    let options = MySqlConnectOptions::new()
        .username(&settings.user)
        .database(&settings.database)
        .charset("utf8mb4")
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        // Statements are few and fixed; the server's room for prepared ones is shared with everybody.
        .statement_cache_capacity(64)
        .disable_statement_logging();
    // To the server an empty password that is sent is a wrong one.
    let options = match settings.password.expose_secret() {
        "" => options,
        password => options.password(password),
    };
    let options = match address {
        Address::Tcp { host, port } => options.host(host).port(*port),
        Address::Socket(path) => options.socket(path),
    };
    match (&settings.tls, address) {
        // A socket has no name to verify and does not leave the machine.
        (Tls::Preferred, _) | (Tls::Verified(_), Address::Socket(_)) => {
            options.ssl_mode(MySqlSslMode::Preferred)
        }
        (Tls::Verified(None), _) => options.ssl_mode(MySqlSslMode::VerifyIdentity),
        (Tls::Verified(Some(authorities)), _) => options
            .ssl_mode(MySqlSslMode::VerifyIdentity)
            .ssl_ca(authorities),
    }
}

fn pool(options: MySqlConnectOptions) -> MySqlPool {
    MySqlPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(ACQUIRE_LIMIT)
        .after_connect(|connection, _| {
            Box::pin(async move {
                for statement in SESSION_SETTINGS {
                    match connection.execute(statement).await {
                        // Variables differ between servers and versions, and some hosts forbid to set them.
                        Ok(_) | Err(sqlx::Error::Database(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(())
            })
        })
        .connect_lazy_with(options)
}

/// What each new connection is told, best effort; the client's own limits hold in any case. Locks are waited for
/// 3 seconds and a statement runs 4 on the server, less than the client waits, so that the server's own word arrives.
const SESSION_SETTINGS: [&str; 8] = [
    // The server's defaults may be off, or cut a value short silently.
    "SET SESSION autocommit = 1",
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    // A limit for everybody would cut what is read short, and what is missing looks as if it were not there.
    "SET SESSION sql_select_limit = 18446744073709551615",
    // Where transactions only read by default: ours say themselves whether they write.
    "SET SESSION TRANSACTION READ WRITE",
    "SET SESSION lock_wait_timeout = 3",
    "SET SESSION innodb_lock_wait_timeout = 3",
    // MariaDB, in seconds.
    "SET SESSION max_statement_time = 4",
    // MySQL, in milliseconds, for SELECT.
    "SET SESSION max_execution_time = 4000",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_as_people_write_them() {
        let tcp = |host: &str| Address::Tcp {
            host: host.to_owned(),
            port: 3306,
        };
        assert_eq!(tcp("db.example").to_string(), "db.example:3306");
        assert_eq!(tcp("::1").to_string(), "[::1]:3306");
        let socket = Address::Socket("/run/mysqld/mysqld.sock".into());
        assert_eq!(socket.to_string(), "/run/mysqld/mysqld.sock");
    }

    #[test]
    fn a_report_of_failure_without_candidates_says_so() {
        let error = ConnectError {
            attempts: Vec::new(),
        };
        assert!(error.to_string().ends_with("no address to try"));
        assert!(!error.is_transient());
    }

    #[test]
    fn settings_do_not_show_the_password() {
        let settings = MySqlSettings {
            candidates: Vec::new(),
            user: "wp".to_owned(),
            password: "s3cret".to_owned().into(),
            database: "network".to_owned(),
            tls: Tls::Preferred,
        };
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}
