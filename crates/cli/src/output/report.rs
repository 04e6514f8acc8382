//! A failure, told so that a person can act.

use std::error::Error;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::escape;
use crate::exit::Exit;

/// What happened to which thing, why, and what to do about it.
///
/// ```text
/// error: example.org is not ready for a certificate
///   cause: its AAAA record points to 2001:db8::7, which is not one of your servers
///
/// hint: ask the owner to remove the AAAA record
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use = "a report that nobody prints helps nobody"]
pub struct Report {
    /// One sentence without a full stop.
    pub what: String,
    /// Why, from the nearest reason to the farthest.
    pub causes: Vec<String>,
    /// Things a person can do.
    pub hints: Vec<String>,
    /// How the program ends because of it.
    #[serde(skip)]
    pub exit: Exit,
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

impl Report {
    /// A report without causes and hints.
    pub fn new(what: impl Into<String>, exit: Exit) -> Self {
        Self {
            what: what.into(),
            causes: Vec::new(),
            hints: Vec::new(),
            exit,
        }
    }

    /// A report whose causes are an error and its sources.
    pub fn of(what: impl Into<String>, error: &dyn Error, exit: Exit) -> Self {
        let mut report = Self::new(what, exit);
        let mut next = Some(error);
        while let Some(error) = next {
            report = report.cause(error.to_string());
            next = error.source();
        }
        report
    }

    /// Adds a cause.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds a hint; one that was given already is not repeated.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
        self
    }

    pub(super) fn as_error(&self, colour: bool) -> String {
        self.render("error", ERROR, colour)
    }

    pub(super) fn as_warning(&self, colour: bool) -> String {
        self.render("warning", WARNING, colour)
    }

    fn render(&self, label: &str, style: Style, colour: bool) -> String {
        let plain = |style: Style| if colour { style } else { Style::new() };
        let (label_style, hint_style) = (plain(style), plain(HINT));
        let mut text = format!(
            "{label_style}{label}:{label_style:#} {}\n",
            escape::line(&self.what)
        );
        // Writing to a string does not fail.
        for cause in &self.causes {
            let _ = writeln!(text, "  cause: {}", escape::line(cause));
        }
        if !self.hints.is_empty() {
            text.push('\n');
        }
        for hint in &self.hints {
            let _ = writeln!(
                text,
                "{hint_style}hint:{hint_style:#} {}",
                escape::line(hint)
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the listing broke off")]
    struct Outer(#[source] std::fmt::Error);

    #[test]
    fn a_report_tells_what_why_and_what_to_do() {
        let error = Outer(std::fmt::Error);
        let report = Report::of("domains cannot be listed", &error, Exit::Unreachable)
            .hint("run `runcloud-multisite doctor`")
            .hint("run `runcloud-multisite doctor`");
        insta::assert_snapshot!(report.as_error(false), @r"
        error: domains cannot be listed
          cause: the listing broke off
          cause: an error occurred when formatting an argument

        hint: run `runcloud-multisite doctor`
        ");
    }

    #[test]
    fn colour_decorates_and_carries_no_meaning() {
        let report = Report::new("shop.example waits", Exit::Look);
        let text = report.as_warning(true);
        assert!(text.contains('\u{1b}'));
        assert!(text.contains("warning:"));
        assert!(!report.as_warning(false).contains('\u{1b}'));
    }

    #[test]
    fn a_stranger_s_text_cannot_forge_a_line() {
        let report = Report::new("bad\nerror: forged", Exit::Look).cause("a\x1b[31mb");
        let text = report.as_error(false);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains('\u{1b}'));
    }
}
