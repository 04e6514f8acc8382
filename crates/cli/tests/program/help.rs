//! The help of every command; reviewed as text, because text is what it is.

use crate::run::World;

fn help(line: &str) -> String {
    let outcome = World::new().run(line);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

#[test]
fn the_program_explains_itself() {
    insta::assert_snapshot!("help", help("--help"));
    insta::assert_snapshot!("help_short", help("-h"));
}

#[test]
fn short_help_fits_on_a_screen() {
    for line in ["-h", "status -h", "confirm -h", "config show -h"] {
        let lines = help(line).lines().count();
        assert!(lines <= 36, "{line}: {lines} lines");
    }
}

#[test]
fn every_command_explains_itself() {
    for command in [
        "plan",
        "apply",
        "run",
        "status",
        "explain",
        "certs",
        "retry",
        "confirm",
        "config",
        "config show",
        "plugin",
        "plugin install",
        "plugin status",
        "doctor",
        "demo",
        "emulator",
    ] {
        let name = format!("help_{}", command.replace(' ', "_"));
        insta::assert_snapshot!(name, help(&format!("{command} --help")));
    }
}

#[test]
fn the_version_is_data() {
    let outcome = World::new().run("--version");
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stdout.starts_with("runcloud-multisite "));
}
