//! What is in our place.

use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;

use crate::embedded::{self, FILES, MAIN_FILE, SLUG};
use crate::error::{Error, NotOurs};
use crate::folder::{FOLDER, PluginsFolder};

/// What is in our place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// Nothing.
    Absent,
    /// This plugin.
    Ours {
        /// The version that its head tells.
        version: Option<String>,
        /// Whether its files are those of this build, each and no other.
        same: bool,
    },
    /// Something that is not replaced.
    NotOurs(NotOurs),
}

/// Files of other versions may be longer; nothing longer than this is read.
const LONGEST_MAIN_FILE: u64 = 64 * 1024;

impl PluginsFolder {
    /// Looks what is in our place.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn installed(&self) -> Result<Installed, Error> {
        let failed = |error: Errno| self.failed("read", error);
        let stat = match statat(&self.fd, SLUG, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(Installed::Absent),
            Err(error) => return Err(failed(error)),
        };
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => {}
            FileType::Symlink => return Ok(Installed::NotOurs(NotOurs::Link)),
            _ => return Ok(Installed::NotOurs(NotOurs::NoFolder)),
        }
        let folder = openat(&self.fd, SLUG, FOLDER, Mode::empty()).map_err(failed)?;
        let main = match read(folder.as_fd(), MAIN_FILE, LONGEST_MAIN_FILE) {
            Ok(main) => main,
            Err(Errno::NOENT) => None,
            Err(error) => return Err(failed(error)),
        };
        // The text domain is the plugin's folder by WordPress' rules; it outlives a new title.
        let ours = |main: &Vec<u8>| embedded::header(main, "Text Domain").as_deref() == Some(SLUG);
        let Some(main) = main.filter(ours) else {
            return Ok(Installed::NotOurs(NotOurs::Other));
        };
        Ok(Installed::Ours {
            version: embedded::header(&main, "Version"),
            same: count_same(folder.as_fd(), "").map_err(failed)? == Some(FILES.len()),
        })
    }
}

/// How many files there are below a folder, as long as each is one of ours and as it should be.
fn count_same(folder: BorrowedFd<'_>, prefix: &str) -> Result<Option<usize>, Errno> {
    let mut count = 0;
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().to_str() else {
            return Ok(None);
        };
        if matches!(name, "." | "..") {
            continue;
        }
        let path = format!("{prefix}{name}");
        let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let same = match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => {
                let within = format!("{path}/");
                if !FILES.iter().any(|(path, _)| path.starts_with(&within)) {
                    return Ok(None);
                }
                let below = openat(folder, name, FOLDER, Mode::empty())?;
                count_same(below.as_fd(), &within)?
            }
            _ => match embedded::file(&path) {
                Some(own) => {
                    let found = read(folder, name, own.len() as u64)?;
                    (found.as_deref() == Some(own)).then_some(1)
                }
                None => None,
            },
        };
        match same {
            Some(more) => count += more,
            None => return Ok(None),
        }
    }
    Ok(Some(count))
}

/// A plain file's content; nothing where it is longer, or no plain file.
fn read(folder: BorrowedFd<'_>, name: &str, longest: u64) -> Result<Option<Vec<u8>>, Errno> {
    // A pipe that somebody put there would hold up whoever opens it.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let fd = match openat(folder, name, flags, Mode::empty()) {
        Ok(fd) => fd,
        Err(Errno::LOOP | Errno::NXIO) => return Ok(None),
        Err(error) => return Err(error),
    };
    if FileType::from_raw_mode(fstat(&fd)?.st_mode) != FileType::RegularFile {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    std::fs::File::from(fd)
        .take(longest + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    Ok((bytes.len() as u64 <= longest).then_some(bytes))
}
