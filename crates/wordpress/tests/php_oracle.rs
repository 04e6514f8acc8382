//! Whatever we say a `wp-config.php` defines, PHP must define too, with the same value.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wordpress::{Lookup, PhpValue, WpConfig, locate_with};

#[path = "support/php.rs"]
mod php;

/// Includes the configuration as `wp-load.php` does and prints every constant and variable when it ends.
const DUMP: &str = r"
    ob_start();
    register_shutdown_function(function () {
        ob_end_clean();
        $told = function ($value) {
            return is_string($value) ? ['text', base64_encode($value)] : [gettype($value), json_encode($value)];
        };
        $constants = get_defined_constants(true)['user'] ?? [];
        $variables = array_filter($GLOBALS, 'is_scalar');
        unset($variables['argc']);
        echo json_encode(['constants' => array_map($told, $constants), 'variables' => array_map($told, $variables)]);
    });
    $_ENV['FROM_ENV'] = getenv('FROM_ENV');
    define('ABSPATH', dirname($argv[1]) . '/');
    include $argv[1];
";

/// A copy of a fixture folder that looks like an installation.
fn install(fixture: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    copy(fixture, &root);
    fs::write(root.join("wp-settings.php"), "<?php exit;").unwrap();
    (folder, root)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn ours(root: &Path) -> WpConfig {
    let environment = BTreeMap::from([("FROM_ENV".to_owned(), "from the environment".to_owned())]);
    locate_with(root, &environment).unwrap().config
}

fn theirs(root: &Path) -> Value {
    let output = php::run(
        &format!("putenv('FROM_ENV=from the environment');{DUMP}"),
        &[&root.join("wp-config.php")],
        b"",
    );
    serde_json::from_slice(&output)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output)))
}

fn told(value: &PhpValue) -> Value {
    match value {
        PhpValue::Bytes(bytes) => serde_json::json!(["text", STANDARD.encode(bytes)]),
        PhpValue::Int(number) => serde_json::json!(["integer", number.to_string()]),
        PhpValue::Bool(flag) => serde_json::json!(["boolean", flag.to_string()]),
        PhpValue::Null => serde_json::json!(["NULL", "null"]),
        PhpValue::Float(number) => serde_json::json!(["double", number.to_string()]),
    }
}

/// Names after `// KEY:` lines of a fixture.
fn listed(source: &str, key: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| line.trim().strip_prefix(&format!("// {key}:")))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

fn assert_agreement(fixture: &Path) -> usize {
    let (_guard, root) = install(fixture);
    let source =
        String::from_utf8_lossy(&fs::read(root.join("wp-config.php")).unwrap()).into_owned();
    let (config, php) = (ours(&root), theirs(&root));
    let unknown = listed(&source, "unknown");
    let mut known = 0;
    let named = |kind: &str| php[kind].as_object().cloned().unwrap_or_default();
    let constants = named("constants")
        .into_iter()
        .map(|(name, value)| (config.constant(&name), name, value));
    let variables = named("variables")
        .into_iter()
        .map(|(name, value)| (config.variable(&name), format!("${name}"), value));
    for (found, name, value) in constants.chain(variables) {
        let doubtful = unknown.contains(&name);
        match found {
            Lookup::Known(mine) => {
                assert!(
                    !doubtful,
                    "{}: {name} should be in doubt",
                    fixture.display()
                );
                assert_eq!(told(&mine), value, "{}: {name}", fixture.display());
                known += 1;
            }
            Lookup::Unknown { reason, line } => {
                assert!(
                    doubtful,
                    "{}: {name} is in doubt: {reason}, line {line}",
                    fixture.display()
                );
            }
            Lookup::Unset => panic!("{}: we say {name} is not set", fixture.display()),
        }
    }
    for name in listed(&source, "unset") {
        assert_eq!(
            config.constant(&name),
            Lookup::Unset,
            "{}: {name}",
            fixture.display()
        );
        assert!(
            php["constants"].get(&name).is_none(),
            "{}: PHP defines {name}",
            fixture.display()
        );
    }
    for name in unknown {
        let found = match name.strip_prefix('$') {
            Some(variable) => config.variable(variable),
            None => config.constant(&name),
        };
        assert!(
            matches!(found, Lookup::Unknown { .. }),
            "{}: {name}: {found:?}",
            fixture.display()
        );
    }
    known
}

#[test]
fn every_fixture_means_the_same_to_us_and_to_php() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut fixtures: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    fixtures.sort();
    assert!(fixtures.len() >= 10, "the fixtures are missing");
    for fixture in fixtures {
        assert!(
            assert_agreement(&fixture) > 0,
            "{} tells nothing",
            fixture.display()
        );
    }
}

/// Pieces that are dangerous beside each other; none opens an interpolation or ends a string by itself.
const PIECES: [&str; 27] = [
    "\\", "\\\\", "n", "t", "e", "x", "x4", "4", "1", "0", "77", "8", "u{41}", "u{20ac}", "u", "{",
    "}", "$ ", "\\$v", "$v", "{$v}", "é", "\n", " ", "  \t", "q", "?>",
];

/// A small generator with a fixed seed: the same cases every time.
fn cases(count: usize) -> Vec<String> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut pick = |limit: usize| next() % limit;
    (0..count)
        .map(|_| {
            let length = pick(9);
            let mut text = String::new();
            for _ in 0..length {
                let piece = PIECES[pick(PIECES.len())];
                // PHP has no reading for these.
                let broken = text.ends_with('{') && piece.starts_with('$')
                    || text.ends_with("\\u") && piece.starts_with('{');
                if !broken {
                    text += piece;
                }
            }
            // A backslash at the end would take the closing quote with it.
            text.trim_end_matches('\\').to_owned()
        })
        .collect()
}

#[test]
fn strings_of_every_kind_have_the_bytes_that_php_gives_them() {
    let definitions = cases(600).into_iter().enumerate().map(|(number, text)| {
        let heredoc = text.replace('\n', "\n  ");
        format!(
            "define('D{number}', \"{text}\");\n\
             define('S{number}', '{text}');\n\
             define('H{number}', <<<EOT\n  {heredoc}\n  EOT);\n\
             define('N{number}', <<<'EOT'\n  {heredoc}\n  EOT);\n"
        )
    });
    let source: String = ["<?php\n$v = 'vau';\n".to_owned()]
        .into_iter()
        .chain(definitions)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wp-config.php"), source).unwrap();
    let known = assert_agreement(folder.path());
    assert!(known >= 2400, "{known} of 2400 strings were understood");
}
