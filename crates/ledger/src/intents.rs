//! What is about to be done outside, written down before and after.

use std::fmt;

use plan::{DomainName, Record, Timestamp};
use serde_json::{Value, json};

use crate::error::During;
use crate::fields::{cut, host, moment};
use crate::history::{LONGEST_TEXT, LONGEST_WORD, parse_detail};
use crate::lease::Needs;
use crate::records::{Texts, write_all};
use crate::tables::Ledger;
use crate::{Error, Fence, Result};

/// A change outside that is about to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    /// The host it is for; none where it is for many.
    pub host: Option<DomainName>,
    /// The word of the step, at most 64 ASCII characters.
    pub step: String,
    /// What led to it.
    pub why: String,
    /// What is needed to look up later whether it took effect; `names` holds the names of a certificate order.
    pub detail: Value,
    /// When.
    pub at: Timestamp,
}

/// The id of an intent, a row of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId(pub i64);

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An intent whose outcome was never written down: what it did has to be looked up, and it is never replayed.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenIntent {
    /// Its id.
    pub id: IntentId,
    /// The host it was for.
    pub host: Option<DomainName>,
    /// The word of the step.
    pub step: String,
    /// What led to it.
    pub why: String,
    /// What was written down with it.
    pub detail: Value,
    /// When it was written.
    pub at: Timestamp,
    /// The fencing number of the agent that wrote it.
    pub fence: i64,
}

/// The words of the steps that order a certificate, `plan::Step::word`.
const ORDERS: [&str; 2] = ["order", "order_shared"];

impl Ledger {
    /// Writes down what is about to be done. Once this returns, the intent survives the end of the process.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] also where the lease has run out by now (`intent.at`, or the server's clock), because another
    /// agent may take it at any moment. After any error the change must not be made.
    pub async fn open_intent(&self, fence: &Fence, intent: &Intent) -> Result<IntentId> {
        const TASK: &str = "write an intent";
        let mut transaction = self
            .begin_holding(fence, Needs::Valid(intent.at), TASK)
            .await?;
        let sql = format!(
            "INSERT INTO {} (at, host, kind, step, why, detail, fence) VALUES (?, ?, 'intent', ?, ?, ?, ?)",
            self.tables.history
        );
        let values = [
            moment(intent.at),
            host(intent.host.as_ref()),
            cut(&intent.step, LONGEST_WORD).into(),
            cut(&intent.why, LONGEST_TEXT).into(),
            intent.detail.to_string().into(),
            fence.number.into(),
        ];
        let id = transaction.insert(&sql, &values).await.during(TASK)?;
        transaction.commit().await.during(TASK)?;
        Ok(IntentId(id))
    }

    /// Writes down what came of an intent and saves the records it changed, both or neither.
    ///
    /// `detail` is kept under `result`, beside what the intent was opened with.
    ///
    /// # Errors
    /// [`Error::NoSuchIntent`] where it is closed already, [`Error::LeaseLost`] where another agent took over (which
    /// then finds the intent open and looks).
    pub async fn close_intent(
        &self,
        fence: &Fence,
        id: IntentId,
        outcome: &str,
        detail: Value,
        records: &[(Record, Texts)],
        now: Timestamp,
    ) -> Result<()> {
        const TASK: &str = "close an intent";
        let history = &self.tables.history;
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, TASK).await?;

        let select = format!(
            "SELECT detail FROM {history} WHERE id = ? AND kind = 'intent' AND closed_at IS NULL"
        );
        let rows = transaction
            .query(&select, &[id.0.into()])
            .await
            .during(TASK)?;
        let row = rows.first().ok_or(Error::NoSuchIntent(id))?;
        let opened_with = parse_detail(&row.text(0).during(TASK)?);

        let update =
            format!("UPDATE {history} SET closed_at = ?, outcome = ?, detail = ? WHERE id = ?");
        let values = [
            moment(now),
            cut(outcome, LONGEST_TEXT).into(),
            with_result(opened_with, detail).to_string().into(),
            id.0.into(),
        ];
        transaction.execute(&update, &values).await.during(TASK)?;
        write_all(&mut transaction, &self.tables.domains, records, now).await?;
        transaction.commit().await.during(TASK)
    }

    /// The intents whose outcome is not known, oldest first.
    pub async fn open_intents(&self) -> Result<Vec<OpenIntent>> {
        const TASK: &str = "read the open intents";
        let sql = format!(
            "SELECT id, host, step, why, detail, at, fence FROM {} \
             WHERE kind = 'intent' AND closed_at IS NULL ORDER BY id",
            self.tables.history
        );
        let rows = self.db.query(&sql, &[]).await.during(TASK)?;
        let mut intents = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row.get_i64(0).during(TASK)?;
            let unreadable = |problem: String| Error::Intent { id, problem };
            let host = row
                .opt_text(1)
                .during(TASK)?
                .map(|text| DomainName::parse(&text));
            intents.push(OpenIntent {
                id: IntentId(id),
                host: host
                    .transpose()
                    .map_err(|error| unreadable(error.to_string()))?,
                step: row.opt_text(2).during(TASK)?.unwrap_or_default(),
                why: row.opt_text(3).during(TASK)?.unwrap_or_default(),
                detail: serde_json::from_str(&row.text(4).during(TASK)?)
                    .map_err(|error| unreadable(error.to_string()))?,
                at: Timestamp::from_millis(row.get_i64(5).during(TASK)?),
                fence: row.get_i64(6).during(TASK)?,
            });
        }
        Ok(intents)
    }

    /// Every certificate order since a moment, whatever came of it, with the names it was for; the budgets count these.
    pub async fn orders_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(Timestamp, Vec<DomainName>)>> {
        const TASK: &str = "read the certificate orders";
        let sql = format!(
            "SELECT at, detail, host FROM {} WHERE at >= ? AND kind = 'intent' AND step IN (?, ?) ORDER BY at, id",
            self.tables.history
        );
        let [order, shared] = ORDERS;
        let rows = self
            .db
            .query(&sql, &[moment(since), order.into(), shared.into()])
            .await
            .during(TASK)?;
        let mut orders = Vec::with_capacity(rows.len());
        for row in &rows {
            let at = Timestamp::from_millis(row.get_i64(0).during(TASK)?);
            let host = row.opt_text(2).during(TASK)?;
            let detail = parse_detail(&row.text(1).during(TASK)?);
            // What never reached the authority costs nothing.
            if detail.pointer("/result/placed") != Some(&Value::Bool(false)) {
                orders.push((at, names(&detail, host)));
            }
        }
        Ok(orders)
    }
}

/// The names of an order; at least its host, so that an order never counts for nothing.
fn names(detail: &Value, host: Option<String>) -> Vec<DomainName> {
    let listed = detail
        .get("names")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let mut names: Vec<_> = listed
        .filter_map(|name| DomainName::parse(name).ok())
        .collect();
    let host = host.and_then(|host| DomainName::parse(&host).ok());
    names.extend(host.filter(|host| !names.contains(host)));
    names
}

fn with_result(opened_with: Value, result: Value) -> Value {
    if result.is_null() {
        return opened_with;
    }
    match opened_with {
        Value::Object(mut fields) => {
            fields.insert("result".to_owned(), result);
            Value::Object(fields)
        }
        Value::Null => json!({ "result": result }),
        other => json!({ "opened_with": other, "result": result }),
    }
}
