//! What the program left behind, and the secrets in it.

use std::fs;
use std::path::Path;

use crate::marks::forms;
use crate::scene::Ran;

/// Texts with where they were found.
#[derive(Default)]
pub(crate) struct Traces(Vec<(String, String)>);

impl Traces {
    /// What one run said, and what the process list told about it.
    pub(crate) fn add(&mut self, run: &str, ran: &Ran) {
        self.0
            .push((format!("{run} | process list"), ran.command_line.clone()));
        self.0.push((format!("{run} | stdout"), ran.stdout.clone()));
        self.0.push((format!("{run} | stderr"), ran.stderr.clone()));
    }

    pub(crate) fn text(&mut self, place: String, text: String) {
        self.0.push((place, text));
    }

    /// Every file below `folder` that the test did not write itself.
    pub(crate) fn files(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() {
                self.files(&path);
            } else if !matches!(&*name, "wp-config.php" | "config.toml") {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                self.0.push((path.display().to_string(), text));
            }
        }
    }

    /// Each secret that shows, with where and in which form; none is quoted.
    pub(crate) fn leaks(&self, secrets: &[(String, String)]) -> Vec<String> {
        let needles: Vec<_> = secrets
            .iter()
            .flat_map(|(name, secret)| {
                let of =
                    move |(form, text): (&'static str, String)| (name, form, text.to_lowercase());
                forms(secret).into_iter().map(of)
            })
            .collect();
        let mut leaks = Vec::new();
        for (place, text) in &self.0 {
            let text = text.to_lowercase();
            let shown = needles.iter().filter(|(_, _, form)| text.contains(form));
            leaks.extend(shown.map(|(name, form, _)| format!("{place}: {name}, {form}")));
        }
        leaks
    }
}
