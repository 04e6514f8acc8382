//! How the layers come together, without a process or a disk.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;

use super::*;

/// A world that holds still.
#[derive(Default)]
struct World {
    variables: BTreeMap<&'static str, &'static str>,
    files: BTreeMap<&'static str, &'static str>,
    links: BTreeMap<&'static str, &'static str>,
    locked: Vec<&'static str>,
    here: &'static str,
}

impl World {
    fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.insert(name, value);
        self
    }

    fn file(mut self, path: &'static str, text: &'static str) -> Self {
        self.files.insert(path, text);
        self
    }

    fn resolve(&self, flags: &Global) -> Result<Settings, Problems> {
        Settings::resolve(flags, LogLevel::Warn, self)
    }

    fn settings(&self) -> Settings {
        self.resolve(&Global::default()).unwrap()
    }

    fn problems(&self) -> Vec<Problem> {
        self.resolve(&Global::default()).unwrap_err().list
    }
}

impl Surroundings for World {
    fn variables(&self) -> Vec<(OsString, OsString)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    fn current_directory(&self) -> io::Result<PathBuf> {
        Ok(PathBuf::from(if self.here.is_empty() {
            "/"
        } else {
            self.here
        }))
    }

    fn is_file(&self, path: &Path) -> bool {
        path.to_str()
            .is_some_and(|path| self.files.contains_key(path))
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let path = path.to_str().unwrap();
        if self.locked.contains(&path) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let text = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        let cut = text.len().min(usize::try_from(limit).unwrap());
        Ok(text.as_bytes()[..cut].to_vec())
    }

    fn is_private(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| path.contains("private"))
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        let path = path.to_str().unwrap();
        Ok(PathBuf::from(self.links.get(path).copied().unwrap_or(path)))
    }
}

const SYSTEM: &str = "/etc/runcloud-multisite/config.toml";
const USER: &str = "/home/runcloud/.config/runcloud-multisite/config.toml";

#[test]
fn with_nothing_said_every_value_is_a_default() {
    let settings = World::default().settings();
    assert_eq!(
        settings.api_url.value.to_string(),
        "https://manage.runcloud.io"
    );
    assert_eq!(settings.api_url.origin, Origin::Default);
    assert_eq!(settings.config, Sourced::by_default(None));
    assert_eq!(settings.log_level, Sourced::by_default(LogLevel::Warn));
    assert_eq!(settings.output, Sourced::by_default(OutputFormat::Text));
}

#[test]
fn a_number_of_calls_comes_from_flag_variable_or_file_and_is_never_zero() {
    let in_file = |text: &'static str| World::default().file(SYSTEM, text);
    for text in ["calls_per_month = 400000", "calls_per_month = '400000'"] {
        let set = in_file(text).settings().calls_per_month;
        assert_eq!(set.value, Some(400_000), "{text}");
        assert_eq!(
            set.origin.to_string(),
            "file /etc/runcloud-multisite/config.toml"
        );
    }
    let variable = "RUNCLOUD_MULTISITE_CALLS_PER_MONTH";
    let world = in_file("calls_per_month = 1").variable(variable, "2");
    let set = world.settings().calls_per_month;
    assert_eq!(set.value, Some(2));
    assert_eq!(set.origin.to_string(), format!("environment {variable}"));
    let flags = Global {
        calls_per_month: Some(3),
        ..Global::default()
    };
    let set = world.resolve(&flags).unwrap().calls_per_month;
    assert_eq!(set.value, Some(3));
    assert_eq!(set.origin.to_string(), "flag --calls-per-month");
    for wrong in [
        "calls_per_month = 0",
        "calls_per_month = -1",
        "calls_per_month = 1.5",
        "calls_per_month = 'many'",
    ] {
        let refused = in_file(wrong).resolve(&Global::default());
        assert!(refused.is_err(), "{wrong}");
    }
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let world = World::default()
        .file(
            SYSTEM,
            "resolver = '127.0.0.1:3'\naddresses = ['203.0.113.9']\n",
        )
        .variable("RUNCLOUD_MULTISITE_RESOLVER", "127.0.0.1:2");
    let flags = Global {
        resolver: Some("127.0.0.1:1".parse().unwrap()),
        ..Global::default()
    };

    let settings = world.resolve(&flags).unwrap();
    let resolver = settings.resolver;
    assert_eq!(resolver.value.unwrap().port(), 1);
    assert_eq!(resolver.origin.to_string(), "flag --resolver");
    assert_eq!(
        settings.addresses.origin.to_string(),
        "file /etc/runcloud-multisite/config.toml"
    );

    let resolver = world.settings().resolver;
    assert_eq!(resolver.value.unwrap().port(), 2);
    assert_eq!(
        resolver.origin.to_string(),
        "environment RUNCLOUD_MULTISITE_RESOLVER"
    );
}

#[test]
fn verbosity_on_the_command_line_wins_and_counts_from_the_command_s_default() {
    let world = World::default().variable("RUNCLOUD_MULTISITE_LOG_LEVEL", "trace");
    assert_eq!(world.settings().log_level.value, LogLevel::Trace);
    let flags = Global {
        verbose: 1,
        ..Global::default()
    };
    let settings = world.resolve(&flags).unwrap();
    assert_eq!(settings.log_level.value, LogLevel::Info);
    let settings = Settings::resolve(&flags, LogLevel::Info, &world).unwrap();
    assert_eq!(settings.log_level.value, LogLevel::Debug);
    let flags = Global {
        quiet: true,
        ..Global::default()
    };
    let settings = world.resolve(&flags).unwrap();
    assert_eq!(settings.log_level.value, LogLevel::Error);
}

#[test]
fn the_user_s_file_hides_the_system_s() {
    let world = World::default()
        .variable("HOME", "/home/runcloud")
        .file(SYSTEM, "resolver = '127.0.0.1:1'")
        .file(USER, "addresses = ['203.0.113.9']");
    let settings = world.settings();
    assert_eq!(settings.config.value.as_deref(), Some(Path::new(USER)));
    assert_eq!(settings.resolver.value, None);
}

#[test]
fn a_file_that_may_not_be_read_is_an_error_and_not_an_absent_one() {
    let mut world = World::default()
        .variable("HOME", "/home/runcloud")
        .file(SYSTEM, "");
    world.locked = vec![USER];
    assert!(world.problems()[0].what.contains(USER));
}

#[test]
fn a_file_that_was_asked_for_has_to_be_there() {
    let world = World::default()
        .file(SYSTEM, "")
        .variable("RUNCLOUD_MULTISITE_CONFIG", "/srv/gone.toml");
    let problems = world.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0]
            .what
            .starts_with("RUNCLOUD_MULTISITE_CONFIG: cannot read /srv/gone.toml")
    );
}

#[test]
fn problems_of_all_layers_are_reported_together() {
    let world = World::default()
        .file(SYSTEM, "api_ulr = 'x'\ntoken = 'hunter2'\n")
        .variable("RUNCLOUD_MULTISITE_RESOLVER", "dns")
        .variable("RUNCLOUD_MULTISITE_ADRESSES", "203.0.113.9")
        .variable("RUNCLOUD_MULTISITE_API_TOKEN", "hunter2")
        .variable("RUNCLOUD_MULTISITE_CA_FILE", "/srv/gone.pem");
    let problems = world.problems();
    assert_eq!(problems.len(), 6, "{problems:#?}");
    assert!(!format!("{problems:?}").contains("hunter2"));
    let hints: Vec<&str> = problems.iter().filter_map(|p| p.hint.as_deref()).collect();
    assert!(
        hints.contains(&"did you mean `RUNCLOUD_MULTISITE_ADDRESSES`?"),
        "{hints:?}"
    );
    assert!(hints.contains(&"did you mean `api_url`?"), "{hints:?}");
}

#[test]
fn a_variable_set_to_nothing_counts_as_not_set() {
    let world = World::default().variable("RUNCLOUD_MULTISITE_RESOLVER", "");
    assert_eq!(world.settings().resolver.origin, Origin::Default);
}

#[test]
fn a_file_in_the_web_root_is_refused_by_its_own_path_and_by_its_target() {
    let named = |path| Global {
        config: Some(PathBuf::from(path)),
        ..Global::default()
    };
    let mut world = World::default()
        .file("/srv/www/wp-settings.php", "")
        .file("/srv/www/private/c.toml", "")
        .file("/srv/link.toml", "")
        .file("/srv/bedrock/wp-config.php", "")
        .file("/srv/bedrock/index.php", "")
        .file("/srv/bedrock/c.toml", "")
        .file("/srv/above/wp-config.php", "")
        .file("/srv/above/c.toml", "");
    world
        .links
        .insert("/srv/link.toml", "/srv/www/private/c.toml");
    for path in [
        "/srv/www/private/c.toml",
        "/srv/link.toml",
        "/srv/bedrock/c.toml",
    ] {
        let problems = world.resolve(&named(path)).unwrap_err().list;
        assert!(problems[0].what.contains("web root"), "{problems:?}");
    }
    // The folder above a web root is a usual and safe place, for wp-config.php as for this file.
    assert!(world.resolve(&named("/srv/above/c.toml")).is_ok());
}

#[test]
fn a_file_too_large_to_be_a_configuration_is_refused() {
    let text: &'static str = Box::leak("#".repeat(70_000).into_boxed_str());
    let problems = World::default().file(SYSTEM, text).problems();
    assert!(problems[0].what.contains("larger than"), "{problems:?}");
}

#[test]
fn the_installation_is_found_from_anywhere_inside_it() {
    let mut world = World::default().file("/srv/www/wp-config.php", "");
    world.here = "/srv/www/wp-content/uploads";
    let settings = world.settings();
    assert_eq!(settings.wordpress().unwrap(), Path::new("/srv/www"));

    let mut above = World::default()
        .file("/srv/wp-config.php", "")
        .file("/srv/www/wp-settings.php", "");
    above.here = "/srv/www/wp-content";
    assert_eq!(above.settings().wordpress().unwrap(), Path::new("/srv/www"));
}

#[test]
fn without_an_installation_the_report_names_the_flag() {
    let report = World::default().settings().wordpress().unwrap_err();
    assert_eq!(report.exit, Exit::Usage);
    assert!(report.hints.iter().any(|hint| hint.contains("--wordpress")));
}

#[test]
fn what_wp_config_would_say_can_be_given_and_secrets_only_where_nobody_else_reads_them() {
    let text =
        "[wp_config]\ndb_password = \"hunter2\"\ndb_host = \"db\"\nsubdomain_install = true\n";
    let open = World::default().file(SYSTEM, text);
    let found = open.problems();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].hint.as_deref(),
        Some("`chmod 600 /etc/runcloud-multisite/config.toml`")
    );
    assert!(!format!("{found:?}").contains("hunter2"));

    let private = "/etc/private.toml";
    let world = World::default()
        .file(private, text)
        .file("/run/secrets/host", "db2\n")
        .variable("RUNCLOUD_MULTISITE_CONFIG", private)
        .variable("RUNCLOUD_MULTISITE_DB_HOST_FILE", "/run/secrets/host")
        .variable("RUNCLOUD_MULTISITE_TABLE_PREFIX", "n_");
    let settings = world.settings();
    assert!(!format!("{settings:?}").contains("hunter2"));
    let values: Vec<_> = settings.given.values().collect();
    let expected = [
        ("$table_prefix", "n_"),
        ("DB_HOST", "db2"),
        ("DB_PASSWORD", "hunter2"),
        ("SUBDOMAIN_INSTALL", "1"),
    ];
    assert_eq!(
        values,
        expected.map(|(name, value)| (name, value.to_owned()))
    );

    let missing = World::default().variable("RUNCLOUD_MULTISITE_DB_PASSWORD_FILE", "/nowhere");
    assert_eq!(missing.problems().len(), 1);
    let slip = World::default().file(private, "[wp_config]\ndb_pasword = \"x\"\n");
    let slip = slip
        .variable("RUNCLOUD_MULTISITE_CONFIG", private)
        .problems();
    assert!(
        slip[0].what.contains("unknown key `wp_config.db_pasword`"),
        "{slip:?}"
    );
}
