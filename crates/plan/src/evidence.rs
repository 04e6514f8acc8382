//! What a removal may rest on.

use std::fmt;

use serde::Serialize;

use crate::{Complete, DomainName, Network, RemovedBy, SiteId, Timestamp};

/// A removal that the WordPress plugin saw happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalRecord {
    /// The request that holds it.
    pub request: i64,
    /// The host that was removed.
    pub host: DomainName,
    /// The site it was removed from.
    pub site: Option<SiteId>,
    /// When it was removed.
    pub at: Timestamp,
}

/// Why a domain may be taken off. It can only be made from a complete reading of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    #[serde(rename = "by")]
    kind: RemovedBy,
    since: Timestamp,
}

impl Evidence {
    /// A complete reading lacks the host, and its removal was recorded.
    pub(crate) fn recorded(_: Complete<'_, Network>, record: &RemovalRecord) -> Self {
        Self {
            kind: RemovedBy::Record,
            since: record.at,
        }
    }

    /// Complete readings lack the host since `since`, for as long and as calmly as the policy asks.
    pub(crate) fn absent(_: Complete<'_, Network>, since: Timestamp) -> Self {
        Self {
            kind: RemovedBy::Absence,
            since,
        }
    }

    /// A person said yes, and a complete reading lacks the host or it is in the way of the shared certificate.
    pub(crate) fn permitted(_: Complete<'_, Network>, now: Timestamp) -> Self {
        Self {
            kind: RemovedBy::Person,
            since: now,
        }
    }

    /// What kind of evidence it is; the brake counts by it.
    pub fn kind(&self) -> RemovedBy {
        self.kind
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            RemovedBy::Record => write!(f, "its removal was recorded at {}", self.since),
            RemovedBy::Absence => write!(f, "missing from the network since {}", self.since),
            RemovedBy::Person => f.write_str("allowed by a person"),
        }
    }
}
