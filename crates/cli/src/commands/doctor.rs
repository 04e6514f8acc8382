//! `doctor`: everything this program needs, checked, with what is missing and what helps.
//!
//! Changes nothing: no tables are made, and RunCloud is only read.

mod check;
mod database;
mod provider;
mod running;

use std::collections::BTreeSet;

use std::path::Path;

use agent::{Clock, Mind, PanelView, SystemClock};
use ledger::Ledger;
use plan::{DomainName, Network};
use plugin::{Installed, PluginsFolder};
use serde::Serialize;
use wordpress::{Installation, Lookup, NetworkHints, NetworkOptions, WpConfig};

use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report, Table};
use crate::settings::Settings;
use crate::wire::{self, Access, Configured, Home};

use check::{Check, Verdict};
use running::Known;

/// Makes the checks, each as far as those before it allow.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let configured = Configured::read(settings)?;
    let hints = configured.hints.clone();
    let in_place = plugin_is_in_place(&configured.installation);
    let config = configured.installation.config.clone();
    let web_root = configured.installation.web_root.clone();
    let home = configured.open().await;

    let read = match &home {
        Ok(home) => Some(home.network.read(SystemClock.now()).await),
        Err(_) => None,
    };
    let network = read.as_ref().and_then(|read| read.as_ref().ok());
    let network = network.map(plan::Reading::value);
    let options = match &home {
        Ok(home) => home.network.options().await.unwrap_or_default(),
        Err(_) => NetworkOptions::default(),
    };
    let access = Access::from(&config, &options);
    let main_domain = main_domain(network, &hints);

    let known = match &home {
        Ok(home) => known(home).await,
        Err(_) => None,
    };
    let place = match (&home, &access, &main_domain) {
        (Ok(home), Ok(access), Some(main)) => {
            let mind = Mind::new(wire::place(home, access), plan::Policy::default());
            Some(mind.identity(main))
        }
        _ => None,
    };
    let confirmed = place
        .zip(known.as_ref())
        .is_some_and(|(place, known)| known.confirmed.contains(&place.hash_with_path()));

    let mut told = None;
    let mut checks = Vec::new();
    let view = match (&access, &home) {
        (Err(report), _) => {
            checks.push(Check::failed(provider::API, report));
            None
        }
        (Ok(access), Ok(home)) => {
            let sight = wire::eyes(settings, home, access)?;
            checks.push(provider::api(&sight.reader, access).await);
            told = sight.reader.take_clock_reading();
            match (&main_domain, checks.last()) {
                (Some(main), Some(check)) if check.verdict != Verdict::Fail => Some(
                    sight
                        .eyes
                        .panel(main, &mut None, &BTreeSet::new(), SystemClock.now())
                        .await,
                ),
                _ => None,
            }
        }
        (Ok(access), Err(_)) => {
            let reader = wire::reader(settings, access)?;
            checks.push(provider::api(&reader, access).await);
            told = reader.take_clock_reading();
            None
        }
    };
    checks.extend(of_panel(
        view.as_ref(),
        home.as_ref().ok(),
        main_domain.as_ref(),
        confirmed,
    ));
    checks.push(database::integration(network, in_place));
    checks.push(database::database(home.as_ref(), read.as_ref().map(Result::as_ref)).await);

    checks.push(mapping(&config, &web_root));
    checks.extend(running::checks(known.as_ref(), told, main_domain.as_ref()));

    let findings = Findings { checks };
    match printer.format() {
        OutputFormat::Json => printer.json(&findings),
        OutputFormat::Text => printer.text(&findings.text(printer.width())),
    }
    Ok(findings.exit())
}

/// Whether this program's plugin is in the plugins folder. A folder that cannot be read is for `plugin status` to tell of.
fn plugin_is_in_place(installation: &Installation) -> bool {
    let folder = PluginsFolder::find(installation);
    let installed = folder.and_then(|folder| folder.installed());
    matches!(installed, Ok(Installed::Ours { .. }))
}

/// What the agent wrote down, where one ran.
async fn known(home: &Home) -> Option<Known> {
    let ledger = Ledger::open_existing(home.database.clone(), home.prefix.clone()).await;
    Known::read(&ledger.ok()??, SystemClock.now()).await
}

/// Does WordPress let the network's domains be served? Without it every visitor gets the main site.
fn mapping(config: &WpConfig, web_root: &Path) -> Check {
    const NAME: &str = "domain mapping";
    let sunrise = match config.constant("SUNRISE") {
        Lookup::Known(value) => value.is_truthy(),
        Lookup::Unset => false,
        // Whatever it is, WordPress knows.
        Lookup::Unknown { .. } => true,
    };
    let file = web_root.join("wp-content/sunrise.php");
    if !sunrise {
        let mention = config.mention("SUNRISE").map(wordpress::Mention::advice);
        let remedy = "write `define( 'SUNRISE', true );` into `wp-config.php`, above the line that loads WordPress";
        return Check::warn(
            NAME,
            "SUNRISE is not on, so visitors of every mapped domain get the main site",
            mention.unwrap_or_else(|| remedy.to_owned()),
        );
    }
    let default_content = matches!(config.constant("WP_CONTENT_DIR"), Lookup::Unset);
    if default_content && !file.is_file() {
        return Check::warn(
            NAME,
            format!(
                "`{}` is missing, so visitors of every mapped domain get the main site",
                file.display()
            ),
            "let Ultimate Multisite put it there: its set-up wizard does",
        );
    }
    Check::ok(NAME, "SUNRISE is on")
}

/// `wp-config.php` wins over the database.
fn main_domain(network: Option<&Network>, hints: &NetworkHints) -> Option<DomainName> {
    let said = || hints.domain.as_deref()?.parse().ok();
    network
        .map(|network| network.main_domain.clone())
        .or_else(said)
}

/// The three checks that need the web application to be read.
fn of_panel(
    panel: Option<&Result<PanelView, runcloud::Error>>,
    home: Option<&Home>,
    main_domain: Option<&DomainName>,
    confirmed: bool,
) -> [Check; 3] {
    match (panel, home, main_domain) {
        (Some(Ok(view)), Some(home), Some(main)) => [
            provider::web_app(view, &home.installation.web_root, confirmed),
            provider::attached(view, main),
            provider::ssl(view),
        ],
        (Some(Err(error)), _, _) => [
            Check::failed(provider::WEB_APP, &wire::of_provider(error)),
            Check::skipped(provider::ATTACHED),
            Check::skipped(provider::SSL),
        ],
        _ => [
            Check::skipped(provider::WEB_APP),
            Check::skipped(provider::ATTACHED),
            Check::skipped(provider::SSL),
        ],
    }
}

#[derive(Serialize)]
struct Findings {
    checks: Vec<Check>,
}

impl Findings {
    /// The gravest: what is out of reach hides everything behind it, then what is set wrongly, then the rest.
    fn exit(&self) -> Exit {
        [Exit::Unreachable, Exit::Usage, Exit::Held, Exit::Look]
            .into_iter()
            .find(|exit| self.checks.iter().any(|check| check.exit == *exit))
            .unwrap_or(Exit::Fine)
    }

    fn text(&self, width: Option<u16>) -> String {
        let mut table = Table::new(["check", "result", "what was found"]);
        for check in &self.checks {
            table.row([check.name, check.verdict.as_str(), &check.found]);
        }
        let mut parts = vec![table.render(width)];
        let advice = |check: &Check| {
            let heading = format!("{}, to be done by {}:", check.name, check.who);
            format!("{heading}\n  {}\n", check.remedies.join("\n  "))
        };
        let advised = self
            .checks
            .iter()
            .filter(|check| !check.remedies.is_empty());
        parts.extend(advised.map(advice));
        parts.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever fails, the shell hears of it, and of the gravest of several.
    #[test]
    fn a_failed_check_is_never_exit_0() {
        for exit in Exit::ALL.into_iter().filter(|exit| *exit != Exit::Fine) {
            let failed = Check::failed("api", &Report::new("broken", exit));
            let checks = vec![Check::ok("database", "fine"), failed];
            assert_eq!(Findings { checks }.exit(), exit);
        }
        let failed = |exit| Check::failed("api", &Report::new("broken", exit));
        let checks = vec![failed(Exit::Held), failed(Exit::Usage), failed(Exit::Look)];
        assert_eq!(Findings { checks }.exit(), Exit::Usage);
    }
}
