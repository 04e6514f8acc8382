//! Name servers that do not answer as they should.

use serde::{Deserialize, Serialize};

/// What a name server does instead of answering for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsFault {
    /// Answers `SERVFAIL`.
    ServFail,
    /// Answers `REFUSED`.
    Refused,
    /// Does not answer at all.
    Silent,
    /// Answers `SERVFAIL` to questions for CAA records, and all others as it should: servers that do not know CAA.
    CaaServFail,
    /// Is not in charge: answers without data and without authority, as after a lame delegation.
    Lame,
}

impl DnsFault {
    /// The fault in the words of an authority, which asks through a resolver of its own.
    pub(crate) fn problem(self, kind: &str, name: &str) -> String {
        match self {
            // A resolver that finds nobody in charge says the same as a server that fails.
            Self::ServFail | Self::CaaServFail | Self::Lame => format!(
                "DNS problem: SERVFAIL looking up {kind} for {name} - the domain's nameservers may be malfunctioning"
            ),
            Self::Refused => format!("DNS problem: REFUSED looking up {kind} for {name}"),
            Self::Silent => {
                format!("DNS problem: query timed out looking up {kind} for {name}")
            }
        }
    }
}
