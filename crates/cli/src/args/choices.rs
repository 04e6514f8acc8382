//! Settings with a fixed set of values.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

/// How results are written to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people; may change between versions.
    #[default]
    Text,
    /// For programs; one object with a `version`, or one a line where work goes on.
    Json,
}

/// The least important events that are still logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum LogLevel {
    /// A person should act.
    Error,
    /// The program coped, but it is worth a look.
    Warn,
    /// Something was changed.
    Info,
    /// Decisions.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// This level, made more talkative by so many steps.
    pub fn raised(self, steps: u8) -> Self {
        let all = Self::value_variants();
        let wanted = usize::from(steps) + all.iter().position(|level| *level == self).unwrap_or(0);
        all.get(wanted).copied().unwrap_or(Self::Trace)
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(self).as_str())
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(self).as_str())
    }
}

/// The word that stands for a value on the command line and in the file.
fn word(value: &impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

/// Which PHP is asked what reading `wp-config.php` does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Php {
    /// The one that is found on this machine.
    #[default]
    Found,
    /// This one.
    At(PathBuf),
    /// None.
    Never,
}

impl FromStr for Php {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Err("the path is empty".to_owned()),
            "never" => Ok(Self::Never),
            path => Ok(Self::At(path.into())),
        }
    }
}

impl fmt::Display for Php {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found => f.write_str("the one that is found"),
            Self::At(path) => write!(f, "{}", path.display()),
            Self::Never => f.write_str("never"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_step_by_step_and_stop_at_everything() {
        assert_eq!(LogLevel::Warn.raised(0), LogLevel::Warn);
        assert_eq!(LogLevel::Warn.raised(1), LogLevel::Info);
        assert_eq!(LogLevel::Info.raised(1), LogLevel::Debug);
        assert_eq!(LogLevel::Debug.raised(200), LogLevel::Trace);
    }

    #[test]
    fn values_are_shown_as_they_are_typed() {
        for level in LogLevel::value_variants() {
            assert_eq!(LogLevel::from_str(&level.to_string(), false), Ok(*level));
        }
        assert_eq!(OutputFormat::Json.to_string(), "json");
    }
}
