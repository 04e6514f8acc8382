//! Puts the files of this build in our place.
//!
//! They are written beside it, into a hidden folder, which WordPress passes over, and the two change places at once:
//! a visitor meets the old plugin or the new one, never half of each.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::fchown;
use std::path::Path;

use rustix::fs::{
    FlockOperation, Mode, OFlags, RenameFlags, fchmod, flock, fstat, mkdirat, openat, renameat,
    renameat_with,
};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::embedded::{FILES, SLUG};
use crate::error::Error;
use crate::folder::{FOLDER, PluginsFolder};
use crate::installed::Installed;

/// Where the new files are written.
const BESIDE: &str = ".runcloud-multisite.new";
/// Where the old ones go on file systems that cannot let two folders change places.
const ASIDE: &str = ".runcloud-multisite.old";

const FOLDER_MODE: Mode = Mode::from_raw_mode(0o755);
const FILE_MODE: Mode = Mode::from_raw_mode(0o644);

/// What came of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    Installed,
    /// There was one, perhaps of another version.
    Replaced {
        /// What its head told.
        version: Option<String>,
    },
    /// It was there already, file by file.
    Unchanged,
}

impl PluginsFolder {
    /// Puts the files of this build in our place; as root, in the name of the folder's owner.
    ///
    /// # Errors
    /// Where something else is in our place, or the system says no; what was there is still there then.
    pub fn install(&self) -> Result<Change, Error> {
        // Some network file systems know no locks; nobody installs twice at once there either.
        let lock = flock(&self.fd, FlockOperation::NonBlockingLockExclusive);
        if lock == Err(Errno::WOULDBLOCK) {
            return Err(Error::Busy {
                path: self.path().to_owned(),
            });
        }
        let done = self.replace();
        let mut swept = self.remove(BESIDE);
        // Where it failed half-way, the only copy may be there.
        if done.is_ok() {
            swept = swept.and_then(|()| self.remove(ASIDE));
        }
        let change = done?;
        swept.map_err(|error| self.failed("remove what was before at", error))?;
        Ok(change)
    }

    fn replace(&self) -> Result<Change, Error> {
        let change = match self.installed()? {
            Installed::Ours { same: true, .. } => return Ok(Change::Unchanged),
            Installed::Ours { version, .. } => Change::Replaced { version },
            Installed::Absent => Change::Installed,
            Installed::NotOurs(why) => {
                return Err(Error::NotOurs {
                    path: self.place(),
                    why,
                });
            }
        };
        self.remove(BESIDE)
            .and_then(|()| self.write())
            .map_err(|error| self.failed("write the plugin to", error))?;
        let moved = match change {
            Change::Installed => renameat(&self.fd, BESIDE, &self.fd, SLUG),
            _ => self.change_places(),
        };
        moved.map_err(|error| self.failed("put the plugin at", error))?;
        Ok(change)
    }

    /// Writes all files beside our place. Until all are there nobody else may enter.
    fn write(&self) -> io::Result<()> {
        mkdirat(&self.fd, BESIDE, Mode::RWXU)?;
        let root = openat(&self.fd, BESIDE, FOLDER, Mode::empty())?;
        let (plugins, own) = (fstat(&self.fd)?, fstat(&root)?);
        // Whoever owns the folder around it may have put another in its place.
        if own.st_uid != geteuid().as_raw() {
            return Err(io::Error::other("somebody else took its place meanwhile"));
        }
        let owner = geteuid()
            .is_root()
            .then_some((plugins.st_uid, plugins.st_gid));
        let folders: BTreeSet<&Path> = FILES
            .iter()
            .flat_map(|(path, _)| Path::new(path).ancestors().skip(1))
            .filter(|folder| *folder != Path::new(""))
            .collect();
        for folder in &folders {
            mkdirat(&root, *folder, Mode::RWXU)?;
        }
        for (path, bytes) in FILES {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let fd = openat(&root, *path, flags, Mode::RUSR | Mode::WUSR)?;
            let mut file = File::from(fd);
            file.write_all(bytes)?;
            hand_over(file.as_fd(), FILE_MODE, owner)?;
            file.sync_all()?;
        }
        // From the inside out: nobody reaches what is not done.
        for folder in folders.iter().rev() {
            let fd = openat(&root, *folder, FOLDER, Mode::empty())?;
            hand_over(fd.as_fd(), FOLDER_MODE, owner)?;
        }
        hand_over(root.as_fd(), FOLDER_MODE, owner)
    }

    fn change_places(&self) -> Result<(), Errno> {
        let fd: &OwnedFd = &self.fd;
        match renameat_with(fd, BESIDE, fd, SLUG, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => self.step_aside(),
            other => other,
        }
    }

    /// Two steps, where the file system knows no single one.
    fn step_aside(&self) -> Result<(), Errno> {
        let fd = &self.fd;
        renameat(fd, SLUG, fd, ASIDE)?;
        renameat(fd, BESIDE, fd, SLUG).inspect_err(|_| {
            // Better the old one than none; where that fails too, the first error tells why.
            let _ = renameat(fd, ASIDE, fd, SLUG);
        })
    }

    /// Removes a folder of ours beside our place, if it is there.
    fn remove(&self, name: &str) -> io::Result<()> {
        // The open folder by its number: its path may lead elsewhere by now.
        let path = format!("/proc/self/fd/{}/{name}", self.fd.as_raw_fd());
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn hand_over(fd: BorrowedFd<'_>, mode: Mode, owner: Option<(u32, u32)>) -> io::Result<()> {
    fchmod(fd, mode)?;
    match owner {
        Some((user, group)) => fchown(fd, Some(user), Some(group)),
        None => Ok(()),
    }
}
