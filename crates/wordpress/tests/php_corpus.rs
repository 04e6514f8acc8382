//! What the fuzzer kept, judged by PHP: whatever we say a hostile `wp-config.php` defines, PHP defines too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wordpress::{Lookup, PhpValue, WpConfig, locate_with};

#[path = "support/php.rs"]
#[expect(dead_code, reason = "shared with tests that need no settings")]
mod php;
#[path = "../../../fuzz/replay.rs"]
#[expect(dead_code, reason = "shared with tests that replay with a check")]
mod replay;

/// Includes each file named on a line of its input in a process of its own, so that one that exits, dies or never ends
/// takes nothing with it; prints a line of JSON for each.
const DRIVER: &str = r"
    class Judge {
        static $out;
        static $end = 'stopped';

        static function await($out) {
            self::$out = $out;
            register_shutdown_function([self::class, 'tell']);
        }

        static function tell() {
            while (ob_get_level()) {
                ob_end_clean();
            }
            $error = error_get_last()['type'] ?? 0;
            $end = defined('REACHED_WORDPRESS') ? 'over' : self::$end;
            $constants = get_defined_constants(true)['user'] ?? [];
            unset($constants['REACHED_WORDPRESS']);
            fwrite(self::$out, json_encode([
                'end' => $error & (E_PARSE | E_COMPILE_ERROR) ? 'refused' : $end,
                'constants' => self::told($constants),
                'variables' => self::told(array_filter($GLOBALS, 'is_scalar')),
            ]));
        }

        static function told($named) {
            $told = [];
            foreach ($named as $name => $value) {
                $told[base64_encode($name)] = is_string($value)
                    ? ['text', base64_encode($value)]
                    : [gettype($value), @json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR)];
            }
            return (object) $told;
        }
    }

    while (($file = fgets(STDIN)) !== false) {
        $pipe = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        $child = pcntl_fork();
        if ($child === 0) {
            pcntl_alarm(5);
            fclose($pipe[0]);
            Judge::await($pipe[1]);
            $_ENV['FROM_ENV'] = getenv('FROM_ENV');
            $_GET['file'] = rtrim($file);
            define('ABSPATH', dirname($_GET['file']) . '/');
            unset($file, $pipe, $child, $told, $status, $argc);
            ob_start();
            include $_GET['file'];
            Judge::$end = 'over';
            exit;
        }
        fclose($pipe[1]);
        $told = stream_get_contents($pipe[0]);
        pcntl_waitpid($child, $status);
        echo $told === '' ? json_encode(['end' => 'died']) : $told, PHP_EOL;
    }
";

/// What a hostile file must not do to this machine. It may fork no more than it may write: see [`inputs`].
const CAGE: [&str; 6] = [
    "disable_functions=exec,shell_exec,passthru,system,proc_open,popen,mail,pcntl_exec,dl,link,symlink,\
     fsockopen,pfsockopen,stream_socket_client,stream_socket_server,set_time_limit,ini_set,posix_kill,\
     unlink,rmdir,rename,mkdir,chmod,chown,chgrp,touch,copy,tempnam,tmpfile,fopen,file_put_contents",
    "allow_url_fopen=0",
    "allow_url_include=0",
    "memory_limit=64M",
    "max_execution_time=3",
    "precision=17",
];

/// The kept files as installations: each in a folder of its own, named by its number.
fn installed(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut installed = Vec::new();
    for (number, (kept, source)) in replay::corpus("wp_config").into_iter().enumerate() {
        let text = String::from_utf8_lossy(&source).to_ascii_lowercase();
        assert!(!text.contains("pcntl"), "{} could fork", kept.display());
        let root = folder.join(number.to_string());
        fs::create_dir(&root).unwrap();
        fs::write(root.join("wp-config.php"), source).unwrap();
        fs::write(
            root.join("wp-settings.php"),
            "<?php define('REACHED_WORDPRESS', true); exit;",
        )
        .unwrap();
        installed.push((kept, root));
    }
    installed
}

/// What PHP makes of each.
fn judged(folder: &Path, installed: &[(PathBuf, PathBuf)]) -> Vec<Value> {
    let files: Vec<String> = installed
        .iter()
        .map(|(_, root)| format!("{}\n", root.join("wp-config.php").display()))
        .collect();
    let basedir = format!("open_basedir={}", folder.display());
    let settings: Vec<&str> = CAGE.into_iter().chain([basedir.as_str()]).collect();
    let script = format!("putenv('FROM_ENV=from the environment');{DRIVER}");
    let output = php::run_with(&settings, &script, &[], files.concat().as_bytes());
    String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
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

/// Names and values as PHP told them; fractions in our spelling.
fn named(verdict: &Value, kind: &str) -> BTreeMap<String, Value> {
    let entries = verdict[kind].as_object().cloned().unwrap_or_default();
    let decoded = entries.into_iter().filter_map(|(name, value)| {
        let name = String::from_utf8(STANDARD.decode(name).unwrap()).ok()?;
        let fraction = (value[0] == "double").then(|| value[1].as_str()?.parse::<f64>().ok());
        match fraction {
            Some(number) => Some((name, told(&PhpValue::Float(number?)))),
            None => Some((name, value)),
        }
    });
    decoded.collect()
}

/// Every word of the file that could be a name.
fn words(source: &[u8]) -> BTreeSet<String> {
    String::from_utf8_lossy(source)
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

type LookUp = fn(&WpConfig, &str) -> Lookup<PhpValue>;

/// What we say and PHP does not. Counts what is known.
fn disagreements(root: &Path, verdict: &Value, known: &mut usize) -> Vec<String> {
    let environment = BTreeMap::from([("FROM_ENV".to_owned(), "from the environment".to_owned())]);
    let Ok(found) = locate_with(root, &environment) else {
        return Vec::new();
    };
    let end = verdict["end"].as_str().unwrap();
    let source = fs::read(root.join("wp-config.php")).unwrap();
    let mut wrong = Vec::new();
    let kinds: [(&str, LookUp); 2] = [
        ("constants", WpConfig::constant),
        ("variables", WpConfig::variable),
    ];
    for (kind, look_up) in kinds {
        // Where the file stopped, a variable has the value of that moment, and ours that of the end.
        if kind == "variables" && end != "over" {
            continue;
        }
        let theirs = named(verdict, kind);
        let mut names = words(&source);
        names.extend(theirs.keys().cloned());
        for name in names {
            match (look_up(&found.config, &name), theirs.get(&name)) {
                (Lookup::Known(PhpValue::Null), None) if kind == "variables" => {}
                (Lookup::Known(mine), Some(value)) if told(&mine) == *value => *known += 1,
                // A file that stops before its end serves no page: what would come after does not count.
                (Lookup::Known(_), None) if end != "over" => {}
                (Lookup::Known(mine), value) => {
                    wrong.push(format!("{name}: {} and not {value:?}", told(&mine)));
                }
                (Lookup::Unset, Some(_)) => wrong.push(format!("{name}: not set")),
                (Lookup::Unset, None) | (Lookup::Unknown { .. }, _) => {}
            }
        }
    }
    wrong
}

#[test]
fn php_agrees_with_everything_we_say_about_a_hostile_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().canonicalize().unwrap();
    let installed = installed(&place);
    let verdicts = judged(&place, &installed);
    assert_eq!(verdicts.len(), installed.len());
    let mut known = 0;
    let mut wrong = Vec::new();
    for ((kept, root), verdict) in installed.iter().zip(&verdicts) {
        let found = disagreements(root, verdict, &mut known);
        if !found.is_empty() {
            let end = &verdict["end"];
            wrong.push(format!("{} ({end}): {}", kept.display(), found.join("; ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} files:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(known >= 150, "only {known} values were understood");
}
