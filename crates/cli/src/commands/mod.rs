//! One module for each command.

mod advice;
mod answer;
mod apply;
mod ask;
mod calls_line;
mod certs;
mod config_show;
mod confirm;
mod context;
mod demo;
mod dns_records;
mod doctor;
mod domain_row;
mod emulator;
mod event_line;
mod explain;
mod forecast_line;
mod hold_line;
mod near_miss;
mod plan;
mod plugin;
mod rejected_row;
mod retry;
mod run;
mod sample;
mod shared_order;
mod status;
mod step_view;
mod tables;
mod under_way;
mod when;

use crate::args::{Command, ConfigCommand, PluginCommand};
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::runtime::block_on;
use crate::settings::Settings;

/// Carries out a command.
///
/// # Errors
/// A report that says why it ended early.
pub fn run(command: &Command, settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    match command {
        Command::Config(ConfigCommand::Show) => block_on(config_show::run(settings, printer)),
        Command::Demo { keep } => block_on(demo::run(*keep, printer)),
        Command::Emulator(args) => block_on(emulator::run(args, printer)),
        Command::Run => block_on(run::run(settings, printer)),
        Command::Plan => block_on(plan::run(settings, printer)),
        Command::Apply { plan_digest } => {
            block_on(apply::run(plan_digest.as_ref(), settings, printer))
        }
        Command::Status { domain } => block_on(status::run(domain.as_ref(), settings, printer)),
        Command::Explain { domain } => block_on(explain::run(domain, settings, printer)),
        Command::Certs => block_on(certs::run(settings, printer)),
        Command::Retry { domain } => block_on(retry::run(domain, settings, printer)),
        Command::Confirm { target, yes } => {
            block_on(confirm::run(target, yes.as_ref(), settings, printer))
        }
        Command::Plugin(PluginCommand::Install) => plugin::install::run(settings, printer),
        Command::Plugin(PluginCommand::Status) => block_on(plugin::status::run(settings, printer)),
        Command::Doctor => block_on(doctor::run(settings, printer)),
    }
}
