//! The arguments as they were typed: parsed, not yet combined with the environment and the file.
//!
//! Read [`Args`], then [`crate::settings::Settings`], which is the only one of the two that travels further.

mod choices;
mod emulator;
mod target;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand};
use plan::{DomainName, PlanDigest};
use runcloud::ApiOrigin;

use crate::exit::Exit;
use crate::settings::EXAMPLE_FILE;

pub use choices::{LogLevel, OutputFormat, Php};
pub use emulator::EmulatorArgs;
pub use target::{ConfirmTarget, InvalidTarget};

/// Keeps the domains and certificates of a WordPress Multisite network in step with RunCloud.
///
/// Reads the domains that Ultimate Multisite maps, sees what the web application at RunCloud has, and carries
/// out the difference. What the network never asked for is left alone. Start with `doctor`, then `plan`, then
/// `run`.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "runcloud-multisite",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_long_help = after_help()
)]
pub struct Args {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The end of the long help.
fn after_help() -> String {
    let mut text = String::from("Exit codes:\n");
    for exit in Exit::ALL {
        text.extend([&format!("  {}  ", exit.code()), exit.meaning(), "\n"]);
    }
    text + SETTINGS
}

const SETTINGS: &str = "
Settings are taken from flags, then from the environment (--api-url is RUNCLOUD_MULTISITE_API_URL),
then from a configuration file (see `config show --help`). Whoever comes first wins.
Credentials are read from wp-config.php or from WU_RUNCLOUD_… variables, never from arguments.";

const GLOBAL: &str = "Options for every command";

/// The flags that every command takes, before or after its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = GLOBAL)]
pub struct Global {
    /// Read this configuration file instead of looking for one
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The WordPress installation: its folder or its wp-config.php
    #[arg(long, global = true, value_name = "PATH")]
    pub wordpress: Option<PathBuf>,
    /// Where RunCloud's API is: scheme, host and perhaps port
    #[arg(long, global = true, value_name = "ORIGIN")]
    pub api_url: Option<ApiOrigin>,
    /// Ask this name server for everything, and no authoritative ones
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    pub resolver: Option<SocketAddr>,
    /// Send TLS handshakes here instead of to the server's address
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    pub server_address: Option<SocketAddr>,
    /// Trust the root certificates in this file, too
    #[arg(long, global = true, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// Make no more API calls than this in a month
    #[arg(long, global = true, value_name = "N", value_parser = crate::settings::calls)]
    pub calls_per_month: Option<u64>,
    /// Ask this PHP what reading wp-config.php does not tell, or `never`
    #[arg(long, global = true, value_name = "PATH|never", hide_short_help = true)]
    pub php: Option<Php>,
    /// How results are written to standard output
    #[arg(
        long,
        global = true,
        value_name = "text|json",
        hide_possible_values = true
    )]
    pub output: Option<OutputFormat>,
    /// Say nothing but results and errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log more; twice for everything
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// What the program is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Show what would be done, and why nothing is done where nothing is
    ///
    /// Changes nothing. Ends with a digest that `apply --plan-digest` accepts, and with exit code 1 when
    /// changes are pending.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite plan
  runcloud-multisite plan --output json | jq .digest")]
    Plan,
    /// Carry out the plan once, and wait for the outcome
    ///
    /// Beside a running agent the request goes to that agent, and its work is shown.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite apply
  runcloud-multisite apply --plan-digest 5f0c3a9d27b1")]
    Apply {
        /// Do it only if the plan is still the one that `plan` showed
        #[arg(long, value_name = "DIGEST")]
        plan_digest: Option<PlanDigest>,
    },
    /// Keep both sides in step until stopped
    ///
    /// Only one agent acts for a web application at a time; others stand by and take over.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite run
  runcloud-multisite run --wordpress /home/runcloud/webapps/network --output json")]
    Run,
    /// Tell where each domain stands, why, and who acts next
    ///
    /// With a domain: its whole story. Ends with exit code 1 when something needs a person.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite status
  runcloud-multisite status shop.example.com
  runcloud-multisite status --output json | jq '.domains[] | select(.state == \"attention\")'")]
    Status {
        /// Only this domain, in detail
        domain: Option<DomainName>,
    },
    /// Tell how a domain came to stand where it stands
    ///
    /// Oldest first: what was seen, what was decided and by which rule, what was done. Then where it stands, who
    /// acts, what comes next, and its DNS records as they are and as they should be. Exit codes as for `status`.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite explain shop.example.com
  runcloud-multisite explain shop.example.com --output json | jq .story")]
    Explain {
        /// The domain
        domain: DomainName,
    },
    /// List the certificates that visitors get, the one that ends first on top
    ///
    /// As the last handshakes showed them. Domains without a certificate come last, with the reason. Exit codes
    /// as for `status`.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite certs
  runcloud-multisite certs --output json | jq '.certificates[] | select(.expires == null)'")]
    Certs,
    /// Look at a domain again now instead of at its next look
    #[command(after_long_help = "\
Example:
  runcloud-multisite retry shop.example.com")]
    Retry {
        /// The domain
        domain: DomainName,
    },
    /// Allow what waits for a person's yes
    ///
    /// Asks for the name of the network (for `brake` and `identity`) or of the domain, so that nothing is
    /// allowed in the wrong window.
    #[command(after_long_help = "\
What can be confirmed:
  brake     the removals that the brake holds back
  identity  that this installation, and not a copy of it, works on the web application
  DOMAIN    what `status DOMAIN` says is waiting for a yes

Examples:
  runcloud-multisite confirm brake
  runcloud-multisite confirm identity --yes network.example.com
  runcloud-multisite confirm old.example.com --yes old.example.com")]
    Confirm {
        /// `brake`, `identity` or a domain
        #[arg(value_name = "WHAT")]
        target: ConfirmTarget,
        /// The name that would be asked for; needed where there is no terminal to ask on
        #[arg(long, value_name = "NAME")]
        yes: Option<DomainName>,
    },
    /// Work with the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Work with the WordPress plugin
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Check everything this program needs, and say what is missing
    ///
    /// Changes nothing: reads the installation, the database and the settings, and asks RunCloud a harmless
    /// question.
    #[command(after_long_help = "\
Example:
  runcloud-multisite doctor --wordpress /home/runcloud/webapps/network")]
    Doctor,
    /// Play the whole story on this machine, with an emulated RunCloud
    ///
    /// Touches nothing outside: network, panel, name server and certificates are made for the occasion.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite demo
  runcloud-multisite demo --keep")]
    Demo {
        /// Keep everything running at the end, and say where it is
        #[arg(long)]
        keep: bool,
    },
    /// Serve an emulated RunCloud on this machine until stopped
    ///
    /// An API, DNS, and what visitors meet, on loopback. With a backend it stands before a real network: attached
    /// hosts are answered by that web server.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite emulator --output json
  runcloud-multisite emulator --main-domain network.test --backend 127.0.0.1:8080 \\
    --root-path /srv/network --api-port 8800")]
    Emulator(EmulatorArgs),
}

/// What can be done with the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting, its value and where it comes from
    ///
    /// The configuration file is the one that `--config` names, or else
    /// `~/.config/runcloud-multisite/config.toml`, or else `/etc/runcloud-multisite/config.toml`. It is optional,
    /// and never lies in the web root.
    #[command(after_long_help = format!("\
A file that sets everything:
{}
Examples:
  runcloud-multisite config show
  runcloud-multisite config show --output json | jq -r .settings.api_url.value", indented(EXAMPLE_FILE)))]
    Show,
}

/// What can be done with the WordPress plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum PluginCommand {
    /// Put the plugin's files into the network, or bring them up to date
    ///
    /// The program holds them; nothing is downloaded. They go to where `wp-config.php` says that plugins are, in the
    /// name of that folder's owner. A person activates the plugin in the network admin: the database is not touched.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite plugin install
  sudo runcloud-multisite plugin install --wordpress /home/runcloud/webapps/network")]
    Install,
    /// Tell whether the plugin is there, up to date, active and answering
    ///
    /// Knocks at its door once, as the agent does. Ends with exit code 1 when a person should do something.
    #[command(after_long_help = "\
Examples:
  runcloud-multisite plugin status
  runcloud-multisite plugin status --output json | jq .active")]
    Status,
}

/// The text as it stands in a help, with nothing at the ends of empty lines.
fn indented(text: &'static str) -> String {
    let indent = |line: &'static str| [if line.is_empty() { "" } else { "  " }, line, "\n"];
    text.lines().flat_map(indent).collect()
}

impl Command {
    /// The command as it is typed, and as JSON output names it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply { .. } => "apply",
            Self::Run => "run",
            Self::Status { .. } => "status",
            Self::Explain { .. } => "explain",
            Self::Certs => "certs",
            Self::Retry { .. } => "retry",
            Self::Confirm { .. } => "confirm",
            Self::Config(ConfigCommand::Show) => "config show",
            Self::Plugin(PluginCommand::Install) => "plugin install",
            Self::Plugin(PluginCommand::Status) => "plugin status",
            Self::Doctor => "doctor",
            Self::Demo { .. } => "demo",
            Self::Emulator(_) => "emulator",
        }
    }

    /// How much is logged when nobody says so: an agent that runs for months tells what it changes, a command
    /// that answers one question only what went wrong. What `apply` and `demo` meet they tell themselves.
    pub const fn default_log_level(&self) -> LogLevel {
        match self {
            Self::Run => LogLevel::Info,
            Self::Apply { .. } | Self::Demo { .. } => LogLevel::Error,
            _ => LogLevel::Warn,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_definition_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_before_and_after_the_command() {
        let before = parse("x --resolver 127.0.0.1:53 -vv plan").unwrap();
        let after = parse("x plan --resolver 127.0.0.1:53 -vv").unwrap();
        assert_eq!(before.global, after.global);
        assert_eq!(after.global.verbose, 2);
    }

    #[test]
    fn domains_are_parsed_before_anything_starts() {
        let args = parse("x status BÜCHER.example").unwrap();
        let Command::Status {
            domain: Some(domain),
        } = args.command
        else {
            panic!("{args:?}");
        };
        assert_eq!(domain.as_str(), "xn--bcher-kva.example");
        for line in [
            "x status 203.0.113.9",
            "x retry https://a.example/",
            "x retry",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn every_command_has_an_example_in_its_long_help() {
        fn check(command: &clap::Command, typed: &str) {
            for sub in command.get_subcommands() {
                let typed = format!("{typed} {}", sub.get_name());
                if sub.has_subcommands() {
                    check(sub, &typed);
                } else {
                    let help = sub.get_after_long_help().map(ToString::to_string);
                    assert!(
                        help.is_some_and(|text| text.contains(&format!("  {typed}"))),
                        "{typed} has no example"
                    );
                }
            }
        }
        check(&Args::command(), "runcloud-multisite");
    }

    #[test]
    fn json_names_a_command_as_it_is_typed() {
        for line in [
            "plan",
            "apply",
            "run",
            "status",
            "explain a.example",
            "certs",
            "retry a.example",
            "confirm brake",
            "config show",
            "plugin install",
            "plugin status",
            "doctor",
            "demo",
            "emulator",
        ] {
            let command = parse(&format!("x {line}")).unwrap().command;
            assert!(line.starts_with(command.name()), "{line}");
        }
    }
}
