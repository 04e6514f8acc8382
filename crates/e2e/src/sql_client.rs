//! Statements for a private MariaDB, through its command line client.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tools;

/// Runs statements on a [`crate::MariaDb`] through the command line client.
#[derive(Clone, Debug)]
pub struct SqlClient {
    pub(crate) socket: PathBuf,
    pub(crate) user: String,
    pub(crate) database: String,
}

impl SqlClient {
    /// Runs one or more statements and gives back the rows of all of them; a NULL reads `NULL`.
    ///
    /// # Errors
    /// When the server is out of reach or refuses a statement; what came before it stays done.
    pub fn sql(&self, statements: &str) -> Result<Vec<Vec<String>>> {
        let mut process = Command::new(tools::program("mariadb")?)
            .args([
                "--no-defaults",
                "--batch",
                "--raw",
                "--skip-column-names",
                "--default-character-set=utf8mb4",
            ])
            .arg(format!("--socket={}", self.socket.display()))
            .arg(format!("--user={}", self.user))
            .arg(&self.database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start `mariadb`")?;
        let mut stdin = process
            .stdin
            .take()
            .context("stdin of `mariadb` is a pipe")?;
        // A client that found no server is gone already; its exit code tells more than the broken pipe.
        let _ = stdin.write_all(statements.as_bytes());
        drop(stdin);
        let output = process
            .wait_with_output()
            .context("cannot wait for `mariadb`")?;
        if !output.status.success() {
            bail!(
                "MariaDB: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        let text = String::from_utf8(output.stdout).context("MariaDB's answer is not UTF-8")?;
        Ok(text
            .lines()
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect())
    }

    /// Runs statements that answer with exactly one value.
    ///
    /// # Errors
    /// As [`SqlClient::sql`], and when there is no value or more than one.
    pub fn value(&self, statements: &str) -> Result<String> {
        let rows = self.sql(statements)?;
        match rows.as_slice() {
            [row] => match row.as_slice() {
                [value] => Ok(value.clone()),
                _ => bail!("expected one column from `{statements}`, got {}", row.len()),
            },
            _ => bail!("expected one row from `{statements}`, got {}", rows.len()),
        }
    }
}

/// Quotes text for a statement.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', "''"))
}
