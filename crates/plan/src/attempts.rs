//! What is remembered of tries that failed, so that patience survives a restart.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Consecutive failures of one kind of step on one domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempts {
    /// How many failed in a row.
    pub failed: u32,
    /// When the first of them failed.
    pub since: Option<Timestamp>,
    /// When the last try began.
    pub last: Option<Timestamp>,
    /// The next try waits for this moment.
    pub not_before: Option<Timestamp>,
    /// What the last failure was.
    pub failure: Option<Failure>,
}

/// A failed try, in words that do not change while the cause stays the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Failure {
    /// The class of the failure.
    pub class: FailureClass,
    /// What the other side said, shortened; never a secret.
    pub message: String,
}

/// What a failure calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// Passing trouble on the way or at the provider: try again.
    Transient,
    /// The provider answered with something that is neither yes nor no.
    Unreadable,
    /// Whether the step took effect is not known; look before anything else.
    FateUnknown,
    /// The provider wants fewer calls.
    Throttled,
    /// The provider's server works on another change; nothing was done.
    Busy,
    /// The credentials are not accepted, or the address is not on the allow-list.
    Unauthorized,
    /// The credentials are fine but not allowed to do this, or the plan lacks it.
    Forbidden,
    /// The server, web application or object does not exist.
    NotFound,
    /// The domain is already attached somewhere.
    Taken,
    /// The provider refuses the data.
    Rejected,
    /// A certificate was ordered and never came.
    NoCertificate,
    /// The certificate authority, or the provider in its name, said no.
    IssueRefused,
}

impl FailureClass {
    /// Whether an order that ended so may have failed at the certificate authority.
    pub(crate) const fn is_of_the_authority(self) -> bool {
        matches!(
            self,
            Self::IssueRefused | Self::NoCertificate | Self::Rejected | Self::Unreadable
        )
    }
}

impl Attempts {
    /// Whether a try is allowed now.
    pub fn ready(&self, now: Timestamp) -> bool {
        self.not_before.is_none_or(|moment| moment <= now)
    }

    /// Whether tries have failed for so long that no more are worth it.
    pub(crate) fn given_up(&self, after: Duration, now: Timestamp) -> bool {
        self.since.is_some_and(|since| now.since(since) >= after)
    }

    /// Whether the last try may have taken effect.
    pub(crate) fn fate_unknown(&self) -> bool {
        self.failed_with(FailureClass::FateUnknown)
    }

    /// Whether the last try failed this way.
    pub(crate) fn failed_with(&self, class: FailureClass) -> bool {
        self.failure
            .as_ref()
            .is_some_and(|failure| failure.class == class)
    }
}
