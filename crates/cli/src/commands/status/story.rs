//! One domain: where it stands, why, what it should be, and what was done.

use agent::About;
use ledger::HistoryEntry;
use plan::{Record, Timestamp, customer_text, operator_text};
use serde::Serialize;

use crate::commands::context::context;
use crate::commands::dns_records::{self, DnsRecord};
use crate::commands::domain_row::{DomainRow, spoken};
use crate::commands::when::{ago, until};
use crate::exit::Exit;
use crate::output::{rfc3339, rfc3339_or_null};

/// The whole story of one domain.
#[derive(Serialize)]
pub(crate) struct Story {
    domain: DomainRow,
    operator_text: String,
    customer_text: String,
    /// The DNS records that lead it here; none for a host that is not to be served.
    records: Vec<DnsRecord>,
    points_here: Option<&'static str>,
    attached_as: Option<String>,
    www: Option<bool>,
    #[serde(serialize_with = "rfc3339")]
    first_seen: Timestamp,
    #[serde(serialize_with = "rfc3339_or_null")]
    attached_at: Option<Timestamp>,
    #[serde(serialize_with = "rfc3339_or_null")]
    secured_at: Option<Timestamp>,
    #[serde(serialize_with = "rfc3339_or_null")]
    removed_at: Option<Timestamp>,
    history: Vec<Entry>,
}

/// Something that was done or decided.
#[derive(Serialize)]
struct Entry {
    #[serde(serialize_with = "rfc3339")]
    at: Timestamp,
    kind: String,
    step: Option<String>,
    why: Option<String>,
    outcome: Option<String>,
}

impl Story {
    pub(crate) fn of(
        record: &Record,
        about: &About,
        history: Vec<HistoryEntry>,
        now: Timestamp,
    ) -> Self {
        let context = context(record, about, now);
        Self {
            domain: DomainRow::of(record),
            operator_text: operator_text(record, &context),
            customer_text: customer_text(record, &context),
            records: dns_records::should_be(record, about),
            points_here: record
                .dns
                .as_ref()
                .map(|seen| dns_records::points_here(&seen.value)),
            attached_as: record.object.as_ref().map(|object| object.shown.clone()),
            www: record.object.as_ref().map(|object| object.www),
            first_seen: record.first_seen,
            attached_at: record.attached_at,
            secured_at: record.secured_at,
            removed_at: record.removed_at,
            history: history.into_iter().map(Entry::from).collect(),
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        if self.domain.needs_operator() {
            Exit::Look
        } else {
            Exit::Fine
        }
    }

    pub(crate) fn text(&self, now: Timestamp) -> String {
        let row = &self.domain;
        let mut lines = vec![
            format!(
                "{}: {}, {}",
                row.host.unicode(),
                spoken(row.state.as_str()),
                spoken(row.reason.as_str())
            ),
            format!("  {}", self.operator_text),
            format!("  who acts: {}", spoken(row.who.as_str())),
        ];
        lines.extend(
            row.next_look
                .map(|moment| format!("  next look: {}", until(moment, now))),
        );
        lines.extend(
            row.class
                .map(|class| format!("  whose: {}", spoken(class.as_str()))),
        );
        lines.extend(row.site.map(|site| format!("  site: {site}")));
        lines.extend(self.attached_as.as_ref().map(|name| {
            let www = if self.www == Some(true) {
                ", with www"
            } else {
                ""
            };
            format!("  attached as: {name}{www}")
        }));
        lines.extend(
            self.points_here
                .map(|answer| format!("  points here: {answer}")),
        );
        lines.extend(
            row.certificate_until
                .map(|moment| format!("  certificate until: {}", moment.day())),
        );
        lines.push("for the owner:".to_owned());
        lines.push(format!("  {}", self.customer_text));
        if !self.records.is_empty() {
            lines.push("records that lead it here:".to_owned());
            lines.extend(self.records.iter().map(DnsRecord::line));
        }
        if !self.history.is_empty() {
            lines.push("history, newest first:".to_owned());
            lines.extend(self.history.iter().map(|entry| entry.line(now)));
        }
        lines.join("\n") + "\n"
    }
}

impl From<HistoryEntry> for Entry {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            at: entry.at,
            kind: entry.kind,
            step: entry.step,
            why: entry.why.filter(|why| !why.is_empty()),
            outcome: entry.outcome,
        }
    }
}

impl Entry {
    fn line(&self, now: Timestamp) -> String {
        let what = self.step.as_deref().unwrap_or(&self.kind);
        let outcome = self.outcome.as_deref().unwrap_or("under way");
        let line = format!(
            "  {} ({})  {}: {outcome}",
            self.at,
            ago(self.at, now),
            spoken(what)
        );
        line.replace('\n', " ")
    }
}
