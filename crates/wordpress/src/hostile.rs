//! What holds for our readers of PHP whatever they are given. The fuzzer looks for inputs that break it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::{ConfigError, Lookup, WpConfig};
use crate::php::{Folders, PhpValue};
use crate::unserialize::{self, Data, Key};

/// Nothing lies here, so that no file of this machine is read.
const WEB_ROOT: &str = "/nonexistent/site/public";

/// More text than all values of a configuration need together.
const MOST_TEXT: usize = 8 * 1024 * 1024;

/// Names that are asked for although the file may not mention them.
const ASKED: [&str; 3] = ["DB_PASSWORD", "MULTISITE", "AUTH_KEY"];

/// Checks one `wp-config.php`.
///
/// # Panics
/// Where something does not hold.
pub fn wp_config(source: &[u8]) {
    let found = match evaluate(source) {
        Ok(config) => config,
        Err(error) => {
            let text = format!("{error} {}", error.hint());
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
            return;
        }
    };
    let lines = source.split(|&byte| byte == b'\n').count();
    let mut text = 0;
    for name in names(source) {
        for answer in [found.constant(&name), found.variable(&name)] {
            match answer {
                Lookup::Known(PhpValue::Bytes(bytes)) => text += bytes.len(),
                Lookup::Unknown { reason, line } => {
                    assert!((1..=lines).contains(&line), "line {line} of {lines}");
                    assert!(!reason.chars().any(char::is_control), "{reason:?}");
                    assert!(reason.len() < 2000, "{reason}");
                }
                Lookup::Known(_) | Lookup::Unset => {}
            }
        }
    }
    assert!(text <= MOST_TEXT, "{text} bytes of text");
    nothing_is_certain_after_unread_code(source);
}

/// Code that is not followed may have defined any constant before, and only the first definition counts.
fn nothing_is_certain_after_unread_code(source: &[u8]) {
    let after = [b"<?php eval($_GET['x']); ?>", source].concat();
    let Ok(config) = evaluate(&after) else {
        return;
    };
    for name in names(source) {
        let answer = config.constant(&name);
        let own = name == "ABSPATH";
        assert!(own || matches!(answer, Lookup::Unknown { .. }), "{name}");
    }
}

fn evaluate(source: &[u8]) -> Result<WpConfig, ConfigError> {
    let folders = Folders {
        web_root: PathBuf::from(WEB_ROOT),
        config: PathBuf::from(WEB_ROOT),
    };
    let file = Path::new(WEB_ROOT).join("wp-config.php");
    let environment = BTreeMap::from([("SET".to_owned(), "here".to_owned())]);
    WpConfig::evaluate(&file, source, &folders, &environment)
}

/// Every word of the file that could be a name.
fn names(source: &[u8]) -> BTreeSet<String> {
    String::from_utf8_lossy(source)
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .chain(ASKED.map(str::to_owned))
        .collect()
}

/// Checks one option, as PHP's `serialize()` may have written it.
///
/// # Panics
/// Where something does not hold.
pub fn php_serialized(input: &[u8]) {
    // Plain text, or serialized twice: it must end, and that is all.
    let _ = unserialize::option_value(input);
    match unserialize::unserialize(input) {
        Err(problem) => {
            let text = problem.to_string();
            assert!(text.len() < 100 && text.is_ascii(), "{text}");
        }
        Ok(value) => {
            assert!(text_in(&value) <= input.len(), "more text than was given");
            let cut = input.get(..input.len() - 1).expect("not empty");
            let whole = unserialize::unserialize(cut).is_err();
            assert!(whole, "the same without its end");
        }
    }
}

/// How much text a value holds. Keys are looked at on the way.
fn text_in(value: &Data) -> usize {
    match value {
        Data::Bytes(bytes) | Data::Opaque(bytes) => bytes.len(),
        Data::Array(entries) => text_in_entries(entries),
        Data::Object { class, properties } => class.len() + text_in_entries(properties),
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::Reference(_) => 0,
    }
}

fn text_in_entries(entries: &[(Key, Data)]) -> usize {
    let mut seen = BTreeSet::new();
    let mut text = 0;
    for (key, value) in entries {
        let (number, name) = match key {
            Key::Int(number) => (Some(*number), Vec::new()),
            Key::Bytes(bytes) => (None, bytes.clone()),
        };
        text += name.len() + text_in(value);
        assert!(seen.insert((number, name)), "a key comes twice");
    }
    text
}

#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
pub(crate) mod replay;

#[test]
fn every_kept_configuration_is_read_or_refused() {
    replay::replay("wp_config", wp_config);
}

#[test]
fn every_kept_option_is_read_or_refused() {
    replay::replay("php_serialized", php_serialized);
}
