//! A private MariaDB server in a temporary folder.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use store::{Address, Database, MySqlSettings, Tls};

/// A running server with the database `network` and the account `root` without a password; it ends with this value.
pub(crate) struct MariaDb {
    folder: tempfile::TempDir,
    server: Option<Child>,
}

impl MariaDb {
    /// Installs and starts a server, and waits until it answers.
    pub(crate) async fn start() -> Self {
        let mut mariadb = Self {
            folder: tempfile::tempdir().unwrap(),
            server: None,
        };
        let install = command("mariadb-install-db")
            .args([
                "--no-defaults",
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
            ])
            .arg(format!("--datadir={}", mariadb.data().display()))
            .arg(mariadb.temporary_tables())
            .output()
            .expect(
                "these tests need mariadb-install-db and mariadbd (package mariadb-server-core)",
            );
        assert!(
            install.status.success(),
            "{}",
            String::from_utf8_lossy(&install.stderr)
        );
        mariadb.run().await;
        let db = mariadb.open("mysql").await;
        db.execute("CREATE DATABASE network CHARACTER SET utf8mb4", &[])
            .await
            .unwrap();
        db.close().await;
        mariadb
    }

    /// Starts the server, for the first time or again.
    pub(crate) async fn run(&mut self) {
        let log = File::create(self.folder.path().join("log")).unwrap();
        self.make_certificate();
        let server = command("mariadbd")
            .args([
                "--no-defaults",
                "--user=root",
                "--skip-networking",
                "--skip-log-bin",
            ])
            .args([
                "--innodb-buffer-pool-size=8M",
                "--innodb-flush-log-at-trx-commit=2",
            ])
            .arg(format!("--datadir={}", self.data().display()))
            // TLS is offered, as newer servers do by themselves, by socket too.
            .arg(format!(
                "--ssl-cert={}",
                self.folder.path().join("cert.pem").display()
            ))
            .arg(format!(
                "--ssl-key={}",
                self.folder.path().join("key.pem").display()
            ))
            .arg(self.temporary_tables())
            .arg(format!("--socket={}", self.socket().display()))
            .arg(format!(
                "--pid-file={}",
                self.folder.path().join("pid").display()
            ))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("these tests need mariadbd (package mariadb-server-core)");
        self.server = Some(server);
        // The program offers no other sign of being ready than an answer.
        let mut last = String::new();
        for _ in 0..400 {
            match Database::mysql(self.settings("mysql")).await {
                Ok(db) => return db.close().await,
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        panic!("mariadbd did not start: {last}\n{log}");
    }

    /// A certificate that nobody knows, as servers make for themselves.
    fn make_certificate(&self) {
        let made = rcgen::generate_simple_self_signed(["database.example".to_owned()]).unwrap();
        let write = |name: &str, text: String| {
            std::fs::write(self.folder.path().join(name), text).unwrap();
        };
        write("cert.pem", made.cert.pem());
        write("key.pem", made.signing_key.serialize_pem());
    }

    /// Ends the server at once, as a crash does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Stops the server from answering while its connections stay open.
    #[allow(dead_code, reason = "not every test program freezes its server")]
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets a frozen server go on.
    #[allow(dead_code, reason = "not every test program freezes its server")]
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.server.as_ref().unwrap().id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// How `root` logs in to a database of this server.
    pub(crate) fn settings(&self, database: &str) -> MySqlSettings {
        MySqlSettings {
            candidates: vec![Address::Socket(self.socket())],
            user: "root".to_owned(),
            password: String::new().into(),
            database: database.to_owned(),
            tls: Tls::Preferred,
        }
    }

    /// Opens a database of this server as `root`.
    pub(crate) async fn open(&self, database: &str) -> Database {
        Database::mysql(self.settings(database)).await.unwrap()
    }

    /// Servers that share a folder for these take them from each other.
    fn temporary_tables(&self) -> String {
        format!("--tmpdir={}", self.folder.path().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// Servers are installed where only the path of root leads.
fn command(program: &str) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
    command
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // Nothing is left to do where it ended by itself.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
