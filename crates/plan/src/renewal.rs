//! When the provider means to renew a certificate, as it told when it was asked for another reason.

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Leaf, Timestamp};

/// How long after its own date the provider is given.
const PATIENCE: Duration = Duration::from_hours(7 * 24);
/// The provider tells its times without a zone; a certificate that ends this close to what it told is the same.
const SAME: Duration = Duration::from_hours(24);

/// What the provider told of its renewal of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Renewal {
    /// The end of the certificate it is about: a newer one has a date of its own, which is not known.
    pub until: Timestamp,
    /// When it is to be renewed.
    pub at: Timestamp,
}

impl Renewal {
    /// Whether visitors still get the certificate it is about, long after it was to be renewed.
    pub(crate) fn is_overdue(&self, leaf: &Leaf, now: Timestamp) -> bool {
        let apart = leaf
            .not_after
            .since(self.until)
            .max(self.until.since(leaf.not_after));
        let half = leaf.not_before + leaf.not_after.since(leaf.not_before) / 2;
        // A date in the first half of the lifetime is no renewal; heeding it would order again and again.
        apart <= SAME && self.at >= half && now >= self.at + PATIENCE
    }
}
