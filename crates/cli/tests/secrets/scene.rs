//! The stage with secrets on it, and the program in front of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use e2e::wait_until;

use crate::backend::Backend;
use crate::commands::Life;
use crate::marks::{AUTH_KEY, AUTH_SALT, DATABASE, KEY, OTHER_SALT, SECRET, TOKEN};
use crate::stage::Stage;
use crate::traces::Traces;
use crate::worlds::World;

/// Far beyond what anything here takes.
const LIMIT: Duration = Duration::from_mins(1);

const ACTIVE: &str = "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES \
    (1, 'active_sitewide_plugins', 'a:1:{s:41:\"runcloud-multisite/runcloud-multisite.php\";i:1767225600;}')";

/// Ultimate Multisite's way to keep a credential.
const SEAL: &str = "$key = hash('sha256', $argv[1], true); $iv = random_bytes(16); \
    echo '$wu_enc$', base64_encode($iv . openssl_encrypt($argv[2], 'AES-256-CBC', $key, 0, $iv));";

/// What is in the environment of a command.
pub(crate) type Variables = Vec<(&'static str, String)>;

pub(crate) struct Scene<'a> {
    pub(crate) stage: Stage,
    backend: &'a Backend,
    /// Whether nothing is wrong in the present world.
    in_order: bool,
    /// How many hosts were mapped for it.
    hosts: usize,
}

/// What one run left behind.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// As the process list shows it while the program runs.
    pub(crate) command_line: String,
}

impl<'a> Scene<'a> {
    pub(crate) fn set(backend: &'a Backend) -> Self {
        let stage = Stage::set_with(|settings| {
            settings.token = TOKEN.into();
            settings.key = KEY.into();
            settings.secret = SECRET.into();
            settings.backend = Some(backend.address);
        });
        fs::create_dir_all(stage.root().join("wp-content/plugins")).unwrap();
        let user = stage.database.account();
        let (database, name) = (&user.database, &user.user);
        let account = format!(
            "CREATE USER marked@localhost IDENTIFIED BY '{DATABASE}'; GRANT ALL ON {database}.* TO marked@localhost; \
             DROP USER {name}@localhost; {ACTIVE}"
        );
        stage.database.sql(&account).unwrap();
        let scene = Self {
            stage,
            backend,
            in_order: true,
            hosts: 0,
        };
        fs::create_dir(scene.folder().join("tmp")).unwrap();
        scene
    }

    /// The folder that holds everything, the web root too.
    pub(crate) fn folder(&self) -> PathBuf {
        self.stage.root().parent().unwrap().to_owned()
    }

    /// Everything in good order, and then as the world has it.
    pub(crate) fn enter(&mut self, world: &World) -> Variables {
        self.stage.configure(|config| {
            let marked = [
                ("DB_PASSWORD", DATABASE),
                ("AUTH_KEY", AUTH_KEY),
                ("AUTH_SALT", AUTH_SALT),
                ("NONCE_SALT", OTHER_SALT),
            ];
            let marked: String = marked.iter().map(defined).collect();
            // The first definition counts.
            let config = config.replacen("<?php\n", &format!("<?php\n{marked}"), 1);
            let token = "define('WU_RUNCLOUD_API_TOKEN', 'emulator-token');\n";
            config.replace(token, "").replace("'wordpress'", "'marked'")
        });
        self.file("");
        self.stage.panel.clear_faults();
        self.stage.panel.clear_calls();
        let forget = "DELETE FROM wp_sitemeta WHERE meta_key LIKE 'wu_hosting_credential_%'";
        self.stage.database.sql(forget).unwrap();
        self.in_order = world.in_order;
        (world.set)(self)
    }

    /// What the world left in the tables, and whether it was what it should have been.
    pub(crate) fn leave(&mut self, world: &World, traces: &mut Traces) {
        assert!(
            (world.reached)(&self.stage),
            "{}: {:?}",
            world.name,
            self.stage.panel.calls()
        );
        let database = &mut self.stage.database;
        if database.sql("SELECT 1").is_err() {
            database.resume().unwrap();
        }
        for table in database.sql("SHOW TABLES LIKE '%runcloud%'").unwrap() {
            let rows = database
                .sql(&format!("SELECT * FROM {}", table[0]))
                .unwrap();
            traces.text(
                format!("{} | table {}", world.name, table[0]),
                format!("{rows:?}"),
            );
        }
    }

    /// Changes `wp-config.php`.
    pub(crate) fn change(&self, change: impl FnOnce(String) -> String) {
        let path = self.stage.root().join("wp-config.php");
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    }

    /// Adds constants to `wp-config.php`.
    pub(crate) fn constants(&self, constants: &[(&str, &str)]) -> Variables {
        let text: String = constants.iter().map(defined).collect();
        self.change(|config| config.replace("require_once", &format!("{text}require_once")));
        Vec::new()
    }

    /// Writes the configuration file.
    pub(crate) fn file(&self, text: &str) -> Variables {
        let file = self.folder().join(".config/runcloud-multisite/config.toml");
        fs::write(file, text).unwrap();
        Vec::new()
    }

    /// Stores the key pair as Ultimate Multisite does.
    pub(crate) fn encrypted(&self, auth_key: &str, auth_salt: &str) -> Variables {
        for (constant, secret) in [
            ("WU_RUNCLOUD_API_KEY", KEY),
            ("WU_RUNCLOUD_API_SECRET", SECRET),
        ] {
            let salt = format!("{auth_key}{auth_salt}");
            let sealed = Command::new("php")
                .args(["-r", SEAL, "--", &salt, secret])
                .output()
                .unwrap();
            let sealed = String::from_utf8(sealed.stdout).unwrap();
            assert!(
                sealed.starts_with("$wu_enc$"),
                "PHP is needed: run scripts/test"
            );
            let row = format!(
                "INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES (1, 'wu_hosting_credential_{constant}', '{sealed}')"
            );
            self.stage.database.sql(&row).unwrap();
        }
        Vec::new()
    }

    /// Runs the program until it ends, or until it has done what there is to do and is told to end.
    pub(crate) fn run(&mut self, line: &str, kind: Life, variables: &Variables) -> Ran {
        let [spoken, logged] = ["stdout", "stderr"].map(|name| self.folder().join(name));
        let temporary = self.folder().join("tmp").display().to_string();
        let mut given: Vec<(&str, &str)> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        given.push(("TMPDIR", &temporary));
        let news = (self.in_order && line == "run -vv").then(|| self.bring_news());
        let calls = self.stage.panel.calls().len();
        let mut child = self
            .stage
            .command(line, &given)
            .stdout(File::create(&spoken).unwrap())
            .stderr(File::create(&logged).unwrap())
            .spawn()
            .unwrap();
        let command_line = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
        if matches!(kind, Life::Runs | Life::Serves) {
            let has_called = || kind == Life::Serves || self.stage.panel.calls().len() > calls;
            let has_spoken = || !text(&spoken).is_empty() || !text(&logged).is_empty();
            let is_done = || {
                news.as_deref()
                    .is_none_or(|host| self.backend.was_asked_for(host))
            };
            wait_until(line, LIMIT, || {
                Ok(child.try_wait()?.is_some() || has_called() && has_spoken() && is_done())
            })
            .unwrap_or_else(|error| panic!("{error:?}\n{}\n{}", text(&spoken), text(&logged)));
            // One that has ended by itself cannot be told to.
            let id = child.id().to_string();
            drop(Command::new("kill").arg(id).output().unwrap());
        }
        child.wait().unwrap();
        Ran {
            stdout: text(&spoken),
            stderr: text(&logged),
            command_line: String::from_utf8_lossy(&command_line).replace('\0', " "),
        }
    }

    /// Maps a host that points here.
    fn bring_news(&mut self) -> String {
        self.hosts += 1;
        let host = format!("news{}.example", self.hosts);
        self.stage.map(&host);
        self.stage.panel.point_here(&host);
        host
    }
}

fn defined((name, value): &(&str, &str)) -> String {
    format!("define('{name}', '{value}');\n")
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}
