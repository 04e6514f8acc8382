//! The settings, decided: every value with the place it comes from.
//!
//! Flags win over the environment, the environment over the file, the file over the defaults. All problems are
//! reported at once, and nothing starts while there is one. Secrets are no settings: they are read from
//! `wp-config.php` or from `WU_RUNCLOUD_…` variables by those who need them.

mod discovery;
mod environment;
mod file;
mod given;
mod key;
mod layer;
mod origin;
mod problem;
mod secret;
mod surroundings;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use runcloud::ApiOrigin;

use crate::args::{Global, LogLevel, OutputFormat, Php};
use crate::exit::Exit;
use crate::output::Report;

pub use file::EXAMPLE_FILE;
pub use given::Given;
pub(crate) use given::NAMES as GIVEN;
pub use key::Key;
pub(crate) use layer::calls;
pub use origin::{Origin, Sourced};
pub use problem::{Problem, Problems};
pub use surroundings::{Process, Surroundings};

use layer::Layer;

/// Everything that can be set, with nothing left to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The configuration file that was read, if there is one.
    pub config: Sourced<Option<PathBuf>>,
    /// The WordPress installation; [`Settings::wordpress`] is for those who cannot do without.
    pub wordpress: Sourced<Option<PathBuf>>,
    /// Where RunCloud's API is.
    pub api_url: Sourced<ApiOrigin>,
    /// The name server to ask instead of the system's; then authoritative look-ups are off.
    pub resolver: Sourced<Option<SocketAddr>>,
    /// Where handshakes go instead of to the server's address.
    pub server_address: Sourced<Option<SocketAddr>>,
    /// Further root certificates to trust.
    pub ca_file: Sourced<Option<PathBuf>>,
    /// Addresses that count as ours beside the server's, such as a load balancer's.
    pub addresses: Sourced<Vec<IpAddr>>,
    /// How many calls of RunCloud's API may be made in a calendar month.
    pub calls_per_month: Sourced<Option<u64>>,
    /// How results are written.
    pub output: Sourced<OutputFormat>,
    /// The least important events that are logged.
    pub log_level: Sourced<LogLevel>,
    /// Which PHP is asked what reading `wp-config.php` does not tell.
    pub php: Sourced<Php>,
    /// What `wp-config.php` would say, given instead.
    pub given: Given,
    /// Whether conversation on standard error is left out.
    pub quiet: bool,
}

impl Settings {
    /// Combines the layers. `log_level` is the default of the command that is to run.
    ///
    /// # Errors
    /// Every problem of every layer, if there is one.
    pub fn resolve(
        flags: &Global,
        log_level: LogLevel,
        surroundings: &dyn Surroundings,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let here = surroundings.current_directory().unwrap_or_else(|error| {
            problems.push(Problem::new(format!(
                "the current directory cannot be told: {error}"
            )));
            PathBuf::from("/")
        });
        let flags_layer = Layer::of_flags(flags, log_level, &here);
        let environment = environment::read(surroundings, &here, &mut problems);
        let above = flags_layer.over(environment);

        let config = discovery::config_file(above.config.clone(), surroundings, &mut problems);
        let mut layer = match &config {
            Some(found) => above.over(file::read(&found.path, &found.text, &mut problems)),
            None => above,
        };
        layer.given.settle(surroundings, &mut problems);
        let wordpress = layer.wordpress.map_or_else(
            || Sourced::by_default(discovery::wordpress_around(&here, surroundings)),
            Sourced::some,
        );
        if let Some(ca_file) = &layer.ca_file
            && !surroundings.is_file(&ca_file.value)
        {
            problems.push(
                Problem::new(format!(
                    "{}: no file there that can be read: {}",
                    ca_file.origin.label(Key::CaFile),
                    ca_file.value.display()
                ))
                .hint("name a file with root certificates in PEM form"),
            );
        }
        let output = or_default(layer.output, OutputFormat::default());
        if !problems.is_empty() {
            return Err(Problems {
                list: problems,
                output: output.value,
            });
        }
        Ok(Self {
            config: match (config, layer.config) {
                (Some(found), asked) => Sourced {
                    value: Some(found.path),
                    origin: asked.map_or(Origin::Default, |asked| asked.origin),
                },
                (None, _) => Sourced::by_default(None),
            },
            wordpress,
            api_url: or_default(layer.api_url, ApiOrigin::default()),
            resolver: optional(layer.resolver),
            server_address: optional(layer.server_address),
            ca_file: optional(layer.ca_file),
            addresses: or_default(layer.addresses, Vec::new()),
            calls_per_month: optional(layer.calls_per_month),
            output,
            log_level: or_default(layer.log_level, log_level),
            php: or_default(layer.php, Php::Found),
            given: layer.given,
            quiet: flags.quiet,
        })
    }

    /// The WordPress installation, for commands that cannot work without one.
    ///
    /// # Errors
    /// A report that names the flag, where none was named and none was found.
    pub fn wordpress(&self) -> Result<&Path, Report> {
        self.wordpress.value.as_deref().ok_or_else(|| {
            Report::new("no WordPress installation is named", Exit::Usage)
                .cause("neither the current directory nor one above it holds a wp-config.php")
                .hint("name it with `--wordpress PATH`, such as /home/runcloud/webapps/network")
                .hint(format!(
                    "or set `{}`, or `wordpress` in the configuration file",
                    Key::Wordpress.variable()
                ))
        })
    }
}

fn or_default<T>(set: Option<Sourced<T>>, default: T) -> Sourced<T> {
    set.unwrap_or_else(|| Sourced::by_default(default))
}

fn optional<T>(set: Option<Sourced<T>>) -> Sourced<Option<T>> {
    set.map_or_else(|| Sourced::by_default(None), Sourced::some)
}

#[cfg(test)]
mod tests;
