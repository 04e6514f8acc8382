//! What happened so far, for a person who looks into a failure.

use std::fmt;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// How many of the last lines a report shows.
const SHOWN: usize = 60;

/// An invariant that does not hold.
#[derive(Debug)]
pub struct Broken {
    /// Its name, the name of the check.
    pub invariant: &'static str,
    /// What was seen.
    pub words: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.words)
    }
}

/// The lines of one simulation. They outlive a panic in it.
#[derive(Clone)]
pub struct Story {
    seed: u64,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Story {
    pub fn of(seed: u64) -> Self {
        Self {
            seed,
            lines: Arc::default(),
        }
    }

    pub fn tell(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    /// All that helps to find out what went wrong.
    pub fn report(&self, broken: &str) -> String {
        let seed = self.seed;
        let lines = self.lines.lock().unwrap();
        let skipped = lines.len().saturating_sub(SHOWN);
        let mut report = format!("\nseed {seed} breaks {broken}\n");
        if let Some(first) = lines.first().filter(|_| skipped > 0) {
            let _ = writeln!(report, "  {first}\n  … {} more", skipped - 1);
        }
        for line in &lines[skipped..] {
            let _ = writeln!(report, "  {line}");
        }
        let _ = writeln!(report, "to repeat it: scripts/simulate --seed {seed}");
        report
    }
}
