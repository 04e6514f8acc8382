//! Where the plugins of an installation are.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{Mode, OFlags, fstat, open};
use wordpress::{Installation, Lookup, PhpValue};

use crate::embedded::SLUG;
use crate::error::Error;

/// How folders are opened: as what they are, not as what a link makes of them.
pub(crate) const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// The folder with an installation's plugins, open.
#[derive(Debug)]
pub struct PluginsFolder {
    path: PathBuf,
    pub(crate) fd: OwnedFd,
}

impl PluginsFolder {
    /// Finds and opens it by WordPress' own rule: `WP_PLUGIN_DIR`, else `plugins` in `WP_CONTENT_DIR`, else
    /// `wp-content/plugins` in the web root.
    ///
    /// # Errors
    /// Where the configuration leaves it open, and where a link leads out of the web root to a place that the
    /// configuration does not name.
    pub fn find(installation: &Installation) -> Result<Self, Error> {
        let named = named(installation)?;
        let flags = FOLDER.difference(OFlags::NOFOLLOW);
        let fd =
            open(&named, flags, Mode::empty()).map_err(|error| missing(error.into(), &named))?;
        // Asked of what is open: a link may lead elsewhere by the time it is looked at again.
        let resolved = fs::read_link(format!("/proc/self/fd/{}", fd.as_raw_fd()))
            .map_err(|error| missing(error, &named))?;
        if !resolved.starts_with(&installation.web_root) && resolved != without_dots(&named) {
            return Err(Error::Outside {
                path: named,
                resolved,
            });
        }
        Ok(Self { path: resolved, fd })
    }

    /// Where it is, links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Our place in it.
    pub fn place(&self) -> PathBuf {
        self.path.join(SLUG)
    }

    /// The user id of its owner.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn owner(&self) -> Result<u32, Error> {
        let stat = fstat(&self.fd).map_err(|error| self.failed("read", error))?;
        Ok(stat.st_uid)
    }

    pub(crate) fn failed(&self, task: &'static str, error: impl Into<io::Error>) -> Error {
        Error::Io {
            task,
            path: self.place(),
            source: error.into(),
        }
    }
}

fn missing(error: io::Error, path: &Path) -> Error {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::NoFolder { path },
        _ => Error::Io {
            task: "open",
            path,
            source: error,
        },
    }
}

/// The path without `.` and `..`, by its text alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn named(installation: &Installation) -> Result<PathBuf, Error> {
    if let Some(path) = constant(installation, "WP_PLUGIN_DIR")? {
        return Ok(path);
    }
    let content = constant(installation, "WP_CONTENT_DIR")?;
    let content = content.unwrap_or_else(|| installation.web_root.join("wp-content"));
    Ok(content.join("plugins"))
}

fn constant(installation: &Installation, name: &'static str) -> Result<Option<PathBuf>, Error> {
    match installation.config.constant(name) {
        Lookup::Unset => Ok(None),
        Lookup::Unknown { reason, line } => Err(Error::Unknown { name, reason, line }),
        Lookup::Known(value) => absolute(&value).map(Some).ok_or(Error::NotAPath { name }),
    }
}

fn absolute(value: &PhpValue) -> Option<PathBuf> {
    let path = PathBuf::from(value.to_text()?);
    path.is_absolute().then_some(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::stage::Stage;

    #[test]
    fn without_constants_the_plugins_are_in_wp_content() {
        let stage = Stage::with("");
        let folder = stage.plugins().unwrap();
        assert_eq!(folder.path(), stage.root().join("wp-content/plugins"));
    }

    #[test]
    fn constants_win_and_may_name_a_place_outside_of_the_web_root() {
        let stage = Stage::with("define('WP_CONTENT_DIR', __DIR__ . '/content');");
        fs::create_dir_all(stage.root().join("content/plugins")).unwrap();
        let folder = stage.plugins().unwrap();
        assert_eq!(folder.path(), stage.root().join("content/plugins"));

        let stage = Stage::with(
            "define('WP_CONTENT_DIR', '/nonexistent'); define('WP_PLUGIN_DIR', __DIR__ . '/../shared/');",
        );
        let shared = stage.root().parent().unwrap().join("shared");
        fs::create_dir(&shared).unwrap();
        assert_eq!(stage.plugins().unwrap().path(), shared);
    }

    #[test]
    fn a_place_that_cannot_be_told_is_not_guessed() {
        let stage = Stage::with("define('WP_PLUGIN_DIR', plugins_of($host));");
        assert!(matches!(
            stage.plugins(),
            Err(Error::Unknown {
                name: "WP_PLUGIN_DIR",
                ..
            })
        ));
        let stage = Stage::with("define('WP_PLUGIN_DIR', 'plugins');");
        assert!(matches!(stage.plugins(), Err(Error::NotAPath { .. })));
        let stage = Stage::with("define('WP_CONTENT_DIR', '/nonexistent');");
        let error = stage.plugins().unwrap_err();
        assert_eq!(error.to_string(), "there is no folder /nonexistent/plugins");
    }

    #[test]
    fn a_link_may_lead_elsewhere_in_the_web_root_and_not_out_of_it() {
        let stage = Stage::with("");
        let plugins = stage.root().join("wp-content/plugins");
        fs::rename(&plugins, stage.root().join("real")).unwrap();
        symlink("../real", &plugins).unwrap();
        let folder = stage.plugins().unwrap();
        assert_eq!(folder.path(), stage.root().join("real"));

        let outside = stage.root().parent().unwrap().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::remove_file(&plugins).unwrap();
        symlink(&outside, &plugins).unwrap();
        assert!(matches!(stage.plugins(), Err(Error::Outside { .. })));
    }
}
