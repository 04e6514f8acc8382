//! What people ask of the agent, through the WordPress plugin or the command line.

use std::collections::BTreeMap;

use plan::{DomainName, Record, SiteId, Timestamp};
use serde_json::Value;
use store::Row;

use crate::error::During;
use crate::fields::{cut, host, moment};
use crate::history::PRUNED_AT_ONCE;
use crate::history::parse_detail;
use crate::lease::Needs;
use crate::tables::Ledger;
use crate::{Fence, Result, Texts, records, state};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// A mapping or a site was removed: the evidence for taking its host off.
    Removal,
    /// Something changed: look now.
    Look,
    /// Try again now what waits for its time.
    Retry,
    /// A person's yes; the payload says to what.
    Confirm,
    /// Carry out what is planned now.
    Apply,
    /// A word of a newer plugin.
    Other(String),
}

impl RequestKind {
    /// The stable word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Removal => "removal",
            Self::Look => "look",
            Self::Retry => "retry",
            Self::Confirm => "confirm",
            Self::Apply => "apply",
            Self::Other(word) => word,
        }
    }

    fn from_word(word: String) -> Self {
        let known = [
            Self::Removal,
            Self::Look,
            Self::Retry,
            Self::Confirm,
            Self::Apply,
        ];
        known
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .unwrap_or(Self::Other(word))
    }
}

/// A request to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRequest {
    /// What is asked.
    pub kind: RequestKind,
    /// The host it is about.
    pub host: Option<DomainName>,
    /// The site it is about.
    pub site: Option<SiteId>,
    /// Who asks: a user of WordPress or of the system.
    pub user: String,
    /// What else belongs to it, a JSON object.
    pub payload: Value,
    /// When.
    pub at: Timestamp,
}

/// A request as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its id; later requests have higher ones.
    pub id: i64,
    /// When it was made, by the clock of whoever made it.
    pub at: Timestamp,
    /// What is asked.
    pub kind: RequestKind,
    /// The host it is about, as somebody typed it: hostile until parsed.
    pub host: Option<String>,
    /// The site it is about.
    pub site: Option<SiteId>,
    /// The WordPress user who asks.
    pub user_id: Option<i64>,
    /// The name of whoever asks.
    pub user: Option<String>,
    /// What else belongs to it; a payload that is not JSON is a JSON string.
    pub payload: Value,
    /// When the agent was done with it.
    pub handled_at: Option<Timestamp>,
    /// What came of it.
    pub result: Option<String>,
}

/// What requests lead to, besides being finished.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effects<'a> {
    /// Records that are not as they were, with the sentences about them.
    pub records: &'a [(Record, Texts)],
    /// Values by their names, as [`Ledger::set_state`] takes them.
    pub state: &'a [(&'static str, String)],
}

/// Which requests are read together, and how many of them at most: a flood of one kind hides none of another.
const SHARES: [(&str, u32); 3] = [
    ("kind IN ('confirm', 'retry', 'apply')", 1_000),
    (
        "kind NOT IN ('confirm', 'retry', 'apply', 'removal')",
        10_000,
    ),
    ("kind = 'removal'", 10_000),
];
/// Requests finished by one statement: it must stay well within its time limit.
const FINISHED_AT_ONCE: usize = 500;
const LONGEST_USER: usize = 250;
/// TEXT columns hold 65,535 bytes.
const LONGEST_TEXT: usize = 4_000;

const COLUMNS: &str =
    "id, at, kind, host, site_id, user_id, user_name, payload, handled_at, result";
const READ: &str = "read the requests";

impl Ledger {
    /// Makes a request and tells its id.
    pub async fn insert_request(&self, request: &NewRequest) -> Result<i64> {
        let sql = format!(
            "INSERT INTO {} (at, kind, host, site_id, user_name, payload) VALUES (?, ?, ?, ?, ?, ?)",
            self.tables.requests
        );
        let values = [
            moment(request.at),
            request.kind.as_str().into(),
            host(request.host.as_ref()),
            request.site.map(|site| site.0).into(),
            cut(&request.user, LONGEST_USER).into(),
            request.payload.to_string().into(),
        ];
        self.db.insert(&sql, &values).await.during("make a request")
    }

    /// The id of the newest request, 0 where there is none; a change means that something was asked.
    pub async fn newest_request(&self) -> Result<i64> {
        let sql = format!("SELECT MAX(id) FROM {}", self.tables.requests);
        let rows = self.db.query(&sql, &[]).await.during(READ)?;
        let newest = rows
            .first()
            .map(|row| row.opt_i64(0))
            .transpose()
            .during(READ)?;
        Ok(newest.flatten().unwrap_or(0))
    }

    /// The newest requests, newest first.
    pub async fn latest_requests(&self, limit: u32) -> Result<Vec<Request>> {
        self.read_requests(&format!("ORDER BY id DESC LIMIT {limit}"), &[])
            .await
    }

    /// The requests nobody has handled, oldest first: at most 1,000 of people's words, 10,000 removals, 10,000 others.
    pub async fn pending_requests(&self) -> Result<Vec<Request>> {
        let mut pending = Vec::new();
        for (kinds, limit) in SHARES {
            let which = format!("WHERE handled_at IS NULL AND {kinds} ORDER BY id LIMIT {limit}");
            pending.append(&mut self.read_requests(&which, &[]).await?);
        }
        pending.sort_unstable_by_key(|request| request.id);
        Ok(pending)
    }

    /// What was asked about a host or its twin, newest first, but for looks: every change of a site asks for one.
    pub async fn requests_about(&self, host: &DomainName, limit: u32) -> Result<Vec<Request>> {
        let which = format!("WHERE host IN (?, ?) AND kind <> ? ORDER BY id DESC LIMIT {limit}");
        let twin = host.twin().unwrap_or_else(|| host.clone());
        let values = [
            host.as_str().into(),
            twin.as_str().into(),
            RequestKind::Look.as_str().into(),
        ];
        self.read_requests(&which, &values).await
    }

    /// The request with this id.
    pub async fn request(&self, id: i64) -> Result<Option<Request>> {
        let found = self.read_requests("WHERE id = ?", &[id.into()]).await?;
        Ok(found.into_iter().next())
    }

    async fn read_requests(&self, which: &str, values: &[store::Value]) -> Result<Vec<Request>> {
        let sql = format!("SELECT {COLUMNS} FROM {} {which}", self.tables.requests);
        let rows = self.db.query(&sql, values).await.during(READ)?;
        rows.iter()
            .map(decode)
            .collect::<Result<_, _>>()
            .during(READ)
    }

    /// Writes down what came of requests together with what they led to, all or nothing: whoever reads that a request
    /// is finished finds its effect. One that is finished already keeps its result.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] where another agent took over, which then handles the requests itself;
    /// [`crate::Error::ReservedState`] as for [`Ledger::set_state`].
    pub async fn finish_requests<S: AsRef<str>>(
        &self,
        fence: &Fence,
        results: &[(i64, S)],
        effects: Effects<'_>,
        now: Timestamp,
    ) -> Result<()> {
        const TASK: &str = "finish requests";
        if results.is_empty() {
            return Ok(());
        }
        let mut alike: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for (id, result) in results {
            alike.entry(result.as_ref()).or_default().push(*id);
        }
        let mut transaction = self.begin_holding(fence, Needs::NotTaken, TASK).await?;
        records::write_all(&mut transaction, &self.tables.domains, effects.records, now).await?;
        for (name, value) in effects.state {
            state::write(&mut transaction, &self.tables.state, name, value, now).await?;
        }
        for (result, ids) in alike {
            for ids in ids.chunks(FINISHED_AT_ONCE) {
                let marks = vec!["?"; ids.len()].join(", ");
                let sql = format!(
                    "UPDATE {} SET handled_at = ?, result = ? WHERE handled_at IS NULL AND id IN ({marks})",
                    self.tables.requests
                );
                let mut values = vec![moment(now), cut(result, LONGEST_TEXT).into()];
                values.extend(ids.iter().map(|id| store::Value::from(*id)));
                transaction.execute(&sql, &values).await.during(TASK)?;
            }
        }
        transaction.commit().await.during(TASK)
    }

    /// Removes some of the requests that were finished before a moment and tells how many, 0 once none is left; the
    /// newest request always stays, so that [`Ledger::newest_request`] never falls.
    pub async fn prune_requests(&self, before: Timestamp) -> Result<u64> {
        let requests = &self.tables.requests;
        let newest = self.newest_request().await?;
        let select = format!(
            "SELECT id FROM {requests} WHERE handled_at < ? AND id < ? LIMIT {PRUNED_AT_ONCE}"
        );
        let values = [moment(before), newest.into()];
        self.remove_found(requests, &select, &values, "prune the requests")
            .await
    }
}

fn decode(row: &Row) -> Result<Request, store::Error> {
    Ok(Request {
        id: row.get_i64(0)?,
        at: Timestamp::from_millis(row.get_i64(1)?),
        kind: RequestKind::from_word(row.text(2)?),
        host: row.opt_text(3)?,
        site: row.opt_i64(4)?.map(SiteId),
        user_id: row.opt_i64(5)?,
        user: row.opt_text(6)?,
        payload: parse_detail(&row.opt_text(7)?.unwrap_or_else(|| "{}".to_owned())),
        handled_at: row.opt_i64(8)?.map(Timestamp::from_millis),
        result: row.opt_text(9)?,
    })
}
