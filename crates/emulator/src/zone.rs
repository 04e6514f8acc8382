//! The DNS zone as data: which records a name has, and what answers instead when it is told to fail.

pub(crate) mod caa;
mod fault;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

pub use fault::DnsFault;

use crate::names::{canonical, parent};

/// How many CNAMEs are followed before the chain counts as a loop.
const CHAIN_LENGTH: usize = 8;

/// One record of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "UPPERCASE")]
pub enum Record {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// Another name; all other records beside it are ignored.
    Cname(String),
    /// A CAA record: the value of an `issue` record, such as `letsencrypt.org; validationmethods=http-01`, where the
    /// empty string forbids every issuer; or with flags and tag as in a zone file, such as `128 issuewild ";"`.
    Caa(String),
}

/// What a question is about, as far as faults tell the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    Caa,
    Other,
}

/// What the zone says about one name, CNAMEs not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The server is told to fail for this name.
    Failed(DnsFault),
    /// Neither the name nor anything below it exists.
    NoName,
    /// The name exists, perhaps only as the parent of others; then the list is empty.
    Found(Vec<Record>),
}

/// A name followed through its CNAMEs.
pub(crate) struct Walk {
    /// Each CNAME on the way: owner and target.
    pub(crate) chain: Vec<(String, String)>,
    /// What the last name answers.
    pub(crate) end: Answer,
    /// The last name.
    pub(crate) name: String,
}

/// All names of the emulated internet.
///
/// Keys are the labels in reverse order (`com.example.www`), so that everything below a name is one range.
#[derive(Debug, Default)]
pub(crate) struct Zone {
    records: BTreeMap<String, Vec<Record>>,
    faults: BTreeMap<String, DnsFault>,
}

impl Zone {
    /// Replaces all records of a name and ends a fault set for it. The name may begin with `*.`.
    pub(crate) fn set(&mut self, name: &str, records: &[Record]) {
        let name = canonical(name);
        self.faults.remove(&name);
        self.records.insert(reversed(&name), records.to_vec());
    }

    /// Forgets a name and its fault.
    pub(crate) fn clear(&mut self, name: &str) {
        let name = canonical(name);
        self.faults.remove(&name);
        self.records.remove(&reversed(&name));
    }

    /// Makes the server fail for this name, whatever records it has, until they are set or cleared.
    pub(crate) fn fail(&mut self, name: &str, fault: DnsFault) {
        self.faults.insert(canonical(name), fault);
    }

    /// Every name with its records, in the order of the reversed names.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (String, &[Record])> {
        self.records
            .iter()
            .map(|(key, records)| (reversed(key), records.as_slice()))
    }

    /// What the zone says about this name.
    pub(crate) fn look_up(&self, name: &str, question: Question) -> Answer {
        let name = canonical(name);
        if let Some(fault) = self.faults.get(&name)
            && (question == Question::Caa || *fault != DnsFault::CaaServFail)
        {
            return Answer::Failed(*fault);
        }
        let key = reversed(&name);
        if let Some(records) = self.records.get(&key) {
            return Answer::Found(records.clone());
        }
        if self.has_below(&key) {
            return Answer::Found(Vec::new());
        }
        self.wildcard(&name)
            .map_or(Answer::NoName, |records| Answer::Found(records.to_vec()))
    }

    /// The records of the wildcard that covers a name that does not exist. The closest existing ancestor hides
    /// wildcards above it (RFC 4592, section 3.3.1).
    fn wildcard(&self, name: &str) -> Option<&[Record]> {
        let mut ancestor = parent(name);
        while let Some(name) = ancestor {
            let key = reversed(name);
            if let Some(records) = self.records.get(&format!("{key}.*")) {
                return Some(records);
            }
            if self.records.contains_key(&key) || self.has_below(&key) {
                return None;
            }
            ancestor = parent(name);
        }
        None
    }

    fn has_below(&self, key: &str) -> bool {
        // `/` follows `.` in ASCII: the range holds exactly the keys that begin with `key.`.
        self.records
            .range(format!("{key}.")..format!("{key}/"))
            .next()
            .is_some()
    }

    /// Follows CNAMEs from a name. A chain that is too long or loops ends in `SERVFAIL`, as resolvers have it.
    pub(crate) fn walk(&self, name: &str, question: Question) -> Walk {
        let mut name = canonical(name);
        let mut chain = Vec::new();
        loop {
            let end = self.look_up(&name, question);
            let Answer::Found(records) = &end else {
                return Walk { chain, end, name };
            };
            let target = records.iter().find_map(|record| match record {
                Record::Cname(target) => Some(canonical(target)),
                _ => None,
            });
            let Some(target) = target else {
                return Walk { chain, end, name };
            };
            if chain.len() == CHAIN_LENGTH {
                return Walk {
                    chain,
                    end: Answer::Failed(DnsFault::ServFail),
                    name,
                };
            }
            chain.push((name, target.clone()));
            name = target;
        }
    }

    /// All addresses of a name; none when it does not exist.
    ///
    /// # Errors
    /// When a name server on the way fails.
    pub(crate) fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, DnsFault> {
        match self.walk(name, Question::Other).end {
            Answer::Failed(fault) => Err(fault),
            Answer::NoName => Ok(Vec::new()),
            Answer::Found(records) => Ok(records
                .iter()
                .filter_map(|record| match record {
                    Record::A(address) => Some(IpAddr::V4(*address)),
                    Record::Aaaa(address) => Some(IpAddr::V6(*address)),
                    Record::Cname(_) | Record::Caa(_) => None,
                })
                .collect()),
        }
    }
}

fn reversed(name: &str) -> String {
    name.rsplit('.').collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

    fn zone(entries: &[(&str, &[Record])]) -> Zone {
        let mut zone = Zone::default();
        for (name, records) in entries {
            zone.set(name, records);
        }
        zone
    }

    #[test]
    fn a_parent_of_existing_names_exists_and_a_stranger_does_not() {
        let zone = zone(&[("a.b.example", &[Record::A(HERE)])]);
        assert_eq!(
            zone.look_up("b.example", Question::Other),
            Answer::Found(Vec::new())
        );
        assert_eq!(
            zone.look_up("A.B.Example.", Question::Other),
            Answer::Found(vec![Record::A(HERE)])
        );
        assert_eq!(zone.look_up("xb.example", Question::Other), Answer::NoName);
        assert_eq!(
            zone.look_up("below.a.b.example", Question::Other),
            Answer::NoName
        );
    }

    #[test]
    fn a_wildcard_covers_what_does_not_exist_and_is_hidden_by_what_does() {
        let zone = zone(&[("*.example", &[Record::A(HERE)]), ("real.example", &[])]);
        assert_eq!(
            zone.look_up("any.example", Question::Other),
            Answer::Found(vec![Record::A(HERE)])
        );
        assert_eq!(
            zone.look_up("two.deep.example", Question::Other),
            Answer::Found(vec![Record::A(HERE)])
        );
        assert_eq!(
            zone.look_up("real.example", Question::Other),
            Answer::Found(Vec::new())
        );
        assert_eq!(
            zone.look_up("below.real.example", Question::Other),
            Answer::NoName
        );
    }

    #[test]
    fn chains_are_followed_and_loops_end_in_servfail() {
        let zone = zone(&[
            ("www.shop.example", &[Record::Cname("shop.example.".into())]),
            ("shop.example", &[Record::A(HERE)]),
            ("loop.example", &[Record::Cname("pool.example".into())]),
            ("pool.example", &[Record::Cname("loop.example".into())]),
        ]);
        assert_eq!(
            zone.addresses("www.shop.example"),
            Ok(vec![IpAddr::V4(HERE)])
        );
        assert_eq!(zone.addresses("loop.example"), Err(DnsFault::ServFail));
        assert_eq!(zone.addresses("nobody.example"), Ok(Vec::new()));
    }

    #[test]
    fn a_fault_lasts_until_the_records_are_set_again() {
        let mut zone = zone(&[("shop.example", &[Record::A(HERE)])]);
        zone.fail("shop.example", DnsFault::Refused);
        assert_eq!(zone.addresses("shop.example"), Err(DnsFault::Refused));
        zone.set("shop.example", &[Record::A(HERE)]);
        assert_eq!(zone.addresses("shop.example"), Ok(vec![IpAddr::V4(HERE)]));
    }

    #[test]
    fn a_fault_for_caa_questions_leaves_all_others_alone() {
        let mut zone = zone(&[("shop.example", &[Record::A(HERE)])]);
        zone.fail("shop.example", DnsFault::CaaServFail);
        assert_eq!(zone.addresses("shop.example"), Ok(vec![IpAddr::V4(HERE)]));
        assert_eq!(
            zone.look_up("shop.example", Question::Caa),
            Answer::Failed(DnsFault::CaaServFail)
        );
    }

    #[test]
    fn the_closest_caa_set_decides() {
        let zone = zone(&[
            ("example", &[Record::Caa("other-ca.example".into())]),
            (
                "good.example",
                &[
                    Record::Caa("other-ca.example".into()),
                    Record::Caa("letsencrypt.org".into()),
                ],
            ),
        ]);
        assert!(zone.caa_problem("shop.example").is_some());
        assert_eq!(zone.caa_problem("shop.good.example"), None);
        assert_eq!(zone.caa_problem("elsewhere.test"), None);
    }
}
