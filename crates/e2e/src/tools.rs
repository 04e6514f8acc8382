//! Where the programs and files are that the harness needs, with one clear message when they are not.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

const REMEDY: &str = "run `scripts/test` once, it fetches what the end-to-end tests need";

/// Finds a program on `PATH` or in the system's administration folders, where `mariadbd` lives.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .with_context(|| format!("`{name}` is not installed; {REMEDY}"))
}

/// The unpacked WordPress, as `scripts/fetch-wordpress` leaves it, or another one named by
/// `RUNCLOUD_MULTISITE_WORDPRESS_SOURCE`.
pub(crate) fn wordpress_source() -> Result<PathBuf> {
    let source = env::var_os("RUNCLOUD_MULTISITE_WORDPRESS_SOURCE")
        .map_or_else(|| repository().join(".cache/wordpress"), PathBuf::from);
    if !source.join("wp-includes/version.php").is_file() {
        bail!("there is no WordPress in `{}`; {REMEDY}", source.display());
    }
    Ok(source)
}

/// The PHP files of the harness.
pub(crate) fn php_scripts() -> PathBuf {
    repository().join("tests/wordpress")
}

/// The name of the user who runs the tests.
pub(crate) fn user_name() -> Result<String> {
    stdout_of(Command::new("id").arg("-un"))
}

/// Sends a signal by name (`TERM`, `KILL`) to a process of ours.
///
/// The shell's own `kill` is used: the stand-alone program is not on every minimal system.
pub(crate) fn send_signal(signal: &str, process_id: u32) -> Result<()> {
    let status = Command::new("sh")
        .args([
            "-c",
            "kill -s \"$1\" \"$2\"",
            "sh",
            signal,
            &process_id.to_string(),
        ])
        .status()
        .context("cannot run `sh` to send a signal")?;
    if !status.success() {
        bail!("sending SIG{signal} to process {process_id} failed: {status}");
    }
    Ok(())
}

/// Ends a process that leads a group of its own, with everything it started.
pub(crate) fn end_group(leader: &mut Child) {
    let group = format!("-{}", leader.id());
    let _ = Command::new("sh")
        .args(["-c", "kill -s KILL -- \"$1\"", "sh", &group])
        .stderr(Stdio::null())
        .status();
    let _ = leader.wait();
}

/// Runs a command to its end and gives back what it wrote to stdout, trimmed.
pub(crate) fn stdout_of(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run `{name}`"))?;
    if !output.status.success() {
        bail!(
            "`{name}` failed ({}): {}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Two folders above this crate.
pub(crate) fn repository() -> &'static Path {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(2).unwrap_or(crate_folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_together_with_the_remedy() {
        let error = program("no-such-program").unwrap_err().to_string();
        assert!(
            error.contains("`no-such-program`") && error.contains("scripts/test"),
            "{error}"
        );
    }

    #[test]
    fn a_command_that_fails_is_an_error_with_its_words() {
        let error = stdout_of(Command::new("sh").args(["-c", "echo the reason >&2; exit 3"]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("the reason") && error.contains('3'),
            "{error}"
        );
    }
}
