//! The command line: arguments, settings, output.
//!
//! Nothing is decided here about domains; that is the business of `plan` and `agent`. Read [`args::Args`] (what
//! was typed), [`settings::Settings`] (what it means, with the origin of every value) and [`output::Printer`]
//! (what is said, and where) first.

pub mod args;
pub mod commands;
pub mod confirm;
pub mod exit;
pub mod logging;
pub mod output;
mod runtime;
pub mod settings;
mod wire;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use exit::Exit;
use output::{Printer, Streams};
use settings::{Process, Settings};

/// The whole program.
pub fn main() -> ExitCode {
    match Args::try_parse() {
        Ok(args) => run(&args).into(),
        Err(error) => {
            // Help and usage that nobody reads any more are not worth an error of their own.
            let _ = error.print();
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Fine
            };
            exit.into()
        }
    }
}

fn run(args: &Args) -> Exit {
    let command = &args.command;
    let settings = Settings::resolve(&args.global, command.default_log_level(), &Process);
    let format = match &settings {
        Ok(settings) => settings.output.value,
        Err(problems) => problems.output,
    };
    let quiet = args.global.quiet;
    let printer = Printer::new(command.name(), format, quiet, Streams::of_process());
    let outcome = match settings {
        Ok(settings) => {
            logging::start(settings.log_level.value);
            commands::run(command, &settings, &printer)
        }
        Err(problems) => Err(problems.into()),
    };
    let exit = outcome.unwrap_or_else(|report| {
        printer.error(&report);
        report.exit
    });
    printer.finish(exit)
}
