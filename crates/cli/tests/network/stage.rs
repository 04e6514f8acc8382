//! A network in a private database, a RunCloud on loopback, and a folder that looks like an installation.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use e2e::{Account, AgentOptions, MariaDb};
use emulator::{Emulator, Panel, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::shown::stable;

/// The network's own host.
pub(crate) const MAIN: &str = "network.example";

/// The tables as WordPress and Ultimate Multisite make them, as far as anybody reads them.
const TABLES: &str = "
CREATE TABLE wp_site (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, domain VARCHAR(200) NOT NULL DEFAULT '',
  path VARCHAR(100) NOT NULL DEFAULT '');
CREATE TABLE wp_sitemeta (meta_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, site_id BIGINT NOT NULL DEFAULT 0,
  meta_key VARCHAR(255), meta_value LONGTEXT);
CREATE TABLE wp_blogs (blog_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, site_id BIGINT NOT NULL DEFAULT 0,
  domain VARCHAR(200) NOT NULL DEFAULT '', path VARCHAR(100) NOT NULL DEFAULT '',
  archived TINYINT NOT NULL DEFAULT 0, spam TINYINT NOT NULL DEFAULT 0, deleted TINYINT NOT NULL DEFAULT 0);
CREATE TABLE wp_wu_domain_mappings (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, blog_id BIGINT NOT NULL,
  domain VARCHAR(191) NOT NULL, active TINYINT DEFAULT 1, primary_domain TINYINT DEFAULT 0,
  secure TINYINT DEFAULT 0, stage VARCHAR(20) DEFAULT 'done', date_created DATETIME, date_modified DATETIME);
INSERT INTO wp_site VALUES (1, 'network.example', '/');
INSERT INTO wp_blogs (blog_id, site_id, domain, path) VALUES (1, 1, 'network.example', '/'), (2, 1, 'shop.network.example', '/');
INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES
  (1, 'wu_host_integrations_enabled', 'a:1:{s:8:\"runcloud\";b:1;}'), (1, 'subdomain_install', '1');
";

/// Everything the program touches.
pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) database: MariaDb,
    pub(crate) panel: Panel,
    emulator: Emulator,
    _runtime: Runtime,
}

/// What a run left behind.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Stage {
    /// A network with one site of its own host, which points here; nothing is attached but the main domain.
    pub(crate) fn set() -> Self {
        Self::set_with(|_| {})
    }

    /// The same with a RunCloud that is set up otherwise.
    pub(crate) fn set_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("www");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("wp-settings.php"), "<?php\n").unwrap();
        let database = MariaDb::start().unwrap();
        database.sql(TABLES).unwrap();
        let mut settings = Settings {
            main_domain: MAIN.into(),
            root_path: root.canonicalize().unwrap().display().to_string(),
            ..Settings::default()
        };
        change(&mut settings);
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(Emulator::start(settings)).unwrap();
        fs::write(folder.path().join("ca.pem"), emulator.ca_pem()).unwrap();
        // Hides the file that the tester's own system may have in /etc.
        let config = folder.path().join(".config/runcloud-multisite");
        fs::create_dir_all(&config).unwrap();
        fs::write(config.join("config.toml"), "").unwrap();
        let panel = emulator.panel();
        panel.point_here("shop.network.example");
        let stage = Self {
            folder,
            database,
            panel,
            emulator,
            _runtime: runtime,
        };
        stage.configure(|config| config);
        stage
    }

    /// Writes `wp-config.php`, with the usual text changed.
    pub(crate) fn configure(&self, change: impl FnOnce(String) -> String) {
        let Account {
            database,
            user,
            password,
        } = self.database.account();
        let password = password.replace('\\', r"\\").replace('\'', r"\'");
        let host = self.database.socket().display().to_string();
        let text = format!(
            "<?php\n\
             define('DB_NAME', '{database}');\n\
             define('DB_USER', '{user}');\n\
             define('DB_PASSWORD', '{password}');\n\
             define('DB_HOST', 'localhost:{host}');\n\
             $table_prefix = 'wp_';\n\
             define('MULTISITE', true);\n\
             define('SUNRISE', true);\n\
             define('SUBDOMAIN_INSTALL', true);\n\
             define('DOMAIN_CURRENT_SITE', '{MAIN}');\n\
             define('WU_RUNCLOUD_API_TOKEN', 'emulator-token');\n\
             define('WU_RUNCLOUD_SERVER_ID', '501');\n\
             define('WU_RUNCLOUD_APP_ID', '9001');\n\
             require_once __DIR__ . '/wp-settings.php';\n"
        );
        fs::write(self.root().join("wp-config.php"), change(text)).unwrap();
        fs::create_dir_all(self.root().join("wp-content")).unwrap();
        fs::write(self.root().join("wp-content/sunrise.php"), "<?php").unwrap();
    }

    /// The web root.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("www")
    }

    /// The port at which the database listens, beside its socket.
    pub(crate) fn database_port(&self) -> u16 {
        self.database.port()
    }

    /// Maps a host to the site.
    pub(crate) fn map(&self, host: &str) {
        let sql =
            format!("INSERT INTO wp_wu_domain_mappings (blog_id, domain) VALUES (2, '{host}')");
        self.database.sql(&sql).unwrap();
    }

    /// Whether RunCloud was asked to change anything.
    pub(crate) fn changed_anything(&self) -> bool {
        self.panel.calls().iter().any(|call| call.method != "GET")
    }

    /// Where the program looks instead of the real world.
    pub(crate) fn options(&self) -> AgentOptions {
        AgentOptions {
            wordpress: self.root(),
            api_url: self.emulator.api_origin(),
            resolver: self.emulator.dns_addr(),
            server_address: self.emulator.https_addr(),
            ca_file: self.folder.path().join("ca.pem"),
        }
    }

    /// One command, ready to be started.
    pub(crate) fn command(&self, line: &str, variables: &[(&str, &str)]) -> Command {
        let options = self.options();
        let mut command = Command::new(cargo_bin("runcloud-multisite"));
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("RUNCLOUD_MULTISITE_WORDPRESS", &options.wordpress)
            .env("RUNCLOUD_MULTISITE_API_URL", &options.api_url)
            .env("RUNCLOUD_MULTISITE_RESOLVER", options.resolver.to_string())
            .env(
                "RUNCLOUD_MULTISITE_SERVER_ADDRESS",
                options.server_address.to_string(),
            )
            .env("RUNCLOUD_MULTISITE_CA_FILE", &options.ca_file)
            .envs(variables.iter().copied())
            .args(line.split_whitespace())
            .stdin(Stdio::null())
            .current_dir(self.folder.path());
        command
    }

    /// Runs one command to its end.
    pub(crate) fn run(&self, line: &str) -> Outcome {
        self.run_with(line, &[])
    }

    /// The same with some variables in its environment.
    pub(crate) fn run_with(&self, line: &str, variables: &[(&str, &str)]) -> Outcome {
        let output = self.command(line, variables).output().unwrap();
        let text = |bytes: Vec<u8>| {
            let socket = self.database.socket();
            let folder = self.folder.path().canonicalize().unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("emulator-token"), "a secret: {text}");
            stable(
                &text
                    .replace(socket.to_str().unwrap(), "[SOCKET]")
                    .replace(folder.to_str().unwrap(), "[FOLDER]")
                    .replace(self.folder.path().to_str().unwrap(), "[FOLDER]"),
            )
        };
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    /// Everything in one text, for snapshots.
    pub(crate) fn whole(&self) -> String {
        let code = self
            .code
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        format!(
            "exit: {code}\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        )
    }
}
