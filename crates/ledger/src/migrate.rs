//! Bringing the tables to the version this program needs.

use std::time::Duration;

use plan::Timestamp;
use sha2::{Digest, Sha256};
use store::TablePrefix;

use crate::error::During;
use crate::tables::Ledger;
use crate::{Error, Result, schema};

/// Each version's statements, on top of the version before; a released one never changes. The first is the shared
/// definition, whose statements do no harm where the tables exist, because the WordPress plugin may have been first.
const MIGRATIONS: &[&str] = &[schema::TABLES];
/// The row in the table of state.
pub(crate) const ROW: &str = "schema";

const TASK: &str = "prepare the tables";
/// A start that died while it prepared the tables holds up the next for this long.
const CLAIM: Duration = Duration::from_mins(1);
/// How often, and how far apart, a start looks whether another one has finished.
const LOOKS: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// What the table of state says about the tables.
struct Recorded {
    version: i64,
    checksum: String,
}

/// Creates what is missing and runs what is new, while no other start does.
pub(crate) async fn upgrade(ledger: &Ledger, prefix: &TablePrefix, now: Timestamp) -> Result<()> {
    if recorded(ledger).await?.is_none() {
        run_all(ledger, prefix, &[schema::TABLES]).await?;
        write_first_row(ledger, now).await?;
    }
    for _ in 0..LOOKS {
        let found = recorded(ledger).await?.unwrap_or(Recorded {
            version: 0,
            checksum: String::new(),
        });
        let Some(waiting) = waiting(&found)? else {
            return Ok(());
        };
        if claim(ledger, found.version, now).await? {
            let outcome = run_all(ledger, prefix, waiting).await;
            return match outcome {
                Ok(()) => write_version(ledger, known(), &checksum(MIGRATIONS), now).await,
                Err(error) => {
                    // The next start shall meet the same error and not a claim; the claim ends by itself in any case.
                    write_version(ledger, found.version, &found.checksum, now)
                        .await
                        .ok();
                    Err(error)
                }
            };
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Error::Migrating)
}

/// Whether the tables are there and those of this program; they are not there before the first upgrade is complete.
pub(crate) async fn is_current(ledger: &Ledger) -> Result<bool> {
    match recorded(ledger).await? {
        None | Some(Recorded { version: 0, .. }) => Ok(false),
        Some(found) => match waiting(&found)? {
            None => Ok(true),
            Some(_) => Err(Error::OlderSchema {
                found: found.version,
                known: known(),
            }),
        },
    }
}

/// The migrations that this version lacks, if any.
fn waiting(found: &Recorded) -> Result<Option<&'static [&'static str]>> {
    if found.version > known() {
        return Err(Error::NewerSchema {
            found: found.version,
            known: known(),
        });
    }
    let (done, waiting) = MIGRATIONS.split_at(usize::try_from(found.version).unwrap_or(0));
    if !done.is_empty() && found.checksum != checksum(done) {
        return Err(Error::ChangedSchema {
            version: found.version,
        });
    }
    Ok((!waiting.is_empty()).then_some(waiting))
}

async fn recorded(ledger: &Ledger) -> Result<Option<Recorded>> {
    let sql = format!(
        "SELECT number, value FROM {} WHERE name = ?",
        ledger.tables.state
    );
    let rows = match ledger.db.query(&sql, &[ROW.into()]).await {
        Err(store::Error::MissingTable { .. }) => return Ok(None),
        rows => rows.during(TASK)?,
    };
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let version = row.get_i64(0).during(TASK)?;
    let checksum = row.opt_text(1).during(TASK)?.unwrap_or_default();
    Ok(Some(Recorded { version, checksum }))
}

async fn run_all(ledger: &Ledger, prefix: &TablePrefix, definitions: &[&str]) -> Result<()> {
    for definition in definitions {
        for statement in schema::statements(definition, prefix, ledger.db.dialect()) {
            ledger.db.execute(&statement, &[]).await.during(TASK)?;
        }
    }
    Ok(())
}

async fn write_first_row(ledger: &Ledger, now: Timestamp) -> Result<()> {
    let sql = format!(
        "INSERT INTO {} (name, updated_at) VALUES (?, ?)",
        ledger.tables.state
    );
    match ledger
        .db
        .execute(&sql, &[ROW.into(), now.as_millis().into()])
        .await
    {
        // Another start was here in the meantime.
        Err(store::Error::Duplicate) => Ok(()),
        outcome => outcome.map(drop).during(TASK),
    }
}

/// Takes the right to migrate from this version, unless another start has it.
async fn claim(ledger: &Ledger, version: i64, now: Timestamp) -> Result<bool> {
    let sql = format!(
        "UPDATE {} SET expires = ?, updated_at = ? WHERE name = ? AND number = ? AND expires <= ?",
        ledger.tables.state
    );
    let (now, until) = (now.as_millis(), (now + CLAIM).as_millis());
    let values = [
        until.into(),
        now.into(),
        ROW.into(),
        version.into(),
        now.into(),
    ];
    Ok(ledger.db.execute(&sql, &values).await.during(TASK)? == 1)
}

/// Writes down which version the tables have, and gives the claim back.
async fn write_version(
    ledger: &Ledger,
    version: i64,
    checksum: &str,
    now: Timestamp,
) -> Result<()> {
    let sql = format!(
        "UPDATE {} SET number = ?, value = ?, expires = 0, updated_at = ? WHERE name = ?",
        ledger.tables.state
    );
    let values = [
        version.into(),
        checksum.into(),
        now.as_millis().into(),
        ROW.into(),
    ];
    ledger
        .db
        .execute(&sql, &values)
        .await
        .map(drop)
        .during(TASK)
}

fn known() -> i64 {
    MIGRATIONS.len() as i64
}

/// Comments may be improved after a release, statements may not.
fn checksum(migrations: &[&str]) -> String {
    let mut digest = Sha256::new();
    for migration in migrations {
        digest.update(schema::without_comments(migration));
    }
    digest
        .finalize()
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_written_in_the_shared_definition_is_the_one_this_program_knows() {
        assert_eq!(
            schema::TABLES.lines().next(),
            Some(format!("-- version: {}", known()).as_str())
        );
    }
}
