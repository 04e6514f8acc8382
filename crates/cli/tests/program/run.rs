//! Runs the program in an empty world of its own.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// Where the program looks first for its file, below the home folder.
pub(crate) const CONFIG: &str = ".config/runcloud-multisite/config.toml";

/// A folder for the program to live in, with nothing of the tester's own environment.
pub(crate) struct World {
    folder: TempDir,
}

/// What a run left behind; the folder's path is shown as `[FOLDER]`.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self {
            folder: TempDir::new().unwrap(),
        };
        // Hides the file that the tester's own system may have in /etc.
        world.file(CONFIG, "");
        world
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and says where.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn run(&self, line: &str) -> Outcome {
        self.run_with(line, &[])
    }

    pub(crate) fn run_with(&self, line: &str, variables: &[(&str, &str)]) -> Outcome {
        let output = Command::cargo_bin("runcloud-multisite")
            .unwrap()
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", self.path())
            .envs(variables.iter().copied())
            .current_dir(self.path())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| {
            let folder = self.path().to_str().unwrap();
            String::from_utf8(bytes)
                .unwrap()
                .replace(folder, "[FOLDER]")
        };
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    /// Everything in one text, for snapshots.
    pub(crate) fn whole(&self) -> String {
        let Self {
            code,
            stdout,
            stderr,
        } = self;
        let code = code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        format!("exit: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
    }
}
