//! One check and what it found.

use plan::Who;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::Report;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// As it should be.
    Ok,
    /// It works, and somebody should know.
    Warn,
    /// It does not work.
    Fail,
    /// It could not be checked because of something else that failed.
    Skipped,
}

impl Verdict {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
            Self::Skipped => "skipped",
        }
    }
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Check {
    #[serde(rename = "check")]
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    /// What was found, in a sentence.
    pub(crate) found: String,
    /// What helps.
    pub(crate) remedies: Vec<String>,
    /// Who does it.
    pub(crate) who: Who,
    #[serde(skip)]
    pub(crate) exit: Exit,
}

impl Check {
    pub(crate) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Ok,
            found: found.into(),
            remedies: Vec::new(),
            who: Who::Nobody,
            exit: Exit::Fine,
        }
    }

    pub(crate) fn warn(
        name: &'static str,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Warn,
            remedies: vec![remedy.into()],
            who: Who::Operator,
            exit: Exit::Look,
            ..Self::ok(name, found)
        }
    }

    /// It fails for the causes and with the hints of a report.
    pub(crate) fn failed(name: &'static str, report: &Report) -> Self {
        let found = if report.causes.is_empty() {
            report.what.clone()
        } else {
            report.causes.join("; ")
        };
        let who = match report.exit {
            Exit::Unreachable if name != super::database::DATABASE => Who::Provider,
            _ => Who::Operator,
        };
        Self {
            verdict: Verdict::Fail,
            remedies: report.hints.clone(),
            who,
            exit: report.exit,
            ..Self::ok(name, found)
        }
    }

    pub(crate) fn skipped(name: &'static str) -> Self {
        Self {
            verdict: Verdict::Skipped,
            ..Self::ok(name, "not checked, because something before it failed")
        }
    }
}
