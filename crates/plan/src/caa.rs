//! Whether the owner of a name lets Let's Encrypt issue for it: CAA records, RFC 8659.

use serde::{Deserialize, Serialize};

use crate::DnsOutcome;

/// The issuer that RunCloud orders from, as CAA records name it.
/// Source: <https://letsencrypt.org/docs/caa/>, seen 2026-11.
const ISSUER: &str = "letsencrypt.org";
/// The validation that RunCloud's orders use, RFC 8657 section 4.
const METHOD: &str = "http-01";

/// One CAA record. The value is hostile text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaaRecord {
    /// Whether an authority that does not understand the tag must not issue.
    pub critical: bool,
    /// `issue`, `issuewild`, `iodef` or another property.
    pub tag: String,
    /// The issuer with its parameters, for the first two.
    pub value: String,
}

/// The records that decide for a name: those of the closest name on the way up that has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaaAnswer {
    /// The name whose records they are, the end of an alias where one was followed; empty where no name on the way up
    /// has any.
    pub at: String,
    /// The records.
    pub records: Vec<CaaRecord>,
    /// [`DnsOutcome::Found`] also where there are none; anything else where a look-up on the way failed.
    pub outcome: DnsOutcome,
}

/// Whether a certificate by http-01 from Let's Encrypt is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caa {
    /// Nothing forbids it.
    Allowed,
    /// The records of this name forbid it. Only definite records do.
    Forbidden {
        /// The name whose records they are.
        at: String,
        /// What they allow instead, as they spell it; empty where they allow nobody. Hostile text, at most four.
        allowed: Vec<String>,
    },
    /// No definite answer. Not a no.
    Unknown(DnsOutcome),
    /// Allowed to certain accounts of the authority only; whether RunCloud's is one of them cannot be known here.
    SomeAccounts,
}

impl Caa {
    /// Whether an order is certain to be refused.
    pub const fn forbids(&self) -> bool {
        matches!(self, Self::Forbidden { .. })
    }
}

/// What the records say about a certificate for the single name they were looked up for.
pub fn may_issue(answer: &CaaAnswer) -> Caa {
    if !matches!(
        answer.outcome,
        DnsOutcome::Found | DnsOutcome::NoAddress | DnsOutcome::NoSuchName
    ) {
        return Caa::Unknown(answer.outcome);
    }
    let known = |tag: &str| {
        [
            "issue",
            "issuewild",
            "iodef",
            "issuemail",
            "issuevmc",
            "contactemail",
            "contactphone",
        ]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(tag))
    };
    let issue: Vec<&CaaRecord> = answer
        .records
        .iter()
        .filter(|record| record.tag.eq_ignore_ascii_case("issue"))
        .collect();
    let misunderstood = |record: &CaaRecord| record.critical && !known(&record.tag);
    let verdicts: Vec<Verdict> = issue.iter().map(|record| verdict(&record.value)).collect();
    let forbidden = answer.records.iter().any(misunderstood)
        || (!issue.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::No));
    if forbidden {
        let allowed = issue.iter().map(|record| record.value.trim().to_owned());
        let allowed = allowed.filter(|value| !value.trim_matches(';').trim().is_empty());
        return Caa::Forbidden {
            at: answer.at.clone(),
            allowed: allowed.take(4).collect(),
        };
    }
    // Without an `issue` record anybody may, whatever other properties there are (RFC 8659 section 4.2).
    if issue.is_empty() || verdicts.contains(&Verdict::Yes) {
        Caa::Allowed
    } else {
        Caa::SomeAccounts
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Yes,
    SomeAccounts,
    No,
}

/// Reads `issuer; parameter=value; …`.
fn verdict(value: &str) -> Verdict {
    let mut parts = value.split(';').map(str::trim);
    let issuer = parts.next().unwrap_or_default();
    if !issuer.trim_end_matches('.').eq_ignore_ascii_case(ISSUER) {
        return Verdict::No;
    }
    let mut result = Verdict::Yes;
    for (name, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "validationmethods" => {
                let mut methods = value.split(',').map(str::trim);
                if !methods.any(|method| method.eq_ignore_ascii_case(METHOD)) {
                    return Verdict::No;
                }
            }
            "accounturi" => result = Verdict::SomeAccounts,
            _ => {}
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(records: &[(&str, &str)]) -> CaaAnswer {
        let record = |(tag, value): &(&str, &str)| CaaRecord {
            critical: tag.starts_with('!'),
            tag: tag.trim_start_matches('!').to_owned(),
            value: (*value).to_owned(),
        };
        CaaAnswer {
            at: "shop.example".to_owned(),
            records: records.iter().map(record).collect(),
            outcome: DnsOutcome::Found,
        }
    }

    #[test]
    fn records_allow_or_forbid_as_the_authority_reads_them() {
        for (records, allowed) in [
            (&[][..], true),
            (&[("issue", "letsencrypt.org")], true),
            (&[("ISSUE", " LetsEncrypt.org. ")], true),
            (
                &[("issue", "other.example"), ("issue", "letsencrypt.org")],
                true,
            ),
            (&[("issuewild", "other.example")], true),
            (&[("iodef", "mailto:a@shop.example")], true),
            (
                &[(
                    "issue",
                    "letsencrypt.org; validationmethods=dns-01, http-01",
                )],
                true,
            ),
            (&[("issue", "other.example")], false),
            (&[("issue", ";")], false),
            (&[("issue", "")], false),
            (
                &[("issue", "letsencrypt.org; validationmethods=dns-01")],
                false,
            ),
            (&[("issue", "letsencrypt.org"), ("!tbs", "unknown")], false),
        ] {
            assert_eq!(
                may_issue(&answer(records)) == Caa::Allowed,
                allowed,
                "{records:?}"
            );
            assert_eq!(
                may_issue(&answer(records)).forbids(),
                !allowed,
                "{records:?}"
            );
        }
    }

    #[test]
    fn what_is_allowed_instead_is_told_and_nobody_is_told_as_nobody() {
        let other = may_issue(&answer(&[("issue", "other.example"), ("issue", ";")]));
        let at = "shop.example".to_owned();
        let allowed = vec!["other.example".to_owned()];
        assert_eq!(other, Caa::Forbidden { at, allowed });
    }

    #[test]
    fn a_failed_look_up_and_a_named_account_are_no_refusal() {
        let failed = CaaAnswer {
            outcome: DnsOutcome::ServerFailure,
            ..answer(&[("issue", "other.example")])
        };
        assert_eq!(may_issue(&failed), Caa::Unknown(DnsOutcome::ServerFailure));
        let account = answer(&[("issue", "letsencrypt.org; accounturi=https://a.example/1")]);
        assert_eq!(may_issue(&account), Caa::SomeAccounts);
    }
}
