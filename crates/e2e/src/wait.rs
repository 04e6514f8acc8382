//! Waiting for something another process does.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Looks again and again until `holds` says yes, or fails once `limit` has passed.
///
/// The limit is there so that a broken program does not hang the tests; make it generous. That something was
/// *fast* is never asserted this way. `what` completes the sentence "waited in vain for …".
///
/// # Errors
/// When the limit passes, or at once when `holds` itself fails.
pub fn wait_until(
    what: &str,
    limit: Duration,
    mut holds: impl FnMut() -> Result<bool>,
) -> Result<()> {
    let start = Instant::now();
    loop {
        if holds()? {
            return Ok(());
        }
        if start.elapsed() >= limit {
            bail!("waited in vain for {what} ({} s)", limit.as_secs());
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_comes_true_ends_the_wait() {
        let mut looks = 0;
        wait_until("the third look", Duration::from_secs(30), || {
            looks += 1;
            Ok(looks == 3)
        })
        .unwrap();
        assert_eq!(looks, 3);
    }

    #[test]
    fn a_condition_that_never_holds_fails_and_names_it() {
        let error = wait_until("a miracle", Duration::ZERO, || Ok(false)).unwrap_err();
        assert!(error.to_string().contains("a miracle"), "{error}");
    }

    #[test]
    fn an_error_ends_the_wait_at_once() {
        let error = wait_until("an answer", Duration::from_secs(30), || {
            bail!("the server is gone")
        })
        .unwrap_err();
        assert_eq!(error.to_string(), "the server is gone");
    }
}
