//! A row of the network that is not served, and why.

use agent::AboutRejected;
use plan::{DomainName, Reason, Rejected};
use serde::Serialize;

use super::domain_row::spoken;
use crate::output::Table;

/// As much as is shown of what somebody typed.
const MOST_CHARACTERS: usize = 100;

/// A row that is not served.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RejectedRow {
    pub(crate) mapping: Option<i64>,
    pub(crate) site: i64,
    pub(crate) host: Option<DomainName>,
    /// What the row says, cut.
    pub(crate) text: String,
    pub(crate) reason: Reason,
    pub(crate) problem: Option<String>,
}

impl From<&Rejected> for RejectedRow {
    fn from(row: &Rejected) -> Self {
        Self {
            mapping: row.mapping,
            site: row.site.0,
            host: row.host.clone(),
            text: cut(&row.text),
            reason: row.reason,
            problem: row.invalid.map(|invalid| invalid.to_string()),
        }
    }
}

impl From<&AboutRejected> for RejectedRow {
    fn from(row: &AboutRejected) -> Self {
        Self {
            mapping: row.mapping,
            site: row.site,
            host: row.host.clone(),
            text: cut(&row.text),
            reason: row.reason,
            problem: row.invalid.clone(),
        }
    }
}

/// The rows as a table.
pub(crate) fn table(rows: &[RejectedRow], width: Option<u16>) -> String {
    let mut table = Table::new(["not served", "row", "site", "reason"]);
    for row in rows {
        let reason = match &row.problem {
            Some(problem) => format!("{}: {problem}", spoken(row.reason.as_str())),
            None => spoken(row.reason.as_str()),
        };
        let mapping = row
            .mapping
            .map_or_else(|| "-".to_owned(), |id| id.to_string());
        table.row([&row.text, &mapping, &row.site.to_string(), &reason]);
    }
    table.render(width)
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}
