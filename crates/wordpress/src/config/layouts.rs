//! Whole layouts as people have them, read and, where that is not enough, asked of PHP.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;

/// The files of an installation; as root they have to belong to somebody else, or PHP would not be asked.
fn installed(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = vec![folder.path().to_owned()];
    for (name, text) in files {
        let file = folder.path().join(name);
        let above = file.parent().unwrap();
        fs::create_dir_all(above).unwrap();
        fs::write(&file, text).unwrap();
        paths.extend(
            above
                .ancestors()
                .take_while(|path| path.starts_with(folder.path()))
                .map(Path::to_owned),
        );
        paths.push(file);
    }
    if rustix::process::geteuid().is_root() {
        for path in paths {
            std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
        }
    }
    folder
}

/// Reads the installation, and asks PHP where that is needed.
fn read(folder: &tempfile::TempDir) -> WpConfig {
    let mut config = locate_with(folder.path(), &BTreeMap::new()).unwrap().config;
    if config.needs_php() {
        let php = find_php().expect("PHP is there: scripts/test installs it");
        config.ask_php_with(&php, SET);
        assert_eq!(config.php_said(), Some(Ok(())));
    }
    config
}

/// What is set for the program.
const SET: &[(&str, &str)] = &[
    ("RCM_DB_NAME", "net"),
    ("RCM_DB_USER", "example user"),
    ("RCM_DB_PASSWORD", "example pass"),
    ("RCM_DB_HOST", "mysql"),
    ("RCM_PREFIX", "wp_"),
    ("RCM_EXTRA", ""),
];

fn text(config: &WpConfig, name: &str) -> Option<String> {
    match config.constant(name) {
        Lookup::Known(value) => value.to_text(),
        _ => None,
    }
}

const NETWORK: &str = "define('MULTISITE', true); define('SUBDOMAIN_INSTALL', true);\n\
    define('DOMAIN_CURRENT_SITE', 'network.example'); define('SITE_ID_CURRENT_SITE', 1);\n";
const LOAD: &str = "require_once ABSPATH . 'wp-settings.php';\n";

#[test]
fn a_file_whose_values_come_from_a_function_of_its_own_is_asked_of_php() {
    let source = format!(
        "<?php\n\
         function from_outside($name, $usual) {{\n\
           $file = getenv($name . '_FILE');\n\
           if ($file) {{ return rtrim(file_get_contents($file), \"\\r\\n\"); }}\n\
           $value = getenv($name);\n\
           return false === $value ? $usual : $value;\n\
         }}\n\
         define('DB_NAME', from_outside('RCM_DB_NAME', 'wordpress'));\n\
         define('DB_USER', from_outside('RCM_DB_USER', 'example user'));\n\
         define('DB_PASSWORD', from_outside('RCM_DB_PASSWORD', 'example pass'));\n\
         define('DB_HOST', from_outside('RCM_DB_HOST', 'mysql'));\n\
         $table_prefix = from_outside('RCM_PREFIX', 'wp_');\n{NETWORK}\
         if ($extra = from_outside('RCM_EXTRA', '')) {{ eval($extra); }}\n{LOAD}"
    );
    let config = read(&installed(&[
        ("wp-settings.php", ""),
        ("wp-config.php", &source),
    ]));
    assert_eq!(config.lacking().len(), 0, "{:?}", config.lacking());
    assert_eq!(config.database().unwrap().user, "example user");
    assert_eq!(config.table_prefix().unwrap().table("x"), "wp_x");
}

#[test]
fn a_project_with_an_autoloader_and_an_environment_file_is_asked_of_php() {
    let application = format!(
        "<?php\nuse Project\\Config;\n$root = dirname(__DIR__);\n\
         foreach (file($root . '/.env', FILE_IGNORE_NEW_LINES) as $line) {{ list($k, $v) = explode('=', $line, 2); $_ENV[$k] = trim($v, \"'\"); }}\n\
         foreach (['DB_NAME', 'DB_USER', 'DB_PASSWORD'] as $name) {{ Config::define($name, $_ENV[$name]); }}\n\
         Config::define('DB_HOST', $_ENV['DB_HOST'] ?? 'localhost');\n\
         $table_prefix = $_ENV['DB_PREFIX'] ?? 'wp_';\n{NETWORK}\
         if (!defined('ABSPATH')) {{ define('ABSPATH', $root . '/web/wp/'); }}\n"
    );
    let folder = installed(&[
        ("web/wp/wp-settings.php", ""),
        (
            "web/wp-config.php",
            &format!(
                "<?php\nrequire_once dirname(__DIR__) . '/vendor/autoload.php';\nrequire_once dirname(__DIR__) . '/config/application.php';\n{LOAD}"
            ),
        ),
        (
            "vendor/autoload.php",
            "<?php namespace Project; class Config { public static function define($name, $value) { define($name, $value); } }",
        ),
        ("config/application.php", &application),
        (
            ".env",
            "DB_NAME='net'\nDB_USER='net_user'\nDB_PASSWORD='p=w'\nDB_PREFIX='n_'",
        ),
    ]);
    let mut config = locate_with(&folder.path().join("web"), &BTreeMap::new())
        .unwrap()
        .config;
    assert!(config.needs_php());
    config.ask_php(&find_php().unwrap());
    assert_eq!(config.php_said(), Some(Ok(())));
    assert_eq!(text(&config, "DB_NAME").as_deref(), Some("net"));
    assert_eq!(text(&config, "DB_PASSWORD").as_deref(), Some("p=w"));
    assert_eq!(config.table_prefix().unwrap().table("x"), "n_x");
    assert!(config.hints().unwrap().subdomain_install.unwrap());
}

/// What stands after all that is needed stops nothing: either it does not matter, or PHP knows what it does.
#[test]
fn code_that_cannot_be_followed_below_the_constants_stops_nothing() {
    let constants = format!(
        "<?php\ndefine('DB_NAME', 'n'); define('DB_USER', 'u'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'h');\n\
         $table_prefix = 'wp_';\n{NETWORK}"
    );
    for code in [
        "require_once ABSPATH . 'wp-content/plugins/x/x.php';",
        "require __DIR__ . '/../' . basename(__DIR__) . '/vendor/autoload.php';",
        "App::boot();",
        "ob_start();",
        "(function () { return 1; })();",
        "foreach (['A' => 1] as $k => $v) { define($k, $v); }",
        "if ($x = getenv('RCM_EXTRA')) { eval($x); }",
        "include '/etc/hostname';",
        "define('BLOG_ID_CURRENT_SITE', intval('1'));",
    ] {
        let source =
            format!("{constants}class App {{ static function boot() {{}} }}\n{code}\n{LOAD}");
        let config = read(&installed(&[
            ("wp-settings.php", ""),
            ("wp-config.php", &source),
            ("wp-content/plugins/x/x.php", "<?php App::boot();"),
            ("vendor/autoload.php", "<?php"),
        ]));
        assert_eq!(config.lacking().len(), 0, "{code}: {:?}", config.lacking());
    }
}

#[test]
fn a_host_from_the_request_is_left_to_the_database_and_never_asked_of_php() {
    for host in ["$_SERVER['HTTP_HOST']", "strtolower($_SERVER['HTTP_HOST'])"] {
        let source = format!(
            "<?php\ndefine('DB_NAME', 'n'); define('DB_USER', 'u'); define('DB_PASSWORD', 'p'); define('DB_HOST', 'h');\n\
             $table_prefix = 'wp_';\ndefine('MULTISITE', true); define('SUBDOMAIN_INSTALL', true);\n\
             define('DOMAIN_CURRENT_SITE', {host});\n{LOAD}"
        );
        let config = read(&installed(&[
            ("wp-settings.php", ""),
            ("wp-config.php", &source),
        ]));
        assert_eq!(config.hints().unwrap().domain, None, "{host}");
    }
}

#[test]
fn what_is_given_counts_and_everything_that_lacks_is_told_at_once() {
    let source = format!(
        "<?php\n$c = load_it();\ndefine('DB_NAME', $c['db']); define('DB_USER', $c['user']);\n{LOAD}"
    );
    let folder = installed(&[("wp-settings.php", ""), ("wp-config.php", &source)]);
    let mut config = locate_with(folder.path(), &BTreeMap::new()).unwrap().config;
    let lacking: Vec<String> = config.lacking().iter().map(ToString::to_string).collect();
    for name in [
        "DB_NAME",
        "DB_USER",
        "DB_PASSWORD",
        "DB_HOST",
        "$table_prefix",
    ] {
        assert!(
            lacking.iter().any(|line| line.contains(name)),
            "{name}: {lacking:?}"
        );
    }
    for (name, value) in [
        ("DB_NAME", "net"),
        ("DB_USER", "u"),
        ("DB_PASSWORD", "p"),
        ("DB_HOST", "db:3307"),
        ("$table_prefix", "n_"),
        ("SUBDOMAIN_INSTALL", "1"),
        ("DOMAIN_CURRENT_SITE", "network.example"),
    ] {
        config.give(name, value);
    }
    assert_eq!(config.lacking().len(), 0, "{:?}", config.lacking());
    assert_eq!(config.database().unwrap().database, "net");
    assert_eq!(
        config.hints().unwrap().domain.as_deref(),
        Some("network.example")
    );
}
