//! The layer of the configuration file.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::nearest;
use super::layer::{Layer, address};
use super::secret::{WHERE_SECRETS_BELONG, is_secret_name};
use super::{Given, Key, Origin, Problem, Sourced, given};

/// A file with every key, for the help; a test reads it back.
pub const EXAMPLE_FILE: &str = r#"wordpress = "/home/runcloud/webapps/network"
api_url = "https://manage.runcloud.io"
resolver = "127.0.0.1:53"            # instead of the system's and the authoritative ones
server_address = "127.0.0.1:443"     # where handshakes go
ca_file = "ca.pem"                   # beside this file
addresses = ["203.0.113.9"]          # count as ours, too: a load balancer, a proxy
calls_per_month = 400000             # what the RunCloud plan includes
php = "/usr/bin/php"                 # asked what reading wp-config.php does not tell, or "never"

[log]
level = "info"                       # error, warn, info, debug or trace

[wp_config]                          # instead of what wp-config.php says; db_password needs a file of mode 600
db_host = "db.internal"
db_password_file = "/run/secrets/db"
"#;

/// Reads the text of the file at `path`; relative paths in it start at its folder.
pub(crate) fn read(path: &Path, text: &str, problems: &mut Vec<Problem>) -> Layer {
    let mut reader = Reader {
        path,
        text,
        layer: Layer::default(),
        problems: Vec::new(),
    };
    match DeTable::parse(text) {
        Ok(table) => reader.table(table.get_ref(), ""),
        Err(error) => {
            // Only the message: the error's full form shows the line, and the line may hold a secret.
            let at = error.span().map_or(0, |span| span.start);
            reader.problem(at, &format!("not valid TOML: {}", error.message()), None);
        }
    }
    // Keys come in the order of the alphabet; a person reads the file from its beginning.
    reader.problems.sort_by_key(|(at, _)| *at);
    problems.extend(reader.problems.into_iter().map(|(_, problem)| problem));
    reader.layer
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    layer: Layer,
    /// Each with its place in the text, in bytes.
    problems: Vec<(usize, Problem)>,
}

impl Reader<'_> {
    /// Reads a table whose keys are known with `prefix` before them.
    fn table(&mut self, table: &DeTable<'_>, prefix: &str) {
        for (name, value) in table {
            let dotted = format!("{prefix}{}", name.get_ref());
            let at = name.span().start;
            let known = Key::ALL
                .into_iter()
                .find(|key| key.in_file() && key.name() == dotted);
            match (known, value.get_ref()) {
                (Some(key), _) => self.value(key, value),
                (None, _) if is_secret_name(name.get_ref()) => self.secret(at, &dotted),
                (None, DeValue::Table(inner)) if dotted == "log" => self.table(inner, "log."),
                (None, DeValue::Table(inner)) if dotted == "wp_config" => self.given(inner),
                (None, DeValue::Table(inner)) => {
                    self.unknown(at, &dotted);
                    self.secrets_in(inner, &format!("{dotted}."));
                }
                (None, _) => self.unknown(at, &dotted),
            }
        }
    }

    fn value(&mut self, key: Key, value: &Spanned<DeValue<'_>>) {
        let at = value.span().start;
        let base = self.path.parent().unwrap_or(Path::new("/"));
        let origin = Origin::File {
            path: self.path.to_owned(),
        };
        let outcome = match (key, value.get_ref()) {
            (Key::Addresses, DeValue::Array(items)) => items
                .iter()
                .map(|item| {
                    item.get_ref()
                        .as_str()
                        .map_or(Err(LIST.to_owned()), address)
                })
                .collect::<Result<Vec<_>, _>>()
                .map(|list| self.layer.addresses = Some(Sourced::new(list, origin))),
            (Key::Addresses, _) => Err(LIST.to_owned()),
            (Key::CallsPerMonth, DeValue::Integer(number)) => {
                self.layer.set(key, &number.to_string(), base, origin)
            }
            (_, DeValue::String(text)) => self.layer.set(key, text, base, origin),
            _ => Err("the value has to be text in quotes".to_owned()),
        };
        if let Err(why) = outcome {
            self.problem(at, &format!("`{}`: {why}", key.name()), None);
        }
    }

    /// What `wp-config.php` would say.
    fn given(&mut self, table: &DeTable<'_>) {
        let base = self.path.parent().unwrap_or(Path::new("/"));
        for (key, value) in table {
            let at = key.span().start;
            let dotted = format!("wp_config.{}", key.get_ref());
            let origin = Origin::File {
                path: self.path.to_owned(),
            };
            match (Given::of_key(key.get_ref()), value.get_ref()) {
                (Some((name, in_file)), DeValue::String(text)) => {
                    self.layer.given.set(name, in_file, text, base, origin);
                }
                (Some((name, false)), DeValue::Boolean(switch)) => {
                    let text = if *switch { "1" } else { "0" };
                    self.layer.given.set(name, false, text, base, origin);
                }
                (Some(_), _) => {
                    self.problem(
                        at,
                        &format!("`{dotted}`: the value has to be text in quotes"),
                        None,
                    );
                }
                (None, _) => {
                    let names: Vec<&str> = given::NAMES.iter().map(|name| name.key).collect();
                    let hint = format!("the keys are {}, each also with `_file`", names.join(", "));
                    self.problem(at, &format!("unknown key `{dotted}`"), Some(hint));
                }
            }
        }
    }

    /// Secrets in tables that nobody knows are still secrets.
    fn secrets_in(&mut self, table: &DeTable<'_>, prefix: &str) {
        for (name, value) in table {
            let dotted = format!("{prefix}{}", name.get_ref());
            if is_secret_name(name.get_ref()) {
                self.secret(name.span().start, &dotted);
            } else if let DeValue::Table(inner) = value.get_ref() {
                self.secrets_in(inner, &format!("{dotted}."));
            }
        }
    }

    fn secret(&mut self, at: usize, name: &str) {
        let what = format!("`{name}`: secrets have no place in this file");
        self.problem(at, &what, Some(WHERE_SECRETS_BELONG.to_owned()));
    }

    fn unknown(&mut self, at: usize, name: &str) {
        let names = || {
            Key::ALL
                .into_iter()
                .filter(|key| key.in_file())
                .map(Key::name)
        };
        let hint = match nearest(name, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys are {}", names().collect::<Vec<_>>().join(", ")),
        };
        self.problem(at, &format!("unknown key `{name}`"), Some(hint));
    }

    fn problem(&mut self, at: usize, what: &str, hint: Option<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let what = format!("{}:{line}: {what}", self.path.display());
        self.problems.push((at, Problem { what, hint }));
    }
}

const LIST: &str = "the value has to be a list of addresses, such as [\"203.0.113.9\"]";

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        read(Path::new("/etc/c.toml"), text, &mut problems);
        problems
    }

    #[test]
    fn the_example_in_the_help_sets_every_key_and_is_read_without_a_word() {
        let mut problems = Vec::new();
        let layer = read(Path::new("/etc/c.toml"), EXAMPLE_FILE, &mut problems);
        assert_eq!(problems, []);
        assert_eq!(layer.ca_file.unwrap().value, Path::new("/etc/ca.pem"));
        assert_eq!(layer.addresses.unwrap().value.len(), 1);
        let level = layer.log_level.unwrap();
        assert_eq!(level.origin.to_string(), "file /etc/c.toml");
        assert!(layer.wordpress.is_some() && layer.api_url.is_some());
        assert!(layer.resolver.is_some() && layer.server_address.is_some());
    }

    #[test]
    fn every_mistake_is_reported_with_its_line_and_none_hides_another() {
        let text = "api_ulr = 1\nresolver = \"dns\"\naddresses = \"203.0.113.9\"\n\n[log]\nlevel = 7\ncolour = true\n";
        let found: Vec<String> = problems(text).into_iter().map(|p| p.what).collect();
        for line in [1, 2, 3, 6, 7] {
            let place = format!("/etc/c.toml:{line}: ");
            assert_eq!(
                found.iter().filter(|what| what.starts_with(&place)).count(),
                1,
                "{found:#?}"
            );
        }
        assert_eq!(found.len(), 5, "{found:#?}");
    }

    #[test]
    fn secrets_are_refused_wherever_they_stand_and_never_repeated() {
        for text in [
            "api_token = \"hunter2\"",
            "[runcloud]\nsecret = \"hunter2\"",
            "[a.b]\nKEY = \"hunter2\"",
            "[token]\nvalue = \"hunter2\"",
            "log = { token = \"hunter2\" }",
            "token = \"hunter2",
            "api_url = \"hunter2\"",
            "resolver = hunter2",
        ] {
            let found = problems(text);
            assert!(!found.is_empty(), "{text}");
            assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
        }
        let found = problems("[runcloud]\nsecret = \"hunter2\"");
        assert!(
            found
                .iter()
                .any(|p| p.hint.as_deref() == Some(WHERE_SECRETS_BELONG))
        );
    }

    #[test]
    fn what_the_caller_has_to_say_cannot_be_set_in_the_file() {
        assert_eq!(problems("output = \"json\"").len(), 1);
        assert_eq!(problems("config = \"other.toml\"").len(), 1);
    }
}
