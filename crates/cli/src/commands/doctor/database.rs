//! The checks that ask the network's database.

use ledger::Ledger;
use plan::{Network, Reading};
use store::Database;
use wordpress::ReadError;

use super::check::Check;
use crate::exit::Exit;
use crate::output::Report;
use crate::wire::{self, Home};

pub(crate) const INTEGRATION: &str = "integration";
pub(crate) const DATABASE: &str = "database";

/// What the agent's tables need.
const NEEDED: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER"];

/// Is the integration switched on, and is this program the only one that acts on it?
/// Where it is not, the way to that depends on whether the plugin is `in_place`.
pub(crate) fn integration(network: Option<&Network>, in_place: bool) -> Check {
    match network {
        None => Check::skipped(INTEGRATION),
        Some(network) if !network.enabled => Check::warn(
            INTEGRATION,
            "RunCloud is switched off in Ultimate Multisite: this program only looks",
            "switch the RunCloud integration on in Ultimate Multisite's settings",
        ),
        Some(network) if network.plugin_active => Check::ok(
            INTEGRATION,
            "switched on, and this program's plugin is active",
        ),
        Some(_) => Check::warn(
            INTEGRATION,
            "switched on, and the built-in integration acts too: it adds each name with its `www` form, which then needs a record of its own",
            if in_place {
                "activate the WordPress plugin of this program in the network"
            } else {
                "put the WordPress plugin of this program in place with `plugin install`, then activate it in the network"
            },
        ),
    }
}

/// Are the network's tables there, and may the agent have its own beside them?
pub(crate) async fn database(
    home: Result<&Home, &Report>,
    read: Option<Result<&Reading<Network>, &ReadError>>,
) -> Check {
    let home = match (home, read) {
        (Err(report), _) => return Check::failed(DATABASE, report),
        (Ok(_), Some(Err(error))) => return Check::failed(DATABASE, &wire::of_reading(error)),
        (Ok(home), _) => home,
    };
    let prefix = home.prefix.clone();
    let has_tables = match Ledger::open_existing(home.database.clone(), prefix).await {
        Ok(ledger) => ledger.is_some(),
        Err(error) => return Check::failed(DATABASE, &wire::of_ledger(&error)),
    };
    let granted = match grants(&home.database).await {
        Ok(granted) => granted,
        Err(error) => {
            return Check::failed(
                DATABASE,
                &wire::of_store("the grants cannot be read", &error),
            );
        }
    };
    let lacking: Vec<&str> = NEEDED
        .into_iter()
        .filter(|needed| !granted.iter().any(|grant| grant == needed))
        .collect();
    let tables = if has_tables {
        "the agent's tables are there"
    } else {
        "the agent makes its tables when it starts"
    };
    if lacking.is_empty() {
        return Check::ok(
            DATABASE,
            format!("the network's tables are there, {tables}"),
        );
    }
    let lacking = lacking.join(", ");
    let found = format!("the account seems not to have: {lacking}");
    let remedy =
        format!("grant the account of `wp-config.php` {lacking} on the network's database");
    if has_tables {
        Check::warn(DATABASE, found, remedy)
    } else {
        Check::failed(
            DATABASE,
            &Report::new("", Exit::Usage).cause(found).hint(remedy),
        )
    }
}

/// What the account may do on the whole server or in this database. Rights that come by roles do not show.
async fn grants(database: &Database) -> Result<Vec<String>, store::Error> {
    let mine = "GRANTEE = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', \
                SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";
    let sql = format!(
        "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE {mine} \
         UNION SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES \
         WHERE {mine} AND DATABASE() LIKE TABLE_SCHEMA"
    );
    let rows = database.query(&sql, &[]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}
