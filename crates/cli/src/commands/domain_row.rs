//! One domain as lists show it.

use plan::{Class, DomainName, Handshake, Reason, Record, Standing, State, Timestamp, Who};
use serde::Serialize;

use super::when::until;
use crate::output::{Table, rfc3339_or_null};

/// Where one domain stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DomainRow {
    pub(crate) host: DomainName,
    /// Absent for a host that nothing is remembered of yet.
    pub(crate) class: Option<Class>,
    pub(crate) site: Option<i64>,
    pub(crate) state: State,
    pub(crate) reason: Reason,
    pub(crate) detail: String,
    pub(crate) who: Who,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub(crate) next_look: Option<Timestamp>,
    /// The end of the valid certificate that visitors get.
    #[serde(serialize_with = "rfc3339_or_null")]
    pub(crate) certificate_until: Option<Timestamp>,
}

impl DomainRow {
    /// A remembered host.
    pub(crate) fn of(record: &Record) -> Self {
        Self::with(&record.host, &record.standing, Some(record))
    }

    /// A host with the standing that a plan gives it.
    pub(crate) fn with(host: &DomainName, standing: &Standing, record: Option<&Record>) -> Self {
        Self {
            host: host.clone(),
            class: record.map(|record| record.class),
            site: record.and_then(|record| record.site).map(|site| site.0),
            state: standing.state,
            reason: standing.reason,
            detail: standing.detail.clone(),
            who: standing.who,
            next_look: standing.next_look,
            certificate_until: record.and_then(certificate_until),
        }
    }

    /// Whether whoever runs the network has to do something about it.
    pub(crate) fn needs_operator(&self) -> bool {
        self.state == State::Attention || self.who == Who::Operator
    }
}

/// The rows as a table; those that need somebody come first.
pub(crate) fn table<'a>(
    rows: impl IntoIterator<Item = &'a DomainRow>,
    now: Timestamp,
    width: Option<u16>,
) -> String {
    let mut rows: Vec<&DomainRow> = rows.into_iter().collect();
    rows.sort_by(|a, b| {
        let key = |row: &DomainRow| !row.needs_operator();
        key(a).cmp(&key(b)).then_with(|| a.host.cmp(&b.host))
    });
    let mut table = Table::new([
        "domain",
        "state",
        "reason",
        "who acts",
        "next look",
        "certificate",
    ]);
    for row in rows {
        table.row([
            &row.host.unicode(),
            &spoken(row.state.as_str()),
            &spoken(row.reason.as_str()),
            &spoken(row.who.as_str()),
            &row.next_look.map_or_else(dash, |moment| until(moment, now)),
            &row.certificate_until.map_or_else(dash, Timestamp::day),
        ]);
    }
    table.render(width)
}

/// A stable word as people say it.
pub(crate) fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

fn dash() -> String {
    "-".to_owned()
}

fn certificate_until(record: &Record) -> Option<Timestamp> {
    match &record.tls.as_ref()?.value {
        Handshake::Valid(leaf) if record.object.is_some() => Some(leaf.not_after),
        _ => None,
    }
}
