//! What a person can arrange for all sub-domains at once: more certificates than a week allows, and records that lead here.

use plan::{SubDomainDns, SubDomains, Timestamp};
use serde::Serialize;

use crate::output::rfc3339;

/// More sub-domains without a certificate than can get one in a week.
#[derive(Serialize)]
pub(crate) struct SubDomainAdvice {
    lacking: usize,
    weekly: usize,
    #[serde(serialize_with = "rfc3339")]
    last_at: Timestamp,
    message: String,
    advice: String,
}

impl From<&SubDomains> for SubDomainAdvice {
    fn from(found: &SubDomains) -> Self {
        Self {
            lacking: found.lacking,
            weekly: found.weekly,
            last_at: found.last_at,
            message: found.to_string(),
            advice: found.advice(),
        }
    }
}

impl SubDomainAdvice {
    /// Two lines: how it is, and what to do.
    pub(crate) fn text(&self) -> String {
        format!("{}\n  {}\n", self.message, self.advice)
    }
}

/// Sub-domains of the network that do not lead here.
#[derive(Serialize)]
pub(crate) struct SubDomainDnsAdvice {
    lacking: usize,
    message: String,
    advice: String,
}

impl From<&SubDomainDns> for SubDomainDnsAdvice {
    fn from(found: &SubDomainDns) -> Self {
        Self {
            lacking: found.lacking,
            message: found.to_string(),
            advice: found.advice(),
        }
    }
}

impl SubDomainDnsAdvice {
    /// Two lines: how it is, and what to do.
    pub(crate) fn text(&self) -> String {
        format!("{}\n  {}\n", self.message, self.advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_scripts_are_told_how_it_is_and_what_to_do() {
        let found = SubDomains {
            main_domain: "network.example".parse().unwrap(),
            lacking: 45,
            weekly: 40,
            last_at: Timestamp::from_millis(1_767_225_600_000),
        };
        let advice = SubDomainAdvice::from(&found);
        insta::assert_snapshot!(advice.text());
        insta::assert_snapshot!(serde_json::to_string_pretty(&advice).unwrap());
    }
}
