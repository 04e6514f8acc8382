//! Reports for people from the errors of the crates below.

use std::error::Error as StdError;

use runcloud::Class;
use store::{ConnectError, Denied};
use wordpress::{ConfigError, CredentialError, ReadError};

use crate::exit::Exit;
use crate::output::Report;
use crate::settings::GIVEN;

/// The installation or its configuration cannot be used.
pub(crate) fn of_config(error: &ConfigError) -> Report {
    Report::of(
        "the WordPress configuration cannot be used",
        error,
        Exit::Usage,
    )
    .hint(error.hint())
}

/// The configuration does not say what is needed; all that lacks is told, and why PHP could not tell it.
pub(crate) fn of_lacking(errors: &[ConfigError], php_said: Option<Result<(), &str>>) -> Report {
    let report = Report::new("the WordPress configuration cannot be used", Exit::Usage);
    let report = errors
        .iter()
        .fold(report, |report, error| report.cause(error.to_string()));
    let names: Vec<&str> = errors
        .iter()
        .filter_map(|error| match error {
            ConfigError::Unknown { name, .. } | ConfigError::Unset { name, .. } => Some(*name),
            _ => None,
        })
        .collect();
    let unknown = |error: &ConfigError| matches!(error, ConfigError::Unknown { .. });
    let report = match php_said {
        Some(Err(why)) => report.cause(format!("PHP was asked, too: {why}")),
        None if errors.iter().any(unknown) => report.hint(
            "let PHP be asked where that helps (`--php PATH`; not where the request decides)",
        ),
        _ => report,
    };
    if names.is_empty() {
        return errors
            .iter()
            .fold(report, |report, error| report.hint(error.hint()));
    }
    let variables = GIVEN.iter().filter(|given| names.contains(&given.constant));
    let variables: Vec<&str> = variables.map(|given| given.variable).collect();
    let report = report.hint(format!(
        "write {} as plain values in `wp-config.php`, above the line that loads WordPress",
        names.join(", ")
    ));
    if variables.is_empty() {
        report
    } else {
        report.hint(format!("or set {} for this program", variables.join(", ")))
    }
}

/// The credentials for RunCloud are missing or wrong; all that is wrong is told.
pub(crate) fn of_credentials(error: &CredentialError) -> Report {
    let report = Report::new("the RunCloud credentials cannot be used", Exit::Usage);
    error.problems.iter().fold(report, |report, problem| {
        report.cause(problem.to_string()).hint(problem.hint())
    })
}

/// No database server let us in.
pub(crate) fn of_connecting(error: &ConnectError) -> Report {
    let exit = if error.is_transient() {
        Exit::Unreachable
    } else {
        Exit::Usage
    };
    let report = Report::new("the network's database cannot be opened", exit);
    let report = error
        .attempts()
        .iter()
        .fold(report, |report, (address, error)| {
            report.cause(format!("at {address}: {error}"))
        });
    match error.decisive() {
        Some(error) => report.hint(database_hint(error)),
        None => report,
    }
}

/// A statement failed.
pub(crate) fn of_store(what: &str, error: &store::Error) -> Report {
    Report::new(what, database_exit(error))
        .cause(error.to_string())
        .hint(database_hint(error))
}

/// The network cannot be read.
pub(crate) fn of_reading(error: &ReadError) -> Report {
    let exit = if error.is_transient() {
        Exit::Unreachable
    } else {
        Exit::Usage
    };
    Report::new("the network cannot be read", exit)
        .cause(error.to_string())
        .hint(error.hint())
}

/// The ledger cannot be read or written.
pub(crate) fn of_ledger(error: &ledger::Error) -> Report {
    const WHAT: &str = "the agent's tables cannot be used";
    match error {
        // They are made once and never dropped: this one was there.
        ledger::Error::Store {
            source: store::Error::MissingTable { name },
            ..
        } => Report::new(WHAT, Exit::Usage)
            .cause(format!("the agent's own table `{name}` is gone"))
            .hint("put it back from a backup")
            .hint(
                "without one, delete the row `schema` of the table `runcloud_state` (after the prefix): the next start of the \
                 agent makes the table anew, and what it held is forgotten",
            ),
        ledger::Error::Store { source, .. } => Report::new(WHAT, database_exit(source))
            .cause(error.to_string())
            .hint(database_hint(source)),
        ledger::Error::LeaseLost => Report::new(
            "another agent took over before everything was written down",
            Exit::Held,
        )
        .hint("`status` shows what it does"),
        ledger::Error::Migrating => Report::new(WHAT, Exit::Unreachable).cause(error.to_string()),
        _ => Report::new(WHAT, Exit::Look).cause(error.to_string()),
    }
}

/// The WordPress plugin cannot be put in place, or what is there cannot be told.
pub(crate) fn of_plugin(error: &plugin::Error) -> Report {
    let hint = match error {
        plugin::Error::Unknown { .. } | plugin::Error::NotAPath { .. } => {
            "write the path into wp-config.php as it is, or unpack the plugin's package by hand"
        }
        plugin::Error::NoFolder { .. } => {
            "make the folder, or correct WP_PLUGIN_DIR or WP_CONTENT_DIR in wp-config.php"
        }
        plugin::Error::Outside { .. } => {
            "if that is right, define WP_PLUGIN_DIR in wp-config.php as the place it leads to"
        }
        plugin::Error::NotOurs { .. } => "move it away, then try again",
        plugin::Error::Busy { .. } => "wait for the other one to end",
        _ => "run it as the owner of the folder with the plugins, or as root",
    };
    Report::of("the WordPress plugin cannot be used", error, Exit::Usage).hint(hint)
}

/// RunCloud did not answer, or said no.
pub(crate) fn of_provider(error: &runcloud::Error) -> Report {
    let (exit, hint) = provider_advice(error);
    let report = Report::new("RunCloud cannot be asked", exit).cause(error.to_string());
    // What lies between the two names the layers of the HTTP client.
    let mut root = error.source();
    while let Some(nearer) = root.and_then(StdError::source) {
        root = Some(nearer);
    }
    match root {
        Some(root) => report.cause(root.to_string()),
        None => report,
    }
    .hint(hint)
}

/// What a failed call to the provider means for the exit code, and what helps.
fn provider_advice(error: &runcloud::Error) -> (Exit, &'static str) {
    match error.class {
        Class::Unauthorized => (
            Exit::Usage,
            "check WU_RUNCLOUD_API_TOKEN (or the key and its secret), and whether the account accepts calls from this \
             machine's address only",
        ),
        Class::Forbidden { edge: false } => (
            Exit::Usage,
            "the token needs the right to read and change web applications, their domains and SSL",
        ),
        Class::Forbidden { edge: true } => (
            Exit::Unreachable,
            "something between this machine and RunCloud refuses the request; try again from another network",
        ),
        Class::NotFound => (
            Exit::Usage,
            "check WU_RUNCLOUD_SERVER_ID and WU_RUNCLOUD_APP_ID: RunCloud shows both in the address of the web \
             application's page",
        ),
        Class::Throttled { .. } => (Exit::Unreachable, "try again in a minute"),
        Class::Transient => (
            Exit::Unreachable,
            "check this machine's way to RunCloud and whether RunCloud reports an outage, then try again",
        ),
        _ => (
            Exit::Unreachable,
            "check that `--api-url` names RunCloud; `-vv` shows the calls",
        ),
    }
}

fn database_exit(error: &store::Error) -> Exit {
    if error.is_transient() {
        Exit::Unreachable
    } else {
        Exit::Usage
    }
}

fn database_hint(error: &store::Error) -> &'static str {
    match error {
        store::Error::AccessDenied {
            denied: Denied::Privilege,
            ..
        } => {
            "grant the account of `wp-config.php` SELECT, INSERT, UPDATE, DELETE, CREATE and ALTER on the database"
        }
        store::Error::AccessDenied {
            denied: Denied::Account,
            ..
        } => "unlock the account in the database server, or set its password anew",
        store::Error::AccessDenied {
            denied: Denied::Insecure,
            ..
        } => "let the database server offer TLS, or let the account log in without it",
        store::Error::AccessDenied {
            denied: Denied::SystemUser,
            ..
        } => {
            "this account logs in by the system user: use an account with a password, or run as that system user"
        }
        store::Error::AccessDenied {
            denied: Denied::Database,
            ..
        } => {
            "check DB_NAME in `wp-config.php`; if it is right, grant the account of DB_USER rights on that database"
        }
        store::Error::AccessDenied {
            denied: Denied::Machine,
            ..
        } => {
            "let the account of `wp-config.php` log in from this machine; where the server blocks it after failures, `FLUSH HOSTS` there ends that"
        }
        store::Error::AccessDenied { .. } => "check DB_USER and DB_PASSWORD in `wp-config.php`",
        store::Error::Authentication { .. } => {
            "let the account log in with mysql_native_password or caching_sha2_password, or make another account for WordPress that does"
        }
        store::Error::ReadOnlyServer { .. } => {
            "this is a replica or a server set to read only: DB_HOST in `wp-config.php` has to be the primary"
        }
        store::Error::TooMany {
            of_account: true, ..
        } => {
            "the program uses up to 4 connections beside those of WordPress: raise MAX_USER_CONNECTIONS or MAX_QUERIES_PER_HOUR of the account"
        }
        store::Error::TooMany { .. } => {
            "the server's max_connections is reached: raise it, or look for what holds so many connections"
        }
        store::Error::OtherTable { .. } => {
            "the table is not as Ultimate Multisite 2.4 makes it: update the plugin, and let it update its tables"
        }
        store::Error::Damaged { .. } => {
            "look at the database server's log and repair the table it names, or put it back from a backup"
        }
        store::Error::Full { .. } => "make room on the database server's disk",
        store::Error::UnknownDatabase { .. } => "check DB_NAME in `wp-config.php`",
        store::Error::MissingTable { .. } => "check `$table_prefix` in `wp-config.php`",
        _ => "check that the database server runs, and DB_HOST in `wp-config.php`",
    }
}

/// It cannot be told what an agent would do.
pub(crate) fn of_foresight(error: &agent::Unforeseen) -> Report {
    match error {
        agent::Unforeseen::Provider(error) => of_provider(error),
        agent::Unforeseen::Ledger(error) => of_ledger(error),
        agent::Unforeseen::Source(error) => {
            let exit = if error.transient {
                Exit::Unreachable
            } else {
                Exit::Usage
            };
            Report::new("the network cannot be read", exit)
                .cause(&*error.cause)
                .hint(&*error.hint)
        }
        other => Report::of("it cannot be told what to do", other, Exit::Look),
    }
}
