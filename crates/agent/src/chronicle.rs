//! Collects what was seen and decided, and writes it into the history in batches.
//!
//! Only another kind of thing than before is worth an entry: a name that is looked at every hour for years makes one
//! when it is seen first, and the next when something changes.

use ledger::{Entry, Fence, Kind, Ledger};
use plan::{Record, Timestamp};
use serde_json::json;

use crate::sights::{SIGHTS, View};

/// Entries written by one transaction: each stays well inside its time limit, and a first run with thousands of hosts
/// takes a few dozen.
const BATCH: usize = 200;

/// Entries that are not written yet.
///
/// They are written with the records at the end of a turn. An agent that is killed before loses these few, which costs
/// nothing but their place in the story: what is known and what was done stands in the records and intents.
#[derive(Debug, Default)]
pub(crate) struct Chronicle {
    entries: Vec<Entry>,
}

/// What was known of a host from outside at a moment, to be compared with what is known after a look.
pub(crate) struct Glimpse(Vec<Option<View>>);

impl Glimpse {
    /// What the record holds now; nothing where there is none.
    pub(crate) fn of(record: Option<&Record>) -> Self {
        let view = |record: &Record| SIGHTS.iter().map(|sight| (sight.view)(record)).collect();
        Self(record.map(view).unwrap_or_default())
    }
}

impl Chronicle {
    /// Notes what a look changed.
    pub(crate) fn seen(&mut self, before: &Glimpse, record: &Record, now: Timestamp) {
        for (index, sight) in SIGHTS.iter().enumerate() {
            let Some(view) = (sight.view)(record) else {
                continue;
            };
            let known = before.0.get(index).and_then(Option::as_ref);
            if known.is_some_and(|known| known.kind == view.kind) {
                continue;
            }
            self.entries.push(Entry {
                host: Some(record.host.clone()),
                kind: Kind::Observation,
                step: Some(sight.step.to_owned()),
                outcome: view.words,
                detail: json!({ "value": view.value }),
                at: now,
            });
        }
    }

    /// Notes that a host stands elsewhere than before, in the operator's words.
    pub(crate) fn decided(&mut self, record: &Record, sentence: String, now: Timestamp) {
        let standing = &record.standing;
        self.entries.push(Entry {
            host: Some(record.host.clone()),
            kind: Kind::Decision,
            step: None,
            outcome: sentence,
            detail: json!({
                "state": standing.state,
                "reason": standing.reason,
                "who": standing.who,
                "next_look": standing.next_look,
            }),
            at: now,
        });
    }

    /// Writes what was collected. What cannot be written now is kept and written later.
    pub(crate) async fn flush(
        &mut self,
        ledger: &Ledger,
        fence: &Fence,
    ) -> Result<(), ledger::Error> {
        while !self.entries.is_empty() {
            let batch = self.entries.len().min(BATCH);
            ledger.note_all(fence, &self.entries[..batch]).await?;
            self.entries.drain(..batch);
        }
        Ok(())
    }
}
