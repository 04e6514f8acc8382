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
