//! Finds the configuration file and the WordPress installation, where nobody names them.

use std::io;
use std::path::{Path, PathBuf};

use super::{Key, Origin, Problem, Sourced, Surroundings};

/// A configuration file and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

const SYSTEM_FILE: &str = "/etc/runcloud-multisite/config.toml";
const USER_FILE: &str = ".config/runcloud-multisite/config.toml";
/// Far more than all settings need, in bytes.
const MAX_SIZE: u64 = 64 * 1024;

/// The file that `asked` names, or else the first of the usual places that has one. Files are not merged.
pub(crate) fn config_file(
    asked: Option<Sourced<PathBuf>>,
    surroundings: &dyn Surroundings,
    problems: &mut Vec<Problem>,
) -> Option<Found> {
    let (candidates, asked) = match asked {
        Some(asked) => (vec![asked.value], Some(asked.origin)),
        None => (usual_places(surroundings), None),
    };
    for path in candidates {
        let bytes = match surroundings.read(&path, MAX_SIZE + 1) {
            Err(error) if asked.is_none() && is_absence(&error) => continue,
            Err(error) => {
                problems.push(unreadable(&path, asked.as_ref(), &error));
                return None;
            }
            Ok(bytes) => bytes,
        };
        if let Some(web_root) = web_root_around(&path, surroundings) {
            let inside = format!(
                "{}: the configuration file lies inside the web root {}, where a visitor might fetch it",
                path.display(),
                web_root.display()
            );
            problems.push(
                Problem::new(inside).hint(format!("move it out, for example to {SYSTEM_FILE}")),
            );
            return None;
        }
        if bytes.len() as u64 > MAX_SIZE {
            problems.push(Problem::new(format!(
                "{}: larger than {MAX_SIZE} bytes, this is no configuration file",
                path.display()
            )));
            return None;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            problems.push(Problem::new(format!("{}: not valid UTF-8", path.display())));
            return None;
        };
        return Some(Found { path, text });
    }
    None
}

/// The installation that the current directory belongs to.
///
/// The folder of `wp-settings.php` comes before the one of `wp-config.php`, which may lie one folder higher.
pub(crate) fn wordpress_around(here: &Path, surroundings: &dyn Surroundings) -> Option<PathBuf> {
    let has = |folder: &Path, file: &str| surroundings.is_file(&folder.join(file));
    here.ancestors()
        .find(|folder| {
            has(folder, "wp-config.php")
                || (has(folder, "wp-settings.php")
                    && folder
                        .parent()
                        .is_some_and(|above| has(above, "wp-config.php")))
        })
        .map(Path::to_owned)
}

fn usual_places(surroundings: &dyn Surroundings) -> Vec<PathBuf> {
    let home = surroundings
        .variables()
        .into_iter()
        .find(|(name, value)| name == "HOME" && !value.is_empty())
        .map(|(_, home)| Path::new(&home).join(USER_FILE));
    home.into_iter()
        .chain([PathBuf::from(SYSTEM_FILE)])
        .collect()
}

/// Whether the error says that there is nothing; anything else, such as a refused permission, may hide a file.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn unreadable(path: &Path, asked: Option<&Origin>, error: &io::Error) -> Problem {
    let place = asked.map_or_else(String::new, |origin| {
        format!("{}: ", origin.label(Key::Config))
    });
    let what = format!("{place}cannot read {}: {error}", path.display());
    Problem::new(what).hint("correct the path, or let this user read the file")
}

/// The web root that the file lies in, by its own path or by where a link leads.
fn web_root_around(file: &Path, surroundings: &dyn Surroundings) -> Option<PathBuf> {
    let real = surroundings.canonical(file).ok();
    [Some(file.to_owned()), real]
        .into_iter()
        .flatten()
        .find_map(|path| {
            path.ancestors()
                .skip(1)
                .find(|folder| is_web_root(folder, surroundings))
                .map(Path::to_owned)
        })
}

/// `wp-settings.php` lies in the web root of an ordinary installation, `wp-config.php` beside `index.php` in one
/// with WordPress in a sub-folder. `wp-config.php` alone may be the protected place above the web root.
fn is_web_root(folder: &Path, surroundings: &dyn Surroundings) -> bool {
    let has = |file| surroundings.is_file(&folder.join(file));
    has("wp-settings.php") || (has("wp-config.php") && has("index.php"))
}
