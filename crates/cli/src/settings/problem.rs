//! What is wrong with the settings.

use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::Report;

/// One thing that is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong where; values are not repeated, they may have been meant for another place.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Everything that is wrong, and how to tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// What is wrong; never empty.
    pub list: Vec<Problem>,
    /// The format that was asked for, so far as that much could be understood.
    pub output: OutputFormat,
}

impl Problem {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl From<Problems> for Report {
    fn from(Problems { list, .. }: Problems) -> Self {
        let what = match list.len() {
            1 => "a setting is wrong".to_owned(),
            many => format!("{many} settings are wrong"),
        };
        let mut report = Self::new(what, Exit::Usage);
        for problem in list {
            report = report.cause(problem.what);
            if let Some(hint) = problem.hint {
                report = report.hint(hint);
            }
        }
        report
    }
}
