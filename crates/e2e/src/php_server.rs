//! WordPress behind PHP's own web server, so that a browser and the program can ask it for pages.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::ports::free_port;
use crate::tools;
use crate::wait::wait_until;

const START_LIMIT: Duration = Duration::from_mins(1);

/// A running web server; ended on drop with its workers.
#[derive(Debug)]
pub struct PhpServer {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl PhpServer {
    /// Serves a web root on a free port of loopback, whatever host is asked for.
    ///
    /// # Errors
    /// When PHP is missing or does not start.
    pub fn start(web_root: &Path) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let folder = tempfile::tempdir()?;
        let log = File::create(folder.path().join("log"))?;
        let process = Command::new(tools::program("php")?)
            .args(["-d", "display_errors=0", "-d", "log_errors=1"])
            .args(["-S", &address.to_string(), "-t"])
            .arg(web_root)
            .arg(tools::php_scripts().join("router.php"))
            // A page may ask for another one while it is made.
            .env("PHP_CLI_SERVER_WORKERS", "4")
            // The workers outlive the first process, so they are ended as a group.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start PHP's web server")?;
        let mut server = Self {
            process,
            address,
            folder,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What PHP complained of: neither the list of requests nor what an old WordPress does that a new PHP dislikes.
    pub fn complaints(&self) -> String {
        let log = fs::read_to_string(self.log_path()).unwrap_or_default();
        let kinds = [
            "PHP Fatal",
            "PHP Parse",
            "PHP Warning",
            "PHP Notice",
            "PHP Recoverable",
        ];
        let complaints = log
            .lines()
            .filter(|line| kinds.iter().any(|kind| line.contains(kind)));
        complaints.collect::<Vec<_>>().join("\n")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        wait_until("PHP's web server to listen", START_LIMIT, || {
            if let Some(status) = self.process.try_wait()? {
                let log = fs::read_to_string(self.log_path()).unwrap_or_default();
                bail!("PHP's web server ended by itself ({status}): {log}");
            }
            Ok(TcpStream::connect(self.address).is_ok())
        })
    }
}

impl Drop for PhpServer {
    fn drop(&mut self) {
        tools::end_group(&mut self.process);
    }
}
