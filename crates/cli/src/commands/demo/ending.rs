//! What is left at the end, checked against the panel and not taken from the agent's word.

use emulator::{Call, CertificateView, DomainView, Panel};
use plan::{DomainName, State, Timestamp};
use serde::Serialize;

use super::stage::not_as_told;
use super::world::{FOREIGN, Records};
use super::wrap::wrapped;
use crate::args::OutputFormat;
use crate::commands::domain_row::{DomainRow, spoken};
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
struct Summary {
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
            let sum = format!(
                "RunCloud's API was called {} times: {} calls to look, {changes} to change something. \
                 {FOREIGN} is untouched: the panel shows it as it was, and no call was about it.",
                calls.len(),
                calls.len() - changes,
            );
            printer.text(&format!("\n{}", wrapped("", &sum)));
        }
        OutputFormat::Json => printer.json(&Summary {
            event: "summary",
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
            &row.certificate_until
                .map_or_else(|| "-".to_owned(), Timestamp::day),
        ]);
    }
    // As wide as it is: the story's names are chosen so that it fits 80 columns.
    table.render(None)
}

#[cfg(test)]
mod tests {
    use emulator::{Emulator, Kind, Settings};

    use super::*;
    use crate::exit::Exit;
    use crate::output::Streams;

    /// A panel with the foreign domain, and what it shows of it.
    async fn panel() -> (Emulator, Foreign, u64) {
        let emulator = Emulator::start(Settings::default()).await.unwrap();
        let id = emulator.panel().add_by_hand(FOREIGN, false, Kind::Alias);
        let foreign = Foreign::at(&emulator.panel());
        (emulator, foreign, id)
    }

    #[tokio::test]
    async fn a_foreign_domain_that_is_as_it_was_passes() {
        let (emulator, before, _) = panel().await;
        assert_eq!(before.check(&emulator.panel()), Ok(()));
    }

    #[tokio::test]
    async fn whatever_becomes_of_the_foreign_domain_is_noticed() {
        let (emulator, before, id) = panel().await;
        let panel = emulator.panel();
        assert!(panel.install_custom_certificate(Some(FOREIGN), &[FOREIGN]));
        let with_certificate = before.check(&panel).unwrap_err();
        assert_eq!(with_certificate.causes, ["the foreign domain was changed"]);
        assert!(panel.remove_certificate(Some(FOREIGN)));
        assert_eq!(before.check(&panel), Ok(()));
        // Taken off and put back, it has another id.
        assert!(panel.remove_by_hand(id));
        panel.add_by_hand(FOREIGN, false, Kind::Alias);
        assert!(before.check(&panel).is_err());
    }

    #[tokio::test]
    async fn a_list_that_differs_from_the_panel_is_not_told() {
        let (emulator, before, _) = panel().await;
        let printer = Printer::new("demo", OutputFormat::Text, false, silence());
        let report = tell(&Records::new(), &before, &emulator.panel(), &printer).unwrap_err();
        assert_eq!(report.exit, Exit::Look);
        assert_eq!(
            report.causes,
            ["the panel has intranet.test, network.example.com, and the agent says "]
        );
    }

    fn silence() -> Streams {
        Streams {
            stdout: Box::new(std::io::sink()),
            stderr: Box::new(std::io::sink()),
            colour: false,
            width: None,
        }
    }
}
