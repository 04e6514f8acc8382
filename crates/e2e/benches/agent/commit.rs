//! How soon a customer's new row becomes a call.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::wait_until;
use figures::{Figure, Goal, Samples, words};

use crate::stage::{Stage, site};

const RUNS: usize = 50;
const MOST: Duration = Duration::from_secs(2);
const LIMIT: Duration = Duration::from_mins(1);

pub(crate) fn figure(stage: &Stage) -> Result<()> {
    let mut times = Vec::with_capacity(RUNS);
    for n in 0..RUNS {
        // The agent looks in a rhythm of half a second; rows come at any moment of it.
        thread::sleep(Duration::from_millis((n as u64 * 137) % 500));
        times.push(once(stage, &format!("new{n}.example"))?);
    }
    let samples: Samples = times.into_iter().collect();
    Figure {
        name: "COMMIT of a mapping row to POST, p95 of 50, 5,000 domains present",
        measured: words(samples.p95()),
        goal: Some(Goal::at_most(MOST, samples.p95())),
        how: format!(
            "from the database's clock just before COMMIT to the arrival of `POST domains` in the emulator's log, on \
             one machine, the agent idle before each; shortest {}, median {}, longest {}",
            words(samples.min()),
            words(samples.median()),
            words(samples.max())
        ),
    }
    .print()?;
    Ok(())
}

fn once(stage: &Stage, host: &str) -> Result<Duration> {
    let panel = &stage.provider.panel;
    for name in [host.to_owned(), format!("www.{host}")] {
        panel.point_here(&name);
    }
    let committed: i64 = stage
        .network
        .sql()
        .value(&format!(
            "START TRANSACTION;
             INSERT INTO {} (blog_id, domain, active, primary_domain, secure, stage, date_created, date_modified)
             VALUES ({}, '{host}', 1, 0, 0, 'checking-dns', UTC_TIMESTAMP(), UTC_TIMESTAMP());
             SELECT FLOOR(1000 * UNIX_TIMESTAMP(SYSDATE(6)));
             COMMIT;",
            stage.network.table("wu_domain_mappings"),
            site(0),
        ))?
        .parse()?;
    let mut posted = None;
    wait_until(&format!("`POST domains` for `{host}`"), LIMIT, || {
        posted = panel
            .calls()
            .into_iter()
            .find(|call| call.route == "POST domains" && call.body_name.as_deref() == Some(host));
        Ok(posted.is_some())
    })
    .with_context(|| stage.agent.output())?;
    // Until it is secured, so that the agent is idle again.
    wait_until(&format!("`{host}` to be served"), LIMIT, || {
        Ok(stage.served(&format!("host = '{host}'"))? == 1)
    })
    .with_context(|| stage.agent.output())?;
    let arrived = posted.map_or(committed, |call| call.at);
    Ok(Duration::from_millis(u64::try_from(arrived - committed)?))
}
