//! The commands in the order in which an operator meets them.

use crate::stage::Stage;

#[test]
fn a_plan_is_shown_and_nothing_is_written() {
    let stage = Stage::set();
    stage.map("bakery.example");
    stage.panel.point_here("bakery.example");
    stage.panel.point_here("www.bakery.example");
    stage.map("later.example");
    stage.map("b\u{1b}[2Jad");
    stage
        .panel
        .add_by_hand("by-hand.example", false, emulator::Kind::Alias);

    insta::assert_snapshot!("plan", stage.run("plan").whole());
    insta::assert_snapshot!("plan_json", stage.run("plan --output json").whole());
    assert!(!stage.changed_anything());
    let tables = stage.database.sql("SHOW TABLES LIKE '%runcloud%'").unwrap();
    assert!(tables.is_empty(), "{tables:?}");
}

#[test]
fn the_life_of_a_network_told_by_its_commands() {
    let stage = Stage::set();
    stage.map("later.example");
    insta::assert_snapshot!("status_before", stage.run("status").whole());

    let other = stage.run("apply --plan-digest 000000000000");
    assert_eq!(other.code, Some(1), "{}", other.whole());
    assert!(
        other.stderr.contains("the plan is another one now"),
        "{}",
        other.stderr
    );
    assert!(!stage.changed_anything());

    insta::assert_snapshot!("apply", stage.run("apply").whole());
    insta::assert_snapshot!("plan_after", stage.run("plan").whole());
    insta::assert_snapshot!("status", stage.run("status").whole());
    insta::assert_snapshot!(
        "status_one",
        stage.run("status shop.network.example").whole()
    );
    insta::assert_snapshot!("explain", stage.run("explain shop.network.example").whole());
    insta::assert_snapshot!(
        "explain_waiting",
        stage.run("explain later.example").whole()
    );
    let json = stage.run("explain later.example --output json").whole();
    insta::assert_snapshot!("explain_json", json);
    insta::assert_snapshot!("certs", stage.run("certs").whole());
    insta::assert_snapshot!("certs_json", stage.run("certs --output json").whole());
    insta::assert_snapshot!("status_waiting", stage.run("status later.example").whole());
    insta::assert_snapshot!("status_unknown", stage.run("status latre.example").whole());
    insta::assert_snapshot!("retry", stage.run("retry later.example").whole());
    let told = stage.run("explain later.example").stdout;
    assert!(told.contains("asked, retry: "), "{told}");
    insta::assert_snapshot!("confirm_brake", stage.run("confirm brake").whole());
    insta::assert_snapshot!("confirm_identity", stage.run("confirm identity").whole());
    let confirmed = stage.run("confirm identity --yes network.example");
    insta::assert_snapshot!("confirm_identity_yes", confirmed.whole());
    insta::assert_snapshot!("config_show", stage.run("config show").whole());
}

#[test]
fn the_shared_order_of_basic_mode_lists_its_names() {
    let stage = Stage::set_with(|settings| settings.advanced_ssl = false);
    stage
        .panel
        .add_by_hand("shop.network.example", false, emulator::Kind::Alias);
    insta::assert_snapshot!("plan_basic", stage.run("plan").whole());
    stage.run("apply");
    insta::assert_snapshot!("certs_basic", stage.run("certs").whole());
    let told = stage.run("explain shop.network.example").stdout;
    assert!(told.contains("done, order shared: ordered"), "{told}");
}

#[test]
fn before_the_shared_order_its_blockers_and_what_it_leaves_out_are_shown() {
    let stage = Stage::set_with(|settings| settings.advanced_ssl = false);
    for host in ["shop.network.example", "left-over.example"] {
        stage.panel.add_by_hand(host, false, emulator::Kind::Alias);
    }
    stage.map("later.example");
    insta::assert_snapshot!("plan_basic_blocked", stage.run("plan").whole());
    let json = stage.run("plan --output json").whole();
    insta::assert_snapshot!("plan_basic_json", json);
}

#[test]
fn rows_that_must_not_be_served_are_told_with_their_reason() {
    let stage = Stage::set();
    stage.map("www.network.example");
    assert_eq!(stage.run("apply").code, Some(1));
    insta::assert_snapshot!(
        "status_refused",
        stage.run("status www.network.example").whole()
    );
}

#[test]
fn a_switched_off_integration_holds_everything() {
    let stage = Stage::set();
    let off = "UPDATE wp_sitemeta SET meta_value = 'a:1:{s:8:\"runcloud\";b:0;}' WHERE meta_key LIKE 'wu_%'";
    stage.database.sql(off).unwrap();
    insta::assert_snapshot!("apply_off", stage.run("apply").whole());
    insta::assert_snapshot!("plan_off", stage.run("plan").whole());
    assert!(!stage.changed_anything());
}

#[test]
fn a_digest_that_still_holds_is_carried_out() {
    let stage = Stage::set();
    let plan = stage.run("plan");
    let digest = plan
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("digest: "));
    let outcome = stage.run(&format!("apply --plan-digest {}", digest.unwrap()));
    assert_eq!(outcome.code, Some(0), "{}", outcome.whole());
    assert!(stage.changed_anything());
}
