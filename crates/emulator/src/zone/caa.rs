//! CAA records: how they are written, and what the emulated authority reads in them (RFC 8659 and 8657).

use crate::names::{canonical, parent};
use crate::zone::{Answer, Question, Record, Zone};

/// The issuer that CAA records must allow.
const ISSUER: &str = "letsencrypt.org";
/// The only way in which the panel has names validated.
const METHOD: &str = "http-01";
/// Tags that an authority knows; beside `issue` they say nothing about the certificates ordered here.
const KNOWN_TAGS: [&str; 4] = ["issue", "issuewild", "issuemail", "iodef"];
/// The flag of a record that must be understood.
pub(crate) const CRITICAL: u8 = 128;

/// A CAA record taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caa {
    pub(crate) flags: u8,
    pub(crate) tag: String,
    pub(crate) value: String,
}

impl Caa {
    /// Reads a zone file's form, `128 issue "ca.example; validationmethods=dns-01"`. Whatever does not begin with
    /// flags and a tag is the value of an `issue` record without flags.
    pub(crate) fn parse(text: &str) -> Self {
        Self::in_full(text).unwrap_or_else(|| Self {
            flags: 0,
            tag: "issue".into(),
            value: if text.is_empty() { ";" } else { text }.into(),
        })
    }

    fn in_full(text: &str) -> Option<Self> {
        let (flags, rest) = text.trim().split_once(char::is_whitespace)?;
        let (tag, value) = rest.trim_start().split_once(char::is_whitespace)?;
        if !tag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let value = value.trim();
        let bare = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        Some(Self {
            flags: flags.parse().ok()?,
            tag: tag.to_ascii_lowercase(),
            value: bare.unwrap_or(value).into(),
        })
    }

    fn stops_strangers(&self) -> bool {
        self.flags & CRITICAL != 0 && !KNOWN_TAGS.contains(&self.tag.as_str())
    }

    /// Whether this `issue` record lets the authority issue what was validated by http-01. A parameter that it does
    /// not know changes nothing; an account is never the panel's, which shows its own to nobody.
    fn allows(&self) -> bool {
        let mut parts = self.value.split(';').map(str::trim);
        let issuer = parts.next().unwrap_or_default();
        issuer.eq_ignore_ascii_case(ISSUER)
            && parts
                .filter(|part| !part.is_empty())
                .all(|part| match part.split_once('=') {
                    Some((name, methods)) if is(name, "validationmethods") => {
                        methods.split(',').any(|method| is(method, METHOD))
                    }
                    Some((name, _)) => !is(name, "accounturi"),
                    // What cannot be read allows nothing.
                    None => false,
                })
    }
}

fn is(text: &str, expected: &str) -> bool {
    text.trim().eq_ignore_ascii_case(expected)
}

impl Zone {
    /// Why CAA records, or the lack of an answer about them, keep the authority from issuing for a name. The closest
    /// set on the way up decides (RFC 8659, section 3).
    pub(crate) fn caa_problem(&self, name: &str) -> Option<String> {
        let name = canonical(name);
        let mut at = Some(name.as_str());
        while let Some(owner) = at {
            match self.walk(owner, Question::Caa).end {
                Answer::Failed(fault) => return Some(fault.problem("CAA", owner)),
                Answer::NoName => {}
                Answer::Found(records) => {
                    let set: Vec<Caa> = records
                        .iter()
                        .filter_map(|record| match record {
                            Record::Caa(text) => Some(Caa::parse(text)),
                            _ => None,
                        })
                        .collect();
                    if !set.is_empty() {
                        return (!allowed(&set))
                            .then(|| format!("CAA record for {owner} prevents issuance"));
                    }
                }
            }
            at = parent(owner);
        }
        None
    }
}

fn allowed(set: &[Caa]) -> bool {
    let mut issue = set.iter().filter(|record| record.tag == "issue").peekable();
    !set.iter().any(Caa::stops_strangers) && (issue.peek().is_none() || issue.any(Caa::allows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::DnsFault;

    fn issues(records: &[&str]) -> bool {
        let mut zone = Zone::default();
        let records: Vec<Record> = records
            .iter()
            .map(|text| Record::Caa((*text).into()))
            .collect();
        zone.set("shop.example", &records);
        zone.caa_problem("www.shop.example").is_none()
    }

    #[test]
    fn a_record_is_a_value_alone_or_in_a_zone_files_form() {
        let caa = |flags, tag: &str, value: &str| Caa {
            flags,
            tag: tag.into(),
            value: value.into(),
        };
        assert_eq!(
            Caa::parse("letsencrypt.org; validationmethods=dns-01"),
            caa(0, "issue", "letsencrypt.org; validationmethods=dns-01")
        );
        assert_eq!(Caa::parse(""), caa(0, "issue", ";"));
        assert_eq!(
            Caa::parse(r#"128 IssueWild "ca.example; a=b""#),
            caa(128, "issuewild", "ca.example; a=b")
        );
        assert_eq!(
            Caa::parse("0 iodef mailto:x@y.example"),
            caa(0, "iodef", "mailto:x@y.example")
        );
    }

    #[test]
    fn one_issue_record_that_allows_is_enough_and_none_that_does_is_not() {
        assert!(issues(&["other-ca.example", "LetsEncrypt.org"]));
        assert!(!issues(&["other-ca.example"]));
        assert!(!issues(&[""]));
        assert!(!issues(&[";"]));
    }

    #[test]
    fn parameters_restrict_the_method_and_the_account() {
        assert!(issues(&[
            "letsencrypt.org; validationmethods=dns-01,http-01"
        ]));
        assert!(issues(&["letsencrypt.org; policy=ev"]));
        assert!(!issues(&["letsencrypt.org; validationmethods=dns-01"]));
        assert!(!issues(&[
            "letsencrypt.org; accounturi=https://a.example/1"
        ]));
        assert!(!issues(&["letsencrypt.org; nonsense"]));
    }

    #[test]
    fn other_tags_restrict_nothing_here_unless_they_are_critical_and_unknown() {
        assert!(issues(&[
            r#"0 issuewild ";""#,
            r#"0 iodef "mailto:x@y.example""#
        ]));
        assert!(issues(&["0 future thing"]));
        assert!(issues(&["128 issuewild ;"]));
        assert!(!issues(&["128 future thing", "letsencrypt.org"]));
    }

    #[test]
    fn a_failing_server_prevents_issuance_also_above_the_name() {
        let mut zone = Zone::default();
        zone.set("www.shop.example", &[]);
        zone.fail("shop.example", DnsFault::CaaServFail);
        let problem = zone.caa_problem("www.shop.example").unwrap();
        assert!(
            problem.contains("SERVFAIL looking up CAA for shop.example"),
            "{problem}"
        );
    }
}
