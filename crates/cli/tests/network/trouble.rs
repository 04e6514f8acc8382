//! What is wrong, told by every command: error, cause, hint and exit code.

use crate::stage::Stage;

/// The commands that need what the trouble is about.
const READING: [&str; 3] = ["plan", "apply", "doctor"];
const ALL: [&str; 7] = [
    "plan",
    "apply",
    "run",
    "doctor",
    "status",
    "retry shop.network.example",
    "confirm identity --yes network.example",
];

/// What `run` says first where the tests run as root.
const AS_ROOT: &str = "warning: this runs as root and need not\n\nhint: run it as the web application's \
                       system user, who can read wp-config.php\n";

/// What each of the commands says, after its exit code was compared.
fn told(stage: &Stage, commands: &[&str], code: i32, variables: &[(&str, &str)]) -> String {
    let each = commands.iter().map(|command| {
        let outcome = stage.run_with(command, variables);
        assert_eq!(outcome.code, Some(code), "{command}: {}", outcome.whole());
        format!("$ {command}\n{}", outcome.whole().replace(AS_ROOT, ""))
    });
    each.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_rejected_token_is_told_by_whoever_asks_runcloud() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("emulator-token", "another-token"));
    insta::assert_snapshot!("wrong_token", told(&stage, &READING, 2, &[]));
}

#[test]
fn wrong_ids_are_told_by_whoever_asks_runcloud() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("9001", "9777"));
    insta::assert_snapshot!("wrong_ids", told(&stage, &READING, 2, &[]));
}

#[test]
fn an_unreachable_runcloud_is_not_an_empty_one() {
    let stage = Stage::set();
    let nowhere = [("RUNCLOUD_MULTISITE_API_URL", "http://127.0.0.1:1")];
    insta::assert_snapshot!("no_api", told(&stage, &READING, 3, &nowhere));
}

#[test]
fn an_unreachable_database_ends_every_command() {
    let mut stage = Stage::set();
    stage.database.stop().unwrap();
    insta::assert_snapshot!("no_database", told(&stage, &ALL, 3, &[]));
}

#[test]
fn what_is_wrong_with_the_installation_ends_every_command() {
    let stage = Stage::set();
    let everywhere = |name: &str| {
        insta::assert_snapshot!(name, told(&stage, &ALL, 2, &[]));
    };
    stage.configure(|config| config.replace("define('DB_USER'", "define('DB_USER"));
    everywhere("broken_config");
    stage.configure(|config| config.replace("define('DB_NAME'", "define('NO_NAME'"));
    everywhere("no_db_name");
    stage.configure(|config| {
        config
            .replace("define('MULTISITE', true);\n", "")
            .replace("define('SUNRISE', true);\n", "")
            .replace("SUBDOMAIN_INSTALL", "X")
    });
    everywhere("no_multisite");
}

#[test]
fn missing_constants_are_told_all_at_once() {
    let stage = Stage::set();
    stage.configure(|config| {
        config
            .replace("define('WU_RUNCLOUD_API_TOKEN', 'emulator-token');\n", "")
            .replace("'501'", "'five'")
            .replace("'9001'", "getenv('RC_APP') ?: '9001'")
    });
    insta::assert_snapshot!(
        "missing_constants",
        told(&stage, &["plan", "apply", "run", "doctor"], 2, &[])
    );
}

#[test]
fn a_missing_mapping_table_is_no_empty_network() {
    let stage = Stage::set();
    stage
        .database
        .sql("DROP TABLE wp_wu_domain_mappings")
        .unwrap();
    let commands = ["plan", "apply", "run", "doctor"];
    insta::assert_snapshot!("no_mapping_table", told(&stage, &commands, 2, &[]));
}

#[test]
fn a_wrong_database_password_is_a_matter_of_configuration() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("define('DB_PASSWORD', '", "define('DB_PASSWORD', 'x"));
    let outcome = stage.run("plan");
    assert_eq!(outcome.code, Some(2), "{}", outcome.whole());
    insta::assert_snapshot!("wrong_password", outcome.stderr);
}
