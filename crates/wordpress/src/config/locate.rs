//! Finds the installation that a path means, by WordPress' own rule.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{ConfigError, WpConfig};
use crate::environment::{Environment, ProcessEnvironment};
use crate::php::{Folders, MAX_FILE_BYTES};

/// A WordPress on this machine, with its configuration read.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The folder of `wp-settings.php` (`ABSPATH`), links resolved.
    pub web_root: PathBuf,
    /// The `wp-config.php` in use, links resolved.
    pub config_file: PathBuf,
    /// What it says.
    pub config: WpConfig,
}

/// Finds and reads the installation at `path`: its web root, the `wp-config.php` itself, or the folder above.
///
/// As in WordPress, a `wp-config.php` one folder above the web root counts only if there is none in the web root
/// and no `wp-settings.php` beside it, for then it belongs to another installation.
pub fn locate(path: &Path) -> Result<Installation, ConfigError> {
    locate_with(path, &ProcessEnvironment)
}

/// Like [`locate`], with an environment of the caller's choice for `getenv()` and its kin.
pub fn locate_with(
    path: &Path,
    environment: &dyn Environment,
) -> Result<Installation, ConfigError> {
    let (web_root, config_file) = find(path)?;
    let web_root = canonical(&web_root)?;
    let config_file = canonical(&config_file)?;
    let source = read(&config_file)?;
    let folders = Folders {
        config: config_file.parent().unwrap_or(&web_root).to_owned(),
        web_root: web_root.clone(),
    };
    let config = WpConfig::evaluate(&config_file, &source, &folders, environment)?;
    Ok(Installation {
        web_root,
        config_file,
        config,
    })
}

fn find(path: &Path) -> Result<(PathBuf, PathBuf), ConfigError> {
    let meta = fs::metadata(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => not_found(path),
        _ => ConfigError::Read {
            path: path.to_owned(),
            source,
        },
    })?;
    if !meta.is_dir() {
        // Links stay unresolved here: a link in the web root configures this web root.
        let folder = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(not_found(path)),
        };
        let web_root = if is_web_root(folder) {
            folder.to_owned()
        } else {
            below(folder)?
        };
        return Ok((web_root, path.to_owned()));
    }
    if is_web_root(path) {
        return config_of(path)
            .map(|config| (path.to_owned(), config))
            .ok_or_else(|| not_found(path));
    }
    if !path.join("wp-config.php").exists() {
        return Err(not_found(path));
    }
    let web_root = below(path)?;
    Ok((web_root, path.join("wp-config.php")))
}

/// The configuration that `wp-load.php` in this web root would take.
fn config_of(web_root: &Path) -> Option<PathBuf> {
    let inside = web_root.join("wp-config.php");
    if inside.exists() {
        return Some(inside);
    }
    let parent = web_root.canonicalize().ok()?.parent()?.to_owned();
    let above = parent.join("wp-config.php");
    (above.exists() && !is_web_root(&parent)).then_some(above)
}

/// The one web root right below `folder` that takes its configuration from there.
fn below(folder: &Path) -> Result<PathBuf, ConfigError> {
    let unreadable = |source| ConfigError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_web_root(&path) && !path.join("wp-config.php").exists() {
            found.push(path);
        }
    }
    match found.as_slice() {
        [web_root] => Ok(web_root.clone()),
        [] => Err(not_found(folder)),
        _ => {
            found.sort();
            Err(ConfigError::Ambiguous {
                path: folder.to_owned(),
                found: found
                    .iter()
                    .map(|path| path.display().to_string())
                    .collect(),
            })
        }
    }
}

fn is_web_root(folder: &Path) -> bool {
    folder.join("wp-settings.php").is_file()
}

fn not_found(path: &Path) -> ConfigError {
    ConfigError::NotFound {
        path: path.to_owned(),
    }
}

fn canonical(path: &Path) -> Result<PathBuf, ConfigError> {
    path.canonicalize().map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

fn read(file: &Path) -> Result<Vec<u8>, ConfigError> {
    let mut content = Vec::new();
    // A pipe would be waited for without end; opening it alone blocks.
    let regular = fs::metadata(file).and_then(|meta| {
        if meta.is_file() {
            fs::File::open(file)
        } else {
            Err(io::Error::other("it is no regular file"))
        }
    });
    regular
        .and_then(|open| {
            open.take(MAX_FILE_BYTES as u64 + 1)
                .read_to_end(&mut content)
        })
        .map_err(|source| ConfigError::Read {
            path: file.to_owned(),
            source,
        })?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "<?php $table_prefix = 'wp_';";

    #[test]
    fn a_pipe_in_the_place_of_the_file_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("wp-config.php");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let error = read(&pipe).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("no regular file"), "{cause}");
    }

    /// A temporary folder with these files in it.
    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        folder
    }

    fn found(path: &Path) -> (PathBuf, PathBuf) {
        let installation = locate(path).unwrap();
        (installation.web_root, installation.config_file)
    }

    #[test]
    fn web_root_file_and_folder_above_all_mean_the_same_installation() {
        let folder = tree(&[("site/wp-settings.php", ""), ("wp-config.php", CONFIG)]);
        let root = folder.path().canonicalize().unwrap();
        let expected = (root.join("site"), root.join("wp-config.php"));
        assert_eq!(found(&root), expected);
        assert_eq!(found(&root.join("site")), expected);
        assert_eq!(found(&root.join("wp-config.php")), expected);
    }

    #[test]
    fn the_configuration_of_another_installation_above_is_not_taken() {
        let folder = tree(&[
            ("wp-settings.php", ""),
            ("wp-config.php", CONFIG),
            ("blog/wp-settings.php", ""),
        ]);
        assert!(matches!(
            locate(&folder.path().join("blog")),
            Err(ConfigError::NotFound { .. })
        ));
    }

    #[test]
    fn the_configuration_in_the_web_root_wins() {
        let folder = tree(&[
            ("site/wp-settings.php", ""),
            ("site/wp-config.php", CONFIG),
            ("wp-config.php", CONFIG),
        ]);
        let root = folder.path().canonicalize().unwrap();
        assert_eq!(found(&root.join("site")).1, root.join("site/wp-config.php"));
    }

    #[test]
    fn a_linked_configuration_belongs_to_the_web_root_that_links_it() {
        let folder = tree(&[
            ("site/wp-settings.php", ""),
            ("shared/wp-config.php", CONFIG),
        ]);
        let root = folder.path().canonicalize().unwrap();
        let link = root.join("site/wp-config.php");
        std::os::unix::fs::symlink(root.join("shared/wp-config.php"), &link).unwrap();
        let expected = (root.join("site"), root.join("shared/wp-config.php"));
        assert_eq!(found(&link), expected);
        assert_eq!(found(&root.join("site")), expected);
    }

    #[test]
    fn two_candidates_are_a_question_and_none_is_an_error_with_advice() {
        let folder = tree(&[
            ("a/wp-settings.php", ""),
            ("b/wp-settings.php", ""),
            ("wp-config.php", CONFIG),
        ]);
        assert!(matches!(
            locate(folder.path()),
            Err(ConfigError::Ambiguous { found, .. }) if found.len() == 2
        ));
        let error = locate(&folder.path().join("missing")).unwrap_err();
        assert!(error.hint().contains("wp-settings.php"));
    }
}
