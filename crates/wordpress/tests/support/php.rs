//! Runs PHP as the judge of what our readers say.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a script with these arguments and gives what it printed.
pub(crate) fn run(script: &str, arguments: &[&Path], input: &[u8]) -> Vec<u8> {
    run_with(&[], script, arguments, input)
}

/// The same with settings of PHP, each in the form `name=value`.
pub(crate) fn run_with(
    settings: &[&str],
    script: &str,
    arguments: &[&Path],
    input: &[u8],
) -> Vec<u8> {
    let mut child = Command::new("php")
        .args([
            "-n",
            "-d",
            "short_open_tag=0",
            "-d",
            "display_errors=stderr",
        ])
        .args(settings.iter().flat_map(|setting| ["-d", setting]))
        .args(["-r", script, "--"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("PHP is needed for this test: run scripts/test, which installs it");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("PHP ends");
    // A script that does not read its input closes the pipe early.
    let _ = writer.join().expect("the writer does not panic");
    assert!(output.status.success(), "PHP failed: {}", output.status);
    output.stdout
}
