//! A program that runs until it is told to stop.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::run::World;

/// The program, while it runs; killed with the test that started it.
pub(crate) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn start(world: &World, line: &str) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("runcloud-multisite"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", world.path())
            // What it leaves behind is left here.
            .env("TMPDIR", world.path())
            .current_dir(world.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line of standard output; none once the program has ended.
    pub(crate) fn line(&mut self) -> Option<String> {
        self.lines.next().map(Result::unwrap)
    }

    /// The next line, which has to be JSON.
    pub(crate) fn json(&mut self) -> Value {
        let line = self.line().expect("the program still runs");
        serde_json::from_str(&line).expect(&line)
    }

    /// Asks it to end and waits until it has; gives the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        while self.line().is_some() {}
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
