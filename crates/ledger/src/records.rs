//! What is remembered of each host.

use std::collections::BTreeMap;

use plan::{DomainName, Handshake, Leaf, Record, Timestamp};
use store::{Row, Transaction, Value};

use crate::error::During;
use crate::fields::{cut, moment};
use crate::lease::Needs;
use crate::tables::Ledger;
use crate::{Error, Fence, Result};

/// Where a domain stands in a sentence for each audience, as the WordPress plugin shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// For whoever runs the network.
    pub operator: String,
    /// For the owner of the domain.
    pub customer: String,
}

/// A TEXT column holds 65,535 bytes; nobody reads that much.
const LONGEST_TEXT: usize = 4_000;
const LONGEST_ISSUER: usize = 255;

const READ: &str = "read the records";
const SAVE: &str = "save records";

impl Ledger {
    /// All records, in one query.
    ///
    /// # Errors
    /// [`Error::Record`] names the first host whose record cannot be read: a host that is not understood must not look
    /// like one that is not ours.
    pub async fn records(&self) -> Result<BTreeMap<DomainName, Record>> {
        let sql = format!("SELECT host, record FROM {}", self.tables.domains);
        let rows = self.db.query(&sql, &[]).await.during(READ)?;
        // One by one: collected, all of them would be in memory twice for a moment.
        let mut records = BTreeMap::new();
        for row in &rows {
            let record = decode(row)?;
            records.insert(record.host.clone(), record);
        }
        Ok(records)
    }

    /// The record of one host.
    pub async fn record(&self, host: &DomainName) -> Result<Option<Record>> {
        let sql = format!(
            "SELECT host, record FROM {} WHERE host = ?",
            self.tables.domains
        );
        let rows = self
            .db
            .query(&sql, &[host.as_str().into()])
            .await
            .during(READ)?;
        rows.first().map(decode).transpose()
    }

    /// Saves records, all or none.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] where another agent took over; then nothing is saved.
    pub async fn save(
        &self,
        fence: &Fence,
        records: &[(Record, Texts)],
        now: Timestamp,
    ) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, SAVE).await?;
        write_all(&mut transaction, &self.tables.domains, records, now).await?;
        transaction.commit().await.during(SAVE)
    }

    /// Forgets hosts, all or none.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] where another agent took over.
    pub async fn forget(&self, fence: &Fence, hosts: &[DomainName]) -> Result<()> {
        const TASK: &str = "forget records";
        if hosts.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, TASK).await?;
        for hosts in hosts.chunks(FORGOTTEN_AT_ONCE) {
            let marks = vec!["?"; hosts.len()].join(", ");
            let sql = format!(
                "DELETE FROM {} WHERE host IN ({marks})",
                self.tables.domains
            );
            let values: Vec<Value> = hosts.iter().map(|host| host.as_str().into()).collect();
            transaction.execute(&sql, &values).await.during(TASK)?;
        }
        transaction.commit().await.during(TASK)
    }
}

/// Rows removed by one statement: it must stay well within its time limit.
const FORGOTTEN_AT_ONCE: usize = 500;
const COLUMNS: &str = "host, site_id, class, state, reason, who, detail, operator_text, customer_text, next_look, \
    object_id, cert_issuer, cert_expires, updated_at, record";
const PLACES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
/// Rows written by one statement, so that a first run over thousands of hosts does not wait for as many answers while
/// it holds the lease row. What is left over goes one by one: two statements to prepare, not one for each length.
pub(crate) const ROWS_AT_ONCE: usize = 25;

pub(crate) async fn write_all(
    transaction: &mut Transaction,
    domains: &str,
    records: &[(Record, Texts)],
    now: Timestamp,
) -> Result<()> {
    let (full, rest) = records.as_chunks::<ROWS_AT_ONCE>();
    let batches = full
        .iter()
        .map(<[_; ROWS_AT_ONCE]>::as_slice)
        .chain(rest.chunks(1));
    for batch in batches {
        let places = vec![PLACES; batch.len()].join(", ");
        let sql = format!("REPLACE INTO {domains} ({COLUMNS}) VALUES {places}");
        let mut values = Vec::with_capacity(batch.len() * 15);
        for (record, texts) in batch {
            values.extend(columns(record, texts, now)?);
        }
        transaction.execute(&sql, &values).await.during(SAVE)?;
    }
    Ok(())
}

/// The values of [`COLUMNS`].
fn columns(record: &Record, texts: &Texts, now: Timestamp) -> Result<[Value; 15]> {
    let standing = &record.standing;
    let leaf = shown_leaf(record);
    let json = serde_json::to_string(record)
        .map_err(|error| unreadable(record.host.as_str(), &error.to_string()))?;
    Ok([
        record.host.as_str().into(),
        record.site.map(|site| site.0).into(),
        record.class.as_str().into(),
        standing.state.as_str().into(),
        standing.reason.as_str().into(),
        standing.who.as_str().into(),
        cut(&standing.detail, LONGEST_TEXT).into(),
        cut(&texts.operator, LONGEST_TEXT).into(),
        cut(&texts.customer, LONGEST_TEXT).into(),
        standing.next_look.map(Timestamp::as_millis).into(),
        record
            .object
            .as_ref()
            .and_then(|object| i64::try_from(object.id).ok())
            .into(),
        leaf.map(|leaf| cut(&leaf.issuer, LONGEST_ISSUER)).into(),
        leaf.map(|leaf| leaf.not_after.as_millis()).into(),
        moment(now),
        json.into(),
    ])
}

/// The certificate that visitors get, valid or not.
fn shown_leaf(record: &Record) -> Option<&Leaf> {
    match &record.tls.as_ref()?.value {
        Handshake::Valid(leaf) | Handshake::Refused(leaf, _) => Some(leaf),
        Handshake::NoCertificate | Handshake::Failed(_) => None,
    }
}

fn decode(row: &Row) -> Result<Record> {
    let host = row.text(0).during(READ)?;
    let json = row.opt_bytes(1).during(READ)?.unwrap_or_default();
    let record: Record =
        serde_json::from_slice(json).map_err(|error| unreadable(&host, &error.to_string()))?;
    if record.host.as_str() != host {
        return Err(unreadable(&host, "it is the record of another host"));
    }
    Ok(record)
}

fn unreadable(host: &str, problem: &str) -> Error {
    Error::Record {
        host: cut(host, 253).to_owned(),
        problem: cut(problem, 200).to_owned(),
    }
}
