//! The log: text on standard error.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::args::LogLevel;
use crate::output::stderr_shows_colours;

/// The crates of this workspace; everything else is a library that we use.
const OURS: [&str; 9] = [
    "agent",
    "cli",
    "emulator",
    "ledger",
    "plan",
    "probe",
    "runcloud",
    "store",
    "wordpress",
];

/// Starts logging, for the life of the process. A second call changes nothing.
pub fn start(level: LogLevel) {
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(stderr_shows_colours())
        .with_filter(filter(level));
    // Fails only where a subscriber is set already, as in a test that runs several commands.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

/// What is logged: our own crates up to `level`, libraries never below a warning.
///
/// At their finer levels libraries write headers and statements, and with them credentials and customers' data.
fn filter(level: LogLevel) -> Targets {
    let ours = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new()
        .with_default(ours.min(LevelFilter::WARN))
        .with_targets(OURS.map(|target| (target, ours)))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_level_is_for_our_own_crates() {
        let filter = filter(LogLevel::Debug);
        assert!(filter.would_enable("runcloud::client", &Level::DEBUG));
        assert!(!filter.would_enable("runcloud::client", &Level::TRACE));
    }

    #[test]
    fn libraries_never_log_details_however_often_v_is_given() {
        let filter = filter(LogLevel::Trace);
        assert!(filter.would_enable("agent", &Level::TRACE));
        for target in [
            "hyper::proto",
            "sqlx::query",
            "rustls::client",
            "hickory_net",
        ] {
            assert!(filter.would_enable(target, &Level::WARN), "{target}");
            assert!(!filter.would_enable(target, &Level::INFO), "{target}");
        }
    }

    #[test]
    fn a_quiet_program_hears_only_errors() {
        let filter = filter(LogLevel::Error);
        assert!(filter.would_enable("agent", &Level::ERROR));
        assert!(!filter.would_enable("agent", &Level::WARN));
        assert!(!filter.would_enable("sqlx", &Level::WARN));
    }
}
