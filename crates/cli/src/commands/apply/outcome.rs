//! What came of `apply`.

use plan::{DomainName, Plan, Records, Timestamp};
use serde::Serialize;

use crate::args::OutputFormat;
use crate::commands::domain_row::{self, DomainRow, spoken};
use crate::commands::hold_line::HoldLine;
use crate::commands::rejected_row::{self, RejectedRow};
use crate::exit::Exit;
use crate::output::{Printer, rfc3339};

/// A step that ended.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    #[serde(serialize_with = "rfc3339")]
    pub(crate) at: Timestamp,
    pub(crate) host: Option<String>,
    pub(crate) step: String,
    pub(crate) outcome: String,
    pub(crate) ok: bool,
}

/// What was done, and where everything stands now.
#[derive(Serialize)]
pub(crate) struct Outcome {
    pub(crate) done: Vec<Done>,
    pub(crate) hold: Option<HoldLine>,
    pub(crate) braked: Vec<DomainName>,
    pub(crate) rejected: Vec<RejectedRow>,
    pub(crate) domains: Vec<DomainRow>,
    /// Whether somebody stopped it before it was through.
    pub(crate) interrupted: bool,
}

impl Outcome {
    /// After own work.
    pub(crate) fn of_plan(done: Vec<Done>, plan: &Plan, records: &Records) -> Self {
        Self {
            done,
            hold: plan.hold.as_ref().map(HoldLine::from),
            braked: plan.braked.clone(),
            rejected: plan.rejected.iter().map(RejectedRow::from).collect(),
            domains: records.values().map(DomainRow::of).collect(),
            interrupted: false,
        }
    }

    /// Held, something for a person, or fine.
    pub(crate) fn exit(&self) -> Exit {
        if let Some(hold) = &self.hold {
            return hold.exit();
        }
        if !self.braked.is_empty() {
            return Exit::Held;
        }
        let look = self.interrupted
            || !self.rejected.is_empty()
            || self.domains.iter().any(DomainRow::needs_operator);
        if look { Exit::Look } else { Exit::Fine }
    }

    pub(crate) fn print(&self, printer: &Printer, now: Timestamp) {
        match printer.format() {
            OutputFormat::Json => printer.json(self),
            OutputFormat::Text => printer.text(&self.text(now, printer.width())),
        }
    }

    fn text(&self, now: Timestamp, width: Option<u16>) -> String {
        let mut parts = Vec::new();
        if self.interrupted {
            parts
                .push("stopped before everything was done; `apply` goes on from here\n".to_owned());
        }
        if let Some(hold) = &self.hold {
            parts.push(hold.text(now));
        }
        if !self.braked.is_empty() {
            parts.push(format!(
                "held by the brake: {} removals\n  `runcloud-multisite confirm brake` allows them\n",
                self.braked.len()
            ));
        }
        parts.push(self.work());
        if !self.domains.is_empty() {
            parts.push(domain_row::table(&self.domains, now, width));
        }
        if !self.rejected.is_empty() {
            parts.push(rejected_row::table(&self.rejected, width));
        }
        parts.join("\n")
    }

    fn work(&self) -> String {
        if self.done.is_empty() {
            return "nothing was changed\n".to_owned();
        }
        let line = |done: &Done| {
            let step = spoken(&done.step);
            let host = done
                .host
                .as_deref()
                .map_or_else(String::new, |host| format!(" {host}"));
            let mark = if done.ok { "" } else { "not done, " };
            let outcome = done.outcome.replace('\n', " ");
            format!("{step}{host}: {mark}{outcome}\n")
        };
        self.done.iter().map(line).collect()
    }
}
