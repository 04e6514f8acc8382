//! The inputs that were found worth keeping, for the tests that replay them.

use std::fs;
use std::path::{Path, PathBuf};

/// Every kept input of a target, with its file, in one order.
pub(crate) fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join(target))
        .expect("the corpus is part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "{target}: only {} inputs", files.len());
    let read = |file: PathBuf| {
        let input = fs::read(&file).expect("a readable file");
        (file, input)
    };
    files.into_iter().map(read).collect()
}

/// Checks every kept input of a target, and names the one that fails.
pub(crate) fn replay(target: &str, check: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    for (file, input) in corpus(target) {
        let held = std::panic::catch_unwind(|| check(&input)).is_ok();
        assert!(held, "found by {}", file.display());
    }
}
