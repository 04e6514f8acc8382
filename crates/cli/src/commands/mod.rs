//! One module for each command.

mod config_show;

use crate::args::{Command, ConfigCommand};
use crate::exit::Exit;
use crate::output::{Printer, Report};
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
        Command::Plan
        | Command::Apply { .. }
        | Command::Run
        | Command::Status { .. }
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
