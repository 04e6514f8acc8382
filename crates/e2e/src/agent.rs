//! The built program as a process: the way an operator meets it.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::output::Captured;
use crate::tools;
use crate::wait::wait_until;

const STOP_LIMIT: Duration = Duration::from_mins(1);

/// Where the program looks, instead of the real world.
#[derive(Clone, Debug)]
pub struct AgentOptions {
    /// `--wordpress`: the web root.
    pub wordpress: PathBuf,
    /// `--api-url`: scheme, host and port of the API.
    pub api_url: String,
    /// `--resolver`: the name server that is asked for everything.
    pub resolver: SocketAddr,
    /// `--server-address`: where handshakes go.
    pub server_address: SocketAddr,
    /// `--ca-file`: the root certificate to trust.
    pub ca_file: PathBuf,
}

/// A running `runcloud-multisite run`; killed on drop.
#[derive(Debug)]
pub struct Agent {
    process: Child,
    stdout: Captured,
    stderr: Captured,
}

/// What a command that came to its end left behind.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; absent when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote for programs.
    pub stdout: String,
    /// What it wrote for people.
    pub stderr: String,
}

impl Agent {
    /// Starts `run` and returns at once.
    ///
    /// # Errors
    /// When the program is not built, see [`binary`].
    pub fn spawn(options: &AgentOptions) -> Result<Self> {
        let mut process = options
            .command(&["run", "--output", "json"])?
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start `runcloud-multisite run`")?;
        let stdout = Captured::follow(process.stdout.take().context("stdout is a pipe")?);
        let stderr = Captured::follow(process.stderr.take().context("stderr is a pipe")?);
        Ok(Self {
            process,
            stdout,
            stderr,
        })
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Fails if the agent is no longer there.
    ///
    /// # Errors
    /// When the process has ended.
    pub fn must_be_running(&mut self) -> Result<()> {
        if let Some(status) = self.process.try_wait()? {
            bail!("the agent ended by itself ({status})");
        }
        Ok(())
    }

    /// Everything it wrote so far, both streams, for the message of a failing test.
    pub fn output(&self) -> String {
        format!(
            "--- stdout\n{}--- stderr\n{}",
            self.stdout.text(),
            self.stderr.text()
        )
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// When it does not end within a minute.
    pub fn stop(mut self) -> Result<ExitStatus> {
        tools::send_signal("TERM", self.process.id())?;
        let mut ended = None;
        wait_until("the agent to end after SIGTERM", STOP_LIMIT, || {
            ended = self.process.try_wait()?;
            Ok(ended.is_some())
        })
        .with_context(|| self.output())?;
        ended.context("the wait ends with a status")
    }

    /// Sends SIGHUP, which says that the configuration changed.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn hang_up(&self) -> Result<()> {
        tools::send_signal("HUP", self.process.id())
    }

    /// Ends it between two instructions (SIGKILL), as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs one command, such as `["status", "shop.example.org"]`, to its end.
///
/// # Errors
/// When the program is not built, see [`binary`].
pub fn run_once(options: &AgentOptions, arguments: &[&str]) -> Result<Finished> {
    let output = options
        .command(arguments)?
        .stdin(Stdio::null())
        .output()
        .context("cannot start the program")?;
    Ok(Finished {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The program under test: what `RUNCLOUD_MULTISITE_BIN` names, else the one cargo built into the same target
/// folder as this test. It is not built here; `scripts/test` does that, or `cargo build -p cli`.
///
/// # Errors
/// When it is not there.
pub fn binary() -> Result<PathBuf> {
    let path = match env::var_os("RUNCLOUD_MULTISITE_BIN") {
        Some(path) => PathBuf::from(path),
        None => beside_the_test(&env::current_exe()?)
            .context("the test does not run from cargo's target folder")?,
    };
    if !path.is_file() {
        bail!(
            "the program is not built: no `{}`; run `cargo build -p cli` or `scripts/test`",
            path.display()
        );
    }
    Ok(path)
}

/// From `target/debug/deps/test-0123` to `target/debug/runcloud-multisite`.
fn beside_the_test(test: &Path) -> Option<PathBuf> {
    Some(test.parent()?.parent()?.join("runcloud-multisite"))
}

impl AgentOptions {
    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(binary()?);
        // A configuration or a credential of the person who runs the tests has no business here.
        for (name, _) in env::vars_os() {
            let name_text = name.to_string_lossy();
            if name_text.starts_with("RUNCLOUD_MULTISITE_") || name_text.starts_with("WU_RUNCLOUD_")
            {
                command.env_remove(&name);
            }
        }
        command
            .env("HOME", "/nonexistent")
            .env_remove("XDG_CONFIG_HOME")
            .args(arguments)
            .arg("--wordpress")
            .arg(&self.wordpress)
            .args(["--api-url", &self.api_url])
            .args(["--resolver", &self.resolver.to_string()])
            .args(["--server-address", &self.server_address.to_string()])
            .arg("--ca-file")
            .arg(&self.ca_file);
        Ok(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_looked_for_in_the_target_folder_of_the_test() {
        assert_eq!(
            beside_the_test(Path::new("/somewhere/target/debug/deps/network-0123")),
            Some(PathBuf::from("/somewhere/target/debug/runcloud-multisite")),
        );
    }
}
