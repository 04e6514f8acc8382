//! How long it takes to read everything that is remembered from an SQLite file: what `status` would wait for there.

use std::error::Error;
use std::time::Duration;

use figures::{Figure, Goal, Large, Samples, Wish, words};
use ledger::{LeaseOutcome, Ledger, Texts};
use plan::Timestamp;
use store::{Database, TablePrefix};

const DOMAINS: usize = 5000;
const RUNS: usize = 20;
const MOST: Duration = Duration::from_millis(100);
const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);
/// As many as the agent saves in one transaction.
const BATCH: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if Wish::read().is_none_or(|wish| !wish.is_for("records")) {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("ledger.sqlite");
    let prefix = TablePrefix::parse("wp_")?;
    fill(&file, &prefix).await?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = std::time::Instant::now();
        let database = Database::sqlite(&file).await?;
        let ledger = Ledger::open_existing(database, prefix.clone()).await?;
        let records = ledger.ok_or("the ledger is there")?.records().await?;
        times.push(start.elapsed());
        assert!(records.len() > DOMAINS, "the network's own host too");
    }
    let samples: Samples = times.into_iter().collect();
    Figure {
        name: "the records of 5,000 domains, SQLite",
        measured: words(samples.median()),
        goal: Some(Goal::at_most(MOST, samples.median())),
        how: format!(
            "opening the file and reading all records, the part of `status` that depends on the database (no command \
             works on SQLite); median of {RUNS}, p95 {}",
            words(samples.p95())
        ),
    }
    .print()?;
    Ok(())
}

async fn fill(file: &std::path::Path, prefix: &TablePrefix) -> Result<(), Box<dyn Error>> {
    let database = Database::sqlite(file).await?;
    let ledger = Ledger::open(database, prefix.clone(), NOW).await?;
    let lease = ledger.acquire_lease("bench", Duration::from_mins(1), NOW);
    let LeaseOutcome::Held { fence, .. } = lease.await? else {
        return Err("nobody else is there".into());
    };
    let large = Large::in_step(DOMAINS);
    let rows = large.records().values();
    let rows: Vec<_> = rows
        .map(|record| (record.clone(), Texts::default()))
        .collect();
    for batch in rows.chunks(BATCH) {
        ledger.save(&fence, batch, NOW).await?;
    }
    Ok(())
}
