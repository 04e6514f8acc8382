//! `config show` with each layer, on a real disk and in a real environment.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::run::World;

#[test]
fn every_setting_has_a_default_or_none() {
    let text = World::new().run("config show").whole();
    insta::assert_snapshot!(narrow(&text), @r#"
    exit: 0
    --- stdout
    SETTING  VALUE  FROM
    config  [FOLDER]/.config/runcloud-multisite/config.toml  default
    wordpress  -  default
    api_url  https://manage.runcloud.io  default
    resolver  -  default
    server_address  -  default
    ca_file  -  default
    addresses  -  default
    calls_per_month  -  default
    output  text  default
    log.level  warn  default
    php  the one that is found  default
    --- stderr
    "#);
}

#[test]
fn every_value_tells_the_layer_it_comes_from() {
    let world = World::new();
    world.file("www/wp-config.php", "<?php\n");
    world.file("certs/ca.pem", "");
    let file = world.file(
        "c.toml",
        "wordpress = \"www\"\n\
         ca_file = \"certs/ca.pem\"\n\
         resolver = \"127.0.0.1:5301\"\n\
         addresses = [\"203.0.113.9\", \"2001:db8::9\"]\n\
         calls_per_month = 400000\n\
         [log]\n\
         level = \"info\"\n",
    );
    let variables = [
        ("RUNCLOUD_MULTISITE_CONFIG", file.as_str()),
        ("RUNCLOUD_MULTISITE_RESOLVER", "127.0.0.1:5302"),
        ("RUNCLOUD_MULTISITE_API_URL", "https://panel.example"),
    ];
    let flags = "config show --server-address 127.0.0.1:8443 --api-url http://127.0.0.1:4000";
    let text = world.run_with(flags, &variables).whole();
    insta::assert_snapshot!(narrow(&text), @r#"
    exit: 0
    --- stdout
    SETTING  VALUE  FROM
    config  [FOLDER]/c.toml  environment RUNCLOUD_MULTISITE_CONFIG
    wordpress  [FOLDER]/www  file [FOLDER]/c.toml
    api_url  http://127.0.0.1:4000  flag --api-url
    resolver  127.0.0.1:5302  environment RUNCLOUD_MULTISITE_RESOLVER
    server_address  127.0.0.1:8443  flag --server-address
    ca_file  [FOLDER]/certs/ca.pem  file [FOLDER]/c.toml
    addresses  203.0.113.9, 2001:db8::9  file [FOLDER]/c.toml
    calls_per_month  400000  file [FOLDER]/c.toml
    output  text  default
    log.level  info  file [FOLDER]/c.toml
    php  the one that is found  default
    --- stderr
    warning: the WordPress configuration cannot be used
    cause: no WordPress with a `wp-config.php` at `[FOLDER]/www`

    hint: give the folder that holds `wp-settings.php`, or the path of `wp-config.php`
    "#);
    let json = format!("{flags} --quiet --output json");
    insta::assert_snapshot!(world.run_with(&json, &variables).whole(), @r#"
    exit: 0
    --- stdout
    {"version":1,"command":"config show","settings":{"addresses":{"origin":{"kind":"file","path":"[FOLDER]/c.toml"},"value":["203.0.113.9","2001:db8::9"]},"api_url":{"origin":{"kind":"flag","name":"--api-url"},"value":"http://127.0.0.1:4000"},"ca_file":{"origin":{"kind":"file","path":"[FOLDER]/c.toml"},"value":"[FOLDER]/certs/ca.pem"},"calls_per_month":{"origin":{"kind":"file","path":"[FOLDER]/c.toml"},"value":400000},"config":{"origin":{"kind":"environment","name":"RUNCLOUD_MULTISITE_CONFIG"},"value":"[FOLDER]/c.toml"},"log.level":{"origin":{"kind":"flag","name":"--quiet"},"value":"error"},"output":{"origin":{"kind":"flag","name":"--output"},"value":"json"},"php":{"origin":{"kind":"default"},"value":"the one that is found"},"resolver":{"origin":{"kind":"environment","name":"RUNCLOUD_MULTISITE_RESOLVER"},"value":"127.0.0.1:5302"},"server_address":{"origin":{"kind":"flag","name":"--server-address"},"value":"127.0.0.1:8443"},"wordpress":{"origin":{"kind":"file","path":"[FOLDER]/c.toml"},"value":"[FOLDER]/www"}},"installation":{}}
    --- stderr
    "#);
}

#[test]
fn the_installation_is_found_around_the_current_directory() {
    let world = World::new();
    world.file("wp-config.php", "<?php\n");
    let outcome = world.run("config show");
    let line = outcome
        .stdout
        .lines()
        .find(|line| line.starts_with("wordpress"));
    assert!(
        line.is_some_and(|line| line.contains("[FOLDER]")),
        "{line:?}"
    );
}

#[test]
fn the_environment_can_ask_for_json() {
    let variables = [("RUNCLOUD_MULTISITE_OUTPUT", "json")];
    let outcome = World::new().run_with("config show", &variables);
    assert!(
        outcome
            .stdout
            .starts_with("{\"version\":1,\"command\":\"config show\"")
    );
}

#[test]
fn a_reader_that_goes_away_early_is_no_error() {
    let world = World::new();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("runcloud-multisite"))
        .args(["config", "show"])
        .env_clear()
        .current_dir(world.path())
        .stdout(closed_pipe())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(said, "");
}

/// How wide the columns are depends on where the temporary folder is.
fn narrow(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let cells: Vec<&str> = line.split("  ").map(str::trim).collect();
        cells
            .into_iter()
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join("  ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A pipe that nobody reads any more.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}
