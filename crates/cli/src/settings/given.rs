//! What `wp-config.php` would say, given by whoever runs the program: for files that make it in ways that cannot be told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::key::PREFIX;
use super::{Origin, Problem, Surroundings};

/// A value of `wp-config.php` that can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// In the configuration file, in the table `[wp_config]`.
    pub(crate) key: &'static str,
    /// The variable of the environment.
    pub(crate) variable: &'static str,
    /// The constant that it stands for; the prefix of the tables is a variable.
    pub(crate) constant: &'static str,
    secret: bool,
}

const fn name(
    key: &'static str,
    variable: &'static str,
    constant: &'static str,
    secret: bool,
) -> Name {
    Name {
        key,
        variable,
        constant,
        secret,
    }
}

/// All of them.
pub(crate) const NAMES: [Name; 9] = [
    name("db_name", "RUNCLOUD_MULTISITE_DB_NAME", "DB_NAME", false),
    name("db_user", "RUNCLOUD_MULTISITE_DB_USER", "DB_USER", false),
    name(
        "db_password",
        "RUNCLOUD_MULTISITE_DB_PASSWORD",
        "DB_PASSWORD",
        true,
    ),
    name("db_host", "RUNCLOUD_MULTISITE_DB_HOST", "DB_HOST", false),
    name(
        "table_prefix",
        "RUNCLOUD_MULTISITE_TABLE_PREFIX",
        "$table_prefix",
        false,
    ),
    name(
        "main_domain",
        "RUNCLOUD_MULTISITE_MAIN_DOMAIN",
        "DOMAIN_CURRENT_SITE",
        false,
    ),
    name(
        "subdomain_install",
        "RUNCLOUD_MULTISITE_SUBDOMAIN_INSTALL",
        "SUBDOMAIN_INSTALL",
        false,
    ),
    name("auth_key", "RUNCLOUD_MULTISITE_AUTH_KEY", "AUTH_KEY", true),
    name(
        "auth_salt",
        "RUNCLOUD_MULTISITE_AUTH_SALT",
        "AUTH_SALT",
        true,
    ),
];

/// The longest value; keys and salts have some hundred bytes.
const MAX_SIZE: u64 = 4096;

/// A value, or the file that holds it; some are secrets, so none is shown.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(SecretString),
    InFile(PathBuf),
}

/// What was given, by constant.
#[derive(Clone, Debug, Default)]
pub struct Given(BTreeMap<&'static str, (Value, Origin)>);

/// Secrets are compared where layers are; which of two differs is nobody's business.
impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        let text = |told: &Value| match told {
            Value::Text(text) => Ok(text.expose_secret().to_owned()),
            Value::InFile(path) => Err(path.clone()),
        };
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(one, two)| {
                one.0 == two.0 && one.1.1 == two.1.1 && text(&one.1.0) == text(&two.1.0)
            })
    }
}

impl Eq for Given {}

impl Given {
    /// Finds the name of a variable, and whether it names a file.
    pub(crate) fn of_variable(variable: &str) -> Option<(Name, bool)> {
        find(
            variable.strip_prefix(PREFIX)?,
            |name| name.variable.strip_prefix(PREFIX).unwrap_or_default(),
            "_FILE",
        )
    }

    /// The same of a key in the configuration file.
    pub(crate) fn of_key(key: &str) -> Option<(Name, bool)> {
        find(key, |name| name.key, "_file")
    }

    /// Takes a value, or the path of the file that holds it.
    pub(crate) fn set(
        &mut self,
        name: Name,
        in_file: bool,
        text: &str,
        base: &Path,
        origin: Origin,
    ) {
        let told = if in_file {
            Value::InFile(base.join(text))
        } else {
            Value::Text(text.into())
        };
        self.0.insert(name.constant, (told, origin));
    }

    /// This, with what it does not say taken from `lower`.
    pub(crate) fn over(mut self, lower: Self) -> Self {
        for (constant, value) in lower.0 {
            self.0.entry(constant).or_insert(value);
        }
        self
    }

    /// Reads the files that hold values, and sees that no secret stands where others may read it.
    pub(crate) fn settle(&mut self, surroundings: &dyn Surroundings, problems: &mut Vec<Problem>) {
        for (constant, (told, origin)) in &mut self.0 {
            let secret = NAMES
                .iter()
                .any(|name| name.constant == *constant && name.secret);
            match told {
                Value::InFile(path) => match surroundings.read(path, MAX_SIZE) {
                    Ok(bytes) => {
                        let text = String::from_utf8_lossy(&bytes);
                        *told = Value::Text(text.trim_end_matches(['\r', '\n']).into());
                    }
                    Err(error) => problems.push(Problem::new(format!(
                        "{}: the file with {constant} cannot be read: {error}",
                        path.display()
                    ))),
                },
                Value::Text(_) => {
                    if let (true, Origin::File { path }) = (secret, &*origin)
                        && !surroundings.is_private(path)
                    {
                        problems.push(
                            Problem::new(format!(
                                "{}: it holds {constant}, and others may read it",
                                path.display()
                            ))
                            .hint(format!("`chmod 600 {}`", path.display())),
                        );
                    }
                }
            }
        }
    }

    /// Each constant with its value, as PHP would take it.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0
            .iter()
            .filter_map(|(constant, (told, _))| match told {
                Value::Text(text) => Some((*constant, as_php(constant, text.expose_secret()))),
                Value::InFile(_) => None,
            })
    }
}

/// A switch in words is one of PHP's.
fn as_php(constant: &str, text: &str) -> String {
    let off = ["0", "false", "no", "off"];
    if constant == "SUBDOMAIN_INSTALL" && off.contains(&text.to_ascii_lowercase().as_str()) {
        String::new()
    } else {
        text.to_owned()
    }
}

fn find(typed: &str, of: impl Fn(&Name) -> &'static str, file: &str) -> Option<(Name, bool)> {
    let known = |text: &str| NAMES.into_iter().find(|name| of(name) == text);
    match known(typed) {
        Some(name) => Some((name, false)),
        None => Some((known(typed.strip_suffix(file)?)?, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_each_other_and_files_are_told_apart() {
        for name in NAMES {
            assert_eq!(
                name.variable,
                format!("{PREFIX}{}", name.key.to_ascii_uppercase())
            );
            assert_eq!(Given::of_key(name.key), Some((name, false)));
            let file = format!("{}_FILE", name.variable);
            assert_eq!(Given::of_variable(&file), Some((name, true)));
        }
        assert_eq!(Given::of_variable("RUNCLOUD_MULTISITE_DB_PORT"), None);
    }

    #[test]
    fn a_switch_in_words_is_one_of_php() {
        let mut given = Given::default();
        let (name, _) = Given::of_key("subdomain_install").unwrap();
        for (text, expected) in [("false", ""), ("No", ""), ("true", "true"), ("1", "1")] {
            given.set(name, false, text, Path::new("/"), Origin::Default);
            let values: Vec<_> = given.values().collect();
            assert_eq!(values, [("SUBDOMAIN_INSTALL", expected.to_owned())]);
        }
    }
}
