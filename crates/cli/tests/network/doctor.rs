//! `doctor` on a healthy network and on one with everything wrong.

use std::fs;

use crate::stage::Stage;

const ACTIVATE: &str = "  activate the WordPress plugin of this program in the network\n";

#[test]
fn a_healthy_network_has_one_remark() {
    let stage = Stage::set();
    insta::assert_snapshot!("doctor", stage.run("doctor").whole());
    assert!(!stage.changed_anything());
}

#[test]
fn a_plugin_that_is_in_place_is_only_to_be_activated() {
    let stage = Stage::set();
    fs::create_dir_all(stage.root().join("wp-content/plugins")).unwrap();
    assert!(!stage.run("doctor").whole().contains(ACTIVATE));
    stage.run("plugin install");
    let told = stage.run("doctor").whole();
    assert!(told.contains(ACTIVATE), "{told}");
}

#[test]
fn what_cannot_be_checked_is_skipped_and_the_rest_is_checked() {
    let mut stage = Stage::set();
    stage.database.stop().unwrap();
    insta::assert_snapshot!("doctor_without_database", stage.run("doctor").whole());
    stage.database.resume().unwrap();
    let nowhere = [("RUNCLOUD_MULTISITE_API_URL", "http://127.0.0.1:1")];
    let outcome = stage.run_with("doctor", &nowhere);
    insta::assert_snapshot!("doctor_without_api", outcome.whole());
}

#[test]
fn rights_that_come_by_a_role_count_and_a_replica_is_told() {
    let stage = Stage::set();
    let account = stage.database.account().clone();
    let (user, schema) = (&account.user, &account.database);
    let sql = |statements: &str| stage.database.sql(statements).unwrap();
    sql(&format!(
        "CREATE ROLE keeper; GRANT ALL ON {schema}.* TO keeper;"
    ));
    for host in ["localhost", "127.0.0.1"] {
        let who = format!("{user}@'{host}'");
        sql(&format!(
            "GRANT keeper TO {who}; SET DEFAULT ROLE keeper FOR {who}; REVOKE ALL ON {schema}.* FROM {who};"
        ));
    }
    let told = stage.run("doctor").whole();
    assert!(!told.contains("seems not to have"), "{told}");

    sql("SET GLOBAL read_only = ON");
    let outcome = stage.run("doctor");
    let told = outcome.whole();
    assert_eq!(outcome.code, Some(2), "{told}");
    assert!(told.contains("has to be the primary"), "{told}");
    sql("SET GLOBAL read_only = OFF");

    // Without the right to create, and without the agent's tables, nothing can be done.
    sql(&format!(
        "REVOKE ALL ON {schema}.* FROM keeper; GRANT SELECT ON {schema}.* TO keeper;"
    ));
    let told = stage.run("doctor").whole();
    assert!(
        told.contains("seems not to have: INSERT, UPDATE, DELETE, CREATE, ALTER"),
        "{told}"
    );
}

#[test]
fn a_table_of_the_agent_that_is_gone_is_told_as_that() {
    let stage = Stage::set();
    stage.run("apply");
    stage
        .database
        .sql("DROP TABLE wp_runcloud_domains")
        .unwrap();
    let outcome = stage.run("plan");
    let told = outcome.whole();
    assert_eq!(outcome.code, Some(2), "{told}");
    assert!(told.contains("the agent's own table"), "{told}");
    assert!(!told.contains("$table_prefix"), "{told}");
    // The remedy works when it is followed.
    stage
        .database
        .sql("DELETE FROM wp_runcloud_state WHERE name = 'schema'")
        .unwrap();
    stage.run("apply");
    let told = stage.run("plan").whole();
    assert!(!told.contains("is gone"), "{told}");
}

/// What the agent knows is told beside what can be checked from here.
#[test]
fn doctor_tells_what_the_agent_knows_and_where_wordpress_does_not_serve_domains() {
    let stage = Stage::set();
    stage.run("apply");
    let told = stage.run("doctor").whole();
    assert!(told.contains("none runs; RunCloud was read"), "{told}");
    assert!(
        told.contains("start it: `systemctl start runcloud-multisite`"),
        "{told}"
    );
    stage.configure(|text| text.replace("define('SUNRISE', true);", "// define('SUNRISE', true);"));
    let told = stage.run("doctor").whole();
    assert!(told.contains("SUNRISE is not on"), "{told}");
    assert!(told.contains("has it commented out"), "{told}");
}
