//! What can go wrong between this program and its database.

/// Why a statement, a transaction or a connection failed.
///
/// Messages repeat what the server said, shortened; they hold neither a password nor a bound value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No server answered, or the conversation broke off; the next statement opens a new connection.
    #[error("the database is out of reach: {reason}")]
    Unreachable {
        /// What was seen.
        reason: String,
    },
    /// The server knows us and says no.
    #[error("the database refuses access ({denied}): {message}")]
    AccessDenied {
        /// What it refuses.
        denied: Denied,
        /// What it said.
        message: String,
    },
    /// The account uses a way of logging in that this program cannot.
    #[error("the database wants a way of logging in that is not available here: {reason}")]
    Authentication {
        /// Which, and what helps.
        reason: String,
    },
    /// The server only reads: it is a replica, or a fail-over is under way.
    #[error("the database server only reads: {message}")]
    ReadOnlyServer {
        /// What it said.
        message: String,
    },
    /// The server gives out no more connections, or no more queries to this account.
    #[error("the database gives no more connections: {message}")]
    TooMany {
        /// Whether it is the account that is limited, not the server that is full.
        of_account: bool,
        /// What the server said.
        message: String,
    },
    /// A table lacks a column that it should have.
    #[error("a table is not as expected: {message}")]
    OtherTable {
        /// What the server said.
        message: String,
    },
    /// A table is damaged, or its files are.
    #[error("a table is damaged: {message}")]
    Damaged {
        /// What the server said.
        message: String,
    },
    /// The server has no room left to write.
    #[error("the database server has no room left: {message}")]
    Full {
        /// What it said.
        message: String,
    },
    /// The server has no such database (schema).
    #[error("the database does not exist: {message}")]
    UnknownDatabase {
        /// What the server said.
        message: String,
    },
    /// A table is not there.
    #[error("the table `{name}` does not exist")]
    MissingTable {
        /// Its full name, as far as the server told it.
        name: String,
    },
    /// The statement took longer than it may.
    #[error("the database took too long to answer")]
    Timeout,
    /// Another transaction was in the way (deadlock, lock wait); the whole transaction may be tried again.
    #[error("another transaction was in the way: {message}")]
    Conflict {
        /// What the server said.
        message: String,
    },
    /// A row with this key is there already.
    #[error("a row with this key exists already")]
    Duplicate,
    /// A column of an answer does not hold what the query expects.
    #[error("column {column} of the answer {problem}")]
    Column {
        /// Its number, from 0.
        column: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A statement that writes was given to a transaction that only reads.
    #[error("a snapshot only reads")]
    ReadOnly,
    /// Anything else the server or the driver said.
    #[error("the database failed: {message}")]
    Other {
        /// What was said.
        message: String,
    },
}

/// What the server refuses; each calls for another remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// User name or password are wrong, or the account may not come from this host (MySQL 1045).
    Password,
    /// The server takes no log-in from this machine (MySQL 1129, 1130).
    Machine,
    /// The account logs in by the system user of the process, and this one is another (MariaDB 1698).
    SystemUser,
    /// The account is locked, or its password has expired (MySQL 1862, 3118; MariaDB 4151).
    Account,
    /// The account or the server asks for TLS, and none came about (MySQL 3159).
    Insecure,
    /// The account may not use this database (MySQL 1044).
    Database,
    /// The account may not do this to this table, for example create it (MySQL 1142, 1143, 1227).
    Privilege,
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password => "user or password",
            Self::Machine => "no log-in from this machine",
            Self::SystemUser => "wrong system user for this account",
            Self::Account => "the account is locked or its password has expired",
            Self::Insecure => "TLS is asked for",
            Self::Database => "no right to this database",
            Self::Privilege => "missing privilege",
        })
    }
}

impl Error {
    /// Whether the same thing can succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Timeout
                | Self::Conflict { .. }
                | Self::TooMany {
                    of_account: false,
                    ..
                }
        )
    }

    pub(crate) fn column(column: usize, problem: &str) -> Self {
        Self::Column {
            column,
            problem: problem.to_owned(),
        }
    }

    pub(crate) fn other(message: &str) -> Self {
        Self::Other {
            message: short(message),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let message = error.message();
                if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                    return from_mysql(error.number(), message);
                }
                let code = error.code().and_then(|code| code.parse().ok());
                from_sqlite(code.unwrap_or(0), message)
            }
            sqlx::Error::PoolTimedOut => Self::Unreachable {
                reason: "no connection became free in time".to_owned(),
            },
            sqlx::Error::Io(error) => unreachable(&error.to_string()),
            sqlx::Error::Protocol(message) if message.contains("authentication plugin") => {
                Self::Authentication {
                    reason: short(&message),
                }
            }
            sqlx::Error::Protocol(message) if message.contains("cleartext") => {
                Self::Authentication {
                    reason: "mysql_clear_password sends the password as it is".to_owned(),
                }
            }
            sqlx::Error::Tls(error) => unreachable(&format!("TLS failed: {error}")),
            sqlx::Error::Configuration(error) if error.to_string().contains("RSA auth") => {
                Self::Authentication {
                    reason: "caching_sha2_password needs TLS or a socket with TLS".to_owned(),
                }
            }
            sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => unreachable(&error.to_string()),
            other => Self::other(&other.to_string()),
        }
    }
}

/// Error numbers: MySQL 8.4 and MariaDB 11 error references.
fn from_mysql(number: u16, message: &str) -> Error {
    let denied = |denied| Error::AccessDenied {
        denied,
        message: short(message),
    };
    match number {
        1045 => denied(Denied::Password),
        1129 | 1130 => denied(Denied::Machine),
        1698 => denied(Denied::SystemUser),
        // Of this account or of an older protocol: a plugin the client cannot, or one the server has not loaded.
        1251 | 1524 => Error::Authentication {
            reason: short(message),
        },
        // Locked, expired: MariaDB and MySQL.
        1862 | 1820 | 3118 | 3955 | 4151 => denied(Denied::Account),
        // A demand for TLS that was not met.
        3159 => denied(Denied::Insecure),
        1044 => denied(Denied::Database),
        1142 | 1143 | 1227 | 1370 => denied(Denied::Privilege),
        1049 => Error::UnknownDatabase {
            message: short(message),
        },
        // "Table 'network.wp_blogs' doesn't exist"
        1146 => Error::MissingTable {
            name: short(message.split('\'').nth(1).unwrap_or(message)),
        },
        // Lock wait, deadlock (also a lost Galera certification), snapshot changed, NOWAIT.
        1205 | 1213 | 1020 | 3572 => Error::Conflict {
            message: short(message),
        },
        // MariaDB max_statement_time, MySQL max_execution_time.
        1969 | 3024 => Error::Timeout,
        // The text of 1062 repeats the value.
        1062 | 1586 => Error::Duplicate,
        // Shutting down, killed, node not ready.
        1053 | 1077..=1080 | 1152 | 1154..=1161 | 1184 | 1317 | 1927 | 1047 => unreachable(message),
        // The last of them is what a table says where InnoDB only reads.
        1290 | 1792 | 1836 | 1036 => Error::ReadOnlyServer {
            message: short(message),
        },
        1040 => Error::TooMany {
            of_account: false,
            message: short(message),
        },
        1203 | 1226 => Error::TooMany {
            of_account: true,
            message: short(message),
        },
        1034 | 1035 | 1194 | 1195 | 1712 | 1877 | 1932 => Error::Damaged {
            message: short(message),
        },
        1021 | 1114 => Error::Full {
            message: short(message),
        },
        // The storage engine's own number is in the words: 28 is the system's "no space left".
        1026 | 1030 if message.contains("28") => Error::Full {
            message: short(message),
        },
        // 126, 127, 144 and 145 are broken indexes and rows.
        1030 if ["126", "127", "144", "145"]
            .iter()
            .any(|code| message.contains(code)) =>
        {
            Error::Damaged {
                message: short(message),
            }
        }
        1054 => Error::OtherTable {
            message: short(message),
        },
        _ => Error::Other {
            message: format!("{} (error {number})", short(message)),
        },
    }
}

/// Result codes: <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
fn from_sqlite(code: u32, message: &str) -> Error {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const READONLY: u32 = 8;
    const IOERR: u32 = 10;
    const CANTOPEN: u32 = 14;
    const CONSTRAINT_PRIMARYKEY: u32 = 1555;
    const CONSTRAINT_UNIQUE: u32 = 2067;

    if let Some(name) = message.strip_prefix("no such table: ") {
        return Error::MissingTable { name: short(name) };
    }
    if matches!(code, CONSTRAINT_PRIMARYKEY | CONSTRAINT_UNIQUE) {
        return Error::Duplicate;
    }
    match code & 0xff {
        BUSY | LOCKED => Error::Conflict {
            message: short(message),
        },
        READONLY => Error::AccessDenied {
            denied: Denied::Privilege,
            message: short(message),
        },
        IOERR | CANTOPEN => unreachable(message),
        _ => Error::Other {
            message: format!("{} (code {code})", short(message)),
        },
    }
}

/// A driver's words without the place in its source that some end with: `… (sqlx_mysql::protocol::auth:36)`.
fn without_place(text: &str) -> &str {
    match text.rfind(" (sqlx") {
        Some(at) if text.ends_with(')') => &text[..at],
        _ => text,
    }
}

fn unreachable(reason: &str) -> Error {
    Error::Unreachable {
        reason: short(reason),
    }
}

/// One line of at most 200 characters: servers quote statements at length.
fn short(message: &str) -> String {
    without_place(message)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_password_and_a_wrong_system_user_are_told_apart() {
        let denied = |number| match from_mysql(number, "Access denied for user 'a'@'b'") {
            Error::AccessDenied { denied, .. } => denied,
            other => panic!("{other:?}"),
        };
        assert_eq!(denied(1045), Denied::Password);
        assert_eq!(denied(1698), Denied::SystemUser);
        assert_eq!(denied(1044), Denied::Database);
    }

    #[test]
    fn a_missing_table_is_named() {
        for error in [
            from_mysql(1146, "Table 'network.wp_blogs' doesn't exist"),
            from_sqlite(1, "no such table: network.wp_blogs"),
        ] {
            assert!(
                matches!(&error, Error::MissingTable { name } if name == "network.wp_blogs"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn what_passes_by_itself_is_transient_and_what_needs_a_person_is_not() {
        for number in [1205, 1213, 1040, 1053, 1927, 1969, 3024] {
            assert!(from_mysql(number, "").is_transient(), "{number}");
        }
        for number in [1045, 1698, 1049, 1146, 1062, 1064] {
            assert!(!from_mysql(number, "").is_transient(), "{number}");
        }
        assert!(from_sqlite(5, "database is locked").is_transient());
        assert!(
            from_sqlite(517, "database is locked").is_transient(),
            "SQLITE_BUSY_SNAPSHOT"
        );
    }

    #[test]
    fn what_a_person_has_to_mend_is_told_by_its_kind() {
        let no_space = "Got error 28 \"No space left on device\" from storage engine InnoDB";
        let broken = "Got error 127 \"Record file is crashed\" from storage engine MyISAM";
        for (number, message) in [
            (1021, ""),
            (1114, "The table 't' is full"),
            (1030, no_space),
        ] {
            let error = from_mysql(number, message);
            assert!(matches!(error, Error::Full { .. }), "{error:?}");
        }
        for (number, message) in [(1194, ""), (1932, ""), (1030, broken)] {
            let error = from_mysql(number, message);
            assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
        }
        for number in [1129, 1130] {
            let error = from_mysql(number, "Host 'x' is not allowed to connect");
            let machine = matches!(
                error,
                Error::AccessDenied {
                    denied: Denied::Machine,
                    ..
                }
            );
            assert!(machine, "{error:?}");
        }
        // Longer than max_allowed_packet: that passes by itself as little as a table that only reads.
        for number in [1153, 1036, 1194, 1021, 1130, 1251] {
            assert!(!from_mysql(number, "").is_transient(), "{number}");
        }
    }

    #[test]
    fn a_duplicate_does_not_repeat_the_value() {
        let error = from_mysql(1062, "Duplicate entry 's3cret' for key 'PRIMARY'");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }

    #[test]
    fn a_message_is_one_short_line() {
        let error = from_mysql(1064, &format!("near 'a\nb'{}", "x".repeat(5000)));
        let shown = error.to_string();
        assert!(shown.len() < 300 && !shown.contains('\n'), "{shown}");
    }
}
