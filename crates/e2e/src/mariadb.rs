//! A private MariaDB: its own data folder, socket and port, gone with the test.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::ports::free_port;
use crate::sql_client::{SqlClient, quoted};
use crate::tools;
use crate::wait::wait_until;

const START_LIMIT: Duration = Duration::from_mins(1);
const ATTEMPTS_TO_FIND_A_PORT: usize = 5;

/// A running database server of our own; killed, and its data deleted, on drop.
#[derive(Debug)]
pub struct MariaDb {
    folder: TempDir,
    user: String,
    port: u16,
    account: Account,
    process: Option<Child>,
}

/// The database and the user that WordPress gets, as in `wp-config.php`.
#[derive(Clone, Debug)]
pub struct Account {
    /// `DB_NAME`.
    pub database: String,
    /// `DB_USER`.
    pub user: String,
    /// `DB_PASSWORD`: no secret to anybody, but full of characters that have to be quoted in PHP, SQL and URLs.
    pub password: String,
}

impl MariaDb {
    /// Makes an empty data folder, starts a server on it and creates the database and its user.
    ///
    /// # Errors
    /// When MariaDB is not installed, or does not come up within a minute (the server's log is in the message).
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("e2e-mariadb-").tempdir()?;
        let user = tools::user_name()?;
        fs::create_dir(folder.path().join("tmp"))?;
        tools::stdout_of(
            // `--force`: a minimal system cannot look its own host name up, and need not.
            Command::new(tools::program("mariadb-install-db")?)
                .env("TMPDIR", folder.path().join("tmp"))
                .args([
                    "--no-defaults",
                    "--skip-test-db",
                    "--force",
                    "--auth-root-authentication-method=socket",
                ])
                .arg(format!("--auth-root-socket-user={user}"))
                .arg(format!("--user={user}"))
                .arg(format!(
                    "--datadir={}",
                    folder.path().join("data").display()
                )),
        )?;
        let account = Account {
            database: "network".into(),
            user: "wordpress".into(),
            password: r#"it's $5 \ #1 "?>/@:%"#.into(),
        };
        let mut server = Self {
            folder,
            user,
            port: 0,
            account,
            process: None,
        };
        server.make_certificate()?;
        server.start_on_a_free_port()?;
        server.create_account()?;
        Ok(server)
    }

    /// A certificate that nobody knows, as servers make for themselves.
    fn make_certificate(&self) -> Result<()> {
        let made = rcgen::generate_simple_self_signed(["database.example".to_owned()])?;
        fs::write(self.folder.path().join("cert.pem"), made.cert.pem())?;
        fs::write(
            self.folder.path().join("key.pem"),
            made.signing_key.serialize_pem(),
        )?;
        Ok(())
    }

    /// The TCP port on 127.0.0.1; the same after a restart.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The number of its process, while it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// The path of the Unix socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("mysqld.sock")
    }

    /// The database and user for WordPress.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// A handle for statements on the WordPress database; it outlives restarts.
    pub fn client(&self) -> SqlClient {
        SqlClient {
            socket: self.socket(),
            user: self.user.clone(),
            database: self.account.database.clone(),
        }
    }

    /// Runs statements as the administrator, see [`SqlClient::sql`].
    ///
    /// # Errors
    /// When the server is down or refuses a statement.
    pub fn sql(&self, statements: &str) -> Result<Vec<Vec<String>>> {
        self.client().sql(statements)
    }

    /// Shuts the server down in an orderly way. The data stays.
    ///
    /// # Errors
    /// When the server does not stop.
    pub fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            tools::send_signal("TERM", process.id())?;
            process.wait().context("cannot wait for `mariadbd`")?;
        }
        Ok(())
    }

    /// Starts the stopped server again on the same data, socket and port.
    ///
    /// # Errors
    /// When the server does not come up.
    pub fn resume(&mut self) -> Result<()> {
        self.spawn()?;
        self.wait_until_ready()
    }

    /// Stops the server and starts it again; open connections break.
    ///
    /// # Errors
    /// When the server does not stop, or does not come up again.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.resume()
    }

    /// Asking for a free port and listening on it are two steps; another test may come in between.
    fn start_on_a_free_port(&mut self) -> Result<()> {
        let mut attempt = 1;
        loop {
            self.port = free_port()?;
            match self.resume() {
                Err(_)
                    if attempt < ATTEMPTS_TO_FIND_A_PORT
                        && self.log().contains("Address already in use") =>
                {
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    fn spawn(&mut self) -> Result<()> {
        let log = File::create(self.log_path())?;
        let process = Command::new(tools::program("mariadbd")?)
            // Everything the system's own configuration says about a server is about another one.
            .arg("--no-defaults")
            .arg(format!("--user={}", self.user))
            .arg(format!(
                "--datadir={}",
                self.folder.path().join("data").display()
            ))
            .arg(format!("--socket={}", self.socket().display()))
            .arg(format!(
                "--pid-file={}",
                self.folder.path().join("mysqld.pid").display()
            ))
            // A starting server deletes the temporary tables it finds, also those of another server.
            .arg(format!(
                "--tmpdir={}",
                self.folder.path().join("tmp").display()
            ))
            // TLS is offered by socket and port, as newer servers do by themselves.
            .arg(format!(
                "--ssl-cert={}",
                self.folder.path().join("cert.pem").display()
            ))
            .arg(format!(
                "--ssl-key={}",
                self.folder.path().join("key.pem").display()
            ))
            .arg(format!("--port={}", self.port))
            .args([
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--skip-log-bin",
            ])
            // Several servers run side by side in the tests: keep each small.
            .args(["--innodb-buffer-pool-size=32M", "--performance-schema=OFF"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start `mariadbd`")?;
        self.process = Some(process);
        Ok(())
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let client = SqlClient {
            database: "mysql".into(),
            ..self.client()
        };
        let process = self
            .process
            .as_mut()
            .context("the server was not started")?;
        let answer = wait_until("MariaDB to accept connections", START_LIMIT, || {
            if let Some(status) = process.try_wait()? {
                bail!("MariaDB ended while starting: {status}");
            }
            Ok(client.sql("SELECT 1").is_ok())
        });
        answer.with_context(|| format!("MariaDB's log:\n{}", self.log()))
    }

    fn create_account(&self) -> Result<()> {
        let Account {
            database,
            user,
            password,
        } = &self.account;
        let password = quoted(password);
        SqlClient { database: "mysql".into(), ..self.client() }.sql(&format!(
            "CREATE DATABASE {database} CHARACTER SET utf8mb4;
             CREATE USER {user}@localhost IDENTIFIED BY {password}, {user}@'127.0.0.1' IDENTIFIED BY {password};
             GRANT ALL ON {database}.* TO {user}@localhost, {user}@'127.0.0.1';"
        ))?;
        Ok(())
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("mysqld.log")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Its data is deleted next, so it need not write anything back first.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_quotes_and_backslashes_arrives_as_it_was() {
        let server = MariaDb::start().unwrap();
        let text = r#"it's \ "x" – ü"#;
        assert_eq!(
            server
                .client()
                .value(&format!("SELECT {}", quoted(text)))
                .unwrap(),
            text
        );
    }

    #[test]
    fn data_survives_a_restart_on_the_same_port() {
        let mut server = MariaDb::start().unwrap();
        server
            .sql("CREATE TABLE kept (n INT); INSERT INTO kept VALUES (41), (42)")
            .unwrap();
        let port = server.port();
        server.restart().unwrap();
        assert_eq!(
            server.sql("SELECT n FROM kept ORDER BY n").unwrap(),
            [["41"], ["42"]]
        );
        assert_eq!(
            server.client().value("SELECT @@port").unwrap(),
            port.to_string()
        );
    }

    #[test]
    fn a_stopped_server_refuses_statements_until_it_is_resumed() {
        let mut server = MariaDb::start().unwrap();
        server.stop().unwrap();
        assert!(server.sql("SELECT 1").is_err());
        server.resume().unwrap();
        assert_eq!(server.client().value("SELECT 1").unwrap(), "1");
    }

    #[test]
    fn a_refused_statement_is_an_error_with_the_servers_words() {
        let server = MariaDb::start().unwrap();
        let error = server.sql("SELECT * FROM nowhere").unwrap_err();
        assert!(error.to_string().contains("nowhere"), "{error}");
    }
}
