//! Which seeds are run, and what is said about them.

#![expect(
    clippy::print_stdout,
    reason = "scripts/simulate shows the progress, and the runner of tests hides it"
)]

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use crate::simulation::simulate;
use crate::story::Story;

/// How many tests share the seeds.
const SHARES: u64 = 8;
/// How many seeds are run where nobody says anything else.
const SEEDS: u64 = 1000;
/// A share that breaks everywhere needs no more examples than this.
const ENOUGH: usize = 3;

/// Seeds that once found something: they are run first.
const KEPT: &str = include_str!("seeds.txt");

/// Runs one share of the seeds: those that are kept, and as many of the others as are asked for.
///
/// `SIMULATE_FIRST` and `SIMULATE_SEEDS` say which others.
pub fn run_share(share: u64) {
    let asked = asked("SIMULATE_SEEDS");
    let kept = if asked.is_some() { Vec::new() } else { kept() };
    let first = self::asked("SIMULATE_FIRST").unwrap_or(1);
    let others = first..first.saturating_add(asked.unwrap_or(SEEDS));
    let mine: Vec<u64> = kept
        .into_iter()
        .chain(others)
        .enumerate()
        .filter(|(place, _)| *place as u64 % SHARES == share)
        .map(|(_, seed)| seed)
        .collect();
    let began = Instant::now();
    let mut broken = Vec::new();
    for (done, seed) in mine.iter().enumerate() {
        if let Err(report) = run(*seed) {
            println!("{report}");
            broken.push(*seed);
            if broken.len() >= ENOUGH {
                break;
            }
        }
        if (done + 1) % 25 == 0 {
            let seconds = began.elapsed().as_secs();
            println!(
                "share {share}: {} of {} seeds, {seconds} s",
                done + 1,
                mine.len()
            );
        }
    }
    println!(
        "share {share} ended: {} seeds, {} broken",
        mine.len(),
        broken.len()
    );
    assert!(broken.is_empty(), "broken with the seeds {broken:?}");
}

fn asked(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
    )
}

fn kept() -> Vec<u64> {
    let lines = KEPT.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.parse().expect(line)).collect()
}

/// Runs one seed; the error is a report to read.
fn run(seed: u64) -> Result<(), String> {
    let story = Story::of(seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let run = AssertUnwindSafe(|| runtime.block_on(simulate(seed, story.clone())));
    match catch_unwind(run) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(broken)) => Err(story.report(&broken.to_string())),
        Err(_) => Err(story.report("the program panicked; the message is above")),
    }
}
