//! What is left at the end, checked against the panel and not taken from the agent's word.

use emulator::{Call, CertificateView, DomainView, Panel};
use plan::{DomainName, State};
use serde::Serialize;

use super::stage::{Records, not_as_told};
use super::world::FOREIGN;
use crate::args::OutputFormat;
use crate::commands::domain_row::{DomainRow, spoken};
use crate::commands::when::day;
use crate::output::{Printer, Report, Table};

/// Everything the panel shows of the domain that is not ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    domain: Option<DomainView>,
    certificates: Vec<CertificateView>,
}

impl Foreign {
    /// What the panel shows now.
    pub(super) fn at(panel: &Panel) -> Self {
        let of_it = |domain: &Option<String>| domain.as_deref() == Some(FOREIGN);
        Self {
            domain: panel.domains().into_iter().find(|d| d.name == FOREIGN),
            certificates: panel
                .certificates()
                .into_iter()
                .filter(|certificate| of_it(&certificate.domain))
                .collect(),
        }
    }

    /// Checks that nothing of it changed and that no call was about it.
    fn check(&self, panel: &Panel) -> Result<(), Report> {
        let Some(domain) = &self.domain else {
            return Err(not_as_told("the foreign domain was never there"));
        };
        if Self::at(panel) != *self {
            return Err(not_as_told("the foreign domain was changed"));
        }
        let path = format!("/domains/{}", domain.id);
        let about_it = |call: &Call| {
            let named = call.body_name.as_deref() == Some(FOREIGN);
            let below = call
                .path
                .split_once(&path)
                .is_some_and(|(_, rest)| !rest.starts_with(|digit: char| digit.is_ascii_digit()));
            named || below
        };
        match panel.calls().iter().find(|call| about_it(call)) {
            None => Ok(()),
            Some(call) => Err(not_as_told(&format!(
                "a call was about the foreign domain: {} {}",
                call.method, call.path
            ))),
        }
    }
}

#[derive(Serialize)]
struct End {
    event: &'static str,
    domains: Vec<DomainRow>,
    api_calls: usize,
    /// Of these, calls that asked for a change.
    api_changes: usize,
    foreign: &'static str,
    foreign_untouched: bool,
}

/// Tells where every domain stands, what it cost, and that the foreign domain is untouched.
///
/// # Errors
/// A report on what is not as it should be; then nothing is claimed.
pub(super) fn tell(
    records: &Records,
    before: &Foreign,
    panel: &Panel,
    printer: &Printer,
) -> Result<(), Report> {
    before.check(panel)?;
    let rows: Vec<DomainRow> = records.values().map(DomainRow::of).collect();
    attached_as_told(&rows, panel)?;
    let calls = panel.calls();
    let changes = calls.iter().filter(|call| call.method != "GET").count();
    match printer.format() {
        OutputFormat::Text => {
            printer.text("\nWhere every domain stands\n\n");
            printer.text(&table(&rows));
            printer.text(&format!(
                "\nRunCloud's API was called {} times: {} calls to look, {changes} to change something.",
                calls.len(),
                calls.len() - changes,
            ));
            printer.text(&format!(
                "{FOREIGN} is untouched: the panel shows it as it was, and no call was about it.",
            ));
        }
        OutputFormat::Json => printer.json(&End {
            event: "end",
            domains: rows,
            api_calls: calls.len(),
            api_changes: changes,
            foreign: FOREIGN,
            foreign_untouched: true,
        }),
    }
    Ok(())
}

/// The agent's list and the panel's have to name the same domains.
fn attached_as_told(rows: &[DomainRow], panel: &Panel) -> Result<(), Report> {
    let mut said: Vec<&str> = rows
        .iter()
        .filter(|row| row.state != State::Removed)
        .map(|row| row.host.as_str())
        .collect();
    let domains = panel.domains();
    let mut shown: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).collect();
    said.sort_unstable();
    shown.sort_unstable();
    if said == shown {
        return Ok(());
    }
    Err(not_as_told(&format!(
        "the panel has {}, and the agent says {}",
        shown.join(", "),
        said.join(", ")
    )))
}

fn table(rows: &[DomainRow]) -> String {
    let mut rows: Vec<&DomainRow> = rows.iter().collect();
    rows.sort_by_key(|row| (row.state == State::Removed, DomainName::unicode(&row.host)));
    let mut table = Table::new(["domain", "state", "reason", "who acts", "certificate until"]);
    for row in rows {
        table.row([
            &row.host.unicode(),
            &spoken(row.state.as_str()),
            &spoken(row.reason.as_str()),
            &spoken(row.who.as_str()),
            &row.certificate_until.map_or_else(|| "-".to_owned(), day),
        ]);
    }
    // As wide as it is: the story's names are chosen so that it fits 80 columns.
    table.render(None)
}
