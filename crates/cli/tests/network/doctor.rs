//! `doctor` on a healthy network and on one with everything wrong.

use crate::stage::Stage;

#[test]
fn a_healthy_network_has_one_remark() {
    let stage = Stage::set();
    insta::assert_snapshot!("doctor", stage.run("doctor").whole());
    assert!(!stage.changed_anything());
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
