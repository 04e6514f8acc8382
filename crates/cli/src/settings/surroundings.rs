//! What the settings may ask the process and the disk; tests answer instead.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The world as far as settings are concerned. Reads only.
pub trait Surroundings {
    /// All variables of the environment.
    fn variables(&self) -> Vec<(OsString, OsString)>;
    /// The directory the program was started in.
    fn current_directory(&self) -> io::Result<PathBuf>;
    /// Whether a file, or a link to one, is there.
    fn is_file(&self, path: &Path) -> bool;
    /// The first `limit` bytes of a file.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;
    /// Whether only its owner may read or write a file.
    fn is_private(&self, path: &Path) -> bool;
    /// The path without links.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;
}

/// The real world.
#[derive(Clone, Copy, Debug)]
pub struct Process;

impl Surroundings for Process {
    fn variables(&self) -> Vec<(OsString, OsString)> {
        std::env::vars_os().collect()
    }

    fn current_directory(&self) -> io::Result<PathBuf> {
        std::env::current_dir()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn is_private(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|meta| meta.mode().trailing_zeros() >= 6)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }
}
