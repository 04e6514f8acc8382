//! What a configuration means, where PHP itself cannot be the judge.

use std::collections::BTreeMap;
use std::fs;

use secrecy::{ExposeSecret, SecretSlice};

use super::salts::NoSalt;
use super::*;
use crate::php::PhpValue;

fn config(body: &str) -> WpConfig {
    evaluate(body).unwrap()
}

fn evaluate(body: &str) -> Result<WpConfig, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wp-settings.php"), "").unwrap();
    fs::write(
        folder.path().join("wp-config.php"),
        format!("<?php\n{body}"),
    )
    .unwrap();
    locate_with(folder.path(), &BTreeMap::new()).map(|installation| installation.config)
}

fn secret(text: &str) -> SecretSlice<u8> {
    SecretSlice::from(text.as_bytes().to_vec())
}

#[test]
fn a_value_that_depends_on_an_environment_we_do_not_share_is_never_guessed() {
    let config = config("define('WU_RUNCLOUD_SERVER_ID', getenv('SERVER_ID') ?: '1');");
    let Lookup::Unknown { reason, line } = config.constant("WU_RUNCLOUD_SERVER_ID") else {
        panic!("guessed");
    };
    assert!(reason.contains("`SERVER_ID`"), "{reason}");
    assert_eq!(line, 2);
}

#[test]
fn a_broken_file_gives_nothing_at_all_and_says_where() {
    let error = evaluate("$table_prefix = 'wp_';\ndefine('A', 'b);\ndefine('C', 1);").unwrap_err();
    assert!(matches!(error, ConfigError::Syntax { .. }), "{error}");
    assert!(error.hint().starts_with("`php -l "));
}

#[test]
fn a_broken_file_that_is_included_is_the_same_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wp-settings.php"), "").unwrap();
    fs::write(folder.path().join("part.php"), "<?php define('A'").unwrap();
    fs::write(
        folder.path().join("wp-config.php"),
        "<?php require __DIR__ . '/part.php'; define('B', 1);",
    )
    .unwrap();
    let error = locate_with(folder.path(), &BTreeMap::new()).unwrap_err();
    assert!(
        matches!(&error, ConfigError::Syntax { path, .. } if path.ends_with("part.php")),
        "{error}"
    );
}

#[test]
fn files_outside_of_the_installation_are_not_opened_and_the_rest_is_in_doubt() {
    let config = config("define('A', 1); require '/etc/hostname'; define('B', 2);");
    assert_eq!(config.constant("A"), Lookup::Known(PhpValue::Int(1)));
    assert!(
        matches!(config.constant("B"), Lookup::Unknown { reason, .. } if reason.contains("/etc/hostname"))
    );
    assert!(matches!(
        config.constant("NEVER_SEEN"),
        Lookup::Unknown { .. }
    ));
}

#[test]
fn files_that_include_each_other_for_ever_end_in_doubt() {
    let config = config("require __FILE__; define('A', 1);");
    assert!(matches!(config.constant("A"), Lookup::Unknown { .. }));
}

#[test]
fn a_program_in_disguise_ends_in_doubt_instead_of_taking_for_ever() {
    let body = "if (time()) { $a = 1; } else { $b = 2; }\n".repeat(12_000) + "define('A', 1);";
    assert!(matches!(
        config(&body).constant("A"),
        Lookup::Unknown { .. }
    ));
}

#[test]
fn missing_and_odd_settings_are_errors_that_name_them() {
    let error = config("").table_prefix().unwrap_err();
    assert!(
        error.to_string().starts_with("$table_prefix is not set"),
        "{error}"
    );
    let error = config("$table_prefix = 'wp-';").table_prefix().unwrap_err();
    assert!(error.to_string().contains("$table_prefix"), "{error}");
    let error = config("define('DB_HOST', getenv('H'));")
        .database()
        .unwrap_err();
    assert!(
        matches!(
            error,
            ConfigError::Unknown {
                name: "DB_HOST",
                line: 2,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn no_error_and_no_debug_output_shows_a_password() {
    let config = config(
        "define('DB_HOST', 'h'); define('DB_USER', 'u'); define('DB_NAME', 'n'); define('DB_PASSWORD', 'hunter2');",
    );
    let settings = config.database().unwrap();
    assert_eq!(settings.password.expose_secret(), "hunter2");
    assert!(!format!("{config:?} {settings:?}").contains("hunter2"));
}

#[test]
fn the_network_is_placed_by_the_constants() {
    let hints = config(
        "define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); define('DOMAIN_CURRENT_SITE', 'network.example');
         define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', '1');",
    )
    .hints()
    .unwrap();
    assert_eq!(
        hints,
        NetworkHints {
            domain: Some("network.example".into()),
            network_id: Some(1),
            subdomain_install: Some(false),
        }
    );
    assert_eq!(
        config("define('VHOST', 'yes');")
            .hints()
            .unwrap()
            .subdomain_install,
        Some(true)
    );
    assert!(matches!(
        config("").hints(),
        Err(ConfigError::NotMultisite { .. })
    ));
    assert!(matches!(
        config("define('MULTISITE', false); define('SUNRISE', true);").hints(),
        Err(ConfigError::NotMultisite { .. })
    ));
}

fn salt(config: &WpConfig) -> Result<Vec<u8>, NoSalt> {
    let (key, salt) = (secret("stored key"), secret("stored salt"));
    config
        .auth_salt(Some(&key), Some(&salt))
        .map(|salt| salt.expose_secret().to_vec())
}

#[test]
fn the_salt_follows_wordpress_rule() {
    let both = config("define('AUTH_KEY', 'K'); define('AUTH_SALT', 'S');");
    assert_eq!(salt(&both).unwrap(), b"KS");
    let sample = config(
        "define('AUTH_KEY', 'put your unique phrase here'); define('AUTH_SALT', 'S'); define('NONCE_SALT', 'S');",
    );
    assert_eq!(salt(&sample).unwrap(), b"stored keystored salt");
    let ancient = config("define('SECRET_KEY', 'old'); define('AUTH_SALT', '0');");
    assert_eq!(salt(&ancient).unwrap(), b"oldstored salt");
}

#[test]
fn a_salt_that_is_nowhere_or_not_known_is_told_apart() {
    assert_eq!(
        config("").auth_salt(None, None).err(),
        Some(NoSalt::Missing { name: "AUTH_KEY" })
    );
    let doubtful = config("define('AUTH_KEY', getenv('K')); define('AUTH_SALT', 'S');");
    assert!(matches!(
        salt(&doubtful),
        Err(NoSalt::Unknown {
            name: "AUTH_KEY",
            ..
        })
    ));
}

#[test]
fn the_deepest_nesting_we_take_does_not_depend_on_the_stack_of_the_caller() {
    let bodies = [
        format!("define('A', {}1{});", "(".repeat(390), ")".repeat(390)),
        format!("define('A', 'a'{});", " . 'a'".repeat(390)),
        format!(
            "if (time()) {{}} {} define('A', 1);",
            "else if (time()) {}".repeat(130)
        ),
        format!(
            "{} define('A', 1); {}",
            "if (time()) {".repeat(130),
            "}".repeat(130)
        ),
        format!(
            "{} require __FILE__; {}",
            "if (time()) {".repeat(130),
            "}".repeat(130)
        ),
    ];
    let run = move || bodies.iter().all(|body| evaluate(body).is_ok());
    let thread = std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(run);
    assert!(thread.unwrap().join().unwrap());
}

/// What `A` is, each time.
fn a(body: &str) -> Lookup<PhpValue> {
    config(body).constant("A")
}

fn is_doubtful(body: &str) {
    let found = a(body);
    assert!(matches!(found, Lookup::Unknown { .. }), "{body}: {found:?}");
}

#[test]
fn a_text_that_doubles_itself_line_by_line_takes_no_memory() {
    let doubling = "$a .= $a;\n".repeat(60);
    is_doubtful(&format!("$a = 'x';\n{doubling}define('A', $a);"));
    let few = "$a .= $a;\n".repeat(10);
    let known = a(&format!("$a = 'x';\n{few}define('A', $a);"));
    assert_eq!(known, Lookup::Known(PhpValue::text(&"x".repeat(1024))));
}

#[test]
fn conditions_without_end_are_no_work_without_end() {
    let names: Vec<String> = (0..5000).map(|n| format!("$v{n}=1;")).collect();
    let names = names.concat();
    let conditions = "if ($_GET['x']) $w = 1;".repeat(5000);
    is_doubtful(&format!("{names}{conditions}define('A', 1);"));
}

#[test]
fn what_is_jumped_over_is_not_taken_for_certain() {
    is_doubtful("goto end; define('A', 1); end:");
    is_doubtful("if ($_GET['x']) { goto end; } define('A', 1); end:");
    assert_eq!(a("__HALT_COMPILER(); define('A', 1);"), Lookup::Unset);
}

#[test]
fn functions_that_run_without_being_named_may_set_what_they_share() {
    let shared = "$p = 'a'; function f() { global $p; $p = 'b'; }";
    is_doubtful(&format!("{shared} $f = 'f'; $f(); define('A', $p);"));
    is_doubtful(&format!("{shared} array_map('f', [1]); define('A', $p);"));
    is_doubtful(
        "$p = 'a'; class K { static function s() { $GLOBALS['p'] = 'b'; } } K::s(); define('A', $p);",
    );
    is_doubtful(
        "$p = 'a'; $f = function () use (&$p) { $p = 'b'; }; $p = 'c'; $f(); define('A', $p);",
    );
    is_doubtful("set_error_handler(function () { define('A', 1); }); echo $u; define('A', 2);");
    // What shares nothing changes nothing.
    let known = a("$p = 'a'; $f = function () { $p = 'b'; }; $f(); define('A', 1); $q = $p;");
    assert!(matches!(known, Lookup::Unknown { .. }));
    let variable = config("$p = 'a'; $f = function () { $p = 'b'; }; $f();").variable("p");
    assert_eq!(variable, Lookup::Known(PhpValue::text("a")));
}

#[test]
fn names_of_php_itself_cannot_be_defined() {
    is_doubtful("define('E_ALL', 1); define('A', E_ALL);");
    is_doubtful("const M_PI = 3; define('A', M_PI);");
    is_doubtful("define('A', defined('SORT_ASC'));");
    assert_eq!(
        a("define('TRUE', 0); define('A', true);"),
        Lookup::Known(PhpValue::Bool(true))
    );
}

#[test]
fn a_tag_that_php_may_not_take_for_code_proves_nothing() {
    is_doubtful("?><? define('A', 1);");
    let after = config("$p = 'a'; ?><? $p = 'b';").variable("p");
    assert!(matches!(after, Lookup::Unknown { .. }), "{after:?}");
    is_doubtful("?><?phpdefine('A', 1);");
    assert_eq!(
        a("?><?= define('A', 1) ?>"),
        Lookup::Known(PhpValue::Int(1))
    );
}

#[test]
fn lines_end_as_php_has_it() {
    assert_eq!(
        a("\r\r\n\ndefine('A', __LINE__);"),
        Lookup::Known(PhpValue::Int(5))
    );
}
