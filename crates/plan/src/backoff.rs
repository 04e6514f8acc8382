//! When to look or try again: minutes first, then hours, then daily, spread so that no herd forms.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::DomainName;

/// Waits after a failed call to attach, detach or switch a twin, in seconds.
const CALL: &[u64] = &[
    5,
    30,
    120,
    600,
    1800,
    3600,
    3 * 3600,
    6 * 3600,
    12 * 3600,
    24 * 3600,
];
/// Waits after a call that was not the name's turn, in seconds: the pause that the provider names is kept for all calls
/// anyway, so a name waits longer of its own only where it alone is refused again and again.
const TURN: &[u64] = &[3, 3, 5, 10, 30, 60, 120, 300, 600];
/// Waits after a failed certificate order, in seconds. The authority allows five failed validations an hour and name,
/// so even the first waits stay clear of it.
const ORDER: &[u64] = &[900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600];
/// The same within the first minutes after the name was attached, where nothing showed that the web server has it.
const EARLY_ORDER: &[u64] = &[30, 120, 900];
/// The first minutes after a name was attached.
pub(crate) const EARLY: Duration = Duration::from_mins(10);
/// Waits between DNS look-ups of a name that does not lead here, in seconds.
const DNS: &[u64] = &[
    10, 20, 30, 60, 60, 120, 120, 300, 300, 300, 600, 600, 900, 1800, 3600,
];
/// Waits after something only a person can mend, in seconds.
const PERSON: &[u64] = &[60, 300, 900, 1800, 3600];

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The next try of a call that failed.
    Call,
    /// The next try of a call that came while the provider wanted none.
    Turn,
    /// The next order of a certificate after a failed one.
    Order,
    /// The same, within the first minutes after the name was attached.
    EarlyOrder,
    /// The next DNS look-up.
    Dns,
    /// The next look at something a person has to mend.
    Person,
}

/// The wait before look or try number `done + 1`, `done` counting those already made (at least 1).
///
/// Up to a fifth is added, fixed by the name and the number, so that equal inputs wait equally long and a thousand
/// names that failed together do not come back together.
pub fn wait(kind: Wait, done: u32, host: &DomainName) -> Duration {
    let steps = match kind {
        Wait::Call => CALL,
        Wait::Turn => TURN,
        Wait::Order => ORDER,
        Wait::EarlyOrder => EARLY_ORDER,
        Wait::Dns => DNS,
        Wait::Person => PERSON,
    };
    let index = (done.max(1) as usize - 1).min(steps.len() - 1);
    let base = steps[index] * 1000;
    Duration::from_millis(base + base * spread(host, done) / 1280)
}

/// A number below 256 that depends on the name and the count alone.
fn spread(host: &DomainName, done: u32) -> u64 {
    let digest = Sha256::new()
        .chain_update(host.as_str())
        .chain_update(done.to_be_bytes())
        .finalize();
    u64::from(digest[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_differ_between_names() {
        let one: DomainName = "one.example".parse().unwrap();
        let waits: Vec<Duration> = (1..=12).map(|n| wait(Wait::Call, n, &one)).collect();
        assert!(
            waits.windows(2).take(9).all(|pair| pair[0] < pair[1]),
            "{waits:?}"
        );
        assert!(waits[0] >= Duration::from_secs(5) && waits[0] < Duration::from_secs(6));
        let many: std::collections::BTreeSet<Duration> = (0..100)
            .map(|n| wait(Wait::Order, 1, &format!("d{n}.example").parse().unwrap()))
            .collect();
        assert!(
            many.len() > 60,
            "a hundred names spread over {} moments",
            many.len()
        );
    }
}
