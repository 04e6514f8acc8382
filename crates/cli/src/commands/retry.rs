//! `retry`: look at one domain again now.

use agent::{Clock, SystemClock};
use ledger::RequestKind;
use plan::DomainName;
use serde_json::Value;

use super::answer::Answer;
use super::{near_miss, tables};
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Home};

/// Asks the agent to look at a domain again.
pub(crate) async fn run(
    domain: &DomainName,
    settings: &Settings,
    printer: &Printer,
) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let ledger = tables::open(&home).await?;
    let records = ledger.records().await;
    let records = records.map_err(|error| wire::of_ledger(&error))?;
    let host = near_miss::find(&records, domain)?.host.clone();
    let answer = Answer::to(
        &ledger,
        RequestKind::Retry,
        Some(host),
        Value::Null,
        SystemClock.now(),
    )
    .await?;
    answer.print(printer);
    Ok(Exit::Fine)
}
