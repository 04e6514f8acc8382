//! `apply` while an agent runs: that agent is asked, and its work is followed in the ledger.

use std::time::Duration;

use agent::{Clock, SystemClock};
use ledger::{HistoryEntry, RequestKind};
use serde_json::Value;
use tokio::time::sleep;

use super::outcome::{Done, Outcome};
use crate::commands::ask::Asked;
use crate::commands::domain_row::DomainRow;
use crate::commands::hold_line::HoldLine;
use crate::commands::rejected_row::RejectedRow;
use crate::commands::under_way::{PATIENCE, is_under_way};
use crate::exit::Exit;
use crate::output::Report;
use crate::wire::{self, Crew};

/// An agent that acts looks for requests twice a second.
const ANSWER: Duration = Duration::from_secs(30);
/// Longer than a turn of the agent, so that what it saved is of after the request.
const TURN: Duration = Duration::from_secs(1);
/// As many steps are looked through as a large first run takes in a few minutes.
const ENTRIES: u32 = 5_000;

/// Asks the agent and waits until nothing is under way any more.
pub(crate) async fn follow(crew: &Crew, holder: &str) -> Result<Outcome, Report> {
    let ledger = &crew.ledger;
    let newest = ledger.history(None, 1).await;
    let newest = newest.map_err(|error| wire::of_ledger(&error))?;
    let before = newest.first().map_or(0, |entry| entry.id);
    let asked = Asked::ask(ledger, RequestKind::Apply, None, Value::Null).await?;
    if asked.answer(ANSWER).await?.is_none() {
        return Err(
            Report::new("the agent that runs already did not answer", Exit::Held)
                .cause(format!("it is {holder}"))
                .hint("it answers once it can; `status` shows what it does"),
        );
    }
    let deadline = SystemClock.now() + PATIENCE;
    loop {
        sleep(TURN).await;
        let records = ledger.records().await;
        let records = records.map_err(|error| wire::of_ledger(&error))?;
        let about = agent::about(ledger).await;
        let about = about
            .map_err(|error| wire::of_ledger(&error))?
            .unwrap_or_default();
        let moving = records
            .values()
            .any(|record| is_under_way(&record.standing, deadline));
        if !moving || about.hold.is_some() || SystemClock.now() >= deadline {
            let done = ledger.intents_after(before, ENTRIES).await;
            let done = done.map_err(|error| wire::of_ledger(&error))?;
            return Ok(Outcome {
                done: done.into_iter().rev().filter_map(done_by).collect(),
                hold: about.hold.as_ref().map(HoldLine::from),
                braked: about.braked,
                rejected: about.rejected.iter().map(RejectedRow::from).collect(),
                domains: records.values().map(DomainRow::of).collect(),
                interrupted: false,
            });
        }
    }
}

/// A step of the agent that ended; the history keeps its words but no verdict beside them.
fn done_by(entry: HistoryEntry) -> Option<Done> {
    let closed = entry.closed_at?;
    let outcome = entry.outcome?;
    Some(Done {
        at: closed,
        host: entry.host,
        step: entry.step?,
        ok: true,
        outcome,
    })
}
