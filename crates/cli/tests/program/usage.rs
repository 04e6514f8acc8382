//! Wrong arguments and wrong settings: exit code 2, nothing on standard output, and what to do.

use crate::run::{CONFIG, World};

#[test]
fn wrong_arguments_end_with_2_and_say_nothing_on_standard_output() {
    for line in [
        "",
        "plans",
        "plan extra",
        "plan --outptu json",
        "plan --output yaml",
        "plan --quiet -v",
        "plan --resolver 127.0.0.1",
        "plan --api-url http://manage.runcloud.io",
        "status https://shop.example/",
        "retry",
        "apply --plan-digest zzz",
        "confirm brakes",
        "confirm brake --yes 203.0.113.9",
        "config",
    ] {
        let outcome = World::new().run(line);
        assert_eq!(outcome.code, Some(2), "{line}");
        assert_eq!(outcome.stdout, "", "{line}");
        assert!(!outcome.stderr.is_empty(), "{line}");
    }
}

#[test]
fn a_slip_in_a_command_or_a_flag_is_recognised() {
    let world = World::new();
    insta::assert_snapshot!(world.run("statsu").whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: unrecognized subcommand 'statsu'

      tip: a similar subcommand exists: 'status'

    Usage: runcloud-multisite [OPTIONS] <COMMAND>

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(world.run("plan --outptu json").whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: unexpected argument '--outptu' found

      tip: a similar argument exists: '--output'

    Usage: runcloud-multisite plan --output <text|json>

    For more information, try '--help'.
    "#);
}

#[test]
fn a_bad_domain_is_refused_with_the_rule_it_breaks() {
    let world = World::new();
    insta::assert_snapshot!(world.run("retry https://shop.example/").whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: invalid value 'https://shop.example/' for '<DOMAIN>': the name contains a character that no host name has

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(world.run("confirm brakes").whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: invalid value 'brakes' for '<WHAT>': neither `brake` nor `identity` nor a domain: the name has a single label

    For more information, try '--help'.
    "#);
}

#[test]
fn all_problems_of_the_settings_are_told_at_once() {
    let world = World::new();
    world.file(
        CONFIG,
        "api-url = \"https://panel.example\"\n\
         addresses = [\"shop.example\"]\n\
         api_token = \"hunter2\"\n\
         [log]\n\
         level = \"loud\"\n",
    );
    let variables = [
        ("RUNCLOUD_MULTISITE_RESOLVR", "127.0.0.1:53"),
        ("RUNCLOUD_MULTISITE_SERVER_ADDRESS", "server.example"),
    ];
    insta::assert_snapshot!(world.run_with("config show", &variables).whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: 6 settings are wrong
      cause: RUNCLOUD_MULTISITE_RESOLVR: no setting has this name
      cause: RUNCLOUD_MULTISITE_SERVER_ADDRESS: not an address with a port, such as 127.0.0.1:53 or [::1]:53
      cause: [FOLDER]/.config/runcloud-multisite/config.toml:1: unknown key `api-url`
      cause: [FOLDER]/.config/runcloud-multisite/config.toml:2: `addresses`: not an address, such as 203.0.113.9 or 2001:db8::9
      cause: [FOLDER]/.config/runcloud-multisite/config.toml:3: `api_token`: secrets have no place in this file
      cause: [FOLDER]/.config/runcloud-multisite/config.toml:5: `log.level`: not one of `error`, `warn`, `info`, `debug`, `trace`

    hint: did you mean `RUNCLOUD_MULTISITE_RESOLVER`?
    hint: did you mean `api_url`?
    hint: define `WU_RUNCLOUD_API_TOKEN` in wp-config.php or set it in the environment, and delete it here
    "#);
}

#[test]
fn programs_are_told_about_wrong_settings_in_json() {
    let world = World::new();
    let file = world.file("c.toml", "colour = true\n");
    let outcome = world.run(&format!("config show --output json --config {file}"));
    insta::assert_snapshot!(outcome.whole(), @r#"
    exit: 2
    --- stdout
    {"version":1,"command":"config show","error":{"what":"a setting is wrong","causes":["[FOLDER]/c.toml:1: unknown key `colour`"],"hints":["the keys are wordpress, api_url, resolver, server_address, ca_file, addresses, calls_per_month, log.level, php"]}}
    --- stderr
    error: a setting is wrong
      cause: [FOLDER]/c.toml:1: unknown key `colour`

    hint: the keys are wordpress, api_url, resolver, server_address, ca_file, addresses, calls_per_month, log.level, php
    "#);
}

#[test]
fn a_line_that_is_no_toml_is_named_and_not_shown() {
    let world = World::new();
    let file = world.file(
        "c.toml",
        "resolver = \"127.0.0.1:53\"\napi_token = \"hunter2\n",
    );
    let outcome = world.run(&format!("config show --config {file}"));
    insta::assert_snapshot!(outcome.whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: a setting is wrong
      cause: [FOLDER]/c.toml:2: not valid TOML: invalid basic string, expected `"`
    "#);
}

#[test]
fn a_file_in_the_web_root_is_refused() {
    let world = World::new();
    world.file("www/wp-settings.php", "<?php\n");
    let file = world.file("www/private/c.toml", "");
    let outcome = world.run(&format!("config show --config {file}"));
    insta::assert_snapshot!(outcome.whole(), @r#"
    exit: 2
    --- stdout
    --- stderr
    error: a setting is wrong
      cause: [FOLDER]/www/private/c.toml: the configuration file lies inside the web root [FOLDER]/www, where a visitor might fetch it

    hint: move it out, for example to /etc/runcloud-multisite/config.toml
    "#);
}

#[test]
fn who_asked_for_json_by_the_environment_gets_it_even_when_another_setting_is_wrong() {
    let variables = [
        ("RUNCLOUD_MULTISITE_OUTPUT", "json"),
        ("RUNCLOUD_MULTISITE_RESOLVER", "dns"),
    ];
    let outcome = World::new().run_with("config show", &variables);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stdout.starts_with("{\"version\":1,"),
        "{}",
        outcome.stdout
    );
}
