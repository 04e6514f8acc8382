//! How long a person waits for `status`.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::run_once;
use figures::{Figure, Goal, Samples, timed, words};

use crate::stage::{DOMAINS, Stage};

const RUNS: usize = 20;
const MOST: Duration = Duration::from_millis(100);

pub(crate) fn figures(stage: &Stage) -> Result<()> {
    figure(stage, "`status` of 5,000 domains, MariaDB", &["status"])?;
    figure(
        stage,
        "`status --output json` of 5,000 domains, MariaDB",
        &["status", "--output", "json"],
    )
}

fn figure(stage: &Stage, name: &'static str, arguments: &[&str]) -> Result<()> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let (finished, time) = timed(|| run_once(&stage.provider.options, arguments));
        let finished = finished?;
        let hosts = finished.stdout.matches(".example").count();
        ensure!(
            finished.code == Some(0) && hosts >= DOMAINS,
            "`status` shows {hosts} hosts and ends with {:?}: {}",
            finished.code,
            finished.stderr
        );
        times.push(time);
    }
    let samples: Samples = times.into_iter().collect();
    Figure {
        name,
        measured: words(samples.median()),
        goal: Some(Goal::at_most(MOST, samples.median())),
        how: format!(
            "the release binary from start to end while the agent runs, output into a pipe; median of {RUNS}, p95 {}",
            words(samples.p95())
        ),
    }
    .print()?;
    Ok(())
}
