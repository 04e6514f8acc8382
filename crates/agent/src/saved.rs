//! What the ledger holds, as far as it takes to write only what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use plan::{
    CallCount, DomainName, Fingerprint, LastWanted, Record, Records, RemovalRecord, Shared,
    Timestamp, calls_secure,
};

/// How old the last moment at which a host was seen as wanted may be in the ledger, where nothing hangs on it. Written as
/// exactly as it is known, it would have every record written at every reading of the network; so that is once a day.
const WANTED_WITHIN: Duration = Duration::from_hours(24);

/// What was saved last.
#[derive(Debug, Default)]
pub(crate) struct Saved {
    pub(crate) records: BTreeMap<DomainName, SavedRecord>,
    /// What the sentences saved with them refer to; none where they may be those of another run.
    referred: Option<Referred>,
    /// Counts how often all records had to be written anew. A record of an earlier edition is yet to be.
    edition: u32,
    pub(crate) shared: Shared,
    pub(crate) calls: CallCount,
    pub(crate) about: String,
    pub(crate) server: String,
    pub(crate) remedies: bool,
}

/// What the sentences about all hosts refer to: where domains should lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Referred {
    pub(crate) main_domain: DomainName,
    pub(crate) addresses: Vec<IpAddr>,
}

/// What tells a record from others: a second copy of all of them would be as large as the first.
#[derive(Debug)]
pub(crate) struct SavedRecord {
    fingerprint: Fingerprint,
    wanted_at: LastWanted,
    /// Whether the sentences saved with it call it secure, which ends by itself.
    secure: bool,
    edition: u32,
}

impl Saved {
    /// Notes that the ledger holds these.
    pub(crate) fn take<'a>(
        &mut self,
        records: impl IntoIterator<Item = &'a Record>,
        now: Timestamp,
    ) {
        for record in records {
            let saved = SavedRecord {
                fingerprint: record.fingerprint(),
                wanted_at: record.wanted_at,
                secure: calls_secure(record, now),
                edition: self.edition,
            };
            self.records.insert(record.host.clone(), saved);
        }
    }

    /// From now on sentences refer to this; where that is new, those of all records are to be written again.
    pub(crate) fn refer_to(&mut self, referred: Referred) {
        if self.referred.as_ref() != Some(&referred) {
            self.referred = Some(referred);
            self.edition += 1;
        }
    }

    /// All has to be written again: the ledger may have been put back to an earlier day.
    pub(crate) fn doubt(&mut self) {
        *self = Self {
            records: std::mem::take(&mut self.records),
            referred: self.referred.take(),
            edition: self.edition + 1,
            ..Self::default()
        };
    }

    /// The records that the ledger does not hold as they are.
    pub(crate) fn lacks<'a>(
        &self,
        records: &'a Records,
        removals: &[RemovalRecord],
        now: Timestamp,
    ) -> Vec<&'a Record> {
        // Whether a removal that was recorded belongs to an earlier life of its host shows by the moment at which that was
        // wanted last.
        let removed: BTreeSet<DomainName> =
            removals.iter().map(|removal| removal.host.bare()).collect();
        let lacks = |record: &Record| {
            let Some(saved) = self.records.get(&record.host) else {
                return true;
            };
            saved.edition != self.edition
                || saved.secure != calls_secure(record, now)
                || moved_far(record.wanted_at, saved.wanted_at)
                || record.wanted_at != saved.wanted_at && removed.contains(&record.host.bare())
                || record.fingerprint() != saved.fingerprint
        };
        records.values().filter(|record| lacks(record)).collect()
    }
}

fn moved_far(known: LastWanted, saved: LastWanted) -> bool {
    match (known.moment(), saved.moment()) {
        (Some(known), Some(saved)) => known.since(saved) >= WANTED_WITHIN,
        (known, saved) => known != saved,
    }
}

#[cfg(test)]
mod tests {
    use plan::{Class, Handshake, Leaf, Seen};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_796_000_000_000);

    /// Two hosts that were seen as wanted at a moment.
    fn records(wanted_at: Timestamp) -> Records {
        let hosts = ["shop.example", "www.other.example"];
        let records = hosts.map(|host| {
            let mut record = Record::new(host.parse().unwrap(), Class::Created, NOW);
            record.wanted_at.see(wanted_at);
            (record.host.clone(), record)
        });
        records.into()
    }

    fn lacking(records: &Records, removals: &[RemovalRecord]) -> Vec<String> {
        let mut saved = Saved::default();
        saved.take(self::records(NOW).values(), NOW);
        let lacking = saved.lacks(records, removals, NOW);
        lacking
            .iter()
            .map(|record| record.host.to_string())
            .collect()
    }

    #[test]
    fn what_is_new_or_differs_is_written() {
        let mut records = records(NOW);
        assert!(lacking(&records, &[]).is_empty());
        let host = "new.example".parse::<DomainName>().unwrap();
        records.insert(host.clone(), Record::new(host, Class::Created, NOW));
        let other = "www.other.example".parse().unwrap();
        records.get_mut(&other).unwrap().pointed_here = true;
        assert_eq!(lacking(&records, &[]), ["new.example", "www.other.example"]);
    }

    #[test]
    fn all_are_written_once_they_should_lead_elsewhere() {
        let lead_to = |address: &str| Referred {
            main_domain: "network.example".parse().unwrap(),
            addresses: vec![address.parse().unwrap()],
        };
        let records = records(NOW);
        let mut saved = Saved::default();
        saved.take(records.values(), NOW);
        assert!(saved.lacks(&records, &[], NOW).is_empty());
        // What a run before this one wrote may be in other words.
        for address in ["203.0.113.10", "203.0.113.11", "203.0.113.10"] {
            saved.refer_to(lead_to(address));
            assert_eq!(saved.lacks(&records, &[], NOW).len(), 2, "{address}");
            // What was written stays written where the rest could not be.
            saved.take(records.values().take(1), NOW);
            saved.refer_to(lead_to(address));
            assert_eq!(saved.lacks(&records, &[], NOW).len(), 1, "{address}");
            saved.take(records.values(), NOW);
            assert!(saved.lacks(&records, &[], NOW).is_empty(), "{address}");
        }
    }

    #[test]
    fn all_are_written_where_the_ledger_was_put_back() {
        let records = records(NOW);
        let mut saved = Saved::default();
        saved.take(records.values(), NOW);
        saved.doubt();
        assert_eq!(saved.lacks(&records, &[], NOW).len(), 2);
        saved.take(records.values(), NOW);
        assert!(saved.lacks(&records, &[], NOW).is_empty());
    }

    #[test]
    fn that_a_certificate_has_ended_is_written() {
        let mut record = Record::new("shop.example".parse().unwrap(), Class::Created, NOW);
        let end = NOW + Duration::from_hours(1);
        let leaf = Leaf {
            issuer: String::new(),
            names: vec!["shop.example".to_owned()],
            not_before: NOW,
            not_after: end,
        };
        record.tls = Some(Seen::first(Handshake::Valid(leaf), NOW));
        let mut saved = Saved::default();
        saved.take([&record], NOW);
        let records = Records::from([(record.host.clone(), record)]);
        assert!(saved.lacks(&records, &[], NOW).is_empty());
        assert_eq!(saved.lacks(&records, &[], end).len(), 1);
    }

    #[test]
    fn that_a_host_is_still_wanted_is_written_once_a_day() {
        let later = NOW + WANTED_WITHIN;
        assert!(lacking(&records(NOW + Duration::from_mins(5)), &[]).is_empty());
        assert_eq!(lacking(&records(later), &[]).len(), 2);
    }

    #[test]
    fn that_a_host_is_wanted_for_the_first_time_is_written() {
        let mut saved = Saved::default();
        let unwanted = Record::new("shop.example".parse().unwrap(), Class::Created, NOW);
        saved.take([&unwanted], NOW);
        let mut record = unwanted.clone();
        record.wanted_at.see(NOW);
        let records = Records::from([(record.host.clone(), record)]);
        assert_eq!(saved.lacks(&records, &[], NOW).len(), 1);
    }

    #[test]
    fn it_is_written_exactly_where_a_removal_of_the_host_is_open() {
        let removal = RemovalRecord {
            request: 1,
            host: "other.example".parse().unwrap(),
            site: None,
            at: NOW,
        };
        let later = records(NOW + Duration::from_secs(1));
        assert_eq!(
            lacking(&later, std::slice::from_ref(&removal)),
            ["www.other.example"]
        );
        assert!(lacking(&records(NOW), &[removal]).is_empty());
    }
}
