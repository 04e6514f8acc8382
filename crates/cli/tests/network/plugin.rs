//! The WordPress plugin, put in place and asked about.

use std::fs;
use std::os::unix::fs::symlink;

use crate::stage::Stage;

const ACTIVE: &str = "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES \
    (1, 'active_sitewide_plugins', 'a:1:{s:41:\"runcloud-multisite/runcloud-multisite.php\";i:1767225600;}')";

fn stage() -> Stage {
    let stage = Stage::set();
    fs::create_dir_all(stage.root().join("wp-content/plugins")).unwrap();
    stage
}

#[test]
fn the_plugin_comes_with_the_program_and_a_person_activates_it() {
    let stage = stage();
    insta::assert_snapshot!("plugin_absent", stage.run("plugin status").whole());
    insta::assert_snapshot!("plugin_install", stage.run("plugin install").whole());
    insta::assert_snapshot!("plugin_again", stage.run("plugin install").whole());
    insta::assert_snapshot!("plugin_inactive", stage.run("plugin status").whole());
    let tables = stage.database.sql("SHOW TABLES LIKE '%runcloud%'").unwrap();
    assert!(tables.is_empty(), "{tables:?}");

    stage.database.sql(ACTIVE).unwrap();
    stage.map("later.example");
    stage.run("apply");
    stage.run("retry later.example");
    // Nobody knows the salts here, so nobody knocks, and nothing is wrong.
    insta::assert_snapshot!("plugin_active", stage.run("plugin status").whole());
    stage.configure(|config| {
        let keys = "define('AUTH_KEY', 'k3y'); define('AUTH_SALT', 's4lt');\nrequire_once";
        config.replace("require_once", keys)
    });
    // The emulator's edge has no plugin behind it.
    insta::assert_snapshot!("plugin_silent", stage.run("plugin status").whole());
}

#[test]
fn an_older_plugin_is_replaced_and_scripts_are_told() {
    let stage = stage();
    let place = stage.root().join("wp-content/plugins/runcloud-multisite");
    fs::create_dir(&place).unwrap();
    let head = "<?php\n/**\n * Version: 0.0.9\n * Text Domain: runcloud-multisite\n */\n";
    fs::write(place.join("runcloud-multisite.php"), head).unwrap();
    let json = stage.run("plugin status --output json").whole();
    insta::assert_snapshot!("plugin_older_json", json);
    let json = stage.run("plugin install --output json").whole();
    insta::assert_snapshot!("plugin_replaced_json", json);
}

#[test]
fn without_the_database_the_files_can_be_put_in_place_and_looked_at() {
    let mut stage = stage();
    stage.database.stop().unwrap();
    assert_eq!(stage.run("plugin install").code, Some(0));
    insta::assert_snapshot!("plugin_no_database", stage.run("plugin status").whole());
}

#[test]
fn what_is_not_ours_is_named_and_left() {
    let stage = stage();
    let place = stage.root().join("wp-content/plugins/runcloud-multisite");
    symlink(stage.root(), &place).unwrap();
    insta::assert_snapshot!("plugin_link", stage.run("plugin install").whole());
    assert_eq!(fs::read_link(&place).unwrap(), stage.root());
}

#[test]
fn a_missing_folder_is_named() {
    let stage = Stage::set();
    insta::assert_snapshot!("plugin_no_folder", stage.run("plugin install").whole());
}
