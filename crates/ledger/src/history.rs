//! What happened, for `explain` and for people.

use plan::{DomainName, Timestamp};
use store::{Row, Value};

use crate::error::During;
use crate::fields::{cut, host, moment};
use crate::lease::Needs;
use crate::records::ROWS_AT_ONCE;
use crate::tables::Ledger;
use crate::{Fence, Result};

/// A TEXT column holds 65,535 bytes; nobody reads that much.
pub(crate) const LONGEST_TEXT: usize = 4_000;
/// The columns that hold words.
pub(crate) const LONGEST_WORD: usize = 64;
/// Rows removed by one statement: it must stay well within its time limit.
pub(crate) const PRUNED_AT_ONCE: u32 = 1_000;

const READ: &str = "read the history";

const COLUMNS: &str = "at, host, kind, step, outcome, detail, fence";
const PLACES: &str = "(?, ?, ?, ?, ?, ?, ?)";

/// What kind of thing an entry tells of. Intents have their own way into the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Why something was or was not done.
    Decision,
    /// Something that was seen.
    Observation,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Observation => "observation",
        }
    }
}

/// A new entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The host it is about; none where it is about the network.
    pub host: Option<DomainName>,
    /// What kind of thing it tells of.
    pub kind: Kind,
    /// The word of the step, where there is one; at most 64 ASCII characters.
    pub step: Option<String>,
    /// What came of it, in a sentence.
    pub outcome: String,
    /// Everything else.
    pub detail: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

/// An entry as it is read, intents among them.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// Its id; later entries have higher ones.
    pub id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// The host it is about.
    pub host: Option<String>,
    /// The word of its kind; `intent` for an intent.
    pub kind: String,
    /// The word of the step.
    pub step: Option<String>,
    /// What led to it.
    pub why: Option<String>,
    /// What came of it; none for an open intent.
    pub outcome: Option<String>,
    /// When an intent was closed.
    pub closed_at: Option<Timestamp>,
    /// Everything else.
    pub detail: serde_json::Value,
    /// The fencing number of the agent that wrote it.
    pub fence: i64,
}

impl Ledger {
    /// Adds entries in their order, all or none.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] where another agent took over; then nothing is added.
    pub async fn note_all(&self, fence: &Fence, entries: &[Entry]) -> Result<()> {
        const TASK: &str = "write the history";
        if entries.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, TASK).await?;
        let (full, rest) = entries.as_chunks::<ROWS_AT_ONCE>();
        let batches = full
            .iter()
            .map(<[_; ROWS_AT_ONCE]>::as_slice)
            .chain(rest.chunks(1));
        for batch in batches {
            let places = vec![PLACES; batch.len()].join(", ");
            let sql = format!(
                "INSERT INTO {} ({COLUMNS}) VALUES {places}",
                self.tables.history
            );
            let values: Vec<_> = batch
                .iter()
                .flat_map(|entry| columns(entry, fence))
                .collect();
            transaction.execute(&sql, &values).await.during(TASK)?;
        }
        transaction.commit().await.during(TASK)
    }

    /// The latest entries, newest first, of one host or of everything.
    pub async fn history(
        &self,
        host: Option<&DomainName>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>> {
        let filter = if host.is_some() { "WHERE host = ?" } else { "" };
        let values: Vec<_> = host.map(|host| host.as_str().into()).into_iter().collect();
        self.read(filter, &values, limit).await
    }

    /// The latest intents that are for the web application as a whole, newest first.
    pub async fn shared_intents(&self, limit: u32) -> Result<Vec<HistoryEntry>> {
        let filter = "WHERE host IS NULL AND kind = 'intent'";
        self.read(filter, &[], limit).await
    }

    /// The latest intents that were written after an entry, newest first.
    pub async fn intents_after(&self, id: i64, limit: u32) -> Result<Vec<HistoryEntry>> {
        let filter = "WHERE id > ? AND kind = 'intent'";
        self.read(filter, &[id.into()], limit).await
    }

    async fn read(&self, filter: &str, values: &[Value], limit: u32) -> Result<Vec<HistoryEntry>> {
        let sql = format!(
            "SELECT id, at, host, kind, step, why, outcome, closed_at, detail, fence \
             FROM {} {filter} ORDER BY id DESC LIMIT {limit}",
            self.tables.history
        );
        let rows = self.db.query(&sql, values).await.during(READ)?;
        rows.iter()
            .map(decode)
            .collect::<Result<_, _>>()
            .during(READ)
    }

    /// Removes some of what was written before a moment and tells how many entries that were, 0 once none is left; open
    /// intents stay.
    ///
    /// Budgets look back a week and the brake a day, so `before` has to lie further back.
    pub async fn prune_history(&self, before: Timestamp) -> Result<u64> {
        let history = &self.tables.history;
        let old = "at < ? AND NOT (kind = 'intent' AND closed_at IS NULL)";
        let select =
            format!("SELECT id FROM {history} WHERE {old} ORDER BY at, id LIMIT {PRUNED_AT_ONCE}");
        self.remove_found(history, &select, &[moment(before)], "prune the history")
            .await
    }

    /// Removes the rows whose ids a query finds.
    pub(crate) async fn remove_found(
        &self,
        table: &str,
        select: &str,
        values: &[Value],
        task: &'static str,
    ) -> Result<u64> {
        let rows = self.db.query(select, values).await.during(task)?;
        if rows.is_empty() {
            return Ok(0);
        }
        let ids = rows.iter().map(|row| row.get_i64(0).map(Value::from));
        let ids: Vec<_> = ids.collect::<Result<_, _>>().during(task)?;
        let marks = vec!["?"; ids.len()].join(", ");
        let delete = format!("DELETE FROM {table} WHERE id IN ({marks})");
        self.db.execute(&delete, &ids).await.during(task)
    }
}

/// The values of [`COLUMNS`].
fn columns(entry: &Entry, fence: &Fence) -> [Value; 7] {
    let step = entry.step.as_deref();
    [
        moment(entry.at),
        host(entry.host.as_ref()),
        entry.kind.as_str().into(),
        step.map(|step| cut(step, LONGEST_WORD)).into(),
        cut(&entry.outcome, LONGEST_TEXT).into(),
        entry.detail.to_string().into(),
        fence.number.into(),
    ]
}

fn decode(row: &Row) -> Result<HistoryEntry, store::Error> {
    Ok(HistoryEntry {
        id: row.get_i64(0)?,
        at: Timestamp::from_millis(row.get_i64(1)?),
        host: row.opt_text(2)?,
        kind: row.text(3)?,
        step: row.opt_text(4)?,
        why: row.opt_text(5)?,
        outcome: row.opt_text(6)?,
        closed_at: row.opt_i64(7)?.map(Timestamp::from_millis),
        detail: parse_detail(&row.text(8)?),
        fence: row.get_i64(9)?,
    })
}

/// The detail of an entry; one that is not JSON is shown as it is.
pub(crate) fn parse_detail(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::String(text.to_owned()))
}
