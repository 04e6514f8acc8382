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
    let account = match Account::read(&home.database).await {
        Ok(account) => account,
        Err(error) => {
            return Check::failed(
                DATABASE,
                &wire::of_store("the grants cannot be read", &error),
            );
        }
    };
    if account.only_reads {
        let error = store::Error::ReadOnlyServer {
            message: "`read_only` is on".to_owned(),
        };
        return Check::failed(DATABASE, &wire::of_store("", &error));
    }
    let lacking: Vec<&str> = NEEDED
        .into_iter()
        .filter(|needed| !account.rights.iter().any(|right| right == needed))
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

/// What the server says of the account.
struct Account {
    /// What it may do on the whole server or in this database.
    rights: Vec<String>,
    /// The server takes no writes from it.
    only_reads: bool,
}

impl Account {
    async fn read(database: &Database) -> Result<Self, store::Error> {
        let mine = "GRANTEE = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', \
                    SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";
        let sql = format!(
            "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE {mine} \
             UNION SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES \
             WHERE {mine} AND DATABASE() LIKE TABLE_SCHEMA"
        );
        let rows = database.query(&sql, &[]).await?;
        let mut rights: Vec<String> = rows
            .iter()
            .map(|row| row.text(0))
            .collect::<Result<_, _>>()?;
        let sql = "SELECT DATABASE(), CAST(@@read_only AS CHAR), CAST(@@innodb_read_only AS CHAR)";
        let rows = database.query(sql, &[]).await?;
        let (mut schema, mut only_reads) = (String::new(), false);
        if let Some(row) = rows.first() {
            schema = row.text(0)?;
            let off = |value: &str| ["0", "OFF"].contains(&value);
            // Whoever administers the server writes all the same.
            let exempt = rights.iter().any(|right| EXEMPT.contains(&right.as_str()));
            only_reads = !off(&row.text(2)?) || !exempt && !off(&row.text(1)?);
        }
        // Rights that come by the roles in force show here only.
        for row in database.query("SHOW GRANTS", &[]).await? {
            rights.extend(granted(&row.text(0)?, &schema));
        }
        Ok(Self { rights, only_reads })
    }
}

/// Rights with which an account writes on a server that is read-only.
const EXEMPT: [&str; 3] = ["SUPER", "READ_ONLY ADMIN", "CONNECTION_ADMIN"];

/// The rights that a line of `SHOW GRANTS` gives on a whole database: `GRANT SELECT, INSERT ON `network`.* TO …`.
fn granted(line: &str, schema: &str) -> Vec<String> {
    let Some((rights, rest)) = line
        .strip_prefix("GRANT ")
        .and_then(|line| line.split_once(" ON "))
    else {
        return Vec::new();
    };
    let of_schema = format!("`{}`.*", schema.replace('`', "``"));
    let covers = ["*.*", of_schema.as_str()].iter().any(|scope| {
        rest.strip_prefix(scope)
            .is_some_and(|rest| rest.starts_with(" TO "))
    });
    match (covers, rights) {
        (false, _) => Vec::new(),
        (true, "ALL PRIVILEGES") => NEEDED.map(str::to_owned).to_vec(),
        (true, rights) => rights.split(", ").map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_on_the_network_s_database_are_read_from_what_the_server_shows() {
        for (line, expected) in [
            ("GRANT USAGE ON *.* TO `wp`@`%`", &["USAGE"][..]),
            (
                "GRANT SELECT, INSERT ON `network`.* TO `role`",
                &["SELECT", "INSERT"],
            ),
            ("GRANT ALL PRIVILEGES ON `network`.* TO `role`@`%`", &NEEDED),
            ("GRANT SELECT ON `other`.* TO `role`", &[]),
            ("GRANT SELECT ON `network`.`wp_blogs` TO `wp`@`%`", &[]),
            ("GRANT `role` TO `wp`@`%`", &[]),
            ("SET DEFAULT ROLE `role` FOR `wp`@`%`", &[]),
        ] {
            assert_eq!(granted(line, "network"), expected, "{line}");
        }
    }
}
