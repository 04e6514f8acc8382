//! Writes the list of the plugin's files, so that the program holds them as they are in the repository.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const PLUGIN: &str = "../../wordpress-plugin/runcloud-multisite";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(PLUGIN);
    let root = root.canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        // What a link leads to changes without the folder; a link is followed, so the copy holds a file.
        println!("cargo::rerun-if-changed={}", file.canonicalize()?.display());
        let name = file.strip_prefix(&root)?.to_str();
        let (Some(name), Some(file)) = (name, file.to_str()) else {
            return Err("a path is not UTF-8".into());
        };
        writeln!(list, "    ({name:?}, include_bytes!({file:?})),")?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("files.rs"), list)?;
    Ok(())
}

/// All files below a folder but hidden ones, which belong to somebody's editor.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
