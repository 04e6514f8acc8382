//! What a process of this machine takes, as the kernel counts it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel tells processor time in hundredths of a second on every architecture in use.
const TICK: Duration = Duration::from_millis(10);

/// A process by its number.
#[derive(Clone, Copy)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// A line of its status, such as `VmRSS`, in bytes.
    pub(crate) fn memory(self, line: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let text = status
            .lines()
            .find_map(|own| own.strip_prefix(line)?.strip_prefix(':'))
            .with_context(|| format!("no `{line}` in the status of process {}", self.0))?;
        let kib = text.trim().trim_end_matches("kB").trim();
        Ok(kib.parse::<u64>()? * 1024)
    }

    /// The processor time it has used, its own and the kernel's for it.
    pub(crate) fn processor_time(self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The second field is the name in brackets, which may hold blanks; user and system time are fields 14 and 15.
        let (_, after_name) = stat.rsplit_once(')').context("no name in `stat`")?;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks = |field: usize| -> Result<u32> {
            let text = fields.get(field - 3).context("`stat` is short")?;
            Ok(text.parse()?)
        };
        Ok(TICK * (ticks(14)? + ticks(15)?))
    }
}
