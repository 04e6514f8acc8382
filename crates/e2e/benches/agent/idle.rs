//! What an agent costs that has nothing to do.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use figures::{Figure, Goal};

use crate::process::Process;
use crate::stage::Stage;

/// What the first pass left to write is written by then.
const REST: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_mins(1);
const MOST_MEMORY: f64 = 64.0;
const MOST_OF_A_CORE: f64 = 1.0;

pub(crate) fn figures(stage: &Stage) -> Result<()> {
    let agent = Process(stage.agent.id());
    let database = stage.database.process_id();
    let database = Process(database.context("the database runs")?);
    thread::sleep(REST);
    let before = (agent.processor_time()?, database.processor_time()?);
    thread::sleep(WATCHED);
    let after = (agent.processor_time()?, database.processor_time()?);

    let resident = megabytes(agent.memory("VmRSS")?);
    Figure {
        name: "memory of the idle agent, 5,000 domains",
        measured: format!("{resident:.1} MB"),
        goal: Some(Goal {
            words: "at most 64 MB".to_owned(),
            met: resident <= MOST_MEMORY,
        }),
        how: "`VmRSS` in `/proc/PID/status` a minute after the first full pass".to_owned(),
    }
    .print()?;
    Figure {
        name: "memory of the agent at its highest, 5,000 domains",
        measured: format!("{:.1} MB", megabytes(agent.memory("VmHWM")?)),
        goal: None,
        how: "`VmHWM` at the same moment: the first pass, with every listing, look-up and handshake, is in it"
            .to_owned(),
    }
    .print()?;
    let share = percent(after.0.saturating_sub(before.0));
    Figure {
        name: "processor time of the idle agent, 5,000 domains",
        measured: format!("{share:.2} % of a core"),
        goal: Some(Goal {
            words: "at most 1 % of a core".to_owned(),
            met: share <= MOST_OF_A_CORE,
        }),
        how: "user and system time in `/proc/PID/stat` over 60 s after the first full pass"
            .to_owned(),
    }
    .print()?;
    Figure {
        name: "processor time of the database meanwhile",
        measured: format!("{:.2} % of a core", percent(after.1.saturating_sub(before.1))),
        goal: None,
        how: "the same of `mariadbd`, which only the agent talks to: it is asked for the network's change token \
              twice a second"
            .to_owned(),
    }
    .print()?;
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn percent(time: Duration) -> f64 {
    100.0 * time.as_secs_f64() / WATCHED.as_secs_f64()
}
