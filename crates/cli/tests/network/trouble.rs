//! What is wrong, told by every command: error, cause, hint and exit code.

use crate::stage::Stage;

/// The commands that need what the trouble is about.
const READING: [&str; 2] = ["plan", "apply"];
const ALL: [&str; 6] = [
    "plan",
    "apply",
    "run",
    "status",
    "retry shop.network.example",
    "confirm identity --yes network.example",
];

#[test]
fn a_rejected_token_is_told_by_whoever_asks_runcloud() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("emulator-token", "another-token"));
    for command in READING {
        assert_eq!(stage.run(command).code, Some(2), "{command}");
    }
    insta::assert_snapshot!("wrong_token", stage.run("plan").whole());
}

#[test]
fn wrong_ids_are_told_by_whoever_asks_runcloud() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("9001", "9777"));
    for command in READING {
        assert_eq!(stage.run(command).code, Some(2), "{command}");
    }
    insta::assert_snapshot!("wrong_ids", stage.run("plan").whole());
}

#[test]
fn an_unreachable_runcloud_is_not_an_empty_one() {
    let stage = Stage::set();
    let nowhere = [("RUNCLOUD_MULTISITE_API_URL", "http://127.0.0.1:1")];
    for command in READING {
        assert_eq!(stage.run_with(command, &nowhere).code, Some(3), "{command}");
    }
    insta::assert_snapshot!("no_api", stage.run_with("plan", &nowhere).whole());
}

#[test]
fn an_unreachable_database_ends_every_command() {
    let mut stage = Stage::set();
    stage.database.stop().unwrap();
    for command in ALL {
        assert_eq!(stage.run(command).code, Some(3), "{command}");
    }
    insta::assert_snapshot!("no_database", stage.run("status").whole());
}

#[test]
fn what_is_wrong_with_the_installation_ends_every_command() {
    let stage = Stage::set();
    let everywhere = |name: &str| {
        for command in ALL {
            assert_eq!(stage.run(command).code, Some(2), "{name}: {command}");
        }
        insta::assert_snapshot!(name, stage.run("apply").whole());
    };
    stage.configure(|config| config.replace("define('DB_USER'", "define('DB_USER"));
    everywhere("broken_config");
    stage.configure(|config| config.replace("define('DB_NAME'", "define('NO_NAME'"));
    everywhere("no_db_name");
    stage.configure(|config| {
        config
            .replace("define('MULTISITE', true);\n", "")
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
    for command in ["plan", "apply", "run"] {
        assert_eq!(stage.run(command).code, Some(2), "{command}");
    }
    insta::assert_snapshot!("missing_constants", stage.run("plan").whole());
}

#[test]
fn a_missing_mapping_table_is_no_empty_network() {
    let stage = Stage::set();
    stage
        .database
        .sql("DROP TABLE wp_wu_domain_mappings")
        .unwrap();
    assert_eq!(stage.run("plan").code, Some(2));
    insta::assert_snapshot!("no_mapping_table", stage.run("plan").whole());
}

#[test]
fn a_wrong_database_password_is_a_matter_of_configuration() {
    let stage = Stage::set();
    stage.configure(|config| config.replace("define('DB_PASSWORD', '", "define('DB_PASSWORD', 'x"));
    let outcome = stage.run("plan");
    assert_eq!(outcome.code, Some(2), "{}", outcome.whole());
    insta::assert_snapshot!("wrong_password", outcome.stderr);
}
