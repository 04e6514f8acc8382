//! What the certificate authority allows, as it publishes it, and how much of that is left to others.

use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);
const WEEK: Duration = Duration::from_hours(7 * 24);

/// So many within a moving window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is published.
    pub published: usize,
    /// How many of these are never used here: RunCloud renews by itself, and people order by hand.
    pub kept_free: usize,
    /// The window.
    pub window: Duration,
}

/// The limits of Let's Encrypt.
///
/// The authority refills them bit by bit; a moving window of the same length never allows more than that.
/// Source: <https://letsencrypt.org/docs/rate-limits/>, seen 2026-11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// New certificates for one registered domain, that is a public suffix and one label.
    pub registered_domain: Limit,
    /// New certificates for exactly the same set of names.
    pub exact_set: Limit,
    /// Failed validations of one name. An order counts before it is known whether it failed.
    pub name: Limit,
    /// New orders of one account. RunCloud's is not known; it is taken to be this server's alone.
    pub account: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |published, kept_free, window| Limit {
            published,
            kept_free,
            window,
        };
        Self {
            registered_domain: limit(50, 10, WEEK),
            exact_set: limit(5, 1, WEEK),
            name: limit(5, 1, HOUR),
            account: limit(300, 30, 3 * HOUR),
        }
    }
}

impl Limits {
    /// The same for a certificate that is about to end: it may use what is kept free for renewals.
    ///
    /// What guards against a storm of failures stays as it is.
    pub(crate) fn for_expiring(mut self) -> Self {
        self.registered_domain.kept_free = 0;
        self.account.kept_free = 0;
        self
    }
}

impl Limit {
    /// How many this program uses at most.
    pub const fn used(&self) -> usize {
        self.published.saturating_sub(self.kept_free)
    }

    /// When one more is allowed after those at `times`, which are in order: nothing when that is now.
    pub(crate) fn free_at(
        &self,
        times: &[crate::Timestamp],
        now: crate::Timestamp,
    ) -> Option<crate::Timestamp> {
        let most = self.used().max(1);
        let recent = self.recent(times, now);
        // The one that has to leave the window before one more fits in.
        (recent.len() >= most).then(|| recent[recent.len() - most] + self.window)
    }

    /// Those of `times`, which are in order, that are still within the window.
    pub(crate) fn recent<'a>(
        &self,
        times: &'a [crate::Timestamp],
        now: crate::Timestamp,
    ) -> &'a [crate::Timestamp] {
        &times[times.partition_point(|time| *time + self.window <= now)..]
    }
}
