//! `explain`: the whole story of one domain, oldest first, from the ledger alone. RunCloud is not asked.

mod entry;
mod tale;

use agent::{Clock, SystemClock};
use ledger::{HistoryEntry, Ledger};
use plan::{DomainName, Record};

use super::{near_miss, tables};
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Home};

use entry::{Entry, names};
use tale::Tale;

/// As many entries as anybody reads; a domain that changes each day makes them in a few months.
const MOST: u32 = 500;

/// Tells the story of one domain.
pub(crate) async fn run(
    domain: &DomainName,
    settings: &Settings,
    printer: &Printer,
) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let ledger = tables::open(&home).await?;
    let now = SystemClock.now();
    let broken = |error| wire::of_ledger(&error);
    let about = agent::about(&ledger).await.map_err(broken)?;
    let records = ledger.records().await.map_err(broken)?;
    let record = near_miss::find(&records, domain)?;
    let story = story(&ledger, record).await.map_err(broken)?;
    let tale = Tale::of(record, &about.unwrap_or_default(), story, now);
    match printer.format() {
        OutputFormat::Json => printer.json(&tale),
        OutputFormat::Text => printer.text(&tale.text(now)),
    }
    Ok(tale.exit())
}

/// What happened to a host and what people asked about it, orders of the shared certificate with its name among it;
/// oldest first, one entry more than is shown.
async fn story(ledger: &Ledger, record: &Record) -> Result<Vec<Entry>, ledger::Error> {
    let own = ledger.history(Some(&record.host), MOST + 1).await?;
    let shared = ledger.shared_intents(MOST + 1).await?;
    let shared = shared
        .into_iter()
        .filter(|entry| names(entry, &record.host));
    let mut history: Vec<HistoryEntry> = own.into_iter().chain(shared).collect();
    history.sort_by_key(|entry| (entry.at, entry.id));
    let asked = ledger.requests_about(&record.host, MOST + 1).await?;
    let asked = asked.into_iter().rev().map(Entry::from);
    let mut story: Vec<Entry> = asked.chain(history.into_iter().map(Entry::from)).collect();
    // The sort keeps order: what was asked stands before what was done because of it at the same moment.
    story.sort_by_key(Entry::at);
    let too_many = story.len().saturating_sub(MOST as usize + 1);
    Ok(story.split_off(too_many))
}
