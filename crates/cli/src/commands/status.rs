//! `status`: where everything stands, from the ledger alone. RunCloud is not asked.

pub(crate) mod overview;
mod story;

use agent::{Clock, SystemClock};
use plan::DomainName;

use super::calls_line::CallsLine;
use super::{near_miss, tables};
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Home};

use overview::Overview;
use story::Story;

/// As many entries of a host's history as fit on a screen.
const ENTRIES: u32 = 20;

/// Shows all domains, or the whole story of one.
pub(crate) async fn run(
    domain: Option<&DomainName>,
    settings: &Settings,
    printer: &Printer,
) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let ledger = tables::open(&home).await?;
    let now = SystemClock.now();
    let broken = |error| wire::of_ledger(&error);
    let about = agent::about(&ledger).await.map_err(broken)?;
    let about = about.unwrap_or_default();
    let records = ledger.records().await.map_err(broken)?;
    if let Some(domain) = domain {
        let record = near_miss::find(&records, domain)?;
        let history = ledger.history(Some(&record.host), ENTRIES).await;
        let story = Story::of(record, &about, history.map_err(broken)?, now);
        match printer.format() {
            OutputFormat::Json => printer.json(&story),
            OutputFormat::Text => printer.text(&story.text(now)),
        }
        return Ok(story.exit());
    }
    let lease = ledger.lease_holder(now).await.map_err(broken)?;
    let count = agent::calls(&ledger).await.map_err(broken)?;
    let calls = CallsLine::of(count, settings.calls_per_month.value, now);
    let overview = Overview::of(&records, about, lease, calls);
    match printer.format() {
        OutputFormat::Json => printer.json(&overview),
        OutputFormat::Text => printer.text(&overview.text(now, printer.width())),
    }
    Ok(overview.exit())
}
