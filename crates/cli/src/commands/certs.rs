//! `certs`: the certificates that visitors get, from the ledger alone. RunCloud is not asked.

mod certificate;
mod listing;

use agent::{Clock, SystemClock};

use super::status::overview::Overview;
use super::tables;
use crate::args::OutputFormat;
use crate::exit::Exit;
use crate::output::{Printer, Report};
use crate::settings::Settings;
use crate::wire::{self, Home};

use listing::Listing;

/// Lists the certificates.
pub(crate) async fn run(settings: &Settings, printer: &Printer) -> Result<Exit, Report> {
    let home = Home::open(settings).await?;
    let ledger = tables::open(&home).await?;
    let now = SystemClock.now();
    let broken = |error| wire::of_ledger(&error);
    let about = agent::about(&ledger).await.map_err(broken)?;
    let about = about.unwrap_or_default();
    let records = ledger.records().await.map_err(broken)?;
    let shared = agent::shared_certificate(&ledger).await.map_err(broken)?;
    let listing = Listing::of(&records, &about, &shared, now);
    match printer.format() {
        OutputFormat::Json => printer.json(&listing),
        OutputFormat::Text => printer.text(&listing.text(printer.width())),
    }
    let lease = ledger.lease_holder(now).await.map_err(broken)?;
    Ok(Overview::of(&records, about, lease, None).exit())
}
