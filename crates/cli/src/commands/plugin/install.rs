//! `plugin install`: puts the plugin's files into the network.

use std::path::PathBuf;

use plugin::{Change, PluginsFolder};
use serde::Serialize;

use super::ACTIVATE;
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Configured};

#[derive(Serialize)]
struct Done {
    folder: PathBuf,
    version: &'static str,
    outcome: &'static str,
    /// The version that was there before.
    replaced: Option<String>,
}

/// Puts the files in place, and says what is left to do.
pub(crate) fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let installation = Configured::read(settings)?.installation;
    let broken = |error| wire::of_plugin(&error);
    let folder = PluginsFolder::find(&installation).map_err(broken)?;
    let (outcome, replaced) = match folder.install().map_err(broken)? {
        Change::Installed => ("installed", None),
        Change::Replaced { version } => ("replaced", version),
        Change::Unchanged => ("unchanged", None),
    };
    let done = Done {
        folder: folder.place(),
        version: plugin::version(),
        outcome,
        replaced,
    };
    match printer.format() {
        OutputFormat::Json => printer.json(&done),
        OutputFormat::Text => {
            printer.text(&done.text());
            printer.say(&format!("if it is not active yet, {ACTIVATE}\n"));
        }
    }
    Ok(Exit::Fine)
}

impl Done {
    fn text(&self) -> String {
        let (version, folder) = (self.version, self.folder.display());
        match (self.outcome, &self.replaced) {
            ("unchanged", _) => format!("{version} is there already: {folder}\n"),
            ("replaced", Some(before)) => format!("replaced {before} with {version}: {folder}\n"),
            (outcome, _) => format!("{outcome} {version}: {folder}\n"),
        }
    }
}
