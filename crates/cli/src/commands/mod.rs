//! One module for each command.

mod apply;
mod ask;
mod config_show;
mod domain_row;
mod event_line;
mod hold_line;
mod plan;
mod rejected_row;
mod run;
mod step_view;
mod under_way;
mod when;

use crate::args::{Command, ConfigCommand};
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
        Command::Config(ConfigCommand::Show) => {
            config_show::run(settings, printer);
            Ok(Exit::Fine)
        }
        Command::Run => block_on(run::run(settings, printer)),
        Command::Plan => block_on(plan::run(settings, printer)),
        Command::Apply { plan_digest } => {
            block_on(apply::run(plan_digest.as_ref(), settings, printer))
        }

        Command::Status { .. }
        | Command::Retry { .. }
        | Command::Confirm { .. }
        | Command::Doctor
        | Command::Demo { .. }
        | Command::Emulator => Err(Report::new(
            format!("`{}` is not part of this build", command.name()),
            Exit::Usage,
        )),
    }
}
